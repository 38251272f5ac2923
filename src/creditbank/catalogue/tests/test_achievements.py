"""The catalogue: entries are checked against their kind, found, and taken out of offer."""

from typing import Any
from uuid import UUID

import pytest

from creditbank.audit import trail
from creditbank.audit.errors import RequestConflict
from creditbank.audit.models import AuditRow
from creditbank.catalogue.achievements import (
    Entry,
    Fixed,
    add_achievement,
    add_achievements,
    fixed_of,
    get_achievement,
    search,
    set_active,
)
from creditbank.catalogue.errors import AchievementUnknown, InvalidAchievement
from creditbank.catalogue.models import Achievement
from creditbank.catalogue.publishing import publish
from creditbank.catalogue.tests.conftest import AT, book
from creditbank.people.errors import Forbidden, InstitutionUnknown
from creditbank.people.models import Institution
from creditbank.people.permissions import SYSTEM, Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(body: Institution) -> None:
    publish(book(), author="editor", approver="approver", at=AT)


def add(**changed: Any) -> Achievement:
    said: dict[str, Any] = {
        "request_id": UUID(int=1),
        "actor": SYSTEM,
        "id": "welder-4",
        "kind": "skill",
        "body": "skill-centre",
        "name_zh": "焊工四级",
        "name_en": "Welder, level 4",
        "fixed": {"occupation": "6-18-01-01", "level": "4"},
        "at": AT,
    }
    return add_achievement(**{**said, **changed})


def entry(number: int, **changed: Any) -> Entry:
    said: dict[str, Any] = {
        "id": f"e-{number:04d}",
        "kind": "skill",
        "body": "skill-centre",
        "name_zh": f"焊工 第{number}项",
        "name_en": f"Welder {number}",
        "fixed": {"level": "4"},
    }
    return Entry(**{**said, **changed})


def test_an_entry_is_added_once_and_found() -> None:
    row = add()
    assert add() == row == get_achievement("welder-4")
    assert str(row) == "welder-4"
    assert (row.kind, row.body_id, row.active) == ("skill", "skill-centre", True)
    assert fixed_of("skill-centre", ["welder-4", "nothing"]) == {
        "welder-4": Fixed("skill", {"occupation": "6-18-01-01", "level": "4"})
    }
    assert fixed_of("another-body", ["welder-4"]) == {}
    assert len(trail.history("achievement", "welder-4")) == 1
    with pytest.raises(RequestConflict):
        add(name_zh="焊工")


@pytest.mark.parametrize(
    ("changed", "code", "fields"),
    [
        ({"kind": "alchemy"}, "KIND_UNKNOWN", []),
        ({"fixed": {"colour": "red"}}, "ACHIEVEMENT_INVALID", ["colour"]),
        ({"fixed": {"level": "9"}}, "ACHIEVEMENT_INVALID", ["level"]),
        ({"fixed": {"occupation": "9-99-99-99"}}, "ACHIEVEMENT_INVALID", ["occupation"]),
        ({"fixed": {"level": ""}}, "ACHIEVEMENT_INVALID", ["level"]),
        ({"name_zh": ""}, "ACHIEVEMENT_INVALID", []),
        ({"id": ""}, "ACHIEVEMENT_INVALID", []),
    ],
)
def test_an_entry_that_its_kind_does_not_know_is_refused(changed: dict[str, Any], code: str, fields: list[str]) -> None:
    with pytest.raises(InvalidAchievement) as caught:
        add(**changed)
    assert caught.value.code == code
    assert [reason.field for reason in caught.value.reasons] == fields
    assert not Achievement.objects.exists()


def test_an_id_is_taken_once_a_body_must_be_known_and_the_actor_must_keep_registers() -> None:
    add()
    with pytest.raises(InvalidAchievement, match="ACHIEVEMENT_EXISTS"):
        add(request_id=UUID(int=2))
    with pytest.raises(InstitutionUnknown):
        add(request_id=UUID(int=2), id="other", body="nowhere")
    with pytest.raises(Forbidden):
        add(request_id=UUID(int=2), id="other", actor=Actor(3))
    with pytest.raises(AchievementUnknown):
        get_achievement("other")


def test_many_entries_are_added_all_or_none() -> None:
    with pytest.raises(InvalidAchievement):
        add_achievements([entry(1), entry(2, kind="alchemy")], request_id=UUID(int=3), actor=SYSTEM, at=AT)
    assert not Achievement.objects.exists()
    before = AuditRow.objects.count()
    added = add_achievements(map(entry, range(1_200)), request_id=UUID(int=3), actor=SYSTEM, at=AT)
    assert len(added) == Achievement.objects.count() == 1_200
    assert AuditRow.objects.count() == before + 1
    assert len(fixed_of("skill-centre", [row.pk for row in added])) == 1_200


def test_search_by_kind_text_and_body_page_by_page() -> None:
    add_achievements(map(entry, range(60)), request_id=UUID(int=3), actor=SYSTEM, at=AT)
    add(name_zh="电工四级", name_en="Electrician")
    first = search(kind="skill", size=25)
    assert (len(first.entries), first.total, first.page, first.pages) == (25, 61, 1, 3)
    last = search(page=99)
    assert (last.page, [row.pk for row in last.entries][-1]) == (3, "welder-4")
    assert [row.pk for row in search(text="电工").entries] == ["welder-4"]
    assert [row.pk for row in search(text="WELDER 59").entries] == ["e-0059"]
    assert [row.pk for row in search(text="第7项 焊工").entries] == ["e-0007"]
    assert search(body="skill-centre").total == 61
    for nothing in (search(kind="patent"), search(text="船"), search(body="nowhere")):
        assert (nothing.entries, nothing.total, nothing.page, nothing.pages) == ((), 0, 1, 1)


def test_what_is_no_longer_offered_is_not_found_but_stays() -> None:
    add()
    for _ in range(2):
        set_active(request_id=UUID(int=5), actor=SYSTEM, achievement_id="welder-4", active=False, at=AT)
    assert search().total == 0
    assert get_achievement("welder-4").active is False
    assert [row.verb for row in trail.history("achievement", "welder-4")] == ["add_achievements", "set_active"]
    set_active(request_id=UUID(int=6), actor=SYSTEM, achievement_id="welder-4", active=True, at=AT)
    assert search().total == 1
