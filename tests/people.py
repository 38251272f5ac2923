"""The people and institutions of the tests, by name: a small city, the same in every story.

李师傅 and his colleagues learn; 王老师 certifies and 陈主任 heads the assessment centre; 赵老师 and 钱老师 are
registrars of every school; 孙老师 works at the bank centre. ``found_city`` writes them by the registers' own verbs; it
needs a published rulebook, since the assessment centre is accredited for every kind in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from stdnum.iso7064 import mod_11_2

from creditbank.bank.call import Call
from creditbank.catalogue.achievements import Entry, add_achievements
from creditbank.people.institutions import accredit, add_institution, appoint
from creditbank.people.learners import open_account
from creditbank.people.models import Learner, User
from creditbank.people.permissions import SYSTEM, Actor, actor_of
from creditbank.people.roles import Role
from creditbank.rules.rulebook import Rulebook

SHANGHAI = ZoneInfo("Asia/Shanghai")
FOUNDED = date(2015, 1, 5)
"""The day from which everybody holds his role."""
CENTRE = "assessment-centre"
"""Accredited for every kind, and the body of one catalogue entry per kind, which has the kind's id."""
SECOND = "second-centre"
"""Accredited for skill certificates of lathe operators only, in 2025; its entry is ``second-lathe``."""
SCHOOLS = (
    "craftsman-college",
    "vocational-college",
    "open-university",
    "skill-centre",
    "city-union",
    "hong-kong",
    "india-abc",
    "korea-acbs",
    "south-africa",
)
INSTITUTIONS: Mapping[str, tuple[str, str, str]] = {
    "bank-centre": ("bank_centre", "学分银行管理中心", "Bank centre"),
    CENTRE: ("certification_body", "示范评价中心", "Assessment centre"),
    SECOND: ("certification_body", "第二评价中心", "Second centre"),
    "river-works": ("enterprise", "江河机械厂", "River Works"),
    **{school: ("college", school, school) for school in SCHOOLS},
}
STAFF: Mapping[str, tuple[str, tuple[tuple[str, Role], ...]]] = {
    "wang": ("王老师", ((CENTRE, Role.CERTIFICATION_REVIEWER),)),
    "chen": ("陈主任", ((CENTRE, Role.CERTIFICATION_HEAD),)),
    "wu": ("吴经办", ((CENTRE, Role.CERTIFICATION_CLERK),)),
    "lin": ("林老师", ((SECOND, Role.CERTIFICATION_HEAD),)),
    "zhao": ("赵老师", tuple((school, Role.REGISTRAR) for school in SCHOOLS)),
    "qian": ("钱老师", tuple((school, Role.REGISTRAR) for school in SCHOOLS)),
    "zhou": ("周经办", (("river-works", Role.EMPLOYER_CLERK),)),
    "sun": ("孙老师", (("bank-centre", Role.BANK_OPERATOR),)),
}
LEARNERS: Mapping[str, tuple[str, date]] = {
    "li": ("李建国", date(1985, 6, 1)),
    "zhang": ("张美兰", date(1990, 2, 28)),
    "he": ("何志强", date(1979, 11, 11)),
    "xiao": ("肖小明", date(2011, 4, 1)),
}
"""肖小明 is fourteen: younger than most kinds ask."""
EMPLOYERS: Mapping[str, str] = {"he": "river-works"}


@dataclass(frozen=True, slots=True)
class City:
    """Everybody by log-in name."""

    users: Mapping[str, User]
    learners: Mapping[str, Learner]

    def actor(self, who: str, on: date) -> Actor:
        """What that person may act as on that day; ``system`` is the bank itself."""
        return SYSTEM if who == "system" else actor_of(self.users[who], on)

    def call(self, who: str, on: date, request_id: UUID | None = None) -> Call:
        """A call by that person at nine in the morning of that day, with a new request id unless one is given."""
        return Call(request_id or uuid4(), self.actor(who, on), nine_on(on))


def nine_on(day: date) -> datetime:
    """Nine in the morning of that day, where the bank is."""
    return datetime.combine(day, time(9), SHANGHAI)


def resident_number(born: date, serial: int = 1) -> str:
    """A resident identity number that is well formed and nobody's (the code of the county was never given)."""
    stem = f"999999{born:%Y%m%d}{serial:03d}"
    return stem + mod_11_2.calc_check_digit(stem)


def found_city(rulebook: Rulebook) -> City:
    """Write institutions, accreditations, staff, learners and catalogue."""
    at = nine_on(FOUNDED)
    for name, (sort, zh, en) in INSTITUTIONS.items():
        add_institution(request_id=uuid4(), actor=SYSTEM, id=name, type=sort, name_zh=zh, name_en=en, at=at)
    _accredit(rulebook, at)
    users = {name: User.objects.create_user(name, display_name=shown) for name, shown in _displayed()}
    for name, (_, roles) in STAFF.items():
        for place, role in roles:
            appoint(
                request_id=uuid4(),
                actor=SYSTEM,
                user=users[name],
                institution=place,
                role=role,
                since=FOUNDED,
                at=at,
            )
    return City(users, {name: _open(users[name], *LEARNERS[name], EMPLOYERS.get(name)) for name in LEARNERS})


def _displayed() -> Iterable[tuple[str, str]]:
    yield from ((name, shown) for name, (shown, _) in STAFF.items())
    yield from ((name, shown) for name, (shown, _) in LEARNERS.items())


def _open(user: User, name: str, born: date, employer: str | None) -> Learner:
    return open_account(
        request_id=uuid4(),
        actor=actor_of(user, FOUNDED),
        name=name,
        identity_type="resident_id",
        identity_number=resident_number(born),
        at=nine_on(FOUNDED),
        employer=employer,
        user=user,
    )


def _accredit(rulebook: Rulebook, at: datetime) -> None:
    kinds_of: dict[str, list[str]] = defaultdict(list)
    for kind in rulebook.kinds.values():
        for certifier in kind.certifiers:
            kinds_of[certifier].append(kind.id)
    for certifier, kinds in sorted(kinds_of.items()):
        accredit(
            request_id=uuid4(),
            actor=SYSTEM,
            institution=CENTRE,
            type=certifier,
            kinds=kinds,
            since=FOUNDED,
            source="示范授权书",
            at=at,
        )
    accredit(
        request_id=uuid4(),
        actor=SYSTEM,
        institution=SECOND,
        type="skill_assessment",
        kinds=["occupational_skill_certificate"],
        scope={"occupation": ["6-18-01-01"]},
        since=date(2025, 1, 1),
        until=date(2026, 1, 1),
        source="示范授权书",
        at=at,
    )
    entries = [Entry(id=kind, kind=kind, body=CENTRE, name_zh=kind, name_en=kind, fixed={}) for kind in rulebook.kinds]
    lathe = Entry(
        id="second-lathe",
        kind="occupational_skill_certificate",
        body=SECOND,
        name_zh="车工",
        name_en="Lathe operator",
        fixed={"occupation": "6-18-01-01"},
    )
    add_achievements([*entries, lathe], request_id=uuid4(), actor=SYSTEM, at=at)
