"""Every verb, asked for what cannot be: an error with a code, worded in Chinese and English, and nothing written."""

from datetime import date

import pytest

from creditbank.kernel.errors import CreditbankError
from tests.scenarios.bad_calls import AFTERWARDS, CONVERSION, DEPOSIT, REVIEW, Ask, put_in
from tests.scenarios.worded import assert_worded
from tests.scenarios.world import World, changed, rows


def ask(world: World, act: Ask, code: str) -> CreditbankError:
    """The error, after making sure that it is the one, that it is worded, and that no table has changed."""
    before = rows()
    with pytest.raises(CreditbankError) as caught:
        act(world)
    assert changed(before) == []
    expected, _, reasons = code.partition(":")
    assert caught.value.code == expected
    if reasons:
        assert [reason.code for reason in caught.value.reasons] == reasons.split(",")  # type: ignore[attr-defined]
    assert_worded(caught.value)
    return caught.value


@pytest.mark.parametrize("case", DEPOSIT)
def test_a_bad_deposit(world: World, case: str) -> None:
    ask(world, *DEPOSIT[case])


@pytest.mark.parametrize("case", REVIEW)
def test_a_bad_review(world: World, case: str) -> None:
    ask(world, *REVIEW[case])


@pytest.mark.parametrize("case", CONVERSION)
def test_a_bad_conversion(world: World, case: str) -> None:
    ask(world, *CONVERSION[case])


@pytest.mark.parametrize("case", AFTERWARDS)
def test_bad_acts_afterwards(world: World, case: str) -> None:
    ask(world, *AFTERWARDS[case])


def test_every_wrong_field_has_its_own_message(world: World) -> None:
    error = ask(
        world,
        lambda w: put_in(
            w, hours=-1, credits="x", earned_on=date(2027, 1, 1), details={"certificate_number": None, "level": "9"}
        ),
        "CLAIM_INVALID",
    )
    found = {(reason.field, reason.code) for reason in error.reasons}  # type: ignore[attr-defined]
    assert found == {
        ("certificate_number", "MISSING"),
        ("level", "NOT_ON_SCALE"),
        ("credits", "NOT_AMOUNT"),
        ("hours", "TOO_SMALL"),
        ("earned_on", "DATE_IN_FUTURE"),
    }
