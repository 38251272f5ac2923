"""The independent checker of proof logs: does a log prove that no choice of lines leaves less to study?

A log is a binary tree of decisions written out (docs/proofs.md). It is walked with integers alone, no solver, in time
linear in its length; how it was found is of no interest. Everything a log rests on is reckoned here a second time.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from creditbank.kernel.decision import Reason
from creditbank.kernel.quantity import format_amount
from creditbank.plan.check_bounds import Bounds, Leaf
from creditbank.plan.check_state import Board, CreditCap, State
from creditbank.plan.check_study import TooMuchWork, top
from creditbank.plan.check_worth import TWELFTHS, Worth
from creditbank.plan.problem import CapLimit, CourseState, FloorLimit, Grantable, Problem, TreeNode, walk

MOST_TOKENS = 200_000
MOST_LETTERS = 8_000_000
MOST_STEPS = 4 * 10**8
"""Tokens × (targets + inputs) of the problem: what a log may ask for."""
MOST_STUDY = 1_000_000
"""The largest T: sums of study are sets of so many amounts."""
MOST_KEPT = 500
"""Leaves whose reading is kept for when they come again."""
PLAIN = "-"
"""A leaf that leaves the choice of deducted pieces to the checker."""
_VALUED = re.compile(r"([cx])(0|[1-9]\d{0,8})=([1-9]\d{0,8})", re.ASCII)
_BRANCH = re.compile(r"(0|[1-9]\d{0,8})(?:\.(0|[1-9]\d{0,8}))?", re.ASCII)


def check_log(problem: Problem, log: str, claim: int | None, /) -> Reason | None:
    """What is wrong with the proof that no choice leaves less than ``claim``; nothing: it is one.

    ``None`` claims that the programme cannot be completed at all.
    """
    tokens = log.count(" ") + 1
    if tokens > MOST_TOKENS or len(log) > MOST_LETTERS:
        return Reason("PROOF_LOG_LONG", wanted=MOST_TOKENS, found=tokens)
    if unfit := next(_unfit(problem), None):
        return Reason("PROOF_LOG_UNFIT", found=unfit)
    size = sum(len(one.targets) + len(one.inputs) for one in problem.candidates)
    if tokens * size > MOST_STEPS:
        return Reason("PROOF_LOG_WORK", wanted=MOST_STEPS, found=tokens * size)
    try:
        return _Walk(problem, claim).run(log.split(" "))
    except TooMuchWork:
        return Reason("PROOF_LOG_WORK", wanted=MOST_STEPS, found=tokens * size)


class _Walk:
    """One walk along a log."""

    def __init__(self, problem: Problem, claim: int | None) -> None:
        self.scale = problem.scale
        self.board = Board(problem)
        self.bounds = Bounds(problem, self.board, claim)
        self._format = LeafFormat(problem, self.board)
        self._leaves: dict[str, tuple[int, Worth] | None] = {}

    def run(self, tokens: Iterable[str]) -> Reason | None:
        """Take the tokens in turn; each state that awaits its proof is a place where the log must go on."""
        awaiting = [State.start(self.board)]
        number = 0
        for number, token in enumerate(tokens, 1):
            if not awaiting:
                return Reason("PROOF_LOG_ENDS", wanted=number - 1, found=number)
            state = awaiting.pop()
            if token.startswith(PLAIN):
                if wrong := self._leaf(state, token, number):
                    return wrong
            elif branches := self._branches(state, token):
                awaiting += branches
            else:
                return Reason("PROOF_LOG_TOKEN", wanted=number, found=token[:40])
        return Reason("PROOF_LOG_ENDS", wanted=number + len(awaiting), found=number) if awaiting else None

    def _leaf(self, state: State, token: str, number: int) -> Reason | None:
        """What is wrong with a leaf: it is written badly, or less than the claim might be left."""
        if token not in self._leaves:
            if len(self._leaves) >= MOST_KEPT:
                self._leaves.clear()
            self._leaves[token] = self._format.read(token)
        named = self._leaves[token]
        if named is None and token != PLAIN:
            return Reason("PROOF_LOG_TOKEN", wanted=number, found=token[:40])
        if state.dead or (leaf := Leaf(self.bounds, state, *(named or ()))).is_closed():
            return None
        wanted, found = (format_amount(one, self.scale) for one in (self.bounds.claim, leaf.value()))
        return Reason("PROOF_LOG_LEAF", str(number), wanted=wanted, found=found)

    def _branches(self, state: State, token: str) -> tuple[State, State] | None:
        """The two states after a branch, the first to be proved last; nothing where there is no such choice."""
        match = _BRANCH.fullmatch(token)
        if match is None or state.dead or (q := int(match[1])) >= len(self.board.of):
            return None
        if match[2] is None:
            return (state.with_candidate(q, False), state.with_candidate(q, True)) if state.is_open(q) else None
        target = self.board.first[q] + int(match[2])
        if not self.board.of[q] & state.opened() & 1 << target:
            return None
        return state.with_target(target, False), state.with_target(target, True)


class LeafFormat:
    """Reads what leaves name: children of the root, courses, nodes; prices of courses; weights of caps."""

    def __init__(self, problem: Problem, board: Board) -> None:
        nodes = walk(problem.tree)
        on_course = {course.id: board.targets_on[number] for number, course in enumerate(problem.courses)}
        on_node = {node.id: sum(1 << t for t in board.blocks.get(node.id, ())) for node in nodes}
        self._board, self._credits = board, [course.credits for course in problem.courses]
        self.parts = {f"c{number}": targets for number, targets in enumerate(board.targets_on)}
        self.parts |= {f"n{number}": on_node[node.id] for number, node in enumerate(nodes)}
        for number, child in enumerate(problem.tree.child):
            named = {name for node in walk(child) for name in (*node.all, *node.courses)}
            self.parts[str(number)] = sum(on_node[node.id] for node in walk(child))
            for name in named:
                self.parts[str(number)] |= on_course[name]

    def read(self, token: str, /) -> tuple[int, Worth] | None:
        """The targets that a leaf names, where what is named twice is not named, and what pieces are worth to it.

        Nothing if it names nothing or is written badly.
        """
        targets, prices, weights = 0, dict[int, int](), dict[int, int]()
        for part in token[1:].split(","):
            if part in self.parts:
                targets ^= self.parts[part]
            elif (match := _VALUED.fullmatch(part)) is None or not self._valued(match, prices, weights):
                return None
        for course in prices:
            targets |= self._board.targets_on[course]
        return targets, Worth(self._board, prices, weights)

    def _valued(self, match: re.Match[str], prices: dict[int, int], weights: dict[int, int]) -> bool:
        """Take a price or a weight in; false where it is out of range or given twice."""
        number, value = int(match[2]), int(match[3])
        if match[1] == "c":
            known = number < len(self._credits) and number not in prices and value < self._credits[number]
            prices[number] = value
            return known
        known = number < len(self._board.caps) and number not in weights
        weights[number] = value
        return known and (value <= TWELFTHS or not isinstance(self._board.caps[number][0], CreditCap))


def _unfit(problem: Problem) -> Iterator[str]:
    """What keeps a problem from carrying a log: the bounds would not be sound, or not be defined."""
    courses = {course.id: course for course in problem.courses}
    outcomes = {outcome.id for outcome in problem.outcomes}
    nodes = walk(problem.tree)
    modules = {node.id for node in nodes}
    for ids in (
        (course.id for course in problem.courses),
        (outcome.id for outcome in problem.outcomes),
        (candidate.id for candidate in problem.candidates),
        (node.id for node in nodes),
    ):
        yield from _twice(ids)
    yield from (one.id for one in problem.courses if one.credits < 0)
    yield from (one.id for one in problem.outcomes if not 0 <= one.available <= one.issued or one.issued < 1)
    for node in nodes:
        yield from _unfit_node(node, courses)
    for candidate in problem.candidates:
        yield from (taken.outcome for taken in candidate.inputs if taken.outcome not in outcomes)
        if not candidate.inputs or any(_is_unfit(target, courses, modules) for target in candidate.targets):
            yield candidate.id
    yield from _unfit_limits(problem)
    if top(problem) > MOST_STUDY:
        yield problem.programme


def _unfit_node(node: TreeNode, courses: dict[str, CourseState]) -> Iterator[str]:
    yield from (name for name in (*node.all, *node.courses) if name not in courses)
    yield from _twice((*node.all, *node.courses))
    if (node.study_step or 1) < 1 or node.blocked < 0:
        yield node.id


def _is_unfit(target: Grantable, courses: dict[str, CourseState], modules: set[str]) -> bool:
    if target.course:
        course = courses.get(target.course)
        return course is None or target.amount != course.credits or target.up_to or bool(target.module)
    return target.module not in modules or target.amount < int(target.up_to)


def _unfit_limits(problem: Problem) -> Iterator[str]:
    targets = {candidate.id: len(candidate.targets) for candidate in problem.candidates}
    limits: list[CapLimit | FloorLimit] = [cap for cap in problem.caps if cap.measure == "credits"]
    for limit in (*limits, *problem.floors):
        yield from _twice(f"{member.candidate} {member.target}" for member in limit.members)
        for member in limit.members:
            if not 0 <= member.target < targets.get(member.candidate, member.target + 1):
                yield limit.id


def _twice(names: Iterable[str]) -> Iterator[str]:
    return (name for name, times in Counter(names).items() if times > 1)
