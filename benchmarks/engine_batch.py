"""How long the ranking of every learner of a bank takes from file to file, and whether its digest is always the same."""

import os
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.generators import make_learners, make_market
from creditbank.plan.batch import read_results, result_hash, run_batch
from creditbank.plan.batch_partition import learners_frame
from creditbank.plan.index import Index
from creditbank.plan.index_build import compile_index

SEED = 1
LEARNERS = round(100_000 * float(os.environ.get("BENCH_SCALE", "1")))
WHOLE = 800_000
PARTITION = 5_000
"""So many partitions that the processes end at nearly the same time, as they do where 800,000 are ranked."""


def run() -> dict[str, Any]:
    """The result: one process, and as many as there are cores."""
    market = make_market("real", seed=SEED)
    index = compile_index(market)
    with tempfile.TemporaryDirectory() as folder:
        learners = Path(folder) / "learners.parquet"
        learners_frame(make_learners(market, "real", LEARNERS, seed=SEED)).write_parquet(learners)
        single = _row(index, learners, Path(folder) / "one", 1)
        cores = os.cpu_count() or 1
        several = _row(index, learners, Path(folder) / "several", cores)
        if single["digest"] != several["digest"]:
            raise AssertionError("the digest depends on the number of processes")
    several |= {"baseline": single["median"], "ratio": several["median"] / single["median"]}
    return {
        "subject": "engine_batch",
        "unit": "seconds",
        "machine": {"cores": cores},
        "rows": [single, several],
        "note": (
            f"The ten nearest of 1,000 programmes under 20,000 rules for {LEARNERS:,} learners (profile real), proven, from a "
            "Parquet file to Parquet files: starting the processes, reading, ranking, what the node limit leaves to CP-SAT, and "
            f"writing included. Extrapolated: minutes for {WHOLE:,} learners at the same rate. Baseline: one process. The digest "
            "over all rows is the same."
        ),
    }


def _row(index: Index, learners: Path, folder: Path, processes: int) -> dict[str, Any]:
    began = time.perf_counter()
    run_batch(index, learners, folder, partition=PARTITION, workers=processes)
    spent = time.perf_counter() - began
    rows = read_results(folder).select(pl.len(), (~pl.col("proven")).sum().alias("open")).collect()
    return {
        "name": f"{processes} process{'es' if processes > 1 else ''}",
        "median": spent,
        "learners_per_second": LEARNERS / spent,
        "extrapolated_minutes": WHOLE / LEARNERS * spent / 60,
        "rows": rows["len"][0],
        "not_proven": rows["open"][0],
        "digest": result_hash(folder)[:12],
    }
