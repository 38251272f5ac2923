"""排序: of all programmes, those that leave a learner least to study.

Best first: every programme waits with the least it could leave; the one that could leave least is looked at more
closely (a bound on the whole tree, then one on the candidates, then the exact answer) until the head of the queue is
exact. So only those are solved that could come before what is shown. Where no rule leads from the learner's awards to a
programme, study alone answers, and that is kept for all learners.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from creditbank.bank.call import Call
from creditbank.bank.holdings import Holdings, holdings_of
from creditbank.bank.sharing import shared_institution
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.decision import Grant
from creditbank.people.lookups import get_learner, log_reveal
from creditbank.people.permissions import Action, may
from creditbank.plan import candidates
from creditbank.plan.bound import least_possible, least_with
from creditbank.plan.case import Case
from creditbank.plan.problem import Plan, Problem, Value
from creditbank.plan.solve import solve, with_possible
from creditbank.plan.touch import RuleIndex, index_of, patterns_of
from creditbank.rules.definitions import Name, Rule
from creditbank.rules.programmes import Programme
from creditbank.rules.rulebook import Rulebook

TOP = 10
CREDITS = "course_credit"
NOTHING = Holdings(0, (), (), {}, {}, frozenset(), {})


class Ranked(Value, frozen=True, kw_only=True):
    """A programme with its place among those that count in the same unit. Amounts are in ``scale`` decimal places."""

    place: int
    programme: str
    year: int
    name: Name
    enrolment: str = ""
    """The learner's active enrolment there; empty: as if he enrolled on that day."""
    unit: str
    scale: int
    remaining: int
    converted: int
    without: int
    """What study alone needs."""
    hours_saved: int
    status: str
    """``proven`` or ``gap``, as of a plan."""
    possible: int | None = None
    """What would remain if every missing fact turned out well; nothing where none is missing."""


class Ranking(Value, frozen=True, kw_only=True):
    """The nearest programmes: those that count in credits first; of one unit the least remaining first, then by id."""

    learner: str
    day: str
    rows: tuple[Ranked, ...]
    programmes: int
    """How many were compared."""
    touched: int
    """To how many of them some rule leads from the learner's awards."""
    solved: int
    """How many of these had to be solved to know the order."""

    @property
    def proven(self) -> bool:
        """Whether every answer that is shown is proven."""
        return all(row.status == "proven" for row in self.rows)


def rank(call: Call, *, learner_id: int, top: int = TOP) -> Ranking:
    """The ``top`` nearest programmes of each unit. A look by anyone else than the learner is logged.

    Somebody else sees the programmes of which he may give quotes, where he may see the record. Raises ``Forbidden``,
    ``PersonUnknown``.
    """
    book = current_rulebook()
    learner = get_learner(learner_id)
    offered = _quotable(call, learner_id, offered_on(book, call.day))
    call.require(Action.VIEW_RECORD, institution=shared_institution(call, learner_id), learner_id=learner_id)
    if call.actor.learner_id != learner_id:
        log_reveal(learner, call.actor.user_id, "quote", ["rank"], call.now)
    return ranker_of(book, call.day).ranking(learner.number, holdings_of(learner_id, book), offered, top)


def offered_on(book: Rulebook, day: date) -> tuple[Programme, ...]:
    """The newest catalogue year of each programme that has begun, by id."""
    newest: dict[str, Programme] = {}
    for (name, year), programme in sorted(book.programmes.items()):
        if year <= day.year:
            newest[name] = programme
    return tuple(newest.values())


def _quotable(call: Call, learner_id: int, programmes: Iterable[Programme]) -> tuple[Programme, ...]:
    """Programmes of institutions at which the caller may give this learner a quote. Raises ``Forbidden`` for none."""
    asked = {
        place: may(call.actor, Action.QUOTE, institution=place, learner_id=learner_id)
        for place in {programme.institution for programme in programmes}
    }
    if not any(isinstance(verdict, Grant) for verdict in asked.values()):
        call.require(Action.QUOTE, institution=min(asked, default=None), learner_id=learner_id)
    return tuple(programme for programme in programmes if isinstance(asked[programme.institution], Grant))


@dataclass(slots=True)
class Ranker:
    """A rulebook on one day, ready to rank learner after learner; what depends on no learner is kept."""

    book: Rulebook
    day: date
    index: RuleIndex = field(init=False)
    bare: dict[tuple[str, int], "Bare"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.index = index_of(self.book)

    def ranking(
        self, number: str, holdings: Holdings, offered: Iterable[Programme], top: int, *, possible: bool = True
    ) -> Ranking:
        """The nearest of the programmes offered, but those completed; the learner's own in his catalogue year.

        ``possible``: whether to find out as well what would remain if missing facts turned out well.
        """
        touched = self.index.touched(holdings.awards)
        questions = [Question(self, holdings, one, touched) for one in self._open_to(holdings, offered)]
        by_unit: dict[str, list[Question]] = {}
        for question in sorted(questions, key=lambda one: (one.programme.unit != CREDITS, one.programme.unit)):
            by_unit.setdefault(question.programme.unit, []).append(question)
        rows = [row for same in by_unit.values() for row in _nearest(same, top, possible)]
        return Ranking(
            learner=number,
            day=self.day.isoformat(),
            rows=tuple(rows),
            programmes=len(questions),
            touched=sum(bool(one.rules) for one in questions),
            solved=sum(bool(one.rules) and one.plan is not None for one in questions),
        )

    def _open_to(self, holdings: Holdings, offered: Iterable[Programme]) -> Iterator[Programme]:
        for programme in offered:
            if programme.id not in holdings.completed:
                place = holdings.places.get(programme.id)
                yield (place and self.book.programme(programme.id, place.year)) or programme

    def bare_of(self, holdings: Holdings, programme: Programme) -> "Bare":
        """The programme with nothing to convert: of the learner where he studies there, else the same for everybody."""
        if programme.id in holdings.places:
            return Bare(_without_awards(holdings.case(self.book, programme, self.day)))
        key = programme.id, programme.year
        if key not in self.bare:
            self.bare[key] = Bare(_without_awards(NOTHING.case(self.book, programme, self.day)))
        return self.bare[key]


@dataclass(slots=True)
class Bare:
    """A programme with nothing to convert, and what study alone needs, once it was asked."""

    problem: Problem
    _plan: Plan | None = None

    @property
    def plan(self) -> Plan:
        """Study alone."""
        if self._plan is None:
            self._plan = solve(self.problem, explain=False, proof=False)
        return self._plan


@dataclass(slots=True)
class Question:
    """One programme for one learner: known ever more closely until ``plan`` is there."""

    ranker: Ranker
    holdings: Holdings
    programme: Programme
    touched: tuple[Rule, ...]
    rules: frozenset[str] = field(init=False)
    """Ids of the rules that lead here."""
    bare: Bare = field(init=False)
    least: int = field(init=False)
    """No less remains."""
    case: Case | None = None
    problem: Problem | None = None
    plan: Plan | None = None

    def __post_init__(self) -> None:
        named = set(patterns_of(self.programme.id))
        leading = [rule for rule in self.touched if not named.isdisjoint(rule.programmes)]
        self.rules = frozenset(rule.id for rule in leading)
        self.bare = self.ranker.bare_of(self.holdings, self.programme)
        targets = [target for rule in leading for target in rule.target]
        self.least = least_with(
            self.bare.problem, (one.course for one in targets), (one.module for one in targets if one.module)
        )

    def look_closer(self) -> None:
        """The next, closer look."""
        if not self.rules:
            self._settle(self.bare.plan)
        elif self.problem is None:
            case = self.holdings.case(self.ranker.book, self.programme, self.ranker.day)
            self.case = replace(case, rules=tuple(rule for rule in case.rules if rule.id in self.rules))
            self.problem = candidates.build(self.case)
            self.least = max(self.least, least_possible(self.problem))
        elif all(one.possible for one in self.problem.candidates):
            self._settle(self.bare.plan)
        else:
            self._settle(solve(self.problem, explain=False, proof=False))

    def _settle(self, plan: Plan) -> None:
        self.plan, self.least = plan, plan.remaining

    def row(self, place: int, plan: Plan, possible: bool) -> Ranked:
        """The answer, by the plan that was found."""
        courses = self.programme.course
        granted = [grant for line in plan.lines for grant in line.grants]
        own = self.holdings.places.get(self.programme.id)
        return Ranked(
            place=place,
            programme=self.programme.id,
            year=self.programme.year,
            name=self.programme.name,
            enrolment="" if own is None else own.enrolment,
            unit=self.programme.unit,
            scale=self.bare.problem.scale,
            remaining=plan.remaining,
            converted=plan.converted,
            without=plan.remaining_without,
            hours_saved=sum(courses[grant.course].hours or 0 for grant in granted if grant.course),
            status=plan.status,
            possible=self._possible() if possible else None,
        )

    def _possible(self) -> int | None:
        if self.problem is None or not any(one.possible for one in self.problem.candidates):
            return None
        return solve(with_possible(self.problem), explain=False, proof=False).remaining


def _nearest(questions: Iterable[Question], top: int, possible: bool) -> Iterator[Ranked]:
    """Rows in order; a programme that cannot be completed has none."""
    queue = [(one.least, one.programme.id, number, one) for number, one in enumerate(questions)]
    heapq.heapify(queue)
    place = 0
    while queue and place < top:
        _, name, number, question = heapq.heappop(queue)
        if question.plan is None:
            question.look_closer()
            heapq.heappush(queue, (question.least, name, number, question))
        elif question.plan.status != "infeasible":
            place += 1
            yield question.row(place, question.plan, possible)


def _without_awards(case: Case) -> Problem:
    return candidates.build(replace(case, awards=(), rules=()))


_held: dict[date, Ranker] = {}
"""The ranker of the newest day and rulebook that this process was asked about: one at most."""


def ranker_of(book: Rulebook, day: date) -> Ranker:
    """A ranker; while day and rulebook stay the same, the same one."""
    held = _held.get(day)
    if held is None or held.book is not book:
        held = Ranker(book, day)
        _held.clear()
        _held[day] = held
    return held
