"""Verbs at the same moment, in threads that meet between their statements (PostgreSQL; SQLite has one writer)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

from django.db import connection


def run_at_once(verbs: tuple[Callable[[], Any], ...], *, meet: Callable[[str], bool], seconds: float) -> None:
    """Run the verbs in threads; each waits up to so many seconds for the others after every statement at which they ``meet``."""
    inside = Barrier(len(verbs))

    def meeting(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if meet(sql):
            with suppress(BrokenBarrierError):
                inside.wait(timeout=seconds)
        return answer

    def run(verb: Callable[[], Any]) -> None:
        try:
            with connection.execute_wrapper(meeting):
                verb()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as threads:
        for running in [threads.submit(run, verb) for verb in verbs]:
            running.result()
