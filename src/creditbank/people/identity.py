"""Resident identity numbers (GB 11643-1999): what can be checked, what is read from them, and masks for pages.

Checked are length, birth date and check digit. The first six digits are never compared with a table of counties: many
living people were born in counties that no longer exist, and the numbers of residence permits (港澳台居民居住证, first
digits 81, 82, 83) have none.
"""

import re
from datetime import date

from stdnum.iso7064 import mod_11_2

from creditbank.people.encryption import normalised
from creditbank.people.errors import InvalidPerson

_RESIDENT_NUMBER = re.compile(r"\d{17}[\dX]", re.ASCII)


def check_resident_number(text: str, /) -> str:
    """The number in its one spelling. Raises ``InvalidPerson`` with the part that is wrong; never shows the number."""
    number = normalised(text)
    if not _RESIDENT_NUMBER.fullmatch(number):
        raise InvalidPerson("IDENTITY_INVALID", part="form")
    if mod_11_2.calc_check_digit(number[:17]) != number[17]:
        raise InvalidPerson("IDENTITY_INVALID", part="check_digit")
    birth_date_of(number)
    return number


def birth_date_of(number: str, /) -> date:
    """The birth date inside a resident identity number. Raises ``InvalidPerson`` when there is no such day."""
    digits = normalised(number)[6:14]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise InvalidPerson("IDENTITY_INVALID", part="birth_date") from None


def mask_identity(number: str, /) -> str:
    """Three characters in front and two at the end stay: enough to know one's own, too little to guess a birth date."""
    return _masked(number, 3, 2, hidden_min=9)


def mask_phone(number: str, /) -> str:
    """Three digits in front and four at the end stay."""
    return _masked(number, 3, 4, hidden_min=4)


def _masked(text: str, front: int, end: int, hidden_min: int) -> str:
    """A text too short to hide that many characters is hidden but for its first."""
    if len(text) < front + end + hidden_min:
        front, end = 1, 0
    return text[:front] + "*" * (len(text) - front - end) + text[len(text) - end :]
