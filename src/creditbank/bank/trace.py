"""溯源: how each award came to be and what became of each line, step by step, with who did it. Reads only."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from django.utils import timezone

from creditbank.bank.call import Call
from creditbank.bank.enrol import get_enrolment
from creditbank.bank.models import Award, ConversionLine, DepositStep, LineDecision
from creditbank.bank.record_rows import achievement_name, institution_name, rule_of, target_name
from creditbank.catalogue.in_force import current_rulebook, document
from creditbank.people.lookups import display_names
from creditbank.people.permissions import Action
from creditbank.rules.definitions import Name, Standard


class TraceStep(msgspec.Struct, frozen=True):
    """One act: the state it led to, when, by whom (empty: the bank itself), with reasons and note."""

    to: str
    verb: str
    on: str
    by: str
    reasons: list[dict[str, Any]]
    note: str


class AwardTrace(msgspec.Struct, frozen=True):
    """Where an award comes from: its deposit's steps, the body, and the standard that set its bank credits, if any."""

    award: str
    number: str
    name: Name
    kind: str
    body: Name
    bank_credits: int
    standard: Name | None
    steps: list[TraceStep]


class LineTrace(msgspec.Struct, frozen=True):
    """What one line takes, grants and went through. Amounts in the programme's unit."""

    line: str
    rule: str
    clause: str
    kind: str
    """Kind of the lead award: reasons name its fields."""
    awards: list[Name]
    targets: list[Name]
    courses: list[str]
    amount: int
    lapsed: int
    state: str
    notice_ends_on: str
    steps: list[TraceStep]


def award_traces(call: Call, *, learner_id: int) -> list[AwardTrace]:
    """Every award of the learner, those certified first before the others. Raises ``Forbidden``."""
    call.require(Action.VIEW_RECORD, institution=None, learner_id=learner_id)
    awards = list(
        Award.objects.filter(learner_id=learner_id)
        .select_related("achievement", "body")
        .prefetch_related("deposit__steps")
        .order_by("at", "pk")
    )
    names = display_names(step.actor for award in awards for step in award.deposit.steps.all())
    standards = _standards(award.standard_hash for award in awards)
    return [
        AwardTrace(
            award=str(award.pk),
            number=award.number,
            name=achievement_name(award),
            kind=award.kind,
            body=institution_name(award.body),
            bank_credits=award.bank_credits,
            standard=standards.get(award.standard_hash),
            steps=[_deposit_step(step, names) for step in award.deposit.steps.all()],
        )
        for award in awards
    ]


def line_traces(call: Call, *, enrolment_id: UUID) -> list[LineTrace]:
    """Every line of the enrolment in the order of application. Raises ``Forbidden``, ``NotFound``."""
    enrolment = get_enrolment(enrolment_id)
    call.require(Action.VIEW_RECORD, institution=enrolment.institution_id, learner_id=enrolment.learner_id)
    lines = list(
        ConversionLine.objects.filter(enrolment=enrolment)
        .select_related("lead", "enrolment")
        .prefetch_related("inputs__award__achievement", "grants", "decisions")
        .order_by("at", "conversion", "position")
    )
    names = display_names(decision.actor for line in lines for decision in line.decisions.all())
    programme = current_rulebook().programmes[(enrolment.programme, enrolment.year)]
    return [
        LineTrace(
            line=str(line.pk),
            rule=line.rule,
            clause=rule_of(line, current_rulebook()).text,
            kind=line.lead.kind,
            awards=[achievement_name(item.award) for item in sorted(line.inputs.all(), key=lambda item: item.slot)],
            targets=[target_name(programme, grant.course, grant.module) for grant in line.grants.all()],
            courses=[grant.course or grant.module for grant in line.grants.all()],
            amount=sum(grant.amount for grant in line.grants.all()),
            lapsed=line.lapsed,
            state=line.state,
            notice_ends_on=line.notice_ends_on.isoformat() if line.notice_ends_on else "",
            steps=[_decision_step(decision, names) for decision in line.decisions.all()],
        )
        for line in lines
    ]


def _standards(hashes: Iterable[str]) -> dict[str, Name]:
    found: dict[str, Name] = {}
    for sha256 in sorted(set(hashes) - {""}):
        standard = document(sha256)
        if isinstance(standard, Standard):
            found[sha256] = standard.name
    return found


def _deposit_step(step: DepositStep, names: dict[int, str]) -> TraceStep:
    return TraceStep(
        to=step.to_status,
        verb="",
        on=timezone.localdate(step.at).isoformat(),
        by=names.get(step.actor or 0, ""),
        reasons=step.reasons,
        note=step.note,
    )


def _decision_step(decision: LineDecision, names: dict[int, str]) -> TraceStep:
    return TraceStep(
        to=decision.to_state,
        verb=decision.verb,
        on=decision.effective_on.isoformat(),
        by=names.get(decision.actor or 0, ""),
        reasons=decision.reasons,
        note=decision.note,
    )
