"""Rules × awards → the problem: candidates, limits, tree, and a reason for every award that a rule did not take.

Every test is evaluated here, once; the engine then sees integers only. The problem is canonical: it depends on the
case and not on the order in which its parts were given.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from creditbank.kernel.decision import Reason
from creditbank.kernel.quantity import parse_amount
from creditbank.plan.case import AwardCase, Case
from creditbank.plan.desk import Desk, Rejections, distinct, done_courses
from creditbank.plan.instances import rule_instances
from creditbank.plan.limits import Draft, Settings, block_standing, cap_limits, closed_until, floor_limits, settings_of
from creditbank.plan.lots import Usable, usable
from creditbank.plan.problem import Candidate, CourseState, Outcome, Problem, Rejected, TreeNode
from creditbank.rules.definitions import Rule
from creditbank.rules.facts import stored_facts
from creditbank.rules.programmes import Node


def build(case: Case, /) -> Problem:
    """The problem of one learner before one programme on one day. Raises ``TooManyCandidates``."""
    settings = settings_of(case.policies)
    states = {award.id: usable(award, case, settings) for award in case.awards}
    rejections = Rejections()
    closed = closed_until(settings, case.applied_on)
    drafts: list[Draft] = []
    if closed is None:
        desk = Desk(case, states, rejections)
        for rule in sorted(case.rules, key=lambda one: one.id):
            drafts += _instances(desk, rule, settings)
    drafts.sort(key=lambda one: one.candidate.id)
    caps, lacking = cap_limits(case, drafts)
    return Problem(
        programme=f"{case.programme.id}@{case.programme.year}",
        unit=case.programme.unit,
        scale=case.unit_scale,
        applied_on=case.applied_on,
        outcomes=tuple(_outcome(award, states[award.id], case) for award in _by_id(case.awards)),
        candidates=tuple(_referred(draft.candidate, lacking) for draft in drafts),
        courses=_courses(case),
        tree=_tree(case.programme.tree, case),
        caps=caps,
        floors=floor_limits(case, drafts),
        rejected=_rejected(case, states, rejections, closed),
        documents=tuple(sorted(set(case.documents))),
    )


def _by_id(awards: Sequence[AwardCase]) -> list[AwardCase]:
    return sorted(awards, key=lambda one: one.id)


def _instances(desk: Desk, rule: Rule, settings: Settings) -> tuple[Draft, ...]:
    """The candidates of a rule, if it is in force: on the day of application, or for old students of enrolment."""
    case = desk.case
    day = date.fromisoformat(case.enrolled_on if settings.date_basis == "enrolled_on" else case.applied_on)
    if rule.from_ <= day and (rule.until is None or day < rule.until):
        return rule_instances(desk, rule)
    code, bound = ("RULE_NOT_YET", rule.from_) if day < rule.from_ else ("RULE_LAPSED", rule.until)
    desk.rejections.note(case.awards, rule, Reason(code, "rule.id", wanted=str(bound), found=rule.id))
    return ()


def _referred(candidate: Candidate, lacking: Mapping[str, tuple[Reason, ...]]) -> Candidate:
    """A candidate of which a cap cannot tell whether it counts is for a person to decide."""
    if candidate.id not in lacking:
        return candidate
    reasons = distinct((*candidate.reasons, *lacking[candidate.id]))
    return msgspec.structs.replace(candidate, possible=True, reasons=reasons)


def _outcome(award: AwardCase, state: Usable, case: Case) -> Outcome:
    kind = case.kinds.get(award.kind)
    facts = award.facts if kind is None else stored_facts(kind, award.facts)
    return Outcome(
        id=award.id,
        lot=award.lot.name,
        unit=award.lot.unit,
        issued=award.lot.issued,
        available=award.lot.available,
        flex=case.flex.get(award.id, 0),
        order=(award.expires_on or "9999-12-31", award.earned_on, award.id),
        again=state.again,
        part_of=award.part_of,
        facts={name: _plain(facts[name]) for name in sorted(facts)},
    )


def _plain(fact: Any) -> Any:
    return list(fact) if isinstance(fact, tuple) else fact


def _courses(case: Case) -> tuple[CourseState, ...]:
    done = done_courses(case)
    return tuple(
        CourseState(
            id=name,
            credits=parse_amount(course.credits, case.unit_scale),
            done=done.get(name, ""),
            hours=course.hours,
        )
        for name, course in sorted(case.programme.course.items())
    )


def _tree(node: Node, case: Case) -> TreeNode:
    def amount(text: str) -> int | None:
        return parse_amount(text, case.unit_scale) if text else None

    return TreeNode(
        id=node.id,
        all=tuple(sorted(node.all)),
        courses=tuple(sorted(node.courses)),
        child=tuple(_tree(child, case) for child in node.child),
        choose=node.choose,
        min_credits=amount(node.min_credits),
        at_most=amount(node.at_most),
        open=node.open,
        study_step=amount(node.study_step),
        accepts_block=node.accepts_block,
        blocked=block_standing(case, node.id),
    )


def _rejected(
    case: Case, states: Mapping[str, Usable], rejections: Rejections, closed: str | None
) -> tuple[Rejected, ...]:
    """One reason for each award or each (award, rule), in order of award and rule."""
    found = [
        Rejected(outcome=award, reason=state.reason) for award, state in states.items() if state.reason is not None
    ]
    if closed is not None:
        reason = Reason("WINDOW", "line.applied_on", wanted=closed, found=case.applied_on)
        found += [Rejected(outcome=award, reason=reason) for award, state in states.items() if state.reason is None]
    found += [
        Rejected(outcome=award, rule=rule, reason=reason) for (award, rule), reason in rejections.standing().items()
    ]
    return tuple(sorted(found, key=lambda one: (one.outcome, one.rule)))
