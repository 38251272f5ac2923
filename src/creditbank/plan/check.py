"""The independent checker: is this plan feasible, and is everything it says about itself true?

It reads the problem and the plan and nothing of how the plan was found, in time linear in their size. That nothing
better exists is checked where the plan carries a log that proves it (``check_proof``): ``docs/engine.md`` says who proves
what.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from creditbank.kernel.canonical import digest
from creditbank.kernel.decision import Reason
from creditbank.plan.check_proof import check_log
from creditbank.plan.problem import (
    Candidate,
    CapLimit,
    FloorLimit,
    Line,
    Member,
    Outcome,
    Plan,
    Problem,
    TreeNode,
    shared_courses,
    tie_weight,
    walk,
)


def check(problem: Problem, plan: Plan, /) -> list[Reason]:
    """What is wrong with the plan; empty: accepted. Codes of reasons are those of ``docs/engine.md``, *Checker*."""
    if plan.problem_hash != digest(problem):
        return [Reason("OTHER_PROBLEM", found=plan.problem_hash)]
    if plan.status == "infeasible":
        listed = plan.lines or plan.study_courses or plan.study_open
        return [Reason("INFEASIBLE_WITH_LINES")] if listed else [*_check_proof(problem, plan)]
    wrong = [*_check_line_set(problem, plan.lines, possible=False)]
    if wrong:
        return wrong
    wrong = [*_check_study(problem, plan), *_check_tree(problem, plan), *_check_figures(problem, plan)]
    return [*wrong, *_check_proof(problem, plan)]


def check_lines(problem: Problem, lines: Sequence[Line], /) -> list[Reason]:
    """What forbids applying for these lines: lots, targets, caps. The tree is not asked: a learner may choose a few.

    A candidate that misses a fact may be applied for.
    """
    return [*_check_line_set(problem, lines, possible=True)]


@dataclass(frozen=True, slots=True)
class Standing:
    """A tree with everything that is done: which nodes hold and how much each earns."""

    credits: Mapping[str, int]
    done: frozenset[str]
    counted: Mapping[str, str]
    """For done courses that stand in several modules, the one in which they count."""
    amounts: Mapping[str, int]
    """Block credit and open study by node."""

    def earned(self, node: TreeNode, /) -> int:
        """Credits in a node, with what its children pass upward."""
        here = (c for c in dict.fromkeys((*node.all, *node.courses)) if c in self.done)
        own = sum(self.credits[c] for c in here if self.counted.get(c, node.id) == node.id)
        return own + self.amounts.get(node.id, 0) + sum(self.upward(child) for child in node.child)

    def upward(self, node: TreeNode, /) -> int:
        """What a node counts for its parent."""
        earned = self.earned(node)
        return earned if node.at_most is None else min(earned, node.at_most)

    def holds(self, node: TreeNode, /) -> bool:
        """Whether all conditions on a node hold."""
        children = [self.holds(child) for child in node.child]
        met = sum(children) + sum(course in self.done for course in node.courses)
        return (
            self.done.issuperset(node.all)
            and (all(children) if node.choose is None else met >= node.choose)
            and (node.min_credits is None or self.earned(node) >= node.min_credits)
        )


def standing(problem: Problem, plan: Plan, /) -> Standing:
    """The programme as it stands when the plan is carried out and its study is done."""
    before = {course.id for course in problem.courses if course.done}
    granted = {grant.course for line in plan.lines for grant in line.grants if grant.course}
    amounts: Counter[str] = Counter({node.id: node.blocked for node in walk(problem.tree)})
    amounts.update(plan.study_open)
    amounts.update(_blocks(plan.lines))
    return Standing(
        credits={course.id: course.credits for course in problem.courses},
        done=frozenset(before | granted | set(plan.study_courses)),
        counted=plan.counted,
        amounts=amounts,
    )


def _blocks(lines: Iterable[Line]) -> Counter[str]:
    amounts: Counter[str] = Counter()
    for line in lines:
        for grant in line.grants:
            if grant.module:
                amounts[grant.module] += grant.amount
    return amounts


def _check_line_set(problem: Problem, lines: Sequence[Line], *, possible: bool) -> Iterator[Reason]:
    candidates = {one.id: one for one in problem.candidates}
    outcomes = {one.id: one for one in problem.outcomes}
    for name, count in Counter(line.candidate for line in lines).items():
        if name not in candidates or count > 1 or (candidates[name].possible and not possible):
            yield Reason("NO_SUCH_CANDIDATE", found=name)
            return
    for line in lines:
        candidate = candidates[line.candidate]
        yield from _check_names(line, candidate)
        yield from _check_draws(line, candidate, outcomes)
        yield from _check_grants(line, candidate)
    yield from _check_lots(lines, outcomes)
    yield from _check_parts(lines, outcomes)
    yield from _check_targets(problem, lines)
    for cap in problem.caps:
        yield from _check_cap(cap, lines, candidates)


def _check_names(line: Line, candidate: Candidate) -> Iterator[Reason]:
    for name in ("rule", "lead", "worth"):
        if getattr(line, name) != getattr(candidate, name):
            yield Reason("LINE_NAMES", name, wanted=getattr(candidate, name), found=getattr(line, name))


def _check_draws(line: Line, candidate: Candidate, outcomes: Mapping[str, Outcome]) -> Iterator[Reason]:
    """Every whole input exactly once and in full; gathered ones within bounds and in sum what is granted."""
    allowed = {(taken.outcome, taken.slot): taken.take for taken in candidate.inputs}
    drawn = [(draw.outcome, draw.slot) for draw in line.draws]
    whole = {key for key, take in allowed.items() if take == "whole"}
    if len(set(drawn)) < len(drawn) or not whole <= set(drawn) <= set(allowed):
        yield Reason("DRAWS", found=line.candidate)
        return
    gathered = 0
    for draw in line.draws:
        outcome = outcomes[draw.outcome]
        taken_whole = (draw.outcome, draw.slot) in whole
        lot = (outcome.again, "use") if taken_whole and outcome.again else (outcome.lot, outcome.unit)
        full = 1 if taken_whole and outcome.again else outcome.issued
        if (draw.lot, draw.unit) != lot or draw.amount < 1 or (taken_whole and draw.amount != full):
            yield Reason("DRAW_AMOUNT", draw.outcome, found=draw.amount)
        gathered += 0 if taken_whole else draw.amount
    if len(whole) < len(allowed):
        yield from _check_gathering(line, candidate, gathered, len(drawn) - len(whole))


def _check_gathering(line: Line, candidate: Candidate, gathered: int, sources: int) -> Iterator[Reason]:
    granted = sum(grant.amount for grant in line.grants)
    if gathered != granted:
        yield Reason("GATHERED_SUM", line.candidate, wanted=granted, found=gathered)
    if candidate.at_most_awards is not None and sources > candidate.at_most_awards:
        yield Reason("TOO_MANY_AWARDS", line.candidate, wanted=candidate.at_most_awards, found=sources)
    if candidate.draw_all and len(line.draws) < len(candidate.inputs):
        yield Reason("DRAW_ALL", line.candidate)
    if candidate.lead not in {draw.outcome for draw in line.draws}:
        yield Reason("LEAD_NOT_DRAWN", line.candidate, found=candidate.lead)


def _check_grants(line: Line, candidate: Candidate) -> Iterator[Reason]:
    """Targets of the candidate, each once, at their amounts, within choice and budget, and what lapsed."""
    targets = {(target.course, target.module): target for target in candidate.targets}
    granted = {(grant.course, grant.module): grant.amount for grant in line.grants}
    if not granted or len(granted) < len(line.grants) or not granted.keys() <= targets.keys():
        yield Reason("TARGETS", found=line.candidate)
        return
    for key, amount in granted.items():
        least = 1 if targets[key].up_to else targets[key].amount
        if not least <= amount <= targets[key].amount:
            yield Reason("GRANT_AMOUNT", key[0] or key[1], wanted=targets[key].amount, found=amount)
    if candidate.grant_all and len(granted) < len(targets):
        yield Reason("GRANT_ALL", found=line.candidate)
    if candidate.choose is not None and len(granted) > candidate.choose:
        yield Reason("CHOOSE", line.candidate, wanted=candidate.choose, found=len(granted))
    yield from _check_budget(line, candidate, sum(targets[key].amount for key in granted))


def _check_budget(line: Line, candidate: Candidate, offered: int) -> Iterator[Reason]:
    granted = sum(grant.amount for grant in line.grants)
    if candidate.budget is not None and granted > candidate.budget:
        yield Reason("BUDGET", line.candidate, wanted=candidate.budget, found=granted)
    gathers = any(taken.take == "credits" for taken in candidate.inputs)
    lapsed = 0 if gathers else (offered if candidate.budget is None else candidate.budget) - granted
    if line.lapsed != lapsed:
        yield Reason("LAPSED", line.candidate, wanted=lapsed, found=line.lapsed)


def _check_lots(lines: Sequence[Line], outcomes: Mapping[str, Outcome]) -> Iterator[Reason]:
    """No lot gives more than it holds; where the second lot is drawn on, nothing comes from the first."""
    drawn: Counter[tuple[str, str]] = Counter()
    for line in lines:
        for draw in line.draws:
            if draw.outcome in outcomes:  # an unknown one has been told as ``DRAWS``
                drawn[draw.outcome, draw.lot] += draw.amount
    lots = Counter(outcome for outcome, _ in drawn)
    for (outcome_id, lot), amount in drawn.items():
        outcome = outcomes[outcome_id]
        if amount > (outcome.available if lot == outcome.lot else 1) or lots[outcome_id] > 1:
            yield Reason("OVERDRAFT", outcome_id, lot, wanted=outcome.available, found=amount)


def _check_parts(lines: Sequence[Line], outcomes: Mapping[str, Outcome]) -> Iterator[Reason]:
    used = {draw.outcome for line in lines for draw in line.draws if draw.outcome in outcomes}
    for outcome_id in sorted(used):
        above, seen = outcomes[outcome_id].part_of, {outcome_id}
        while above in outcomes and above not in seen:
            if above in used:
                yield Reason("PART_OF", outcome_id, found=above)
            seen.add(above)
            above = outcomes[above].part_of


def _check_targets(problem: Problem, lines: Sequence[Line]) -> Iterator[Reason]:
    """Each course once and not done before; block credit only where it is accepted."""
    done: dict[str, str] = {course.id: course.done for course in problem.courses}
    accepting = {node.id for node in walk(problem.tree) if node.accepts_block}
    granted = Counter(grant.course for line in lines for grant in line.grants if grant.course)
    for course, count in granted.items():
        if count > 1 or done.get(course, "unknown"):
            yield Reason("COURSE_TWICE", course, found=done.get(course, ""))
    for module in _blocks(lines):
        if module not in accepting:
            yield Reason("NO_BLOCK_HERE", module)


def _amount_of(member: Member, lines: Mapping[str, Line], candidates: Mapping[str, Candidate]) -> int:
    line = lines.get(member.candidate)
    if line is None:
        return 0
    target = candidates[member.candidate].targets[member.target]
    return sum(one.amount for one in line.grants if (one.course, one.module) == (target.course, target.module))


def _check_cap(cap: CapLimit, lines: Sequence[Line], candidates: Mapping[str, Candidate]) -> Iterator[Reason]:
    by_candidate = {line.candidate: line for line in lines}
    if cap.measure == "credits":
        added = sum(_amount_of(member, by_candidate, candidates) for member in cap.members)
    else:
        drawn = {(line.candidate, draw.outcome) for line in lines for draw in line.draws}
        counted = {
            member.outcome
            for member in cap.members
            if (member.candidate, member.outcome) in drawn
            and (member.target < 0 or _amount_of(member, by_candidate, candidates))
        }
        added = len(counted - set(cap.recorded_awards))
    if added > max(0, cap.at_most - cap.recorded):
        yield Reason("CAP", cap.key, cap.id, cap.at_most, cap.recorded + added)


def _check_study(problem: Problem, plan: Plan) -> Iterator[Reason]:
    """Study of courses that are not done, in open modules by whole steps; and the floors over all of it."""
    open_nodes = {node.id: node for node in walk(problem.tree) if node.open}
    granted = {grant.course for line in plan.lines for grant in line.grants}
    free = {course.id for course in problem.courses if not course.done} - granted
    if len(set(plan.study_courses)) < len(plan.study_courses) or not free.issuperset(plan.study_courses):
        yield Reason("STUDY", found=list(plan.study_courses))
    for node, amount in plan.study_open.items():
        if node not in open_nodes or amount < 1 or amount % (open_nodes[node].study_step or 1):
            yield Reason("OPEN_STUDY", node, found=amount)
    for floor in problem.floors:
        reached = _reached(floor, problem, plan)
        if reached < floor.at_least:
            yield Reason("FLOOR", floor.id, wanted=floor.at_least, found=reached)


def _reached(floor: FloorLimit, problem: Problem, plan: Plan) -> int:
    lines = {line.candidate: line for line in plan.lines}
    candidates = {one.id: one for one in problem.candidates}
    credits_of = {course.id: course.credits for course in problem.courses}
    return (
        floor.recorded
        + sum(_amount_of(member, lines, candidates) for member in floor.members)
        + sum(credits_of.get(course, 0) for course in plan.study_courses if course in floor.courses)
        + sum(amount for node, amount in plan.study_open.items() if node in floor.open_nodes)
    )


def _check_tree(problem: Problem, plan: Plan) -> Iterator[Reason]:
    stands = standing(problem, plan)
    shared = shared_courses(problem.tree)
    placed = {course: node for course, node in plan.counted.items() if node in shared.get(course, ())}
    if placed != plan.counted or placed.keys() != shared.keys() & stands.done:
        yield Reason("COUNTED", found=plan.counted)
    elif not stands.holds(problem.tree):
        yield Reason("TREE", problem.tree.id)


def _check_figures(problem: Problem, plan: Plan) -> Iterator[Reason]:
    """Everything that the plan says of itself, reckoned again."""
    credits_of = {course.id: course.credits for course in problem.courses}
    remaining = sum(credits_of.get(course, 0) for course in plan.study_courses) + sum(plan.study_open.values())
    converted = sum(grant.amount for line in plan.lines for grant in line.grants)
    told = {
        "remaining": (plan.remaining, remaining),
        "converted": (plan.converted, converted),
        "objective": (list(plan.objective), [remaining, _usage(problem, plan), _tie_break(problem, plan)]),
    }
    for name, (said, reckoned) in told.items():
        if said != reckoned:
            yield Reason("FIGURE", name, wanted=reckoned, found=said)
    if not plan.bound <= plan.remaining <= plan.remaining_without:
        yield Reason("FIGURE", "bound", wanted=[plan.bound, plan.remaining_without], found=plan.remaining)
    if plan.status == "proven" and plan.bound != plan.remaining:
        yield Reason("NOT_PROVEN", found=plan.bound)
    yield from _check_unused(problem, plan)


def _check_proof(problem: Problem, plan: Plan) -> Iterator[Reason]:
    """A log proves what the plan claims, and is there exactly where the plan says so."""
    if (plan.proof == "log") != bool(plan.log):
        yield Reason("PROOF_LOG_SAID", found=plan.proof)
    elif plan.log and (wrong := check_log(problem, plan.log, _claim(plan))):
        yield wrong


def _claim(plan: Plan) -> int | None:
    return None if plan.status == "infeasible" else plan.remaining


def _check_unused(problem: Problem, plan: Plan) -> Iterator[Reason]:
    """Reasons, where they are given, are given once for each award that is not drawn on."""
    used = {draw.outcome for line in plan.lines for draw in line.draws}
    expected = sorted(outcome.id for outcome in problem.outcomes if outcome.id not in used)
    if plan.unused and sorted(one.outcome for one in plan.unused) != expected:
        yield Reason("FIGURE", "unused", wanted=expected)


def _usage(problem: Problem, plan: Plan) -> int:
    flex = {outcome.id: outcome.flex for outcome in problem.outcomes}
    return sum(1000 + flex[draw.outcome] for line in plan.lines for draw in line.draws)


def _tie_break(problem: Problem, plan: Plan) -> int:
    partial = {
        (one.id, target.module)
        for one in problem.candidates
        for target in one.targets
        if target.up_to and target.module
    }
    total = 0
    for line in plan.lines:
        total += tie_weight("line", line.candidate)
        for grant in line.grants:
            total += tie_weight("grant", line.candidate, grant.course or grant.module)
            if (line.candidate, grant.module) in partial:
                total += tie_weight("amount", line.candidate, grant.module) * grant.amount
    return total
