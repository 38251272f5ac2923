"""The own exact search: branch and bound over whole lines, compiled. Masks and integers in, positions of lines out.

``compact.py`` makes the arrays of a problem; the ranking makes them of an index. The parts: ``search_arrays.py`` (what goes
in), ``search_bounds.py`` (what can still be reached), ``search_walk.py`` (the branching). Called from compiled code and
from Python alike. There is no clock: effort is a number of nodes, so the same input has the same output everywhere.

Where no cap can stand in the way, parts of the problem that share nothing are settled one by one; first the least that
remains, then, knowing it, the least price. Where the answer breaks a cap, everything is searched together.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditbank.plan.compiled import compiled
from creditbank.plan.search_arrays import Goal, Integers, Tree, Variants, study
from creditbank.plan.search_bounds import make_scratch
from creditbank.plan.search_walk import COUNT, KEY, NODES, OPTIMA, Manner, fits, label_parts, walk

PROVEN, LIMIT, NOTHING = 0, 1, 2
"""What a search ends with: the optimum; the node limit; nothing below the ceiling."""
INFINITE = 2**62
FIRST_NODES = 2_000
"""For a first answer under caps from the awards that the answer without caps took."""


class Work(NamedTuple):
    """What the stages of a search hand on to each other."""

    labels: Integers
    """[V] the part that a variant belongs to."""
    saved: Integers
    """[64] the most that each part saves."""
    found: Integers
    """As in ``search_walk``, for all parts."""
    part: Integers
    """The same for one part."""
    picked: Integers
    """[65] the choice in one part."""
    chosen: Integers
    """[65] the choice in all of them."""
    cover: Integers
    """[1] the courses that parts not yet settled could grant."""
    among: NDArray[np.bool_]
    """[V] the variants that a search of all parts together looks at."""


@compiled
def search(variants, tree, rooms, goal, chosen):  # type: ignore[no-untyped-def]
    """The choice of variants with the least ``remaining * goal.unit + sum of prices``, under the caps.

    Args:
        variants: ``Variants`` (V of them, in any order; the answer does not depend on it where the optimum is one).
        tree: ``Tree``.
        rooms: int64[C], what each cap has room for, never negative; C = ``variants.amounts.shape[1]`` (0: no caps).
        goal: ``Goal``.
        chosen: int64[65], written: the positions of the variants chosen, ``count`` of them, in no order.

    Returns ``(status, key, count, nodes, optima)``, all int64. ``PROVEN``: ``key`` is the optimum. ``LIMIT``: the node
    limit ended it and nothing is told. ``NOTHING``: no choice has a key below ``goal.ceiling``. ``optima`` is told only
    where prices are asked for (``goal.unit > 1``): more than 1 where several choices have the least key. Where
    ``goal.unit == 1`` prices are not looked at: only the least remaining is sought, and then, if no cap stands in the way,
    ``chosen`` may hold variants that grant a course twice where one of them is free to leave it out (``Variants.rigid``).
    """
    free = Variants(
        variants.outcomes,
        variants.blocks,
        variants.courses,
        variants.rigid,
        variants.widest,
        variants.price,
        np.empty((variants.outcomes.size, 0), np.int64),
    )
    work = Work(
        label_parts(variants, tree),
        np.zeros(64, np.int64),
        np.zeros(4, np.int64),
        np.zeros(4, np.int64),
        np.zeros(65, np.int64),
        chosen,
        np.zeros(1, np.int64),
        np.ones(variants.outcomes.size, np.bool_),
    )
    done = _settle(variants, free, tree, rooms, goal, work)
    found = work.found
    if not done:
        return LIMIT, INFINITE, 0, found[NODES], 0
    if found[KEY] >= goal.ceiling:
        return NOTHING, goal.ceiling, 0, found[NODES], 0
    return PROVEN, found[KEY], found[COUNT], found[NODES], found[OPTIMA]


@compiled
def _settle(variants, free, tree, rooms, goal, work):  # type: ignore[no-untyped-def]
    """All stages; false at the node limit."""
    scratch, found = make_scratch(free, tree), work.found
    if not _by_parts(free, tree, scratch, goal, work, goal.unit < 0):
        return False
    least = remains = study(tree, _granted(variants, work))
    if least * goal.unit >= goal.ceiling:
        return True
    if not _has_room(variants, rooms, work):
        if not _least_together(variants, tree, rooms, goal, work, max(least, goal.floor)):
            return False
        remains = found[KEY]
        found[KEY] = min(goal.ceiling, remains * goal.unit)
    if goal.unit == 1 or remains * goal.unit >= goal.ceiling:
        return True
    if remains == least and not _by_parts(free, tree, scratch, goal, work, goal.unit > 0):
        return False
    if remains == least and _has_room(variants, rooms, work):
        return True
    manner = Manner(goal.unit, remains, goal.most_nodes, True, True)
    found[KEY] = min(goal.ceiling, (remains + 1) * goal.unit)
    return _together(variants, tree, make_scratch(variants, tree), manner, rooms, (work, goal.fixed))


@compiled
def _least_together(variants, tree, rooms, goal, work, floor):  # type: ignore[no-untyped-def]
    """The least remaining under the caps; no choice leaves less than ``floor``."""
    found, s = work.found, make_scratch(variants, tree)
    work.among[:] = False
    for i in range(found[COUNT]):
        for v in range(variants.outcomes.size):
            work.among[v] |= variants.outcomes[v] == variants.outcomes[work.chosen[i]]
    found[KEY] = -(-goal.ceiling // goal.unit)
    first = Manner(1, floor, min(goal.most_nodes, found[NODES] + FIRST_NODES), False, True)
    _together(variants, tree, s, first, rooms, (work, goal.fixed))
    work.among[:] = True
    if found[KEY] <= floor:
        return True
    manner = Manner(1, floor, goal.most_nodes, False, True)
    return _together(variants, tree, s, manner, rooms, (work, goal.fixed))


@compiled
def _by_parts(free, tree, s, goal, work, priced):  # type: ignore[no-untyped-def]
    """The optimum without caps, part by part: least remaining, or knowing that, least price."""
    found, part = work.found, work.part
    _start(free, s, goal.fixed, work)
    s.paid[0] = s.paid[0] if priced else 0
    ceiling = -(-goal.ceiling // goal.unit)
    for label in range(64):
        if not _open_part(free, s, goal.fixed, work, label, priced):
            continue
        before = study(tree, s.granted[0])
        part[KEY], part[OPTIMA], part[COUNT], part[NODES] = INFINITE, 0, 0, found[NODES]
        if not priced:  # unless this part saves enough, the others cannot make up for it
            part[KEY] = ceiling + before - study(tree, s.granted[0] | work.cover[0])
        floor = before - work.saved[label] if priced else 0
        manner = Manner(goal.unit if priced else 1, floor, goal.most_nodes, priced, priced)
        done, wanted = walk(free, tree, s, manner, part, work.picked), part[OPTIMA] > 0
        found[NODES] = part[NODES]
        if not done or not wanted:
            found[KEY] = INFINITE
            return done
        _keep(free, s, work, priced)
        if not priced:
            work.saved[label] = before - part[KEY]
    found[KEY] = study(tree, s.granted[0]) * goal.unit + s.paid[0]
    return True


@compiled
def _open_part(variants, s, fixed, work, label, priced):  # type: ignore[no-untyped-def]
    """Put the variants of a part in row 0, and what all later parts could grant in ``cover``; false where there are none."""
    s.counts[0] = work.cover[0] = 0
    for v in range(variants.outcomes.size):
        if work.labels[v] >= label and (priced or variants.widest[v]) and _is_open(variants, s, fixed, v, priced):
            if work.labels[v] == label:
                s.alive[0, s.counts[0]] = v
                s.counts[0] += 1
            else:
                work.cover[0] |= variants.courses[v]
    return s.counts[0] > 0


@compiled
def _start(variants, s, fixed, work):  # type: ignore[no-untyped-def]
    """Row 0 with nothing chosen but what must be."""
    found = work.found
    s.granted[0], s.held[0], s.paid[0] = 0, 0, 0
    found[COUNT], found[OPTIMA] = 0, 1
    if fixed >= 0:
        s.granted[0] = s.held[0] = variants.courses[fixed]
        s.paid[0] = variants.price[fixed]
        work.chosen[0] = fixed
        found[COUNT] = 1


@compiled
def _is_open(variants, s, fixed, v, exact):  # type: ignore[no-untyped-def]
    """Whether a variant goes with what must be chosen."""
    if fixed >= 0 and variants.outcomes[v] & variants.blocks[fixed]:
        return False
    return fits(variants, s, np.int64(0), v, exact)


@compiled
def _keep(variants, s, work, priced):  # type: ignore[no-untyped-def]
    """Add the choice in one part to that in all."""
    found, part = work.found, work.part
    for i in range(part[COUNT]):
        v = work.picked[i]
        work.chosen[found[COUNT]] = v
        found[COUNT] += 1
        s.granted[0] |= variants.courses[v]
        s.held[0] |= variants.courses[v] if priced else variants.rigid[v]
        s.paid[0] += variants.price[v] if priced else 0
    found[NODES] = part[NODES]
    found[OPTIMA] = max(found[OPTIMA], part[OPTIMA])


@compiled
def _granted(variants, work):  # type: ignore[no-untyped-def]
    granted = 0
    for i in range(work.found[COUNT]):
        granted |= variants.courses[work.chosen[i]]
    return granted


@compiled
def _has_room(variants, rooms, work):  # type: ignore[no-untyped-def]
    """Whether the choice stays within every cap."""
    for c in range(rooms.size):
        room = rooms[c]
        for i in range(work.found[COUNT]):
            room -= variants.amounts[work.chosen[i], c]
        if room < 0:
            return False
    return True


@compiled
def _together(variants, tree, s, manner, rooms, rest):  # type: ignore[no-untyped-def]
    """All parts in one search under the caps; nothing below ``found[KEY]`` leaves that as it is."""
    work, fixed = rest
    found = work.found
    key, count = found[KEY], found[COUNT]
    _start(variants, s, fixed, work)
    if not manner.priced:
        s.paid[0] = 0
    s.room[0, :] = rooms
    if fixed >= 0:
        s.room[0, :] -= variants.amounts[fixed, :]
    s.counts[0] = 0
    for v in range(variants.outcomes.size):
        if work.among[v] and _is_open(variants, s, fixed, v, True):
            s.alive[0, s.counts[0]] = v
            s.counts[0] += 1
    first, done = found[COUNT], True
    if s.room.size == 0 or s.room[0].min() >= 0:
        done = walk(variants, tree, s, manner, found, work.picked)
    if found[KEY] < key:
        work.chosen[first : first + found[COUNT]] = work.picked[: found[COUNT]]
        found[COUNT] += first
    else:
        found[COUNT] = count
    return done


def run(variants: Variants, tree: Tree, rooms: Integers, goal: Goal) -> tuple[int, int, list[int], int, int]:
    """``search`` for Python: status, key, positions chosen, nodes, number of optima."""
    chosen = np.zeros(65, np.int64)
    status, key, count, nodes, optima = search(variants, tree, rooms, goal, chosen)
    return status, key, chosen[:count].tolist(), nodes, optima


def warm() -> None:
    """Compile the search, or read it from the cache where that has been done."""
    one = np.ones(1, np.int64)
    variants = Variants(one, one, one, one, np.ones(1, np.bool_), one, np.ones((1, 1), np.int64))
    tree = Tree(
        np.array([1, 0]), 0 * one, 0 * one, one, np.ones(1, np.bool_), np.zeros(64, np.int64), np.ones(64, np.int64)
    )
    run(variants, tree, one, Goal(1000, 0, INFINITE, 1000, -1))
