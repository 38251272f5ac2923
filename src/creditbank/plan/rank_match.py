"""First half of the ranking, compiled: which rules a learner's outcomes fill, and what they reach in which programme."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditbank.plan.compiled import compiled
from creditbank.plan.index import MOST_COURSES, Arrays, Ints, SmallInts
from creditbank.plan.search_arrays import lowest_bit

MOST_INSTANCES = 200_000
"""Ways to fill rules, for one learner; who has more is solved without the index."""


class Held(NamedTuple):
    """One learner's outcomes."""

    types: Ints
    grades: Ints
    levels: Ints
    valid: NDArray[np.bool_]


class Workspace(NamedTuple):
    """What would be too large to make for each learner. Between two learners all is as ``workspace`` made it."""

    slots: Ints
    """[R, 4] the outcomes that fit each slot."""
    filled: Ints
    """[R] slots that something fits."""
    head: Ints
    """[P] the first link of a programme's chain; -1: none."""
    cover: Ints
    """[P] all courses that could be granted."""
    next: SmallInts
    """[H] what matched rules grant, in one chain for each programme, packed: the next link; -1: none."""
    match: SmallInts
    """[H] the rule of a link, as a position in ``Matches``."""
    courses: Ints
    """[H] what it grants with the highest level among its instances."""


class Matches(NamedTuple):
    """Rules with every slot filled and, rule by rule, the sets of outcomes that do it."""

    rule: Ints
    start: Ints
    outcomes: Ints
    """Mask of one instance."""
    level: Ints
    """The lowest level among its outcomes."""


def workspace(arrays: Arrays, /) -> Workspace:
    """Buffers for an index, to be used for one learner after another."""
    rules, programmes, links = len(arrays.rules.slots), len(arrays.totals.rest), len(arrays.hits.courses)
    return Workspace(
        np.zeros((rules, 4), dtype=np.int64),
        np.zeros(rules, dtype=np.int64),
        np.full(programmes, -1, dtype=np.int64),
        np.zeros(programmes, dtype=np.int64),
        np.zeros(links, dtype=np.int32),
        np.zeros(links, dtype=np.int32),
        np.zeros(links, dtype=np.int64),
    )


@compiled
def popcount(mask):  # type: ignore[no-untyped-def]
    """How many bits are set."""
    count = 0
    while mask:
        mask &= mask - 1
        count += 1
    return count


@compiled
def match_rules(places, rule_slots, work, held):  # type: ignore[no-untyped-def]
    """``(fits, matches)``: false where the outcomes or instances are more than the masks or buffers hold."""
    touched = np.empty(_places(places.start, held.types), np.int64)
    levels = np.zeros(MOST_COURSES, np.int64)
    fits, count = _fill(places, work, held, touched, levels)
    matched, most = _keep_filled(rule_slots, work.slots, work.filled, touched[:count])
    if not fits or most > MOST_INSTANCES:
        matched, most = 0, 0
        fits = False
    start, outcomes, lowest = np.zeros(matched + 1, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    at = 0
    for i in range(matched):
        r = touched[i]
        if rule_slots[r] == 1:
            at = _singles(work.slots[r, 0], levels, outcomes, lowest, at)
        else:
            at = _instances(work.slots[r, : rule_slots[r]], levels, outcomes, lowest, at)
        start[i + 1] = at
    for i in range(count):
        work.slots[touched[i], :] = 0
        work.filled[touched[i]] = 0
    return fits, Matches(touched[:matched], start, outcomes, lowest)


@compiled
def _places(type_start, types):  # type: ignore[no-untyped-def]
    total = 0
    for i in range(types.size):
        if 0 <= types[i] < type_start.size - 1:
            total += type_start[types[i] + 1] - type_start[types[i]]
    return total


@compiled
def _fill(places, work, held, touched, levels):  # type: ignore[no-untyped-def]
    """Put each outcome in the slots it fits; outcomes that fit somewhere get the bits 0, 1, …"""
    slots, filled, start = work.slots, work.filled, places.start
    rules, outcomes = 0, 0
    for i in range(held.types.size):
        if not held.valid[i] or not 0 <= held.types[i] < start.size - 1:
            continue
        fitted = False
        for e in range(start[held.types[i]], start[held.types[i] + 1]):
            if held.grades[i] < places.grade[e]:
                continue
            if outcomes == MOST_COURSES:
                return False, rules
            fitted = True
            r, slot = places.rule[e], places.slot[e]
            if filled[r] == 0:
                touched[rules] = r
                rules += 1
            filled[r] += slots[r, slot] == 0
            slots[r, slot] |= 1 << outcomes
        if fitted:
            levels[outcomes] = held.levels[i]
            outcomes += 1
    return True, rules


@compiled
def _keep_filled(rule_slots, slots, filled, touched):  # type: ignore[no-untyped-def]
    """Bring the rules with every slot filled to the front: how many, and at most how many instances they have."""
    matched, most = 0, 0
    for i in range(touched.size):
        r = touched[i]
        if filled[r] == rule_slots[r]:
            product = 1
            for slot in range(rule_slots[r]):
                product *= popcount(slots[r, slot])
            touched[i], touched[matched] = touched[matched], r
            matched += 1
            most += product
    return matched, most


@compiled
def _singles(fitting, levels, outcomes, lowest, at):  # type: ignore[no-untyped-def]
    """The instances of a rule with one slot."""
    while fitting:
        outcomes[at] = fitting & -fitting
        lowest[at] = levels[lowest_bit(fitting)]
        at += 1
        fitting &= fitting - 1
    return at


@compiled
def _instances(slots, levels, outcomes, lowest, at):  # type: ignore[no-untyped-def]
    """Write every set of distinct outcomes that fills the slots, from position ``at`` on; returns the next position."""
    left, picked = np.zeros(4, np.int64), np.zeros(4, np.int64)
    depth, used = 0, 0
    left[0] = slots[0]
    while depth >= 0:
        if left[depth] == 0:
            depth -= 1
            if depth >= 0:
                used &= ~picked[depth]
            continue
        bit = left[depth] & -left[depth]
        left[depth] ^= bit
        if _is_repeat(slots, picked, depth, bit):
            continue
        picked[depth] = bit
        if depth == slots.size - 1:
            outcomes[at] = used | bit
            lowest[at] = _lowest_level(used | bit, levels)
            at += 1
        else:
            used |= bit
            depth += 1
            left[depth] = slots[depth] & ~used
    return at


@compiled
def _is_repeat(slots, picked, depth, bit):  # type: ignore[no-untyped-def]
    """Whether two outcomes that could change places stand in the wrong order: the same set is found the other way round."""
    repeated = False
    for other in range(depth):
        repeated |= picked[other] > bit and picked[other] & slots[depth] != 0 and bit & slots[other] != 0
    return repeated


@compiled
def _lowest_level(mask, levels):  # type: ignore[no-untyped-def]
    low = levels[lowest_bit(mask)]
    while mask:
        low = min(low, levels[lowest_bit(mask)])
        mask &= mask - 1
    return low


@compiled
def spread(hits, reach, work, matches):  # type: ignore[no-untyped-def]
    """Chain up, programme by programme, what the matched rules grant; returns the programmes that are touched."""
    head, cover, programmes, touched, link = work.head, work.cover, np.empty(work.head.size, np.int64), 0, 0
    for i in range(matches.rule.size):
        level = _highest_level(matches, i, reach.shape[0] - 1)
        if level < 0:
            continue
        for e in range(hits.start[matches.rule[i]], hits.start[matches.rule[i] + 1]):
            p = hits.programme[e]
            courses = hits.courses[e] & reach[level, p]
            if courses:
                if head[p] < 0:
                    programmes[touched] = p
                    touched += 1
                cover[p] |= courses
                work.next[link], work.match[link], work.courses[link] = head[p], i, courses
                head[p] = link
                link += 1
    return programmes[:touched]


@compiled
def _highest_level(matches, i, top):  # type: ignore[no-untyped-def]
    """The highest level among a rule's instances, as far as courses have levels; -1: below all of them."""
    level = -1
    for instance in range(matches.start[i], matches.start[i + 1]):
        level = max(level, min(matches.level[instance], top))
    return level


@compiled
def spread_to(hits, reach, work, matches, p):  # type: ignore[no-untyped-def]
    """The same for one programme, but for ``cover``."""
    link = 0
    for i in range(matches.rule.size):
        low, high = hits.start[matches.rule[i]], hits.start[matches.rule[i] + 1]
        e = low + np.searchsorted(hits.programme[low:high], p)
        level = _highest_level(matches, i, reach.shape[0] - 1)
        if level >= 0 and e < high and hits.programme[e] == p and hits.courses[e] & reach[level, p]:
            work.next[link], work.match[link], work.courses[link] = work.head[p], i, hits.courses[e] & reach[level, p]
            work.head[p] = link
            link += 1
    return np.full(1 if link else 0, p)


@compiled
def clear(work, programmes):  # type: ignore[no-untyped-def]
    """Leave the workspace as it was."""
    for i in range(programmes.size):
        work.head[programmes[i]] = -1
        work.cover[programmes[i]] = 0
