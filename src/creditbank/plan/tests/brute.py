"""Optima by trying everything, for problems small enough. Shares nothing with the formulation but the problem."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations, product

from creditbank.plan.check import Standing, check_lines
from creditbank.plan.problem import (
    Candidate,
    Draw,
    Granted,
    Line,
    Outcome,
    Problem,
    shared_courses,
    tie_weight,
    walk,
)

Best = tuple[tuple[int, int, int], tuple[Line, ...], tuple[str, ...], dict[str, int], dict[str, str]]


def best(problem: Problem) -> Best | None:
    """Objective, lines, study by course and by open node, counted modules; nothing where no plan exists."""
    finishing = cache(lambda granted, blocks, floors: _cheapest_study(problem, granted, dict(blocks), floors))
    found: tuple[tuple[object, ...], Best] | None = None
    for lines in _line_sets(problem):
        granted = frozenset(g.course for line in lines for g in line.grants if g.course)
        blocks: dict[str, int] = {}
        for line in lines:
            for grant in line.grants:
                if grant.module:
                    blocks[grant.module] = blocks.get(grant.module, 0) + grant.amount
        floors = tuple(_granted_in(problem, floor.members, lines) for floor in problem.floors)
        study = finishing(granted, tuple(sorted(blocks.items())), floors)
        if study is None:
            continue
        objective = (study[0], _usage(problem, lines), _ties(problem, lines))
        key = (objective, tuple(-amount for amount in _draws_in_order(problem, lines)))
        if found is None or key < found[0]:
            found = key, (objective, lines, *study[1])
    return None if found is None else found[1]


def _line_sets(problem: Problem) -> Iterator[tuple[Line, ...]]:
    outcomes = {one.id: one for one in problem.outcomes}
    sure = [one for one in problem.candidates if not one.possible]
    options = [[None, *_lines_of(one, outcomes)] for one in sure]
    for chosen in product(*options):
        lines = tuple(line for line in chosen if line is not None)
        if not check_lines(problem, lines):
            yield lines


def _lines_of(candidate: Candidate, outcomes: dict[str, Outcome]) -> Iterator[Line]:
    for count in range(1, len(candidate.targets) + 1):
        for targets in combinations(candidate.targets, count):
            amounts = [range(1, one.amount + 1) if one.up_to else (one.amount,) for one in targets]
            for chosen in product(*amounts):
                grants = tuple(
                    Granted(course=t.course, module=t.module, amount=a) for t, a in zip(targets, chosen, strict=True)
                )
                yield from _with_draws(candidate, grants, sum(t.amount for t in targets), outcomes)


def _with_draws(
    candidate: Candidate, grants: tuple[Granted, ...], offered: int, outcomes: dict[str, Outcome]
) -> Iterator[Line]:
    choices: list[list[Draw | None]] = []
    for taken in candidate.inputs:
        outcome = outcomes[taken.outcome]
        lot, unit, full = (outcome.again, "use", 1) if outcome.again else (outcome.lot, outcome.unit, outcome.issued)
        if taken.take == "whole":
            choices.append([Draw(outcome=outcome.id, slot=taken.slot, lot=lot, unit=unit, amount=full)])
        else:
            amounts = [
                Draw(outcome=outcome.id, slot=taken.slot, lot=outcome.lot, unit=outcome.unit, amount=amount)
                for amount in range(1, outcome.available + 1)
            ]
            choices.append([*amounts] if candidate.draw_all else [None, *amounts])
    gathers = any(taken.take == "credits" for taken in candidate.inputs)
    granted = sum(grant.amount for grant in grants)
    lapsed = 0 if gathers else (offered if candidate.budget is None else candidate.budget) - granted
    for drawn in product(*choices):
        draws = tuple(one for one in drawn if one is not None)
        yield Line(
            candidate=candidate.id,
            rule=candidate.rule,
            lead=candidate.lead,
            draws=draws,
            grants=grants,
            worth=candidate.worth,
            lapsed=lapsed,
        )


def _cheapest_study(
    problem: Problem, granted: frozenset[str], blocks: dict[str, int], floors: tuple[int, ...]
) -> tuple[int, tuple[tuple[str, ...], dict[str, int], dict[str, str]]] | None:
    credits_of = {one.id: one.credits for one in problem.courses}
    before = {one.id for one in problem.courses if one.done}
    free = sorted(credits_of.keys() - before - granted)
    opened = [node for node in walk(problem.tree) if node.open]
    most = max([0, *(node.min_credits or 0 for node in walk(problem.tree)), *(one.at_least for one in problem.floors)])
    found = None
    for count in range(len(free) + 1):
        for studied in combinations(free, count):
            for steps in product(*(range(most // (node.study_step or 1) + 2) for node in opened)):
                amounts = {n.id: u * (n.study_step or 1) for n, u in zip(opened, steps, strict=True) if u}
                cost = sum(credits_of[one] for one in studied) + sum(amounts.values())
                weight = sum(tie_weight("study", one) for one in studied)
                weight += sum(tie_weight("open", n.id) * u for n, u in zip(opened, steps, strict=True))
                if (found is not None and (cost, weight) > found[0]) or not _floors_hold(
                    problem, studied, amounts, floors, credits_of
                ):
                    continue
                for counted in _placements(problem, before | granted | set(studied)):
                    key = (cost, weight + sum(tie_weight("counted", *one) for one in counted.items()))
                    stands = Standing(
                        credits_of,
                        frozenset(before | granted | set(studied)),
                        counted,
                        {
                            node.id: node.blocked + blocks.get(node.id, 0) + amounts.get(node.id, 0)
                            for node in walk(problem.tree)
                        },
                    )
                    if (found is None or key < found[0]) and stands.holds(problem.tree):
                        found = key, (studied, amounts, counted)
    return None if found is None else (found[0][0], found[1])


def _placements(problem: Problem, done: set[str]) -> Iterator[dict[str, str]]:
    shared = {course: nodes for course, nodes in shared_courses(problem.tree).items() if course in done}
    for nodes in product(*shared.values()):
        yield dict(zip(shared, nodes, strict=True))


def _floors_hold(problem, studied, amounts, granted, credits_of) -> bool:  # type: ignore[no-untyped-def]
    return all(
        floor.recorded
        + given
        + sum(credits_of[one] for one in studied if one in floor.courses)
        + sum(amount for node, amount in amounts.items() if node in floor.open_nodes)
        >= floor.at_least
        for floor, given in zip(problem.floors, granted, strict=True)
    )


def _granted_in(problem, members, lines) -> int:  # type: ignore[no-untyped-def]
    candidates = {one.id: one for one in problem.candidates}
    by_candidate = {line.candidate: line for line in lines}
    total = 0
    for member in members:
        if member.candidate in by_candidate:
            target = candidates[member.candidate].targets[member.target]
            total += sum(
                grant.amount
                for grant in by_candidate[member.candidate].grants
                if (grant.course, grant.module) == (target.course, target.module)
            )
    return total


def _usage(problem: Problem, lines: tuple[Line, ...]) -> int:
    flex = {one.id: one.flex for one in problem.outcomes}
    return sum(1000 + flex[draw.outcome] for line in lines for draw in line.draws)


def _ties(problem: Problem, lines: tuple[Line, ...]) -> int:
    partial = {(one.id, target.module) for one in problem.candidates for target in one.targets if target.up_to}
    total = 0
    for line in lines:
        total += tie_weight("line", line.candidate)
        for grant in line.grants:
            total += tie_weight("grant", line.candidate, grant.course or grant.module)
            if grant.module and (line.candidate, grant.module) in partial:
                total += tie_weight("amount", line.candidate, grant.module) * grant.amount
    return total


def _draws_in_order(problem: Problem, lines: tuple[Line, ...]) -> list[int]:
    order = {one.id: one.order for one in problem.outcomes}
    drawn = {(line.candidate, draw.outcome): draw.amount for line in lines for draw in line.draws}
    return [
        drawn.get((one.id, taken.outcome), 0)
        for one in sorted(problem.candidates, key=lambda one: (one.rule, one.id))
        for taken in sorted(one.inputs, key=lambda taken: (order[taken.outcome], taken.outcome))
        if taken.take == "credits"
    ]
