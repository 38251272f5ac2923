"""Certifying a roster of 10,000 outcomes, with every check and audit row, against bare SQL that writes the same rows."""

import json
import os
import statistics
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from benchmarks.vendors import measured
from tests import with_postgres
from tests.databases import fresh_database

if TYPE_CHECKING:
    from creditbank.bank.call import Call
    from creditbank.bank.roster import RosterRow

OUTCOMES = 10_000
LEARNERS = 1_000
ONE_BY_ONE = 150
ROUNDS = 3
LABELS = {"roster": "roster", "single": "one by one"}
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BODY = "skill-centre"
TABLES = (
    "bank_deposit",
    "bank_depositstep",
    "bank_award",
    "bank_awardevent",
    "ledger_account",
    "ledger_entry",
    "ledger_transfer",
    "audit_auditrow",
)
"""What a roster writes, in an order that foreign keys allow."""


def run() -> dict[str, object]:
    """Measure on SQLite, then on PostgreSQL, each in a process of its own."""
    rows = measured("bulk_certify", "SQLite", "", LABELS)
    with with_postgres.made_database() as url:
        rows += measured("bulk_certify", "PostgreSQL", url, LABELS)
    return {
        "subject": "bulk_certify",
        "unit": f"seconds for {OUTCOMES:,} outcomes",
        "machine": {"cores": os.cpu_count()},
        "rows": rows,
        "note": (
            f"A roster of {OUTCOMES:,} skill certificates of {LEARNERS:,} workers: claim, accreditation, kind, bank"
            f" standard, duplicate, history, ledger entry and audit row for each. One by one: `deposit` and `certify`,"
            f" two transactions each ({ONE_BY_ONE:,} outcomes, scaled). The baseline writes the rows that the roster wrote"
            f" by bare `executemany`, in one transaction, with constraints and triggers in place and no check in the"
            f" code. Median of {ROUNDS} rounds, all committed."
        ),
    }


def _measure() -> dict[str, float]:
    """On copies of one prepared database, so that each round begins with the same."""
    _prepare()
    times: dict[str, list[float]] = {"bare": [], "roster": [], "single": []}
    for _ in range(ROUNDS):
        with fresh_database():
            times["roster"].append(_roster(_rows("R", OUTCOMES)))
            written = _written()
        with fresh_database():
            times["bare"].append(_bare(written))
        with fresh_database():
            times["single"].append(_single(_rows("S", ONE_BY_ONE)) * OUTCOMES / ONE_BY_ONE)
    return {kind: statistics.median(found) for kind, found in times.items()}


def _prepare() -> None:
    from pathlib import Path

    from django.conf import settings
    from django.core.management import call_command

    from creditbank.catalogue.achievements import add_achievement
    from creditbank.catalogue.publishing import publish
    from creditbank.people.institutions import accredit, add_institution, appoint
    from creditbank.people.learners import open_account
    from creditbank.people.permissions import SYSTEM
    from creditbank.people.roles import Role
    from creditbank.people.users import create_user
    from creditbank.rules.schema import read_rulebook

    call_command("migrate", verbosity=0)
    publish(read_rulebook(Path(settings.RULEBOOK)), author="author", approver="approver", at=NOW)
    by = {"actor": SYSTEM, "at": NOW}
    for name, kind in ((BODY, "certification_body"), ("centre", "bank_centre")):
        add_institution(request_id=uuid4(), id=name, type=kind, name_zh="示范", name_en="Demonstration", **by)
    accredit(
        request_id=uuid4(), institution=BODY, type="skill_assessment", kinds=["occupational_skill_certificate"],
        since=date(2020, 1, 1), source="benchmark", **by,
    )  # fmt: skip
    reviewer = create_user(username="reviewer", display_name="王老师", password="a-long-benchmark-word")  # noqa: S106
    appoint(request_id=uuid4(), user=reviewer, institution=BODY, role=Role.CERTIFICATION_REVIEWER,
            since=date(2020, 1, 1), **by)  # fmt: skip
    appoint(request_id=uuid4(), user=reviewer, institution=BODY, role=Role.CERTIFICATION_CLERK,
            since=date(2020, 1, 1), **by)  # fmt: skip
    appoint(request_id=uuid4(), user=reviewer, institution="centre", role=Role.BANK_OPERATOR,
            since=date(2020, 1, 1), **by)  # fmt: skip
    add_achievement(
        request_id=uuid4(), id="lathe-3", kind="occupational_skill_certificate", body=BODY, name_zh="车工三级",
        name_en="Turner, level 3", fixed={"occupation": "6-18-01-01", "level": "3"}, **by,
    )  # fmt: skip
    operator = _call().actor
    for number in range(LEARNERS):
        open_account(
            request_id=uuid4(), actor=operator, name=f"职工{number}", identity_type="passport",
            identity_number=f"E{number:08d}", birth_date=date(1985, 5, 1), at=NOW,
        )  # fmt: skip


def _call() -> "Call":
    from creditbank.bank.call import Call
    from creditbank.people.lookups import find_user
    from creditbank.people.permissions import actor_of

    return Call(uuid4(), actor_of(find_user("reviewer"), NOW.date()), NOW)


def _rows(series: str, count: int) -> "list[RosterRow]":
    from creditbank.bank.claims import Claim
    from creditbank.bank.roster import RosterRow
    from creditbank.people.learners import learner_number
    from creditbank.people.lookups import learner_by_number

    first = learner_by_number(learner_number(1)).pk
    return [
        RosterRow(
            first + number % LEARNERS,
            "lathe-3",
            Claim(
                issuer="江州技能鉴定中心",
                earned_on=date(2024, 1 + number % 12, 1 + number % 28),
                details={"certificate_number": f"{series}-{number:06d}", "theory_score": 80, "skill_score": 85},
                evidence=[{"code": "certificate_scan", "name": "scan.jpg", "sha256": f"{number:064x}"}],
                hours=64,
            ),
        )
        for number in range(count)
    ]


def _roster(rows: "list[RosterRow]") -> float:
    from creditbank.bank.roster import certify_roster

    call = _call()
    began = time.perf_counter()
    result = certify_roster(call, body=BODY, rows=rows)
    took = time.perf_counter() - began
    if result.faults or len(result.awards) != len(rows):
        raise SystemExit(f"the roster has faults: {list(result.faults.items())[:3]}")
    return took


def _single(rows: "list[RosterRow]") -> float:
    from creditbank.bank.certify import certify
    from creditbank.bank.deposit import deposit

    began = time.perf_counter()
    for row in rows:
        made = deposit(
            _call(), learner_id=row.learner_id, achievement_id=row.achievement_id, claim=row.claim, on_behalf_of=BODY
        )
        certify(_call(), deposit_id=made.pk)
    return time.perf_counter() - began


def _written() -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """Every row of the tables that a roster writes, as the driver gives it."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = [column[0] for column in cursor.description], cursor.fetchall()
    return found


def _bare(after: dict[str, tuple[list[str], list[tuple[Any, ...]]]]) -> float:
    """Write what the roster wrote, into a copy of the database as it was before."""
    from django.db import connection, transaction

    before = {table: set(rows) for table, (_, rows) in _written().items()}
    new = {
        table: (columns, [row for row in rows if row not in before[table]]) for table, (columns, rows) in after.items()
    }
    columns, accounts = new["ledger_account"]
    flows = [columns.index("inflow"), columns.index("outflow")]
    totals = [tuple(row[place] for place in (*flows, columns.index("id"))) for row in accounts]
    empty = [tuple(0 if place in flows else value for place, value in enumerate(row)) for row in accounts]
    new["ledger_account"] = columns, empty  # an account opens empty; its totals move with its transfers
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (names, rows) in new.items():
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)
        cursor.executemany("UPDATE ledger_account SET inflow = %s, outflow = %s WHERE id = %s", totals)
    return time.perf_counter() - began


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_measure()))
