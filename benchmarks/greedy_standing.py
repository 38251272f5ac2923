"""Where a greedy pass stands: what is granted and used so far, and what one more line would save.

Everything that limits a plan is respected: lots, parts, courses once, choice, budget, caps. A line grants only what reduces
the study that remains at that moment.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benchmarks.greedy_tree import Finish
from creditbank.plan.problem import Candidate, CapLimit, Draw, Grantable, Granted, Line, Outcome, Problem


@dataclass(frozen=True, slots=True)
class Offer:
    """What a line would grant (target → amount), draw (award → amount) and save (study)."""

    candidate: Candidate
    amounts: Mapping[int, int]
    draws: Mapping[str, int]
    saves: int

    @property
    def granted(self) -> int:
        """Credits granted."""
        return sum(self.amounts.values())


class Standing:
    """One pass over one problem."""

    def __init__(self, problem: Problem, finish: Finish) -> None:
        self.problem = problem
        self.candidates = tuple(one for one in problem.candidates if not one.possible)
        self.taken: list[Offer] = []
        self.granting: dict[str, list[Candidate]] = defaultdict(list)
        """By course or module, the lines that could grant to it."""
        for candidate in self.candidates:
            for target in candidate.targets:
                self.granting[target.course or target.module].append(candidate)
        self._finish = finish
        self._outcomes = {one.id: one for one in problem.outcomes}
        self._related = _related(self._outcomes)
        self._done = {course.id for course in problem.courses if course.done}
        self._granted: set[str] = set()
        self._blocks: dict[str, int] = defaultdict(int)
        self._drawn: dict[str, int] = defaultdict(int)
        self._applied: set[str] = set()
        self._counters = [_Counter(cap) for cap in problem.caps]
        self._floors = [{(m.candidate, m.target) for m in floor.members} for floor in problem.floors]
        self._reached = [0] * len(problem.floors)
        self.remaining = finish.least(frozenset(), (), tuple(self._reached))

    @property
    def finishes(self) -> bool:
        """Whether the programme can be finished from here."""
        return self.remaining < self._finish.never

    def offer(self, candidate: Candidate, wanted: str = "") -> Offer | None:
        """The line as it would be now; nothing where it cannot be, saves nothing, or does not grant what is wanted.

        Targets are tried one by one, the wanted one first, then those of most credits; each must save something.
        """
        if candidate.id in self._applied or not self._whole_free(candidate):
            return None
        if candidate.grant_all:
            offer = self._made(candidate, {at: one.amount for at, one in enumerate(candidate.targets)})
            granted = wanted in {"", *(one.course or one.module for one in candidate.targets)}
            return offer if offer is not None and granted else None
        best: Offer | None = None
        for at in _order(candidate.targets, wanted):
            amounts = {} if best is None else dict(best.amounts)
            more = self._made(candidate, amounts | {at: self._amount(candidate, at, amounts)})
            if more is not None and (best is None or more.saves > best.saves):
                best = more
            elif wanted and best is None:
                return None
        return best

    def take(self, offer: Offer) -> None:
        """Apply the line."""
        self._applied.add(offer.candidate.id)
        self.taken.append(offer)
        for at, amount in offer.amounts.items():
            target = offer.candidate.targets[at]
            if target.course:
                self._granted.add(target.course)
            else:
                self._blocks[target.module] += amount
        for outcome, amount in offer.draws.items():
            self._drawn[outcome] += amount
        for counter in self._counters:
            counter.add(offer.candidate.id, offer.amounts, offer.draws)
        self._reached = [
            reached + _within(members, offer.candidate.id, offer.amounts)
            for reached, members in zip(self._reached, self._floors, strict=True)
        ]
        self.remaining -= offer.saves

    def lines(self) -> tuple[Line, ...]:
        """The lines taken, as a plan would hold them."""
        return tuple(_line(offer, self._outcomes) for offer in self.taken)

    def _made(self, candidate: Candidate, amounts: Mapping[int, int]) -> Offer | None:
        draws = self._draws(candidate, sum(amounts.values()))
        if draws is None or not self._fits(candidate, amounts, draws):
            return None
        saves = self.remaining - self._left(candidate, amounts)
        return Offer(candidate, amounts, draws, saves) if saves > 0 else None

    def _fits(self, candidate: Candidate, amounts: Mapping[int, int], draws: Mapping[str, int]) -> bool:
        courses = [candidate.targets[at].course for at in amounts if candidate.targets[at].course]
        return (
            bool(amounts)
            and all(self._related[one].isdisjoint(draws) for one in draws)
            and min(amounts.values()) > 0
            and self._granted.isdisjoint(courses)
            and self._done.isdisjoint(courses)
            and (candidate.choose is None or len(amounts) <= candidate.choose)
            and (candidate.budget is None or sum(amounts.values()) <= candidate.budget)
            and all(counter.holds(candidate.id, amounts, draws) for counter in self._counters)
        )

    def _amount(self, candidate: Candidate, at: int, amounts: Mapping[int, int]) -> int:
        """All of a target; of block credit in part as much as budget, lots and caps leave room for."""
        target = candidate.targets[at]
        if not target.up_to:
            return target.amount
        most, granted = target.amount, sum(amounts.values())
        if candidate.budget is not None:
            most = min(most, candidate.budget - granted)
        if any(one.take == "credits" for one in candidate.inputs):
            most = min(most, sum(amount for _, amount in self._sources(candidate)) - granted)
        rooms = (counter.room(candidate.id, at, amounts) for counter in self._counters)
        return max(0, min([most, *(room for room in rooms if room is not None)]))

    def _left(self, candidate: Candidate, amounts: Mapping[int, int]) -> int:
        """What would remain to study after this line."""
        courses, blocks = set(self._granted), dict(self._blocks)
        for at, amount in amounts.items():
            target = candidate.targets[at]
            if target.course:
                courses.add(target.course)
            else:
                blocks[target.module] = blocks.get(target.module, 0) + amount
        reached = tuple(
            known + _within(members, candidate.id, amounts)
            for known, members in zip(self._reached, self._floors, strict=True)
        )
        return self._finish.least(frozenset(courses), tuple(sorted(blocks.items())), reached)

    def _draws(self, candidate: Candidate, amount: int) -> dict[str, int] | None:
        """Whole awards in full; gathered credits from the lead first, then in order of expiry."""
        if not self._can_gather(candidate, amount):
            return None
        whole = (self._outcomes[one.outcome] for one in candidate.inputs if one.take == "whole")
        return {one.id: 1 if one.again else one.issued for one in whole} | self._gathered(candidate, amount)

    def _whole_free(self, candidate: Candidate) -> bool:
        """Nothing is drawn yet from the awards that the line takes whole."""
        whole = (one.outcome for one in candidate.inputs if one.take == "whole")
        return not any(self._drawn[one] or not self._parts_free(one) for one in whole)

    def _sources(self, candidate: Candidate) -> list[tuple[str, int]]:
        """The awards a line may gather from and what each still holds: the lead, then what expires first."""
        sources = [one.outcome for one in candidate.inputs if one.take == "credits"]
        sources.sort(key=lambda one: (one != candidate.lead, self._outcomes[one].order, one))
        held = [(one, self._held(one)) for one in sources]
        if candidate.draw_all:
            return held
        return [one for one in held if one[1] or one[0] == candidate.lead][: candidate.at_most_awards]

    def _held(self, outcome: str) -> int:
        return self._outcomes[outcome].available - self._drawn[outcome] if self._parts_free(outcome) else 0

    def _can_gather(self, candidate: Candidate, amount: int) -> bool:
        if not any(one.take == "credits" for one in candidate.inputs):
            return True
        sources = self._sources(candidate)
        obliged = sources if candidate.draw_all else sources[:1]
        return all(held for _, held in obliged) and len(obliged) <= amount <= sum(held for _, held in sources)

    def _gathered(self, candidate: Candidate, amount: int) -> dict[str, int]:
        if not any(one.take == "credits" for one in candidate.inputs):
            return {}
        sources = self._sources(candidate)
        draws = dict.fromkeys((one for one, _ in sources), 1) if candidate.draw_all else {}
        left = amount - len(draws)
        for one, held in sources:
            more = min(left, held - draws.get(one, 0))
            left -= more
            if more:
                draws[one] = draws.get(one, 0) + more
        return draws

    def _parts_free(self, outcome: str) -> bool:
        """Nothing is drawn from what this is a part of, or from a part of this."""
        return not any(self._drawn[one] for one in self._related[outcome])


def _related(outcomes: Mapping[str, Outcome]) -> dict[str, set[str]]:
    """For each award those of which it is a part, and its parts: they never stand in one plan."""
    found: dict[str, set[str]] = {one: set() for one in outcomes}
    for name, outcome in outcomes.items():
        above, seen = outcome.part_of, {name}
        while above in outcomes and above not in seen:
            found[name].add(above)
            found[above].add(name)
            seen.add(above)
            above = outcomes[above].part_of
    return found


class _Counter:
    """What one cap has counted so far."""

    def __init__(self, cap: CapLimit) -> None:
        self._room = max(0, cap.at_most - cap.recorded)
        self._credits = cap.measure == "credits"
        self._members: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for member in cap.members:
            self._members[member.candidate].append((member.target, member.outcome))
        self._counted = 0
        self._awards: set[str] = set()
        self._recorded = set(cap.recorded_awards)

    def holds(self, candidate: str, amounts: Mapping[int, int], draws: Mapping[str, int]) -> bool:
        if self._credits:
            return self._counted + self._sum(candidate, amounts) <= self._room
        return len((self._awards | self._new(candidate, amounts, draws)) - self._recorded) <= self._room

    def room(self, candidate: str, at: int, amounts: Mapping[int, int]) -> int | None:
        """How much of a target may still be granted; nothing if this cap does not count it."""
        if not self._credits or at not in {target for target, _ in self._members.get(candidate, ())}:
            return None
        return self._room - self._counted - self._sum(candidate, amounts)

    def add(self, candidate: str, amounts: Mapping[int, int], draws: Mapping[str, int]) -> None:
        if self._credits:
            self._counted += self._sum(candidate, amounts)
        else:
            self._awards |= self._new(candidate, amounts, draws)

    def _sum(self, candidate: str, amounts: Mapping[int, int]) -> int:
        return sum(amounts.get(target, 0) for target, _ in self._members.get(candidate, ()))

    def _new(self, candidate: str, amounts: Mapping[int, int], draws: Mapping[str, int]) -> set[str]:
        return {
            outcome
            for target, outcome in self._members.get(candidate, ())
            if outcome in draws and (target < 0 or target in amounts)
        }


def _within(members: Iterable[tuple[str, int]], candidate: str, amounts: Mapping[int, int]) -> int:
    return sum(amount for at, amount in amounts.items() if (candidate, at) in members)


def _order(targets: tuple[Grantable, ...], wanted: str) -> list[int]:
    return sorted(
        range(len(targets)), key=lambda at: ((targets[at].course or targets[at].module) != wanted, -targets[at].amount)
    )


def _line(offer: Offer, outcomes: Mapping[str, Outcome]) -> Line:
    candidate = offer.candidate
    draws, gathers = [], False
    for one in candidate.inputs:
        outcome = outcomes[one.outcome]
        second = one.take == "whole" and outcome.again
        gathers |= one.take == "credits"
        lot, unit = (outcome.again, "use") if second else (outcome.lot, outcome.unit)
        if one.outcome in offer.draws:
            draws.append(Draw(outcome=outcome.id, slot=one.slot, lot=lot, unit=unit, amount=offer.draws[one.outcome]))
    targets = {at: candidate.targets[at] for at in sorted(offer.amounts)}
    offered = sum(one.amount for one in targets.values()) if candidate.budget is None else candidate.budget
    return Line(
        candidate=candidate.id,
        rule=candidate.rule,
        lead=candidate.lead,
        draws=tuple(draws),
        grants=tuple(Granted(course=t.course, module=t.module, amount=offer.amounts[at]) for at, t in targets.items()),
        worth=candidate.worth,
        lapsed=0 if gathers else offered - offer.granted,
    )
