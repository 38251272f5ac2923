"""What the rulebook can say: one frozen struct per shape, and nothing that is not written here is accepted.

The TOML files (``docs/rules.md``) and the published documents in the database hold the same shapes. A file with several
``[[version]]`` tables becomes one struct per version: header and version merged, which is what is hashed and published.
Amounts stay strings here; they become integers in the scale of their unit where they are used.
"""

from datetime import date
from typing import Literal

import msgspec
from msgspec import field as option

Scalar = str | int | bool
"""A fact or a value to compare it with. Dates are ISO strings, amounts decimal strings: all facts are plain JSON."""
Name = dict[Literal["zh", "en"], str]
"""Both languages are required; ``rules.schema`` checks it."""


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all shapes: immutable and strict."""


class Source(Shape, frozen=True, kw_only=True):
    """Where a value comes from: a document with number and year, or marked as demonstration (示范)."""

    document: str = ""
    number: str = ""
    year: int = 0
    clause: str = ""
    demonstration: bool = False
    to_confirm: bool = False
    """待核: the figure could not be confirmed in the document itself."""


class Test(Shape, frozen=True, kw_only=True):
    """One condition on facts. Exactly one operator, or one of ``all``, ``any``, ``not`` (model.md §5)."""

    __test__ = False  # pytest must not collect it

    field: str = ""
    is_: Scalar | None = option(default=None, name="is")
    one_of: tuple[Scalar, ...] | None = None
    at_least: Scalar | None = None
    below: Scalar | None = None
    not_below: str | None = None
    on: str = ""
    """The scale that orders ``not_below`` and ``not_below_field``."""
    at_least_field: str | None = None
    not_below_field: str | None = None
    all: "tuple[Test, ...] | None" = None
    any: "tuple[Test, ...] | None" = None
    not_: "Test | None" = option(default=None, name="not")
    if_absent: Literal["refer", "refuse", "pass"] = "refer"
    code: str = ""
    """Reason code when it fails; by default that of the field (``conditions.CODE_OF_FIELD``)."""


class UnitDefinition(Shape, frozen=True, kw_only=True):
    """A unit of account; ``scale`` is the number of decimal places."""

    name: Name
    scale: int


class ScaleValue(Shape, frozen=True, kw_only=True):
    """One step of a scale."""

    id: str
    name: Name


class Scale(Shape, frozen=True, kw_only=True):
    """An ordered scale, lowest value first. Order is data: occupational level 5 is the lowest, 1 the highest."""

    name: Name
    source: Source
    value: tuple[ScaleValue, ...]


class DetailField(Shape, frozen=True, kw_only=True):
    """One field of a kind's details: ``type``, or ``one_of`` (id → name), or ``scale``."""

    name: Name
    type: Literal["text", "integer", "amount", "date", "boolean", ""] = ""
    one_of: dict[str, Name] | None = None
    scale: str = ""
    required: bool = True
    at_least: int | None = None
    at_most: int | None = None
    occupation: bool = False
    """A text that must be a code of the occupational classification."""
    post: bool = False
    """A text that must be the id of a post; the kind's occupation must then be that of the post."""


class EvidenceField(Shape, frozen=True, kw_only=True):
    """A paper asked for at deposit."""

    name: Name
    required: bool = True


class Kind(Shape, frozen=True, kw_only=True):
    """A family of outcomes with the same form (成果类型)."""

    id: str
    name: Name
    source: Source
    from_: date = option(name="from")
    certifiers: tuple[str, ...]
    """Types of accreditation that may certify it."""
    evidence: dict[str, EvidenceField]
    details: dict[str, DetailField]
    identity: tuple[str, ...]
    """Detail fields that, with kind and issuer, tell one paper from another."""
    minimum_age: int | None = None
    certify: tuple[Test, ...] = ()
    standard: str = ""
    shelf_life_months: int | None = None
    shared_by: str = ""
    groups: dict[str, tuple[str, ...]] = option(default_factory=dict)
    example: "tuple[KindExample, ...]" = ()


class KindExample(Shape, frozen=True, kw_only=True):
    """A claim of this kind and the answer at certify: ``grant``, ``grant:4.00`` (bank credits), ``refuse:CODE``, ``refer:CODE``."""

    given: dict[str, Scalar]
    expect: str
    note: str = ""


class Shift(Shape, frozen=True, kw_only=True):
    """Move a scale value before the row is looked up; off the end refuses."""

    field: str
    steps: int
    on: str = ""
    """The scale; left out, that of the kind's detail (``rulebook.assemble`` fills it in)."""
    when: tuple[Test, ...] = ()


class Adjust(Shape, frozen=True, kw_only=True):
    """Change the row's amount: ``flat`` once, or ``per_step`` for each step of an integer field above ``above``."""

    field: str
    above: int
    flat: str = ""
    per_step: str = ""


class Derive(Shape, frozen=True, kw_only=True):
    """Fill ``field`` from the first band that ``from`` (or ``100 × from / of``) does not exceed; ``"*"`` is open."""

    field: str
    from_: str = option(name="from")
    of: str = ""
    bands: tuple[tuple[str, str], ...]


class PerHours(Shape, frozen=True, kw_only=True):
    """Amount = ``field`` / ``hours``, rounded down to a multiple of ``step``; not above ``at_most``."""

    hours: int
    step: str
    field: str = "hours"
    at_most: str = ""


class StandardExample(Shape, frozen=True, kw_only=True):
    """Facts and the amount, ``refuse:CODE`` or ``refer:CODE``."""

    given: dict[str, Scalar]
    expect: str
    note: str = ""


class Standard(Shape, frozen=True, kw_only=True):
    """One version of a recognition standard (认定标准): facts of an award → an amount in the owner's unit (scale 2).

    Order: derive, shift, row (or per_hours), adjust, floor, step.
    """

    id: str
    owner: str
    name: Name
    kind: str
    source: Source
    from_: date = option(name="from")
    until: date | None = None
    date_basis: Literal["earned_on", "certified_on", "applied_on"] = "earned_on"
    otherwise: Literal["refuse", "refer"] = "refuse"
    when: tuple[Test, ...] = ()
    columns: tuple[str, ...] = ()
    """Names of detail fields, or dotted facts such as ``programme.field``. A cell ``"*"`` fits any value."""
    rows: tuple[tuple[str, ...], ...] = ()
    derive: tuple[Derive, ...] = ()
    shift: tuple[Shift, ...] = ()
    per_hours: PerHours | None = None
    adjust: tuple[Adjust, ...] = ()
    floor: str = ""
    falling_because: str = ""
    """Why a better level or prize yields less somewhere in the rows; left out, that is an error."""
    example: tuple[StandardExample, ...] = ()


class Slot(Shape, frozen=True, kw_only=True):
    """A place of a rule that one award fills (``whole``), or from which credits are gathered (``credits``)."""

    id: str
    take: Literal["whole", "credits"] = "whole"
    at_most_awards: int | None = None
    when: tuple[Test, ...]


class WorthOf(Shape, frozen=True, kw_only=True):
    """The standard that says what the award in ``slot`` is worth; ``"bank"`` is its bank credits."""

    slot: str
    standard: str


class Target(Shape, frozen=True, kw_only=True):
    """A whole course, or block credit to a module (``amount``: a number, ``"worth"`` or ``"original"``)."""

    course: str = ""
    module: str = ""
    amount: str = ""
    up_to: bool = False


class RuleExample(Shape, frozen=True, kw_only=True):
    """Awards by slot (facts; a list for a gathering slot) and ``grant``, ``grant:3.50`` (worth), ``refuse:CODE``, ``refer:CODE``."""

    given: dict[str, dict[str, Scalar] | tuple[dict[str, Scalar], ...]]
    expect: str
    programme: str = ""
    """Programme id for ``programme.*`` facts; by default the first that the rule names."""
    note: str = ""


class Explanation(Shape, frozen=True, kw_only=True):
    """Why a conflict that the linter finds is meant (docs/linter.md). For its editors: no part of what is published."""

    finding: Literal[
        "DUPLICATE",
        "EQUIVALENT",
        "DOMINATED",
        "BLANKET_AGAINST_SPECIFIC",
        "SEVERAL_APPLY",
        "NEVER_APPLIES",
        "UNREACHABLE",
        "CYCLIC",
    ]
    with_: str = option(default="", name="with")
    """The other rule; left out where the conflict is of one rule alone."""
    why: str


class Rule(Shape, frozen=True, kw_only=True):
    """One version of an articulation rule (转换规则): slots → targets, for named programmes."""

    id: str
    name: Name
    source: Source
    text: str
    programmes: tuple[str, ...]
    """Programme ids, or ``school/*``."""
    category: str = ""
    overlap: int | None = None
    only_award: str = ""
    from_: date = option(name="from")
    until: date | None = None
    slot: tuple[Slot, ...]
    when: tuple[Test, ...] = ()
    """Tests on the line as a whole: ``inputs.*``, ``lead.*``, ``programme.*``, ``enrolment.*``."""
    worth_of: tuple[WorthOf, ...] = ()
    grant: Literal["all", ""] = ""
    choose: int | None = None
    budget: str = ""
    target: tuple[Target, ...]
    explains: tuple[Explanation, ...] = ()
    example: tuple[RuleExample, ...] = ()


class Cap(Shape, frozen=True, kw_only=True):
    """At most so much of what ``of`` describes, per key (model.md §5)."""

    id: str
    measure: Literal["credits", "awards"]
    of: tuple[Test, ...] = ()
    per: tuple[str, ...] = ()
    at_most: str | int | None = None
    share: str = ""
    base: tuple[Test, ...] = ()
    across: Literal["enrolment", "learner"] = "enrolment"
    name: Name | None = None


class Floor(Shape, frozen=True, kw_only=True):
    """At least so much of what ``of`` describes, over grants and study."""

    id: str
    of: tuple[Test, ...]
    at_least: str
    name: Name | None = None


class PeriodCalendar(Shape, frozen=True, kw_only=True):
    """Named periods: each begins on the ``starts`` (``MM-DD``) of every year, counted by a date of the lead award or the line."""

    starts: tuple[str, ...]
    of: Literal["earned_on", "applied_on"] = "earned_on"


class Windows(Shape, frozen=True, kw_only=True):
    """Months in which applications are taken."""

    months: tuple[int, ...]


class GradeRecorded(Shape, frozen=True, kw_only=True):
    """What the transcript shows for a converted course."""

    zh: str
    en: str
    score: int | None = None


class ExampleLine(Shape, frozen=True, kw_only=True):
    """A line in a policy's example: a target with the facts that tests and caps read."""

    course: str = ""
    module: str = ""
    credits: str = ""
    """Left out: the course's own credits."""
    rule: dict[str, Scalar] = option(default_factory=dict)
    awards: tuple[dict[str, Scalar], ...] = ()
    """Flat facts of each input; the first is the lead. ``groups.<name>`` sets a group key."""
    applied_on: date | None = None


class PolicyExample(Shape, frozen=True, kw_only=True):
    """What is granted so far, one more line, and whether it fits: ``grant``, ``refuse:CODE`` or ``refuse:CAP:<id>``.

    With ``floor`` instead of ``line``: ``lacks:<amount>``, what the recorded lines leave of that floor.
    """

    programme: str
    recorded: tuple[ExampleLine, ...] = ()
    line: ExampleLine | None = None
    floor: str = ""
    expect: str
    note: str = ""


class Policy(Shape, frozen=True, kw_only=True):
    """One version of a receiver's limits and manners (转换政策)."""

    id: str
    institution: str
    name: Name
    source: Source
    from_: date = option(name="from")
    until: date | None = None
    date_basis: Literal["applied_on", "enrolled_on"] = "applied_on"
    again: Literal["never", "other_qualification", "higher_level"] | None = None
    irrevocable: bool | None = None
    on_leaving: Literal["return", "keep"] | None = None
    notice_days: int | None = None
    appeal_days: int | None = None
    grade_recorded: GradeRecorded | None = None
    windows: Windows | None = None
    exclude: tuple[Test, ...] = ()
    admit: tuple[Test, ...] = ()
    periods: dict[str, PeriodCalendar] = option(default_factory=dict)
    cap: tuple[Cap, ...] = ()
    floor: tuple[Floor, ...] = ()
    example: tuple[PolicyExample, ...] = ()
