"""The page that says whether this process can do its work."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client


def test_without_a_rulebook_it_says_so(db: None, client: Client) -> None:
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "missing": "rulebook"}


def test_without_a_database_it_says_so(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise DatabaseError

    with monkeypatch.context() as patched:
        patched.setattr(connection, "ensure_connection", gone)
        answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "missing": "database"}
