"""All learners ranked into a folder: as one by one, whatever the processes; broken off and gone on with; after a change of rules."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from creditbank.audit.models import AuditRow
from creditbank.bank import batch as batching
from creditbank.bank.batch import BatchFolder, batch, digest_of, read_rows
from creditbank.bank.rank import rank
from creditbank.catalogue.in_force import current_rulebook
from creditbank.catalogue.publishing import publish
from creditbank.people.errors import Forbidden
from creditbank.rules.definitions import Shape
from tests.people import City, nine_on
from tests.scenarios.definitions import extended, of, policy, programme, rule
from tests.scenarios.desk import Desk

ALL = "craftsman-college/test-batch"
APRIL = date(2026, 4, 13)
LATHE = "6-18-01-01"


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    return (policy(ALL, ""), programme(ALL, [ALL], {"BA-1": "3.00", "BA-2": "2.00"}))


@pytest.fixture(autouse=True)
def small_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "PARTITION", 2)


@pytest.fixture(scope="module")
def learned(city: City, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    """Three of four hold something: 李师傅 and 何师傅 turn, 张师傅 programs."""
    with django_db_blocker.unblock(), transaction.atomic():
        desk = Desk(city)
        desk.award("li", "occupational_skill_certificate", date(2024, 5, 6), occupation=LATHE, level="3")
        desk.award("he", "occupational_skill_certificate", date(2024, 5, 6), occupation=LATHE, level="4")
        desk.award("zhang", "computer_rank", date(2024, 3, 28), subject="C语言", level="2")
        yield desk
        transaction.set_rollback(True)


def ranked(desk: Desk, folder: Path, **more: object) -> batching.Batch:
    return batch(desk.call("sun", APRIL), folder, **more)  # type: ignore[arg-type]


def test_every_row_is_that_of_ranking_one_by_one(learned: Desk, db: None, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    found = ranked(learned, tmp_path / "a", top=3, progress=lambda done, total: told.append((done, total)))
    assert (found.learners, found.anew, found.unproven, told) == (3, 3, 0, [(1, 2), (2, 2)])
    rows = read_rows(tmp_path / "a").collect().rows(named=True)
    assert len(rows) == 3 * (3 + 3)
    for who in ("li", "zhang", "he"):
        own = rank(learned.call(who, APRIL), learner_id=learned.learner(who), top=3)
        expected = [(one.unit, one.place, one.programme, one.year, one.remaining, one.converted) for one in own.rows]
        names = ("unit", "rank", "programme", "year", "remaining", "converted")
        assert [tuple(row[name] for name in names) for row in rows if row["learner"] == own.learner] == expected
    assert AuditRow.objects.filter(verb="rank_all").count() == 1


def test_a_run_that_was_broken_off_goes_on(
    learned: Desk, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    ranked(learned, whole)

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ranked(learned, broken, progress=stop)
    assert len(list(broken.glob("part-*.parquet"))) == 1
    (broken / "part-00001.unfinished").write_bytes(b"half")
    monkeypatch.setattr(batching, "PARTITION", 1)
    assert ranked(learned, broken).anew == 1
    assert digest_of(broken) == digest_of(whole)
    assert ranked(learned, broken).anew == 0


def test_after_a_change_of_rules_only_the_learners_it_touches_are_solved(
    learned: Desk, db: None, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    ranked(learned, tmp_path / "before")
    changed = extended(
        current_rulebook(), [rule(f"{ALL}-rank", ALL, {"rank": of("computer_rank", subject="C语言")}, "BA-1")]
    )
    publish(changed, author="编制组", approver="审批组", at=nine_on(APRIL))
    touched = ranked(learned, tmp_path / "after", before=tmp_path / "before")
    assert (touched.learners, touched.anew) == (3, 1)
    ranked(learned, tmp_path / "afresh")
    assert digest_of(tmp_path / "after") == digest_of(tmp_path / "afresh") != digest_of(tmp_path / "before")
    learned.award("he", "training_certificate", date(2025, 3, 3), training="联合开发", hours=48)
    again = ranked(learned, tmp_path / "again", before=tmp_path / "after")
    assert again.anew == 1
    other_day = batch(learned.call("sun", date(2026, 4, 14)), tmp_path / "later", before=tmp_path / "after")
    assert other_day.anew == 3


def test_a_folder_of_something_else_is_refused(learned: Desk, db: None, tmp_path: Path) -> None:
    ranked(learned, tmp_path / "a", top=1)
    with pytest.raises(BatchFolder, match="BATCH_OTHER_RUN"):
        ranked(learned, tmp_path / "a", top=2)
    with pytest.raises(BatchFolder, match="BATCH_NO_RUN"):
        ranked(learned, tmp_path / "b", before=tmp_path)
    with pytest.raises(Forbidden):
        batch(learned.call("zhao", APRIL), tmp_path / "c")
