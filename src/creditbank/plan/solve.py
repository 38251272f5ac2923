"""The one door of the engine: problem → plan, proven, or flagged with the gap.

Candidates that miss a fact are never in a plan. What would be possible if every missing fact turned out well is the
plan of ``with_possible(problem)``.
"""

import msgspec

from creditbank.kernel.canonical import digest
from creditbank.plan.choices import EFFORT, Choices
from creditbank.plan.problem import Candidate, Draw, Granted, Line, Outcome, Plan, Problem

MOST_TOKENS = 500
"""How long a log is looked for: longer ones exist, but nobody should wait for them (docs/proofs.md)."""


def solve(problem: Problem, /, *, explain: bool = True, proof: bool = True, effort: int = EFFORT) -> Plan:
    """The best way to count the awards, by the objective of ``docs/engine.md``.

    ``explain = False`` leaves out ``unused``, ``binding`` and ``floor_extra``, which cost further solves; ``proof =
    False`` leaves out the log that others can check. Raises ``NotSolved`` where the effort ended before any plan was found.
    """
    # The engines take half a second to load: only who solves shall pay it, not every command that could.
    from creditbank.plan import engine

    choices = engine.optimise(problem, effort=effort)
    if choices is None:
        plan = _infeasible(problem)
    else:
        plan = _plan(problem, choices, engine.least_remaining(without_candidates(problem), effort=effort))
    plan = _with_log(problem, plan) if proof and plan.status != "gap" else plan
    return _with_reasons(problem, plan, effort) if explain and choices else plan


def _with_log(problem: Problem, plan: Plan) -> Plan:
    """The plan with a log that proves it, where the prover finds one."""
    from creditbank.plan.prove import prove, prove_infeasible

    if plan.status == "infeasible":
        log = prove_infeasible(problem, most=MOST_TOKENS)
    else:
        log = prove(problem, plan.remaining, most=MOST_TOKENS)
    return msgspec.structs.replace(plan, log=log, proof="log") if log else plan


def _with_reasons(problem: Problem, plan: Plan, effort: int) -> Plan:
    from creditbank.plan.explain import binding_limits, study_for_floors, unused_outcomes

    return msgspec.structs.replace(
        plan,
        unused=unused_outcomes(problem, plan, effort=effort),
        binding=binding_limits(problem, plan, effort=effort),
        floor_extra=study_for_floors(problem, plan, effort=effort),
    )


def with_possible(problem: Problem, /) -> Problem:
    """The same problem as if every missing fact turned out well; its lines may be applied for, and a person decides."""
    candidates = tuple(msgspec.structs.replace(one, possible=False, reasons=()) for one in problem.candidates)
    return msgspec.structs.replace(problem, candidates=candidates)


def without_candidates(problem: Problem, /) -> Problem:
    """The same programme with nothing to convert."""
    return msgspec.structs.replace(problem, candidates=())


def line_choices(plan: Plan, /) -> dict[str, Line]:
    """The lines a learner may choose from, by candidate; every subset stays within every cap."""
    return {line.candidate: line for line in plan.lines}


def _infeasible(problem: Problem) -> Plan:
    from creditbank.plan import cpsat  # it has answered, so it is loaded

    return Plan(
        status="infeasible",
        remaining=0,
        remaining_without=0,
        converted=0,
        lines=(),
        engine=cpsat.ENGINE,
        proof="solver",
        problem_hash=digest(problem),
    )


def _plan(problem: Problem, choices: "Choices", without: int | None) -> Plan:
    outcomes = {outcome.id: outcome for outcome in problem.outcomes}
    lines = tuple(_line(one, choices, outcomes) for one in problem.candidates if one.id in choices.grants)
    return Plan(
        status="proven" if choices.proven else "gap",
        remaining=choices.objective[0],
        # Where even study alone cannot meet a floor without a grant, nothing converted means nothing finished.
        remaining_without=choices.objective[0] if without is None else without,
        converted=sum(grant.amount for line in lines for grant in line.grants),
        lines=lines,
        study_courses=choices.study,
        study_open=choices.open_study,
        counted=choices.counted,
        objective=choices.objective,
        bound=choices.bound,
        engine=choices.engine,
        nodes=choices.nodes,
        proof="solver" if choices.proven else "",
        problem_hash=digest(problem),
    )


def _line(candidate: Candidate, choices: "Choices", outcomes: dict[str, Outcome]) -> Line:
    granted, gathered = choices.grants[candidate.id], choices.gathered[candidate.id]
    grants = tuple(
        Granted(course=target.course, module=target.module, amount=granted[index])
        for index, target in enumerate(candidate.targets)
        if index in granted
    )
    draws = tuple(
        _whole(outcomes[taken.outcome], taken.slot)
        if taken.take == "whole"
        else Draw(
            outcome=taken.outcome,
            slot=taken.slot,
            lot=outcomes[taken.outcome].lot,
            unit=outcomes[taken.outcome].unit,
            amount=gathered[taken.outcome],
        )
        for taken in candidate.inputs
        if taken.take == "whole" or taken.outcome in gathered
    )
    return Line(
        candidate=candidate.id,
        rule=candidate.rule,
        lead=candidate.lead,
        draws=draws,
        grants=grants,
        worth=candidate.worth,
        lapsed=_lapsed(candidate, granted),
    )


def _whole(outcome: Outcome, slot: str) -> Draw:
    if outcome.again:
        return Draw(outcome=outcome.id, slot=slot, lot=outcome.again, unit="use", amount=1)
    return Draw(outcome=outcome.id, slot=slot, lot=outcome.lot, unit=outcome.unit, amount=outcome.issued)


def _lapsed(candidate: Candidate, granted: dict[int, int]) -> int:
    """What a whole take was good for and did not grant; a gathering line leaves the rest in its lots."""
    if any(taken.take == "credits" for taken in candidate.inputs):
        return 0
    offered = sum(candidate.targets[index].amount for index in granted)
    return (offered if candidate.budget is None else candidate.budget) - sum(granted.values())
