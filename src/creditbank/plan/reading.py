"""What tests of rules and policies read: lines (to be or recorded), targets, and the programme around them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from creditbank.kernel.quantity import format_amount, parse_amount
from creditbank.plan.case import AwardCase, Case, RecordedGrant, RecordedInput, RecordedLine
from creditbank.rules.conditions import Fact, Facts, Scales
from creditbank.rules.decide import line_facts
from creditbank.rules.definitions import Rule, Test
from creditbank.rules.facts import input_facts, prefixed, programme_facts
from creditbank.rules.programmes import Node, Programme

STUDY = "study"
"""The ``lead.kind`` of what the learner studies at the school itself."""


@dataclass(frozen=True, slots=True)
class AwardReading:
    """One input of a line: id, ``award.*`` facts, similarity keys."""

    id: str
    facts: Mapping[str, Fact]
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LineReading:
    """A line: its own facts (``rule.*``, ``lead.*``, ``inputs.*``, ``line.*`` and the context), lead, inputs."""

    facts: Mapping[str, Fact]
    lead: AwardReading
    inputs: tuple[AwardReading, ...]


def context_of(case: Case) -> dict[str, Fact]:
    """Facts that every line of a case shares: ``programme.*``, ``enrolment.*``, ``line.applied_on``."""
    enrolment = {"enrolled_on": case.enrolled_on, **case.enrolment_facts}
    facts = {**programme_facts(case.programme), **prefixed("enrolment", enrolment)}
    return {**facts, "line.applied_on": case.applied_on}


def read_line(rule: Rule, awards: Sequence[AwardCase], context: Facts, scales: Scales, lead: str) -> LineReading:
    """A line that may come to be. A rule without category has the empty one, so that a test on it can fail."""
    inputs = tuple(_award(one.id, one.facts, one.groups) for one in awards)
    facts = line_facts(rule, [one.facts for one in awards], context, scales)
    leading = next(one for one in awards if one.id == lead)
    facts |= {"rule.category": rule.category, **prefixed("lead", leading.facts)}
    return LineReading(facts, _award(leading.id, leading.facts, leading.groups), inputs)


def read_recorded(line: RecordedLine, case: Case, context: Facts) -> LineReading:
    """A live line with the facts recorded on it; of another enrolment only its own are known."""
    inputs = tuple(_award(one.award, one.facts, one.groups) for one in line.inputs)
    leading = next((one for one in line.inputs if one.award == line.lead), RecordedInput(line.lead, {}))
    facts = {
        **(context if line.enrolment == case.enrolment else {}),
        "rule.category": "",
        **prefixed("rule", line.rule),
        **input_facts([one.facts for one in line.inputs], case.scales),
        **prefixed("lead", leading.facts),
        "line.applied_on": line.applied_on,
    }
    return LineReading(facts, _award(leading.award, leading.facts, leading.groups), inputs)


def course_facts(programme: Programme, course: str) -> dict[str, Fact]:
    """Facts of a course as a target, without prefix: what tests read, and what is recorded with a grant."""
    found = programme.course[course]
    facts: dict[str, Fact] = {
        "course": course,
        "module": tuple(sorted(node.id for node in nodes_of(programme.tree) if course in (*node.all, *node.courses))),
        "nature": found.nature,
        "tags": found.tags,
        "credits": found.credits,
    }
    return facts if found.hours is None else {**facts, "hours": found.hours}


def module_facts(module: str, amount: int, scale: int) -> dict[str, Fact]:
    """Facts of block credit to a module, without prefix: it has no nature and no tags, so tests on these fail."""
    return {"course": "", "module": (module,), "nature": "", "tags": (), "credits": format_amount(amount, scale)}


def recorded_target(line: RecordedLine, grant: RecordedGrant, case: Case) -> dict[str, Fact]:
    """``target.*`` facts of a grant of that line; its credits are none of a programme that counts in another unit."""
    facts: dict[str, Fact] = {"course": grant.course, "module": grant.module, **grant.facts}
    if line.unit == case.programme.unit:
        facts = {"credits": format_amount(grant.amount, case.unit_scale), **facts}
    else:
        facts.pop("credits", None)
    return prefixed("target", facts)


def study_facts(context: Facts, target: Facts) -> dict[str, Fact]:
    """Study of a target as floors read it."""
    return {**context, "lead.kind": STUDY, **prefixed("target", target)}


def nodes_of(tree: Node) -> list[Node]:
    """The node and all below it, parents first."""
    return [tree, *(node for child in tree.child for node in nodes_of(child))]


def fields_of(tests: Iterable[Test]) -> set[str]:
    """All facts that tests read."""
    found: set[str] = set()
    for test in tests:
        found |= {test.field, test.at_least_field or "", test.not_below_field or ""} - {""}
        found |= fields_of((*(test.all or ()), *(test.any or ()), *((test.not_,) if test.not_ else ())))
    return found


def mentions(test: Test, root: str) -> bool:
    """Whether a test reads a fact whose name begins with ``root``."""
    return any(name.startswith(root) for name in fields_of([test]))


def whole_credits(programme: Programme, scale: int) -> int:
    """All graduation credits: what the root demands, else the sum of all courses."""
    if programme.tree.min_credits:
        return parse_amount(programme.tree.min_credits, scale)
    return sum(parse_amount(course.credits, scale) for course in programme.course.values())


def _award(award: str, facts: Facts, groups: Mapping[str, str]) -> AwardReading:
    return AwardReading(award, prefixed("award", facts), groups)
