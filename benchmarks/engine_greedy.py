"""What greedy counting costs: how often and how much it falls short of the optimum, and how often it misranks programmes."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from random import Random

from benchmarks.engine_samples import SEEDS, market, percent, profiles, scaled
from benchmarks.generators import make_learners
from benchmarks.generators_pairs import Looks
from benchmarks.greedy import BEST, PASSES, Answer, answers
from benchmarks.own_programmes import own_problems
from creditbank.plan.market import Market, MarketLearner, match, problem_of
from creditbank.plan.problem import Problem

LEARNERS = 100
"""Of each profile and seed, before three programmes near and one by chance."""
RANKED = 20
"""Of these, learners for whom every greedy pass ranks the programmes too."""
NEAR = 3
NAMES = (*PASSES, BEST)
Row = dict[str, object]


@dataclass(slots=True)
class Tally:
    """How one pass did on many problems. Amounts in the unit of the problems."""

    problems: int = 0
    worse: int = 0
    lost: int = 0
    most: int = 0
    convertible: int = 0
    stuck: int = 0
    """The programme can be finished, but not after what this pass granted."""

    def add(self, answer: Answer, optimum: int, without: int) -> None:
        """One problem."""
        self.problems += 1
        self.convertible += max(0, without - optimum)
        if answer.remaining is None:
            self.stuck += 1
        elif answer.remaining < optimum:
            raise ArithmeticError(f"greedy beats the optimum: {answer.remaining} < {optimum}")
        else:
            self.worse += answer.remaining > optimum
            self.lost += answer.remaining - optimum
            self.most = max(self.most, answer.remaining - optimum)

    def join(self, other: "Tally") -> None:
        """Add what was counted elsewhere."""
        self.problems += other.problems
        self.worse += other.worse
        self.lost += other.lost
        self.most = max(self.most, other.most)
        self.convertible += other.convertible
        self.stuck += other.stuck

    def row(self, name: str, scale: int) -> Row:
        """The columns of the table; ``scale``: amounts to a credit."""
        wrong = self.worse + self.stuck
        return {
            "name": name,
            "median": percent(wrong, self.problems),
            "lost_%": percent(self.lost, self.convertible),
            "mean_loss_when_wrong": self.lost / self.worse / scale if self.worse else 0.0,
            "greatest_loss": self.most / scale,
            "problems": self.problems,
        }


@dataclass(slots=True)
class Ranks:
    """How one pass ranked the programmes of many learners."""

    learners: int = 0
    wrong: int = 0
    overstated: int = 0

    def join(self, other: "Ranks") -> None:
        """Add what was counted elsewhere."""
        self.learners += other.learners
        self.wrong += other.wrong
        self.overstated += other.overstated


@dataclass(slots=True)
class Counted:
    """Everything about one profile."""

    near: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in NAMES})
    chance: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in NAMES})
    ranks: dict[str, Ranks] = field(default_factory=lambda: {name: Ranks() for name in NAMES})

    def join(self, other: "Counted") -> None:
        """Add what was counted elsewhere."""
        for name in NAMES:
            self.near[name].join(other.near[name])
            self.chance[name].join(other.chance[name])
            self.ranks[name].join(other.ranks[name])


def run() -> dict[str, object]:
    """The table of every profile and of the rulebook's own programmes."""
    rows: list[Row] = []
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        jobs = {profile: [pool.submit(count, profile, seed) for seed in SEEDS] for profile in profiles()}
        for profile, parts in jobs.items():
            total = Counted()
            for part in parts:
                total.join(part.result())
            rows += _rows(profile, total)
    rows += _own_rows()
    return {
        "subject": "engine_greedy",
        "unit": "median: per cent of the problems in which the pass leaves more to study than needed; losses in credits",
        "machine": {"cores": os.cpu_count()},
        "rows": rows,
        "note": (
            "Five greedy passes beside the optimum; all respect every limit and take only grants that reduce what remains, and what"
            f" remains after them is exact. `near`: the {NEAR} programmes that are truly nearest to each of"
            f" {scaled(LEARNERS)} learners of three seeds; `rnd`: one by chance of those in which anything can be granted."
            " `lost`: credits lost of those that can be converted at best. For"
            f" {scaled(RANKED)} learners of each seed each pass ranked the programmes: `wrong nearest`: the one it puts first is"
            " not among the nearest; `overstated`: at the truly nearest programme it asks for more study than needed. `own`: the rulebook's"
            " own programmes before the workers of the demonstration. Invented rules come in no order; an office may order its"
            " rules well, and its order-driven pass is then better than here."
        ),
    }


def count(profile: str, seed: int) -> Counted:
    """The learners of one profile and seed."""
    bank, counted = market(profile, seed), Counted()
    looks = Looks(bank)
    for number, learner in enumerate(make_learners(bank, profile, scaled(LEARNERS), seed=seed)):
        before = _Before(bank, learner, looks)
        for place in before.nearest():
            _add(counted.near, before.problem(place), before.answers(place), before.least(place))
        others = before.others(Random(f"greedy/{seed}/{number}"))
        for place in others:
            _add(counted.chance, before.problem(place), before.answers(place), before.least(place))
        if number < scaled(RANKED) and before.order:
            before.rank(counted.ranks)
    return counted


class _Before:
    """One learner before all programmes in which anything could be granted; each is asked about once."""

    def __init__(self, bank: Market, learner: MarketLearner, looks: Looks) -> None:
        self._bank, self._learner, self._matches = bank, learner, match(bank, learner)
        self.order = looks.bounds(learner, self._matches)
        self._problems: dict[int, Problem] = {}
        self._least: dict[int, int] = {}
        self._answers: dict[int, dict[str, Answer]] = {}

    def problem(self, place: int) -> Problem:
        """The learner before this programme."""
        if place not in self._problems:
            self._problems[place] = problem_of(self._bank, self._learner, place, matches=self._matches)
        return self._problems[place]

    def least(self, place: int) -> int:
        """The optimum."""
        if place not in self._least:
            self._least[place] = _least(self.problem(place))
        return self._least[place]

    def answers(self, place: int) -> dict[str, Answer]:
        """What the passes leave."""
        if place not in self._answers:
            self._answers[place] = answers(self.problem(place))
        return self._answers[place]

    def nearest(self) -> list[int]:
        """The programmes with least study at best, in order."""
        found: list[tuple[int, int]] = []
        for bound, place in self.order:
            if len(found) >= NEAR and (bound, place) > sorted(found)[NEAR - 1]:
                break
            found.append((self.least(place), place))
        return [place for _, place in sorted(found)[:NEAR]]

    def others(self, rng: Random) -> list[int]:
        """One programme by chance that is not among the nearest."""
        rest = sorted({place for _, place in self.order} - set(self.nearest()))
        return rng.sample(rest, min(1, len(rest)))

    def rank(self, ranks: dict[str, Ranks]) -> None:
        """Which programme each pass puts first."""
        nearest = self.nearest()[0]
        for name in NAMES:
            first = min(self._in_bound_order(name))[1]
            ranks[name].learners += 1
            ranks[name].wrong += self.least(first) > self.least(nearest)
            ranks[name].overstated += _left(self.answers(nearest)[name]) > self.least(nearest)

    def _in_bound_order(self, name: str) -> Iterator[tuple[float, int]]:
        """What a pass leaves at each programme that it could still put first."""
        best = float("inf")
        for bound, place in self.order:
            if bound > best:
                return
            left = _left(self.answers(place)[name])
            best = min(best, left)
            yield left, place


def _add(tallies: dict[str, Tally], problem: Problem, found: dict[str, Answer], optimum: int) -> None:
    from creditbank.plan.engine import least_remaining
    from creditbank.plan.solve import without_candidates

    without = least_remaining(without_candidates(problem))
    for name, tally in tallies.items():
        # Where study alone cannot finish, nothing can be said of what was convertible.
        tally.add(found[name], optimum, optimum if without is None else without)


def _least(problem: Problem) -> int:
    from creditbank.plan.engine import least_remaining

    least = least_remaining(problem)
    assert least is not None, "every programme of an invented bank can be finished"
    return least


def _left(answer: Answer) -> float:
    return float("inf") if answer.remaining is None else answer.remaining


def _rows(profile: str, counted: Counted) -> list[Row]:
    rows = []
    for name in NAMES:
        ranks = counted.ranks[name]
        row = counted.near[name].row(f"{profile} near: {name}", 2)
        row["wrong_nearest_%"] = percent(ranks.wrong, ranks.learners)
        row["overstated_%"] = percent(ranks.overstated, ranks.learners)
        rows.append(row | {"ranked": ranks.learners})
    return rows + [counted.chance[name].row(f"{profile} rnd: {name}", 2) for name in NAMES]


def _own_rows() -> list[Row]:
    """Programmes of one unit together: amounts of different units are never added."""
    by_unit: dict[tuple[str, int], list[Problem]] = {}
    for problem in own_problems():
        by_unit.setdefault((problem.unit, problem.scale), []).append(problem)
    rows = []
    for (unit, scale), problems in sorted(by_unit.items()):
        tallies = _tallied(problems)
        rows += [tallies[name].row(f"own, {unit}: {name}", 10**scale) for name in NAMES]
    return rows


def _tallied(problems: Sequence[Problem]) -> dict[str, Tally]:
    from creditbank.plan.engine import least_remaining

    tallies = {name: Tally() for name in NAMES}
    for problem in problems:
        optimum = least_remaining(problem)
        if optimum is not None:
            _add(tallies, problem, answers(problem), optimum)
    return tallies
