"""The least study of a relaxed tree in which some courses can be had at a price (docs/proofs.md, *Prices*).

Part of the independent checker. A priced course earns all its credits for less than they would cost in study. What it
earns above its price is *surplus*: sums are kept as one set of costs for each surplus, and credits earned are cost and
surplus together. Without prices there is no surplus, and ``check_study`` does it all.
"""

from collections.abc import Mapping

from creditbank.plan.check_study import Node, Study

Sums = dict[int, int]
"""Surplus → the costs at which it can be had."""


class Priced:
    """F of one problem with these prices (course number → price), in the unit of a study that divides them."""

    def __init__(self, study: Study, prices: Mapping[int, int]) -> None:
        self._study = study
        self._prices = {1 << course: price // study.unit for course, price in prices.items()}
        self._priced = sum(self._prices)
        self._known: dict[tuple[int, int], Sums] = {}

    def least(self, world: int, /) -> int:
        """F: the least cost with which the root holds; T where there is none."""
        return min(self._study.top, self._least_of(self._study.root, world))

    def _least_of(self, node: Node, world: int) -> int:
        if not self._priced & ~world & node.mask:
            return self._study.least_of(node, world)
        if node.is_sum:
            own = sum(self._cost(bit, units) for bit, units, must in node.own if must and not world & bit)
            return self._study.unit * own + sum(self._least_of(child, world) for child in node.children)
        return self._study.lowest(self._holding(node, world, asked=False)[0])

    def _cost(self, bit: int, units: int) -> int:
        return self._prices.get(bit, units)

    def _holding(self, node: Node, world: int, *, asked: bool) -> Sums:
        """The sums with which a node holds; ``asked``: some node above asks for credits, so that surplus matters."""
        if not self._priced & ~world & node.mask:
            return {0: self._study.holding(node, world)}
        key = (id(node), (world & node.mask) << 1 | asked)
        if key not in self._known:
            inner = asked or node.min_credits is not None
            sums = self._some_of(node, world, inner) if node.choose is not None else self._all_of(node, world, inner)
            if node.min_credits is not None:
                sums = self._at_least(sums, node.min_credits - self._study.earned(node, world))
            self._known[key] = _pruned(sums, self._study) if asked else {0: _union(sums)}
        return self._known[key]

    def _free(self, node: Node, world: int, *, asked: bool) -> Sums:
        """The sums of a node whether it holds or not."""
        if not self._priced & ~world & node.mask:
            return {0: self._study.free(node, world)}
        sums: Sums = {0: 1}
        for child in node.children:
            sums = self._joined(sums, self._free(child, world, asked=asked))
        for bit, units, _ in node.own:
            if not world & bit:
                sums = _merged(sums, self._with_course(sums, bit, units, asked))
        return self._with_open(node, world, sums)

    def _all_of(self, node: Node, world: int, asked: bool) -> Sums:
        sums: Sums = {0: 1}
        for child in node.children:
            sums = self._joined(sums, self._holding(child, world, asked=asked))
        for bit, units, must in node.own:
            if not world & bit:
                taken = self._with_course(sums, bit, units, asked)
                sums = taken if must else _pruned(_merged(sums, taken), self._study)
        return self._with_open(node, world, sums)

    def _some_of(self, node: Node, world: int, asked: bool) -> Sums:
        need = node.needs(world)
        if need > len(node.own) + len(node.children):
            return {0: 0}
        sums: list[Sums] = [{0: 1}, *({0: 0} for _ in range(need))]
        for bit, units, must in node.own:
            if not world & bit:
                taken = [self._with_course(one, bit, units, asked) for one in sums]
                sums = taken if must else _counted(sums, taken)
        for child in node.children:
            free, holds = (self._free(child, world, asked=asked), self._holding(child, world, asked=asked))
            sums = _counted([self._joined(one, free) for one in sums], [self._joined(one, holds) for one in sums])
        return self._with_open(node, world, sums[need])

    def _with_course(self, sums: Sums, bit: int, units: int, asked: bool) -> Sums:
        cost = self._cost(bit, units)
        more = units - cost if asked else 0
        return {surplus + more: self._study.shift(costs, cost) for surplus, costs in sums.items()}

    def _with_open(self, node: Node, world: int, sums: Sums) -> Sums:
        return {surplus: self._study.with_open(node, world, costs) for surplus, costs in sums.items()}

    def _joined(self, first: Sums, second: Sums) -> Sums:
        found: Sums = {}
        for one, costs in first.items():
            for other, more in second.items():
                found[one + other] = found.get(one + other, 0) | self._study.sum_of(costs, more)
        return _pruned(found, self._study)

    def _at_least(self, sums: Sums, credits_needed: int) -> Sums:
        needed = -(-credits_needed // self._study.unit)
        lowest = {surplus: max(0, needed - surplus) for surplus in sums}
        return {surplus: costs >> lowest[surplus] << lowest[surplus] for surplus, costs in sums.items()}


def _merged(first: Sums, second: Sums) -> Sums:
    found = first.copy()
    for surplus, costs in second.items():
        found[surplus] = found.get(surplus, 0) | costs
    return found


def _counted(left: list[Sums], taken: list[Sums]) -> list[Sums]:
    """Sums by how many are met: those that leave one out, and those that take it, which count one more."""
    found = left.copy()
    for met, sums in enumerate(taken):
        place = min(met + 1, len(left) - 1)
        found[place] = _merged(found[place], sums)
    return found


def _union(sums: Sums) -> int:
    found = 0
    for costs in sums.values():
        found |= costs
    return found


def _pruned(sums: Sums, study: Study) -> Sums:
    """Without costs for which, at no more, as many credits are earned with more surplus."""
    if len(sums) == 1:
        return sums
    found: Sums = {}
    better, above = 0, 0
    for surplus in sorted(sums, reverse=True):
        better = study.spread(better, above - surplus) if better else 0
        if costs := sums[surplus] & ~better:
            found[surplus] = costs
        better |= costs
        above = surplus
    return found or {0: 0}
