"""The state of a branch of a proof: what is decided, and what follows from it (docs/proofs.md, *What follows*).

Sets are bits of integers: candidates, targets (of all candidates, in order), courses, nodes and outcomes by position.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from creditbank.plan.problem import Candidate, CapLimit, Member, Problem, walk


def bits(mask: int, /) -> Iterator[int]:
    """The positions in a set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def mask_of(positions: Iterable[int], /) -> int:
    """The set of these positions."""
    mask = 0
    for position in positions:
        mask |= 1 << position
    return mask


@dataclass(frozen=True, slots=True)
class Target:
    """One target of one candidate: its course or node by position (-1: the other of the two)."""

    candidate: int
    index: int
    course: int
    node: int
    amount: int
    least: int
    """What a grant is at least: the amount, or one unit where it may be granted in part."""
    partial: bool


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap: the targets it counts, or for awards what each candidate surely adds and what it takes whole."""

    room: int
    targets: int = 0
    sure: Mapping[int, int] = field(default_factory=dict)
    """Candidate → awards that count once it is applied."""
    whole: Mapping[int, int] = field(default_factory=dict)
    """Candidate → awards that count and are taken whole: no other line can share them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate by bits: its targets, what it excludes, and the caps that count it."""

    targets: int
    forced: bool
    """Applied, it grants all its targets."""
    choose: int | None
    budget: int | None
    """The most it can grant: its budget, or what it can gather."""
    conflicts: int
    outcomes: tuple[int, ...]
    """The distinct awards among its inputs."""
    courses: tuple[int, ...]
    """The courses among its targets."""
    sources: int
    """Awards it may gather from."""
    gathers: bool
    caps: tuple[int, ...] = ()


@dataclass(slots=True)
class Board:
    """A problem by bits."""

    problem: Problem
    targets: list[Target] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    caps: list[Cap] = field(default_factory=list)
    caps_of_target: list[list[int]] = field(default_factory=list)
    rivals: list[int] = field(default_factory=list)
    """For each target the other targets on its course."""
    start: list[int] = field(default_factory=list)
    """The first target of each candidate."""
    available: list[int] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)
    """Candidates by id."""
    course_bits: list[int] = field(default_factory=list)
    """For each target its course, as a set."""
    on_course: list[int] = field(default_factory=list)
    """The targets on each course."""
    at_node: list[int] = field(default_factory=list)
    """The targets that grant block credit at each node."""
    course_targets: int = 0
    """Targets that are courses."""
    partial: int = 0
    """Targets that may be granted in part."""
    floors: list[int] = field(default_factory=list)
    """The targets that each floor counts."""

    def courses_of(self, targets: int) -> int:
        """The courses of these targets."""
        courses = 0
        for t in bits(targets):
            courses |= self.course_bits[t]
        return courses


def board(problem: Problem, /) -> Board:
    """Read a problem of which ``bounds.is_fit`` holds."""
    made = Board(problem, available=[one.available for one in problem.outcomes])
    made.known = {one.id: q for q, one in enumerate(problem.candidates)}
    courses = {one.id: i for i, one in enumerate(problem.courses)}
    nodes = {one.id: i for i, one in enumerate(walk(problem.tree))}
    outcomes = {one.id: i for i, one in enumerate(problem.outcomes)}
    for q, one in enumerate(problem.candidates):
        made.start.append(len(made.targets))
        for index, to in enumerate(one.targets):
            course, node = courses.get(to.course, -1), nodes.get(to.module, -1)
            least = min(1, to.amount) if to.up_to else to.amount
            made.targets.append(Target(q, index, course, node, to.amount, least, to.up_to))
    made.on_course, made.at_node = [0] * len(courses), [0] * len(nodes)
    for t, target in enumerate(made.targets):
        if target.course >= 0:
            made.on_course[target.course] |= 1 << t
        else:
            made.at_node[target.node] |= 1 << t
    made.rivals = [
        0 if one.course < 0 else made.on_course[one.course] & ~(1 << t) for t, one in enumerate(made.targets)
    ]
    made.course_bits = [0 if one.course < 0 else 1 << one.course for one in made.targets]
    made.course_targets = mask_of([t for t, one in enumerate(made.targets) if one.course >= 0])
    made.partial = mask_of([t for t, one in enumerate(made.targets) if one.partial])
    made.floors = [_counted(made, floor.members) for floor in problem.floors]
    made.caps = [_cap(made, cap, outcomes) for cap in problem.caps]
    made.caps_of_target = [
        [i for i, cap in enumerate(made.caps) if cap.targets >> t & 1] for t in range(len(made.targets))
    ]
    conflicts = _conflicts(problem, outcomes)
    made.choices = [_choice(made, q, one, outcomes, conflicts[q]) for q, one in enumerate(problem.candidates)]
    return made


def surely_used(candidate: Candidate, /) -> Iterator[tuple[str, bool]]:
    """Awards drawn on whenever the candidate is applied, and whether whole."""
    for taken in candidate.inputs:
        if taken.take == "whole" or candidate.draw_all or taken.outcome == candidate.lead:
            yield taken.outcome, taken.take == "whole"


def _choice(made: Board, q: int, one: Candidate, outcomes: Mapping[str, int], conflicts: int) -> Choice:
    gathered = list(dict.fromkeys(outcomes[i.outcome] for i in one.inputs if i.take == "credits"))
    holdings = sorted((made.available[o] for o in gathered), reverse=True)
    targets = ((1 << len(one.targets)) - 1) << made.start[q]
    budgets = [] if one.budget is None else [one.budget]
    if gathered:
        budgets.append(sum(holdings[: one.at_most_awards]))
    return Choice(
        targets=targets,
        forced=one.grant_all or len(one.targets) == 1,
        choose=one.choose,
        budget=min(budgets, default=None),
        conflicts=conflicts,
        outcomes=tuple(dict.fromkeys(outcomes[i.outcome] for i in one.inputs)),
        courses=tuple(bits(made.courses_of(targets))),
        sources=mask_of(gathered),
        gathers=bool(gathered),
        caps=tuple(i for i, cap in enumerate(made.caps) if q in cap.sure),
    )


def _counted(made: Board, members: Iterable[Member]) -> int:
    """The targets among the members of a sum of credits."""
    known = [one for one in members if one.candidate in made.known]
    return mask_of([made.start[made.known[one.candidate]] + one.target for one in known])


def _cap(made: Board, cap: CapLimit, outcomes: Mapping[str, int]) -> Cap:
    room = max(0, cap.at_most - cap.recorded)
    if cap.measure == "credits":
        return Cap(room, targets=_counted(made, cap.members))
    sure: dict[int, int] = {}
    whole: dict[int, int] = {}
    for one in cap.members:
        if one.candidate not in made.known or one.target >= 0 or one.outcome in cap.recorded_awards:
            continue
        q = made.known[one.candidate]
        used = dict(surely_used(made.problem.candidates[q]))
        if one.outcome in used:
            sure[q] = sure.get(q, 0) | 1 << outcomes[one.outcome]
        if used.get(one.outcome):
            whole[q] = whole.get(q, 0) | 1 << outcomes[one.outcome]
    return Cap(room, sure=sure, whole=whole)


def _conflicts(problem: Problem, outcomes: Mapping[str, int]) -> list[int]:
    """For each candidate those that cannot stand beside it: an award taken whole, or an award and a part of it."""
    users, whole = [0] * len(outcomes), [0] * len(outcomes)
    for q, one in enumerate(problem.candidates):
        for outcome, entirely in surely_used(one):
            users[outcomes[outcome]] |= 1 << q
            whole[outcomes[outcome]] |= (1 << q) if entirely else 0
    beside = [0] * len(outcomes)
    for o, award in enumerate(problem.outcomes):
        above, seen = award.part_of, {award.id}
        while above in outcomes and above not in seen:
            beside[o] |= users[outcomes[above]]
            beside[outcomes[above]] |= users[o]
            seen.add(above)
            above = problem.outcomes[outcomes[above]].part_of
    found = []
    for q, one in enumerate(problem.candidates):
        mask = 0
        for outcome, entirely in surely_used(one):
            o = outcomes[outcome]
            mask |= beside[o] | (users[o] if entirely else whole[o])
        found.append(mask & ~(1 << q))
    return found


class State:
    """What is decided on a branch. After ``settle`` nothing more follows; ``contradiction`` says that it cannot be."""

    __slots__ = ("_todo", "applied", "board", "contradiction", "dropped", "granted", "out")

    def __init__(self, made: Board) -> None:
        self.board = made
        self.applied = self.out = 0
        self.granted = self.dropped = 0
        self.contradiction = False
        self._todo: list[tuple[Callable[[State, int], None], int]] = []

    def copy(self) -> "State":
        """A state to go on from."""
        other = State(self.board)
        other.applied, other.out = self.applied, self.out
        other.granted, other.dropped = self.granted, self.dropped
        return other

    def apply(self, q: int) -> None:
        """Decide that the candidate is applied."""
        if self.applied >> q & 1:
            return
        self.applied |= 1 << q
        choice = self.board.choices[q]
        for other in bits(choice.conflicts & ~self.out):
            self.exclude(other)
        if choice.forced:
            for t in bits(choice.targets & ~self.granted):
                self.grant(t)
        self._todo += [(State._check_awards, cap) for cap in choice.caps]
        self.contradiction |= bool(self.out >> q & 1)

    def exclude(self, q: int) -> None:
        """Decide that the candidate is not applied."""
        if self.out >> q & 1:
            return
        self.out |= 1 << q
        for t in bits(self.board.choices[q].targets & ~self.dropped):
            self.drop(t)
        self.contradiction |= bool(self.applied >> q & 1)

    def grant(self, t: int) -> None:
        """Decide that the target is granted."""
        if self.granted >> t & 1:
            return
        self.granted |= 1 << t
        self.apply(self.board.targets[t].candidate)
        for other in bits(self.board.rivals[t] & ~self.dropped):
            self.drop(other)
        self._todo.append((State._check_choice, self.board.targets[t].candidate))
        self._todo += [(State._check_credits, cap) for cap in self.board.caps_of_target[t]]
        self.contradiction |= bool(self.dropped >> t & 1)

    def drop(self, t: int) -> None:
        """Decide that the target is not granted."""
        if self.dropped >> t & 1:
            return
        self.dropped |= 1 << t
        q = self.board.targets[t].candidate
        choice = self.board.choices[q]
        if choice.forced or not choice.targets & ~self.dropped:
            self.exclude(q)
        self.contradiction |= bool(self.granted >> t & 1)

    def settle(self) -> "State":
        """Draw all conclusions, in any order: there is one least fixpoint."""
        while self._todo and not self.contradiction:
            check, about = self._todo.pop()
            check(self, about)
        self._todo.clear()
        return self

    def check_all(self) -> None:
        """Ask every choice, budget and cap."""
        self._todo += [(State._check_choice, q) for q in range(len(self.board.choices))]
        for i, cap in enumerate(self.board.caps):
            self._todo.append((State._check_awards if cap.sure else State._check_credits, i))

    def open_targets(self, mask: int) -> int:
        """Those of the targets that are not decided."""
        return mask & ~self.granted & ~self.dropped

    def counted(self, cap: Cap) -> int:
        """Awards that the cap counts by now, beside those recorded."""
        counted = 0
        for q, awards in cap.sure.items():
            if self.applied >> q & 1:
                counted |= awards
        return counted

    def spent(self, mask: int) -> int:
        """Least amounts of those of the targets that are granted."""
        targets = self.board.targets
        return sum(targets[t].least for t in bits(mask & self.granted))

    def _check_choice(self, q: int) -> None:
        choice = self.board.choices[q]
        if choice.choose is not None:
            number = (choice.targets & self.granted).bit_count()
            self.contradiction |= number > choice.choose
            if number == choice.choose:
                for t in bits(self.open_targets(choice.targets)):
                    self.drop(t)
        if choice.budget is not None:
            self._drop_above(choice.targets, choice.budget - self.spent(choice.targets))

    def _check_credits(self, i: int) -> None:
        cap = self.board.caps[i]
        self._drop_above(cap.targets, cap.room - self.spent(cap.targets))

    def _drop_above(self, mask: int, room: int) -> None:
        self.contradiction |= room < 0
        for t in bits(self.open_targets(mask)):
            if self.board.targets[t].least > room:
                self.drop(t)

    def _check_awards(self, i: int) -> None:
        cap = self.board.caps[i]
        counted = self.counted(cap)
        room = cap.room - counted.bit_count()
        self.contradiction |= room < 0
        for q, awards in cap.sure.items():
            if not (self.applied | self.out) >> q & 1 and (awards & ~counted).bit_count() > room:
                self.exclude(q)


def first_state(made: Board, /) -> State:
    """Before any branch: candidates that miss a fact are out, and so is what is done already."""
    state = State(made)
    done = {i for i, course in enumerate(made.problem.courses) if course.done}
    for q, one in enumerate(made.problem.candidates):
        if one.possible or not one.targets:
            state.exclude(q)
    for t, target in enumerate(made.targets):
        if target.course in done:
            state.drop(t)
    state.check_all()
    return state.settle()
