"""试行测算: before a draft of rules, policies or programmes is published, whom it would help or hurt, and by how much.

Every pair of learner and programme for which something differs is compared: the least that is left to study now, and by
the draft, each proven. Pairs in which the programme sees the same are solved once. Nothing is written but that somebody
asked.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec
from django.db.models import Max, Min

from creditbank.bank.call import Call
from creditbank.bank.holdings import holdings_of
from creditbank.bank.models import Award, Enrolment
from creditbank.bank.simulate_desk import NO_CASE, Group, Settled, Signature, Task, Unlike
from creditbank.bank.simulate_draft import Key, changed_documents
from creditbank.bank.simulate_pool import Progress, Workers, quiet
from creditbank.bank.simulate_reading import Span, read_marks
from creditbank.bank.simulate_shapes import Change, Mover, ProgrammeEffect, Reach, Simulation
from creditbank.bank.simulate_terms import Comparison, Studies, Touched, Two
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.canonical import digest
from creditbank.kernel.decision import Grant
from creditbank.people.directory import count_learners
from creditbank.people.lookups import learner_ids
from creditbank.people.permissions import Action, Actor, Role, may, require
from creditbank.plan import candidates
from creditbank.plan.simulate import Least
from creditbank.plan.solve import solve
from creditbank.rules.rulebook import Rulebook

SPAN = 2_000
"""Learners that are read at once."""
TOP = 20
"""Movers whose plans are reckoned in full."""


def simulate(
    call: Call,
    draft: Rulebook,
    *,
    on: date,
    enrolled_only: bool = False,
    top: int = TOP,
    processes: int = 1,
    progress: Progress = quiet,
) -> Simulation:
    """What publishing ``draft`` (see ``simulate_draft.read_draft``) would do to everybody on a day.

    Who may publish or draft rules, or quote for everybody, sees all; a school's registrar sees those enrolled in his
    school's programmes. Raises ``Forbidden``.
    """
    places = _places_of(call.actor)
    enrolled_only = enrolled_only or places is not None
    before = current_rulebook()
    two = Two(before, draft, on, places)
    touched = two.touched(_studies(), offered=not enrolled_only)
    work = _Work(touched, draft)
    if touched.comparisons:
        with Workers(Task(touched, draft.kinds, read_marks(_named(before, draft))), processes) as workers:
            work.run(workers, progress)
    changes = tuple(_changes(changed_documents(before, draft), touched, draft, on))
    found = work.simulation(changes, on, enrolled_only, _count(touched, enrolled_only))
    found = msgspec.structs.replace(found, movers=tuple(_in_full(found.movers, top, work, before, draft, on)))
    _record(call, found)
    return found


def _places_of(actor: Actor) -> frozenset[str] | None:
    """Institutions whose programmes the caller may look at; nothing where he may look at all. Raises ``Forbidden``."""
    everywhere = any(isinstance(may(actor, one), Grant) for one in (Action.PUBLISH_RULES, Action.QUOTE))
    if everywhere or any(role is Role.RULE_EDITOR for _, role in actor.roles):
        return None
    places = {place for place, _ in actor.roles if isinstance(may(actor, Action.QUOTE, institution=place), Grant)}
    if not places:
        require(actor, Action.PUBLISH_RULES)
    return frozenset(places)


def _named(*books: Rulebook) -> set[str]:
    """Awards that a rule of either rulebook is meant for alone."""
    rules = (rule for book in books for versions in book.rules.values() for rule in versions)
    return {rule.only_award for rule in rules if rule.only_award}


def _studies() -> Iterator[Studies]:
    rows = Enrolment.objects.filter(status="active").order_by()
    yield from rows.values_list("programme", "year", "enrolled_on").distinct()


def _count(touched: Touched, enrolled_only: bool) -> int:
    if not enrolled_only:
        return count_learners()
    rows = Enrolment.objects.filter(status="active", programme__in=sorted(touched.programmes))
    return rows.values("learner_id").distinct().count()


def _spans() -> Iterator[Span]:
    """Spans of all learners who hold or study anything."""
    ends = [model.objects.aggregate(first=Min("learner_id"), last=Max("learner_id")) for model in (Award, Enrolment)]
    known = [one for one in ends if one["first"] is not None]
    if known:
        first, last = min(one["first"] for one in known), max(one["last"] for one in known)
        yield from (Span(start, min(start + SPAN, last + 1)) for start in range(first, last + 1, SPAN))


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Learners for whom one comparison gives the same two answers."""

    number: int
    enrolled: bool
    before: Least
    after: Least
    learners: list[int]


@dataclass(slots=True)
class _Work:
    """Reads, solves, and adds up."""

    touched: Touched
    draft: Rulebook
    settled: dict[Settled, list[int]] = field(default_factory=dict)
    groups: dict[Group, list[int]] = field(default_factory=dict)
    answers: dict[Signature, Least] = field(default_factory=dict)

    def run(self, workers: Workers, progress: Progress) -> None:
        """Read all learners, then solve every unlike case that is left for the engines."""
        unlike: dict[Signature, Unlike] = {}
        spans = list(_spans())
        for done, chunk in enumerate(workers.read(spans), start=1):
            for told, learners in chunk.settled.items():
                self.settled.setdefault(told, []).extend(learners)
            for group, learners in chunk.groups.items():
                self.groups.setdefault(group, []).extend(learners)
            for signature, case in chunk.unlike.items():
                unlike.setdefault(signature, case)
            progress("SIMULATE_READS", done, len(spans))
        for number, one in enumerate(self.touched.comparisons):
            if one.before is None:
                unlike[number, 1, NO_CASE] = Unlike(0, ())
        for done, (signature, answer) in enumerate(workers.solve(list(unlike.items())), start=1):
            self.answers[signature] = answer
            progress("SIMULATE_SOLVES", done, len(unlike))

    def pairs(self) -> Iterator[_Pairs]:
        """Everything that was compared. Before a new programme stands what it asks when nothing is converted."""
        for (number, enrolled, before, after), learners in self.settled.items():
            yield _Pairs(number, enrolled, Least(before, "proven"), Least(after, "proven"), learners)
        for (number, enrolled, old, new), learners in self.groups.items():
            side = 0 if self.touched.comparisons[number].before is not None else 1
            answers = self.answers[number, side, old], self.answers[number, 1, new]
            yield _Pairs(number, enrolled, *answers, learners)

    def simulation(self, changes: tuple[Change, ...], on: date, enrolled_only: bool, learners: int) -> Simulation:
        """Everything added up; movers with what is left to study only."""
        movers = sorted(self._movers(), key=lambda one: (-abs(one.gain), one.learner, one.programme))
        effects = tuple(self._effects())
        return Simulation(
            day=on.isoformat(),
            enrolled_only=enrolled_only,
            changes=changes,
            learners=learners,
            touched=len({learner for one in self.pairs() for learner in one.learners}),
            pairs=sum(one.pairs for one in effects),
            gained=sum(one.gained for one in effects),
            lost=sum(one.lost for one in effects),
            unchanged=sum(one.unchanged for one in effects),
            unproven=sum(one.unproven for one in effects),
            cases=len(self.answers),
            programmes=effects,
            movers=tuple(movers),
        )

    def _effects(self) -> Iterator[ProgrammeEffect]:
        names = {number: _label(one) for number, one in enumerate(self.touched.comparisons)}
        for name in sorted(set(names.values())):
            numbers = [number for number in names if names[number] == name]
            sample = self.touched.comparisons[numbers[0]]
            sums: Counter[str] = Counter()
            for one in self.pairs():
                if one.number in numbers:
                    sums.update(_counted(one.before, one.after, len(one.learners)))
            yield ProgrammeEffect(
                programme=name,
                unit=sample.programme.unit,
                scale=sample.after.unit_scale,
                new=sample.before is None,
                **{key: sums[key] for key in _SUMS},
            )

    def _movers(self) -> Iterator[Mover]:
        moving = [one for one in self.pairs() if _moves(one.before, one.after)]
        numbers = _learner_numbers({learner for one in moving for learner in one.learners})
        for one in moving:
            programme = _label(self.touched.comparisons[one.number])
            proven = _proven(one.before, one.after)
            for learner in one.learners:
                yield Mover(
                    learner=numbers[learner],
                    programme=programme,
                    enrolled=one.enrolled,
                    before=one.before.remaining,
                    after=one.after.remaining,
                    proven=proven,
                )


_SUMS = ("pairs", "gained", "lost", "unchanged", "unproven", "credits_gained", "credits_lost")


def _counted(before: Least, after: Least, many: int) -> dict[str, int]:
    """What a group of equal pairs adds to the sums. Credits are counted where both sides can be completed."""
    moved = _moves(before, after)
    less = 0 if before.remaining is None or after.remaining is None else before.remaining - after.remaining
    gains = less > 0 or (before.remaining is None and after.remaining is not None)
    return {
        "pairs": many,
        "gained": many * (moved and gains),
        "lost": many * (moved and not gains),
        "unchanged": many * (not moved),
        "unproven": many * (not _proven(before, after)),
        "credits_gained": many * max(0, less),
        "credits_lost": many * max(0, -less),
    }


def _moves(before: Least, after: Least) -> bool:
    """Whether somebody gains or loses; a pair of which one side has no answer is only flagged."""
    if "unsolved" in (before.status, after.status):
        return False
    return before.remaining != after.remaining


def _proven(*answers: Least) -> bool:
    return all(one.status in ("proven", "infeasible") for one in answers)


def _label(one: Comparison) -> str:
    return f"{one.programme.id}@{one.programme.year}"


def _learner_numbers(ids: Collection[int]) -> dict[int, str]:
    """Public numbers of learners, each of whom holds an award or studies somewhere."""
    wanted = sorted(ids)
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        for rows in (Award.objects.filter(learner__in=some), Enrolment.objects.filter(learner__in=some)):
            found.update(rows.order_by().values_list("learner_id", "learner__number").distinct())
    return found


def _changes(documents: Mapping[Key, tuple[str, str]], touched: Touched, draft: Rulebook, on: date) -> Iterator[Change]:
    """Every version that differs, with whom it reaches on the day."""
    for (sort, name, start), (what, hash_) in sorted(documents.items(), key=lambda one: (one[0][:2], str(one[0][2]))):
        reached = {_label(one) for one in touched.comparisons if _is_among((sort, name), one)}
        yield Change(
            sort=sort,
            id=name,
            from_day=start.isoformat() if start else "",
            what=what,  # type: ignore[arg-type]
            hash=hash_,
            reach="programmes" if reached else _reach(sort, name, draft, on),
            programmes=len(reached),
        )


def _is_among(definition: tuple[str, str], one: Comparison) -> bool:
    sort, name = definition
    return (sort, "" if sort == "scale" else name) in one.differs


def _reach(sort: str, name: str, draft: Rulebook, on: date) -> Reach:
    """Whom a change reaches that moves no learner today: a standard of the bank those who are certified from now on."""
    if sort == "kind" or any(name == kind.standard for kind in draft.kinds.values()):
        return "certification"
    return "another_day" if sort in {"rule", "policy", "standard", "programme"} else "none"


def _in_full(
    movers: Sequence[Mover], top: int, work: _Work, before: Rulebook, draft: Rulebook, on: date
) -> Iterator[Mover]:
    """The movers, the first ``top`` of them with the credits that their best plans convert."""
    ids = learner_ids(one.learner for one in movers[:top])
    for mover in movers[:top]:
        held = holdings_of(ids[mover.learner], before)
        plans: list[int | None] = []
        for book in (before, draft):
            name, _, year = mover.programme.partition("@")
            programme = book.programme(name, int(year))
            if programme is None:
                programme = max(
                    (one for one in book.programmes.values() if one.id == name and one.year <= on.year),
                    key=lambda one: one.year,
                    default=None,
                )
            if programme is None:
                plans.append(None)
            else:
                plan = solve(candidates.build(held.case(book, programme, on)), explain=False, proof=False)
                plans.append(None if plan.status == "infeasible" else plan.converted)
        yield msgspec.structs.replace(mover, converted_before=plans[0], converted_after=plans[1])
    yield from movers[top:]


def _record(call: Call, found: Simulation) -> None:
    """Write down that somebody asked, what about, and how much he was told."""
    content = [[one.sort, one.id, one.from_day, one.hash] for one in found.changes]
    call.record(
        "simulate_rules",
        "rulebook",
        digest(content),
        [found.day, found.enrolled_only, content],
        detail={"pairs": found.pairs, "gained": found.gained, "lost": found.lost, "movers": len(found.movers)},
    )
