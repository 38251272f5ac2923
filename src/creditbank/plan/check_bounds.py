"""What a leaf of a proof log may claim (docs/proofs.md, *Value of a leaf*), with integers alone.

Part of the independent checker. The value says how little study any choice of lines could leave that agrees with what is
decided at the leaf. *Pieces* are what is still to be decided: sets of them are masks of targets.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import gcd
from typing import Protocol

from creditbank.plan.check_prices import Priced
from creditbank.plan.check_state import AwardCap, Board, CreditCap, State, bits
from creditbank.plan.check_study import Study, bought
from creditbank.plan.check_worth import TWELFTHS, Worth, lower, prices_of
from creditbank.plan.problem import FloorLimit, Problem


class Bounds:
    """All that bounds one problem: the sums of its tree, its floors, and what is known of its candidates."""

    def __init__(self, problem: Problem, board: Board, claim: int | None) -> None:
        self.board = board
        self._problem, self._bought = problem, tuple(bought(problem))
        self.coarse = Study(problem, board)
        self._studies = {self.coarse.unit: self.coarse}
        self.fine = self.study({}, buys=True)
        self.claim = self.coarse.top if claim is None else claim
        self.credits = [course.credits for course in problem.courses]
        self.floors = [_Floor(floor, board) for floor in problem.floors]
        self.useful = self.coarse.placed | _asked_for(problem, board)
        """Courses that a best plan may study: the tree names them, or a floor counts them."""
        self.elsewhere = self.useful & ~(board.done | self.coarse.placed)
        self.thresholds: dict[tuple[int, int], int] = {}
        self.plain = Worth(board)
        self.clusters: dict[int, list[tuple[int, int]]] = {}
        plain = [q for q in range(len(problem.candidates)) if board.of[q] and not board.sources[q]]
        self.lines = [(q, 1 << q, board.of[q], tuple(sorted(board.whole[q]))) for q in plain]

    def study(self, prices: Mapping[int, int], *, buys: bool) -> Study:
        """The sums of the tree in a unit that fits these prices, and block credit where it is bought."""
        others = gcd(*prices.values(), *(self._bought if buys else ()))
        unit = gcd(self.coarse.unit, others)
        if unit not in self._studies:
            self._studies[unit] = Study(self._problem, self.board, [unit])
        return self._studies[unit]

    def clusters_of(self, gathering: int, /) -> list[tuple[int, int]]:
        """Gathering candidates that share sources, directly or through others: each cluster with what it could draw."""
        found = self.clusters.get(gathering)
        if found is None:
            groups: list[tuple[int, frozenset[int]]] = []
            for q in bits(gathering):
                sources = self.board.sources[q]
                met = [group for group in groups if group[1] & sources]
                members = sum(group[0] for group in met) | 1 << q
                groups = [group for group in groups if not group[1] & sources]
                groups.append((members, sources.union(*(group[1] for group in met))))
            found = [
                (members, sum(self.board.available[outcome] for outcome in sources)) for members, sources in groups
            ]
            self.clusters[gathering] = found
        return found


class Leaf:
    """One state with its pieces, and what can be said of how little study it leaves.

    ``deducted``: the pieces to take off; else the best of the usual choices. ``worth``: else by amounts.
    """

    __slots__ = ("_binding", "_deducted", "_duals", "_given", "bounds", "opened", "pieces", "state", "worth")

    def __init__(
        self, bounds: Bounds, state: State, deducted: int | None = None, worth: Worth | None = None, /
    ) -> None:
        self.bounds, self.state, self._deducted, self.worth = bounds, state, deducted, worth or bounds.plain
        self.opened = state.opened()
        self.pieces = self.opened | state.granted & bounds.board.in_part
        self._given = bounds.board.done | bounds.board.courses_of(state.granted)
        self._duals: dict[int, int] = {}
        self._binding: list[tuple[int, _Limit]] | None = None

    def is_closed(self) -> bool:
        """Whether no less than the claim is left."""
        claim = self.bounds.claim
        least = max(self._floor(), self.free(0))
        if least >= claim or least >= (wanted := self._wanted()):
            return True
        for pieces in self._choices():
            slack = self.free(pieces) - wanted
            if slack >= 0 and self.reduction(pieces, slack) <= slack:
                return True
        return False

    def value(self) -> int:
        """The value itself."""
        bounds = (self.free(one) - self.reduction(one, -1) for one in self._choices())
        least = max(self._floor(), self.free(0), *bounds)
        study = self.bounds.coarse
        sums = study.amounts(*self._achievable()) >> -(-least // study.unit)
        return least + -least % study.unit + study.unit * ((sums & -sums).bit_length() - 1) if sums else study.top

    def free(self, deducted: int, /) -> int:
        """F: the least study in the relaxed tree, with all open pieces but the deducted ones for nothing."""
        board, bounds = self.bounds.board, self.bounds
        given = self.opened & ~deducted
        world = self._given | board.courses_of(given)
        full = (self.state.granted | given) & board.on_modules
        bought = deducted & board.on_modules
        width = len(bounds.credits)
        world |= full << width | bought << width + len(board.owner)
        if not self.worth.prices or not deducted:
            return (bounds.fine if bought else bounds.coarse).least(world)
        study = bounds.study(self.worth.prices, buys=bool(bought))
        return Priced(study, self.worth.prices).least(world)

    def reduction(self, deducted: int, enough: int, /) -> int:
        """The most that deducted pieces can add, whatever is chosen; no more exact than ``enough`` once it is below."""
        if self.worth.weights:
            base = self.worth.base(self.state)
            return (base + self._twelfths(deducted, TWELFTHS * (enough + 1) - 1 - base)) // TWELFTHS
        found = self.dual(deducted, enough)
        if found <= enough or not self.binding():
            return found
        found = self._greedy(deducted)
        for part, limit in self.binding():
            if found <= enough:
                break
            found = min(found, limit.most(deducted) + self._greedy(deducted & ~part))
        return found

    def binding(self) -> "list[tuple[int, _Limit]]":
        """The caps that can bind here, in order: the pieces they count, and their limit."""
        if self._binding is None:
            limits: Iterator[_Limit] = (
                _Room(self, cap, self.state.rooms[i]) if isinstance(cap, CreditCap) else _Places(self, cap, i)
                for cap, i in self.bounds.board.caps
            )
            self._binding = [(limit.part, limit) for limit in limits if limit.can_bind]
        return self._binding

    def gain(self, q: int, pieces: int, /) -> int:
        """The most twelfths that a set of pieces of one candidate can add."""
        targets = self.bounds.board.of[q]
        gained = self.worth.gain(q, pieces & targets, self.state.granted & targets)
        if self.worth.has_penalties and self.state.is_open(q):
            return max(0, gained - self.worth.penalty(q, self.state))
        return gained

    def dual(self, pieces: int, enough: int = -1, /) -> int:
        """The most that a set of pieces can add, by prices of awards (weak duality); exact unless not above ``enough``."""
        return self._twelfths(pieces, TWELFTHS * (enough + 1) - 1) // TWELFTHS

    def _twelfths(self, pieces: int, enough: int) -> int:
        found = self._duals.get(pieces)
        if found is not None or not pieces:
            return found or 0
        total, takers = self._gathered(pieces), list[tuple[int, tuple[int, ...]]]()
        applied, granted, gain = self.state.applied, self.state.granted, self.worth.gain
        for q, bit, targets, outcomes in self.bounds.lines:
            if aimed := targets & pieces:
                if applied & bit:
                    total += gain(q, aimed, granted & targets)
                elif gained := self.gain(q, aimed) if self.worth.has_penalties else gain(q, aimed, 0):
                    takers.append((gained, outcomes))
        prices = prices_of(takers)
        found = total + sum(prices.values())
        if found > enough:
            lower(prices, takers)
            found = self._duals[pieces] = total + sum(prices.values())
        return found

    def _gathered(self, pieces: int) -> int:
        """Twelfths of what gathering candidates can add: no more than their sources hold."""
        gathering = self.bounds.board.gathering & ~self.state.out
        total = 0
        for members, available in self.bounds.clusters_of(gathering) if gathering else ():
            gain = spent = 0
            for q in bits(members):
                gain += self.gain(q, pieces)
                spent += sum(self.bounds.board.least[t] for t in bits(self.bounds.board.of[q] & self.state.granted))
            total += max(0, min(gain, TWELFTHS * (available - spent)))
        return total

    def _greedy(self, pieces: int) -> int:
        """Pieces bounded by the limits of caps where that is less, the rest by prices."""
        total, rest = 0, self.dual(pieces)
        for part, limit in self.binding():
            if part & pieces:
                capped, without = limit.most(pieces), self.dual(pieces & ~part)
                if capped + without < rest:
                    total, rest, pieces = total + capped, without, pieces & ~part
        return total + rest

    def _choices(self) -> Iterator[int]:
        """What is taken off: what the leaf names; where it names nothing, everything, or what one cap counts."""
        if self._deducted is not None:
            yield self._deducted & self.pieces
            return
        yield self.pieces
        yield from (part for part, _ in self.binding())

    def _floor(self) -> int:
        targets = self.state.granted | self.opened
        return max((floor.least(targets) for floor in self.bounds.floors), default=0)

    def _achievable(self) -> tuple[int, list[int]]:
        """The world in which every open target is granted, and the credits of what may be studied besides."""
        board, bounds = self.bounds.board, self.bounds
        aimed = board.courses_of(self.opened)
        full = (self.state.granted | self.opened) & board.on_modules
        world = self._given | aimed | full << len(bounds.credits)
        optional = (aimed & bounds.useful | bounds.elsewhere) & ~self._given
        return world, [bounds.credits[course] for course in bits(optional)]

    def _wanted(self) -> int:
        """What a bound must reach: one more than the greatest amount below the claim that can be studied at all."""
        bounds, study = self.bounds, self.bounds.coarse
        if bounds.claim > study.top:
            return bounds.claim
        if study.is_dense:
            return study.unit * ((bounds.claim - 1) // study.unit) + 1
        world, optional = self._achievable()
        key = (world, self._given)
        found = bounds.thresholds.get(key)
        if found is None:
            below = study.amounts(world, optional) & (1 << -(-bounds.claim // study.unit)) - 1
            found = bounds.thresholds[key] = study.unit * (below.bit_length() - 1) + 1 if below else 0
        return found


class _Limit(Protocol):
    """What one cap lets pieces add. ``part``: the pieces it counts."""

    part: int
    can_bind: bool

    def most(self, pieces: int, /) -> int:
        """The most that those of a set of pieces can add which the cap counts."""


class _Room:
    """A cap on credits: its room."""

    def __init__(self, leaf: Leaf, cap: CreditCap, room: int) -> None:
        self._room = room
        self.part = cap.members & leaf.pieces
        amount, granted = leaf.bounds.board.amount, leaf.state.granted
        most = sum(amount[t] for t in bits(self.part)) - (self.part & granted).bit_count()
        self.can_bind = room < most

    def most(self, pieces: int, /) -> int:
        return self._room


class _Places:
    """A cap on awards: the most that so many awards can give as there are places left.

    Of candidates that take an award whole no two share it, so each that is applied stands for an award of its own.
    """

    def __init__(self, leaf: Leaf, cap: AwardCap, index: int) -> None:
        counted, board = leaf.state.counted[index], leaf.bounds.board
        self._leaf, self._places = leaf, cap.room - counted.bit_count()
        fresh = {q: cap.counts[q] & board.whole_mask[q] & ~counted for q in cap.counts if leaf.state.is_open(q)}
        self._counting = {q: outcomes for q, outcomes in fresh.items() if outcomes}
        self.part, awards = 0, 0
        for q, outcomes in self._counting.items():
            self.part |= board.of[q] & leaf.pieces
            awards |= outcomes
        self.can_bind = self._places < awards.bit_count()

    def most(self, pieces: int, /) -> int:
        best: dict[int, int] = defaultdict(int)
        for q, outcomes in self._counting.items():
            gain = self._leaf.gain(q, pieces) // TWELFTHS
            for outcome in bits(outcomes):
                best[outcome] = max(best[outcome], gain)
        return sum(sorted(best.values(), reverse=True)[: self._places])


class _Floor:
    """A floor: what it asks for, and what each target would add to it."""

    def __init__(self, floor: FloorLimit, board: Board) -> None:
        self._wanted = floor.at_least - floor.recorded
        self._amounts = [(1 << t, board.amount[t]) for t in board.targets_in(floor.members)]

    def least(self, targets: int, /) -> int:
        """What is left to study for it when all these targets are granted."""
        return self._wanted - sum(amount for bit, amount in self._amounts if bit & targets)


def _asked_for(problem: Problem, board: Board) -> int:
    """The courses whose study some floor counts."""
    names = {course for floor in problem.floors for course in floor.courses}
    return sum(1 << board.course_number[name] for name in names if name in board.course_number)
