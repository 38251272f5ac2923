"""Enter the city into the registers: institutions, accreditations, users with their roles, and the list of log-ins."""

import json
from datetime import date
from pathlib import Path

from creditbank.audit import trail
from creditbank.cli.demo.acting import Stage, act_id
from creditbank.cli.demo.hero import HERO, UNDECIDED, USERNAME
from creditbank.cli.demo.institutions import HOUSES, SHOWN_STAFF, House, Staff, all_staff
from creditbank.cli.demo.people_data import DIVISION
from creditbank.credentials.keyring import make_key
from creditbank.people.directory import list_institutions
from creditbank.people.institutions import accredit, add_institution, appoint
from creditbank.people.lookups import find_user
from creditbank.people.roles import Role
from creditbank.people.uscc import check_character
from creditbank.people.users import create_user
from creditbank.wording.names import name_of

PASSWORD = "jiangzhou-2026"  # noqa: S105 (shown on purpose: the accounts are nobody's)
SINCE = date(2020, 1, 1)
"""From when accreditations and posts hold."""
ACCREDITED_BY = "江州市职工学分银行认证机构管理办法（示范）"


def stands_already() -> bool:
    """Whether this database holds the demonstration. It is built in one transaction: whole, or not at all."""
    first = act_id("institution", HOUSES[0].id)
    return any(row.pk == first for row in trail.history("institution", HOUSES[0].id))


def holds_something_else(today: date) -> bool:
    """Whether there are institutions in the register that are not of the demonstration."""
    return not stands_already() and list_institutions(today, size=1)[1] > 0


def register_city(stage: Stage) -> None:
    """The bank itself enters institutions, accreditations, signing keys and staff: nobody has a role before that."""
    for serial, house in enumerate(HOUSES, start=1):
        call = stage.call("SYSTEM", "institution", house.id)
        add_institution(
            request_id=call.request_id,
            actor=call.actor,
            id=house.id,
            type=house.type,
            name_zh=house.zh,
            name_en=house.en,
            at=call.now,
            uscc=social_credit_code(house, serial),
            division=DIVISION,
        )
        if house.kinds:
            call = stage.call("SYSTEM", "accredit", house.id)
            accredit(
                request_id=call.request_id,
                actor=call.actor,
                institution=house.id,
                type=house.accreditation,
                kinds=house.kinds,
                since=SINCE,
                source=ACCREDITED_BY,
                at=call.now,
            )
            call = stage.call("SYSTEM", "key", house.id)
            make_key(request_id=call.request_id, actor=call.actor, institution=house.id, at=call.now)
    for staff in all_staff():
        _appoint(stage, staff)


def social_credit_code(house: House, serial: int) -> str:
    """Eighteen characters with a right check character, for a place that does not exist."""
    body = f"{house.code}{DIVISION}MA{serial:07d}"
    return body + check_character(body)


def shown_accounts() -> list[dict[str, str]]:
    """The log-ins to show: the worker of the story, one who has not applied for anything yet, and one person for each role."""
    undecided = find_user(UNDECIDED)
    shown = [(USERNAME, Role.LEARNER, HERO.name), (undecided.username, Role.LEARNER, undecided.display_name)]
    shown += [(staff.username, staff.role, staff.name) for staff in SHOWN_STAFF]
    return [
        {
            "username": username,
            "password": PASSWORD,
            "role_zh": name_of("role", role.value, "zh"),
            "role_en": name_of("role", role.value, "en"),
            "name": name,
        }
        for username, role, name in shown
    ]


def write_accounts(file: Path) -> None:
    """Write them down for the log-in page."""
    file.write_text(json.dumps(shown_accounts(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _appoint(stage: Stage, staff: Staff) -> None:
    password = PASSWORD if staff.shown else None
    user = create_user(username=staff.username, display_name=staff.name, password=password)
    call = stage.call("SYSTEM", "appoint", staff.username, staff.role.value)
    appoint(
        request_id=call.request_id,
        actor=call.actor,
        user=user,
        institution=staff.institution,
        role=staff.role,
        since=SINCE,
        at=call.now,
    )
