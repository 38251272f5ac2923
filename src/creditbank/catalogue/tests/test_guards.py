"""Each promise about what is published that the database itself keeps: raw SQL, both vendors."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from creditbank.catalogue.models import Achievement
from creditbank.catalogue.publishing import publish
from creditbank.catalogue.tests.conftest import AT, book
from creditbank.people.models import Institution

pytestmark = pytest.mark.django_db
COLUMNS = "sort, key, start, until, document_id, author, approver, published_at"


def run(sql: str, *parameters: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.fixture(autouse=True)
def published(body: Institution) -> None:
    publish(book(), author="editor", approver="approver", at=AT)
    Achievement.objects.create(id="a", kind="skill", body=body, name_zh="甲", name_en="A", fixed={"level": "4"})


def add_standard(start: str, until: str | None, *, key: str = "bank/skill", author: str = "editor") -> None:
    """The standard is in force from 2024-09-01 until 2025-09-01 and, in another version, from then on."""
    run(
        f"INSERT INTO catalogue_version ({COLUMNS}) SELECT sort, %s, %s, %s, document_id, %s, approver, published_at "
        "FROM catalogue_version WHERE key = 'bank/skill' AND start = '2025-09-01'",
        key,
        start,
        until,
        author,
    )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE catalogue_document SET text = '{}'",
        "UPDATE catalogue_document SET sha256 = sha256",
        "DELETE FROM catalogue_document",
        "UPDATE catalogue_version SET start = '2020-01-01' WHERE sort = 'kind'",
        "UPDATE catalogue_version SET author = 'x'",
        "UPDATE catalogue_version SET document_id = (SELECT MIN(sha256) FROM catalogue_document)",
        "DELETE FROM catalogue_version",
        "UPDATE catalogue_publication SET added = 0",
        "DELETE FROM catalogue_publication",
        "UPDATE catalogue_achievement SET kind = 'patent'",
        "UPDATE catalogue_achievement SET fixed = '{}'",
        "DELETE FROM catalogue_achievement",
    ],
)
def test_what_is_published_is_neither_changed_nor_removed(sql: str) -> None:
    with pytest.raises(IntegrityError, match="APPEND_ONLY"):
        run(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE catalogue_version SET until = '2030-01-01' WHERE sort = 'kind'",
        "UPDATE catalogue_achievement SET name_zh = '乙', active = (1 = 0)",
    ],
)
def test_ends_and_names_may_change(sql: str) -> None:
    run(sql)


@pytest.mark.parametrize(
    ("start", "until"),
    [
        ("2024-01-01", "2024-09-02"),
        ("2024-01-01", None),
        ("2025-01-01", "2025-02-01"),
        ("2024-08-31", "2026-01-01"),
        ("2025-08-31", "2025-09-01"),
        ("2026-01-01", None),
        ("2026-01-01", "2027-01-01"),
    ],
)
def test_two_versions_are_never_in_force_on_one_day(start: str, until: str | None) -> None:
    with pytest.raises(IntegrityError, match=r"VERSION_OVERLAP|catalogue_version_no_overlap"):
        add_standard(start, until)


def test_a_version_may_end_where_the_next_begins_and_other_keys_do_not_meet() -> None:
    add_standard("2024-01-01", "2024-09-01")
    add_standard("2026-01-01", None, key="bank/other")
    with pytest.raises(IntegrityError):
        run("UPDATE catalogue_version SET until = NULL WHERE start = '2024-01-01' AND key = 'bank/skill'")
    with pytest.raises(IntegrityError):
        run("UPDATE catalogue_version SET until = '2024-09-02' WHERE start = '2024-01-01' AND key = 'bank/skill'")
    run("UPDATE catalogue_version SET until = '2024-08-31' WHERE start = '2024-01-01' AND key = 'bank/skill'")


@pytest.mark.parametrize("author", ["approver", ""])
def test_the_author_is_somebody_and_not_the_approver(author: str) -> None:
    with pytest.raises(IntegrityError, match="version_two_persons"):
        add_standard("2020-01-01", "2020-02-01", author=author)


def test_a_version_does_not_end_before_it_begins() -> None:
    with pytest.raises(IntegrityError):
        add_standard("2020-01-01", "2020-01-01")


@pytest.mark.parametrize(
    "sql",
    [
        f"INSERT INTO catalogue_version ({COLUMNS}) SELECT {COLUMNS} FROM catalogue_version WHERE sort = 'kind'",
        "INSERT INTO catalogue_document (sha256, sort, text) SELECT sha256, sort, text FROM catalogue_document",
        "INSERT INTO catalogue_document (sha256, sort, text) VALUES ('0', 'kind', '')",
        "UPDATE catalogue_achievement SET name_zh = ''",
        "UPDATE catalogue_achievement SET name_en = ''",
    ],
)
def test_the_database_refuses(sql: str) -> None:
    with pytest.raises(IntegrityError):
        run(sql)
