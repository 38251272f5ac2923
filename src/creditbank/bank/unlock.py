"""差一项: the one further certificate, or the one course, that would bring a learner nearest to a programme's end."""

from collections.abc import Iterator
from dataclasses import dataclass

from creditbank.bank.call import Call
from creditbank.bank.enrol import programme_of
from creditbank.bank.holdings import holdings_of
from creditbank.bank.models import Award
from creditbank.bank.sharing import shared_institution
from creditbank.catalogue.achievements import get_achievement, on_offer
from creditbank.catalogue.in_force import current_rulebook
from creditbank.people.lookups import get_learner, log_reveal
from creditbank.people.permissions import Action
from creditbank.plan import candidates
from creditbank.plan.case import Case
from creditbank.plan.problem import Plan, Problem
from creditbank.plan.prospects import Entry, Seeker
from creditbank.plan.solve import solve
from creditbank.plan.unlock import Unlock, most_helpful
from creditbank.rules.decide import kinds_of
from creditbank.rules.definitions import Name


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What would help most, with the case and today's best plan; what the entry of the catalogue is called, if it is one."""

    case: Case
    problem: Problem
    plan: Plan
    unlock: Unlock
    name: Name | None = None


def unlock(call: Call, *, learner_id: int, programme: str, year: int | None = None) -> Unlocked:
    """What would help most in a programme: as the learner studies there, else as if he enrolled today.

    ``year``: catalogue year; by default that of his enrolment, else the newest that has begun. A look by anyone else is
    logged. Raises ``Forbidden``, ``NotFound``, ``PersonUnknown``.
    """
    book = current_rulebook()
    learner = get_learner(learner_id)
    holdings = holdings_of(learner_id, book)
    place = holdings.places.get(programme)
    begun = [known for name, known in book.programmes if name == programme and known <= call.day.year]
    found = programme_of(programme, year or (place.year if place else max(begun, default=call.day.year)))
    call.require(Action.QUOTE, institution=found.institution, learner_id=learner_id)
    if place is None:
        call.require(Action.VIEW_RECORD, institution=shared_institution(call, learner_id), learner_id=learner_id)
    if call.actor.learner_id != learner_id:
        log_reveal(learner, call.actor.user_id, "quote", ["unlock"], call.now)
    case = holdings.case(book, found, call.day)
    problem = candidates.build(case)
    plan = solve(problem, explain=False, proof=False)
    seeker = Seeker(case, book, learner.birth_date)
    answer = most_helpful(case, problem, plan, seeker.prospects(_entries(learner_id, case)))
    return Unlocked(case, problem, plan, answer, _name(answer))


def _entries(learner_id: int, case: Case) -> Iterator[Entry]:
    """Entries on offer of kinds that the programme's rules take, but those of which the learner has an award."""
    kinds = {kind for rule in case.rules for slot in rule.slot for kind in kinds_of(slot) or ()}
    held = set(Award.objects.filter(learner_id=learner_id, live=True).values_list("achievement", flat=True))
    return (Entry(pk, fixed.kind, fixed.fields) for pk, fixed in on_offer(kinds) if pk not in held)


def _name(answer: Unlock) -> Name | None:
    prospect = answer.award.prospect if answer.award else None
    if prospect is None or not prospect.achievement:
        return None
    row = get_achievement(prospect.achievement)
    return {"zh": row.name_zh, "en": row.name_en}
