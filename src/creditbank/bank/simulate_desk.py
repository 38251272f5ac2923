"""One process of a simulation at work: it reads spans of learners, finds which pairs the draft may move, solves cases.

Equal cases are told by their signature; a case is handed on once, however many learners share it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from creditbank.audit.bulk import collector_at_rest
from creditbank.bank.cases import award_cases
from creditbank.bank.holdings import Place, used_again
from creditbank.bank.simulate_reading import Held, Marks, Paper, Span, read_papers, read_places, read_recorded
from creditbank.bank.simulate_terms import Touched
from creditbank.plan.case import AwardCase, RecordedLine
from creditbank.plan.lots import Usable, usable
from creditbank.plan.simulate import ANY_KIND, EVERY_RULE, Item, Least, Seen, Terms, least
from creditbank.plan.simulate_facts import Lens, Read, lens_for
from creditbank.plan.simulate_quick import Quick
from creditbank.rules.definitions import Kind
from creditbank.rules.facts import BASE_FACTS

Signature = tuple[int, int, bytes]
"""Number of the comparison, 0 before or 1 after, signature of the case on those terms."""
Group = tuple[int, bool, bytes, bytes]
"""Number of the comparison, whether enrolled, signatures before and after; no signature where there is no before."""
Settled = tuple[int, bool, int, int]
"""Number of the comparison, whether enrolled, least study before and after."""
NO_CASE = b""


@dataclass(frozen=True, slots=True)
class Task:
    """What every process must know."""

    touched: Touched
    kinds: Mapping[str, Kind]
    marks: Marks


@dataclass(frozen=True, slots=True)
class Unlike:
    """A case like no other before it: enough to build it on its terms. ``live``: the slots of its rules."""

    live: int
    awards: tuple[AwardCase, ...]
    recorded: tuple[RecordedLine, ...] = ()
    passed: tuple[str, ...] = ()
    enrolment: str = ""


@dataclass(slots=True)
class Chunk:
    """What a span of learners gave: learners by what is left to study, or where that is for the engines to say by group
    of equal pairs; and the cases not met before by this process."""

    settled: dict[Settled, list[int]] = field(default_factory=lambda: defaultdict(list))
    groups: dict[Group, list[int]] = field(default_factory=lambda: defaultdict(list))
    unlike: dict[Signature, Unlike] = field(default_factory=dict)


@dataclass(slots=True)
class _Eyes:
    """What is seen of each award on one side; equal awards are looked at once."""

    terms: Terms
    quick: Quick
    changed: int
    """Slots of the rules that differ."""
    plain: dict[int, Seen | None] = field(default_factory=dict)
    """Awards to which nothing has happened, by token."""
    used: dict[tuple[int, bool, bool, bool], Seen | None] = field(default_factory=dict)


class Desk:
    """One process at work."""

    def __init__(self, task: Task) -> None:
        self.task = task
        comparisons = task.touched.comparisons
        self._lens = lens_for([case for one in comparisons for case in (one.before, one.after) if case is not None])
        self._lenses = {name: self._lens.narrowed({*kind.details, *BASE_FACTS}) for name, kind in task.kinds.items()}
        self._tokens: dict[tuple[Read, ...], int] = {}
        self._known: dict[bytes, Least] = {}
        self.met: set[Signature] = set()
        self.by_rules = all(one.rules is not None for one in comparisons)
        self.eyes: list[tuple[_Eyes | None, _Eyes]] = []
        for one in comparisons:
            after = Terms(one.after, self._lens)
            before = None if one.before is None else Terms(one.before, self._lens)
            rules = one.rules or frozenset()
            eyes = None if before is None else _Eyes(before, Quick(before), before.slots_of(rules))
            self.eyes.append((eyes, _Eyes(after, Quick(after), after.slots_of(rules))))

    def read(self, span: Span) -> Chunk:
        """All pairs of a span of learners that the draft may move."""
        with collector_at_rest():
            found = self._held(span)
            chunk = Chunk()
            for learner, held in sorted(found.items()):
                _Learner(self, learner, held, chunk).compare()
            return chunk

    def solve(self, signature: Signature, unlike: Unlike) -> Least:
        """The least study of a case."""
        terms = self.terms_of(signature[0], signature[1])
        case = terms.case(unlike.awards, unlike.live)
        case = replace(case, recorded=unlike.recorded, passed=unlike.passed, enrolment=unlike.enrolment)
        return least(case, self._known)

    def terms_of(self, number: int, side: int) -> Terms:
        """The terms of a side that there is."""
        before, after = self.eyes[number]
        return before.terms if side == 0 and before is not None else after.terms

    def lens_of(self, kind: str) -> Lens:
        """The lens with what an award of this kind can have."""
        return self._lenses.get(kind, self._lens)

    def token(self, paper: Paper) -> int:
        """A number for all awards in which the same is seen."""
        seen = (paper.kind, paper.credits > 0, *self.lens_of(paper.kind).of(paper.facts))
        return self._tokens.setdefault(seen, len(self._tokens))

    def _held(self, span: Span) -> dict[int, Held]:
        """What the learners have of whom something may move; where only rules differ, those who fill one of them."""
        marks, learners = self.task.marks, None
        if self.by_rules:
            first = read_papers(span, self._kinds(changed=True), marks)
            filling = {one for one, held in first.items() if self._fills_changed(held)}
            learners = sorted(filling | {one for one in marks.special if span.first <= one < span.end})
        found = read_papers(span, self._kinds(changed=False), marks, learners)
        read_places(span, self.task.touched.programmes, found)
        read_recorded(span, found)
        return found

    def _kinds(self, *, changed: bool) -> frozenset[str] | None:
        """The kinds of which awards bear on anything; nothing for all kinds."""
        found: set[str] = set()
        for eyes in (one for pair in self.eyes for one in pair if one is not None):
            found |= eyes.terms.kinds(eyes.changed if changed else None)
        return None if ANY_KIND in found else frozenset(found)

    def _fills_changed(self, held: Held) -> bool:
        tokens = [(paper, self.token(paper)) for paper in held.papers]
        for eyes in (one for pair in self.eyes for one in pair if one is not None and one.changed):
            for paper, token in tokens:
                # An award that was used may be usable in one programme and not in another: it is looked at below.
                seen = None if paper.moved else self.seen(eyes, token, paper, _whole(paper))
                if paper.moved or (seen is not None and seen.mask & eyes.changed):
                    return True
        return False

    def seen(self, eyes: _Eyes, token: int, paper: Paper, how: Usable) -> Seen | None:
        """What the terms see of an award that may be used in that way."""
        if paper.moved is None and token in eyes.plain:
            return eyes.plain[token]
        key = (token, how.whole, how.gather, bool(how.again))
        if key not in eyes.used:
            lens = self.lens_of(paper.kind)
            eyes.used[key] = eyes.terms.look(paper.facts, how, lens.names, lens.of(paper.facts))
        if paper.moved is None:
            eyes.plain[token] = eyes.used[key]
        return eyes.used[key]


def _whole(paper: Paper) -> Usable:
    return Usable(True, paper.credits > 0)


@dataclass(slots=True)
class _Learner:
    """One learner before every programme that the draft touches."""

    desk: Desk
    learner: int
    held: Held
    chunk: Chunk
    tokens: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = [self.desk.token(paper) for paper in self.held.papers]

    def compare(self) -> None:
        """Put every pair that may move into its group."""
        touched = self.desk.task.touched
        for programme, number in touched.offered.items():
            if programme not in self.held.places and programme not in self.held.completed:
                self._pair(number, None)
        for programme, place in self.held.places.items():
            number = touched.studied.get((programme, place.year, place.enrolled_on), -1)
            if number >= 0:
                self._pair(number, place)

    def _pair(self, number: int, place: Place | None) -> None:
        before, after = self.desk.eyes[number]
        bears = [self._bearing(eyes) if eyes is not None else ([], 0) for eyes in (before, after)]
        changed = (before.changed if before is not None else 0, after.changed)
        comparison = self.desk.task.touched.comparisons[number]
        special = self.learner in self.desk.task.marks.special
        if (
            not special
            and comparison.rules is not None
            and not any(live & mask for (_, live), mask in zip(bears, changed, strict=True))
        ):
            return
        if not special and place is None and not any(live for _, live in bears):
            return
        quick = None if special else self._quick((before, after), bears, place)
        if quick is not None:
            self.chunk.settled[number, place is not None, *quick].append(self.learner)
            return
        signatures = [
            NO_CASE if eyes is None else self._signature((number, side), eyes, *bears[side], place)
            for side, eyes in enumerate((before, after))
        ]
        self.chunk.groups[number, place is not None, signatures[0], signatures[1]].append(self.learner)

    def _quick(
        self, eyes: tuple[_Eyes | None, _Eyes], bears: Sequence[tuple[list[Item[Paper]], int]], place: Place | None
    ) -> tuple[int, int] | None:
        """The least study before and after, where it can be told without the engines."""
        found = []
        for one, (items, live) in zip(eyes, bears, strict=True):
            if one is None or self._recorded(one.terms, place):
                return None
            passed = place.passed if place is not None else ()
            least_study = one.quick.least(one.terms.order(items, live), live, passed)
            if least_study is None:
                return None
            found.append(least_study)
        return found[0], found[1]

    def _bearing(self, eyes: _Eyes) -> tuple[list[Item[Paper]], int]:
        """The awards that fill a slot, and the slots of the rules of which all are filled."""
        items = []
        plain = eyes.plain
        for paper, token in zip(self.held.papers, self.tokens, strict=True):
            read = paper
            if paper.moved is None:
                seen = plain[token] if token in plain else self.desk.seen(eyes, token, paper, _whole(paper))
                amounts = (paper.credits or 1, paper.credits or 1)
            else:
                second = self.held.again.get((paper.moved.id, eyes.terms.blank.programme.id))
                award = used_again(paper.moved, second)
                how = usable(award, eyes.terms.blank, eyes.terms.settings)
                seen = self.desk.seen(eyes, token, paper, how)
                amounts = (award.lot.issued, award.lot.available)
                read = replace(paper, moved=award)
            if seen is not None:
                items.append(Item(read, seen, amounts))
        return items, eyes.terms.live(one.seen for one in items)

    def _signature(
        self, side: tuple[int, int], eyes: _Eyes, items: Sequence[Item[Paper]], live: int, place: Place | None
    ) -> bytes:
        """The signature of the case on one side; a case not met before is handed on."""
        recorded = self._recorded(eyes.terms, place)
        passed = place.passed if place is not None else ()
        special = self.learner in self.desk.task.marks.special
        beside = (passed, self.learner if special or recorded else 0)
        found, listed = eyes.terms.signature(items, live, beside)
        key = (*side, found)
        if key not in self.desk.met:
            self.desk.met.add(key)
            programme = eyes.terms.blank.programme.id
            if special:
                awards, live = award_cases(self.learner, programme), EVERY_RULE
            elif recorded:
                awards = tuple(one.paper.case() for one in listed)
            else:
                awards = tuple(replace(one.paper.case(), id=f"{number:04}") for number, one in enumerate(listed))
            self.chunk.unlike[key] = Unlike(live, awards, recorded, passed, place.enrolment if place else "")
        return found

    def _recorded(self, terms: Terms, place: Place | None) -> tuple[RecordedLine, ...]:
        """The live lines that bear on the case: of the enrolment, or where a cap runs across them all."""
        if terms.across:
            return self.held.recorded
        return tuple(line for line in self.held.recorded if place is not None and line.enrolment == place.enrolment)
