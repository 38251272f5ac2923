"""A sharper bound for one programme, without building its lines: every outcome at its best in it; compiled.

A grant saves at most its credits, and in a module at most what granting everything would save there. Share that among the
outcomes of the line (in twelfths, so that it divides by up to four) and let each outcome bring its best share: no plan saves
more than their sum. Modules that the outcomes would overfill are counted as if everything were granted in them instead.
"""

import numpy as np

from creditbank.plan.compiled import compiled
from creditbank.plan.rank_lines import count_offers, most_saved
from creditbank.plan.rank_match import popcount
from creditbank.plan.search_arrays import keep_best, lowest_bit, sum_over

_TWELFTHS = 12


@compiled
def sharpen(ix, work, matches, p, scratch):  # type: ignore[no-untyped-def]
    """What remains at least in a touched programme, by the shares of outcomes; ``scratch``: see ``scratch_for``."""
    drops, spent, best, lead = scratch
    count, most = _drops(ix.modules, ix.totals, p, work.cover[p], drops)
    taken = _grants(ix, work, matches, p)
    saved, kept = most, 0
    for _ in range(2):
        outcomes = _shares(taken, ix.courses.credits[p], ix.courses.module[p], drops, (best, lead))
        saved = min(saved, kept + sum_over(best, outcomes) // _TWELFTHS)
        further = _overfilled(taken, ix.courses.credits[p], ix.courses.module[p], (count, drops, spent, best, lead))
        if further == 0:
            break
        kept += further
    return ix.totals.rest[p] - saved


@compiled
def scratch_for():  # type: ignore[no-untyped-def]
    """Buffers of ``sharpen``: by module what it can save, and what is brought; by outcome its best share, and of what."""
    return np.zeros(64, np.int64), np.zeros(64, np.int64), np.zeros(64, np.int64), np.zeros(64, np.int64)


@compiled
def _drops(modules, totals, p, cover, drops):  # type: ignore[no-untyped-def]
    """Fill in what each module can save; returns the number of modules and the sum."""
    first, total = modules.start[p], 0
    for m in range(first, modules.start[p + 1]):
        table = modules.table[m]
        drops[m - first] = (
            modules.tables[table] - modules.tables[table + ((cover >> modules.shift[m]) & modules.cut[m])]
        )
        total += drops[m - first]
    return modules.start[p + 1] - first, total


@compiled
def _grants(ix, work, matches, p):  # type: ignore[no-untyped-def]
    """What the matched rules offer here, int64[n, 3]: outcomes, how many they are, courses."""
    reach = ix.courses.reach
    taken, count, h = np.empty((count_offers(work, matches, p), 3), np.int64), 0, work.head[p]
    while h >= 0:
        i = work.match[h]
        for instance in range(matches.start[i], matches.start[i + 1]):
            level = min(matches.level[instance], reach.shape[0] - 1)
            courses = work.courses[h] & reach[level, p] if level >= 0 else 0
            if courses:
                taken[count, 0], taken[count, 2] = matches.outcomes[instance], courses
                taken[count, 1] = popcount(matches.outcomes[instance])
                count += 1
        h = work.next[h]
    return taken[:count]


@compiled
def _shares(taken, credits_of, module_of, drops, kept):  # type: ignore[no-untyped-def]
    """Fill in the best share of each outcome and the grant that brings it; returns the mask of the outcomes."""
    best, lead = kept
    seen = 0
    for i in range(taken.shape[0]):
        saved = most_saved(taken[i, 2], module_of, credits_of, drops)
        outcomes = taken[i, 0]
        keep_best(outcomes, outcomes & ~seen, -(-saved * _TWELFTHS // taken[i, 1]), i, best, lead)
        seen |= outcomes
    return seen


@compiled
def _overfilled(taken, credits_of, module_of, state):  # type: ignore[no-untyped-def]
    """Set to 0 what modules can save that outcomes at their best would overfill; returns what they can save together."""
    count, drops, spent, best, lead = state
    spent[:count] = 0
    seen = 0
    for i in range(taken.shape[0]):
        seen |= taken[i, 0]
    while seen:
        o = lowest_bit(seen)
        seen &= seen - 1
        courses = taken[lead[o], 2] if best[o] else 0
        while courses:
            bit = lowest_bit(courses)
            courses &= courses - 1
            spent[module_of[bit]] += credits_of[bit] * _TWELFTHS // taken[lead[o], 1]
    total = 0
    for m in range(count):
        if drops[m] and spent[m] > drops[m] * _TWELFTHS:
            total += drops[m]
            drops[m] = 0
    return total
