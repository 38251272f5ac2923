"""Exact amounts: integers in the scale of their unit. No float, no rounding.

A unit of scale 2 writes 1.5 credits as the integer 150. Texts become integers once, at the border.
"""

import re
from dataclasses import dataclass

from creditbank.kernel.errors import InvalidAmount

_AMOUNT = re.compile(r"(-?)(\d{1,12})(?:\.(\d+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted: ``credit``, ``course_credit``, ``use``, ``point``, ``part``; ``scale`` is decimal places."""

    id: str
    scale: int


def parse_amount(text: str, scale: int, /) -> int:
    """Read ``"1.50"`` as an integer in ``scale`` decimal places.

    Raises ``InvalidAmount`` for anything that is not a plain decimal numeral or is finer than the scale.
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise InvalidAmount("AMOUNT_MALFORMED", text=text)
    sign, whole, fraction = match.group(1), match.group(2), match.group(3) or ""
    if fraction.rstrip("0") and len(fraction.rstrip("0")) > scale:
        raise InvalidAmount("AMOUNT_TOO_FINE", text=text, scale=scale)
    factor: int = 10**scale
    digits = int(whole) * factor + int(fraction[:scale].ljust(scale, "0") or "0")
    return -digits if sign else digits


def format_amount(amount: int, scale: int, /) -> str:
    """Write an integer amount for people: no trailing zeros, ``150`` at scale 2 is ``"1.5"``."""
    sign, digits = ("-" if amount < 0 else ""), abs(amount)
    whole, fraction = divmod(digits, 10**scale)
    text = str(fraction).zfill(scale).rstrip("0") if scale else ""
    return f"{sign}{whole}.{text}" if text else f"{sign}{whole}"
