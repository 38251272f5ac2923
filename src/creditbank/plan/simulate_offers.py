"""What awards offer before a plain tree, and the least study by weighing the offers: what most cases come down to.

Offers are candidates as ``candidates.build`` makes them, of one rule and the awards that fill it, built once for all
learners with such awards. Where lines gather credits, or block credit may be granted in part, an offer is read twice: so
that it takes no less than it would (``strict``) and so that it takes no more (``free``). If both give the same least study,
that is the answer; else the case is for the engines.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

from creditbank.plan.problem import Candidate, Problem
from creditbank.plan.simulate_tree import PlainTree

MOST_WAYS = 200
"""An offer with more ways to choose its targets is for the engines."""
MOST_NODES = 3_000
"""Where weighing costs more than the engines do."""
Limit = tuple[str, str, str]
"""Cap, policy, key."""


class NotPlainError(Exception):
    """The case is for the engines."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to take up an offer: the awards it uses up and what it grants and counts. Courses and awards are bits."""

    turn: int
    """Number of the candidate among those of the same awards: a way that uses up no award is weighed beside its own kind."""
    awards: int
    courses: int
    gain: int
    """Credits of compulsory courses."""
    blocks: tuple[tuple[int, int], ...]
    """Number of the module and amount."""
    counts: tuple[tuple[Limit, int], ...]
    """What it counts under each cap: credits, or awards."""


@dataclass(frozen=True, slots=True)
class Offers:
    """All offers of one rule to the awards that fill it, which are numbered from 0."""

    strict: tuple[Way, ...]
    free: tuple[Way, ...]
    limits: Mapping[Limit, int]
    """What each cap allows."""


def offers_of(problem: Problem, tree: PlainTree, /) -> Offers:
    """The offers of a problem of one rule, whose awards have their numbers as ids. Raises ``NotPlainError``."""
    limits = {(cap.id, cap.policy, cap.key): cap.at_most - cap.recorded for cap in problem.caps}
    reading = _Reading(problem, tree)
    strict: list[Way] = []
    free: list[Way] = []
    for turn, candidate in enumerate(problem.candidates):
        if not candidate.possible:
            for targets in reading.choices(candidate):
                strict += reading.strict(turn, candidate, targets)
                free.append(reading.free(turn, candidate, targets))
    sources = {taken.outcome for one in problem.candidates for taken in one.inputs if taken.take == "credits"}
    if sources:
        lots = _lots(problem.candidates[0].rule)
        limits[lots] = sum(one.available for one in problem.outcomes if one.id in sources)
    return Offers(tuple(strict), tuple(free), limits)


def _lots(rule: str) -> Limit:
    """All that there is to be gathered by a rule, as a limit on what its lines grant."""
    return "lots", rule, ""


@dataclass(slots=True)
class _Reading:
    problem: Problem
    tree: PlainTree

    def choices(self, candidate: Candidate) -> Iterator[tuple[int, ...]]:
        """The sets of targets that may be granted together."""
        targets = range(len(candidate.targets))
        if candidate.grant_all:
            yield tuple(targets)
            return
        most = min(candidate.choose or len(targets), len(targets))
        if 2 ** len(targets) > MOST_WAYS:
            raise NotPlainError
        for chosen in (one for size in range(1, most + 1) for one in combinations(targets, size)):
            granted = [candidate.targets[one] for one in chosen]
            if candidate.budget is None or sum(one.amount for one in granted) <= candidate.budget:
                yield chosen
            elif any(one.up_to for one in granted):
                raise NotPlainError

    def strict(self, turn: int, candidate: Candidate, targets: Sequence[int]) -> Iterator[Way]:
        """Ways that surely can be gone: for gathered credits, one for each small set of awards that suffices."""
        whole = {int(taken.outcome) for taken in candidate.inputs if taken.take == "whole"}
        amount = sum(candidate.targets[one].amount for one in targets)
        for drawn in self._drawn(candidate, amount):
            yield self._way(turn, candidate, targets, whole | set(drawn), strict=True)

    def free(self, turn: int, candidate: Candidate, targets: Sequence[int]) -> Way:
        """A way in which no award is used up by gathering and what may be granted in part counts nothing."""
        whole = {int(taken.outcome) for taken in candidate.inputs if taken.take == "whole"}
        way = self._way(turn, candidate, targets, whole, strict=False)
        if all(taken.take == "whole" for taken in candidate.inputs):
            return way
        least = sum(1 if one.up_to else one.amount for one in (candidate.targets[number] for number in targets))
        return replace(way, counts=(*way.counts, (_lots(candidate.rule), least)))

    def _way(self, turn: int, candidate: Candidate, targets: Sequence[int], awards: set[int], *, strict: bool) -> Way:
        granted = [candidate.targets[one] for one in targets]
        bits = {self.tree.bits[one.course] for one in granted if one.course}
        return Way(
            turn=turn,
            awards=sum(1 << one for one in awards),
            courses=sum(bits),
            gain=sum(self.tree.credits.get(bit, 0) for bit in bits),
            blocks=tuple((self.tree.names[one.module], one.amount) for one in granted if one.module),
            counts=tuple(sorted(self._counts(candidate, targets, awards, strict=strict))),
        )

    def _drawn(self, candidate: Candidate, amount: int) -> Iterator[tuple[int, ...]]:
        """The smallest sets of awards from which that amount can be gathered, the lead among them."""
        available = {int(one.id): one.available for one in self.problem.outcomes}
        sources = [int(taken.outcome) for taken in candidate.inputs if taken.take == "credits"]
        if not sources:
            yield ()
            return
        first = tuple(one for one in sources if one == int(candidate.lead))
        others = [one for one in sources if one not in first]
        most = len(sources) if candidate.at_most_awards is None else candidate.at_most_awards
        sizes = (len(others),) if candidate.draw_all else range(min(most - len(first), len(others)) + 1)
        for size in sizes:
            if comb(len(others), size) > MOST_WAYS:
                raise NotPlainError
            found = [
                (*first, *some)
                for some in combinations(others, size)
                if size + len(first) <= amount <= sum(available[one] for one in (*first, *some))
            ]
            if found:
                yield from found
                return

    def _counts(
        self, candidate: Candidate, targets: Sequence[int], awards: set[int], *, strict: bool
    ) -> Iterator[tuple[Limit, int]]:
        for cap in self.problem.caps:
            members = [one for one in cap.members if one.candidate == candidate.id and one.target in (-1, *targets)]
            if cap.measure == "credits":
                taken = [candidate.targets[one.target] for one in members]
                amount = sum(one.amount for one in taken if strict or not one.up_to)
            else:
                amount = len({one.outcome for one in members if int(one.outcome) in awards})
            if amount:
                yield (cap.id, cap.policy, cap.key), amount


def least_of(tree: PlainTree, ways: Sequence[Way], limits: Mapping[Limit, int], done: int) -> int | None:
    """The least study when any of these ways may be taken that do not stand in each other's way. Raises ``NotPlainError``."""
    return _Weighing(tree, limits, ways, done).least()


class _Weighing:
    """A search over the awards in turn: each is used by one of the ways that begin with it, or by none."""

    def __init__(self, tree: PlainTree, limits: Mapping[Limit, int], ways: Sequence[Way], done: int) -> None:
        self.tree, self.limits, self.done = tree, limits, done
        self.counted: Counter[Limit] = Counter()
        self.best: int | None = None
        self.nodes = 0
        useful = [way for way in ways if self._is_useful(way)]
        turns: dict[int, list[Way]] = {}
        for way in useful:
            turns.setdefault(way.awards & -way.awards or -1 - way.turn, []).append(way)
        self.turns = [sorted(turns[first], key=_by_size) for first in sorted(turns)]
        self.courses = [0] * (len(self.turns) + 1)
        self.gains = [0] * (len(self.turns) + 1)
        self.blocks: list[tuple[int, ...]] = [()] * (len(self.turns) + 1)
        self._sum_up()

    def _is_useful(self, way: Way) -> bool:
        if way.courses & self.done or any(amount > self.limits[limit] for limit, amount in way.counts):
            return False
        helps = way.gain or any(one.mask & way.courses for one in self.tree.modules)
        return bool(helps or any(self.tree.modules[number].needed for number, _ in way.blocks))

    def _sum_up(self) -> None:
        """What all later turns together could grant at most."""
        blocks = [0] * len(self.tree.modules)
        self.blocks[-1] = tuple(blocks)
        for turn in range(len(self.turns) - 1, -1, -1):
            ways = self.turns[turn]
            self.courses[turn] = self.courses[turn + 1]
            most = [0] * len(blocks)
            for way in ways:
                self.courses[turn] |= way.courses
                for number, amount in way.blocks:
                    most[number] = max(most[number], amount)
            blocks = [one + other for one, other in zip(blocks, most, strict=True)]
            self.blocks[turn] = tuple(blocks)
            self.gains[turn] = self.gains[turn + 1] + max(way.gain for way in ways)

    def least(self) -> int | None:
        """The least study there is."""
        self._visit(0, 0, self.done, self.tree.owed(self.done), [0] * len(self.tree.modules))
        return self.best

    def _visit(self, turn: int, used: int, done: int, owed: int, blocks: list[int]) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise NotPlainError
        if turn == len(self.turns):
            left = self._left(done, owed, blocks)
            if left is not None and (self.best is None or left < self.best):
                self.best = left
            return
        if self.best is not None and self._bound(turn, done, owed, blocks) >= self.best:
            return
        for way in self.turns[turn]:
            if not (way.awards & used or way.courses & done) and self._fits(way):
                self._take(way, 1, blocks)
                self._visit(turn + 1, used | way.awards, done | way.courses, owed - way.gain, blocks)
                self._take(way, -1, blocks)
        self._visit(turn + 1, used, done, owed, blocks)

    def _fits(self, way: Way) -> bool:
        return all(self.counted[limit] + amount <= self.limits[limit] for limit, amount in way.counts)

    def _take(self, way: Way, sign: int, blocks: list[int]) -> None:
        for limit, amount in way.counts:
            self.counted[limit] += sign * amount
        for number, amount in way.blocks:
            blocks[number] += sign * amount

    def _left(self, done: int, owed: int, blocks: Sequence[int]) -> int | None:
        total = owed
        for module, block in zip(self.tree.modules, blocks, strict=True):
            if module.needed:
                left = module.least(done, block)
                if left is None:
                    return None
                total += left
        return total

    def _bound(self, turn: int, done: int, owed: int, blocks: Sequence[int]) -> int:
        """No less can remain, whatever the later turns bring."""
        all_done = done | self.courses[turn]
        electives = 0
        for module, block, later in zip(self.tree.modules, blocks, self.blocks[turn], strict=True):
            if module.needed:
                electives += module.least(all_done, block + later) or 0
        return electives + max(owed - self.gains[turn], self.tree.owed(all_done))


def _by_size(way: Way) -> tuple[int, int, int]:
    """Ways that bring most first."""
    return -way.gain, -sum(amount for _, amount in way.blocks), way.awards
