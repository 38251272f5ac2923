"""The database gives back the rulebook that was published, at once and years later."""

from datetime import date, timedelta

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from creditbank.catalogue.errors import DocumentUnknown, NothingPublished
from creditbank.catalogue.in_force import current_rulebook, document, rulebook_of
from creditbank.catalogue.models import Document
from creditbank.catalogue.publishing import publish
from creditbank.catalogue.tests.conftest import (
    AT,
    KIND,
    POLICY,
    PROGRAMME,
    SETTINGS,
    STANDARD_2024,
    STANDARD_2025,
    book,
    rule,
    twin,
)
from creditbank.rules.rulebook import Rulebook, documents

pytestmark = pytest.mark.django_db
replace = msgspec.structs.replace


def put(rulebook: Rulebook, days: int = 0) -> None:
    publish(rulebook, author="editor", approver="approver", at=AT + timedelta(days=days))


def test_what_was_published_is_what_is_in_force() -> None:
    published = book()
    put(published)
    found = current_rulebook()
    assert list(documents(found)) == list(documents(published))
    assert found.occupations == {"6-18-01-01": "焊工"}
    assert found.divisions == {"340100": "合肥市"}
    in_2024, in_2025 = (found.standard("bank/skill", date(year, 9, 1)) for year in (2024, 2025))
    assert in_2024 is not None
    assert in_2025 is not None
    assert (in_2024.rows, in_2025.rows) == (STANDARD_2024.rows, STANDARD_2025.rows)
    assert found.hash_of(in_2024) == published.hash_of(published.standards["bank/skill"][0])


def test_it_is_kept_until_something_new_is_published() -> None:
    put(book())
    first = current_rulebook()
    with CaptureQueriesContext(connection) as queries:
        assert current_rulebook() is first
    assert len(queries) == 1
    put(book())
    assert current_rulebook() is first, "publishing the same changes nothing"
    put(book(rules=[rule(), twin()]))
    assert set(current_rulebook().rules) == {"river-college/rule-1", "river-college/rule-2"}


def test_an_end_set_later_is_seen() -> None:
    put(book())
    current_rulebook()
    put(book(rules=[rule(until=date(2026, 3, 1))]))
    found = current_rulebook()
    assert found.rules_for("river-college/460301", date(2026, 2, 28))
    assert not found.rules_for("river-college/460301", date(2026, 3, 1))


def test_of_what_has_one_version_the_newest_is_taken() -> None:
    put(book())
    put(
        book(kinds=[replace(KIND, from_=date(2026, 1, 1), minimum_age=16)], settings=replace(SETTINGS, review_days=9)),
        9,
    )
    found = current_rulebook()
    assert (found.kinds["skill"].minimum_age, found.settings.review_days) == (16, 9)


def test_before_anything_is_published_there_is_no_rulebook() -> None:
    with pytest.raises(NothingPublished):
        current_rulebook()


def test_documents_are_read_back_by_their_hash() -> None:
    published = book()
    put(published)
    for struct in (KIND, PROGRAMME, POLICY, rule()):
        assert document(published.hash_of(struct)) == struct
    codes = Document.objects.get(sort="occupations").pk
    for unknown in ("0" * 64, codes):
        with pytest.raises(DocumentUnknown):
            document(unknown)


def test_an_old_case_gets_the_documents_that_it_read() -> None:
    first = book()
    put(first)
    old_rule, old_kind = rule(), KIND
    newer = rule(from_=date(2026, 3, 1), text="neu")
    put(
        book(
            rules=[rule(until=date(2026, 3, 1)), newer, twin()],
            kinds=[replace(KIND, from_=date(2026, 1, 1), minimum_age=16)],
        )
    )
    found = rulebook_of([first.hash_of(old_rule), first.hash_of(old_kind), first.hash_of(PROGRAMME)])
    assert found.rules == {"river-college/rule-1": (old_rule,)}
    assert found.kinds == {"skill": old_kind}
    assert found.programmes == {("river-college/460301", 2025): PROGRAMME}
    assert (found.policies, found.standards) == ({}, {})
    assert found.scales == first.scales
    with pytest.raises(DocumentUnknown) as caught:
        rulebook_of([first.hash_of(old_rule), "f" * 64])
    assert caught.value.parameters == {"sha256": "f" * 64}
