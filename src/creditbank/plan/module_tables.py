"""What a module still asks for, given the courses that were converted: one number, and a table of it for every subset.

A table is what makes the bounds of the ranking cheap and tight: the cheapest way to finish an elective module is a
covering problem of its own, and here it is one look-up.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from creditbank.plan.market import MarketModule

IMPOSSIBLE = 1 << 28
"""More credits than any programme has: the module cannot be finished."""


def courses_of(module: MarketModule, /) -> tuple[int, ...]:
    """Every course the module names, in order, each once."""
    return tuple(dict.fromkeys((*module.courses, *(course for track in module.tracks for course in track))))


def module_rest(module: MarketModule, credits_of: Mapping[int, int], done: Collection[int], /) -> int:
    """The fewest credits of study that finish the module once ``done`` are converted; ``IMPOSSIBLE`` if none do."""
    open_credits = [credits_of[course] for course in courses_of(module) if course not in done]
    match module.need:
        case "all":
            return sum(open_credits)
        case "tracks":
            return min(sum(credits_of[course] for course in track if course not in done) for track in module.tracks)
        case "choose":
            missing = max(0, module.amount - sum(course in done for course in module.courses))
            return sum(sorted(open_credits)[:missing]) if missing <= len(open_credits) else IMPOSSIBLE
        case "credits":
            missing = module.amount - sum(credits_of[course] for course in module.courses if course in done)
            return _least_sum(open_credits, missing)


def rest_table(
    module: MarketModule, credits_of: Mapping[int, int], grantable: Sequence[int], /
) -> npt.NDArray[np.int32]:
    """``module_rest`` for every subset of ``grantable`` (bit i: course i is converted)."""
    worth = subset_sums([credits_of[course] for course in grantable])
    fixed = [credits_of[course] for course in courses_of(module) if course not in grantable]
    if module.need == "all":
        return _narrow(worth[-1] - worth + sum(fixed))
    if module.need == "tracks":
        return _least_track(module, credits_of, grantable)
    counted = subset_sums([1] * len(grantable)) if module.need == "choose" else worth
    offered = _offers(module, fixed)
    need = np.maximum(module.amount - counted, 0)
    # Finished with exactly these grantable courses done, converted or studied, and the cheapest of the others …
    finished = worth + np.where(need < len(offered), offered[np.minimum(need, len(offered) - 1)], IMPOSSIBLE)
    # … and the best such set that holds what is converted.
    return _narrow(_least_over_supersets(finished) - worth)


def subset_sums(values: Sequence[int], /) -> npt.NDArray[np.int64]:
    """The sum of every subset of the values, by bit mask."""
    sums = np.zeros(1, dtype=np.int64)
    for value in values:
        sums = np.concatenate([sums, sums + value])
    return sums


def _offers(module: MarketModule, fixed: Sequence[int]) -> npt.NDArray[np.int64]:
    """By what is still needed (courses or credits): the fewest credits of courses no rule grants that supply it."""
    if module.need == "choose":
        return np.cumsum([0, *sorted(fixed)])
    return np.array([_least_sum(fixed, missing) for missing in range(sum(fixed) + 1)], dtype=np.int64)


def _least_sum(values: Sequence[int], missing: int) -> int:
    """The smallest subset sum that reaches ``missing``."""
    if missing <= 0:
        return 0
    sums = 1
    for value in values:
        sums |= sums << value
    above = sums >> missing
    return missing + (above & -above).bit_length() - 1 if above else IMPOSSIBLE


def _least_over_supersets(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """For each mask the least value of all masks that contain it."""
    least = values.copy()
    step = 1
    while step < len(least):
        pairs = least.reshape(-1, 2, step)
        np.minimum(pairs[:, 0], pairs[:, 1], out=pairs[:, 0])
        step *= 2
    return least


def _least_track(
    module: MarketModule, credits_of: Mapping[int, int], grantable: Sequence[int]
) -> npt.NDArray[np.int32]:
    rests = []
    for track in module.tracks:
        own = subset_sums([credits_of[course] if course in track else 0 for course in grantable])
        rests.append(sum(credits_of[course] for course in track) - own)
    return _narrow(np.minimum.reduce(rests))


def _narrow(amounts: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """As a table keeps them."""
    kept: npt.NDArray[np.int32] = np.minimum(amounts, IMPOSSIBLE).astype(np.int32)
    return kept
