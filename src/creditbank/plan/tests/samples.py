"""Small cases written by hand: one programme, some awards, some rules; every test says only what matters to it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from creditbank.plan.candidates import build
from creditbank.plan.case import AwardCase, Case, LotState, RecordedGrant, RecordedInput, RecordedLine
from creditbank.plan.check import check
from creditbank.plan.problem import Plan, Problem
from creditbank.plan.reading import course_facts
from creditbank.plan.solve import solve
from creditbank.rules.definitions import Policy, Rule, Scale, ScaleValue, Slot, Source, Standard, Target, Test, WorthOf
from creditbank.rules.programmes import Course, Node, Programme

NAME: dict[Any, str] = {"zh": "例", "en": "example"}
SOURCE = Source(demonstration=True)
START = date(2020, 1, 1)


def scale(*values: str) -> Scale:
    return Scale(name=NAME, source=SOURCE, value=tuple(ScaleValue(id=value, name=NAME) for value in values))


SCALES = {"education": scale("associate", "bachelor", "master"), "skill": scale("5", "4", "3", "2", "1")}


def programme(courses: Mapping[str, str], tree: Node | None = None, **fields: Any) -> Programme:
    """Courses by id: credits, or credits with nature and tags: ``"4 specialised thesis"``."""
    parsed = {}
    for name, text in courses.items():
        amount, *more = text.split()
        nature: Any = more[0] if more else "specialised"
        parsed[name] = Course(name=NAME, credits=amount, nature=nature, tags=tuple(more[1:]))
    given: dict[str, Any] = {"id": "school/prog", "year": 2025, "qualification": "degree", "level": "associate"}
    given |= {"tree": tree or Node(all=tuple(courses))} | fields
    return Programme(name=NAME, source=SOURCE, course=parsed, **given)


def award(award_id: str, *, held: int | None = None, bank: int | None = None, **fields: Any) -> AwardCase:
    """An award of kind ``certificate``; ``bank``: bank credits (scale 2); ``held``: what its lot still holds."""
    own: dict[str, Any] = {
        name: fields.pop(name)
        for name in ("groups", "again", "status", "expires_on", "earned_on", "part_of", "spent")
        if name in fields
    }
    facts = {"kind": "certificate", "earned_on": own.get("earned_on", "2024-01-01"), **fields}
    issued = 1 if bank is None else bank
    if bank is not None:
        facts.setdefault("bank_credits", f"{bank // 100}.{bank % 100:02}")
    lot = LotState(f"award:{award_id}", "use" if bank is None else "credit", issued, issued if held is None else held)
    return AwardCase(id=award_id, kind=str(facts["kind"]), facts=facts, lot=lot, **{"earned_on": "2024-01-01"} | own)


def slot(slot_id: str = "s", *tests: Test, **fields: Any) -> Slot:
    return Slot(id=slot_id, when=tests or (Test(field="award.kind", is_="certificate"),), **fields)


def only(award_id: str, slot_id: str = "s") -> Slot:
    """A slot for awards whose ``name`` is this."""
    return slot(slot_id, Test(field="award.kind", is_="certificate"), Test(field="award.name", is_=award_id))


def rule(rule_id: str, *targets: str | Target, slots: tuple[Slot, ...] = (slot(),), **fields: Any) -> Rule:
    aimed = tuple(Target(course=one) if isinstance(one, str) else one for one in targets)
    given: dict[str, Any] = {"from_": START, "programmes": ("school/prog",), "text": ""} | fields
    return Rule(id=rule_id, name=NAME, source=SOURCE, slot=slots, target=aimed, **given)


def standard(worth: str, kind: str = "certificate", **fields: Any) -> Standard:
    """A standard that gives every award of a kind the same."""
    given: dict[str, Any] = {"columns": ("kind",), "rows": ((kind, worth),)} | fields
    return Standard(id="school/worth", owner="school", name=NAME, kind=kind, source=SOURCE, from_=START, **given)


WORTH = (WorthOf(slot="s", standard="school/worth"),)


def policy(policy_id: str = "school/policy", **fields: Any) -> Policy:
    return Policy(id=policy_id, institution="school", name=NAME, source=SOURCE, from_=START, **fields)


def case(plan: Programme, awards: list[AwardCase], rules: list[Rule], *policies: Policy, **fields: Any) -> Case:
    given: dict[str, Any] = {
        "standards": {},
        "scales": SCALES,
        "unit_scale": 2,
        "applied_on": "2025-05-10",
        "enrolment": "e1",
        "enrolled_on": "2024-09-01",
    } | fields
    return Case(programme=plan, policies=policies, rules=tuple(rules), awards=tuple(awards), **given)


def worth_of(amount: str) -> dict[str, Any]:
    """Field ``standards`` of a case in which every certificate is worth the same at the school."""
    return {"standards": {"school/worth": (standard(amount),)}}


def recorded(
    line_id: str, plan: Programme, *courses: str, uses: tuple[AwardCase, ...] = (), **fields: Any
) -> RecordedLine:
    """A live line that granted courses of the programme."""
    used = uses or (award(f"by-{line_id}"),)
    grants = tuple(
        RecordedGrant(amount=round(float(plan.course[one].credits) * 100), course=one, facts=course_facts(plan, one))
        for one in courses
    )
    given: dict[str, Any] = {
        "enrolment": "e1",
        "rule": {"id": "old"},
        "grants": grants,
        "applied_on": "2025-01-10",
    } | fields
    inputs = tuple(RecordedInput(one.id, one.facts, one.groups) for one in used)
    return RecordedLine(id=line_id, lead=used[0].id, inputs=inputs, **given)


def planned(given: Case) -> tuple[Problem, Plan]:
    """Build, solve, and let the checker agree."""
    problem = build(given)
    plan = solve(problem)
    assert check(problem, plan) == []
    return problem, plan


def granted(plan: Plan) -> dict[str, int]:
    """What a plan grants, by course or module."""
    return {grant.course or grant.module: grant.amount for line in plan.lines for grant in line.grants}


def why(plan: Plan, award_id: str) -> str:
    """The code of the reason why an award is unused."""
    return next(one.reason.code for one in plan.unused if one.outcome == award_id)
