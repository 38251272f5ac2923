"""What the engine's benchmarks are measured on, and how figures of many runs are told.

``BENCH_SCALE`` (a number, 1 unless set) makes every sample smaller or larger: ``BENCH_SCALE=0.05 python -m benchmarks engine_solve``
tries a subject out. Published figures are made without it.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TypeVar

from benchmarks.generators import make_learners, make_market
from benchmarks.generators_pairs import Pair, pairs
from benchmarks.generators_profiles import PROFILES
from creditbank.plan.market import Market

SEEDS = (1, 2, 3)
OWN = "own programmes"
"""How the rulebook's own programmes are called in the tables."""
REPEATS = 3

_Answer = TypeVar("_Answer")


def scaled(count: int, /) -> int:
    """So many, made smaller or larger as the environment asks, at least one."""
    return max(1, round(count * float(os.environ.get("BENCH_SCALE", "1"))))


@cache
def market(profile: str, seed: int, /) -> Market:
    """The bank of a profile and seed, made once in a process."""
    return make_market(profile, seed=seed)


def generated(profile: str, learners: int, /, seeds: Sequence[int] = SEEDS) -> Iterator[Pair]:
    """Learners before the programmes that look nearest and one by chance, so many learners of each seed."""
    for seed in seeds:
        bank = market(profile, seed)
        yield from pairs(bank, make_learners(bank, profile, learners, seed=seed), seed=seed)


def profiles() -> tuple[str, ...]:
    """The generated profiles in order of difficulty."""
    return tuple(PROFILES)


def timed(work: Callable[[], _Answer], /, *, repeats: int = REPEATS) -> tuple[_Answer, float]:
    """The answer, and the median time of several runs in milliseconds."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - began)
    return answer, 1000 * statistics.median(times)


def spread(values: Sequence[float], /, unit: str = "") -> dict[str, float | None]:
    """Median, 99th percentile and greatest of values, as columns of a row; nothing where there are none."""
    ordered = sorted(values)
    last = len(ordered) - 1
    places = {"median": 0.5, "p99": 0.99, "max": 1.0}
    return {
        f"{unit}{name}": ordered[min(last, int(len(ordered) * place))] if ordered else None
        for name, place in places.items()
    }


def percent(part: float, whole: float, /) -> float | None:
    """A share in per cent; nothing of nothing."""
    return 100 * part / whole if whole else None
