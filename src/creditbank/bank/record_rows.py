"""Rows into the shapes of the record. Reads only; every list is fetched once, whatever its length."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeGuard
from uuid import UUID

from django.utils import timezone

from creditbank.bank import lots
from creditbank.bank.cases import LIVE
from creditbank.bank.models import Appeal, Award, ConversionLine, CoursePassed, Deposit, Enrolment, LineGrant
from creditbank.bank.record_shapes import (
    AppealEntry,
    AwardEntry,
    DepositEntry,
    EnrolmentEntry,
    LineEntry,
    Step,
    TranscriptCourse,
    Use,
)
from creditbank.kernel.quantity import parse_amount
from creditbank.rules.definitions import Name, Rule
from creditbank.rules.programmes import Node, Programme
from creditbank.rules.rulebook import Rulebook


def achievement_name(row: Award | Deposit) -> Name:
    """The catalogue's name of what was achieved."""
    return {"zh": row.achievement.name_zh, "en": row.achievement.name_en}


def institution_name(row: Any) -> Name:
    """An institution's name."""
    return {"zh": row.name_zh, "en": row.name_en}


def required_credits(programme: Programme, scale: int) -> int:
    """Graduation credits: the root's minimum, else the sum of all courses."""
    if programme.tree.min_credits:
        return parse_amount(programme.tree.min_credits, scale)
    return sum(parse_amount(course.credits, scale) for course in programme.course.values())


def pending_credits(lines: Iterable[ConversionLine]) -> int:
    """Bank credits held by live lines that are not final."""
    return sum(
        item.amount
        for line in lines
        if line.state in LIVE and line.state != "final"
        for item in line.inputs.all()
        if item.unit == "credit"
    )


def deposit_entries(learner_id: int, book: Rulebook) -> list[DepositEntry]:
    """Deposits that are not certified yet, newest first."""
    rows = (
        Deposit.objects.filter(learner_id=learner_id)
        .exclude(status="certified")
        .select_related("achievement", "body")
        .prefetch_related("steps", "appeals")
        .order_by("-at")
    )
    return [_deposit_entry(row, book) for row in rows]


def _deposit_entry(row: Deposit, book: Rulebook) -> DepositEntry:
    appeal = last_appeal(row.appeals.all(), row.body_id)
    holder = "learner" if row.status in {"draft", "returned", "refused", "given_up"} else row.body_id
    return DepositEntry(
        id=str(row.pk),
        name=achievement_name(row),
        kind=book.kinds[row.kind].name,
        status=row.status,
        holder=appeal.holder if is_open(appeal) else holder,
        due_on=appeal.due_on if is_open(appeal) else row.due_on.isoformat() if row.due_on else None,
        earned_on=row.earned_on.isoformat(),
        history=[Step(step.to_status, step.at.isoformat(), step.reasons, step.note) for step in row.steps.all()],
        appeal=appeal,
    )


def last_appeal(rows: Iterable[Appeal], institution: str) -> AppealEntry | None:
    """The appeal filed last, held by that institution while it is open; ``None`` where nobody appealed."""
    found = sorted(rows, key=lambda row: (row.filed_at, str(row.pk)))
    return appeal_entry(found[-1], institution) if found else None


def appeal_entry(row: Appeal, institution: str) -> AppealEntry:
    """One appeal; the institution holds it until it is decided."""
    return AppealEntry(
        id=str(row.pk),
        text=row.text,
        filed_on=timezone.localdate(row.filed_at).isoformat(),
        holder="" if row.outcome else institution,
        due_on=None if row.outcome else row.due_on.isoformat(),
        outcome=row.outcome,
        decided_on=timezone.localdate(row.decided_at).isoformat() if row.decided_at else "",
        reason=row.reason,
    )


def is_open(appeal: AppealEntry | None) -> TypeGuard[AppealEntry]:
    """Whether somebody must still decide it."""
    return appeal is not None and not appeal.outcome


def award_entries(awards: Sequence[Award], lines: Sequence[ConversionLine], book: Rulebook) -> list[AwardEntry]:
    """Awards with what is free in their lots and where they were used."""
    states = lots.states_of(awards)
    balances = lots.available([lots.award_lot(award.pk) for award in awards])
    uses = _uses(lines, book)
    kinds = {award.kind: book.kinds[award.kind].name for award in awards}
    return [
        _award_entry(award, kinds[award.kind], states[award.pk], balances, uses.get(award.pk, [])) for award in awards
    ]


def _award_entry(
    award: Award, kind: Name, state: lots.AwardState, balances: dict[tuple[str, str], int], uses: list[Use]
) -> AwardEntry:
    facts = award.facts
    return AwardEntry(
        id=str(award.pk),
        number=award.number,
        name=achievement_name(award),
        kind=kind,
        body=institution_name(award.body),
        issuer=award.issuer,
        earned_on=award.earned_on.isoformat(),
        certified_on=award.certified_on.isoformat(),
        expires_on=award.expires_on.isoformat() if award.expires_on else None,
        valid_until=award.valid_until.isoformat() if award.valid_until else None,
        status=state.status,
        level=str(facts.get("level", "")),
        level_scale=str(facts.get("level_scale", "")),
        bank_credits=state.issued if state.unit == "credit" else 0,
        free=balances.get((lots.award_lot(award.pk), state.unit), 0),
        unit=state.unit,
        figures={name: facts[name] for name in ("credits", "hours", "grade", "grade_scale") if facts.get(name)},
        uses=uses,
    )


def _uses(lines: Iterable[ConversionLine], book: Rulebook) -> dict[UUID, list[Use]]:
    found: dict[UUID, list[Use]] = {}
    for line in lines:
        programme = book.programmes[(line.enrolment.programme, line.enrolment.year)]
        grants = sorted(line.grants.all(), key=lambda grant: grant.position)
        use = Use(
            line=str(line.pk),
            programme=programme.name,
            state=line.state,
            targets=[grant.course or grant.module for grant in grants],
            amount=sum(grant.amount for grant in grants),
        )
        for item in line.inputs.all():
            found.setdefault(item.award_id, []).append(use)
    return found


def enrolment_entries(learner_id: int, lines: Sequence[ConversionLine], book: Rulebook) -> list[EnrolmentEntry]:
    """Enrolments, newest first, with their lines."""
    rows = Enrolment.objects.filter(learner_id=learner_id).select_related("institution").prefetch_related("passed")
    return [
        _enrolment_entry(row, [line for line in lines if line.enrolment_id == row.pk], book)
        for row in rows.order_by("-enrolled_on", "pk")
    ]


def _enrolment_entry(row: Enrolment, lines: Sequence[ConversionLine], book: Rulebook) -> EnrolmentEntry:
    programme = book.programmes[(row.programme, row.year)]
    scale = book.units[programme.unit].scale
    waiting = [line for line in lines if line.state in LIVE and line.state != "final"]
    return EnrolmentEntry(
        id=str(row.pk),
        programme=programme.id,
        name=programme.name,
        year=row.year,
        institution=institution_name(row.institution),
        status=row.status,
        unit=programme.unit,
        granted=sum(grant.amount for line in lines if line.state == "final" for grant in line.grants.all()),
        pending=sum(grant.amount for line in waiting for grant in line.grants.all()),
        passed=sum(parse_amount(programme.course[item.course].credits, scale) for item in row.passed.all()),
        required=required_credits(programme, scale),
        lines=[line_entry(line, book) for line in lines],
    )


def rule_of(line: ConversionLine, book: Rulebook) -> Rule:
    """The rule version by which the line was granted, as published then."""
    return next(rule for rule in book.rules[line.rule] if book.hash_of(rule) == line.rule_hash)


def line_entry(line: ConversionLine, book: Rulebook) -> LineEntry:
    """A line with the clause that grants it, who holds it and its history."""
    rule = rule_of(line, book)
    programme = book.programmes[(line.enrolment.programme, line.enrolment.year)]
    inputs = sorted(line.inputs.all(), key=lambda item: (item.slot, str(item.award_id)))
    grants = sorted(line.grants.all(), key=lambda item: item.position)
    appeal = last_appeal(line.appeals.all(), line.enrolment.institution_id)
    holder = "learner" if line.state == "refused" else line.enrolment.institution_id if line.due_on else ""
    return LineEntry(
        id=str(line.pk),
        conversion=str(line.conversion_id),
        rule=rule.id,
        rule_name=rule.name,
        clause=rule.text,
        source={name: getattr(rule.source, name) for name in ("document", "number", "year", "clause", "demonstration")},
        state=line.state,
        holder=appeal.holder if is_open(appeal) else holder,
        due_on=appeal.due_on if is_open(appeal) else line.due_on.isoformat() if line.due_on else None,
        awards=[str(item.award_id) for item in inputs],
        award_names=[achievement_name(item.award) for item in inputs],
        grants=[_grant(grant, programme) for grant in grants],
        lapsed=line.lapsed,
        history=[
            Step(f"{decision.verb}:{decision.to_state}", decision.at.isoformat(), decision.reasons, decision.note)
            for decision in line.decisions.all()
        ],
        appeal=appeal,
    )


def _grant(grant: LineGrant, programme: Programme) -> dict[str, Any]:
    return {
        "course": grant.course,
        "module": grant.module,
        "name": target_name(programme, grant.course, grant.module),
        "amount": grant.amount,
        "grade": grant.grade_recorded,
    }


def target_name(programme: Programme, course: str, module: str) -> Name:
    """The name of a course, or of a module of the tree."""
    if course:
        return programme.course[course].name
    node = _find(programme.tree, module)
    return node.name if node is not None and node.name is not None else {"zh": module, "en": module}


def _find(node: Node, module: str) -> Node | None:
    if node.id == module:
        return node
    return next((found for child in node.child if (found := _find(child, module)) is not None), None)


def transcript_rows(
    row: Enrolment, scale: int, book: Rulebook
) -> tuple[list[TranscriptCourse], list[TranscriptCourse]]:
    """Courses (passed or granted) and block credits of an enrolment; final lines only."""
    programme = book.programmes[(row.programme, row.year)]
    grants = LineGrant.objects.filter(enrolment=row, live=True, line__state="final").select_related("line__enrolment")
    courses = [_passed(item, programme, scale) for item in row.passed.all()]
    blocks: list[TranscriptCourse] = []
    for grant in grants.order_by("course", "module", "pk"):
        entry = TranscriptCourse(
            course=grant.course or grant.module,
            name=target_name(programme, grant.course, grant.module),
            credits=grant.amount,
            source="converted",
            grade=str(grant.grade_recorded.get("zh", "")),
            earned_on=grant.line.final_on.isoformat() if grant.line.final_on else "",
            clause=rule_of(grant.line, book).text,
        )
        (courses if grant.course else blocks).append(entry)
    return sorted(courses, key=lambda item: item.course), blocks


def _passed(item: CoursePassed, programme: Programme, scale: int) -> TranscriptCourse:
    course = programme.course[item.course]
    return TranscriptCourse(
        course=item.course,
        name=course.name,
        credits=parse_amount(course.credits, scale),
        source="studied",
        grade=item.score,
        earned_on=item.passed_on.isoformat(),
    )
