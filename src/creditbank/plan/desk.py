"""What the instances of all rules share while a problem is built: the case, what is usable, and the reasons noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from creditbank.kernel.decision import Reason
from creditbank.plan.admission import Admission, admission_of
from creditbank.plan.case import AwardCase, Case
from creditbank.plan.lots import Usable
from creditbank.plan.problem import Grantable
from creditbank.plan.reading import context_of, fields_of, nodes_of
from creditbank.rules.conditions import Fact
from creditbank.rules.definitions import Rule, Slot


@dataclass(slots=True)
class Rejections:
    """Why awards were not taken, by (award, rule). A later stage of the same rule overrides an earlier one."""

    found: dict[tuple[str, str], Reason] = field(default_factory=dict)
    taken: set[tuple[str, str]] = field(default_factory=set)

    def note(self, awards: Sequence[AwardCase], rule: Rule, reason: Reason) -> None:
        """Note one reason for each award of an instance that failed."""
        for award in awards:
            self.found[award.id, rule.id] = reason

    def standing(self) -> dict[tuple[str, str], Reason]:
        """Those of awards that no instance of the rule took."""
        return {key: reason for key, reason in self.found.items() if key not in self.taken}


@dataclass(frozen=True, slots=True)
class Filled:
    """A slot with the award that fills it, or one of those that it gathers from."""

    slot: Slot
    award: AwardCase


@dataclass(frozen=True, slots=True)
class Admitted:
    """A target that survived every test, with its facts; ``lacking`` names facts that a person must supply."""

    grantable: Grantable
    facts: Mapping[str, Fact]
    lacking: tuple[Reason, ...] = ()


@dataclass(slots=True)
class Desk:
    """What the instances of every rule share: the case, its usable awards, its policies' tests, the reasons noted."""

    case: Case
    usable: Mapping[str, Usable]
    rejections: Rejections
    context: Mapping[str, Fact] = field(init=False)
    admission: Admission = field(init=False)
    fields_read: frozenset[str] = field(init=False)
    """All facts that the policies' tests, caps and floors read."""
    done: Mapping[str, str] = field(init=False)
    accepting: frozenset[str] = field(init=False)
    used_here: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        case = self.case
        self.context = context_of(case)
        self.admission = admission_of(case.policies, case.scales)
        caps = [test for policy in case.policies for cap in policy.cap for test in cap.of]
        floors = [test for policy in case.policies for floor in policy.floor for test in floor.of]
        tests = (*self.admission.line_tests, *self.admission.award_tests, *caps, *floors)
        self.fields_read = frozenset(fields_of(tests))
        self.done = done_courses(case)
        self.accepting = frozenset(node.id for node in nodes_of(case.programme.tree) if node.accepts_block)
        own = [line for line in case.recorded if line.enrolment == case.enrolment and line.id != case.replacing]
        self.used_here = frozenset(taken.award for line in own for taken in line.inputs)


def done_courses(case: Case, /) -> dict[str, Literal["passed", "granted"]]:
    """Courses that are no targets: passed, or granted by a live line of this enrolment."""
    own = (line for line in case.recorded if line.enrolment == case.enrolment and line.id != case.replacing)
    done: dict[str, Literal["passed", "granted"]] = {}
    for line in own:
        done |= dict.fromkeys((grant.course for grant in line.grants if grant.course), "granted")
    return done | dict.fromkeys(case.passed, "passed")


def distinct(reasons: Sequence[Reason], /) -> tuple[Reason, ...]:
    """Each reason once, in order; reasons hold lists and cannot be keys."""
    return tuple(reason for place, reason in enumerate(reasons) if reason not in reasons[:place])
