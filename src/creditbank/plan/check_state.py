"""What is decided at one point of a proof log, and everything that follows from it (docs/proofs.md, *State*).

Part of the independent checker. Sets are integers used as bit sets: bit *i* of a mask of candidates stands for
``problem.candidates[i]``; targets are numbered through all candidates, courses and outcomes as the problem lists them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from creditbank.plan.problem import Candidate, CapLimit, Member, Problem


def bits(mask: int, /) -> Iterator[int]:
    """The positions of a set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Board:
    """The problem laid out for fast steps: all that does not change from point to point of a log."""

    def __init__(self, problem: Problem) -> None:
        self.candidate_number = {candidate.id: q for q, candidate in enumerate(problem.candidates)}
        self.course_number = {course.id: number for number, course in enumerate(problem.courses)}
        self.done = sum(1 << number for number, course in enumerate(problem.courses) if course.done)
        self.possible = sum(1 << q for q, candidate in enumerate(problem.candidates) if candidate.possible)
        self._lay_targets(problem)
        self._lay_outcomes(problem)
        self.credit_caps = [self._credit_cap(cap) for cap in problem.caps if cap.measure == "credits"]
        self.caps_of = [
            tuple(i for i, cap in enumerate(self.credit_caps) if cap.members >> t & 1) for t in range(len(self.owner))
        ]
        self.award_caps = [self._award_cap(cap) for cap in problem.caps if cap.measure == "awards"]
        by_measure: dict[str, Iterator[tuple[int, CreditCap | AwardCap]]] = {
            "credits": iter(enumerate(self.credit_caps)),
            "awards": iter(enumerate(self.award_caps)),
        }
        in_order = (next(by_measure[cap.measure]) for cap in problem.caps)
        self.caps = [(cap, i) for i, cap in in_order]
        """All caps in their order, each with its number among those of its measure."""
        self.counts = [
            tuple((i, cap.counts[q]) for i, cap in enumerate(self.award_caps) if q in cap.counts)
            for q in range(len(problem.candidates))
        ]
        self._rivals: dict[int, int] = {}

    def _lay_targets(self, problem: Problem) -> None:
        self.first: list[int] = []
        self.of: list[int] = []
        self.owner: list[int] = []
        self.least: list[int] = []
        self.amount: list[int] = []
        self.course: list[int] = []
        self.targets_on = [0] * len(problem.courses)
        self.blocks: dict[str, list[int]] = defaultdict(list)
        """The targets that give block credit, by module."""
        self.tied = 0
        """Candidates that grant all their targets or nothing."""
        for q, candidate in enumerate(problem.candidates):
            self.first.append(len(self.owner))
            for target in candidate.targets:
                course = self.course_number.get(target.course, -1)
                if course >= 0:
                    self.targets_on[course] |= 1 << len(self.owner)
                else:
                    self.blocks[target.module].append(len(self.owner))
                self.owner.append(q)
                self.least.append(1 if target.up_to else target.amount)
                self.amount.append(target.amount)
                self.course.append(course)
            self.of.append((1 << len(self.owner)) - (1 << self.first[-1]))
            if candidate.grant_all or len(candidate.targets) == 1:
                self.tied |= 1 << q
        self.everything = (1 << len(self.owner)) - 1
        self.on_modules = sum(1 << t for t, course in enumerate(self.course) if course < 0)
        self.in_part = sum(1 << t for t, amount in enumerate(self.amount) if self.least[t] < amount)
        self.choose = [candidate.choose for candidate in problem.candidates]

    def _lay_outcomes(self, problem: Problem) -> None:
        number = {outcome.id: i for i, outcome in enumerate(problem.outcomes)}
        above = [_above(outcome.part_of, outcome.id, problem, number) for outcome in problem.outcomes]
        self.outcome_number = number
        self.whole = [
            frozenset(number[taken.outcome] for taken in candidate.inputs if taken.take == "whole")
            for candidate in problem.candidates
        ]
        self.whole_mask = [sum(1 << outcome for outcome in outcomes) for outcomes in self.whole]
        self.uses = [frozenset(number[one] for one in _surely_used(candidate)) for candidate in problem.candidates]
        self.sources = [
            frozenset(number[taken.outcome] for taken in candidate.inputs if taken.take == "credits")
            for candidate in problem.candidates
        ]
        self.gathering = sum(1 << q for q, sources in enumerate(self.sources) if sources)
        self.available = [outcome.available for outcome in problem.outcomes]
        self.budget = [self._budget(q, candidate) for q, candidate in enumerate(problem.candidates)]
        self._above = above
        self._takers: dict[int, int] = defaultdict(int)
        self._users: dict[int, int] = defaultdict(int)
        self._users_below: dict[int, int] = defaultdict(int)
        for q, used in enumerate(self.uses):
            for outcome in used:
                self._users[outcome] |= 1 << q
                for higher in above[outcome]:
                    self._users_below[higher] |= 1 << q
            for outcome in self.whole[q]:
                self._takers[outcome] |= 1 << q

    def _budget(self, q: int, candidate: Candidate) -> int | None:
        """What a candidate may grant in all; one that gathers, no more than its sources hold."""
        if not self.sources[q]:
            return candidate.budget
        held = sorted((self.available[outcome] for outcome in self.sources[q]), reverse=True)
        most = sum(held[: candidate.at_most_awards])
        return most if candidate.budget is None else min(most, candidate.budget)

    def rivals(self, q: int, /) -> int:
        """The candidates in conflict with one: they need the same award, or an award and a part of it."""
        found = self._rivals.get(q)
        if found is None:
            found = 0
            for outcome in self.whole[q]:
                found |= self._users[outcome]
            for outcome in self.uses[q]:
                found |= self._takers[outcome] | self._users_below[outcome]
                for higher in self._above[outcome]:
                    found |= self._users[higher]
            found = self._rivals[q] = found & ~(1 << q)
        return found

    def courses_of(self, targets: int, /) -> int:
        """The courses on which a set of targets aims."""
        found, bit = 0, 1
        for aimed in self.targets_on:
            if aimed & targets:
                found |= bit
            bit <<= 1
        return found

    def targets_in(self, members: Iterable[Member], /) -> list[int]:
        """The numbers of the targets that a limit counts."""
        known = self.candidate_number
        return [self.first[known[one.candidate]] + one.target for one in members if one.candidate in known]

    def _credit_cap(self, cap: CapLimit) -> "CreditCap":
        return CreditCap(max(0, cap.at_most - cap.recorded), self.targets_in(cap.members), self.least)

    def _award_cap(self, cap: CapLimit) -> "AwardCap":
        counts: dict[int, int] = defaultdict(int)
        for member in cap.members:
            q = self.candidate_number.get(member.candidate, -1)
            outcome = self.outcome_number.get(member.outcome, -1)
            if q >= 0 and member.target < 0 and outcome in self.uses[q] and member.outcome not in cap.recorded_awards:
                counts[q] |= 1 << outcome
        return AwardCap(max(0, cap.at_most - cap.recorded), dict(counts))


class CreditCap:
    """A cap on credits: its room before anything is granted, and which of its targets no longer fit a room."""

    def __init__(self, room: int, targets: Iterable[int], least: list[int]) -> None:
        self.room = room
        self.members = sum(1 << t for t in set(targets))
        self._least = sorted(((least[t], 1 << t) for t in bits(self.members)), reverse=True)
        self._known: dict[int, int] = {}

    def too_large(self, room: int, /) -> int:
        """The member targets whose least amount is more than the room."""
        found = self._known.get(room)
        if found is None:
            found = self._known[room] = sum(bit for least, bit in self._least if least > room)
        return found


class AwardCap:
    """A cap on how many awards count: the awards, not recorded before, that each member candidate surely uses."""

    def __init__(self, room: int, counts: dict[int, int]) -> None:
        self.room = room
        self.counts = counts
        self._most = max((counted.bit_count() for counted in counts.values()), default=0)

    def too_many(self, counted: int, /) -> int:
        """The candidates that would count more awards anew than there is room for."""
        room = self.room - counted.bit_count()
        if room >= self._most:
            return 0
        return sum(1 << q for q, counts in self.counts.items() if (counts & ~counted).bit_count() > room)


class State:
    """What is applied, out, granted and gone; ``dead`` after a contradiction. Every method keeps the fixpoint."""

    __slots__ = ("applied", "board", "counted", "dead", "gone", "granted", "out", "rooms")

    def __init__(self, board: Board) -> None:
        self.board = board
        self.applied = self.out = self.granted = self.gone = 0
        self.rooms = [cap.room for cap in board.credit_caps]
        self.counted = [0] * len(board.award_caps)
        self.dead = False

    @classmethod
    def start(cls, board: Board, /) -> "State":
        """Nothing is decided but what follows from the problem alone."""
        state = cls(board)
        lose, drop = 0, board.possible
        for q, targets in enumerate(board.of):
            lose |= state._beyond_choice(q)
            drop |= 0 if targets else 1 << q
        for course in bits(board.done):
            lose |= board.targets_on[course]
        for cap in board.credit_caps:
            lose |= cap.too_large(cap.room)
        for awards in board.award_caps:
            drop |= awards.too_many(0)
        state._settle(0, drop, 0, lose)
        return state

    def opened(self) -> int:
        """The targets on which nothing is decided."""
        return self.board.everything & ~(self.granted | self.gone)

    def is_open(self, q: int, /) -> bool:
        """Whether nothing is decided on a candidate."""
        return not (self.applied | self.out) >> q & 1

    def with_candidate(self, q: int, applied: bool, /) -> "State":
        """The state after a candidate is applied or is not."""
        state = self._copy()
        state._settle(1 << q if applied else 0, 0 if applied else 1 << q, 0, 0)
        return state

    def with_target(self, t: int, granted: bool, /) -> "State":
        """The state after a target is granted or is not."""
        state = self._copy()
        state._settle(0, 0, 1 << t if granted else 0, 0 if granted else 1 << t)
        return state

    def _copy(self) -> "State":
        state = State.__new__(State)
        state.board, state.dead = self.board, self.dead
        state.applied, state.out, state.granted, state.gone = self.applied, self.out, self.granted, self.gone
        state.rooms, state.counted = self.rooms.copy(), self.counted.copy()
        return state

    def _settle(self, apply: int, drop: int, grant: int, lose: int) -> None:
        """Draw every conclusion; the order does not matter, for each rule only ever decides more."""
        while not self.dead:
            if lose:
                drop, lose = drop | self._lose(lose), 0
            elif drop:
                self._drop(drop)
                drop = 0
            elif grant:
                bit = grant & -grant
                grant ^= bit
                if not self.granted & bit:
                    lose |= self._grant(bit)
                    apply |= 1 << self.board.owner[bit.bit_length() - 1]
            elif apply := apply & ~self.applied:
                bit = apply & -apply
                drop |= self._apply(bit)
                grant |= self.board.of[bit.bit_length() - 1] if self.board.tied & bit else 0
            else:
                return

    def _lose(self, targets: int) -> int:
        """Targets are not granted; returns the candidates that are out for it."""
        self.dead = bool(targets & self.granted)
        fresh = targets & ~self.gone
        self.gone |= fresh
        board, drop = self.board, 0
        while fresh:
            low = fresh & -fresh
            fresh ^= low
            q = board.owner[low.bit_length() - 1]
            if board.tied >> q & 1 or not board.of[q] & ~self.gone:
                drop |= 1 << q
        return drop

    def _drop(self, candidates: int) -> None:
        """Candidates are out, and so are their targets."""
        fresh = candidates & ~self.out
        self.out |= fresh
        of = self.board.of
        while fresh:
            low = fresh & -fresh
            fresh ^= low
            self.gone |= of[low.bit_length() - 1]
        self.dead = bool(self.out & self.applied or self.gone & self.granted)

    def _grant(self, bit: int) -> int:
        """One target is granted; returns the targets that are out for it."""
        board, t = self.board, bit.bit_length() - 1
        self.granted |= bit
        self.dead = bool(self.gone & bit)
        lose = self._beyond_choice(board.owner[t])
        if board.course[t] >= 0:
            lose |= board.targets_on[board.course[t]] & ~bit
        for i in board.caps_of[t]:
            self.rooms[i] -= board.least[t]
            self.dead |= self.rooms[i] < 0
            lose |= board.credit_caps[i].too_large(self.rooms[i]) & ~self.granted
        return lose

    def _beyond_choice(self, q: int) -> int:
        """The targets of a candidate for which its choice or its budget has no room left."""
        board = self.board
        choose, budget = board.choose[q], board.budget[q]
        if choose is None and budget is None:
            return 0
        given, lose = self.granted & board.of[q], 0
        rest = board.of[q] & ~given
        if choose is not None:
            count = given.bit_count()
            self.dead |= count > choose
            lose |= rest if count >= choose else 0
        if budget is not None:
            left = budget - sum(board.least[t] for t in bits(given))
            self.dead |= left < 0
            lose |= sum(1 << t for t in bits(rest) if board.least[t] > left)
        return lose

    def _apply(self, bit: int) -> int:
        """One candidate is applied; returns the candidates that are out for it."""
        board, q = self.board, bit.bit_length() - 1
        self.applied |= bit
        self.dead = bool(self.out & bit)
        drop = board.rivals(q)
        for i, counts in board.counts[q]:
            cap = board.award_caps[i]
            self.counted[i] |= counts
            self.dead |= self.counted[i].bit_count() > cap.room
            drop |= cap.too_many(self.counted[i]) & ~self.applied
        return drop


def _surely_used(candidate: Candidate) -> set[str]:
    """The awards from which an applied candidate takes something whatever else is chosen: whole ones, and the lead."""
    return {
        taken.outcome
        for taken in candidate.inputs
        if taken.take == "whole" or candidate.draw_all or taken.outcome == candidate.lead
    }


def _above(part_of: str, outcome: str, problem: Problem, number: dict[str, int]) -> tuple[int, ...]:
    """The awards of which one is a part, nearest first."""
    found: list[int] = []
    seen = {outcome}
    while part_of in number and part_of not in seen:
        seen.add(part_of)
        found.append(number[part_of])
        part_of = problem.outcomes[found[-1]].part_of
    return tuple(found)
