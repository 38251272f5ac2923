"""Simulating drafts for many learners: one rule, one policy, one programme changed, with twenty awards to each learner.

The awards are those of the demonstration's workers, certified one by one; each learner is given twenty of those that the
workers of his major have. ``BENCH_SCALE=20`` measures 100,000 learners instead of 5,000.
"""

import os
import random
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

LEARNERS = 5_000
AWARDS = 20
WORKERS = 300
"""Workers of the demonstration from whom the awards are taken."""
FULL = 100_000
PROCESSES = 2
AT_ONCE = 1_000
DAY = date(2025, 12, 1)
NOW = datetime(2025, 12, 1, 9, 30, tzinfo=UTC)
DRAFTS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "one rule": (
        "articulation/craftsman-college/mech-electrician-technician.toml",
        (('not_below = "2"', 'not_below = "3"'), ('level = "3" } }', 'level = "4" } }')),
    ),
    "one policy": (
        "policies/province/gd-2025.toml",
        (('share = "0.50"', 'share = "0.20"'), ('"38.00"', '"13.00"'), ('"38.50"', '"13.50"')),
    ),
    "one programme": (
        "programmes/craftsman-college/460301/2025.toml",
        (('min_credits = "80.00"', 'min_credits = "82.00"'), ('min_credits = "8.00"', 'min_credits = "10.00"')),
    ),
}
"""Draft → file of the rulebook and what is written otherwise in it."""


def run() -> dict[str, object]:
    """Measure on SQLite, with two processes."""
    learners = round(LEARNERS * float(os.environ.get("BENCH_SCALE", "1")))
    _prepare(learners)
    rows = [_measure(name, learners) for name in DRAFTS]
    return {
        "subject": "simulate",
        "unit": f"seconds for {learners:,} learners with {AWARDS} awards each",
        "machine": {"cores": os.cpu_count(), "processes": PROCESSES},
        "rows": rows,
        "note": (
            f"`creditbank rulebook simulate` from files to figures, {PROCESSES} processes, SQLite. Awards are drawn from"
            f" those of {WORKERS} workers of the demonstration, {AWARDS} to each learner, by major; everybody is enrolled"
            " in one programme and compared with all programmes that the draft touches. Pairs: learner and programme for"
            " which a rule has something. Cases: unlike ones, each solved and proven once. The last column extrapolates"
            f" to {FULL:,} learners in proportion. One round."
        ),
    }


def _measure(name: str, learners: int) -> dict[str, Any]:
    from creditbank.bank.call import Call
    from creditbank.bank.simulate import simulate
    from creditbank.bank.simulate_draft import read_draft
    from creditbank.catalogue.in_force import current_rulebook
    from creditbank.people.permissions import SYSTEM

    with tempfile.TemporaryDirectory(prefix="cb.") as folder:
        draft = _draft(name, Path(folder))
        began = time.perf_counter()
        book = read_draft(draft, current_rulebook())
        found = simulate(Call(uuid4(), SYSTEM, NOW), book, on=DAY, processes=PROCESSES)
        took = time.perf_counter() - began
    return {
        "name": name,
        "median": took,
        "pairs": found.pairs,
        "cases": found.cases,
        "gained": found.gained,
        "lost": found.lost,
        "unproven": found.unproven,
        "pairs_per_second": round(found.pairs / took),
        f"seconds_for_{FULL}": round(took * FULL / learners),
    }


def _draft(name: str, folder: Path) -> Path:
    from django.conf import settings

    file, changes = DRAFTS[name]
    text = (Path(settings.RULEBOOK) / file).read_text(encoding="utf-8")
    for old, new in changes:
        if old not in text:
            raise SystemExit(f"{file}: nothing says {old!r} any more")
        text = text.replace(old, new)
    target = folder / file
    target.parent.mkdir(parents=True)
    target.write_text(text, encoding="utf-8")
    return folder


def _prepare(learners: int) -> None:
    """The demonstration, then so many learners more with copies of what its workers have."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction

    from creditbank.catalogue.publishing import publish
    from creditbank.cli.demo.building import build
    from creditbank.rules.schema import read_rulebook

    call_command("migrate", verbosity=0)
    publish(read_rulebook(Path(settings.RULEBOOK)), author="author", approver="approver", at=NOW)
    build(WORKERS)
    with transaction.atomic():
        _copy(learners)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(learners: int) -> None:
    """Rows of learners, enrolments, deposits, awards and their first events, a thousand learners at once."""
    from creditbank.bank.models import Award, AwardEvent, Deposit, Enrolment
    from creditbank.people.models import Learner

    rng = random.Random(2025)
    pools: dict[tuple[str, int], list[UUID]] = {}
    for award, programme, year in Enrolment.objects.filter(status="active", learner__awards__live=True).values_list(
        "learner__awards", "programme", "year"
    ):
        pools.setdefault((programme, year), []).append(award)
    models = {model: _rows_of(model) for model in (Deposit, Award)}
    person, place = Learner.objects.values()[0], Enrolment.objects.values()[0]
    highest = max(Learner.objects.values_list("pk", flat=True))
    majors = sorted(pools)
    for start in range(0, learners, AT_ONCE):
        people, places, papers = [], [], []
        for number in range(start, min(start + AT_ONCE, learners)):
            pk = highest + 1 + number
            major = majors[number % len(majors)]
            people.append(
                {**person, "id": pk, "user_id": None, "number": f"C{number:08d}", "identity_index": f"C{number}"}
            )
            places.append({**place, "id": _uuid(rng), "learner_id": pk, "programme": major[0], "year": major[1],
                           "institution_id": major[0].split("/")[0]})  # fmt: skip
            papers += [(pk, award) for award in rng.sample(pools[major], AWARDS)]
        _insert(Learner, people)
        _insert(Enrolment, places)
        awards = [_award(models[Award][award], pk, rng) for pk, award in papers]
        _insert(Deposit, [_deposit(models[Deposit], row) for row in awards])
        for row in awards:
            row["deposit_id"] = row["id"]
        _insert(Award, awards)
        _insert(AwardEvent, [_event(row) for row in awards])


def _rows_of(model: Any) -> dict[UUID, dict[str, Any]]:
    return {row["id"]: row for row in model.objects.values()}


def _award(row: dict[str, Any], learner: int, rng: random.Random) -> dict[str, Any]:
    key = _uuid(rng)
    return {**row, "id": key, "learner_id": learner, "number": key.hex[:24], "fingerprint": key.hex}


def _deposit(rows: dict[UUID, dict[str, Any]], award: dict[str, Any]) -> dict[str, Any]:
    return {
        **rows[award["deposit_id"]],
        "id": award["id"],
        "learner_id": award["learner_id"],
        "fingerprint": award["fingerprint"],
    }


def _event(award: dict[str, Any]) -> dict[str, Any]:
    from creditbank.bank.call import Call
    from creditbank.bank.certify import certified_event
    from creditbank.people.permissions import SYSTEM

    return certified_event(Call(award["id"], SYSTEM, NOW), award)


def _insert(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    from creditbank.audit.bulk import insert_values

    insert_values(model, rows)


def _uuid(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
