"""What to deduct in a state of a proof, and at which prices: the search for a bound that closes it.

Any prices give a valid bound; good ones are found by changing one thing after another as long as that helps.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property

from creditbank.plan.bounds import TWELFTHS, Bounds, Deduction
from creditbank.plan.branching import State, bits, mask_of
from creditbank.plan.relaxation import Relaxation
from creditbank.plan.shadow_prices import shadow_prices

STEPS = (1, 2, 4)
"""By how many units a price is moved at once."""


class Pricing:
    """The bounds of one state against what is claimed, and the best deduction found so far."""

    def __init__(self, trees: tuple[Relaxation, Relaxation], state: State, remaining: int, start: Deduction) -> None:
        self.tree, self.board = trees[0], trees[0].board
        self.bounds = Bounds(*trees, state)
        self.goal = self._goal(remaining)
        self._lacks: dict[Deduction, int] = {}
        self.torn: set[int] = set()
        """Lines that the best prices would apply in part."""
        self.best = self._restricted(start)
        self.lack = self.lack_of(self.best) if self.goal > 0 else 0

    def _goal(self, remaining: int) -> int:
        """A bound of so much closes the state; 0 where every achievable amount is as much as is claimed."""
        tree = self.tree
        below = self.bounds.achievable & (1 << -(-remaining // tree.unit)) - 1
        return (tree.from_(below, self.bounds.floor).bit_length() - 1) * tree.unit + 1 if below else 0

    def _restricted(self, deduction: Deduction) -> Deduction:
        """What is left of a deduction that was made in another state."""
        pieces = deduction.pieces & self.bounds.pieces
        courses = self.board.courses_of(pieces)
        prices = tuple(one for one in deduction.prices if courses >> one[0] & 1)
        return Deduction(pieces, prices, deduction.multipliers)

    def lack_of(self, deduction: Deduction) -> int:
        """By how much the bound falls short; not above 0 where it suffices."""
        known = self._lacks.get(deduction)
        if known is None:
            known = self.goal - self.bounds.least(deduction) + self.bounds.reduction(deduction)
            self._lacks[deduction] = known
        return known

    def is_plain(self) -> bool:
        """Whether the state is closed by what needs no prices: all pieces, or those of one cap."""
        plain = [self.bounds.pieces, *(self.bounds.part(self.board.caps[i]) for i in self.bounds.caps)]
        return self.goal <= 0 or any(self.lack_of(Deduction(pieces)) <= 0 for pieces in plain)

    def improve(self, most: int) -> bool:
        """Look for prices that close the state, through ``most`` deductions or a little more; whether they were found."""
        self._pass([Deduction(self.bounds.pieces), Deduction(0)], most)
        self._pass(self._groups(), most)
        if self.lack > 0:
            self._pass(shadow_prices(self.bounds, self.best, self.torn), most)
        while self.lack > 0 and len(self._lacks) < most:
            before = self.lack
            for moves in (self._courses, self._together, self._groups, self._caps):
                self._pass(moves(), most)
            if self.lack == before:
                break
        return self.lack <= 0

    def _pass(self, moves: Iterable[Deduction], most: int) -> None:
        """Take every deduction that is better than the best so far; those that follow start from there."""
        for deduction in moves:
            if self.lack <= 0:
                return
            self._try(deduction)
            if len(self._lacks) >= most:
                return

    def _try(self, deduction: Deduction) -> None:
        lack = self.lack_of(deduction)
        if lack < self.lack:
            self.best, self.lack = deduction, lack

    def _groups(self) -> Iterator[Deduction]:
        """All or nothing of what hangs together, in full."""
        for group in self.groups:
            yield self._with_all(group, True)
            yield self._with_all(group, False)

    def _with_all(self, group: int, full: bool) -> Deduction:
        pieces = self.best.pieces | group if full else self.best.pieces & ~group
        for block in self.board.at_node:  # a leaf names the block credit of a node as one
            pieces |= block & self.bounds.pieces if block & pieces else 0
        courses = self.board.courses_of(group)
        prices = tuple(one for one in self.best.prices if not courses >> one[0] & 1)
        return self.best._replace(pieces=pieces, prices=prices)

    def _courses(self) -> Iterator[Deduction]:
        """One course at another price: what it is worth to the tree, nothing, its credits, a little more or less."""
        for course in self.courses:
            dearest, unit = self.tree.credits[course], self.tree.unit
            at = self.price(course)
            full, none = self.priced(course, dearest), self.priced(course, 0)
            worth = self.bounds.least(full) - self.bounds.least(none)
            for price in dict.fromkeys(
                (worth, 0, dearest, *(at + sign * unit * by for by in STEPS for sign in (-1, 1)))
            ):
                yield self.priced(course, price)

    def _together(self) -> Iterator[Deduction]:
        """The courses that one award could be used for, all a little cheaper or dearer."""
        for courses in self.together:
            for by in (-1, 1, -2, 2):
                deduction = self.best
                for course in courses:
                    if at := self.price(course):
                        deduction = self.priced(course, at + by * self.tree.unit, deduction)
                yield deduction

    def _caps(self) -> Iterator[Deduction]:
        """Caps at a price."""
        for i in self.bounds.caps:
            now = dict(self.best.multipliers).get(i, 0)
            cap = self.board.caps[i]
            unit = self.tree.unit * TWELFTHS if cap.sure else 1
            for n in dict.fromkeys((0, 12, 6, *(now + sign * by for by in (1, 3) for sign in (-1, 1)))):
                if n >= 0 and (cap.sure or n <= TWELFTHS):
                    rest = tuple(one for one in self.best.multipliers if one[0] != i)
                    yield self.best._replace(multipliers=tuple(sorted((*rest, *(((i, n * unit),) if n else ())))))

    def price(self, course: int) -> int:
        """The price of a course now; 0 where it is had for nothing."""
        group = self.board.on_course[course] & self.bounds.pieces
        if group & ~self.best.pieces:
            return 0
        return dict(self.best.prices).get(course, self.tree.credits[course])

    def priced(self, course: int, price: int, deduction: Deduction | None = None) -> Deduction:
        """The deduction with one course at another price."""
        was = deduction or self.best
        group = self.board.on_course[course] & self.bounds.pieces
        rest = tuple(one for one in was.prices if one[0] != course)
        if price <= 0:
            return was._replace(pieces=was.pieces & ~group, prices=rest)
        if price >= self.tree.credits[course]:
            return was._replace(pieces=was.pieces | group, prices=rest)
        return was._replace(pieces=was.pieces | group, prices=tuple(sorted((*rest, (course, price)))))

    @cached_property
    def courses(self) -> list[int]:
        """Courses of which it is open whether they are granted."""
        return list(bits(self.board.courses_of(self.bounds.pieces)))

    @cached_property
    def together(self) -> list[list[int]]:
        """For each award the courses it may help to grant."""
        found: dict[int, int] = {}
        for q in self.bounds.live:
            choice = self.board.choices[q]
            for o in choice.outcomes:
                found[o] = found.get(o, 0) | self.board.courses_of(choice.targets & self.bounds.pieces)
        modules = [node.below & self.board.courses_of(self.bounds.pieces) for node in self.tree.nodes]
        masks = dict.fromkeys([found[o] for o in sorted(found)] + modules)
        return [list(bits(mask)) for mask in masks if mask.bit_count() > 1]

    @cached_property
    def groups(self) -> list[int]:
        """Sets of pieces that are deducted together or not: what hangs together, modules, block credit of a node."""
        modules = []
        for node in self.tree.nodes[1:]:
            courses = mask_of([t for c in bits(node.below) for t in bits(self.board.on_course[c])])
            modules.append(courses | node.blocks)
        groups = [group & self.bounds.pieces for group in (*self._components(), *modules, *self.board.at_node)]
        return [group for group in dict.fromkeys(groups) if group]

    def _components(self) -> list[int]:
        """Pieces that hang together: of one candidate, on one course, by one award."""
        found: list[tuple[int, int, int]] = []
        for q in self.bounds.live:
            choice = self.board.choices[q]
            mine = choice.targets & self.bounds.pieces
            joined = (self.board.courses_of(mine), sum(1 << o for o in choice.outcomes), mine)
            for other in [one for one in found if one[0] & joined[0] or one[1] & joined[1]]:
                found.remove(other)
                joined = (joined[0] | other[0], joined[1] | other[1], joined[2] | other[2])
            found.append(joined)
        return [one[2] for one in found]
