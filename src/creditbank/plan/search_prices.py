"""The bound by prices: what the awards at their best would overfill (courses, modules, caps) gets a price.

What can be saved is at most: each module's price times what it can save, each course's price, each cap's price times its
room, and for each award the best share of what a line saves beyond these prices. That is true for any prices that are not
negative (Lagrangian duality), so they need not be the best: they are moved a little at every node and kept from node to
node, since neighbouring nodes are alike. All in whole numbers. Source: Held, Karp, Mathematical Programming 1 (1971) 6-25;
the length of a step: Polyak, USSR Comput. Math. Math. Phys. 9 (1969) 14-29.
"""

from typing import NamedTuple

import numpy as np

from creditbank.plan.compiled import compiled
from creditbank.plan.search_arrays import Integers, lowest_bit

SCALE = 840
"""Prices and shares are whole numbers of so manieths of a unit of study; a share of up to four awards is one exactly."""
AWARD = 4
"""How fast the worth of an award among others moves, in units of study: about what a course saves."""
FIRST_ROUNDS, ROUNDS = 40, 3
"""How often prices are moved at the first node and at each further one."""
EASY = 12
"""A search that ends within so many nodes needs no prices."""


class Prices(NamedTuple):
    """Prices, what they leave to the awards, and by how much each would overfill (later: how far it lies from its goal)."""

    module: Integers
    """[M] of each unit that a module can save, up to ``SCALE``."""
    course: Integers
    """[64]"""
    cap: Integers
    """[C] of each unit of room."""
    award: Integers
    """[64] what an award is worth where a line takes several: how they share what it saves."""
    rate: Integers
    """[64] the best share of each award."""
    lead: Integers
    """[64] the variant with that share."""
    spent: Integers
    """[M]"""
    asked: Integers
    """[64]"""
    used: Integers
    """[C]"""
    pull: Integers
    """[64]"""
    begun: Integers
    """[1] whether prices have been found at all."""


@compiled
def make_prices(modules, caps):  # type: ignore[no-untyped-def]
    """No prices, with buffers of the right size."""
    return Prices(
        np.zeros(modules, np.int64),
        np.zeros(64, np.int64),
        np.zeros(caps, np.int64),
        np.zeros(64, np.int64),
        np.zeros(64, np.int64),
        np.zeros(64, np.int64),
        np.zeros(modules, np.int64),
        np.zeros(64, np.int64),
        np.zeros(caps, np.int64),
        np.zeros(64, np.int64),
        np.zeros(1, np.int64),
    )


@compiled
def forget_prices(prices):  # type: ignore[no-untyped-def]
    """Begin without prices."""
    prices.module[:] = 0
    prices.course[:] = 0
    prices.cap[:] = 0
    prices.award[:] = 0
    prices.begun[0] = 0


@compiled
def most_saved(variants, tree, s, depth, wanted):  # type: ignore[no-untyped-def]
    """The most that can be saved below a node; no more rounds are spent once that is less than ``wanted``."""
    best = 2**62
    for _ in range(ROUNDS if s.prices.begun[0] else FIRST_ROUNDS):
        bound = _conceded(tree, s, depth) + _shared(variants, tree, s, depth)
        best = min(best, bound // SCALE)
        if best < wanted:
            return best
        s.prices.begun[0] = 1
        _move(variants, tree, s, depth, bound - wanted * SCALE)
    return best


@compiled
def _conceded(tree, s, depth):  # type: ignore[no-untyped-def]
    """What the prices themselves concede."""
    total, courses = 0, s.useful[depth]
    for m in range(tree.start.size):
        total += s.prices.module[m] * s.drop[m]
    for c in range(s.room.shape[1]):
        total += s.prices.cap[c] * s.room[depth, c]
    while courses:
        total += s.prices.course[lowest_bit(courses)]
        courses &= courses - 1
    return total


@compiled
def _shared(variants, tree, s, depth):  # type: ignore[no-untyped-def]
    """For each award the best share beyond the prices, and who would have it; returns their sum."""
    s.prices.rate[:] = 0
    for i in range(s.counts[depth]):
        v = s.alive[depth, i]
        left, courses = 0, s.serves[v]
        while courses:
            left += max(0, _beyond_price(tree, s, lowest_bit(courses)))
            courses &= courses - 1
        for c in range(s.room.shape[1]):
            left -= s.prices.cap[c] * variants.amounts[v, c]
        if left > 0:
            _offer(variants, s, v, left)
    return s.prices.rate.sum()


@compiled
def _beyond_price(tree, s, bit):  # type: ignore[no-untyped-def]
    """What a course saves beyond its own price and that of its module."""
    m = tree.module[bit]
    return min(tree.credits[bit], s.drop[m]) * (SCALE - s.prices.module[m]) - s.prices.course[bit]


@compiled
def _offer(variants, s, v, left):  # type: ignore[no-untyped-def]
    """Share what a variant saves among its awards: to each what it is worth, and an equal part of the rest."""
    mask, several = variants.outcomes[v], s.inputs[v] > 1
    rest = mask if several else 0
    while rest:
        left -= s.prices.award[lowest_bit(rest)]
        rest &= rest - 1
    left = -(-left // s.inputs[v])
    while mask:
        o = lowest_bit(mask)
        mask &= mask - 1
        share = left + (s.prices.award[o] if several else 0)
        if share > s.prices.rate[o]:
            s.prices.rate[o], s.prices.lead[o] = share, v


@compiled
def _move(variants, tree, s, depth, above):  # type: ignore[no-untyped-def]
    """Move the prices so far that, were the bound a plane, it would fall by ``above``."""
    prices = s.prices
    _demand(variants, tree, s, depth)
    norm = _slopes(tree, s, depth)
    if norm == 0:
        return
    for m in range(tree.start.size):
        prices.module[m] = _moved(prices.module[m], SCALE, above * prices.spent[m] // norm)
    for c in range(s.room.shape[1]):
        prices.cap[c] = _moved(prices.cap[c], 2**40, above * prices.used[c] // norm)
    courses = s.useful[depth]
    while courses:
        bit = lowest_bit(courses)
        courses &= courses - 1
        w = tree.credits[bit]
        prices.course[bit] = _moved(prices.course[bit], SCALE * w, above * prices.asked[bit] * w // norm)
    for o in range(64):
        prices.award[o] -= above * prices.pull[o] * AWARD // norm


@compiled
def _moved(price, most, step):  # type: ignore[no-untyped-def]
    return min(most, max(0, price - step))


@compiled
def _demand(variants, tree, s, depth):  # type: ignore[no-untyped-def]
    """What the awards at their best would ask of courses, modules and caps, and of each other."""
    prices = s.prices
    prices.asked[:] = 0
    prices.spent[:] = 0
    prices.used[:] = 0
    prices.pull[:] = 0
    for o in range(64):
        if prices.rate[o] == 0:
            continue
        v = prices.lead[o]
        part = SCALE // s.inputs[v]
        if s.inputs[v] > 1:
            prices.pull[o] += SCALE
            _pull(variants.outcomes[v], part, prices)
        for c in range(s.room.shape[1]):
            prices.used[c] += variants.amounts[v, c] * part
        courses = s.serves[v]
        while courses:
            bit = lowest_bit(courses)
            courses &= courses - 1
            if _beyond_price(tree, s, bit) > 0:
                prices.asked[bit] += part
                prices.spent[tree.module[bit]] += tree.credits[bit] * part


@compiled
def _pull(mask, part, prices):  # type: ignore[no-untyped-def]
    while mask:
        prices.pull[lowest_bit(mask)] -= part
        mask &= mask - 1


@compiled
def _slopes(tree, s, depth):  # type: ignore[no-untyped-def]
    """Turn demand into slopes of the bound, none where a price cannot move that way; returns the sum of their squares."""
    prices, norm = s.prices, 0
    for m in range(tree.start.size):
        prices.spent[m] = _slope(prices.module[m], SCALE, s.drop[m] - prices.spent[m] // SCALE) if s.drop[m] > 0 else 0
        norm += prices.spent[m] ** 2
    for c in range(s.room.shape[1]):
        prices.used[c] = _slope(prices.cap[c], 2**40, s.room[depth, c] - prices.used[c] // SCALE)
        norm += prices.used[c] ** 2
    courses = s.useful[depth]
    while courses:
        bit = lowest_bit(courses)
        courses &= courses - 1
        w = tree.credits[bit]
        prices.asked[bit] = _slope(prices.course[bit], SCALE * w, w * (SCALE - prices.asked[bit]) // SCALE)
        norm += prices.asked[bit] ** 2
    for o in range(64):
        prices.pull[o] = AWARD * prices.pull[o] // SCALE
        norm += prices.pull[o] ** 2
    return norm


@compiled
def _slope(price, most, slope):  # type: ignore[no-untyped-def]
    stuck = (price == 0 and slope > 0) or (price == most and slope < 0)
    return 0 if stuck else slope
