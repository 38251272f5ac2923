"""The least that remains in one programme, and nothing else: a lean branch and bound for the ranking; compiled.

It branches on outcomes: the one that could save most stands in one of its lines, or in none. Parts that share no outcome,
course or elective module are solved one by one without caps; only where that breaks a cap is everything searched together
under the caps, with every subset that a line may grant. The bounds are those of ``rank_bound.py``, and under a cap what its
room, filled with the credits of courses that are still to be had, can save at most.
``search.py`` answers more (which plan, at what price) and is slower for it; the tests hold both to what CP-SAT says.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditbank.plan.compiled import compiled
from creditbank.plan.rank_lines import most_saved
from creditbank.plan.rank_match import popcount
from creditbank.plan.search import LIMIT, NOTHING, PROVEN
from creditbank.plan.search_arrays import Integers, keep_best, lowest_bit, study, sum_over
from creditbank.plan.search_walk import label_parts

_TWELFTHS = 12
_FREE, _DONE, _PICK, _AT, _COUNT, _ROOMS = range(6)
"""Columns of a node: outcomes that are free, courses that are granted, the outcome branched on, the next line to try, how many
lines are alive, and from ``_ROOMS`` on the room of each cap (without caps to mind: what has been granted, below 0)."""
_PLACES, _MIXER = 1 << 11, 0x1E3779B97F4A7C15
_BEST, _NODES = 0, 1
"""Places of ``Desk.tally``: the least found so far, nodes; from 2 on, what the best takes of each cap."""


class Desk(NamedTuple):
    """What one search works with."""

    outcomes: Integers
    """[V]"""
    courses: Integers
    inputs: Integers
    credits: Integers
    value: Integers
    """Credits for each outcome, in twelfths."""
    counted: NDArray[np.bool_]
    """[V, C] whether a cap counts the line."""
    alive: NDArray[np.int32]
    """[depth, V] the lines that a node can still use."""
    nodes: Integers
    """[depth, 5 + C]"""
    drop: Integers
    """By module, what it can still save."""
    spent: Integers
    share: Integers
    """By outcome, the most that it can bring, in twelfths."""
    lead: Integers
    """By outcome, the line that brings it."""
    tally: Integers
    seen: Integers
    """[_PLACES, 2 + C] nodes that were searched under caps: outcomes, courses and rooms, where their hash puts them."""


@compiled
def least(variants, tree, rooms, limits):  # type: ignore[no-untyped-def]
    """``(status, value)`` as of ``search``: the least that remains, if below the ceiling.

    ``limits``: (no choice leaves less than this, the ceiling, node limit).
    """
    floor, ceiling, most_nodes = limits
    desk, rest = _desk(variants, tree, rooms.size), study(tree, 0)
    labels, over = label_parts(variants, tree), np.zeros(rooms.size, np.int64)
    parts, total = 0, rest
    for v in range(labels.size):
        parts |= 1 << labels[v]
    # Less than the floor is more than the caps allow: then how much less does not matter.
    while parts and total >= floor:
        _start(desk, variants, labels, lowest_bit(parts))
        parts &= parts - 1
        desk.tally[_BEST] = rest
        if not _walk(desk, tree, False, (floor - 1 + rest - total, most_nodes)):
            return LIMIT, 0
        total -= rest - desk.tally[_BEST]
        over -= desk.tally[2:]
    if total >= ceiling:
        return NOTHING, ceiling
    if total >= floor and (over <= rooms).all():
        return PROVEN, total
    _start(desk, variants, labels, -1)
    desk.nodes[0, _ROOMS:] = rooms
    desk.seen[:, 0] = 0
    desk.tally[_BEST] = min(rest + 1, ceiling)
    if not _walk(desk, tree, True, (max(total, floor), most_nodes)):
        return LIMIT, 0
    return (NOTHING, ceiling) if desk.tally[_BEST] >= ceiling else (PROVEN, desk.tally[_BEST])


@compiled
def _desk(variants, tree, caps):  # type: ignore[no-untyped-def]
    size, used = variants.outcomes.size, 0
    inputs, credits_of_line, value = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64)
    for v in range(size):
        inputs[v] = popcount(variants.outcomes[v])
        credits_of_line[v] = sum_over(tree.credits, variants.courses[v])
        value[v] = credits_of_line[v] * _TWELFTHS // inputs[v]
        used |= variants.outcomes[v]
    depth, modules = popcount(used) + 2, tree.start.size
    return Desk(
        variants.outcomes,
        variants.courses,
        inputs,
        credits_of_line,
        value,
        variants.amounts > 0,
        np.empty((depth, size), np.int32),
        np.zeros((depth, _ROOMS + caps), np.int64),
        np.zeros(modules, np.int64),
        np.zeros(modules, np.int64),
        np.zeros(64, np.int64),
        np.zeros(64, np.int64),
        np.zeros(2 + caps, np.int64),
        np.empty((_PLACES, 2 + caps), np.int64),
    )


@compiled
def _start(desk, variants, labels, label):  # type: ignore[no-untyped-def]
    """The first node, with the lines of one part that grant all they can, or (``label`` -1) with every line there is."""
    desk.nodes[0, :] = 0
    desk.tally[2:] = 0
    count, free = 0, 0
    for v in range(labels.size):
        if _is_replaced(desk, v) if label < 0 else labels[v] != label or not variants.widest[v]:
            continue
        # The largest first: a good answer is found early.
        at = count
        while at and desk.value[desk.alive[0, at - 1]] < desk.value[v]:
            desk.alive[0, at] = desk.alive[0, at - 1]
            at -= 1
        desk.alive[0, at] = v
        free |= variants.outcomes[v]
        count += 1
    desk.nodes[0, _COUNT], desk.nodes[0, _FREE] = count, free


@compiled
def _is_replaced(desk, v):  # type: ignore[no-untyped-def]
    """Whether another line grants the same for no more outcomes and no more room (of equals, whether an earlier one does)."""
    replaced = False
    for w in range(desk.outcomes.size):
        if desk.courses[w] == desk.courses[v] and not desk.outcomes[w] & ~desk.outcomes[v] and w != v:
            same, worse = desk.outcomes[w] == desk.outcomes[v], False
            for c in range(desk.counted.shape[1]):
                same = same and desk.counted[w, c] == desk.counted[v, c]
                worse = worse or (desk.counted[w, c] and not desk.counted[v, c])
            replaced = replaced or (not worse and (w < v or not same))
    return replaced


@compiled
def _walk(desk, tree, capped, limits):  # type: ignore[no-untyped-def]
    """Search below the first node for less than ``tally[_BEST]``; false at the node limit."""
    floor, most_nodes = limits
    depth, alive, nodes = 0, desk.alive, desk.nodes
    if not _open(desk, tree, capped, 0):
        return True
    while depth >= 0:
        if desk.tally[_BEST] <= floor:
            break
        at, pick = nodes[depth, _AT], 1 << nodes[depth, _PICK]
        while at < nodes[depth, _COUNT] and not desk.outcomes[alive[depth, at]] & pick:
            at += 1
        if at > nodes[depth, _COUNT]:
            depth -= 1
            continue
        nodes[depth, _AT] = at + 1
        _descend(desk, tree, capped, depth, alive[depth, at] if at < nodes[depth, _COUNT] else -1)
        desk.tally[_NODES] += 1
        if desk.tally[_NODES] > most_nodes:
            return False
        if _open(desk, tree, capped, depth + 1):
            depth += 1
    return True


@compiled
def _descend(desk, tree, capped, depth, line):  # type: ignore[no-untyped-def]
    """The next node: with this line applied, or (-1) without the outcome branched on; its lines are those it may still use."""
    nodes, below, count = desk.nodes, depth + 1, 0
    nodes[below, _ROOMS:] = nodes[depth, _ROOMS:]
    nodes[below, _AT] = 0
    if line < 0:
        free, done = nodes[depth, _FREE] & ~(1 << nodes[depth, _PICK]), nodes[depth, _DONE]
    else:
        free, done = nodes[depth, _FREE] & ~desk.outcomes[line], nodes[depth, _DONE] | desk.courses[line]
        fresh = sum_over(tree.credits, desk.courses[line] & ~nodes[depth, _DONE])
        for c in range(desk.counted.shape[1]):
            if desk.counted[line, c]:
                nodes[below, _ROOMS + c] -= fresh
    nodes[below, _FREE], nodes[below, _DONE] = free, done
    for i in range(nodes[depth, _COUNT]):
        v = desk.alive[depth, i]
        if desk.outcomes[v] & ~free == 0 and desk.courses[v] & ~done and not (capped and desk.courses[v] & done):
            desk.alive[below, count] = v
            count += 1
    nodes[below, _COUNT] = count


@compiled
def _open(desk, tree, capped, depth):  # type: ignore[no-untyped-def]
    """Record the node as an answer; whether something better may lie below it, and if so where to branch."""
    done, nodes = desk.nodes[depth, _DONE], desk.nodes
    now = study(tree, done)
    if now < desk.tally[_BEST]:
        desk.tally[_BEST] = now
        desk.tally[2:] = nodes[depth, _ROOMS:]
    cover = _keep_useful(desk, tree, capped, depth)
    if cover == done:
        return False
    reached = now - _drops(desk.drop, tree, done, cover)
    if reached >= desk.tally[_BEST]:
        return False
    if capped and _least_in_rooms(desk, tree, depth, now) >= desk.tally[_BEST]:
        return False
    outcomes = _outcomes_below(desk, tree, depth, reached)
    if outcomes == 0 or (capped and _was_here(desk, depth, outcomes)):
        return False
    nodes[depth, _PICK] = _largest(desk.share, outcomes)
    return True


@compiled
def _outcomes_below(desk, tree, depth, reached):  # type: ignore[no-untyped-def]
    """The outcomes that could still bring something, with their shares; none where all of them together cannot better the best."""
    for _ in range(2):
        outcomes = _shares(desk, tree, depth)
        if reached + desk.drop.sum() - sum_over(desk.share, outcomes) // _TWELFTHS >= desk.tally[_BEST]:
            return 0
        if not _fill_up(desk, tree, depth, outcomes):
            break
    return outcomes


@compiled
def _was_here(desk, depth, outcomes):  # type: ignore[no-untyped-def]
    """Whether a node with the same outcomes, courses and rooms was searched: then nothing better lies below. Notes this one."""
    node, seen, mixed = desk.nodes[depth], desk.seen, outcomes * _MIXER ^ desk.nodes[depth, _DONE]
    place = (mixed * _MIXER >> 40) & (_PLACES - 1)
    same = seen[place, 0] == outcomes and seen[place, 1] == node[_DONE]
    for c in range(desk.counted.shape[1]):
        same = same and seen[place, 2 + c] == node[_ROOMS + c]
        seen[place, 2 + c] = node[_ROOMS + c]
    seen[place, 0], seen[place, 1] = outcomes, node[_DONE]
    return same


@compiled
def _keep_useful(desk, tree, capped, depth):  # type: ignore[no-untyped-def]
    """Drop the lines that save nothing more or for which a cap has no room; returns all that could be granted then."""
    nodes, alive = desk.nodes, desk.alive
    done, useful, count = nodes[depth, _DONE], 0, 0
    for m in range(tree.start.size):
        if tree.table[tree.start[m] + ((done >> tree.shift[m]) & tree.cut[m])]:
            useful |= tree.cut[m] << tree.shift[m]
    cover = done
    for i in range(nodes[depth, _COUNT]):
        v = alive[depth, i]
        courses = desk.courses[v]
        # Under caps another line grants just what is useful of this one.
        if courses & useful & ~done and not (capped and (courses & ~useful or _lacks_room(desk, depth, v))):
            alive[depth, count] = v
            count += 1
            cover |= courses
    nodes[depth, _COUNT] = count
    return cover


@compiled
def _lacks_room(desk, depth, v):  # type: ignore[no-untyped-def]
    amount, lacks = desk.credits[v], False
    for c in range(desk.counted.shape[1]):
        lacks = lacks or (desk.counted[v, c] and amount > desk.nodes[depth, _ROOMS + c])
    return lacks


@compiled
def _drops(drop, tree, done, cover):  # type: ignore[no-untyped-def]
    """Fill in what each module can still save; returns the sum."""
    total = 0
    for m in range(tree.start.size):
        start, shift, cut = tree.start[m], tree.shift[m], tree.cut[m]
        drop[m] = tree.table[start + ((done >> shift) & cut)] - tree.table[start + ((cover >> shift) & cut)]
        total += drop[m]
    return total


@compiled
def _least_in_rooms(desk, tree, depth, now):  # type: ignore[no-untyped-def]
    """The least that the caps allow: what a cap does not count is granted, and its room filled as well as may be."""
    nodes, low = desk.nodes, 0
    for c in range(desk.counted.shape[1]):
        outside, inside = nodes[depth, _DONE], 0
        for i in range(nodes[depth, _COUNT]):
            v = desk.alive[depth, i]
            if desk.counted[v, c]:
                inside |= desk.courses[v]
            else:
                outside |= desk.courses[v]
        rest = now if outside == nodes[depth, _DONE] else study(tree, outside)
        low = max(low, rest - _filled(tree.credits, inside & ~outside, nodes[depth, _ROOMS + c]))
    return low


@compiled
def _filled(credits_of, courses, room):  # type: ignore[no-untyped-def]
    """The largest sum of credits of some of the courses that is no larger than the room (which is looked at up to 62)."""
    sums, total = 1, 0
    while courses:
        amount = credits_of[lowest_bit(courses)]
        courses &= courses - 1
        total += amount
        if amount < 63:
            sums |= sums << amount
    if total <= room or room > 62:
        return min(total, room)
    while not sums >> room & 1:
        room -= 1
    return room


@compiled
def _shares(desk, tree, depth):  # type: ignore[no-untyped-def]
    """Fill in the best share of each outcome and the line that brings it; returns the mask of the outcomes."""
    share, lead, drop, module_of, credits_of = desk.share, desk.lead, desk.drop, tree.module, tree.credits
    done, seen = desk.nodes[depth, _DONE], 0
    for i in range(desk.nodes[depth, _COUNT]):
        v = desk.alive[depth, i]
        saved = most_saved(desk.courses[v] & ~done, module_of, credits_of, drop)
        outcomes = desk.outcomes[v]
        keep_best(outcomes, outcomes & ~seen, -(-saved * _TWELFTHS // desk.inputs[v]), v, share, lead)
        seen |= outcomes
    return seen


@compiled
def _largest(share, outcomes):  # type: ignore[no-untyped-def]
    """The outcome with the largest share, the first of equals."""
    best = lowest_bit(outcomes)
    while outcomes:
        o = lowest_bit(outcomes)
        outcomes &= outcomes - 1
        if share[o] > share[best]:
            best = o
    return best


@compiled
def _fill_up(desk, tree, depth, outcomes):  # type: ignore[no-untyped-def]
    """Count modules as fully granted that the outcomes at their best would overfill; whether there are any."""
    drop, spent = desk.drop, desk.spent
    spent[:] = 0
    while outcomes:
        o = lowest_bit(outcomes)
        outcomes &= outcomes - 1
        courses = desk.courses[desk.lead[o]] & ~desk.nodes[depth, _DONE] if desk.share[o] else 0
        while courses:
            bit = lowest_bit(courses)
            courses &= courses - 1
            spent[tree.module[bit]] += tree.credits[bit] * _TWELFTHS // desk.inputs[desk.lead[o]]
    found = False
    for m in range(drop.size):
        if drop[m] and spent[m] > drop[m] * _TWELFTHS:
            drop[m] = 0
            found = True
    return found
