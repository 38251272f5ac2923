"""What the stories of credentials share: a course that two awards give, keys of the issuers, and a stranger who verifies."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from creditbank.bank.issue import issue, issue_line, issue_transcript
from creditbank.bank.leave import complete
from creditbank.bank.models import Award, ConversionLine, Enrolment
from creditbank.credentials import keyring
from creditbank.credentials.lists import list_of
from creditbank.credentials.models import Credential
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.report import Report
from creditbank.credentials.verify.steps import verify
from creditbank.credentials.verify.trust import Trust
from creditbank.rules.definitions import Shape
from tests.people import CENTRE, FOUNDED, SCHOOLS, City, nine_on
from tests.scenarios.definitions import of, policy, programme, rule
from tests.scenarios.desk import Desk

PLACE = "craftsman-college/test-credentials"
APRIL, JUNE, SEPTEMBER, OCTOBER = date(2026, 4, 13), date(2026, 6, 1), date(2026, 9, 1), date(2026, 10, 8)


def course_for_two() -> tuple[Shape, ...]:
    """A programme whose first course a computer rank and a training give together; leaving it gives them back."""
    pair = {"rank": of("computer_rank"), "training": of("training_certificate")}
    return (
        policy("craftsman-college/test-issued", 'notice_days = 5\non_leaving = "return"'),
        programme(PLACE, ["craftsman-college/test-issued"], {"CR-1": "3.00", "CR-2": "2.00"}),
        rule(f"{PLACE}-pair", PLACE, pair, "CR-1"),
        rule(f"{PLACE}-rank", PLACE, {"rank": of("computer_rank")}, "CR-2"),
        rule(f"{PLACE}-online", PLACE, {"course": of("online_course_certificate")}, "CR-1"),
    )


def with_keys(city: City) -> City:
    """The city, in which the certifying body and two schools have had a key from the first day."""
    for institution in (CENTRE, *SCHOOLS[:2]):
        keyring.make_key(
            request_id=uuid4(), actor=city.actor("sun", FOUNDED), institution=institution, at=nine_on(FOUNDED)
        )
    return city


def rank_of(desk: Desk, who: str = "li") -> Award:
    """A computer rank, which the bank gives no credits for."""
    return desk.award(who, "computer_rank", date(2025, 3, 29), subject="C语言", level="2")


def skill_of(desk: Desk, who: str = "li") -> Award:
    """A skill certificate that ends on 5 May 2027."""
    return desk.award(
        who,
        "occupational_skill_certificate",
        date(2024, 5, 6),
        occupation="6-18-01-01",
        level="3",
        theory_score=88,
        valid_until=date(2027, 5, 5),
    )


def studying(desk: Desk) -> tuple[Award, Award, Enrolment, ConversionLine]:
    """A computer rank and a training, converted into one course."""
    rank, training = (
        rank_of(desk),
        desk.award("li", "training_certificate", date(2025, 5, 6), training="编程", hours=32),
    )
    enrolment = desk.enrol("li", PLACE, date(2025, 9, 1))
    (line,) = desk.convert(enrolment, APRIL)
    return rank, training, enrolment, line


def graduate(desk: Desk) -> tuple[Award, Award, Enrolment, ConversionLine]:
    """The same, with the other course passed and the enrolment completed."""
    rank, training, enrolment, line = studying(desk)
    desk.pass_courses(enrolment, ["CR-2"], JUNE)
    complete(desk.call("zhao", JUNE), enrolment_id=enrolment.pk)
    return rank, training, enrolment, line


def everything(desk: Desk, made: tuple[Award, Award, Enrolment, ConversionLine]) -> list[Credential]:
    """Credentials of the first award, of the line, and a transcript with both."""
    rank, _, enrolment, line = made
    return [
        issue(desk.call("li", JUNE), award_id=rank.pk),
        *issue_line(desk.call("li", JUNE), line_id=line.pk),
        issue_transcript(desk.call("li", JUNE), enrolment_id=enrolment.pk),
    ]


def report(row: Credential, at: datetime) -> Report:
    """What a stranger finds, who has the text and can look at what the site publishes."""
    return verify(
        row.document,
        policy=Policy(accept="any"),
        resolve=keyring.resolve,
        status_of=lambda url: list_of(url, at),
        now=at,
        trust=Trust(),
    )


def verdicts(rows: Iterable[Credential], on: date) -> list[str]:
    """What each of them is worth to a stranger on that day."""
    return [report(row, nine_on(on)).verdict for row in rows]


def said(row: Credential) -> Any:
    """The document."""
    return json.loads(row.document)
