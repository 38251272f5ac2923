"""Commands for people and institutions: registers, accounts, enrolments."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import typer

from creditbank.bank import enrol as enrolment
from creditbank.cli.frame import AsUser, Json, Now, RequestId, answer, call_of, read_day, told
from creditbank.cli.language import language
from creditbank.people import institutions, learners
from creditbank.people.lookups import find_user, learner_by_number
from creditbank.people.roles import Role
from creditbank.people.users import create_user
from creditbank.wording.sentences import word

Sort = Literal["union", "college", "certification_body", "enterprise", "bank_centre"]


def _day(text: str, name: str) -> date | None:
    return read_day(text, name) if text else None


@told
def add_institution(
    id_: Annotated[str, typer.Argument(metavar="ID", help="A slug, such as craftsman-college.")],
    type_: Annotated[Sort, typer.Option("--type", help="What sort of institution it is.")],
    name_zh: Annotated[str, typer.Option(help="Chinese name.")],
    name_en: Annotated[str, typer.Option(help="English name.")],
    uscc: Annotated[str, typer.Option(help="统一社会信用代码, unified social credit code.")] = "",
    as_user: AsUser = "SYSTEM",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """登记机构 · Enter an institution in the register."""
    call = call_of(as_user, request_id, now)
    row = institutions.add_institution(
        request_id=call.request_id, actor=call.actor, id=id_, type=type_, name_zh=name_zh, name_en=name_en,
        at=call.now, uscc=uscc,
    )  # fmt: skip
    answer({"institution": row.pk}, as_json, word("DONE_INSTITUTION", {"institution": row.pk}, language()))


@told
def accredit(
    institution: str,
    type_: Annotated[str, typer.Option("--type", help="Type of accreditation, such as skill_assessment.")],
    kind: Annotated[list[str], typer.Option(help="Kind of outcome; may be repeated.")],
    since: Annotated[str, typer.Option(help="First day, YYYY-MM-DD.")],
    source: Annotated[str, typer.Option(help="The document that grants it.")],
    until: Annotated[str, typer.Option(help="First day no longer accredited.")] = "",
    as_user: AsUser = "SYSTEM",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """授予资质 · Say what an institution may certify, and when."""
    call = call_of(as_user, request_id, now)
    row = institutions.accredit(
        request_id=call.request_id, actor=call.actor, institution=institution, type=type_, kinds=kind,
        since=read_day(since, "since"), until=_day(until, "until"), source=source, at=call.now,
    )  # fmt: skip
    answer({"accreditation": row.pk}, as_json, word("DONE_ACCREDIT", {"institution": institution}, language()))


@told
def suspend(
    accreditation: int,
    since: Annotated[str, typer.Option(help="First day of the rest.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    until: Annotated[str, typer.Option(help="First day after it.")] = "",
    as_user: AsUser = "SYSTEM",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """暂停资质 · Let an accreditation rest; what was certified before stays."""
    call = call_of(as_user, request_id, now)
    row = institutions.suspend(
        request_id=call.request_id, actor=call.actor, accreditation=accreditation, since=read_day(since, "since"),
        until=_day(until, "until"), reason=reason, at=call.now,
    )  # fmt: skip
    answer({"suspension": row.pk}, as_json, word("DONE_SUSPEND", {"accreditation": accreditation}, language()))


@told
def add_user(
    username: str,
    name: Annotated[str, typer.Option(help="Name shown.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Password.")],
    as_json: Json = False,
) -> None:
    """新建用户 · Make a log-in; roles are given with appoint."""
    row = create_user(username=username, display_name=name, password=password)
    answer({"user": row.username}, as_json, word("DONE_USER", {"username": username}, language()))


@told
def appoint(
    username: str,
    institution: str,
    role: Role,
    since: Annotated[str, typer.Option(help="First day.")],
    until: Annotated[str, typer.Option(help="First day after.")] = "",
    as_user: AsUser = "SYSTEM",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """任职 · Give a user a role at an institution."""
    call = call_of(as_user, request_id, now)
    row = institutions.appoint(
        request_id=call.request_id, actor=call.actor, user=find_user(username), institution=institution, role=role,
        since=read_day(since, "since"), until=_day(until, "until"), at=call.now,
    )  # fmt: skip
    answer({"role": row.pk}, as_json, word("DONE_APPOINT", {"username": username, "role": role.value}, language()))


@told
def open_account(
    name: Annotated[str, typer.Option(help="Name as on the identity paper.")],
    identity_number: Annotated[str, typer.Option(help="Number of the paper.")],
    as_user: AsUser,
    identity_type: Annotated[str, typer.Option(help="resident_id, residence_permit, passport, other.")] = "resident_id",
    phone: Annotated[str, typer.Option(help="Telephone.")] = "",
    birth_date: Annotated[str, typer.Option(help="Birth date where the paper's number does not say it.")] = "",
    employer: Annotated[str, typer.Option(help="Institution id of the employer.")] = "",
    institution: Annotated[str, typer.Option(help="For which institution the clerk acts.")] = "",
    user: Annotated[str, typer.Option(help="Log-in of the person, if there is one.")] = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """开户 · Open a learning account."""
    call = call_of(as_user, request_id, now)
    row = learners.open_account(
        request_id=call.request_id, actor=call.actor, name=name, identity_type=identity_type,
        identity_number=identity_number, phone=phone, birth_date=_day(birth_date, "birth_date"),
        employer=employer or None, institution=institution or None, user=find_user(user) if user else None, at=call.now,
    )  # fmt: skip
    answer({"learner": row.number}, as_json, word("DONE_ACCOUNT", {"learner": row.number}, language()))


@told
def enrol(
    learner: Annotated[str, typer.Argument(help="Learner's number, L…")],
    programme: Annotated[str, typer.Argument(help="Programme id, such as craftsman-college/460103.")],
    year: int,
    as_user: AsUser,
    enrolled_on: Annotated[str, typer.Option(help="Day of enrolment; default: the day of the act.")] = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """学籍 · Enrol a learner in one catalogue year of a programme."""
    call = call_of(as_user, request_id, now)
    row = enrolment.enrol(
        call, learner_id=learner_by_number(learner).pk, programme=programme, year=year,
        enrolled_on=_day(enrolled_on, "enrolled_on") or call.day,
    )  # fmt: skip
    answer({"enrolment": row.pk}, as_json, word("DONE_ENROL", {"enrolment": str(row.pk)}, language()))


@told
def pass_course(
    enrolment_id: UUID,
    course: str,
    as_user: AsUser,
    passed_on: Annotated[str, typer.Option(help="Day it was passed.")] = "",
    score: Annotated[str, typer.Option(help="Score as recorded by the school.")] = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """课程合格 · Record a course passed by study."""
    call = call_of(as_user, request_id, now)
    row = enrolment.pass_course(
        call, enrolment_id=enrolment_id, course=course, passed_on=_day(passed_on, "passed_on") or call.day, score=score
    )
    answer({"passed": row.pk}, as_json, word("DONE_PASS_COURSE", {"course": course}, language()))


COMMANDS = (add_institution, accredit, suspend, add_user, appoint, open_account, enrol, pass_course)
