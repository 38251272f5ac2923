"""What many learners have, read in bulk for a simulation: a fixed number of queries for a few thousand learners.

An award that nothing has happened to since it was certified holds in its lot all that it was issued, so its row says
everything; of the others events and lots are read as ``cases`` reads them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID

import msgspec
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from creditbank.bank import cases, lots
from creditbank.bank.holdings import Place
from creditbank.bank.models import Award, AwardEvent, ConversionLine, CoursePassed, Enrolment, LineInput
from creditbank.catalogue.in_force import current_rulebook
from creditbank.plan.case import AwardCase, LotState, RecordedLine
from creditbank.rules.conditions import Fact

AT_ONCE = 500
"""Ids in one statement."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paper:
    """One live award. ``moved``: its case where something has happened to it, else its row says all."""

    id: str
    kind: str
    facts: dict[str, Fact]
    groups: Mapping[str, str]
    credits: int
    """Bank credits as issued (scale 2); with none the lot holds one use."""
    moved: AwardCase | None = None

    def case(self) -> AwardCase:
        """The award as the engine reads it, apart from dates that bear on the order of draws only."""
        if self.moved is not None:
            return self.moved
        unit, issued = ("credit", self.credits) if self.credits else ("use", 1)
        lot = LotState(self.id, unit, issued, issued)  # type: ignore[arg-type]
        return AwardCase(id=self.id, kind=self.kind, facts=self.facts, lot=lot, groups=self.groups)


@dataclass(slots=True)
class Held:
    """What one learner has. ``again``: second lots by award and qualification, of those that were opened."""

    papers: list[Paper] = field(default_factory=list)
    again: dict[tuple[str, str], LotState] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    completed: set[str] = field(default_factory=set)
    recorded: tuple[RecordedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Learners from one id up to another (which is not in it)."""

    first: int
    end: int

    @property
    def filter(self) -> Q:
        """The rows of these learners."""
        return Q(learner_id__gte=self.first, learner_id__lt=self.end)


@dataclass(frozen=True, slots=True)
class Marks:
    """Awards and learners that take more reading than a row: few of many, found once."""

    moved: frozenset[UUID]
    """Awards to which something has happened since they were certified."""
    special: frozenset[int]
    """Learners with an award that is part of another, or that a rule names: their cases are read one by one."""


def read_marks(named: Collection[str]) -> Marks:
    """Scans of the whole bank. ``named``: awards that a rule is meant for alone."""
    events = AwardEvent.objects.exclude(event=AwardEvent.Event.CERTIFIED).values_list("award_id", flat=True)
    used = LineInput.objects.values_list("award_id", flat=True)
    apart = Award.objects.filter(Q(part_of__isnull=False) | Q(pk__in=sorted(named)), live=True)
    special = apart.values_list("learner_id", flat=True)
    return Marks(frozenset((*events.distinct().iterator(), *used.distinct().iterator())), frozenset(special))


def read_papers(
    span: Span, kinds: Collection[str] | None, marks: Marks, learners: Sequence[int] | None = None
) -> dict[int, Held]:
    """The live awards of these kinds (all, if none are named) of the learners of a span, or of those named of them."""
    rows = Award.objects.filter(span.filter, live=True)
    if kinds is not None:
        rows = rows.filter(kind__in=sorted(kinds))
    parts = [rows] if learners is None else [rows.filter(learner_id__in=some) for some in _slices(learners)]
    found: defaultdict[int, Held] = defaultdict(Held)
    moved: dict[UUID, tuple[Held, int]] = {}
    for part in parts:
        columns = part.annotate(read=Cast("facts", TextField()), keys=Cast("groups", TextField())).order_by()
        for pk, learner, kind, text, keys, worth in columns.values_list(
            "pk", "learner_id", "kind", "read", "keys", "bank_credits"
        ).iterator(chunk_size=5_000):
            held = found[learner]
            facts = msgspec.json.decode(text)
            facts["bank_credits"] = f"{worth // 100}.{worth % 100:02d}"
            if pk in marks.moved:
                moved[pk] = (held, len(held.papers))
            held.papers.append(Paper(str(pk), kind, facts, msgspec.json.decode(keys), worth))
    _read_moved(moved)
    return dict(found)


def read_places(span: Span, programmes: Collection[str], found: dict[int, Held]) -> None:
    """Add where the learners of a span study, with what they passed, and which of these programmes they completed."""
    rows = Enrolment.objects.filter(span.filter, programme__in=sorted(programmes), status__in=("active", "completed"))
    passed: defaultdict[UUID, list[str]] = defaultdict(list)
    courses = CoursePassed.objects.filter(enrolment__in=rows.filter(status="active")).order_by("course")
    for enrolment, course in courses.values_list("enrolment_id", "course"):
        passed[enrolment].append(course)
    columns = ("pk", "learner_id", "programme", "year", "enrolled_on", "status")
    for pk, learner, programme, year, enrolled_on, status in rows.values_list(*columns):
        held = found.setdefault(learner, Held())
        if status == "completed":
            held.completed.add(programme)
        else:
            held.places[programme] = Place(str(pk), year, enrolled_on, tuple(passed[pk]))


def read_recorded(span: Span, found: Mapping[int, Held]) -> None:
    """Add the live lines of the learners of a span who are there already."""
    book = current_rulebook()
    rows = ConversionLine.objects.filter(span.filter, state__in=cases.LIVE).order_by("pk")
    lines: defaultdict[int, list[RecordedLine]] = defaultdict(list)
    for row in rows.select_related("enrolment").prefetch_related("inputs", "grants"):
        if row.learner_id in found:
            lines[row.learner_id].append(cases.recorded_line(row, book))
    for learner, recorded in lines.items():
        found[learner].recorded = tuple(recorded)


def _read_moved(moved: Mapping[UUID, tuple[Held, int]]) -> None:
    """Put the full case in the place of each award to which something has happened."""
    awards = [award for some in _slices(list(moved)) for award in Award.objects.filter(pk__in=some)]
    states = {pk: state for some in _slices(awards) for pk, state in lots.states_of(some).items()}
    seconds = _second_lots([award.pk for award in awards])
    balances = lots.available([*(lots.award_lot(award.pk) for award in awards), *seconds.values()])
    opened = lots.opened(sorted(set(seconds.values())))
    spent = {pk: uses for some in _slices(awards) for pk, uses in cases.spent_of(some).items()}
    for award in awards:
        held, number = moved[award.pk]
        case = cases.award_case(award, states[award.pk], balances, "", spent.get(award.pk, ()))
        paper = held.papers[number]
        held.papers[number] = replace(paper, facts=dict(case.facts), moved=case)
    for (pk, qualification), lot in seconds.items():
        if lot in opened:
            held, _ = moved[pk]
            held.again[str(pk), qualification] = LotState(lot, "use", 1, balances[lot, "use"])


def _second_lots(awards: Sequence[UUID]) -> dict[tuple[UUID, str], str]:
    """Lots of a second use by award and qualification; each has stood in a line once."""
    found = {}
    for some in _slices(awards):
        rows = LineInput.objects.filter(award__in=some, lot__contains=":again:")
        for award, lot in rows.values_list("award_id", "lot"):
            found[award, lot.partition(":again:")[2]] = lot
    return found


def _slices(values: Sequence[T]) -> Iterable[Sequence[T]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))
