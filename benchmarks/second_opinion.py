"""What HiGHS says, from a process of its own: its library and that of OR-Tools cannot be loaded into one."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from creditbank.plan.problem import Problem

Opinion = tuple[int, int] | None


def opinions(problems: Sequence[Problem]) -> list[Opinion]:
    """For each problem least study and, with it, least usage; nothing where the programme cannot be finished."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_opinions, problems).result()


def _opinions(problems: Sequence[Problem]) -> list[Opinion]:
    from benchmarks.highs import least  # only here, where OR-Tools is not

    return [least(problem) for problem in problems]
