"""A case: one learner's awards before one programme on one day, with the versions in force. ``candidates.build`` turns
it into a ``Problem``. Pure values; the bank gathers them from its tables, tests and examples write them by hand.

Facts are flat plain JSON (``rules.facts``): strings (dates ISO, amounts decimal strings), integers, booleans, lists.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from creditbank.rules.conditions import Fact
from creditbank.rules.definitions import Kind, Policy, Rule, Scale, Standard
from creditbank.rules.programmes import Programme


@dataclass(frozen=True, slots=True)
class LotState:
    """A lot: what it was issued (net) and what it holds now. ``unit`` is ``credit`` (scale 2) or ``use`` (scale 0)."""

    name: str
    unit: Literal["credit", "use"]
    issued: int
    available: int


@dataclass(frozen=True, slots=True)
class Spent:
    """A live use of an award: in which qualification (programme id without year), since when, held or final.

    ``whole``: the award stands there in full; else a part of its credits was gathered.
    """

    qualification: str
    enrolment: str
    on: str
    state: Literal["held", "final"]
    level: str = ""
    level_scale: str = ""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class AwardCase:
    """A certified award with its facts (``kind``, ``issuer``, ``credits``, details …, without the ``award.`` prefix).

    ``groups`` are its similarity keys; ``again`` the second lot for this qualification if it was opened before.
    ``facts`` holds everything that tests may read; what is stored with a problem is less (see ``rules.facts.stored_facts``).
    """

    id: str
    kind: str
    facts: Mapping[str, Fact]
    lot: LotState
    groups: Mapping[str, str] = field(default_factory=dict)
    again: LotState | None = None
    status: Literal["active", "frozen", "expired", "revoked"] = "active"
    expires_on: str = ""
    earned_on: str = ""
    part_of: str = ""
    spent: tuple[Spent, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedGrant:
    """What a live line granted, with the facts (``course``, ``module``, ``nature``, ``tags``, ``credits``) then recorded."""

    amount: int
    course: str = ""
    module: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordedInput:
    """An award that a live line used, with its recorded facts and groups. The first is not always the lead."""

    award: str
    facts: Mapping[str, Fact]
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordedLine:
    """A live line (held or final) of this enrolment or, for caps across the learner, of another one.

    ``instead_of``: this line is to replace that one; until it is final each cap counts the larger of the two.
    ``unit``: that of the programme it grants in; amounts of different units are never added.
    """

    id: str
    enrolment: str
    rule: Mapping[str, Fact]
    """``id``, ``category``, ``overlap``."""
    lead: str
    inputs: tuple[RecordedInput, ...]
    grants: tuple[RecordedGrant, ...]
    applied_on: str
    instead_of: str = ""
    unit: str = "course_credit"


@dataclass(frozen=True, slots=True)
class Case:
    """Everything ``candidates.build`` reads.

    ``policies`` in order (province, then school), already the versions for ``date_basis``; ``rules`` those in force for
    this programme; ``standards`` all versions by id (the version is chosen per award by ``date_basis``); ``flex`` how
    many rules of any programme match the award. ``replacing``: live line whose grants and inputs are set aside.
    """

    programme: Programme
    policies: tuple[Policy, ...]
    rules: tuple[Rule, ...]
    standards: Mapping[str, tuple[Standard, ...]]
    scales: Mapping[str, Scale]
    unit_scale: int
    applied_on: str
    enrolment: str
    enrolled_on: str
    awards: tuple[AwardCase, ...]
    recorded: tuple[RecordedLine, ...] = ()
    passed: tuple[str, ...] = ()
    enrolment_facts: Mapping[str, Fact] = field(default_factory=dict)
    flex: Mapping[str, int] = field(default_factory=dict)
    replacing: str = ""
    documents: tuple[str, ...] = ()
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    """Kinds by id: of an award's details the stored problem leaves the texts out. Without its kind it is stored whole."""
