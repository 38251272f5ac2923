"""A small town for the tests of the pages: log-ins with passwords, bodies of their own, named catalogue entries.

``tests.people`` has the city of the scenarios, in which one centre certifies everything. Here 王老师 heads the
assessment of skills, the union certifies contests and trainings, 陈老师 keeps the college's register and 赵工 works at
the bank centre; 李师傅 the welder learns mechatronics. All of it is made by the verbs, on the real rulebook.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings

from creditbank.bank import certify as certifying
from creditbank.bank import deposit as depositing
from creditbank.bank.apply import apply
from creditbank.bank.call import Call
from creditbank.bank.claims import Claim
from creditbank.bank.enrol import enrol
from creditbank.bank.models import Award, Conversion, Deposit, Enrolment
from creditbank.bank.quote import quote
from creditbank.catalogue.achievements import Entry, add_achievements
from creditbank.catalogue.publishing import publish
from creditbank.people.institutions import accredit, add_institution, appoint
from creditbank.people.learners import open_account
from creditbank.people.models import Learner, User
from creditbank.people.permissions import SYSTEM, Actor, Role, actor_of
from creditbank.people.users import create_user
from creditbank.rules.schema import load_rulebook
from tests.people import resident_number

MORNING = datetime(2025, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""The moment of the tests: a Thursday on which offices work."""
PASSWORD = "a-long-enough-password"
MECHATRONICS = ("craftsman-college/460301", 2025)

INSTITUTIONS: Mapping[str, tuple[str, str, str]] = {
    "province-union": ("union", "省工会", "Provincial union"),
    "craftsman-college": ("college", "示范工匠学院", "Demonstration craftsman college"),
    "skill-station": ("certification_body", "示范职业技能评价中心", "Demonstration skill assessment centre"),
    "heavy-works": ("enterprise", "示范重工机械厂", "Demonstration heavy machinery works"),
    "bank-centre": ("bank_centre", "学分银行管理中心", "Bank centre"),
}
ACCREDITATIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "skill-station": ("skill_assessment", ("occupational_skill_certificate",)),
    "province-union": ("union", ("skill_contest_prize", "training_certificate", "union_course")),
    "craftsman-college": ("college", ("online_course_certificate", "diploma", "degree_course")),
}
STAFF: Mapping[str, tuple[str, str, Role]] = {
    "wang": ("王老师", "skill-station", Role.CERTIFICATION_HEAD),
    "union": ("工会干事", "province-union", Role.CERTIFICATION_REVIEWER),
    "college": ("学院审核员", "craftsman-college", Role.CERTIFICATION_REVIEWER),
    "chen": ("陈老师", "craftsman-college", Role.REGISTRAR),
    "zhao": ("赵工", "bank-centre", Role.BANK_OPERATOR),
}
ACHIEVEMENTS: Mapping[str, tuple[str, str, str, str, dict[str, Any]]] = {
    "electrician-3": (
        "occupational_skill_certificate",
        "skill-station",
        "电工三级",
        "Electrician, level 3",
        {"occupation": "6-31-01-03", "level": "3"},
    ),
    "welder-3": (
        "occupational_skill_certificate",
        "skill-station",
        "焊工三级",
        "Welder, level 3",
        {"occupation": "6-18-02-04", "level": "3"},
    ),
    "fitter-3": (
        "occupational_skill_certificate",
        "skill-station",
        "机修钳工三级",
        "Maintenance fitter, level 3",
        {"occupation": "6-31-01-02", "level": "3"},
    ),
    "electrician-contest": (
        "skill_contest_prize",
        "province-union",
        "全省电工技能大赛",
        "Provincial contest of electricians",
        {"occupation": "6-31-01-03", "contest": "全省电工技能大赛", "organiser": "authority", "tier": "provincial"},
    ),
    "electrician-training": (
        "training_certificate",
        "province-union",
        "电工安全与控制培训",
        "Training in electrical safety and control",
        {"occupation": "6-31-01-03", "training": "电工安全与控制培训"},
    ),
    "english-online": (
        "online_course_certificate",
        "craftsman-college",
        "大学英语在线课程",
        "Online course of college English",
        {"course": "大学英语", "level": "associate"},
    ),
}


@dataclass(slots=True)
class Town:
    """Everything that the tests act with; ``moment`` is when the acts happen, and may be moved on."""

    moment: datetime
    staff: dict[str, User] = field(default_factory=dict)
    learners: dict[str, Learner] = field(default_factory=dict)

    def call(self, who: str | Actor = SYSTEM, request_id: UUID | None = None) -> Call:
        """A call by a member of staff, or by the learner of that name, or by an actor."""
        actor = who if isinstance(who, Actor) else actor_of(self.user(who), self.moment.date())
        return Call(request_id or uuid4(), actor, self.moment)

    def user(self, name: str) -> User:
        """The log-in of a member of staff or of a learner."""
        if name in self.staff:
            return self.staff[name]
        found = self.learners[name].user
        assert found is not None
        return found


def open_town(moment: datetime = MORNING) -> Town:
    """Publish the real rulebook, register the institutions and what they certify, appoint staff, fill the catalogue."""
    town = Town(moment)
    publish(load_rulebook(Path(settings.RULEBOOK)), author="编制", approver="审批", at=moment)
    for name, (sort, zh, en) in INSTITUTIONS.items():
        add_institution(request_id=uuid4(), actor=SYSTEM, id=name, type=sort, name_zh=zh, name_en=en, at=moment)
    for name, (sort, kinds) in ACCREDITATIONS.items():
        _accredit(town, name, sort, kinds)
    for username, (display, place, role) in STAFF.items():
        user = town.staff[username] = create_user(username=username, display_name=display, password=PASSWORD)
        since = date(2024, 1, 1)
        appoint(request_id=uuid4(), actor=SYSTEM, user=user, institution=place, role=role, since=since, at=moment)
    entries = []
    for name, (kind, body, zh, en, fixed) in ACHIEVEMENTS.items():
        entries.append(Entry(id=name, kind=kind, body=body, name_zh=zh, name_en=en, fixed=fixed))
    add_achievements(entries, request_id=uuid4(), actor=SYSTEM, at=moment)
    return town


def open_learner(town: Town, username: str, name: str, *, born: date = date(1988, 5, 17), serial: int = 12) -> Learner:
    """A learner with a log-in, opened by the bank centre."""
    user = create_user(username=username, display_name=name, password=PASSWORD)
    learner = open_account(
        request_id=uuid4(),
        actor=town.call("zhao").actor,
        name=name,
        identity_type="resident_id",
        identity_number=resident_number(born, serial),
        at=town.moment,
        employer="heavy-works",
        institution="bank-centre",
        user=user,
    )
    town.learners[username] = learner
    return learner


def deposited(town: Town, who: str, achievement: str, *, submit: bool = True, **stated: Any) -> Deposit:
    """An outcome that the learner puts in himself; ``stated`` overrides parts of a sound claim."""
    return depositing.deposit(
        town.call(who),
        learner_id=town.learners[who].pk,
        achievement_id=achievement,
        claim=claim_of(achievement, **stated),
        submit=submit,
    )


def claim_of(achievement: str, **stated: Any) -> Claim:
    """A sound claim of that outcome. Keyword arguments of ``Claim`` override it; ``details`` are added to it."""
    kind = ACHIEVEMENTS[achievement][0]
    details = {"certificate_number": f"SF-{achievement}-0001", **_DETAILS.get(kind, {}), **stated.pop("details", {})}
    sound: dict[str, Any] = {
        "details": details,
        "issuer": "示范省人力资源和社会保障厅",
        "earned_on": date(2025, 6, 12),
        "evidence": [{"code": code, "name": f"{code}.pdf", "sha256": "0" * 64} for code in _EVIDENCE[kind]],
    }
    return Claim(**{**sound, **stated})


def certified(town: Town, who: str, achievement: str, **stated: Any) -> Award:
    """An outcome put in and certified by the body of the catalogue's entry."""
    row = deposited(town, who, achievement, **stated)
    answer = certifying.certify(town.call(certifier_of(row.body_id)), deposit_id=row.pk)
    assert isinstance(answer, Award), answer
    return answer


def certifier_of(body: str) -> str:
    """The member of staff who certifies at that body."""
    roles = (Role.CERTIFICATION_HEAD, Role.CERTIFICATION_REVIEWER)
    return next(name for name, (_display, place, role) in STAFF.items() if place == body and role in roles)


def enrolled(town: Town, who: str, programme: tuple[str, int] = MECHATRONICS) -> Enrolment:
    """The learner enters a programme in September; the registrar writes it down."""
    return enrol(
        town.call("chen"),
        learner_id=town.learners[who].pk,
        programme=programme[0],
        year=programme[1],
        enrolled_on=date(2025, 9, 1),
    )


def applied(town: Town, who: str, enrolment: Enrolment) -> Conversion:
    """The learner applies for the whole best plan."""
    call = town.call(who)
    plan = quote(call, enrolment_id=enrolment.pk).plan
    return apply(call, enrolment_id=enrolment.pk, lines=plan.lines, plan=plan)


def li_the_welder(town: Town) -> Learner:
    """李师傅, with four certified outcomes, and one that waits at the assessment centre."""
    learner = open_learner(town, "li", "李建国")
    for achievement in ("electrician-3", "welder-3", "electrician-training", "electrician-contest"):
        certified(town, "li", achievement)
    deposited(town, "li", "fitter-3")
    return learner


def _accredit(town: Town, institution: str, sort: str, kinds: tuple[str, ...]) -> None:
    accredit(
        request_id=uuid4(),
        actor=SYSTEM,
        institution=institution,
        type=sort,
        kinds=kinds,
        since=date(2020, 1, 1),
        source="示范批复 2020-1",
        at=town.moment,
    )


_DETAILS: Mapping[str, Mapping[str, Any]] = {
    "skill_contest_prize": {"edition": 2025, "prize": "second", "participation": "individual"},
    "training_certificate": {"hours": 48, "score": 88},
    "online_course_certificate": {"hours": 48, "score": 82, "credits": "3.00"},
}
_EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "occupational_skill_certificate": ("certificate_scan",),
    "skill_contest_prize": ("certificate_scan", "result_notice"),
    "training_certificate": ("certificate_scan", "programme_outline"),
    "online_course_certificate": ("certificate_scan",),
}
