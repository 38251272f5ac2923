"""The database never sees a number, and yet finds the person."""

from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from creditbank.people.encryption import EncryptedTextField, blind_index, fingerprint, normalised
from creditbank.people.errors import IdentityKeyWrong
from creditbank.people.learners import find_by_identity, identity_index, phone_index
from creditbank.people.models import Learner
from creditbank.people.tests.conftest import LI


@given(st.text(min_size=0, max_size=60).filter(lambda text: "\x00" not in text))
def test_what_is_encrypted_comes_back(text: str) -> None:
    field = EncryptedTextField()
    stored = field.get_prep_value(text)
    assert field.from_db_value(stored, None, None) == text
    assert not text or stored != field.get_prep_value(text), "the same text twice must not look the same"


def test_null_stays_null() -> None:
    field = EncryptedTextField()
    assert field.get_prep_value(None) is None
    assert field.from_db_value(None, None, None) is None


def test_the_row_in_the_database_holds_neither_number_nor_telephone(learner: Learner) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_learner")
        stored = " ".join(str(value) for value in cursor.fetchone())
    for secret in (LI, LI[:14], "13800138000", "8000138"):
        assert secret not in stored
    found = Learner.objects.get()
    assert (found.identity_number, found.phone) == (LI, "13800138000")


def test_no_other_table_holds_the_number_either(learner: Learner) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT detail, content_hash, subject_id FROM audit_auditrow")
        assert all(LI not in str(row) for row in cursor.fetchall())


@pytest.mark.parametrize(
    "spelling", [LI, LI.lower(), f" {LI[:6]} {LI[6:]}", "１１０１０５１９４９１２３１００２Ｘ", "110105-19491231-002x"]
)
def test_the_blind_index_finds_any_spelling(learner: Learner, spelling: str) -> None:
    assert find_by_identity(spelling) == learner
    assert find_by_identity(spelling, "residence_permit") == learner


def test_another_number_or_another_paper_finds_nobody(learner: Learner) -> None:
    assert find_by_identity("440524188001010014") is None
    assert find_by_identity(LI, "passport") is None


@pytest.mark.parametrize("lookup", ["identity_number", "identity_number__contains", "phone__in", "phone__gt"])
def test_searching_ciphertext_is_refused(db: None, lookup: str) -> None:
    with pytest.raises(FieldError):
        list(Learner.objects.filter(**{lookup: "1"}))
    assert list(Learner.objects.filter(identity_number__isnull=True)) == []


def test_indexes_of_different_purposes_and_fingerprints_never_meet() -> None:
    hashes = [
        blind_index(LI, "phone"),
        blind_index(LI, "identity:resident"),
        identity_index(LI, "passport"),
        fingerprint(LI),
    ]
    assert len(set(hashes)) == 4
    assert all(len(one) == 64 for one in hashes)
    assert identity_index(LI, "resident_id") == blind_index(LI, "identity:resident")
    assert phone_index("") == ""


def test_another_secret_gives_other_indexes(settings: object) -> None:
    before = blind_index(LI, "phone"), fingerprint(LI)
    settings.IDENTITY_KEY = "another secret"  # type: ignore[attr-defined]
    assert blind_index(LI, "phone") != before[0]
    assert fingerprint(LI) != before[1]


def test_a_fingerprint_takes_its_text_as_given() -> None:
    assert fingerprint("a b") != fingerprint("ab")
    assert normalised("ａ b-c") == "ABC"


def test_another_key_is_told_as_such(settings: Any) -> None:
    field = EncryptedTextField()
    sealed = field.get_prep_value("11010519491231002X")
    settings.IDENTITY_KEY = "another key altogether"
    with pytest.raises(IdentityKeyWrong) as caught:
        field.from_db_value(sealed, None, None)
    assert caught.value.code == "IDENTITY_KEY_WRONG"
