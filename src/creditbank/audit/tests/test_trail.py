"""The trail finds a request that came before, and refuses its id for anything else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from creditbank.audit import trail
from creditbank.audit.errors import RequestConflict
from creditbank.audit.models import AuditRow
from creditbank.kernel.canonical import digest

pytestmark = pytest.mark.django_db
AT = datetime(2025, 6, 1, 9, 30, tzinfo=UTC)
ID = UUID(int=1)


def record(request_id: UUID = ID, **changed: Any) -> AuditRow:
    said: dict[str, Any] = {
        "verb": "deposit",
        "actor": 5,
        "institution": "river-college",
        "subject_type": "deposit",
        "subject_id": "d-1",
        "content": {"award": 1, "amount": "3.00"},
        "at": AT,
    }
    return trail.record(request_id=request_id, **{**said, **changed})


def test_a_request_is_unknown_before_and_found_after() -> None:
    content = {"amount": "3.00", "award": 1}
    assert trail.earlier(ID, "deposit", content) is None
    record(detail={"note": "中"})
    found = trail.earlier(ID, "deposit", content)
    assert found is not None
    assert (found.subject_id, found.actor, found.institution, found.detail) == (
        "d-1",
        5,
        "river-college",
        {"note": "中"},
    )
    assert "deposit d-1" in str(found)


@pytest.mark.parametrize(
    ("verb", "content"),
    [("certify", {"award": 1, "amount": "3.00"}), ("deposit", {"award": 1, "amount": "3.01"}), ("deposit", {})],
)
def test_the_same_id_for_something_else_is_a_conflict(verb: str, content: dict[str, Any]) -> None:
    record()
    with pytest.raises(RequestConflict) as caught:
        trail.earlier(ID, verb, content)
    assert caught.value.code == "REQUEST_CONFLICT"
    assert caught.value.parameters["request"] == str(ID)


def test_the_system_acts_without_a_user_and_detail_is_never_null() -> None:
    row = record(actor=None)
    row.refresh_from_db()
    assert (row.actor, row.detail) == (None, {})


def test_many_rows_cost_few_statements_and_keep_their_order_in_history() -> None:
    deeds = [
        trail.Deed(
            request_id=uuid5(ID, str(number)),
            verb="certify",
            actor=5,
            subject_type="award",
            subject_id="a" if number < 2 else "b",
            content=number,
            at=AT + timedelta(seconds=-number),
        )
        for number in range(2_500)
    ]
    with CaptureQueriesContext(connection) as queries:
        assert trail.record_many(deeds) == 2_500
    # SQLite binds a limited number of values per statement and so takes more of them; PostgreSQL takes three.
    assert len([query for query in queries if query["sql"].startswith("INSERT")]) <= 120
    assert [row.content_hash for row in trail.history("award", "a")] == [
        digest(1),
        digest(0),
    ]
    assert trail.earlier(uuid5(ID, "2499"), "certify", 2_499) is not None
    assert trail.record_many([]) == 0


def test_floats_are_no_content() -> None:
    with pytest.raises(TypeError):
        record(content={"amount": 0.5})
