"""What a verification found: ten numbered steps, each with its outcome, and one verdict that follows from them."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from creditbank.credentials.award import Award, Endorsement, Transcript
from creditbank.rules.definitions import Name

Outcome = Literal["passed", "failed", "not_checked"]
Verdict = Literal["valid", "suspended", "revoked", "expired", "not_yet_valid", "unknown", "invalid"]
Facts = Award | Transcript | Endorsement

NAMES = (
    "time",
    "form",
    "shape",
    "issuer",
    "signature",
    "status",
    "accreditation",
    "holder",
    "policy",
    "log",
)
"""The steps by number."""
TIME, FORM, SHAPE, ISSUER, SIGNATURE, STATUS, ACCREDITATION, HOLDER, POLICY, LOG = range(10)

VERDICT_OF_CODE: Mapping[str, Verdict] = {
    "CREDENTIAL_EXPIRED": "expired",
    "NOT_YET_VALID": "not_yet_valid",
    "STATUS_REVOKED": "revoked",
    "STATUS_SUSPENDED": "suspended",
    "ISSUER_UNKNOWN": "unknown",
    "ISSUER_KEY_UNPROVEN": "unknown",
    "CONTROLLER_UNKNOWN": "unknown",
    "ACCREDITATION_UNTOLD": "unknown",
    "LOG_ABSENT": "unknown",
}
"""Codes of failed steps that do not make the document invalid: it was right once, will be, or what is at hand cannot tell."""
STATUS_UNTOLD = frozenset(
    {
        "STATUS_UNREACHABLE",
        "STATUS_TYPE_UNKNOWN",
        "STATUS_LIST_MALFORMED",
        "STATUS_LIST_TOO_LARGE",
        "STATUS_LIST_SHORT",
        "STATUS_LIST_UNPROVEN",
        "STATUS_LIST_UNSIGNED",
        "STATUS_LIST_MISLINKED",
        "STATUS_LIST_WRONG_TYPE",
        "STATUS_LIST_WRONG_ISSUER",
        "STATUS_LIST_WRONG_PURPOSE",
        "STATUS_LIST_STALE",
        "STATUS_LIST_EARLY",
        "STATUS_SET",
    }
)
"""Codes of a status step that could not tell: the list is missing, or nothing in it can be relied on."""
_GROUND = (TIME, FORM, SHAPE, SIGNATURE)
_RANK: tuple[Verdict, ...] = ("invalid", "revoked", "unknown", "suspended", "expired", "not_yet_valid", "valid")
"""From worst to best; ``unknown`` stands above what passes with time, for it may hide a revocation."""


class Step(msgspec.Struct, frozen=True):
    """One step. ``code`` and ``parameters`` say why it failed or was not checked; ``wording`` has the sentence."""

    number: int
    outcome: Outcome
    code: str = ""
    parameters: dict[str, Any] = {}

    @property
    def name(self) -> str:
        """The step's name in code."""
        return NAMES[self.number]

    @property
    def title(self) -> str:
        """The code of the sentence that says what the step looks at."""
        return f"STEP_{self.name.upper()}"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The whole result. ``facts``: what the document asserts, read; to be shown as true only where the verdict is valid.

    ``parts``: reports of the credentials inside a presentation or transcript; a bad one spoils the whole.
    """

    verdict: Verdict
    steps: tuple[Step, ...]
    form: str = ""
    """``json``, ``jwt``, ``png``, ``svg``, with ``bundle+`` before it where it came in an offline bundle."""
    presents: bool = False
    """Whether it is a presentation: then only ``parts`` say anything about credentials."""
    document: dict[str, Any] | None = None
    issuer: str = ""
    issuer_name: Name | None = None
    facts: Facts | None = None
    parts: tuple["Report", ...] = ()

    @property
    def failed(self) -> Step | None:
        """The first step that failed."""
        return next((step for step in self.steps if step.outcome == "failed"), None)

    @property
    def title(self) -> str:
        """The code of the sentence that says what the verdict means for the holder."""
        return f"VERDICT_{self.verdict.upper()}"


def passed(number: int, **parameters: Any) -> Step:
    """A step that was checked and held."""
    return Step(number, "passed", "", parameters)


def failed(code: str, number: int, parameters: Mapping[str, Any] | None = None) -> Step:
    """A step that was checked and did not hold."""
    return Step(number, "failed", code, dict(parameters or {}))


def not_checked(number: int, code: str = "", **parameters: Any) -> Step:
    """A step that nobody asked for, or that could not be reached."""
    return Step(number, "not_checked", code, parameters)


def verdict_of(steps: Iterable[Step], parts: Iterable[Report] = ()) -> Verdict:
    """The worst that any step or part says. Valid is only what passed the steps that everything else rests on."""
    listed = list(steps)
    found: list[Verdict] = ["valid", *(part.verdict for part in parts)]
    found += [_verdict_of_step(step) for step in listed if step.outcome == "failed"]
    if any(step.outcome == "not_checked" for step in listed if step.number in _GROUND):
        found.append("unknown")
    return min(found, key=_RANK.index)


def _verdict_of_step(step: Step) -> Verdict:
    if step.number == STATUS and step.code in STATUS_UNTOLD:
        return "unknown"
    return VERDICT_OF_CODE.get(step.code, "invalid")
