"""Ranking, unlocking, quoting and the batch on the bank's own tables: the rulebook's programmes, the demonstration's workers."""

import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.own_programmes import DAY, build_city

WORKERS = 120
EXHAUSTIVE = 12
"""So many workers are asked about every award one by one as well."""


def run() -> dict[str, object]:
    """Measure in one process, on SQLite."""
    build_city(WORKERS)
    return {
        "subject": "own_ranking",
        "unit": "ms",
        "machine": {"cores": os.cpu_count()},
        "rows": [_ranking(), _unlocking(), _explaining(), _batch()],
        "note": (
            f"The demonstration city with {WORKERS} workers, on SQLite, one process (the batch: two). Rank: what a worker has"
            " is read, then the nearest ten programmes of each unit are found among all; beside it each programme is built"
            " and solved one by one. Unlock: the one further award and course that would help most in the programme he"
            f" studies; beside it every award tried ({EXHAUSTIVE} workers). Explain: a plan with every reason and the limits"
            " that bind; beside it the plan alone. Batch: each worker, by two processes, with reading and writing; beside it"
            " the same run again, everything copied. Before the first figure everything was asked once."
        ),
    }


def _row(name: str, ours: Iterable[float], other: Iterable[float]) -> dict[str, Any]:
    times, others = sorted(ours), sorted(other)
    median, beside = statistics.median(times), statistics.median(others)
    return {
        "name": name,
        "median": 1000 * median,
        "p99": 1000 * times[int(0.99 * (len(times) - 1))],
        "baseline": 1000 * beside,
        "ratio": beside / median,
    }


def _timed(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def _ranking() -> dict[str, Any]:
    from creditbank.bank.holdings import Holdings, holdings_of
    from creditbank.bank.rank import offered_on, ranker_of
    from creditbank.catalogue.in_force import current_rulebook
    from creditbank.people.models import Learner
    from creditbank.plan.candidates import build
    from creditbank.plan.solve import solve

    book = current_rulebook()
    ranker, offered = ranker_of(book, DAY), offered_on(book, DAY)

    def one_by_one(held: Holdings) -> None:
        for programme in offered:
            solve(build(held.case(book, programme, DAY)), explain=False, proof=False)

    def ranked(learner: Learner) -> None:
        ranker.ranking(learner.number, holdings_of(learner.pk, book), offered, 10)

    learners = list(Learner.objects.order_by("pk"))
    for learner in learners[:10]:
        ranked(learner)
    baseline = [_timed(lambda: one_by_one(holdings_of(one.pk, book))) for one in learners[:30]]  # noqa: B023
    return _row("rank", (_timed(lambda: ranked(one)) for one in learners), baseline)  # noqa: B023


def _unlocking() -> dict[str, Any]:
    from creditbank.bank.holdings import holdings_of
    from creditbank.bank.models import Enrolment
    from creditbank.catalogue.in_force import current_rulebook
    from creditbank.plan.candidates import build
    from creditbank.plan.engine import least_remaining
    from creditbank.plan.prospects import Seeker
    from creditbank.plan.solve import solve
    from creditbank.plan.unlock import most_helpful

    book = current_rulebook()
    ours, others = [], []
    for row in Enrolment.objects.filter(status="active").order_by("pk"):
        case = holdings_of(row.learner_id, book).case(book, book.programmes[row.programme, row.year], DAY)
        problem = build(case)
        plan = solve(problem, explain=False, proof=False)
        began = time.perf_counter()
        prospects = Seeker(case, book).prospects()
        most_helpful(case, problem, plan, prospects)
        ours.append(time.perf_counter() - began)
        if len(others) < EXHAUSTIVE:
            began = time.perf_counter()
            for _, award in prospects:
                least_remaining(build(replace(case, awards=(*case.awards, award))))
            others.append(time.perf_counter() - began)
    return _row("unlock", ours[1:], others[1:])


def _explaining() -> dict[str, Any]:
    from creditbank.bank.holdings import holdings_of
    from creditbank.bank.models import Enrolment
    from creditbank.catalogue.in_force import current_rulebook
    from creditbank.plan.candidates import build
    from creditbank.plan.solve import solve

    book = current_rulebook()
    problems = [
        build(holdings_of(row.learner_id, book).case(book, book.programmes[row.programme, row.year], DAY))
        for row in Enrolment.objects.filter(status="active").order_by("pk")
    ]
    plain = [_timed(lambda: solve(one, explain=False, proof=False)) for one in problems]  # noqa: B023
    return _row("explain", (_timed(lambda: solve(one, proof=False)) for one in problems), plain)  # noqa: B023


def _batch() -> dict[str, Any]:
    from datetime import datetime
    from datetime import time as clock
    from uuid import uuid4
    from zoneinfo import ZoneInfo

    from creditbank.bank.batch import batch
    from creditbank.bank.call import Call
    from creditbank.people.permissions import SYSTEM

    call = Call(uuid4(), SYSTEM, datetime.combine(DAY, clock(9), ZoneInfo("Asia/Shanghai")))
    place = Path(os.environ["CREDITBANK_VAR"])
    first, again = place / "first", place / "again"
    took = _timed(lambda: batch(call, first, processes=2))
    copied = _timed(lambda: batch(replace(call, request_id=uuid4()), again, processes=2, before=first))
    return _row("batch, per worker", [took / WORKERS], [copied / WORKERS])
