"""What the rule linter finds, as data. Worded in ``creditbank.wording.linter``; what each means is in docs/linter.md."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Literal

import msgspec

from creditbank.kernel.decision import Reason
from creditbank.rules.conditions import Fact


class Conflict(StrEnum):
    """What may be wrong with a rule, or with two of them."""

    DUPLICATE = "DUPLICATE"
    EQUIVALENT = "EQUIVALENT"
    DOMINATED = "DOMINATED"
    BLANKET_AGAINST_SPECIFIC = "BLANKET_AGAINST_SPECIFIC"
    SEVERAL_APPLY = "SEVERAL_APPLY"
    NEVER_APPLIES = "NEVER_APPLIES"
    UNREACHABLE = "UNREACHABLE"
    CYCLIC = "CYCLIC"
    STALE_EXPLANATION = "STALE_EXPLANATION"


class Version(msgspec.Struct, frozen=True, order=True):
    """One version of a rule."""

    rule: str
    start: date


class GrantShown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one rule grants for the awards of an example: targets with amounts (decimal texts in the programme's unit)."""

    rule: str
    targets: tuple[tuple[str, str], ...]
    how: Literal["all", "choose", "budget", "each"] = "each"
    limit: str = ""
    """How many may be chosen, or the budget."""


class Witness(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An example that shows a finding: awards before a programme on a day, and what each rule answers."""

    programme: str = ""
    on: str = ""
    awards: tuple[Mapping[str, Fact], ...] = ()
    grants: tuple[GrantShown, ...] = ()
    reasons: tuple[Reason, ...] = ()
    """Why a rule that never applies does not apply."""
    steps: tuple[Mapping[str, str], ...] = ()
    """The way round a circle: ``rule``, ``programme``, ``given`` (what is put in), ``granted``, ``credits``, ``study``."""


class RuleFinding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One conflict. ``rules``: the one to mend first, then the one that it is in conflict with, if there is one."""

    code: Conflict
    rules: tuple[Version, ...]
    severity: Literal["error", "notice"] = "error"
    explained: str = ""
    """Why it is meant so, by the field ``explains`` of one of its rules."""
    parameters: Mapping[str, Any] = {}
    witness: Witness | None = None

    @property
    def blocks(self) -> bool:
        """Whether it stands against publishing: an error that nobody explained."""
        return self.severity == "error" and not self.explained


def blocking(findings: "list[RuleFinding]") -> "list[RuleFinding]":
    """Those that stand against publishing."""
    return [one for one in findings if one.blocks]
