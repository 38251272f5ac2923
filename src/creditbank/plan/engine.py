"""Which engine answers: the own search where the problem fits it, CP-SAT for everything else and at the node limit.

The answer is the same whichever it is: the optimum is one by definition (docs/engine.md, *Objective*). Where the own search
finds two choices, or two ways to finish, of the same weight, CP-SAT settles it as defined.
"""

from importlib.metadata import version

from creditbank.plan.check import Standing
from creditbank.plan.choices import EFFORT, Choices, NotSolved
from creditbank.plan.compact import Compact, compact
from creditbank.plan.problem import FloorLimit, Problem, walk
from creditbank.plan.search import INFINITE, LIMIT, NOTHING, run
from creditbank.plan.search_arrays import Goal
from creditbank.plan.study_parts import Finish, finish

ENGINE = f"creditbank-search/1 numba/{version('numba')}"
"""Name and versions of the own search."""
NODES = 20
"""So many nodes of the own search for each hundredth of effort; with ``EFFORT`` it gives up after some tenths of a second."""


def optimise(problem: Problem, /, *, effort: int = EFFORT) -> Choices | None:
    """The optimum of all stages, or ``None`` where the programme cannot be completed.

    Raises ``NotSolved`` where not even one plan was found within the effort.
    """
    if (found := _own_optimum(problem, effort * NODES)) is not None:
        return found
    # OR-Tools takes half a second to load, and is not always needed.
    from creditbank.plan import cpsat

    return cpsat.optimise(problem, effort=effort)


def least_remaining(problem: Problem, /, *, using: str = "", known: int = 0, effort: int = EFFORT) -> int | None:
    """The first objective alone: least study, with the award ``using`` made use of; ``None`` where that cannot be.

    ``known``: less is known to be impossible, which shortens the proof. Raises ``NotSolved`` where it is not proven.
    """
    try:
        return _own_least(problem, using, known, effort * NODES)
    except NotSolved:
        from creditbank.plan import cpsat

        return cpsat.least_remaining(problem, using=using, known=known, effort=effort)


def _own_optimum(problem: Problem, most_nodes: int) -> Choices | None:
    made = compact(problem)
    if made is None:
        return None
    goal = Goal(made.unit, 0, INFINITE, most_nodes, -1)
    status, key, chosen, nodes, optima = run(made.variants, made.tree, made.rooms, goal)
    if status == LIMIT or optima > 1:
        return None
    grants = made.grants(chosen)
    ended = _finish(made, grants)
    if ended.clash or not _holds(made, grants, ended):
        return None
    return Choices(
        engine=ENGINE,
        nodes=nodes,
        proven=True,
        bound=made.remaining(key),
        objective=made.objective(key),
        grants=grants,
        gathered={candidate: {} for candidate in grants},
        study=tuple(course.id for course in problem.courses if course.id in ended.courses),
        open_study={node.id: ended.opened[node.id] for node in walk(problem.tree) if node.id in ended.opened},
        counted={},
    )


def _own_least(problem: Problem, using: str, known: int, most_nodes: int) -> int | None:
    """The least by the own search; raises ``NotSolved`` where it cannot tell."""
    made = compact(problem, priced=False, idle=bool(using))
    if made is None or (using and not made.exact):
        raise NotSolved("NOT_PROVEN", effort=most_nodes)
    if not made.exact:
        if (choices := _own_optimum(problem, most_nodes)) is None:
            raise NotSolved("NOT_PROVEN", effort=most_nodes)
        return choices.objective[0]
    floor = max(0, -(-(known - made.beyond) // made.divisor))
    places = [-1]
    if using:
        places = [v for v, way in enumerate(made.ways) if any(one.outcome == using for one in way.candidate.inputs)]
    best = INFINITE
    for place in places:
        goal = Goal(1, floor, best, most_nodes, place)
        status, key, _, _, _ = run(made.variants, made.tree, made.rooms, goal)
        if status == LIMIT:
            raise NotSolved("NOT_PROVEN", effort=most_nodes)
        best = best if status == NOTHING else key
        if best <= floor:
            break
    return None if best == INFINITE else made.remaining(best)


def _finish(made: Compact, grants: dict[str, dict[int, int]]) -> Finish:
    """The way to finish once these are granted."""
    targets = {candidate.id: candidate.targets for candidate in made.problem.candidates}
    return finish(made.parts, {targets[name][index].course for name, granted in grants.items() for index in granted})


def _holds(made: Compact, grants: dict[str, dict[int, int]], ended: Finish) -> bool:
    """Whether an answer keeps what the arrays leave out: then nothing better can be, with it, either."""
    if made.exact:
        return True
    problem = made.problem
    targets = {candidate.id: candidate.targets for candidate in problem.candidates}
    granted = {targets[name][index].course for name, own in grants.items() for index in own}
    done = {course.id for course in problem.courses if course.done}
    stands = Standing(
        credits={course.id: course.credits for course in problem.courses},
        done=frozenset(done | granted | ended.courses),
        counted={},
        amounts={node.id: node.blocked + ended.opened.get(node.id, 0) for node in walk(problem.tree)},
    )
    return stands.holds(problem.tree) and all(_reached(made, grants, ended, floor) for floor in problem.floors)


def _reached(made: Compact, grants: dict[str, dict[int, int]], ended: Finish, floor: FloorLimit) -> bool:
    credits_of = {course.id: course.credits for course in made.problem.courses}
    given = sum(grants.get(member.candidate, {}).get(member.target, 0) for member in floor.members)
    studied = sum(credits_of[course] for course in ended.courses.intersection(floor.courses))
    opened = sum(ended.opened.get(node, 0) for node in floor.open_nodes)
    return floor.recorded + given + studied + opened >= floor.at_least
