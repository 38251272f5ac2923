"""A database that is locked, full, gone or not set up: one clear sentence, exit code 1, and nothing written."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.db import DataError, OperationalError, ProgrammingError, connection
from typer.testing import Result

from creditbank.cli.frame import _database_error
from tests.databases import FreshDatabase

Run = Callable[..., Result]
NEW_USER = ("add-user", "anybody", "--name", "Anybody", "--password", "a-long-enough-password")


def _creditbank(*arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """The installed command in a process of its own."""
    return subprocess.run(
        [Path(sys.executable).with_name("creditbank"), *arguments],
        env={**environment, "CREDITBANK_LANGUAGE": "en"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@contextmanager
def _writing(database: FreshDatabase) -> Iterator[None]:
    """Somebody else has the database, or the table, for himself."""
    other: Any
    if database.vendor == "sqlite":
        other = sqlite3.connect(Path(database.environment["CREDITBANK_VAR"]) / "creditbank.sqlite3")
        other.execute("BEGIN EXCLUSIVE")
    else:
        other = psycopg.connect(database.environment["DATABASE_URL"])
        other.execute("LOCK TABLE people_user IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        other.close()


def test_a_locked_database_is_said_to_be_busy_after_the_seconds_that_are_set(own_database: FreshDatabase) -> None:
    environment = {**own_database.environment, "CREDITBANK_LOCK_SECONDS": "1"}
    with _writing(own_database):
        done = _creditbank(*NEW_USER, environment=environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The database is busy (")
    assert done.stderr.rstrip().endswith("nothing was changed. Try again in a moment.")
    assert not get_user_model().objects.exists()
    assert _creditbank(*NEW_USER, environment=environment).returncode == 0


def test_a_server_that_does_not_answer_is_said_to_be_gone(tmp_path: Path) -> None:
    environment = {"CREDITBANK_VAR": str(tmp_path), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/bank"}
    done = _creditbank("check", environment=environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The database cannot be reached (bank): ")
    assert "Check that it runs" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_folder_is_no_bank_yet(tmp_path: Path) -> None:
    done = _creditbank("verify", "CB-1111-1111-1111-1", environment={"CREDITBANK_VAR": str(tmp_path)})
    assert done.returncode == 1
    done = _creditbank("check", environment={"CREDITBANK_VAR": str(tmp_path)})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.rstrip().endswith("Run creditbank init first.")


def test_a_database_without_a_rulebook_is_no_bank_yet(own_database: FreshDatabase, run: Run) -> None:
    done = run("quote", "--learner", "L00000001X", "--programme", "a/b", "--as", "SYSTEM")
    assert (done.exit_code, done.stdout) == (1, "")
    done = run("add-achievement", "x", "--kind", "patent", "--body", "b", "--name-zh", "甲", "--name-en", "A")
    assert (done.exit_code, done.stderr) == (1, "No rulebook is published yet. Run creditbank init first.\n")


def test_a_full_disk_is_named_and_nothing_is_left_half_written(
    own_database: FreshDatabase, run: Run, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # many users, and nobody logs in
    if own_database.vendor != "sqlite":
        pytest.skip("A server's disk cannot be filled here; its code is read below.")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    said = [run("add-user", f"user-{n}", "--name", "A" * 90, "--password", "a-long-enough-password") for n in range(60)]
    full = [one for one in said if one.exit_code]
    assert full
    assert {one.exit_code for one in full} == {1}
    assert full[0].stderr.startswith("The disk is full (")
    assert get_user_model().objects.count() == len(said) - len(full)


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (psycopg.errors.LockNotAvailable(), "DATABASE_LOCKED"),
        (psycopg.errors.DeadlockDetected(), "DATABASE_LOCKED"),
        (psycopg.errors.DiskFull(), "DATABASE_FULL"),
        (psycopg.errors.AdminShutdown(), "DATABASE_GONE"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "DATABASE_GONE"),
    ],
)
def test_the_drivers_codes_and_words_are_read(cause: Exception, code: str) -> None:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    assert _database_error(error).code == code


def test_a_missing_table_and_a_value_that_is_refused_are_told_apart() -> None:
    missing = ProgrammingError("relation is not there")
    missing.__cause__ = psycopg.errors.UndefinedTable()
    assert _database_error(missing).code == "DATABASE_EMPTY"
    assert _database_error(DataError("value too long")).code == "DATABASE"


@pytest.mark.parametrize(
    "environment",
    [
        {"DATABASE_URL": "file://somewhere"},
        {"DATABASE_URL": "sqlite:///bank.sqlite3"},
        {"CREDITBANK_VAR": "/dev/null/bank"},
        {"CREDITBANK_LOCK_SECONDS": "long"},
    ],
    ids=lambda given: next(iter(given)),
)
def test_settings_that_cannot_be_used_are_told_in_a_sentence(environment: dict[str, str], tmp_path: Path) -> None:
    done = _creditbank("check", environment={"CREDITBANK_VAR": str(tmp_path), **environment})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("It cannot start: ")
    assert "Traceback" not in done.stderr
