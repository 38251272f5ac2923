"""The nearest programmes of every learner: partitions of a Parquet file, ranked by several processes, each written once.

A run has a folder: the index, a manifest, and one file of results for each partition. A file appears complete or not at all,
so a run that was broken off goes on where it stopped. After a change of rules only learners who hold a type that the changed
rules take are solved anew. The digest of the results depends on nothing but the bank and the learners.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

import msgspec
import polars as pl

from creditbank.plan.batch_partition import rank_frame
from creditbank.plan.index import Index, load_index, save_index
from creditbank.plan.market import Market
from creditbank.plan.partitions import MANIFEST, Progress, part, write_whole
from creditbank.plan.rank import warm

PARTITION = 20_000
"""Learners in one partition: large enough that starting one costs nothing beside it."""


class OtherRun(ValueError):
    """The folder holds a run of another index, other learners or other settings."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is about: two folders with equal manifests have equal results."""

    index: str
    """Hash of the market."""
    learners: str
    """SHA-256 of the file of learners."""
    path: str
    count: int
    top: int
    partition: int

    def parts(self) -> range:
        """The numbers of the partitions."""
        return range(-(-self.count // self.partition))


def run_batch(
    index: Index,
    learners: Path,
    folder: Path,
    /,
    *,
    top: int = 10,
    partition: int = PARTITION,
    before: Path | None = None,
    workers: Executor | int = 1,
    progress: Progress | None = None,
) -> Manifest:
    """Rank all learners; results stand in ``folder``, read them with ``read_results``.

    Args:
        learners: Parquet with the columns ``learner`` (unique), and ``types``, ``grades``, ``levels``, ``valid`` (lists).
        before: The folder of a complete run of the same learners under former rules: who is not touched is copied.
        workers: So many processes, or an executor whose workers see the same files (``cluster.py``).

    Raises:
        OtherRun: ``folder`` or ``before`` holds a run of something else.
        ValueError: A learner stands in the file twice.
    """
    manifest = _prepare(index, learners, folder, top, partition)
    if before is not None:
        _require_comparable(before, manifest)
    open_parts = [number for number in manifest.parts() if not part(folder, number).exists()]
    total = len(manifest.parts())
    done = total - len(open_parts)
    with _executor(workers, len(open_parts)) as executor:
        for _ in _each_done(executor, folder, open_parts, before):
            done += 1
            if progress:
                progress(done, total)
    return manifest


def read_results(folder: Path, /) -> pl.LazyFrame:
    """Rows (learner, rank, programme, remaining, converted, proven, bound) of all partitions that are done."""
    return pl.scan_parquet(sorted(folder.glob("part-*.parquet")))


def result_hash(folder: Path, /) -> str:
    """SHA-256 over all rows as comma-separated lines, by learner and rank."""
    digest = hashlib.sha256()
    rows = read_results(folder).sort("learner", "rank").collect()
    for some in rows.iter_slices(200_000):
        digest.update(some.write_csv(include_header=False).encode())
    return digest.hexdigest()


def touched_types(before: Market, after: Market, /) -> frozenset[int] | None:
    """The types that rules take which were added, dropped or changed; ``None`` where more than rules differs.

    Who holds none of them has the same lines in every programme, so the same ranking.
    """
    if (before.types, before.programmes) != (after.types, after.programmes):
        return None
    former, present = Counter(before.rules), Counter(after.rules)
    changed = [*(former - present), *(present - former)]
    return frozenset(type_ for rule in changed for slot in rule.slots for type_ in slot.types)


def rank_partition(folder: str, number: int, before: str | None, /) -> int:
    """Rank one partition of a prepared run and write its results; what a worker does. Returns the number."""
    place = Path(folder)
    manifest = _manifest(place)
    index = _index(place / "index.npz", manifest.index)
    learners = pl.scan_parquet(manifest.path).slice(number * manifest.partition, manifest.partition).collect()
    if before is None:
        results = rank_frame(index, learners, top=manifest.top)
    else:
        results = _rank_touched(index, learners, manifest, Path(before))
    write_whole(part(place, number), results.write_parquet)
    return number


def _prepare(index: Index, learners: Path, folder: Path, top: int, partition: int) -> Manifest:
    """Lay down index and manifest, or find the same there already."""
    frame = pl.scan_parquet(learners).select(pl.len(), pl.col("learner").n_unique().alias("unique")).collect()
    count, unique = frame.row(0)
    if unique < count:
        raise ValueError("a learner stands in the file twice")
    manifest = Manifest(
        index=index.hash,
        learners=_file_hash(learners),
        path=str(learners.resolve()),
        count=count,
        top=top,
        partition=partition,
    )
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / MANIFEST).exists():
        if msgspec.structs.replace(_manifest(folder), path=manifest.path) != manifest:
            raise OtherRun(f"{folder} holds another run")
    else:
        save_index(index, folder / "index.npz")
    content = msgspec.json.encode(manifest)
    write_whole(folder / MANIFEST, lambda path: path.write_bytes(content))
    return manifest


def _require_comparable(before: Path, manifest: Manifest) -> None:
    former = _manifest(before)
    if (former.learners, former.top) != (manifest.learners, manifest.top):
        raise OtherRun(f"{before} holds a run of other learners")
    if not all(part(before, number).exists() for number in former.parts()):
        raise OtherRun(f"{before} holds a run that is not complete")


def _rank_touched(index: Index, learners: pl.DataFrame, manifest: Manifest, before: Path) -> pl.DataFrame:
    """The results of a partition, solving only those whom the change of rules touches."""
    former = _index(before / "index.npz", _manifest(before).index)
    touched = touched_types(former.market, index.market)
    if touched is None:
        return rank_frame(index, learners, top=manifest.top)
    holds = pl.col("types").list.eval(pl.element().is_in(sorted(touched))).list.any()
    anew = learners.filter(holds)
    others = learners.filter(~holds).select("learner")
    copied = read_results(before).join(others.lazy(), on="learner", how="semi").collect()
    return pl.concat([copied, rank_frame(index, anew, top=manifest.top)]).sort("learner", "rank")


@contextmanager
def _executor(workers: Executor | int, most: int) -> Iterator[Executor | None]:
    """The pool to use; ``None``: this very process."""
    if isinstance(workers, Executor):
        yield workers
    elif min(workers, most) <= 1:
        yield None
    else:
        # Compiled here first, or each process would do it again.
        warm()
        # Started anew and not forked: a fork would inherit the locks of polars' threads.
        with ProcessPoolExecutor(min(workers, most), mp_context=get_context("spawn")) as pool:
            yield pool


def _each_done(executor: Executor | None, folder: Path, parts: list[int], before: Path | None) -> Iterator[int]:
    """Rank the partitions; yields each as it is done."""
    place, former = str(folder.resolve()), None if before is None else str(before.resolve())
    if executor is None:
        yield from (rank_partition(place, number, former) for number in parts)
    else:
        waiting = [executor.submit(rank_partition, place, number, former) for number in parts]
        yield from (one.result() for one in as_completed(waiting))


@lru_cache(maxsize=2)
def _index(path: Path, _hash: str) -> Index:
    """The index of a run, read once by each process; ``_hash`` tells one run of a folder from another."""
    return load_index(path)


def _manifest(folder: Path) -> Manifest:
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise OtherRun(f"{folder} holds no run") from None


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
