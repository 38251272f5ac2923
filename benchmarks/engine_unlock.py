"""How long it takes to say which one further outcome would bring a learner's nearest programme nearer still."""

import os
import time
from typing import Any

import numpy as np

from benchmarks.generators import make_learners, make_market
from creditbank.plan.index import Index
from creditbank.plan.index_build import compile_index
from creditbank.plan.market import MarketLearner
from creditbank.plan.rank import rank
from creditbank.plan.rank_core import NO_KEY
from creditbank.plan.unlock_index import Unlock, remaining_with, unlock

SEED = 1
LEARNERS, TRIED = 200, 5
"""Learners measured, and those for whom every type is tried as the baseline."""


def run() -> dict[str, Any]:
    """The result, a row for each profile."""
    return {
        "subject": "engine_unlock",
        "unit": "milliseconds for one learner and programme",
        "machine": {"cores": os.cpu_count()},
        "rows": [_row(profile) for profile in ("real", "dense")],
        "note": (
            f"The best further outcome of all types for the nearest programme of {LEARNERS} learners, proven (median, 99th "
            "percentile, mean gain in units of the bank, learners whom nothing helps); 1,000 programmes, 20,000 rules. "
            f"Baseline: every type tried with an exact solve ({TRIED} learners, median); the answers are equal."
        ),
    }


def _row(profile: str) -> dict[str, Any]:
    market = make_market(profile, seed=SEED)
    index = compile_index(market)
    learners = make_learners(market, profile, LEARNERS, seed=SEED)
    spent, found = zip(*(_measure(index, learner) for learner in learners), strict=True)
    tried = [_try_all(index, learner, one) for learner, one in zip(learners[:TRIED], found[:TRIED], strict=True)]
    median, baseline = float(np.median(spent)), float(np.median(tried))
    return {
        "name": profile,
        "median": median,
        "p99": float(np.percentile(spent, 99)),
        "baseline": baseline,
        "ratio": median / baseline,
        "mean_gain": float(np.mean([one.gain for one in found])),
        "nothing_helps": sum(one.type is None for one in found),
    }


def _measure(index: Index, learner: MarketLearner) -> tuple[float, Unlock]:
    nearest = rank(index, learner, top=1)[0].programme
    began = time.perf_counter()
    found = unlock(index, learner, nearest)
    return 1_000 * (time.perf_counter() - began), found


def _try_all(index: Index, learner: MarketLearner, found: Unlock) -> float:
    """Milliseconds to try all types; the best of them is the one that was found."""
    began = time.perf_counter()
    left = [
        (remaining_with(index, learner, found.programme, type_, NO_KEY)[0], type_)
        for type_ in range(len(index.market.types))
    ]
    spent = 1_000 * (time.perf_counter() - began)
    least, type_ = min(left)
    assert found.gain == found.remaining - least
    assert found.type == (type_ if found.gain else None)
    return spent
