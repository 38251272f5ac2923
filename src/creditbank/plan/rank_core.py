"""The ranking itself, compiled: programmes by what they could leave at least, the nearest solved exactly until no other can be nearer.

A programme's key is (what remains, id) in one number, so that ties go to the smaller id. First every touched programme gets a
bound that costs a few look-ups; a heap yields them in that order; the first time one is met its bound is sharpened, which
sends most of them back into the heap; the second time it is solved. It ends when ``top`` are proven and the next key is larger than theirs.
"""

from typing import NamedTuple

import numpy as np

from creditbank.plan.compiled import compiled
from creditbank.plan.index import Ints
from creditbank.plan.rank_bound import scratch_for, sharpen
from creditbank.plan.rank_lines import caps_of, lines_of, tree_of, variants_of
from creditbank.plan.rank_match import Held, clear, match_rules, spread, spread_to
from creditbank.plan.rank_search import least
from creditbank.plan.search import LIMIT, NOTHING, PROVEN

NO_KEY = 1 << 62
BEYOND = -1
"""The learner does not fit the masks or buffers."""


class Answers(NamedTuple):
    """The nearest programmes, in order, and those that the node limit left open; counts are returned beside it."""

    programme: Ints
    remaining: Ints
    open_programme: Ints
    open_bound: Ints


def answers(top: int, programmes: int, /) -> Answers:
    """Room for so many answers; any programme may be left open."""
    return Answers(*(np.zeros(size, dtype=np.int64) for size in (top, top, programmes, programmes)))


@compiled
def rank_one(ix, work, held, most_nodes, out):  # type: ignore[no-untyped-def]
    """``(found, open)``: how many programmes are ranked and how many left open; ``(BEYOND, 0)`` where the index cannot."""
    fits, matches = match_rules(ix.places, ix.rules.slots, work, held)
    if not fits:
        return BEYOND, 0
    touched = spread(ix.hits, ix.courses.reach, work, matches)
    heap, size = _bounds(ix.modules, ix.totals, work, touched)
    count, found, opened, at, scratch = ix.totals.rest.size, 0, 0, 0, scratch_for()
    while True:
        at, untouched = _next_untouched(ix.totals, work.head, at)
        first = heap[0] >> 1 if size else NO_KEY
        worst = _key(out, found - 1, count) if found == out.programme.size else NO_KEY
        if min(first, untouched) >= worst:
            break
        if untouched < first:
            found = _insert(out, found, untouched // count, untouched % count)
            at += 1
            continue
        low, p = first // count, first % count
        if not heap[0] & 1:
            low = max(low, sharpen(ix, work, matches, p, scratch))
            heap[0] = (low * count + p) << 1 | 1
            _sift(heap, size, 0)
            continue
        size = _pop(heap, size)
        status, value = _solve(ix, work, matches, p, (low, worst, most_nodes))
        if status == PROVEN:
            found = _insert(out, found, value, p)
        elif status == LIMIT:
            out.open_programme[opened], out.open_bound[opened] = p, value
            opened += 1
    clear(work, touched)
    return found, opened


@compiled
def _next_untouched(totals, head, at):  # type: ignore[no-untyped-def]
    """The next position in ``by_rest`` of a programme that nothing touches, and its key."""
    while at < totals.by_rest.size and head[totals.by_rest[at]] >= 0:
        at += 1
    if at == totals.by_rest.size:
        return at, NO_KEY
    p = totals.by_rest[at]
    return at, totals.rest[p] * totals.rest.size + p


@compiled
def _key(out, at, count):  # type: ignore[no-untyped-def]
    return out.remaining[at] * count + out.programme[at]


@compiled
def rank_many(ix, work, everyone, starts, most_nodes, out):  # type: ignore[no-untyped-def]
    """``rank_one`` for many learners: ``everyone`` holds the outcomes of all, of learner i from ``starts[i]`` on.

    ``out`` is (programmes, remaining, counts): one row for each learner; a count below 0 where something was left open.
    """
    programmes, remaining, counts = out
    opened = np.empty(ix.totals.rest.size, np.int64)
    bounds = np.empty(ix.totals.rest.size, np.int64)
    for i in range(starts.size - 1):
        a, b = starts[i], starts[i + 1]
        held = Held(everyone.types[a:b], everyone.grades[a:b], everyone.levels[a:b], everyone.valid[a:b])
        found, left = rank_one(ix, work, held, most_nodes, Answers(programmes[i], remaining[i], opened, bounds))
        counts[i] = found if left == 0 else BEYOND


@compiled
def solve_one(ix, work, held, wanted, most_nodes):  # type: ignore[no-untyped-def]
    """``(status, value)`` of one programme; ``wanted`` is (programme, ceiling): only values below the ceiling are told.

    ``PROVEN``: what remains; ``NOTHING``: it is not below the ceiling; ``LIMIT``: a bound; ``BEYOND``: nothing.
    """
    p, ceiling = wanted
    fits, matches = match_rules(ix.places, ix.rules.slots, work, held)
    if not fits:
        return BEYOND, 0
    touched = spread_to(ix.hits, ix.courses.reach, work, matches, p)
    status, value = PROVEN, ix.totals.rest[p]
    if work.head[p] >= 0:
        limit = NO_KEY if ceiling >= 1 << 31 else ceiling * ix.totals.rest.size
        # The key of the programme is below that of (ceiling, 0) exactly where less than the ceiling remains.
        status, value = _solve(ix, work, matches, p, (ix.totals.least[p], limit, most_nodes))
    elif value >= ceiling:
        status = NOTHING
    clear(work, touched)
    return status, value


@compiled
def _bounds(modules, totals, work, touched):  # type: ignore[no-untyped-def]
    """A heap of the touched programmes' keys, each doubled (the last bit will tell whether the bound has been sharpened)."""
    heap, size, count = np.empty(touched.size, np.int64), 0, totals.rest.size
    # By id and not as they were touched: so the tables are read in the order in which they lie.
    for p in range(count):
        if work.head[p] >= 0:
            low, granted = totals.fixed[p], work.cover[p]
            for m in range(modules.start[p], modules.start[p + 1]):
                low += modules.tables[modules.table[m] + ((granted >> modules.shift[m]) & modules.cut[m])]
            heap[size] = (max(low, totals.least[p]) * count + p) << 1
            size += 1
    for i in range(size // 2 - 1, -1, -1):
        _sift(heap, size, i)
    return heap, touched.size


@compiled
def _solve(ix, work, matches, p, limits):  # type: ignore[no-untyped-def]
    """Solve a programme exactly. ``limits``: (a bound, the key it must stay below, node limit).

    ``(PROVEN, what remains)``, ``(NOTHING, _)`` where the key is not below, or ``(LIMIT, a bound)``.
    """
    low, worst, most_nodes = limits
    count, fixed, credits_of = ix.totals.rest.size, ix.totals.fixed[p], ix.courses.credits[p]
    lines = lines_of(ix, work, matches, p)
    caps = caps_of(ix.caps, credits_of, lines, p)
    fits, variants = variants_of(lines, credits_of, ix.caps.categories[caps])
    if not fits:
        return LIMIT, low
    ceiling = NO_KEY
    if worst < NO_KEY:
        ceiling = worst // count + (p < worst % count) - fixed
    tree, rooms = tree_of(ix.modules, ix.courses, p), ix.caps.room[caps]
    status, value = least(variants, tree, rooms, (low - fixed, ceiling, most_nodes))
    return status, (fixed + value if status == PROVEN else low)


@compiled
def _insert(out, found, remaining, programme):  # type: ignore[no-untyped-def]
    """Put a solved programme in its place; returns how many there are, never more than fit."""
    at = found
    if found == out.programme.size:
        at -= 1
    while at and (out.remaining[at - 1], out.programme[at - 1]) > (remaining, programme):
        out.remaining[at], out.programme[at] = out.remaining[at - 1], out.programme[at - 1]
        at -= 1
    out.remaining[at], out.programme[at] = remaining, programme
    return min(found + 1, out.programme.size)


@compiled
def _sift(heap, size, at):  # type: ignore[no-untyped-def]
    """Let the key at a place sink to where no smaller one lies below it."""
    key = heap[at]
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= key:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = key


@compiled
def _pop(heap, size):  # type: ignore[no-untyped-def]
    """Remove the least key; returns how many are left."""
    heap[0] = heap[size - 1]
    _sift(heap, size - 1, 0)
    return size - 1
