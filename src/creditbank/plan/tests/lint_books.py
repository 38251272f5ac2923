"""Small rulebooks for the rule linter: two schools, three kinds, and whatever rules a test is about."""

from datetime import date
from typing import Any

import msgspec

from creditbank.kernel.canonical import canonical_json
from creditbank.plan.lint_findings import RuleFinding, Witness
from creditbank.plan.lint_rules import lint_rules
from creditbank.plan.tests.samples import NAME, SOURCE, programme, rule, scale, standard
from creditbank.rules.definitions import DetailField, Explanation, Kind, Name, Rule, Slot, Target, Test, UnitDefinition
from creditbank.rules.programmes import BankSettings, CalendarDefinition, Course, Node, Programme
from creditbank.rules.rulebook import Rulebook, assemble

SCALES = {"skill": scale("5", "4", "3", "2", "1"), "education": scale("secondary", "associate", "bachelor")}
DETAILS = {
    "level": DetailField(name=NAME, scale="skill"),
    "occupation": DetailField(name=NAME, type="text"),
    "grade_point": DetailField(name=NAME, type="integer", at_least=1, at_most=5),
    "score": DetailField(name=NAME, type="integer", at_least=0, at_most=100, required=False),
    "proctored": DetailField(name=NAME, type="boolean", required=False),
}
COURSE_DETAILS = {
    "course": DetailField(name=NAME, type="text"),
    "level": DetailField(name=NAME, scale="education"),
    "credits": DetailField(name=NAME, type="amount"),
}
DIPLOMA_DETAILS = {
    "major": DetailField(name=NAME, type="text"),
    "level": DetailField(name=NAME, scale="education"),
    "credits": DetailField(name=NAME, type="amount", required=False),
}
SETTINGS = BankSettings(name=NAME, source=SOURCE, **dict.fromkeys(
    ("evidence_days", "review_days", "appeal_days", "decide_days", "objection_days", "inquiry_days", "rescind_days",
     "return_grace_days"), 5,
))  # fmt: skip


def kind(name: str, details: dict[str, DetailField], **fields: Any) -> Kind:
    given: dict[str, Any] = {"from_": date(2010, 1, 1), "certifiers": ("body",), "evidence": {}, "identity": ()}
    return Kind(id=name, name=NAME, source=SOURCE, details=details, **{**given, **fields})


CERTIFICATE = kind("certificate", DETAILS)
KINDS = (CERTIFICATE, kind("degree_course", COURSE_DETAILS), kind("diploma", DIPLOMA_DETAILS))
TREE = Node(child=(Node(id="core", courses=("A-1", "A-2", "A-3")), Node(id="free", open=True, accepts_block=True)))
PLAN = programme({"A-1": "3", "A-2": "4", "A-3": "5"}, TREE, id="school/a")
OTHER = programme({"A-1": "3", "B-1": "3"}, TREE, id="school/b")


def book(*rules: Rule, **changed: Any) -> Rulebook:
    parts: dict[str, Any] = {
        "units": {name: UnitDefinition(name=NAME, scale=2) for name in ("credit", "course_credit")},
        "scales": SCALES,
        "kinds": KINDS,
        "standards": [standard("2.00")],
        "programmes": [PLAN, OTHER],
        "policies": [],
        "posts": [],
        "settings": SETTINGS,
        "calendar": CalendarDefinition(source=SOURCE),
        "occupations": {},
        "divisions": {},
    }
    return assemble(**{**parts, **changed}, rules=rules)


def is_(name: str, value: Any, **fields: Any) -> Test:
    return Test(field=f"award.{name}", is_=value, **fields)


def slot(*tests: Test, name: str = "s", **fields: Any) -> Slot:
    return Slot(id=name, when=(is_("kind", "certificate"), *tests), **fields)


def level(least: str, **fields: Any) -> Test:
    return Test(field="award.level", not_below=least, on="skill", **fields)


GRADES = Test(field="award.grade_point", at_least=3)
BLOCK = Target(module="free", amount="2.00")
WELDER, TURNER = is_("occupation", "welder"), is_("occupation", "turner")


def made(name: str, *targets: str | Target, asks: tuple[Test, ...] = (), **fields: Any) -> Rule:
    """A rule for one certificate in ``school/a``."""
    given: dict[str, Any] = {"programmes": ("school/a",), "slots": (slot(*asks),)}
    return rule(f"school/{name}", *targets, **{**given, **fields})


def found(*rules: Rule, **changed: Any) -> list[RuleFinding]:
    return lint_rules(book(*rules, **changed))


def told(*rules: Rule, **changed: Any) -> list[tuple[str, ...]]:
    """Code and rules of each finding; ``(notice)`` after the code of one that forbids nothing."""
    return [
        (one.code + ("" if one.severity == "error" else " (notice)"), *(version.rule for version in one.rules))
        for one in found(*rules, **changed)
    ]


def as_text(findings: list[RuleFinding]) -> bytes:
    return canonical_json(findings)


def degree(name: str, courses: dict[str, tuple[str, str]], **fields: Any) -> Programme:
    """A degree programme with courses by id: their name and credits."""
    listed = {
        code: Course(name=_named(course), credits=amount, nature="specialised")
        for code, (course, amount) in courses.items()
    }
    return Programme(
        id=name, name=_named(name), source=SOURCE, year=2025, qualification="degree", level="associate",
        tree=Node(all=tuple(courses)), course=listed, **fields,
    )  # fmt: skip


def _named(text: str) -> Name:
    return {"zh": text, "en": text}


def course_rule(name: str, course: str, target: str, where: str) -> Rule:
    asks = (is_("kind", "degree_course"), is_("course", course))
    return made(name, target, slots=(msgspec.structs.replace(slot(), when=asks),), programmes=(where,))


def explained(rule: Rule, finding: Any, other: str = "", why: str = "两份文件") -> Rule:
    return msgspec.structs.replace(rule, explains=(Explanation(finding=finding, with_=other, why=why),))


def shown(*rules: Rule, **changed: Any) -> Witness:
    (finding,) = found(*rules, **changed)
    assert finding.witness is not None
    return finding.witness
