"""The admission tests of a programme's policies, on a line and each of its targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from creditbank.plan.reading import LineReading, mentions
from creditbank.rules.conditions import Fact, Scales, Verdict, evaluate
from creditbank.rules.definitions import Policy, Test


@dataclass(frozen=True, slots=True)
class Admission:
    """What all policies together ask. Tests on ``award.*`` hold for every input by itself, the others for the line."""

    line_tests: tuple[Test, ...]
    award_tests: tuple[Test, ...]
    scales: Scales

    def of_target(self, line: LineReading, target: Mapping[str, Fact], /) -> list[Verdict]:
        """The verdicts on one target of a line."""
        known = {**line.facts, **target}
        verdicts = [evaluate(self.line_tests, known, self.scales)]
        if self.award_tests:
            verdicts += [evaluate(self.award_tests, {**known, **award.facts}, self.scales) for award in line.inputs]
        return verdicts


def admission_of(policies: Sequence[Policy], scales: Scales, /) -> Admission:
    """All that policies admit, and the opposite of all that they exclude."""
    tests = [test for policy in policies for test in (*policy.admit, *map(_opposite, policy.exclude))]
    return Admission(
        line_tests=tuple(test for test in tests if not mentions(test, "award.")),
        award_tests=tuple(test for test in tests if mentions(test, "award.")),
        scales=scales,
    )


def _opposite(test: Test) -> Test:
    return Test(not_=test, code=test.code or "EXCLUDED")
