"""The processes of a simulation. Each has a database connection of its own; the answers come in the order of the work."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from multiprocessing.pool import Pool
from types import TracebackType
from typing import Self

import django
from django.db import connections

from creditbank.bank.simulate_desk import Chunk, Desk, Signature, Task, Unlike
from creditbank.bank.simulate_reading import Span
from creditbank.plan.simulate import Least

Progress = Callable[[str, int, int], None]
"""Told what is being done (a code), how much of it is done, and how much there is."""
Work = tuple[Signature, Unlike]
CASES = 50
"""Cases that a process is given at once."""

_desk: list[Desk] = []
"""The desk of this process, where it is one of several."""


def quiet(_code: str, _done: int, _total: int) -> None:
    """Tell nobody."""


class Workers:
    """One process, or several. With one nothing is started: the work is done here, in the caller's transaction."""

    def __init__(self, task: Task, processes: int) -> None:
        self._task = task
        self._processes = processes
        self._pool: Pool | None = None
        self._desk: Desk | None = None

    def __enter__(self) -> Self:
        if self._processes < 2:
            self._desk = Desk(self._task)
            return self
        methods = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
        # A connection that two processes share would mix up their answers.
        connections.close_all()
        self._pool = context.Pool(self._processes, _begin, (self._task,))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.terminate()
            self._pool.join()

    def read(self, spans: Sequence[Span]) -> Iterator[Chunk]:
        """The pairs of each span of learners."""
        if self._pool is not None:
            return self._pool.imap(_read, spans)
        assert self._desk is not None  # noqa: S101 - the one or the other is made on entering
        return map(self._desk.read, spans)

    def solve(self, work: Sequence[Work]) -> Iterator[tuple[Signature, Least]]:
        """The answer to each case."""
        parts = [work[start : start + CASES] for start in range(0, len(work), CASES)]
        if self._pool is not None:
            return chain.from_iterable(self._pool.imap(_solve, parts))
        assert self._desk is not None  # noqa: S101 - the one or the other is made on entering
        desk = self._desk
        return ((signature, desk.solve(signature, unlike)) for signature, unlike in work)


def _begin(task: Task) -> None:
    django.setup()
    connections.close_all()
    _desk[:] = [Desk(task)]


def _read(span: Span) -> Chunk:
    return _desk[0].read(span)


def _solve(work: Iterable[Work]) -> list[tuple[Signature, Least]]:
    return [(signature, _desk[0].solve(signature, unlike)) for signature, unlike in work]
