"""How long an exact answer takes: the least remaining study, and the whole answer; the own search beside CP-SAT."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from benchmarks.engine_samples import OWN, generated, percent, profiles, scaled, spread, timed
from benchmarks.greedy import answers
from benchmarks.own_programmes import own_problems
from creditbank.plan.check import check_lines
from creditbank.plan.problem import Problem
from creditbank.plan.solve import solve

if TYPE_CHECKING:
    from creditbank.plan.compact import Compact

LEARNERS = 100
"""Of each profile and seed; three programmes each."""
OF_CPSAT = 8
"""One problem in so many goes to CP-SAT as well."""
Row = dict[str, object]


def run() -> dict[str, object]:
    """Every profile, then the rulebook's own programmes."""
    _warm_up()
    rows: list[Row] = []
    for profile in profiles():
        rows += _rows(profile, [pair.problem for pair in generated(profile, scaled(LEARNERS))])
    rows += _rows(OWN, own_problems())
    return {
        "subject": "engine_solve",
        "unit": "milliseconds",
        "machine": {"cores": os.cpu_count()},
        "rows": rows,
        "note": (
            f"Three invented banks of each profile (1,000 programmes, 20,000 rules), {scaled(LEARNERS)} learners of each before"
            " the two programmes that look nearest and one by chance; and the rulebook's own programmes before the workers of the"
            " demonstration, where there is anything to convert. `first objective`: least study that remains; `whole answer`: all"
            " sums of the objective. The own search reads arrays: `build` is the median time to make them from a problem in"
            " Python, which ranking and batches do not pay. A problem is `cap-coupled` where the best answer without caps would"
            " break one. `handed over`: problems that do not fit the arrays or reach the node limit, and go to CP-SAT; their time"
            " in the search counts in its rows. `engine` is what a user waits for: build, search, hand-over, way to finish, no"
            f" proof log. One problem in {OF_CPSAT} went to CP-SAT and to the greedy passes as well (how good these are:"
            " engine greedy); `ratio` is that of the medians on these. Build and search: median of three runs each."
        ),
    }


@dataclass(slots=True)
class _Times:
    """Milliseconds of one sort of question over many problems."""

    build: list[float] = field(default_factory=list)
    search: list[float] = field(default_factory=list)
    coupled: list[bool] = field(default_factory=list)
    nodes: list[int] = field(default_factory=list)
    problems: int = 0
    handed_over: int = 0

    def row(self, name: str, *, coupled: bool | None = None) -> Row:
        """All of them, or those that caps couple, or the others."""
        chosen = [i for i, one in enumerate(self.coupled) if coupled is None or one == coupled]
        row: Row = {"name": name, **spread([self.search[i] for i in chosen]), "problems": len(chosen)}
        if coupled is None:
            row |= {"build": spread(self.build)["median"], "handed_over_%": percent(self.handed_over, self.problems)}
        return row | {"nodes_p99": spread([self.nodes[i] for i in chosen])["p99"]}


def _rows(name: str, problems: Sequence[Problem]) -> list[Row]:
    rows: list[Row] = []
    coupled = [_is_coupled(problem) for problem in problems]
    for priced, what in ((False, "first objective"), (True, "whole answer")):
        times = _search_times(problems, coupled, priced=priced)
        rows.append(times.row(f"{name}: {what}, own search"))
        rows.append(times.row(f"{name}: … cap-free", coupled=False))
        rows.append(times.row(f"{name}: … cap-coupled", coupled=True))
        rows += _beside_cpsat(f"{name}: {what}", problems, priced=priced)
    return rows


def _search_times(problems: Sequence[Problem], coupled: Sequence[bool], *, priced: bool) -> _Times:
    from creditbank.plan.compact import compact
    from creditbank.plan.search import LIMIT

    times = _Times(problems=len(problems))
    for problem, is_coupled in zip(problems, coupled, strict=True):
        made, build = timed(lambda: compact(problem, priced=priced))  # noqa: B023
        if made is None:
            times.handed_over += 1
            continue
        (status, nodes), search = timed(lambda: _searched(made))  # noqa: B023
        times.handed_over += status == LIMIT
        times.build.append(build)
        times.search.append(search)
        times.nodes.append(nodes)
        times.coupled.append(is_coupled)
    return times


def _searched(made: "Compact") -> tuple[int, int]:
    """Status and nodes."""
    from creditbank.plan.choices import EFFORT
    from creditbank.plan.engine import NODES
    from creditbank.plan.search import INFINITE, run
    from creditbank.plan.search_arrays import Goal

    goal = Goal(made.unit, 0, INFINITE, EFFORT * NODES, -1)
    status, _, _, nodes, _ = run(made.variants, made.tree, made.rooms, goal)
    return status, nodes


def _is_coupled(problem: Problem) -> bool:
    """Whether the best answer without caps breaks one."""
    if not problem.caps:
        return False
    free = solve(msgspec.structs.replace(problem, caps=()), explain=False, proof=False)
    return bool(check_lines(problem, free.lines))


def _beside_cpsat(name: str, problems: Sequence[Problem], *, priced: bool) -> list[Row]:
    """What a user waits for on all problems; on some of them CP-SAT alone, and the greedy passes."""
    from creditbank.plan import cpsat, engine

    ours = engine.optimise if priced else engine.least_remaining
    theirs = cpsat.optimise if priced else cpsat.least_remaining
    some = problems[::OF_CPSAT]
    found = [timed(lambda: ours(problem), repeats=1) for problem in problems]  # noqa: B023
    waited = [took for _, took in found]
    rows: list[Row] = [{"name": f"{name}, engine", **spread(waited), "problems": len(waited)}]
    if priced:
        by_own = sum(getattr(choices, "engine", "") == engine.ENGINE for choices, _ in found)
        rows[0]["handed_over_%"] = percent(len(found) - by_own, len(found))
    same = spread(waited[::OF_CPSAT])["median"]
    others = {"CP-SAT": theirs} if priced else {"CP-SAT": theirs, "five greedy passes": answers}
    for other, ask in others.items():
        beside = spread([timed(lambda: ask(problem), repeats=1)[1] for problem in some])  # noqa: B023
        ratio = beside["median"] / same if same and beside["median"] else None
        rows.append({"name": f"{name}, {other}", **beside, "problems": len(some), "ratio": ratio})
    return rows


def _warm_up() -> None:
    """Load the engines and their machine code: that is paid once in a process."""
    from creditbank.plan import cpsat, engine
    from creditbank.plan.tests.random_problems import random_problem

    problem = next(generated("plain", 1)).problem
    for ask in (engine.optimise, engine.least_remaining, cpsat.optimise):
        ask(problem)
    cpsat.least_remaining(random_problem(0))
