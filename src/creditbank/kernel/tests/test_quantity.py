import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditbank.kernel.errors import InvalidAmount
from creditbank.kernel.quantity import Unit, format_amount, parse_amount

READ = {
    "a whole number": ("3", 2, 300),
    "a fraction": ("1.5", 2, 150),
    "zeros at the end": ("1.500", 2, 150),
    "many zeros at the end of a whole number": ("4.0000", 0, 4),
    "a hundredth": ("0.01", 2, 1),
    "below zero": ("-0.50", 2, -50),
    "minus nothing": ("-0.00", 2, 0),
    "scale nothing": ("12", 0, 12),
    "zeros before": ("007.10", 2, 710),
    "the largest": ("999999999999.99", 2, 99_999_999_999_999),
}


@pytest.mark.parametrize("sentence", READ)
def test_read(sentence: str) -> None:
    text, scale, expected = READ[sentence]
    assert parse_amount(text, scale) == expected


REFUSED = {
    "finer than the scale": ("1.005", 2, "AMOUNT_TOO_FINE"),
    "a fraction of a use": ("1.5", 0, "AMOUNT_TOO_FINE"),
    "nothing": ("", 2, "AMOUNT_MALFORMED"),
    "a word": ("three", 2, "AMOUNT_MALFORMED"),
    "an exponent": ("1e3", 2, "AMOUNT_MALFORMED"),
    "a plus sign": ("+1", 2, "AMOUNT_MALFORMED"),
    "a comma": ("1,5", 2, "AMOUNT_MALFORMED"),
    "a point without digits": ("1.", 2, "AMOUNT_MALFORMED"),
    "no digit before the point": (".5", 2, "AMOUNT_MALFORMED"),
    "spaces": (" 1", 2, "AMOUNT_MALFORMED"),
    "a line end": ("1\n", 2, "AMOUNT_MALFORMED"),
    "digits of another script": ("１", 2, "AMOUNT_MALFORMED"),
    "beyond measure": ("1000000000000", 2, "AMOUNT_MALFORMED"),
    "not a number": ("nan", 2, "AMOUNT_MALFORMED"),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_refused(sentence: str) -> None:
    text, scale, code = REFUSED[sentence]
    with pytest.raises(InvalidAmount) as caught:
        parse_amount(text, scale)
    assert caught.value.code == code
    assert caught.value.parameters["text"] == text


def test_what_is_too_fine_names_the_scale() -> None:
    with pytest.raises(InvalidAmount) as caught:
        parse_amount("1.005", 2)
    assert caught.value.parameters == {"text": "1.005", "scale": 2}


WRITTEN = {
    "1.5": (150, 2),
    "0": (0, 2),
    "-0.5": (-50, 2),
    "-1": (-100, 2),
    "0.01": (1, 2),
    "12": (12, 0),
    "100": (10000, 2),
}


@pytest.mark.parametrize("text", WRITTEN)
def test_write(text: str) -> None:
    amount, scale = WRITTEN[text]
    assert format_amount(amount, scale) == text


@given(st.integers(-(10**13), 10**13), st.integers(0, 4))
def test_an_amount_written_and_read_is_the_same(amount: int, scale: int) -> None:
    text = format_amount(amount, scale)
    if len(text.lstrip("-").split(".", maxsplit=1)[0]) <= 12:
        assert parse_amount(text, scale) == amount


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_reading_adds_up(one: int, other: int) -> None:
    assert parse_amount(format_amount(one, 2), 2) + parse_amount(format_amount(other, 2), 2) == one + other


def test_a_unit_is_a_value() -> None:
    assert Unit("credit", 2) == Unit("credit", 2) != Unit("use", 0)
