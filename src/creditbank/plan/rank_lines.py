"""What a learner could apply for in one programme, as the arrays that the search works on; compiled."""

import numpy as np

from creditbank.plan.compiled import compiled
from creditbank.plan.rank_match import popcount
from creditbank.plan.search_arrays import Tree, Variants, lowest_bit, sum_over

MOST_VARIANTS = 4_096
"""Ways to apply for something in one programme; more than that goes to CP-SAT."""
MOST_CHOICE = 12
"""Courses among which one line chooses; more than that goes to CP-SAT."""
_NO_LIMIT = 1 << 40
FORBIDDEN, ALLOWED, WIDEST = 0, 1, 2


OUTCOMES, COURSES, CHOOSE, BUDGET, CATEGORY = range(5)
"""Columns of a table of lines. One line for each rule instance that grants something here and that no other makes needless:

masks of its outcomes and of the courses it may grant, at most how many of them, at most how many credits, the bit of its category.
"""


@compiled
def tree_of(modules, courses, p):  # type: ignore[no-untyped-def]
    """The requirements of a programme as the search reads them."""
    a, b = modules.start[p], modules.start[p + 1]
    return Tree(
        modules.tables,
        modules.table[a:b],
        modules.shift[a:b],
        modules.cut[a:b],
        modules.additive[a:b],
        courses.module[p],
        courses.credits[p],
    )


@compiled
def most_saved(courses, module_of, credits_of, drops):  # type: ignore[no-untyped-def]
    """The most that a set of courses saves: in each module no more than its credits, nor than all of the module's could."""
    gain, inside, last = 0, 0, -1
    while courses:
        bit = lowest_bit(courses)
        courses &= courses - 1
        if module_of[bit] != last:
            gain += inside
            inside, last = 0, module_of[bit]
        inside = min(inside + credits_of[bit], drops[last])
    return gain + inside


@compiled
def count_offers(work, matches, p):  # type: ignore[no-untyped-def]
    """How many instances of rules are matched to a programme: no more than so many lines."""
    most, h = 0, work.head[p]
    while h >= 0:
        most += matches.start[work.match[h] + 1] - matches.start[work.match[h]]
        h = work.next[h]
    return most


@compiled
def lines_of(arrays, work, matches, p):  # type: ignore[no-untyped-def]
    """The lines of one programme, int64[n, 5]."""
    rules, reach, credits_of = arrays.rules, arrays.courses.reach, arrays.courses.credits[p]
    lines, count, h = np.empty((count_offers(work, matches, p), 5), np.int64), 0, work.head[p]
    while h >= 0:
        i = work.match[h]
        r = matches.rule[i]
        for instance in range(matches.start[i], matches.start[i + 1]):
            level = min(matches.level[instance], reach.shape[0] - 1)
            courses = work.courses[h] & reach[level, p] if level >= 0 else 0
            if courses:
                lines[count, OUTCOMES], lines[count, COURSES] = matches.outcomes[instance], courses
                lines[count, CHOOSE], lines[count, BUDGET] = rules.choose[r], rules.budget[r]
                lines[count, CATEGORY] = 1 << rules.category[r]
                count = _keep_last(lines, count, credits_of)
        h = work.next[h]
    return lines[:count]


@compiled
def _keep_last(lines, last, credits_of):  # type: ignore[no-untyped-def]
    """Add the line at ``last`` unless another makes it needless; drop those that it makes needless. Returns the new count."""
    courses = lines[last, COURSES]
    lines[last, CHOOSE] = min(lines[last, CHOOSE] or 64, popcount(courses))
    lines[last, BUDGET] = min(lines[last, BUDGET] or _NO_LIMIT, sum_over(credits_of, courses))
    for i in range(last):
        if _replaces(lines, i, last):
            return last
    kept = 0
    for i in range(last + 1):
        if i == last or not _replaces(lines, last, i):
            if kept < i:
                lines[kept, :] = lines[i, :]
            kept += 1
    return kept


@compiled
def _replaces(lines, one, other):  # type: ignore[no-untyped-def]
    """Whether line ``one`` needs no more than ``other``, can grant as much, and is counted by the same caps."""
    return (
        lines[one, OUTCOMES] & ~lines[other, OUTCOMES] == 0
        and lines[other, COURSES] & ~lines[one, COURSES] == 0
        and lines[one, CHOOSE] >= lines[other, CHOOSE]
        and lines[one, BUDGET] >= lines[other, BUDGET]
        and lines[one, CATEGORY] == lines[other, CATEGORY]
    )


@compiled
def caps_of(caps, credits_of, lines, p):  # type: ignore[no-untyped-def]
    """Positions of the caps that the lines could overfill."""
    binding, count = np.empty(caps.start[p + 1] - caps.start[p], np.int64), 0
    for cap in range(caps.start[p], caps.start[p + 1]):
        courses = 0
        for i in range(lines.shape[0]):
            if lines[i, CATEGORY] & caps.categories[cap]:
                courses |= lines[i, COURSES]
        if sum_over(credits_of, courses) > caps.room[cap]:
            binding[count] = cap
            count += 1
    return binding[:count]


@compiled
def variants_of(lines, credits_of, counted):  # type: ignore[no-untyped-def]
    """``(fits, variants)``: every way to grant; without caps to mind, only the ways that cannot be added to.

    ``counted``: for each cap to mind the mask of the categories it counts.
    """
    fits, count = _count(lines, credits_of, counted.size > 0)
    outcomes, courses, widest = np.empty(count, np.int64), np.empty(count, np.int64), np.ones(count, np.bool_)
    amounts = np.zeros((count, counted.size), np.int64)
    at = 0
    for i in range(lines.shape[0] if fits else 0):
        granted = lines[i, COURSES]
        while granted:
            kind = _kind(lines, i, granted, credits_of)
            if kind == WIDEST or (kind == ALLOWED and counted.size):
                outcomes[at], courses[at], widest[at] = lines[i, OUTCOMES], granted, kind == WIDEST
                for c in range(counted.size):
                    if lines[i, CATEGORY] & counted[c]:
                        amounts[at, c] = sum_over(credits_of, granted)
                at += 1
            if kind == WIDEST and granted == lines[i, COURSES] and counted.size == 0:
                break
            granted = (granted - 1) & lines[i, COURSES]
    none = np.zeros(at, np.int64)
    return fits, Variants(outcomes[:at], outcomes[:at], courses[:at], none, widest[:at], none + 1, amounts[:at])


@compiled
def _count(lines, credits_of, capped):  # type: ignore[no-untyped-def]
    """At least as many variants as there will be; false where they are too many."""
    count = 0
    for i in range(lines.shape[0]):
        courses = lines[i, COURSES]
        if not capped and _kind(lines, i, courses, credits_of) == WIDEST:
            count += 1
        else:
            size = popcount(courses)
            if size > MOST_CHOICE:
                return False, 0
            count += (1 << size) - 1
    return (True, count) if count <= MOST_VARIANTS else (False, 0)


@compiled
def _kind(lines, i, granted, credits_of):  # type: ignore[no-untyped-def]
    """Whether a line may grant this, and whether it could grant anything more besides."""
    count, amount = popcount(granted), sum_over(credits_of, granted)
    if count > lines[i, CHOOSE] or amount > lines[i, BUDGET]:
        return FORBIDDEN
    if count == lines[i, CHOOSE]:
        return WIDEST
    others = lines[i, COURSES] & ~granted
    while others:
        if amount + credits_of[lowest_bit(others)] <= lines[i, BUDGET]:
            return ALLOWED
        others &= others - 1
    return WIDEST
