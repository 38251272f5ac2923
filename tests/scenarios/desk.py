"""The steps that scenarios are told in: each is a verb of the bank, called by the person who would call it."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from creditbank.bank import apply, certify, decide, deposit, enrol, finalise, lots, quote
from creditbank.bank.claims import Claim
from creditbank.bank.models import Award, ConversionLine, Deposit, Enrolment, LineGrant
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.decision import Reason
from creditbank.ledger import posting
from creditbank.plan.problem import Line, Plan
from tests.people import City

ISSUER = "示范发证单位"


_counter = count(1)


def new_number() -> str:
    """A number that no other paper of this run has."""
    return f"号{next(_counter):05d}"


class Desk:
    """One city's bank. Amounts are integers at scale 2 unless a programme counts papers."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.call = city.call
        self._names = {learner.pk: name for name, learner in city.learners.items()}

    def learner(self, who: str) -> int:
        """The id of that person's learning account."""
        return self.city.learners[who].pk

    def claim(
        self, kind_id: str, earned_on: date, *, valid_until: date | None = None, issuer: str = ISSUER, **figures: Any
    ) -> Claim:
        """A claim of that kind with every paper that is asked for and a number of its own."""
        kind = current_rulebook().kinds[kind_id]
        details = {name: value for name, value in figures.items() if name in kind.details}
        for name in kind.identity:
            if kind.details[name].type == "text":
                details.setdefault(name, new_number())
        return Claim(
            details=details,
            issuer=issuer,
            earned_on=earned_on,
            valid_until=valid_until,
            evidence=[{"code": code, "name": f"{code}.pdf", "sha256": "0" * 64} for code in kind.evidence],
            **{name: value for name, value in figures.items() if name not in kind.details},
        )

    def deposit(self, who: str, kind: str, earned_on: date, *, on: date | None = None, **figures: Any) -> Deposit:
        """The learner puts an outcome in, on the day after he earned it unless another is given."""
        day = on or earned_on + timedelta(days=1)
        claim = self.claim(kind, earned_on, **figures)
        return deposit.deposit(self.call(who, day), learner_id=self.learner(who), achievement_id=kind, claim=claim)

    def award(
        self,
        who: str,
        kind: str,
        earned_on: date,
        *,
        on: date | None = None,
        groups: dict[str, str] | None = None,
        **figures: Any,
    ) -> Award:
        """An outcome put in and certified by 王老师 on the same day."""
        day = on or earned_on + timedelta(days=1)
        row = self.deposit(who, kind, earned_on, on=day, **figures)
        award = certify.certify(self.call("wang", day), deposit_id=row.pk, groups=groups)
        assert isinstance(award, Award), award
        return award

    def enrol(self, who: str, programme: str, on: date, *, year: int = 2025) -> Enrolment:
        """赵老师 enters the learner in the catalogue year 2025, or another."""
        return enrol.enrol(
            self.call("zhao", on), learner_id=self.learner(who), programme=programme, year=year, enrolled_on=on
        )

    def quote(self, enrolment: Enrolment, on: date) -> quote.Quote:
        """The learner's own quote; the independent checker accepts it."""
        found = quote.quote(self.call(self.name_of(enrolment), on), enrolment_id=enrolment.pk)
        assert found.findings == ()
        assert found.plan.status == "proven"
        return found

    def apply(
        self, enrolment: Enrolment, on: date, lines: Iterable[Line] | None = None, plan: Plan | None = None
    ) -> list[ConversionLine]:
        """The learner applies for these lines, or for all of the best plan of that day."""
        if lines is None:
            plan = self.quote(enrolment, on).plan
            lines = plan.lines
        call = self.call(self.name_of(enrolment), on)
        conversion = apply.apply(call, enrolment_id=enrolment.pk, lines=list(lines), plan=plan)
        return list(conversion.lines.all())

    def approve(self, line: ConversionLine, on: date) -> ConversionLine:
        """赵老师 approves and publishes."""
        decide.decide(self.call("zhao", on), line_id=line.pk, verdict="approve")
        return decide.publish_notice(self.call("zhao", on), line_id=line.pk)

    def settle(self, lines: Iterable[ConversionLine], on: date) -> list[ConversionLine]:
        """Approve, publish, and make final on the day after the notice."""
        done = []
        for line in lines:
            ends = self.approve(line, on).notice_ends_on
            assert ends is not None
            done.append(finalise.finalise(self.call("zhao", ends + timedelta(days=1)), line_id=line.pk))
        return done

    def convert(self, enrolment: Enrolment, on: date) -> list[ConversionLine]:
        """Apply for the whole best plan and see it through."""
        return self.settle(self.apply(enrolment, on), on)

    def pass_courses(self, enrolment: Enrolment, courses: Iterable[str], on: date) -> None:
        """赵老师 records courses passed by study."""
        for course in courses:
            enrol.pass_course(self.call("zhao", on), enrolment_id=enrolment.pk, course=course, passed_on=on, score="85")

    def name_of(self, enrolment: Enrolment) -> str:
        """Whose enrolment it is."""
        return self._names[enrolment.learner_id]


def lot(award: Award) -> dict[str, int]:
    """What the main lot holds, by unit; empty: nothing."""
    return {unit: amount for unit in ("credit", "use") if (amount := posting.balance(lots.award_lot(award.pk), unit))}


def held(line: ConversionLine) -> dict[str, int]:
    """What a line holds, by unit."""
    return {unit: amount for unit in ("credit", "use") if (amount := posting.balance(lots.held(line.pk), unit))}


def granted(enrolment: Enrolment, unit: str = "course_credit") -> int:
    """What the ledger says was granted in an enrolment."""
    return posting.balance(lots.granted(enrolment.pk), unit)


def state(line: ConversionLine) -> str:
    """The state of the line now."""
    line.refresh_from_db()
    return line.state


def targets(lines: Iterable[ConversionLine | Line]) -> dict[str, int]:
    """Courses and modules with the amounts that these lines grant."""
    found: dict[str, int] = {}
    for line in lines:
        listed: Iterable[Any] = line.grants if isinstance(line, Line) else LineGrant.objects.filter(line=line)
        for grant in listed:
            name = grant.course or grant.module
            found[name] = found.get(name, 0) + grant.amount
    return found


def used(found: quote.Quote) -> set[UUID]:
    """Awards on which the plan draws."""
    return {UUID(draw.outcome) for line in found.plan.lines for draw in line.draws}


def why_unused(found: quote.Quote, award: Award) -> Reason:
    """The reason that the plan gives for an award it does not use."""
    return next(one.reason for one in found.plan.unused if one.outcome == str(award.pk))


def line_by(found: quote.Quote, rule: str) -> Line:
    """The plan's line by that rule."""
    return next(line for line in found.plan.lines if line.rule == rule)
