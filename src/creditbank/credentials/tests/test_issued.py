"""What left the bank: found by what it rests on, revoked for ever, suspended while anything under it is; bits used once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from secrets import SystemRandom
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from creditbank.credentials import status_bits
from creditbank.credentials.issued import Source, counts, find, find_number, follow, live_ones, of_learner
from creditbank.credentials.models import Credential, CredentialSource, IssuerKey, StatusEntry, StatusList
from creditbank.credentials.status_bits import FILLED_AT_MOST, LENGTH, draw, statuses_set
from creditbank.credentials.tests.issuers import AT, CENTRE, COLLEGE, DAY, found_issuers, kept, li, new_key
from creditbank.people.models import Learner
from tests.databases import fresh_database

FIRST, SECOND, LINE, OTHER = (UUID(int=number) for number in range(1, 5))
BOTH = ("revocation", "suspension")


@pytest.fixture
def learner(db: None) -> Learner:
    found_issuers()
    return li()


@pytest.fixture
def key(learner: Learner) -> IssuerKey:
    return new_key()


def award(key: IssuerKey, learner: Learner, award_id: UUID = FIRST, **columns: Any) -> Credential:
    return kept(key, learner, Source("award", award_id), **columns)


def conversion(key: IssuerKey, learner: Learner, line: UUID, *awards: UUID, kind: str = "conversion") -> Credential:
    return kept(key, learner, Source("line", line), *(Source("award", one) for one in awards), kind=kind)


def bits(row: Credential) -> set[str]:
    """Purposes of the bits that are set."""
    return set(statuses_set([row.pk]).get(row.pk, {}))


def is_live(row: Credential) -> bool:
    row.refresh_from_db()
    return row.live


# Bits.


def test_a_credential_has_one_bit_for_each_purpose_in_the_lists_of_its_issuer(key: IssuerKey) -> None:
    one = uuid4()
    statuses = draw(CENTRE, [one])[one]
    assert [status.purpose for status in statuses] == list(BOTH)
    assert [status.list_url for status in statuses] == [
        f"http://127.0.0.1:8000/status/{CENTRE}/{purpose}/1" for purpose in BOTH
    ]
    assert all(0 <= status.index < LENGTH for status in statuses)


def test_drawing_again_for_the_same_credential_gives_the_same_bits(key: IssuerKey) -> None:
    ids = [uuid4() for _ in range(3)]
    first = draw(CENTRE, ids[:2])
    again = draw(CENTRE, ids)
    assert {one: again[one] for one in ids[:2]} == first
    assert list(StatusList.objects.values_list("drawn", flat=True)) == [3, 3]


def test_indexes_are_drawn_from_the_whole_list_and_not_in_order(key: IssuerKey) -> None:
    ids = [uuid4() for _ in range(400)]
    drawn = draw(CENTRE, ids)
    for place in range(2):
        indexes = [drawn[one][place].index for one in ids]
        assert len(set(indexes)) == 400
        assert indexes != sorted(indexes)
        # 400 of 131,072: that a quarter of the list stays empty has the chance of one in 10^49.
        assert {index * 4 // LENGTH for index in indexes} == {0, 1, 2, 3}


def test_a_list_that_is_full_is_followed_by_another(key: IssuerKey) -> None:
    draw(CENTRE, [uuid4()])
    StatusList.objects.filter(purpose="revocation").update(drawn=FILLED_AT_MOST - 1)
    ids = [uuid4(), uuid4()]
    drawn = draw(CENTRE, ids)
    assert [drawn[one][0].list_url[-2:] for one in ids] == ["/1", "/2"]
    assert [drawn[one][1].list_url[-2:] for one in ids] == ["/1", "/1"]


def test_each_issuer_has_lists_of_its_own(key: IssuerKey) -> None:
    draw(CENTRE, [uuid4()])
    draw(COLLEGE, [uuid4()])
    assert set(StatusList.objects.values_list("issuer_id", "purpose")) == {
        (issuer, purpose) for issuer in (CENTRE, COLLEGE) for purpose in BOTH
    }


# What befalls a source reaches what rests on it.


def test_a_revoked_award_takes_everything_that_rests_on_it_and_nothing_else(key: IssuerKey, learner: Learner) -> None:
    own, other = award(key, learner), award(key, learner, OTHER)
    line = conversion(key, learner, LINE, FIRST, SECOND)
    transcript = conversion(key, learner, LINE, FIRST, SECOND, kind="transcript")
    assert follow(at=AT, revoked=[FIRST]) == sorted(row.pk for row in (own, line, transcript))
    assert [bits(row) for row in (own, line, transcript, other)] == [{"revocation"}] * 3 + [set()]
    assert [is_live(row) for row in (own, line, transcript, other)] == [False] * 3 + [True]
    assert follow(at=AT + DAY, revoked=[FIRST]) == []
    assert statuses_set([own.pk])[own.pk] == {"revocation": AT}


def test_a_line_that_is_judged_first_outweighs_the_award_under_it(key: IssuerKey, learner: Learner) -> None:
    own, line = award(key, learner), conversion(key, learner, LINE, FIRST)
    both = kept(key, learner, Source("line", LINE), Source("line", OTHER), Source("award", FIRST), kind="transcript")
    follow(at=AT, revoked=[FIRST, OTHER], suspended=[LINE])
    assert (bits(own), bits(line)) == ({"revocation"}, {"suspension"})
    assert "revocation" in bits(both), "a transcript with a line that was reversed is not true any more"
    follow(at=AT + DAY, released=[LINE])
    assert (bits(line), is_live(line)) == (set(), True)


def test_a_suspension_lasts_while_any_source_is_suspended(key: IssuerKey, learner: Learner) -> None:
    row = conversion(key, learner, LINE, FIRST, SECOND)
    follow(at=AT, suspended=[FIRST])
    follow(at=AT, suspended=[SECOND])
    follow(at=AT + DAY, released=[FIRST])
    assert bits(row) == {"suspension"}
    follow(at=AT + DAY, released=[SECOND])
    assert bits(row) == set()
    follow(at=AT + 2 * DAY, suspended=[SECOND])
    assert statuses_set([row.pk])[row.pk] == {"suspension": AT + 2 * DAY}


def test_ending_one_suspension_and_beginning_another_at_once_leaves_it_suspended(
    key: IssuerKey, learner: Learner
) -> None:
    row = conversion(key, learner, LINE, FIRST)
    follow(at=AT, suspended=[FIRST])
    follow(at=AT + DAY, released=[FIRST], suspended=[LINE])
    assert bits(row) == {"suspension"}


def test_what_reaches_nothing_changes_nothing(key: IssuerKey, learner: Learner) -> None:
    award(key, learner)
    before = list(StatusList.objects.values_list("pk", "changes"))
    assert follow(at=AT, revoked=[OTHER], suspended=[OTHER], released=[FIRST]) == []
    assert list(StatusList.objects.values_list("pk", "changes")) == before


def test_only_lists_with_a_bit_that_turned_have_changed(key: IssuerKey, learner: Learner) -> None:
    award(key, learner)
    before = dict(StatusList.objects.values_list("purpose", "changes"))
    follow(at=AT, suspended=[FIRST])
    after = dict(StatusList.objects.values_list("purpose", "changes"))
    assert {purpose: after[purpose] - before[purpose] for purpose in BOTH} == {"revocation": 0, "suspension": 1}


# What is kept, and found again.


def test_a_credential_is_found_by_id_number_learner_and_subject(key: IssuerKey, learner: Learner) -> None:
    row = award(key, learner, subject=FIRST)
    token = award(key, learner, subject=FIRST, format="jwt")
    assert find(row.pk) == find_number(row.number) == row
    assert find(uuid4()) is None
    assert find_number("VC-nothing") is None
    assert set(of_learner(learner.pk)) == {row, token}
    assert live_ones([FIRST, SECOND], "open_badge") == {FIRST: row}
    follow(at=AT, revoked=[FIRST])
    assert live_ones([FIRST], "open_badge") == {}
    assert counts([FIRST, SECOND], "open_badge") == {FIRST: 1, SECOND: 0}


def test_one_subject_has_one_live_credential_in_each_format_but_for_transcripts(
    key: IssuerKey, learner: Learner
) -> None:
    award(key, learner, subject=FIRST)
    with pytest.raises(IntegrityError), transaction.atomic():
        award(key, learner, subject=FIRST)
    follow(at=AT, revoked=[FIRST])
    award(key, learner, subject=FIRST)
    for _ in range(2):
        award(key, learner, subject=SECOND, kind="transcript", format="clr")


# What the database refuses by itself.


def test_the_database_refuses_one_index_twice(key: IssuerKey, learner: Learner) -> None:
    entry = StatusEntry.objects.get(credential=award(key, learner), purpose="revocation")
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusEntry.objects.create(
            status_list=entry.status_list, purpose="revocation", index=entry.index, credential_id=uuid4()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusEntry.objects.create(
            status_list=entry.status_list,
            purpose="revocation",
            index=entry.index ^ 1,
            credential_id=entry.credential_id,
        )


def test_the_database_refuses_to_take_a_revocation_back_and_lets_a_suspension_end(
    key: IssuerKey, learner: Learner
) -> None:
    row = award(key, learner)
    follow(at=AT, suspended=[FIRST])
    follow(at=AT, revoked=[FIRST])
    entries = StatusEntry.objects.filter(credential=row)
    for moment in (None, AT + DAY):
        with pytest.raises(IntegrityError), transaction.atomic():
            entries.filter(purpose="revocation").update(set_at=moment)
    entries.filter(purpose="suspension").update(set_at=None)
    assert bits(row) == {"revocation"}


UNCHANGEABLE: dict[str, tuple[Any, dict[str, Any]]] = {
    "the document": (Credential, {"document": '{"credits":99}'}),
    "the hash": (Credential, {"sha256": "0" * 64}),
    "the subject": (Credential, {"subject": OTHER}),
    "the date": (Credential, {"issued_at": AT - DAY}),
    "a source": (CredentialSource, {"source": OTHER}),
    "an index": (StatusEntry, {"index": 7}),
    "whose bit it is": (StatusEntry, {"credential_id": OTHER}),
    "the length of a list": (StatusList, {"length": LENGTH * 2}),
}


@pytest.mark.parametrize("case", UNCHANGEABLE)
def test_the_database_refuses_to_change(case: str, key: IssuerKey, learner: Learner) -> None:
    award(key, learner)
    model, change = UNCHANGEABLE[case]
    with pytest.raises(IntegrityError, match="APPEND_ONLY"), transaction.atomic():
        model.objects.filter(pk=model.objects.first().pk).update(**change)
    with pytest.raises(IntegrityError, match="APPEND_ONLY"), transaction.atomic():
        model.objects.all()._raw_delete("default")  # what Django itself would refuse, the database refuses too


IMPOSSIBLE_LISTS: dict[str, dict[str, Any]] = {
    "a list that hides nobody": {"length": 1024},
    "more bits than there are": {"drawn": LENGTH + 1},
    "more changes told than there were": {"signed_changes": 2},
    "an unknown purpose": {"purpose": "refresh"},
}


@pytest.mark.parametrize("case", IMPOSSIBLE_LISTS)
def test_the_database_refuses_a_list(case: str, key: IssuerKey) -> None:
    columns = {"issuer_id": CENTRE, "purpose": "revocation", "number": 1, "length": LENGTH, **IMPOSSIBLE_LISTS[case]}
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusList.objects.create(**columns)


def test_the_database_refuses_a_successor_of_what_is_in_force(key: IssuerKey, learner: Learner) -> None:
    old, new = award(key, learner, FIRST), award(key, learner, SECOND)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(pk=old.pk).update(superseded_by=new)


# Many at once.


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), fresh_database():
        found_issuers()
        yield


def test_eight_threads_draw_from_one_list_and_no_index_comes_twice(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is made small inside, so that the same indexes are tried all the time and the next list is opened."""
    monkeypatch.setattr(status_bits, "FILLED_AT_MOST", 60)
    monkeypatch.setattr(SystemRandom, "randrange", lambda self, _: int(self.random() * 80))

    def drawn(_: int) -> list[tuple[str, int]]:
        try:
            ids = [uuid4() for _ in range(5)]
            return [(one.list_url, one.index) for statuses in draw(CENTRE, ids).values() for one in statuses]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        found = [one for batch in pool.map(drawn, range(24)) for one in batch]
    assert len(found) == len(set(found)) == 24 * 5 * 2
    lists = StatusList.objects.order_by("purpose", "number").values_list("purpose", "number", "drawn")
    assert list(lists) == [(purpose, number, 60) for purpose in BOTH for number in (1, 2)]
