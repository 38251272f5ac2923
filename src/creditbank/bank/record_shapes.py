"""Shapes of the lifelong record, the transcript and the public check: frozen, JSON-able, no rows behind them."""

from typing import Any

import msgspec

from creditbank.rules.definitions import Name


class Step(msgspec.Struct, frozen=True):
    """One moment in the history of a deposit, an award or a line."""

    what: str
    at: str
    reasons: list[dict[str, Any]] = []
    note: str = ""


class AppealEntry(msgspec.Struct, frozen=True):
    """An appeal against a refusal: with ``holder`` until ``due_on`` while open, then ``outcome`` and its reason."""

    id: str
    text: str
    filed_on: str
    holder: str
    due_on: str | None
    outcome: str = ""
    """Empty while open; then ``upheld`` or ``dismissed``."""
    decided_on: str = ""
    reason: str = ""


class DepositEntry(msgspec.Struct, frozen=True):
    """A deposit on its way: where it stands, who holds it, until when. ``appeal``: the last one, open or decided."""

    id: str
    name: Name
    kind: Name
    status: str
    holder: str
    due_on: str | None
    earned_on: str
    history: list[Step]
    appeal: AppealEntry | None = None


class Use(msgspec.Struct, frozen=True):
    """Where an award went: the line, its state, and which courses it became."""

    line: str
    programme: Name
    state: str
    targets: list[str]
    amount: int


class AwardEntry(msgspec.Struct, frozen=True):
    """A certified outcome: bank credits as last issued, what is free and what is held, and where it was used."""

    id: str
    number: str
    name: Name
    kind: Name
    body: Name
    issuer: str
    earned_on: str
    certified_on: str
    expires_on: str | None
    valid_until: str | None
    status: str
    level: str
    bank_credits: int
    free: int
    unit: str
    figures: dict[str, Any]
    uses: list[Use]
    level_scale: str = ""


class LineEntry(msgspec.Struct, frozen=True):
    """A line of an application, with the clause that grants it. ``appeal``: the last one, open or decided."""

    id: str
    conversion: str
    rule: str
    rule_name: Name
    clause: str
    source: dict[str, Any]
    state: str
    holder: str
    due_on: str | None
    awards: list[str]
    award_names: list[Name]
    grants: list[dict[str, Any]]
    lapsed: int
    history: list[Step]
    appeal: AppealEntry | None = None


class EnrolmentEntry(msgspec.Struct, frozen=True):
    """A programme: granted, pending and studied credits in its own unit, and the lines behind them."""

    id: str
    programme: str
    name: Name
    year: int
    institution: Name
    status: str
    unit: str
    granted: int
    pending: int
    passed: int
    required: int
    lines: list[LineEntry]


class LifelongRecord(msgspec.Struct, frozen=True):
    """Everything of one learner, newest first. Amounts at scale 2 but for programmes in ``part``."""

    learner: str
    name: str
    accumulated: int
    pending: int
    deposits: list[DepositEntry]
    awards: list[AwardEntry]
    enrolments: list[EnrolmentEntry]


class TranscriptCourse(msgspec.Struct, frozen=True):
    """A course of the programme: how it was earned, at what credits and grade."""

    course: str
    name: Name
    credits: int
    source: str
    grade: str
    earned_on: str
    clause: str = ""


class Transcript(msgspec.Struct, frozen=True):
    """The transcript of one enrolment: final conversions and courses passed, and what is missing in total."""

    enrolment: str
    learner: str
    name: str
    programme: Name
    year: int
    institution: Name
    status: str
    courses: list[TranscriptCourse]
    blocks: list[TranscriptCourse]
    earned: int
    required: int
    unit: str = "course_credit"


class PublicCheck(msgspec.Struct, frozen=True):
    """What anyone may know who has a record number: that it is true, whose (masked), what, by whom, and its status."""

    number: str
    name: str
    outcome: Name
    kind: Name
    body: Name
    earned_on: str
    certified_on: str
    status: str
