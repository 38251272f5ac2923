"""Between tables and the compiled ranking: a frame of learners in, a frame of results out."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from creditbank.plan.index import Index
from creditbank.plan.market import MarketLearner, MarketOutcome
from creditbank.plan.rank import MOST_NODES, Ranked, rank, workspace_of
from creditbank.plan.rank_core import rank_many
from creditbank.plan.rank_match import Held

LISTS = ("types", "grades", "levels", "valid")
"""The columns of a learner's outcomes."""


def learners_frame(learners: Iterable[MarketLearner], /, *, first: int = 0) -> pl.DataFrame:
    """Learners as a table, numbered from ``first``."""
    held = [one.outcomes for one in learners]
    number = pl.Int64
    return pl.DataFrame(
        {
            "learner": range(first, first + len(held)),
            "types": [[one.type for one in outcomes] for outcomes in held],
            "grades": [[one.grade for one in outcomes] for outcomes in held],
            "levels": [[one.level for one in outcomes] for outcomes in held],
            "valid": [[one.valid for one in outcomes] for outcomes in held],
        },
        schema={
            "learner": number,
            "types": pl.List(number),
            "grades": pl.List(number),
            "levels": pl.List(number),
            "valid": pl.List(pl.Boolean),
        },
    )


def rank_frame(index: Index, learners: pl.DataFrame, /, *, top: int, most_nodes: int = MOST_NODES) -> pl.DataFrame:
    """The rows of results of these learners, by learner in their order and by rank."""
    top = min(top, len(index.market.programmes))
    programmes = np.zeros((len(learners), top), dtype=np.int64)
    remaining = np.zeros((len(learners), top), dtype=np.int64)
    counts = np.zeros(len(learners), dtype=np.int64)
    starts = np.concatenate([[0], learners["types"].list.len().to_numpy().cumsum()]).astype(np.int64)
    rank_many(
        index.arrays, workspace_of(index), _columns(learners), starts, most_nodes, (programmes, remaining, counts)
    )
    slow = np.arange(len(learners)) if index.beyond else np.flatnonzero(counts < 0)
    counts[slow] = 0
    exact = {
        number: rank(index, _learner(learners, number), top=top, most_nodes=most_nodes) for number in slow.tolist()
    }
    rows = _rows(index, learners, (programmes, remaining, counts))
    if not exact:
        return rows
    others = [_ranked_rows(learners, number, ranked) for number, ranked in exact.items()]
    order = learners.select("learner").with_row_index("order")
    return pl.concat([rows, *others]).join(order, on="learner").sort("order", "rank").drop("order")


def _columns(learners: pl.DataFrame) -> Held:
    """The outcomes of all learners, one learner after another."""
    types, grades, levels, valid = (learners[name].explode().drop_nulls() for name in LISTS)
    # Writable, although nobody writes: numba would compile everything once more for arrays that are not.
    return Held(
        types.cast(pl.Int64).to_numpy(writable=True),
        grades.cast(pl.Int64).to_numpy(writable=True),
        levels.cast(pl.Int64).to_numpy(writable=True),
        valid.cast(pl.Boolean).to_numpy(writable=True),
    )


def _learner(learners: pl.DataFrame, number: int) -> MarketLearner:
    columns = (learners[name][number].to_list() for name in LISTS)
    return MarketLearner(
        outcomes=tuple(
            MarketOutcome(type=type_, grade=grade, level=level, valid=valid)
            for type_, grade, level, valid in zip(*columns, strict=True)
        )
    )


def _rows(index: Index, learners: pl.DataFrame, found: tuple[np.ndarray, np.ndarray, np.ndarray]) -> pl.DataFrame:
    programmes, remaining, counts = found
    places = np.arange(programmes.shape[1])
    taken = places < counts[:, None]
    programme, left = programmes[taken], remaining[taken]
    return pl.DataFrame(
        {
            "learner": learners["learner"].gather(np.repeat(np.arange(len(learners)), counts)),
            "rank": np.broadcast_to(places + 1, taken.shape)[taken],
            "programme": programme,
            "remaining": left,
            "converted": index.arrays.totals.rest[programme] - left,
            "proven": np.ones(len(left), dtype=np.bool_),
            "bound": left,
        }
    )


def _ranked_rows(learners: pl.DataFrame, number: int, ranked: list[Ranked]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "learner": learners["learner"].gather(np.full(len(ranked), number)),
            "rank": np.arange(1, len(ranked) + 1),
            "programme": [one.programme for one in ranked],
            "remaining": [one.remaining for one in ranked],
            "converted": [one.converted for one in ranked],
            "proven": [one.proven for one in ranked],
            "bound": [one.bound for one in ranked],
        }
    )
