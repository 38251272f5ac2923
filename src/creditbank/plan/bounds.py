"""Lower bounds on what is left to study in a state of a proof (docs/proofs.md, *The bound of a leaf*).

Some of what may still be granted is *deducted*: the tree has to pay for it, and what it can bring at most is subtracted
again. What is not deducted is had for nothing.
"""

from functools import cached_property
from typing import NamedTuple

from creditbank.plan.branching import Cap, State, bits, mask_of
from creditbank.plan.relaxation import Prices, Relaxation

TWELFTHS = 12
"""Values are whole numbers of twelfths, so that one, two, three and four inputs share a gain exactly."""


class Deduction(NamedTuple):
    """Targets that are deducted; courses at a price below their credits; caps with twelfths per credit or award."""

    pieces: int
    prices: Prices = ()
    multipliers: tuple[tuple[int, int], ...] = ()


class Bounds:
    """The bounds in one state. ``pieces``: targets of which something is still to be decided."""

    def __init__(self, relaxation: Relaxation, fine: Relaxation, state: State) -> None:
        """``fine`` is asked where block credit is bought in part."""
        made = relaxation.board
        self.relaxation, self.fine, self.state, self.board = relaxation, fine, state, made
        self.open = state.open_targets((1 << len(made.targets)) - 1)
        self.pieces = self.open | state.granted & made.partial
        self.granted = made.courses_of(state.granted)
        self.live = [q for q, choice in enumerate(made.choices) if choice.targets & self.pieces]
        self.caps = [i for i, cap in enumerate(made.caps) if self._can_bind(cap)]
        self._deals: dict[object, _Deal] = {}
        self.gains: list[dict[object, int]] = [{} for _ in made.choices]
        """What each candidate can bring, by pieces and prices."""

    def least(self, deducted: Deduction) -> int:
        """Least study of the relaxed tree where everything but the deducted pieces is had for nothing."""
        done = self.relaxation.before | self.granted | self.board.courses_of(self.open & ~deducted.pieces)
        tree = self.fine if deducted.pieces & self.pieces & self.board.partial else self.relaxation
        return tree.least(tree.finish(done, self.state, deducted.pieces, deducted.prices))

    def reduction(self, deducted: Deduction) -> int:
        """The most that the deducted pieces can bring, by caps and by what awards can be used for."""
        deal = self.deal(deducted)
        if deducted.multipliers:
            return (deal.rooms() + deal.total(deducted.pieces)) // TWELFTHS
        best = deal.greedy(deducted.pieces)
        for i in self.caps:
            if part := self.part(self.board.caps[i]) & deducted.pieces:
                limit = deal.limit(self.board.caps[i], deducted.pieces)
                best = min(best, limit + deal.greedy(deducted.pieces & ~part))
        return best

    def deal(self, deducted: Deduction) -> "_Deal":
        """What the pieces are worth at these prices."""
        key = deducted[1:]
        if key not in self._deals:
            self._deals[key] = _Deal(self, deducted)
        return self._deals[key]

    @cached_property
    def achievable(self) -> int:
        """Every amount that may be left to study, whatever is granted from here on."""
        tree = self.relaxation
        done = tree.before | self.granted
        opened = self.board.courses_of(self.open) & ~done
        amounts = tree.finish(done | opened, self.state, 0)
        for course in bits((opened | tree.studied & ~tree.nodes[0].below & ~done) & tree.studied):
            amounts |= tree.shift(amounts, tree.credits[course])
        return amounts

    @cached_property
    def floor(self) -> int:
        """What the floors leave to study when all that may be granted is."""
        most = 0
        for floor, members in zip(self.board.problem.floors, self.board.floors, strict=True):
            have = sum(self.board.targets[t].amount for t in bits(members & ~self.state.dropped))
            most = max(most, floor.at_least - floor.recorded - have)
        return most

    def piece(self, t: int) -> int:
        """How much of the target is still to be decided."""
        target = self.board.targets[t]
        return target.amount - target.least if self.state.granted >> t & 1 else target.amount

    def part(self, cap: Cap) -> int:
        """The pieces that a cap counts, or for awards those of the open candidates that would count anew."""
        if not cap.whole:
            return cap.targets & self.pieces
        return mask_of([t for q in self.counting(cap) for t in bits(self.board.choices[q].targets & self.pieces)])

    def room(self, cap: Cap) -> int:
        """What the cap leaves: credits, or awards."""
        if cap.sure:
            return cap.room - self.state.counted(cap).bit_count()
        return cap.room - self.state.spent(cap.targets)

    def counting(self, cap: Cap) -> dict[int, int]:
        """Open candidates that would count anew, with their awards that would."""
        counted, decided = self.state.counted(cap), self.state.applied | self.state.out
        return {q: new for q, awards in cap.whole.items() if not decided >> q & 1 and (new := awards & ~counted)}

    @cached_property
    def clusters(self) -> list[tuple[list[int], int]]:
        """Lines that gather, those with a common source together, and what is left in their sources at most."""
        found: list[tuple[list[int], int]] = []
        for q, choice in enumerate(self.board.choices):
            if choice.gathers and not self.state.out >> q & 1:
                joined = ([q], choice.sources)
                for other in [one for one in found if one[1] & choice.sources]:
                    found.remove(other)
                    joined = (other[0] + joined[0], other[1] | joined[1])
                found.append(joined)
        return [(members, self._held(members, sources)) for members, sources in found]

    def _held(self, members: list[int], sources: int) -> int:
        held = sum(self.board.available[o] for o in bits(sources))
        return max(0, held - sum(self.state.spent(self.board.choices[q].targets) for q in members))

    def _can_bind(self, cap: Cap) -> bool:
        if cap.whole:
            anew = 0
            for awards in self.counting(cap).values():
                anew |= awards
            return self.room(cap) < anew.bit_count()
        part = cap.targets & self.pieces
        return bool(part) and self.room(cap) < sum(self.piece(t) for t in bits(part))


class _Deal:
    """What pieces are worth at certain prices of courses and caps, in twelfths."""

    def __init__(self, bounds: Bounds, deducted: Deduction) -> None:
        self.bounds, self.board = bounds, bounds.board
        self.prices = dict(deducted.prices)
        self.multipliers = [(self.board.caps[i], n) for i, n in deducted.multipliers]
        self._caps_key = deducted.multipliers
        self._totals: dict[int, int] = {}

    def rooms(self) -> int:
        """What the caps with a multiplier may let through, at that price."""
        return sum(n * self.bounds.room(cap) for cap, n in self.multipliers)

    def greedy(self, pieces: int) -> int:
        """The most credits these pieces can bring, cap after cap where that helps, the rest by awards."""
        total, left = 0, self.dual(pieces)
        for i in self.bounds.caps:
            cap = self.board.caps[i]
            part = self.bounds.part(cap) & pieces
            if part and (limit := self.limit(cap, pieces)) + (rest := self.dual(pieces & ~part)) < left:
                total, pieces, left = total + limit, pieces & ~part, rest
        return total + left

    def limit(self, cap: Cap, pieces: int) -> int:
        """The most credits that a cap lets its part of the pieces bring."""
        if not cap.sure:
            return self.bounds.room(cap)
        best: dict[int, int] = {}
        for q, awards in self.bounds.counting(cap).items():
            for o in bits(awards):
                best[o] = max(best.get(o, 0), self.gain(q, pieces))
        return sum(sorted(best.values(), reverse=True)[: self.bounds.room(cap)]) // TWELFTHS

    def dual(self, pieces: int) -> int:
        """The most credits these pieces can bring by the awards they need, by prices of awards (weak duality)."""
        return self.total(pieces) // TWELFTHS

    def total(self, pieces: int) -> int:
        """The same in twelfths."""
        known = self._totals.get(pieces)
        if known is None:
            known = self._totals[pieces] = self._gathered(pieces) + self._priced(pieces)
        return known

    def _gathered(self, pieces: int) -> int:
        """Lines that gather: no more than their sources hold."""
        return sum(
            min(TWELFTHS * held, sum(self.gain(q, pieces) for q in members)) for members, held in self.bounds.clusters
        )

    def _priced(self, pieces: int) -> int:
        """Applied lines in full; open ones by prices of their awards, which together pay for each of them."""
        total, gains = 0, {}
        for q in self.bounds.live:
            choice = self.board.choices[q]
            if choice.gathers or not choice.targets & pieces or not (gain := self.gain(q, pieces)):
                continue
            if self.bounds.state.applied >> q & 1:
                total += gain
            else:
                gains[q] = gain
        return total + sum(self.award_prices(gains).values())

    def award_prices(self, gains: dict[int, int]) -> dict[int, int]:
        """A price for each award: first equal shares of what a line brings, then each in turn as low as it can be."""
        prices: dict[int, int] = {}
        takers: dict[int, list[int]] = {}
        for q, gain in gains.items():
            outcomes = self.board.choices[q].outcomes
            share = -(-gain // len(outcomes))
            for o in outcomes:
                prices[o] = max(prices.get(o, 0), share)
                takers.setdefault(o, []).append(q)
        for o in sorted(takers):
            least = 0
            for q in takers[o]:
                outcomes = self.board.choices[q].outcomes
                others = sum([prices[other] for other in outcomes if other != o]) if len(outcomes) > 1 else 0
                least = max(least, gains[q] - others)
            prices[o] = least
        return prices

    def gain(self, q: int, pieces: int) -> int:
        """The most that one candidate can bring through these pieces."""
        mine = pieces & self.board.choices[q].targets & self.bounds.pieces
        if not mine:
            return 0
        key = (mine, self._caps_key, *[self.prices.get(course) for course in self.board.choices[q].courses])
        gains = self.bounds.gains[q]
        known = gains.get(key)
        if known is None:
            known = gains[key] = self._gain(q, mine)
        return known

    def _gain(self, q: int, mine: int) -> int:
        choice, state = self.board.choices[q], self.bounds.state
        values = sorted((self._value(t) for t in bits(mine & self.bounds.open)), reverse=True)
        if choice.choose is not None:
            values = values[: max(0, choice.choose - (choice.targets & state.granted).bit_count())]
        gain = sum(values) + sum(self._value(t) for t in bits(mine & state.granted))
        if choice.budget is not None:
            gain = min(gain, TWELFTHS * (choice.budget - state.spent(choice.targets)))
        for cap, n in self.multipliers:
            if cap.sure:
                gain -= n * self.bounds.counting(cap).get(q, 0).bit_count()
        return max(0, gain)

    def _value(self, t: int) -> int:
        amount = self.bounds.piece(t)
        value = TWELFTHS * self.prices.get(self.board.targets[t].course, amount)
        for cap, n in self.multipliers:
            if cap.targets >> t & 1:
                value -= n * amount
        return max(0, value)
