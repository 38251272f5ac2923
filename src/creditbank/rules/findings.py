"""What is wrong with a rulebook: where, what, and what to write instead. Worded in ``creditbank.wording``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from creditbank.kernel.errors import CreditbankError


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to mend, or to know (``notice``).

    ``file`` is relative to the rulebook, ``path`` the place in it (``version[1].slot[0].when``, counted from 0), ``mend``
    what to write there: a piece of TOML or the list of what may stand there. Codes are listed in docs/rules.md.
    """

    file: str
    path: str = ""
    code: str
    parameters: dict[str, Any] = {}
    mend: str = ""
    severity: Literal["error", "notice"] = "error"

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.parameters.items())
        place = f"{self.file}: {self.path}" if self.path else self.file
        return f"{place}: {self.code}({told}); mend: {self.mend}"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file, from which findings are made."""

    file: str
    path: str = ""

    def at(self, path: str) -> "Place":
        """A place inside this one."""
        return Place(self.file, f"{self.path}.{path}" if self.path else path)

    def error(self, code: str, mend: str, **parameters: Any) -> Finding:
        """Something to mend here."""
        return Finding(file=self.file, path=self.path, code=code, parameters=parameters, mend=mend)

    def notice(self, code: str, mend: str, **parameters: Any) -> Finding:
        """Something to know here; it forbids nothing."""
        return Finding(file=self.file, path=self.path, code=code, parameters=parameters, mend=mend, severity="notice")


class RulebookInvalid(CreditbankError):
    """The rulebook cannot be used; ``findings`` has everything that is wrong, not only the first thing."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("RULEBOOK_INVALID", findings=[str(one) for one in self.findings])


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    """Those that forbid the use of the rulebook."""
    return [one for one in findings if one.severity == "error"]
