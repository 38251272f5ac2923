"""试算: what would count, and what would be left to study. Free and unlimited; writes only who else looked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from creditbank.bank.call import Call
from creditbank.bank.cases import case_of, prospective_case
from creditbank.bank.enrol import get_enrolment, programme_of, require_active
from creditbank.bank.models import Award, Enrolment
from creditbank.bank.sharing import shared_institution
from creditbank.kernel.decision import Reason
from creditbank.people.lookups import get_learner, log_reveal
from creditbank.people.permissions import Action
from creditbank.plan import candidates, check
from creditbank.plan.case import Case
from creditbank.plan.problem import Plan, Problem
from creditbank.plan.solve import solve
from creditbank.rules.definitions import Name


@dataclass(frozen=True, slots=True)
class Quote:
    """A plan with the problem it answers and the independent checker's findings (empty: accepted)."""

    case: Case
    problem: Problem
    plan: Plan
    findings: tuple[Reason, ...]
    names: Mapping[str, Name]
    """What each award is called, by id."""

    @property
    def hours_saved(self) -> int:
        """Class hours (学时) of the courses that the plan converts; courses without stated hours count nothing."""
        courses = self.case.programme.course
        granted = [grant.course for line in self.plan.lines for grant in line.grants if grant.course]
        return sum(courses[code].hours or 0 for code in granted)


def quote(call: Call, *, enrolment_id: UUID) -> Quote:
    """The best plan for an enrolment today; a look by anyone else than the learner is logged.

    Raises ``Forbidden``, ``NotFound``, ``NotAllowedNow``.
    """
    enrolment = get_enrolment(enrolment_id)
    call.require(Action.QUOTE, institution=enrolment.institution_id, learner_id=enrolment.learner_id)
    require_active(enrolment)
    _log_look(call, enrolment.learner_id)
    return quote_case(case_of(enrolment, call.day))


def quote_programme(call: Call, *, learner_id: int, programme: str, year: int) -> Quote:
    """The best plan for a programme in which the learner is not enrolled.

    It shows what he has: somebody else asks only where he may also see the record, and the look is logged. Raises
    ``Forbidden``, ``NotFound``, ``PersonUnknown``.
    """
    found = programme_of(programme, year)
    call.require(Action.QUOTE, institution=found.institution, learner_id=learner_id)
    call.require(Action.VIEW_RECORD, institution=shared_institution(call, learner_id), learner_id=learner_id)
    _log_look(call, learner_id)
    return quote_case(prospective_case(learner_id, found, call.day))


def _log_look(call: Call, learner_id: int) -> None:
    if call.actor.learner_id != learner_id:
        log_reveal(get_learner(learner_id), call.actor.user_id, "quote", ["quote"], call.now)


def quote_case(case: Case) -> Quote:
    """Build, solve and check one case."""
    problem = candidates.build(case)
    plan = solve(problem)
    return Quote(case, problem, plan, tuple(check.check(problem, plan)), award_names(award.id for award in case.awards))


def award_names(ids: Iterable[str]) -> dict[str, Name]:
    """Names of awards from the catalogue, by id."""
    rows = Award.objects.filter(pk__in=list(ids)).select_related("achievement")
    return {str(row.pk): {"zh": row.achievement.name_zh, "en": row.achievement.name_en} for row in rows}


def quote_replacement(enrolment: Enrolment, on: date, line_id: UUID) -> Quote:
    """The best plan when one live line is set aside for a better award."""
    return quote_case(case_of(enrolment, on, replacing=line_id))


def filed_quotes(call: Call, *, enrolment_id: UUID) -> list[Quote]:
    """The quotes with which applications were filed, oldest first: problem and plan as stored then, checked again.

    Applications without a stored plan are left out. Raises ``Forbidden``, ``NotFound``.
    """
    enrolment = get_enrolment(enrolment_id)
    call.require(Action.VIEW_RECORD, institution=enrolment.institution_id, learner_id=enrolment.learner_id)
    found = []
    for filed in enrolment.conversions.exclude(plan="").order_by("at", "pk"):
        problem = msgspec.json.decode(filed.problem, type=Problem)
        plan = msgspec.json.decode(filed.plan, type=Plan)
        names = award_names(outcome.id for outcome in problem.outcomes)
        case = case_of(enrolment, filed.applied_on)
        found.append(Quote(case, problem, plan, tuple(check.check(problem, plan)), names))
    return found
