"""The batch: the same results however the work is cut up, resumed, brought up to date or spread over processes."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from creditbank.plan.batch import OtherRun, rank_partition, read_results, result_hash, run_batch, touched_types
from creditbank.plan.batch_partition import learners_frame
from creditbank.plan.cluster import ClusterMissing, cluster_executor
from creditbank.plan.index import Index
from creditbank.plan.index_build import compile_index
from creditbank.plan.market import MarketLearner, MarketRule, MarketSlot
from creditbank.plan.rank import held_of, rank, workspace_of
from creditbank.plan.rank_core import answers, rank_one
from creditbank.plan.tests.random_markets import random_learner, random_market

LEARNERS = [random_learner(seed) for seed in range(60)]


@pytest.fixture(scope="module")
def index() -> Index:
    return compile_index(random_market(11))


@pytest.fixture
def learners(tmp_path: Path) -> Path:
    path = tmp_path / "learners.parquet"
    learners_frame(LEARNERS).write_parquet(path)
    return path


@pytest.fixture
def expected(index: Index, learners: Path, tmp_path: Path) -> str:
    """The digest of a run in one piece."""
    run_batch(index, learners, tmp_path / "whole", top=3)
    return result_hash(tmp_path / "whole")


def test_the_batch_says_what_the_ranking_says(index: Index, learners: Path, tmp_path: Path) -> None:
    run_batch(index, learners, tmp_path / "run", top=4, partition=25)
    rows = read_results(tmp_path / "run").sort("learner", "rank").collect()
    said = [
        {"learner": number, "rank": place, **msgspec.structs.asdict(one)}
        for number, learner in enumerate(LEARNERS)
        for place, one in enumerate(rank(index, learner, top=4), start=1)
    ]
    assert rows.to_dicts() == said


@pytest.mark.parametrize("partition", [7, 30, 60])
def test_partitions_make_no_difference(
    index: Index, learners: Path, tmp_path: Path, expected: str, partition: int
) -> None:
    run_batch(index, learners, tmp_path / "run", top=3, partition=partition)
    assert result_hash(tmp_path / "run") == expected


def test_the_order_of_learners_makes_no_difference(index: Index, tmp_path: Path, expected: str) -> None:
    shuffled = tmp_path / "shuffled.parquet"
    learners_frame(LEARNERS).sample(fraction=1, shuffle=True, seed=3).write_parquet(shuffled)
    run_batch(index, shuffled, tmp_path / "run", top=3, partition=13)
    assert result_hash(tmp_path / "run") == expected


def test_processes_make_no_difference(index: Index, learners: Path, tmp_path: Path, expected: str) -> None:
    told: list[tuple[int, int]] = []
    run_batch(
        index, learners, tmp_path / "run", top=3, partition=20, workers=2, progress=lambda *done: told.append(done)
    )
    assert result_hash(tmp_path / "run") == expected
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_broken_run_goes_on_where_it_stopped(index: Index, learners: Path, tmp_path: Path, expected: str) -> None:
    folder = tmp_path / "run"

    def stop(done: int, _of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(index, learners, folder, top=3, partition=20, progress=stop)
    written = {path: path.stat().st_mtime_ns for path in folder.glob("part-*.parquet")}
    (folder / "part-00002.unfinished").write_bytes(b"half a file")
    run_batch(index, learners, folder, top=3, partition=20)
    assert len(written) == 2
    assert all(path.stat().st_mtime_ns == before for path, before in written.items())
    assert result_hash(folder) == expected


def test_what_is_slow_for_the_index_stands_in_its_place(index: Index, tmp_path: Path) -> None:
    # More outcomes than a mask holds: the second of three learners is solved otherwise.
    # Since rules with two slots would then have thousands of instances, none is left.
    simple = tuple(rule for rule in index.market.rules if len(rule.slots) == 1)
    index = compile_index(msgspec.structs.replace(index.market, rules=simple))
    many = MarketLearner(outcomes=tuple(one for held in LEARNERS for one in held.outcomes))
    held = [LEARNERS[0], many, LEARNERS[2]]
    assert rank_many_says(index, many) < 0
    learners_frame(held).write_parquet(tmp_path / "few.parquet")
    run_batch(index, tmp_path / "few.parquet", tmp_path / "run", top=2)
    rows = read_results(tmp_path / "run").select("learner", "programme").collect()
    assert rows.rows() == [(number, one.programme) for number in range(3) for one in rank(index, held[number], top=2)]


def rank_many_says(index: Index, learner: MarketLearner) -> int:
    """How many programmes the compiled ranking ranks; below 0 where it cannot."""
    return int(rank_one(index.arrays, workspace_of(index), held_of(learner), 1_000, answers(2, 6))[0])


def test_a_folder_holds_one_run(index: Index, learners: Path, tmp_path: Path) -> None:
    run_batch(index, learners, tmp_path / "run", top=3)
    with pytest.raises(OtherRun):
        run_batch(index, learners, tmp_path / "run", top=4)
    with pytest.raises(OtherRun):
        rank_partition(str(tmp_path), 0, None)


def test_a_learner_stands_in_the_file_once(index: Index, tmp_path: Path) -> None:
    twice = tmp_path / "twice.parquet"
    pl.concat([learners_frame(LEARNERS[:2]), learners_frame(LEARNERS[:1])]).write_parquet(twice)
    with pytest.raises(ValueError, match="twice"):
        run_batch(index, twice, tmp_path / "run")


def changed(index: Index) -> Index:
    """One rule dropped, one changed, one added; all of them take few types."""
    first, second, *others = index.market.rules
    new = MarketRule(slots=(MarketSlot(types=(2,)),), courses=(0, 1, 2), category=0)
    rules = (new, msgspec.structs.replace(second, courses=first.courses), *others)
    return compile_index(msgspec.structs.replace(index.market, rules=rules))


def test_after_a_change_of_rules_only_who_is_touched_is_solved_anew(
    index: Index, learners: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after, before = changed(index), tmp_path / "before"
    run_batch(index, learners, before, top=3, partition=25)
    run_batch(after, learners, tmp_path / "whole", top=3)
    solved: list[int] = []
    monkeypatch.setattr("creditbank.plan.batch.rank_frame", _counting(solved))
    run_batch(after, learners, tmp_path / "run", top=3, partition=20, before=before)
    assert 0 < sum(solved) < len(LEARNERS)
    assert result_hash(tmp_path / "run") == result_hash(tmp_path / "whole") != result_hash(before)
    assert_frame_equal(read_results(tmp_path / "run").collect(), read_results(tmp_path / "whole").collect())


def _counting(solved: list[int]):  # type: ignore[no-untyped-def]
    from creditbank.plan.batch_partition import rank_frame

    def counted(index: Index, frame: pl.DataFrame, *, top: int) -> pl.DataFrame:
        solved.append(len(frame))
        return rank_frame(index, frame, top=top)

    return counted


def test_touched_types_are_those_of_changed_rules(index: Index) -> None:
    rules = index.market.rules
    taken = {type_ for rule in rules[:2] for slot in rule.slots for type_ in slot.types}
    assert touched_types(index.market, changed(index).market) == frozenset(taken | {2})
    turned = msgspec.structs.replace(index.market, rules=rules[::-1])
    assert touched_types(index.market, turned) == frozenset()
    fewer = msgspec.structs.replace(index.market, programmes=index.market.programmes[:-1])
    assert touched_types(index.market, fewer) is None


def test_only_a_complete_run_of_the_same_learners_is_brought_up_to_date(
    index: Index, learners: Path, tmp_path: Path
) -> None:
    run_batch(index, learners, tmp_path / "before", top=3, partition=30)
    (tmp_path / "before" / "part-00001.parquet").unlink()
    with pytest.raises(OtherRun):
        run_batch(index, learners, tmp_path / "run", top=3, before=tmp_path / "before")


@pytest.fixture
def scheduler(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a cluster of two workers, each a process of its own."""
    distributed = pytest.importorskip("distributed")
    # Workers look for the package where this process found it.
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster.scheduler_address


def test_a_cluster_makes_no_difference(
    index: Index, learners: Path, tmp_path: Path, expected: str, scheduler: str
) -> None:
    with cluster_executor(scheduler) as workers:
        run_batch(index, learners, tmp_path / "run", top=3, partition=10, workers=workers)
    assert result_hash(tmp_path / "run") == expected


def test_without_dask_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(ClusterMissing, match=r"creditbank\[cluster\]"), cluster_executor("tcp://127.0.0.1:1"):
        pass
