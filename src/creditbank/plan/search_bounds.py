"""What can still be reached from a node of the search: lower bounds on the key, and where to branch.

Three bounds on the study that remains, each exact arithmetic: everything that could still be granted is granted; each
award does the best it could (its share of what a line saves, in twelfths); a cap's room is all that its members save.
The first two are mixed module by module. Sources: docs/engine.md; weak duality of set packing.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditbank.plan.compiled import compiled
from creditbank.plan.search_arrays import Integers, keep_best, lowest_bit, study, sum_over
from creditbank.plan.search_prices import Prices, make_prices

TWELFTHS = 12
"""Shares of up to four awards in a line are whole numbers of these; others are rounded up."""


class Scratch(NamedTuple):
    """What a search writes to. Rows by depth: how many variants have been chosen on the way to a node."""

    alive: Integers
    """[D, V] variants that may still be chosen, ``counts[depth]`` of them."""
    counts: Integers
    granted: Integers
    held: Integers
    """[D] courses that no further variant may grant."""
    paid: Integers
    room: Integers
    """[D, C]"""
    picked: Integers
    gain: Integers
    """[V] the most that a variant saves here."""
    serves: Integers
    """[V] those of its courses that can still save something."""
    kept: NDArray[np.bool_]
    """[V] whether the variant at a place of the row stays."""
    inputs: Integers
    """[V] how many awards it takes."""
    rate: Integers
    """[64] the best share that an award can have, in twelfths."""
    lead: Integers
    """[64] the variant with that share."""
    cost: Integers
    """[64] the least share that an award has of a price."""
    drop: Integers
    """[M] how much less would remain in a module if all that could be granted were."""
    some_gain: Integers
    """``gain``, ``rate``, ``lead`` and ``drop`` again where only some modules are looked at."""
    some_rate: Integers
    some_lead: Integers
    some_drop: Integers
    spent: Integers
    """[M] how much of that the awards at their best would bring, in twelfths."""
    order: Integers
    useful: Integers
    """[D] courses whose grant can still save something, of those that can still be granted."""
    prices: Prices


@compiled
def make_scratch(variants, tree):  # type: ignore[no-untyped-def]
    """Buffers of exactly the size that a search can need."""
    size, caps, used = variants.outcomes.size, variants.amounts.shape[1], 0
    inputs = np.zeros(size, np.int64)
    for v in range(size):
        mask = variants.outcomes[v]
        used |= mask
        while mask:
            inputs[v] += 1
            mask &= mask - 1
    depth = 2
    while used:
        depth += 1
        used &= used - 1
    modules = tree.start.size
    return Scratch(
        np.empty((depth, size), np.int64),
        np.zeros(depth, np.int64),
        np.zeros(depth, np.int64),
        np.zeros(depth, np.int64),
        np.zeros(depth, np.int64),
        np.zeros((depth, caps), np.int64),
        np.zeros(depth, np.int64),
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
        np.zeros(size, np.bool_),
        inputs,
        np.zeros(64, np.int64),
        np.zeros(64, np.int64),
        np.zeros(64, np.int64),
        np.zeros(modules, np.int64),
        np.zeros(size, np.int64),
        np.zeros(64, np.int64),
        np.zeros(64, np.int64),
        np.zeros(modules, np.int64),
        np.zeros(modules, np.int64),
        np.zeros(64, np.int64),
        np.zeros(depth, np.int64),
        make_prices(modules, caps),
    )


@compiled
def measure_drops(tree, s, granted, cover):  # type: ignore[no-untyped-def]
    """Fill ``drop`` and return what remains now."""
    total = 0
    for m in range(tree.start.size):
        now = tree.table[tree.start[m] + ((granted >> tree.shift[m]) & tree.cut[m])]
        s.drop[m] = now - tree.table[tree.start[m] + ((cover >> tree.shift[m]) & tree.cut[m])]
        total += now
    return total


@compiled
def gain_of(tree, drop, courses):  # type: ignore[no-untyped-def]
    """The most that granting these courses, all in modules, can save, module by module."""
    total, saved, last = 0, 0, -1
    while courses:
        bit = lowest_bit(courses)
        courses &= courses - 1
        m = tree.module[bit]
        if m != last:
            total += saved
            saved, last = 0, m
        saved = min(saved + tree.credits[bit], drop[m])
    return total + saved


@compiled
def _useful_courses(tree, s):  # type: ignore[no-untyped-def]
    """The courses of modules in which something can still be saved."""
    useful = 0
    for m in range(tree.start.size):
        if s.drop[m] > 0:
            useful |= tree.cut[m] << tree.shift[m]
    return useful


@compiled
def keep_useful(variants, tree, s, depth, cover, exact):  # type: ignore[no-untyped-def]
    """Keep the variants of a node that can save something, and of those that do the same one; reckon their gains."""
    count, useful = 0, _useful_courses(tree, s) & ~s.granted[depth]
    s.useful[depth] = useful & cover
    for i in range(s.counts[depth]):
        v = s.alive[depth, i]
        serves = variants.courses[v] & useful
        if serves == 0 or (exact and serves != variants.courses[v] and variants.rigid[v] == 0):
            continue  # another variant of the same candidate grants no more than what serves
        s.serves[v] = serves
        s.gain[v] = gain_of(tree, s.drop, serves)
        s.alive[depth, count] = v
        count += 1
    s.counts[depth] = count
    if not exact:
        _drop_dominated(variants, s, depth)


@compiled
def _drop_dominated(variants, s, depth):  # type: ignore[no-untyped-def]
    """Drop the variants instead of which another that takes no more awards could be chosen, and no less would be saved.

    Only where neither prices nor caps count. It need not come back when that other is left out: every choice with it
    is matched by one that was looked at when the other was chosen.
    """
    count = 0
    for i in range(s.counts[depth]):
        v, dominated = s.alive[depth, i], False
        for j in range(s.counts[depth]):
            w = s.alive[depth, j]
            if (
                w != v
                and not variants.outcomes[w] & ~variants.outcomes[v]
                and not s.serves[v] & ~s.serves[w]
                and not variants.blocks[w] & ~variants.blocks[v]
                and not variants.rigid[w] & ~variants.rigid[v]
                and _goes_before(variants, s, w, v)
            ):
                dominated = True
                break
        s.kept[i] = not dominated
    for i in range(s.counts[depth]):
        if s.kept[i]:
            s.alive[depth, count] = s.alive[depth, i]
            count += 1
    s.counts[depth] = count


@compiled
def _goes_before(variants, s, w, v):  # type: ignore[no-untyped-def]
    """Of two variants that do the same the first stays."""
    same = variants.outcomes[w] == variants.outcomes[v] and s.serves[w] == s.serves[v]
    same = same and variants.blocks[w] == variants.blocks[v] and variants.rigid[w] == variants.rigid[v]
    return w < v if same else True


@compiled
def best_shares(variants, s, depth, gain, rate, lead):  # type: ignore[no-untyped-def]
    """Fill the rate and the leading variant of each award, and return the awards that can save something."""
    seen = 0
    for i in range(s.counts[depth]):
        v = s.alive[depth, i]
        share = -(-gain[v] * TWELFTHS // s.inputs[v])
        mask = variants.outcomes[v]
        keep_best(mask, mask & ~seen, share, v, rate, lead)
        seen |= mask
    return seen


@compiled
def sum_of_rates(rate, seen):  # type: ignore[no-untyped-def]
    """The most that all awards together can save, in whole units."""
    return sum_over(rate, seen) // TWELFTHS


@compiled
def mixed_bound(variants, tree, s, depth, seen):  # type: ignore[no-untyped-def]
    """The bound by shares on some modules only: those that the shares would overfill count as if all were granted.

    Returns by how much it stands above what remains if everything that could be granted were.
    """
    best = 0
    s.some_lead[:] = s.lead
    s.some_drop[:] = s.drop
    for _ in range(3):
        _spend(tree, s, seen)
        changed, kept = False, 0
        for m in range(s.drop.size):
            if s.some_drop[m] and s.spent[m] >= TWELFTHS * s.some_drop[m]:
                s.some_drop[m], changed = 0, True
            kept += s.some_drop[m]
        if not changed or kept <= best:
            break
        for i in range(s.counts[depth]):
            v = s.alive[depth, i]
            s.some_gain[v] = gain_of(tree, s.some_drop, s.serves[v])
        best_shares(variants, s, depth, s.some_gain, s.some_rate, s.some_lead)
        best = max(best, kept - sum_of_rates(s.some_rate, seen))
    return best


@compiled
def _spend(tree, s, seen):  # type: ignore[no-untyped-def]
    """How much the awards at their best would bring to each module that is looked at."""
    s.spent[:] = 0
    while seen:
        v = s.some_lead[lowest_bit(seen)]
        seen &= seen - 1
        courses = s.serves[v]
        while courses:
            bit = lowest_bit(courses)
            courses &= courses - 1
            s.spent[tree.module[bit]] += tree.credits[bit] * TWELFTHS // s.inputs[v]


@compiled
def room_bound(variants, tree, s, depth):  # type: ignore[no-untyped-def]
    """The least that caps allow: what they do not count is granted, and their room saves as much as it can."""
    best = 0
    for c in range(s.room.shape[1]):
        free, gain, amount = s.granted[depth], 0, 1
        for i in range(s.counts[depth]):
            v = s.alive[depth, i]
            taken = variants.amounts[v, c]
            if taken == 0:
                free |= variants.courses[v]
            elif s.gain[v] * amount > gain * taken:
                gain, amount = s.gain[v], taken
        best = max(best, study(tree, free) - s.room[depth, c] * gain // amount)
    return best


@compiled
def least_price(variants, s, depth, seen, needed):  # type: ignore[no-untyped-def]
    """What at least must be paid to save so much more: the larger of a fractional cover and of a count of awards."""
    if needed <= 0:
        return 0
    _share_prices(variants, s, depth)
    count = 0
    while seen:
        s.order[count] = lowest_bit(seen)
        seen &= seen - 1
        count += 1
    return max(_fractional_cover(s, count, needed * TWELFTHS), _by_count(s, count, needed * TWELFTHS))


@compiled
def _share_prices(variants, s, depth):  # type: ignore[no-untyped-def]
    s.cost[:] = 2**62
    for i in range(s.counts[depth]):
        v = s.alive[depth, i]
        share = variants.price[v] // s.inputs[v]
        mask = variants.outcomes[v]
        while mask:
            o = lowest_bit(mask)
            mask &= mask - 1
            s.cost[o] = min(s.cost[o], share)


@compiled
def _fractional_cover(s, count, needed):  # type: ignore[no-untyped-def]
    """Awards by what they cost for what they save, the last one in part (rounded down)."""
    for i in range(1, count):
        o, j = s.order[i], i
        while j and s.cost[o] * s.rate[s.order[j - 1]] < s.cost[s.order[j - 1]] * s.rate[o]:
            s.order[j] = s.order[j - 1]
            j -= 1
        s.order[j] = o
    paid = 0
    for i in range(count):
        o = s.order[i]
        if s.rate[o] >= needed:
            return paid + s.cost[o] * needed // s.rate[o]
        paid, needed = paid + s.cost[o], needed - s.rate[o]
    return 2**61


@compiled
def _by_count(s, count, needed):  # type: ignore[no-untyped-def]
    """So many of the awards that save most are needed, and so many cost at least as much as the cheapest."""
    for i in range(1, count):
        o, j = s.order[i], i
        while j and s.rate[o] > s.rate[s.order[j - 1]]:
            s.order[j] = s.order[j - 1]
            j -= 1
        s.order[j] = o
    least = 0
    while least < count and needed > 0:
        needed -= s.rate[s.order[least]]
        least += 1
    if needed > 0:
        return 2**61
    for i in range(1, count):
        o, j = s.order[i], i
        while j and s.cost[o] < s.cost[s.order[j - 1]]:
            s.order[j] = s.order[j - 1]
            j -= 1
        s.order[j] = o
    paid = 0
    for i in range(least):
        paid += s.cost[s.order[i]]
    return paid
