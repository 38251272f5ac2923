"""The nearest programmes of all who hold an award, in a folder of Parquet files: one a partition, written whole or not at all.

A run that was broken off goes on where it stopped. After a change of rules the folder of the run before is given: whoever
holds the same as then, and nothing of a kind that a changed rule takes, is copied and not solved. Several processes
rank, each with a connection of its own; only this one writes.
"""

import multiprocessing
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import django
import msgspec
from django.db import connections, transaction

from creditbank.bank.call import Call
from creditbank.bank.holdings import Holdings, holdings_of
from creditbank.bank.models import Award
from creditbank.bank.rank import TOP, offered_on, ranker_of
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.canonical import digest
from creditbank.kernel.errors import CreditbankError
from creditbank.people.permissions import Action
from creditbank.plan.partitions import MANIFEST, Progress, part, write_whole
from creditbank.rules.decide import kinds_of
from creditbank.rules.rulebook import Rulebook, documents

if TYPE_CHECKING:
    import polars as pl

PARTITION = 100
"""Learners in one partition: some seconds of work."""
ANY_KIND = ""


class BatchFolder(CreditbankError):
    """The folder holds another run, or none; parameters say which folder."""


class Row(msgspec.Struct, frozen=True, array_like=True):
    """One programme of one learner. ``rank``: place among the programmes of its unit; amounts in the unit's scale."""

    learner: str
    rank: int
    programme: str
    year: int
    unit: str
    remaining: int
    converted: int
    proven: bool
    held: str
    """Digest of everything that the learner had."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is about. Two runs that agree in all but ``spans`` have the same answer for whoever holds the same."""

    day: str
    top: int
    rules: dict[str, list[str]]
    """All versions of rules by digest, with the kinds of award that they take (an empty text: any kind)."""
    rest: str
    """Digest of everything else in the rulebook."""
    spans: list[tuple[int, int]]
    """First and last id of the learners of each partition."""
    count: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What a run did: learners in all, of these solved anew, and rows that are not proven."""

    folder: Path
    learners: int
    anew: int
    unproven: int


@dataclass(frozen=True, slots=True)
class Work:
    """One partition: its learners by id with their numbers, and what is known of them from the run before."""

    number: int
    learners: Mapping[int, str]
    known: Mapping[str, tuple[Row, ...]]
    touched: frozenset[str] | None
    """Kinds that changed rules take; nothing: everything is solved anew."""
    day: date
    top: int


Done = tuple[int, list[Row], int]
"""Number of the partition, its rows, and how many learners were solved anew."""


def batch(
    call: Call,
    folder: Path,
    *,
    top: int = TOP,
    processes: int = 1,
    before: Path | None = None,
    progress: Progress | None = None,
) -> Batch:
    """Rank for every learner into ``folder``; read it with ``read_rows``. Who asked for it stands in the audit trail.

    Raises ``BatchFolder`` where ``folder`` or ``before`` holds something else, ``Forbidden``.
    """
    call.require(Action.CHECK)
    book = current_rulebook()
    manifest = _prepared(folder, _manifest(book, call.day, top))
    former = None if before is None else _manifest_of(before)
    with transaction.atomic():
        content = [call.day.isoformat(), top]
        if call.earlier("rank_all", content) is None:
            call.record("rank_all", "batch", call.request_id, content)
    touched = None if former is None else _kinds_touched(former, manifest)
    waiting = [number for number in range(len(manifest.spans)) if not part(folder, number).exists()]
    anew, finished = 0, len(manifest.spans) - len(waiting)
    work = (_work(manifest, number, touched, before) for number in waiting)
    with _workers(min(processes, len(waiting))) as ranked:
        for number, rows, fresh in ranked(work):
            write_whole(part(folder, number), _frame(rows).write_parquet)
            anew, finished = anew + fresh, finished + 1
            if progress:
                progress(finished, len(manifest.spans))
    unproven = read_rows(folder).filter(~_column("proven")).collect().height
    return Batch(folder, manifest.count, anew, unproven)


def read_rows(folder: Path) -> "pl.LazyFrame":
    """The rows of all partitions that are done."""
    import polars as pl  # a quarter of a second to load: only who reads or writes a run shall pay it

    files = sorted(folder.glob("part-*.parquet"))
    return pl.scan_parquet(files) if files else _frame([]).lazy()


def digest_of(folder: Path) -> str:
    """SHA-256 over all rows by learner, unit and rank: the same whatever the processes and however often broken off."""
    return digest(read_rows(folder).sort("learner", "unit", "rank").collect().rows())


def rank_part(work: Work) -> Done:
    """Rank the learners of one partition; what a process does."""
    book = current_rulebook()
    ranker, offered = ranker_of(book, work.day), offered_on(book, work.day)
    rows: list[Row] = []
    anew = 0
    for learner_id, number in work.learners.items():
        holdings = holdings_of(learner_id, book)
        held, known = held_digest(holdings), work.known.get(number, ())
        if known and known[0].held == held and _is_untouched(holdings, work.touched):
            rows += known
            continue
        anew += 1
        rows += [
            Row(
                learner=number,
                rank=one.place,
                programme=one.programme,
                year=one.year,
                unit=one.unit,
                remaining=one.remaining,
                converted=one.converted,
                proven=one.status == "proven",
                held=held,
            )
            for one in ranker.ranking(number, holdings, offered, work.top, possible=False).rows
        ]
    return work.number, rows, anew


def held_digest(holdings: Holdings) -> str:
    """A digest of everything that a learner has; how many rules could use it is a matter of the rulebook."""
    again = sorted((award, place, state.available) for (award, place), state in holdings.again.items())
    return digest([holdings.awards, holdings.recorded, again, holdings.places, sorted(holdings.completed)])


def _is_untouched(holdings: Holdings, touched: frozenset[str] | None) -> bool:
    if touched is None:
        return False
    return touched.isdisjoint({award.kind for award in holdings.awards}) and (ANY_KIND not in touched)


def _kinds_touched(former: Manifest, present: Manifest) -> frozenset[str] | None:
    """The kinds that added, dropped and changed rules take; nothing where more than rules differs."""
    if (former.day, former.top, former.rest) != (present.day, present.top, present.rest):
        return None
    changed = former.rules.keys() ^ present.rules.keys()
    known = former.rules | present.rules
    return frozenset(kind for name in changed for kind in known[name])


def _manifest(book: Rulebook, day: date, top: int) -> Manifest:
    rules: dict[str, list[str]] = {}
    rest = []
    for sort, name, _, until, shape in documents(book):
        text = digest([sort, name, until and until.isoformat(), book.hash_of(shape)])
        if sort == "rule":
            slots = [kinds_of(slot) for slot in shape.slot]  # type: ignore[attr-defined]
            rules[text] = sorted({kind for kinds in slots for kind in (kinds or {ANY_KIND})})
        else:
            rest.append(text)
    ids = sorted(Award.objects.filter(live=True).values_list("learner_id", flat=True).distinct())
    spans = [(some[0], some[-1]) for some in (ids[n : n + PARTITION] for n in range(0, len(ids), PARTITION))]
    return Manifest(day=day.isoformat(), top=top, rules=rules, rest=digest(rest), spans=spans, count=len(ids))


def _prepared(folder: Path, manifest: Manifest) -> Manifest:
    """Lay the manifest down, or find the same run begun; its partitions then stay as they were cut."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / MANIFEST).exists():
        begun = _manifest_of(folder)
        if msgspec.structs.replace(begun, spans=manifest.spans, count=manifest.count) != manifest:
            raise BatchFolder("BATCH_OTHER_RUN", file=str(folder))
        return begun
    write_whole(folder / MANIFEST, lambda path: path.write_bytes(msgspec.json.encode(manifest)))
    return manifest


def _manifest_of(folder: Path) -> Manifest:
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise BatchFolder("BATCH_NO_RUN", file=str(folder)) from error


def _learners(span: tuple[int, int]) -> dict[int, str]:
    """Who holds an award, by id, with his number."""
    rows = Award.objects.filter(live=True, learner_id__gte=span[0], learner_id__lte=span[1]).order_by("learner_id")
    return dict(rows.values_list("learner_id", "learner__number").distinct())


def _work(manifest: Manifest, number: int, touched: frozenset[str] | None, before: Path | None) -> Work:
    learners = _learners(manifest.spans[number])
    known: defaultdict[str, list[Row]] = defaultdict(list)
    if before is not None and touched is not None:
        rows = read_rows(before).filter(_column("learner").is_in(list(learners.values())))
        for row in rows.sort("learner", "unit", "rank").collect().iter_rows():
            known[row[0]].append(Row(*row))
    named = {learner: tuple(rows) for learner, rows in known.items()}
    return Work(number, learners, named, touched, date.fromisoformat(manifest.day), manifest.top)


@contextmanager
def _workers(processes: int) -> Iterator[Callable[[Iterator[Work]], Iterator[Done]]]:
    """How the partitions are ranked: here, or by so many processes."""
    if processes < 2:
        yield lambda work: map(rank_part, work)
        return
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    # A connection that two processes share would mix up their answers.
    connections.close_all()
    with context.Pool(processes, _begin) as pool:

        def ranked(work: Iterator[Work]) -> Iterator[Done]:
            # Not all at once: each partition carries what is known of its learners.
            begun = deque(pool.apply_async(rank_part, (one,)) for one in islice(work, 2 * processes))
            while begun:
                yield begun.popleft().get()
                begun.extend(pool.apply_async(rank_part, (one,)) for one in islice(work, 1))

        yield ranked


def _begin() -> None:
    django.setup()
    connections.close_all()


def _frame(rows: Sequence[Row]) -> "pl.DataFrame":
    import polars as pl

    sorts: dict[str, type[pl.DataType]] = {"str": pl.String, "int": pl.Int64, "bool": pl.Boolean}
    schema = {name: sorts[sort.__name__] for name, sort in Row.__annotations__.items()}
    return pl.DataFrame([msgspec.structs.astuple(row) for row in rows], schema=schema, orient="row")


def _column(name: str) -> "pl.Expr":
    import polars as pl

    return pl.col(name)
