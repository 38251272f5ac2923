"""How long the ten nearest of all programmes take for one learner, with proof, on invented banks of several sizes."""

import gc
import os
import time
from typing import Any

import numpy as np

from benchmarks.generators import make_learners, make_market
from creditbank.plan.cpsat import least_remaining
from creditbank.plan.index import Index
from creditbank.plan.index_build import compile_index
from creditbank.plan.market import MarketLearner, match, problem_of
from creditbank.plan.rank import MOST_NODES, held_of, rank, workspace_of
from creditbank.plan.rank_core import answers, rank_one

SEED = 1
LEARNERS = 1_000
BASELINE = 10
"""Learners for whom CP-SAT solves the ten nearest, once the ranking has said which they are."""
BANKS = (
    ("plain", 1_000, 20_000),
    ("real", 1_000, 20_000),
    ("dense", 1_000, 20_000),
    ("trap", 1_000, 20_000),
    ("real", 3_000, 50_000),
)


def run() -> dict[str, Any]:
    """The result, a row for each bank."""
    return {
        "subject": "engine_rank",
        "unit": "milliseconds for one learner",
        "machine": {"cores": os.cpu_count()},
        "rows": [_row(*bank) for bank in BANKS],
        "note": (
            f"The ten nearest programmes of all, proven, for {LEARNERS:,} learners each (median, 99th percentile, slowest); "
            "then how many learners had a programme that the node limit left to CP-SAT, the milliseconds for those included "
            f"in none of the figures before. Baseline: CP-SAT proves what remains in those ten alone ({BASELINE} learners, "
            "median), without finding them."
        ),
    }


def _row(profile: str, programmes: int, rules: int) -> dict[str, Any]:
    market = make_market(profile, seed=SEED, programmes=programmes, rules=rules)
    began = time.perf_counter()
    index = compile_index(market)
    compiled = time.perf_counter() - began
    learners = make_learners(market, profile, LEARNERS, seed=SEED)
    spent, opened = _measure(index, learners)
    baseline = float(np.median([_by_solver(index, learner) for learner in learners[:BASELINE]]))
    median = float(np.median(spent))
    return {
        "name": f"{profile}: {programmes:,} programmes, {rules:,} rules",
        "median": median,
        "p99": float(np.percentile(spent, 99)),
        "slowest": float(spent.max()),
        "left_open": opened,
        "baseline": baseline,
        "ratio": median / baseline,
        "index_seconds": compiled,
    }


def _measure(index: Index, learners: list[MarketLearner]) -> tuple[np.ndarray, int]:
    """Milliseconds of each learner, and how many have something left open."""
    out, work = answers(10, len(index.market.programmes)), workspace_of(index)
    everyone = [held_of(learner) for learner in learners]
    rank_one(index.arrays, work, everyone[0], MOST_NODES, out)
    spent, opened = np.zeros(len(everyone)), 0
    gc.disable()
    for number, held in enumerate(everyone):
        began = time.perf_counter()
        _, left = rank_one(index.arrays, work, held, MOST_NODES, out)
        spent[number] = 1_000 * (time.perf_counter() - began)
        opened += left > 0
    gc.enable()
    return spent, opened


def _by_solver(index: Index, learner: MarketLearner) -> float:
    nearest = rank(index, learner)
    matches = match(index.market, learner)
    began = time.perf_counter()
    for one in nearest:
        assert least_remaining(problem_of(index.market, learner, one.programme, matches=matches)) == one.remaining
    return 1_000 * (time.perf_counter() - began)
