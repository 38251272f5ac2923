"""What one learner has, whatever programme it is laid before: gathered once, then a case for each programme."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from creditbank.bank import lots
from creditbank.bank.cases import Gathered, assemble, award_cases, recorded_lines
from creditbank.bank.models import CoursePassed, Enrolment, LineInput
from creditbank.plan.case import AwardCase, Case, LotState, RecordedLine
from creditbank.rules.programmes import Programme
from creditbank.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Place:
    """An enrolment that is active: its id, catalogue year, first day and the courses passed by study."""

    enrolment: str
    year: int
    enrolled_on: date
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holdings:
    """Awards, live lines, places of study; the second lots by (award, qualification), of those opened before."""

    learner_id: int
    awards: tuple[AwardCase, ...]
    recorded: tuple[RecordedLine, ...]
    again: Mapping[tuple[str, str], LotState]
    places: Mapping[str, Place]
    """Active enrolments by programme id."""
    completed: frozenset[str]
    """Programmes that the learner has completed."""
    flex: Mapping[str, int]

    def case(self, book: Rulebook, programme: Programme, on: date) -> Case:
        """The case before one catalogue year of a programme: of the enrolment there, else as if enrolled on that day."""
        place = self.places.get(programme.id)
        if place is None or place.year != programme.year:
            place = Place("", programme.year, on)
        awards = tuple(used_again(award, self.again.get((award.id, programme.id))) for award in self.awards)
        return assemble(
            book,
            programme,
            Gathered(awards, self.recorded, self.flex),
            applied_on=on,
            enrolled_on=place.enrolled_on,
            enrolment_id=place.enrolment,
            passed=place.passed,
        )


def used_again(award: AwardCase, second: LotState | None) -> AwardCase:
    """The award with the lot that was opened for a second use in a qualification, if one was."""
    if second is None:
        return award
    # What came back after its day can be used until its grace is over.
    status = "active" if award.status == "expired" and second.available > 0 else award.status
    return replace(award, again=second, status=status)


def holdings_of(learner_id: int, book: Rulebook) -> Holdings:
    """Everything a learner has, in a fixed number of queries."""
    awards = award_cases(learner_id, "")
    enrolments = list(Enrolment.objects.filter(learner_id=learner_id, status__in=("active", "completed")))
    return Holdings(
        learner_id=learner_id,
        awards=awards,
        recorded=recorded_lines(learner_id),
        again=_second_lots(learner_id, awards),
        places=_places([row for row in enrolments if row.status == "active"]),
        completed=frozenset(row.programme for row in enrolments if row.status == "completed"),
        flex=book.flexibility((award.id, award.facts) for award in awards),
    )


def _second_lots(learner_id: int, awards: Iterable[AwardCase]) -> dict[tuple[str, str], LotState]:
    """Every second lot that was opened has stood in a line; what it holds now may be nothing."""
    named = LineInput.objects.filter(award__learner_id=learner_id, lot__contains=":again:")
    opened = lots.opened(sorted(set(named.values_list("lot", flat=True))))
    balances = lots.available(sorted(opened))
    found = {}
    for lot in sorted(opened):
        award, _, qualification = lot.removeprefix("award:").partition(":again:")
        found[award, qualification] = LotState(lot, "use", 1, balances[lot, "use"])
    held = {award.id for award in awards}
    return {key: state for key, state in found.items() if key[0] in held}


def _places(enrolments: Iterable[Enrolment]) -> dict[str, Place]:
    by_id = {row.pk: row for row in enrolments}
    passed: dict[str, list[str]] = {str(pk): [] for pk in by_id}
    rows = CoursePassed.objects.filter(enrolment__in=list(by_id)).order_by("course")
    for enrolment, course in rows.values_list("enrolment_id", "course"):
        passed[str(enrolment)].append(course)
    return {
        row.programme: Place(str(pk), row.year, row.enrolled_on, tuple(passed[str(pk)])) for pk, row in by_id.items()
    }
