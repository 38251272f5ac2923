"""What is published stays, once; changes are new versions."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from creditbank.audit import trail
from creditbank.audit.models import AuditRow
from creditbank.catalogue.errors import OnePersonPublishing, PublishedVersionChanged, RulesConflict, VersionsOverlap
from creditbank.catalogue.models import Document, Publication, Version
from creditbank.catalogue.publishing import EVER, Published, publish
from creditbank.catalogue.tests.conftest import (
    AT,
    KIND,
    POLICY,
    PROGRAMME,
    SETTINGS,
    STANDARD_2024,
    STANDARD_2025,
    book,
    name,
    rule,
    rules,
    slot_for,
    twin,
)
from creditbank.people.errors import Forbidden
from creditbank.people.permissions import Actor, Role
from creditbank.rules.definitions import Target, Test
from creditbank.rules.rulebook import Rulebook

pytestmark = pytest.mark.django_db
ALL = 13
"""Versions of the rulebook of ``conftest``: eleven (the standard has two), and two lists of codes."""
replace = msgspec.structs.replace


def put(rulebook: Rulebook | None = None, at: datetime = AT) -> Published:
    return publish(rulebook or book(), author="editor", approver="approver", at=at)


def periods(sort: str, key: str) -> list[tuple[date, date | None]]:
    return list(Version.objects.filter(sort=sort, key=key).order_by("start").values_list("start", "until"))


def test_every_definition_becomes_a_version_with_its_document() -> None:
    rulebook = book()
    assert put(rulebook) == Published(added=ALL, ended=0, unchanged=0)
    assert (Version.objects.count(), Document.objects.count(), Publication.objects.count()) == (ALL, ALL, 1)
    assert periods("standard", "bank/skill") == [(date(2024, 9, 1), date(2025, 9, 1)), (date(2025, 9, 1), None)]
    assert periods("programme", "river-college/460301@2025") == [(date(2025, 1, 1), None)]
    assert periods("settings", "settings") == [(EVER, None)]
    version = Version.objects.get(sort="kind")
    assert (version.author, version.approver, version.published_at) == ("editor", "approver", AT)
    assert str(version) == "kind skill 2025-01-01"


def test_the_hash_is_the_one_that_the_rulebook_gives_and_knows_no_end() -> None:
    rulebook = book()
    put(rulebook)
    known = set(Document.objects.values_list("sha256", flat=True))
    ended = rulebook.standards["bank/skill"][0]
    assert {rulebook.hash_of(one) for one in (KIND, ended, PROGRAMME, POLICY)} <= known
    assert rulebook.hash_of(ended) == rulebook.hash_of(replace(ended, until=None))
    assert '"until"' not in Document.objects.get(pk=rulebook.hash_of(ended)).text


def test_publishing_again_changes_nothing() -> None:
    put()
    assert put(at=AT + timedelta(days=30)) == Published(added=0, ended=0, unchanged=ALL)
    assert (Version.objects.count(), Publication.objects.count(), AuditRow.objects.count()) == (ALL, 1, 1)


def test_the_act_of_publishing_is_in_the_trail() -> None:
    publish(
        book(), author="editor", approver="approver", at=AT, actor=Actor(4, None, (("centre", Role.RULE_APPROVER),))
    )
    publication = Publication.objects.get()
    (row,) = trail.history("publication", str(publication.pk))
    assert (row.verb, row.actor, row.detail["added"]) == ("publish_rules", 4, ALL)
    assert "+13" in str(publication)


@pytest.mark.parametrize(
    ("changed", "sort", "key"),
    [
        ({"kinds": [replace(KIND, minimum_age=16)]}, "kind", "skill"),
        ({"standards": [STANDARD_2024, replace(STANDARD_2025, rows=(("4", "5.00"),))]}, "standard", "bank/skill"),
        ({"rules": [rule(text="anders")]}, "rule", "river-college/rule-1"),
        ({"policies": [replace(POLICY, notice_days=5)]}, "policy", "river-college/adult"),
        ({"programmes": [replace(PROGRAMME, name=name("x"))]}, "programme", "river-college/460301@2025"),
    ],
)
def test_a_published_version_never_becomes_another(changed: dict[str, Any], sort: str, key: str) -> None:
    put()
    with pytest.raises(PublishedVersionChanged) as caught:
        put(book(**changed))
    assert caught.value.code == "PUBLISHED_VERSION_CHANGED"
    assert (caught.value.parameters["sort"], caught.value.parameters["key"]) == (sort, key)
    assert Version.objects.count() == ALL


def test_an_end_may_be_set_and_a_successor_added_at_once() -> None:
    put()
    ended = replace(STANDARD_2025, until=date(2026, 9, 1))
    successor = replace(STANDARD_2025, from_=date(2026, 9, 1), rows=(("4", "5.00"),))
    done = put(book(standards=[STANDARD_2024, ended, successor]))
    assert done == Published(added=1, ended=1, unchanged=ALL - 1)
    assert periods("standard", "bank/skill")[1:] == [
        (date(2025, 9, 1), date(2026, 9, 1)),
        (date(2026, 9, 1), None),
    ]


@pytest.mark.parametrize("until", [date(2025, 8, 1), date(2025, 12, 1), None])
def test_an_end_that_is_set_is_never_moved(until: date | None) -> None:
    put(book(standards=[STANDARD_2024]))
    with pytest.raises(PublishedVersionChanged) as caught:
        put(book(standards=[replace(STANDARD_2024, until=until)]))
    assert caught.value.code == "PUBLISHED_END_CHANGED"


def test_a_kind_ends_when_its_next_version_begins() -> None:
    put()
    newer = replace(KIND, from_=date(2026, 1, 1), minimum_age=16)
    assert put(book(kinds=[newer])) == Published(added=1, ended=1, unchanged=ALL - 1)
    assert periods("kind", "skill") == [(date(2025, 1, 1), date(2026, 1, 1)), (date(2026, 1, 1), None)]
    assert put(book(kinds=[newer])).added == 0
    assert put(book(kinds=[KIND])) == Published(0, 0, ALL), "the older file is published already"


def test_definitions_without_dates_change_on_the_day_of_publishing_in_the_banks_time() -> None:
    put()
    late = datetime(2026, 1, 31, 17, 0, tzinfo=UTC)  # 1 February in Shanghai
    assert put(book(settings=replace(SETTINGS, review_days=9)), at=late) == Published(1, 1, ALL - 1)
    assert periods("settings", "settings") == [(EVER, date(2026, 2, 1)), (date(2026, 2, 1), None)]
    with pytest.raises(PublishedVersionChanged) as caught:
        put(book(settings=replace(SETTINGS, review_days=8)), at=late)
    assert caught.value.code == "PUBLISHED_TODAY"
    assert put(at=late + timedelta(days=1)).added == 1, "and back again: the document is there already"
    assert Document.objects.filter(sort="settings").count() == 2


def test_a_new_catalogue_year_stands_beside_the_old_one() -> None:
    put()
    assert put(book(programmes=[PROGRAMME, replace(PROGRAMME, year=2026)])).added == 1
    assert periods("programme", "river-college/460301@2025") == [(date(2025, 1, 1), None)]


@pytest.mark.parametrize(
    "added",
    [
        replace(STANDARD_2025, from_=date(2026, 9, 1)),  # the open version is not ended
        replace(STANDARD_2025, from_=date(2025, 8, 31), until=date(2025, 9, 1)),
        replace(STANDARD_2025, from_=date(2024, 1, 1), until=None),
    ],
)
def test_two_versions_in_force_on_one_day_are_refused(added: Any) -> None:
    put()
    with pytest.raises(VersionsOverlap) as caught:
        put(book(standards=[STANDARD_2024, STANDARD_2025, added]))
    assert caught.value.parameters["key"] == "bank/skill"
    assert Version.objects.count() == ALL


@pytest.mark.parametrize(("author", "approver"), [("wang", "wang"), ("", "wang"), ("wang", " ")])
def test_rules_need_two_persons(author: str, approver: str) -> None:
    with pytest.raises(OnePersonPublishing):
        publish(book(), author=author, approver=approver, at=AT)
    assert not Version.objects.exists()


def test_a_rule_in_an_unexplained_conflict_is_not_published() -> None:
    put()
    before = Version.objects.count()
    with pytest.raises(RulesConflict) as caught:
        put(book(rules=[rule(), rule(2)]))
    assert Version.objects.count() == before
    (finding,) = caught.value.findings
    assert (finding.code, [one.rule for one in finding.rules]) == (
        "DUPLICATE",
        ["river-college/rule-2", "river-college/rule-1"],
    )


def test_an_explained_conflict_is_published_and_its_explanation_is_not() -> None:
    put()
    assert put(book(rules=[rule(), twin()])).added == 1
    assert put(book(rules=[rule(), rule(2)])).unchanged == ALL + 1, "what is in force is not judged again"
    text = Document.objects.get(versions__key="river-college/rule-2").text
    assert "explains" not in text


def test_a_notice_of_the_linter_stands_against_nothing() -> None:
    courses = {"WELD-1": PROGRAMME.course["WELD-1"], "WELD-2": PROGRAMME.course["WELD-1"]}
    wider = replace(PROGRAMME, course=courses, tree=replace(PROGRAMME.tree, all=tuple(courses)))
    other = Test(field="award.level", not_below="3", on="level")
    second = rule(
        2,
        slot=(replace(slot_for("6-18-01-01"), when=(*slot_for("6-18-01-01").when[:1], other)),),
        grant="",
        target=(Target(course="WELD-1"), Target(course="WELD-2")),
        choose=1,
    )
    assert put(book(programmes=[wider], rules=[rule(slot=(slot_for("6-18-01-01"),)), second])).added == ALL + 1


def test_only_an_approver_of_rules_publishes() -> None:
    with pytest.raises(Forbidden):
        publish(book(), author="a", approver="b", at=AT, actor=Actor(4, None, (("centre", Role.RULE_EDITOR),)))


def test_twenty_thousand_rules_are_published_with_few_statements() -> None:
    large = book(rules=list(rules(20_000)))
    with CaptureQueriesContext(connection) as queries:
        assert put(large).added == ALL - 1 + 20_000
    # SQLite binds a limited number of values per statement: the rows take some hundred statements, not thousands.
    assert len(queries) < 500
    with CaptureQueriesContext(connection) as queries:
        assert put(large).unchanged == ALL - 1 + 20_000
    assert len([query for query in queries if query["sql"].startswith("SELECT")]) == 1


def test_rows_have_short_names() -> None:
    put()
    assert str(Document.objects.get(sort="kind")).startswith("kind ")
