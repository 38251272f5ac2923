"""The branching: depth first, a variant chosen or left out, the one that saves most for each award first."""

from typing import NamedTuple

import numpy as np

from creditbank.plan.compiled import compiled
from creditbank.plan.search_arrays import lowest_bit, study
from creditbank.plan.search_bounds import (
    best_shares,
    keep_useful,
    least_price,
    measure_drops,
    mixed_bound,
    room_bound,
    sum_of_rates,
)
from creditbank.plan.search_prices import EASY, forget_prices, most_saved

KEY, OPTIMA, COUNT, NODES = 0, 1, 2, 3
"""Places in ``found``: the least key, how many choices have it, how many variants the first of them chose, nodes so far."""


class Manner(NamedTuple):
    """How one walk goes about it."""

    unit: int
    floor: int
    most_nodes: int
    priced: bool
    """Prices count, and choices of equal keys are told apart."""
    exact: bool
    """No course is granted twice; else only no ``rigid`` one is."""


@compiled
def walk(variants, tree, s, manner, found, chosen):  # type: ignore[no-untyped-def]
    """Search below the node in row 0 of the scratch for less than ``found[KEY]``; false at the node limit."""
    depth = np.int64(0)  # not a literal, for which numba would compile everything below once more
    easy = found[NODES] + EASY
    forget_prices(s.prices)
    _record(tree, s, manner, found, chosen, depth)
    while depth >= 0:
        found[NODES] += 1
        if found[NODES] > manner.most_nodes:
            return False
        if _branch(variants, tree, s, (manner, found, found[NODES] > easy), depth):
            _choose(variants, s, manner, depth)
            depth += 1
            _record(tree, s, manner, found, chosen, depth)
        else:
            depth -= 1
            if depth >= 0:
                s.counts[depth] -= 1  # the variant that was chosen stands last: from here on it is left out
    return True


@compiled
def _record(tree, s, manner, found, chosen, depth):  # type: ignore[no-untyped-def]
    """What has been chosen so far is an answer itself."""
    key = study(tree, s.granted[depth]) * manner.unit + s.paid[depth]
    if key < found[KEY]:
        found[KEY], found[OPTIMA], found[COUNT] = key, 1, depth
        chosen[:depth] = s.picked[:depth]
    elif key == found[KEY]:
        found[OPTIMA] += 1


@compiled
def _branch(variants, tree, s, asked, depth):  # type: ignore[no-untyped-def]
    """Whether something better may lie below; if so the variant to branch on is put last in its row."""
    manner, found, hard = asked
    cover = s.granted[depth]
    for i in range(s.counts[depth]):
        cover |= variants.courses[s.alive[depth, i]]
    remaining = measure_drops(tree, s, s.granted[depth], cover)
    limit = found[KEY] - s.paid[depth] + (1 if manner.priced else 0)
    enough = -(-limit // manner.unit)  # if so much remains at least, nothing better lies below
    low = max(remaining - s.drop.sum(), manner.floor)
    if low >= enough or s.counts[depth] == 0:
        return False
    keep_useful(variants, tree, s, depth, cover, manner.exact)
    seen = best_shares(variants, s, depth, s.gain, s.rate, s.lead)
    low = max(low, _least_left(variants, tree, s, depth, seen, (remaining, enough, hard)))
    if low >= enough:
        return False
    if manner.priced and low * manner.unit + least_price(variants, s, depth, seen, remaining - low) >= limit:
        return False
    return _put_best_last(variants, s, depth)


@compiled
def _least_left(variants, tree, s, depth, seen, asked):  # type: ignore[no-untyped-def]
    """The best of the bounds on what remains, the cheap ones first, until it is ``enough``."""
    remaining, enough, hard = asked
    low = remaining - sum_of_rates(s.rate, seen)
    if low < enough:
        low = max(low, remaining - s.drop.sum() + mixed_bound(variants, tree, s, depth, seen))
    if low < enough and s.room.shape[1]:
        low = max(low, room_bound(variants, tree, s, depth))
    if low < enough and hard:
        low = max(low, remaining - most_saved(variants, tree, s, depth, remaining - enough + 1))
    return low


@compiled
def _put_best_last(variants, s, depth):  # type: ignore[no-untyped-def]
    """The variant that saves most for each award; of equal ones the cheapest, then the first."""
    last, best = s.counts[depth] - 1, -1
    for i in range(last + 1):
        v = s.alive[depth, i]
        if best < 0 or _is_before(variants, s, v, s.alive[depth, best]):
            best = i
    if best < 0:
        return False
    s.alive[depth, best], s.alive[depth, last] = s.alive[depth, last], s.alive[depth, best]
    return True


@compiled
def _is_before(variants, s, v, w):  # type: ignore[no-untyped-def]
    one, other = s.gain[v] * s.inputs[w], s.gain[w] * s.inputs[v]
    if one != other:
        return one > other
    if variants.price[v] != variants.price[w]:
        return variants.price[v] < variants.price[w]
    return v < w


@compiled
def _choose(variants, s, manner, depth):  # type: ignore[no-untyped-def]
    """Choose the last variant of the row: the next row holds what still goes with it."""
    last = s.counts[depth] - 1
    take_on(variants, s, manner, depth, s.alive[depth, last])
    s.counts[depth + 1] = 0
    for i in range(last):
        v = s.alive[depth, i]
        if (
            fits(variants, s, depth + 1, v, manner.exact)
            and not variants.outcomes[v] & variants.blocks[s.picked[depth]]
        ):
            s.alive[depth + 1, s.counts[depth + 1]] = v
            s.counts[depth + 1] += 1


@compiled
def take_on(variants, s, manner, depth, v):  # type: ignore[no-untyped-def]
    """The state of the next row, with one more variant chosen."""
    s.picked[depth] = v
    s.granted[depth + 1] = s.granted[depth] | variants.courses[v]
    s.held[depth + 1] = s.held[depth] | (variants.courses[v] if manner.exact else variants.rigid[v])
    s.paid[depth + 1] = s.paid[depth] + (variants.price[v] if manner.priced else 0)
    for c in range(s.room.shape[1]):
        s.room[depth + 1, c] = s.room[depth, c] - variants.amounts[v, c]


@compiled
def fits(variants, s, depth, v, exact):  # type: ignore[no-untyped-def]
    """Whether a variant goes with the courses granted so far and with the room that is left."""
    if (variants.courses[v] if exact else variants.rigid[v]) & s.held[depth]:
        return False
    over = 0
    for c in range(s.room.shape[1]):
        over += variants.amounts[v, c] > s.room[depth, c]
    return over == 0


@compiled
def label_parts(variants, tree):  # type: ignore[no-untyped-def]
    """For each variant the part of the problem it belongs to; parts share no award, no course, no module that is not additive."""
    parent = np.arange(128)
    for v in range(variants.outcomes.size):
        first = lowest_bit(variants.outcomes[v])
        mask = variants.blocks[v] | variants.outcomes[v]
        while mask:
            _join(parent, first, lowest_bit(mask))
            mask &= mask - 1
        mask = variants.courses[v]
        while mask:
            bit = lowest_bit(mask)
            mask &= mask - 1
            m = tree.module[bit]
            _join(parent, first, 64 + (bit if m < 0 or tree.additive[m] else tree.shift[m]))
    labels = np.empty(variants.outcomes.size, np.int64)
    for v in range(variants.outcomes.size):
        labels[v] = _top(parent, lowest_bit(variants.outcomes[v]))
    return labels


@compiled
def _top(parent, node):  # type: ignore[no-untyped-def]
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@compiled
def _join(parent, one, other):  # type: ignore[no-untyped-def]
    one, other = _top(parent, one), _top(parent, other)
    parent[max(one, other)] = min(one, other)
