"""Gather a case from the tables: one learner's awards and live lines before one programme on one day.

The reading side of quote, apply, finalise and the nightly check. A fixed number of queries, whatever the learner has.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from creditbank.bank import lots
from creditbank.bank.models import Award, ConversionLine, Enrolment, LineInput
from creditbank.catalogue.in_force import current_rulebook
from creditbank.plan.case import AwardCase, Case, LotState, RecordedGrant, RecordedInput, RecordedLine, Spent
from creditbank.plan.limits import settings_of
from creditbank.rules.definitions import Policy
from creditbank.rules.programmes import Programme
from creditbank.rules.rulebook import Rulebook

LIVE = ("applied", "approved", "refused", "referred", "published", "final")
"""States of a line that holds or has used its inputs: neither withdrawn, closed nor reversed."""


def case_of(
    enrolment: Enrolment,
    applied_on: date,
    *,
    replacing: UUID | None = None,
    rulebook: Rulebook | None = None,
) -> Case:
    """The case of an enrolled learner. ``replacing``: a live line to be set aside for a better award."""
    book = rulebook or current_rulebook()
    programme = book.programmes[(enrolment.programme, enrolment.year)]
    return assemble(
        book,
        programme,
        _gathered(enrolment.learner_id, programme.id, book),
        applied_on=applied_on,
        enrolled_on=enrolment.enrolled_on,
        enrolment_id=str(enrolment.pk),
        passed=tuple(enrolment.passed.order_by("course").values_list("course", flat=True)),
        replacing=str(replacing) if replacing else "",
    )


def prospective_case(learner_id: int, programme: Programme, on: date) -> Case:
    """The case of a learner who thinks of enrolling: as if enrolled today, nothing passed yet."""
    book = current_rulebook()
    return assemble(book, programme, _gathered(learner_id, programme.id, book), applied_on=on, enrolled_on=on)


def policies_of(book: Rulebook, programme: Programme, applied_on: date, enrolled_on: date) -> tuple[Policy, ...]:
    """The versions of the programme's policies, in order; old students keep the old rules where a policy says so."""
    found = []
    for policy_id in programme.policies:
        policy = book.policy(policy_id, applied_on)
        if policy is None or policy.date_basis == "enrolled_on":
            policy = book.policy(policy_id, enrolled_on) or policy
        if policy is not None:
            found.append(policy)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a learner has before one qualification: awards with their lots, live lines, and what rules could use."""

    awards: tuple[AwardCase, ...]
    recorded: tuple[RecordedLine, ...]
    flex: Mapping[str, int]


def _gathered(learner_id: int, qualification: str, book: Rulebook) -> Gathered:
    awards = award_cases(learner_id, qualification)
    flex = book.flexibility((award.id, award.facts) for award in awards)
    return Gathered(awards, recorded_lines(learner_id), flex)


def assemble(
    book: Rulebook,
    programme: Programme,
    gathered: Gathered,
    *,
    applied_on: date,
    enrolled_on: date,
    enrolment_id: str = "",
    passed: tuple[str, ...] = (),
    replacing: str = "",
) -> Case:
    """A case of what was gathered already, with the versions that hold for it."""
    policies = policies_of(book, programme, applied_on, enrolled_on)
    by_enrolment = settings_of(policies).date_basis == "enrolled_on"
    rules = book.rules_for(programme.id, enrolled_on if by_enrolment else applied_on)
    standards = {
        worth.standard: book.standards[worth.standard]
        for rule in rules
        for worth in rule.worth_of
        if worth.standard != "bank"
    }
    return Case(
        programme=programme,
        policies=policies,
        rules=rules,
        standards=standards,
        scales=book.scales,
        unit_scale=book.units[programme.unit].scale,
        applied_on=applied_on.isoformat(),
        enrolment=enrolment_id,
        enrolled_on=enrolled_on.isoformat(),
        awards=gathered.awards,
        recorded=gathered.recorded,
        passed=passed,
        enrolment_facts={"enrolled_on": enrolled_on.isoformat()},
        flex=gathered.flex,
        replacing=replacing,
        kinds=book.kinds,
        documents=tuple(sorted({book.hash_of(one) for one in (programme, *policies, *rules)})),
    )


def award_cases(learner_id: int, qualification: str) -> tuple[AwardCase, ...]:
    """All live awards of a learner with lots, states and live uses, as the engine reads them."""
    awards = list(Award.objects.filter(learner_id=learner_id, live=True).order_by("pk"))
    states = lots.states_of(awards)
    again = {award.pk: lots.again_lot(award.pk, qualification) for award in awards}
    balances = lots.available([lots.award_lot(award.pk) for award in awards] + list(again.values()))
    opened = lots.opened(again.values())
    spent = spent_of(awards)
    return tuple(
        award_case(a, states[a.pk], balances, again[a.pk] if again[a.pk] in opened else "", spent.get(a.pk, ()))
        for a in awards
    )


def award_case(
    award: Award,
    state: lots.AwardState,
    balances: Mapping[tuple[str, str], int],
    again: str,
    spent: Sequence[Spent],
) -> AwardCase:
    """One award as the engine reads it."""
    main = lots.award_lot(award.pk)
    return AwardCase(
        id=str(award.pk),
        kind=award.kind,
        facts={**award.facts, "bank_credits": _credit_text(state.issued if state.unit == "credit" else 0)},
        lot=LotState(main, state.unit, state.issued, balances[main, state.unit]),
        groups=award.groups,
        again=LotState(again, "use", 1, balances[again, "use"]) if again else None,
        status=lots.standing(state.status, balances[main, state.unit] + (balances[again, "use"] if again else 0)),
        expires_on=award.expires_on.isoformat() if award.expires_on else "",
        earned_on=award.earned_on.isoformat(),
        part_of=str(award.part_of_id) if award.part_of_id else "",
        spent=tuple(spent),
    )


def _credit_text(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"


def spent_of(awards: Iterable[Award]) -> dict[UUID, list[Spent]]:
    """The live uses of these awards, by award."""
    book = current_rulebook()
    found: dict[UUID, list[Spent]] = {}
    rows = (
        LineInput.objects.filter(award__in=list(awards), live=True)
        .select_related("line__enrolment")
        .order_by("line__applied_on", "line_id")
    )
    for row in rows:
        enrolment = row.line.enrolment
        programme = book.programmes.get((enrolment.programme, enrolment.year))
        final = row.line.state == "final"
        found.setdefault(row.award_id, []).append(
            Spent(
                qualification=row.qualification,
                enrolment=str(enrolment.pk),
                on=(row.line.final_on or row.line.applied_on).isoformat(),
                state="final" if final else "held",
                level=programme.level if programme else "",
                level_scale=programme.level_scale if programme else "",
                whole=row.whole,
            )
        )
    return found


def recorded_lines(learner_id: int) -> tuple[RecordedLine, ...]:
    """All live lines of a learner, in every enrolment, with the facts recorded on them."""
    book = current_rulebook()
    rows = (
        ConversionLine.objects.filter(learner_id=learner_id, state__in=LIVE)
        .select_related("enrolment")
        .prefetch_related("inputs", "grants")
        .order_by("pk")
    )
    return tuple(recorded_line(row, book) for row in rows)


def recorded_line(row: ConversionLine, book: Rulebook) -> RecordedLine:
    """One live line, with the facts recorded on it."""
    return RecordedLine(
        id=str(row.pk),
        enrolment=str(row.enrolment_id),
        rule={"id": row.rule, "category": row.category, **({} if row.overlap is None else {"overlap": row.overlap})},
        lead=str(row.lead_id),
        inputs=tuple(
            RecordedInput(str(item.award_id), item.facts, item.groups)
            for item in sorted(row.inputs.all(), key=lambda item: (item.slot, str(item.award_id)))
        ),
        grants=tuple(
            RecordedGrant(item.amount, item.course, item.module, item.facts)
            for item in sorted(row.grants.all(), key=lambda item: item.position)
        ),
        applied_on=row.applied_on.isoformat(),
        instead_of=str(row.replaces_id) if row.replaces_id and row.state != "final" else "",
        unit=book.programmes[(row.enrolment.programme, row.enrolment.year)].unit,
    )
