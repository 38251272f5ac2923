"""Identity numbers: what is checked, what is read, what stays visible."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from creditbank.kernel.masking import mask_name
from creditbank.people.errors import InvalidInstitution, InvalidPerson
from creditbank.people.identity import birth_date_of, check_resident_number, mask_identity, mask_phone
from creditbank.people.uscc import check_character, check_uscc


@pytest.mark.parametrize(
    ("written", "number", "born"),
    [
        ("11010519491231002X", "11010519491231002X", date(1949, 12, 31)),  # example of GB 11643-1999
        ("11010519491231002x", "11010519491231002X", date(1949, 12, 31)),
        (
            "４４０５２４１８８００１０１００１４",
            "440524188001010014",
            date(1880, 1, 1),
        ),  # the other example, full-width
        (" 110105 19491231 002x ", "11010519491231002X", date(1949, 12, 31)),
        ("810000199408230021", "810000199408230021", date(1994, 8, 23)),  # residence permit, Hong Kong
        ("830000200103010051", "830000200103010051", date(2001, 3, 1)),  # residence permit, Taiwan
    ],
)
def test_good_numbers_get_one_spelling_and_say_the_birth_date(written: str, number: str, born: date) -> None:
    assert check_resident_number(written) == number
    assert birth_date_of(written) == born


def with_check(body: str) -> str:
    return body + mod_11_2.calc_check_digit(body)


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("", "form"),
        ("11010519491231002", "form"),
        ("11010519491231002XX", "form"),
        ("X1010519491231002X", "form"),
        ("110105491231002", "form"),  # 15 digits: out of use since 2013
        ("110105194912310021", "check_digit"),
        ("110105194912310201", "check_digit"),
        (with_check("11010519490231002"), "birth_date"),
        (with_check("11010519491331002"), "birth_date"),
        (with_check("11010500001231002"), "birth_date"),
        (with_check("11010520230229002"), "birth_date"),
    ],
)
def test_bad_numbers_are_refused_with_the_part_that_is_wrong_and_without_the_number(number: str, part: str) -> None:
    with pytest.raises(InvalidPerson) as caught:
        check_resident_number(number)
    assert (caught.value.code, caught.value.parameters) == ("IDENTITY_INVALID", {"part": part})


@given(st.dates(date(1900, 1, 1), date(2025, 1, 1)), st.integers(0, 999), st.integers(100_000, 999_999))
def test_any_county_passes_and_any_wrong_digit_is_found(born: date, serial: int, county: int) -> None:
    number = with_check(f"{county}{born:%Y%m%d}{serial:03d}")
    assert check_resident_number(number) == number
    assert birth_date_of(number) == born
    place = serial % 17
    slipped = number[:place] + str((int(number[place]) + 1 + county % 9) % 10) + number[place + 1 :]
    if slipped != number:
        with pytest.raises(InvalidPerson):
            check_resident_number(slipped)


def test_masks_hide_what_a_stranger_could_use() -> None:
    assert mask_identity("11010519491231002X") == "110*************2X"
    assert mask_identity("E12345678") == "E********"
    assert mask_phone("13800138000") == "138****8000"
    assert mask_phone("05511234") == "0*******"
    assert mask_name("李大勇") == "李**"
    assert mask_name("Anna Li") == "A*** L*"
    assert mask_identity("") == mask_phone("") == mask_name("") == ""


@given(st.text(alphabet="0123456789X", min_size=1, max_size=40))
def test_masks_keep_the_length_and_hide_the_birth_date_and_four_digits_at_least(number: str) -> None:
    for masked, hidden in ((mask_identity(number), 9), (mask_phone(number), 4)):
        assert len(masked) == len(number)
        assert masked.count("*") >= min(hidden, len(number) - 1)


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",  # example of GB 32100-2015
        "91110000600037341L",
        "914403001922038216",
        "9144030071526726XG",
    ],
)
def test_published_codes_of_organisations_pass(code: str) -> None:
    assert check_uscc(code) == code
    assert check_uscc(f" {code[:9]}-{code[9:].lower()} ") == code


@pytest.mark.parametrize("head", ["81", "N2", "Y1", "12", "52", "A1"])
def test_every_registering_authority_passes(head: str) -> None:
    body = f"{head}340100MF0000001"
    assert check_uscc(body + check_character(body)).startswith(head)


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("", "form"),
        ("91350100M000100Y4", "form"),
        ("01350100M000100Y43", "form"),
        ("B1350100M000100Y43", "form"),
        ("9135010XM000100Y43", "form"),
        ("91350100I000100Y43", "form"),
        ("91350100M000100Y44", "check_character"),
        ("91350100M00010Y043", "check_character"),
    ],
)
def test_wrong_codes_of_organisations_are_refused(code: str, part: str) -> None:
    with pytest.raises(InvalidInstitution) as caught:
        check_uscc(code)
    assert caught.value.code == "USCC_INVALID"
    assert caught.value.parameters["part"] == part
