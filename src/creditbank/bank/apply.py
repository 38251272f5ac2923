"""申请: the learner applies for lines of a quote; their inputs are held, so that nobody else can use them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec
from django.db import transaction

from creditbank.bank import lots
from creditbank.bank.call import Call
from creditbank.bank.cases import case_of
from creditbank.bank.enrol import lock_enrolment, require_active
from creditbank.bank.errors import NotAllowedNow, QuoteStale
from creditbank.bank.lines import hold_entry
from creditbank.bank.models import Conversion, ConversionLine, Enrolment, LineDecision, LineGrant, LineInput
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.canonical import canonical_json, digest
from creditbank.kernel.decision import Reason
from creditbank.ledger import posting
from creditbank.people.permissions import Action
from creditbank.plan import candidates
from creditbank.plan.case import Case
from creditbank.plan.check import check_lines
from creditbank.plan.limits import Settings, settings_of
from creditbank.plan.problem import Candidate, Draw, Granted, Line, Plan, Problem
from creditbank.plan.reading import course_facts, module_facts


@transaction.atomic
def apply(call: Call, *, enrolment_id: UUID, lines: Sequence[Line], plan: Plan | None = None) -> Conversion:
    """Apply for these lines (all or some of a plan's).

    The problem is built anew; what changed since the quote raises ``QuoteStale`` with the differences. A line that
    misses a fact goes to the school as ``referred``. Raises ``Forbidden``, ``NotFound``, ``NotAllowedNow``.
    """
    enrolment = lock_enrolment(enrolment_id)
    content = [str(enrolment_id), [msgspec.to_builtins(line) for line in lines]]
    if (done := call.earlier("apply", content)) is not None:
        return Conversion.objects.get(pk=done)
    call.require(Action.APPLY, institution=enrolment.institution_id, learner_id=enrolment.learner_id)
    conversion = file_application(call, enrolment, lines, plan)
    call.record(
        "apply",
        "conversion",
        conversion.pk,
        content,
        institution=enrolment.institution_id,
        detail={"lines": len(lines), "problem": conversion.problem_hash},
    )
    return conversion


def file_application(
    call: Call, enrolment: Enrolment, lines: Sequence[Line], plan: Plan | None, replaces: ConversionLine | None = None
) -> Conversion:
    """Build the problem anew, refuse what is stale, write the application with its lines and holds."""
    require_active(enrolment)
    if not lines:
        raise NotAllowedNow("NOTHING_CHOSEN")
    case = case_of(enrolment, call.day, replacing=replaces.pk if replaces is not None else None)
    problem = candidates.build(case)
    _refuse_stale(problem, lines)
    conversion = Conversion.objects.create(
        id=call.request_id,
        enrolment=enrolment,
        learner_id=enrolment.learner_id,
        applied_on=call.day,
        problem=canonical_json(problem).decode(),
        problem_hash=digest(problem),
        plan=canonical_json(plan).decode() if plan is not None else "",
        engine=plan.engine if plan is not None else "",
        actor=call.actor.user_id,
        at=call.now,
    )
    writer = _LineWriter(call, conversion, enrolment, case, problem, replaces)
    for position, line in enumerate(lines):
        writer.write(position, line)
    return conversion


def _refuse_stale(problem: Problem, lines: Sequence[Line]) -> None:
    known = {candidate.id: candidate for candidate in problem.candidates}
    gone = [line for line in lines if line.candidate not in known]
    differences = [difference for line in gone for difference in _why_gone(problem, line)]
    if not differences:
        differences = list(check_lines(problem, lines))
    if differences:
        raise QuoteStale(differences)


def _why_gone(problem: Problem, line: Line) -> Iterable[Reason]:
    """Why a quoted line is no candidate any more: the reasons of its awards, else that the rule no longer offers it."""
    used = {draw.outcome for draw in line.draws}
    found = [item.reason for item in problem.rejected if item.outcome in used and item.rule in {"", line.rule}]
    return found or [_no_longer_offered(line.rule, date.fromisoformat(problem.applied_on))]


def _no_longer_offered(rule: str, day: date) -> Reason:
    """A rule that has lapsed, or is not yet in force; else it offers this line no more, for whatever reason."""
    versions = current_rulebook().rules.get(rule, ())
    ended = [version.until for version in versions if version.until is not None and version.until <= day]
    to_come = [version.from_ for version in versions if day < version.from_]
    if len(ended) + len(to_come) < len(versions) or not versions:
        return Reason("LINE_NOT_OFFERED", "rule", "", rule, None)
    if ended:
        return Reason("RULE_LAPSED", "rule.id", wanted=max(ended).isoformat(), found=rule)
    return Reason("RULE_NOT_YET", "rule.id", wanted=min(to_come).isoformat(), found=rule)


class _LineWriter:
    """Writes the lines of one application: rows, the hold, the first decision."""

    def __init__(
        self,
        call: Call,
        conversion: Conversion,
        enrolment: Enrolment,
        case: Case,
        problem: Problem,
        replaces: ConversionLine | None,
    ) -> None:
        self.call = call
        self.conversion = conversion
        self.enrolment = enrolment
        self.case = case
        self.candidates: Mapping[str, Candidate] = {candidate.id: candidate for candidate in problem.candidates}
        self.awards = {award.id: award for award in case.awards}
        self.settings: Settings = settings_of(case.policies)
        self.replaces = replaces
        book = current_rulebook()
        self.due: date = book.calendar.add_working_days(call.day, book.settings.decide_days)

    def write(self, position: int, line: Line) -> None:
        """One line with inputs, grants, decision and hold."""
        candidate = self.candidates[line.candidate]
        rule = next(rule for rule in self.case.rules if rule.id == candidate.rule)
        row = ConversionLine.objects.create(
            id=uuid5(self.conversion.pk, f"line/{position}"),
            conversion=self.conversion,
            enrolment=self.enrolment,
            learner_id=self.enrolment.learner_id,
            position=position,
            candidate=candidate.id,
            rule=candidate.rule,
            rule_hash=current_rulebook().hash_of(rule),
            category=candidate.category,
            overlap=rule.overlap,
            lead_id=UUID(line.lead),
            worth=line.worth,
            lapsed=line.lapsed,
            missing=[msgspec.to_builtins(reason) for reason in candidate.reasons] if candidate.possible else [],
            state="referred" if candidate.possible else "applied",
            due_on=self.due,
            replaces=self.replaces,
            applied_on=self.call.day,
            at=self.call.now,
        )
        self._write_inputs(row, line.draws)
        self._write_grants(row, line)
        LineDecision.objects.create(
            id=self.call.derived("decision", row.pk, 0),
            line=row,
            sequence=0,
            verb="apply",
            to_state=row.state,
            actor=self.call.actor.user_id,
            effective_on=self.call.day,
            at=self.call.now,
            reasons=row.missing,
        )
        self._hold(row, line.draws)

    def _write_inputs(self, row: ConversionLine, draws: Sequence[Draw]) -> None:
        takes = {(item.outcome, item.slot): item.take for item in self.candidates[row.candidate].inputs}
        for draw in draws:
            award = self.awards[draw.outcome]
            # Caps read what is recorded here: they count by what was learned, never by the number of the paper.
            papers = {name for name in self.case.kinds[award.kind].identity if name.endswith("number")}
            LineInput.objects.create(
                line=row,
                award_id=UUID(draw.outcome),
                slot=draw.slot,
                whole=takes[(draw.outcome, draw.slot)] == "whole",
                lot=draw.lot,
                unit=draw.unit,
                amount=draw.amount,
                qualification=self.case.programme.id,
                facts={name: fact for name, fact in award.facts.items() if name not in papers},
                groups=dict(award.groups),
            )

    def _write_grants(self, row: ConversionLine, line: Line) -> None:
        recorded = self.settings.grade_recorded
        for position, grant in enumerate(line.grants):
            LineGrant.objects.create(
                line=row,
                enrolment=self.enrolment,
                position=position,
                course=grant.course,
                module=grant.module,
                amount=grant.amount,
                facts=self._target_facts(grant),
                grade_recorded=msgspec.to_builtins(recorded) if recorded is not None else {},
                waiting=self.replaces is not None,
            )

    def _target_facts(self, grant: Granted) -> dict[str, Any]:
        if grant.course:
            return dict(course_facts(self.case.programme, grant.course))
        return dict(module_facts(grant.module, grant.amount, self.case.unit_scale))

    def _hold(self, row: ConversionLine, draws: Sequence[Draw]) -> None:
        for draw in draws:
            self._open_again_lot(draw)
        movements = [posting.Movement(draw.lot, lots.held(row.pk), draw.unit, draw.amount) for draw in draws]
        posting.post(hold_entry(row, movements, self.call))
        row.apply_entry = uuid5(row.pk, "apply")
        row.save(update_fields=["apply_entry"])

    def _open_again_lot(self, draw: Draw) -> None:
        """A lenient policy's second lot is issued by the school on first use, once."""
        award = self.awards[draw.outcome]
        if draw.lot == award.lot.name or award.again is not None:
            return
        movement = posting.Movement(lots.body_source(self.enrolment.institution_id), draw.lot, "use", 1)
        posting.post(
            posting.EntryDraft(
                id=uuid5(UUID(draw.outcome), f"again/{self.case.programme.id}"),
                kind="open_again",
                movements=(movement,),
                effective_on=self.call.day,
                posted_at=self.call.now,
            )
        )
