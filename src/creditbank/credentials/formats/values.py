"""Single values between our facts and the letters of a format: credits, days, digests."""

import base64
import binascii
import re
from datetime import date
from decimal import Decimal, InvalidOperation

from creditbank.credentials.errors import CredentialError, DocumentRefused

LARGEST = 10**13
"""Largest credits, scale 2: below it a double holds every second decimal exactly as written."""

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(T.*)?", re.ASCII | re.DOTALL)
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SRI = "sha256-"


def number_of_credits(credits_: int) -> int | float:
    """Credits of scale 2 as a JSON number: 600 is ``6``, 150 is ``1.5``. Raises ``CredentialError`` beyond ``LARGEST``.

    The division is the double nearest to the decimal, which RFC 8785 and ``xsd:double`` both write back as that decimal.
    """
    if not 0 <= credits_ <= LARGEST:
        raise CredentialError("CREDITS_OUT_OF_RANGE", credits=str(credits_))
    whole, rest = divmod(credits_, 100)
    return credits_ / 100 if rest else whole


def credits_of_number(value: object, path: str) -> int | None:
    """A JSON number as credits of scale 2; ``None`` where it is absent or finer than that. Raises ``DocumentRefused``."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal) or len(str(value)) > 40:
        raise DocumentRefused("NUMBER_MALFORMED", path=path)
    try:
        exact = Decimal(str(value)) * 100
    except InvalidOperation:
        raise DocumentRefused("NUMBER_MALFORMED", path=path) from None
    if not exact.is_finite() or not 0 <= exact <= LARGEST:
        raise DocumentRefused("NUMBER_OUT_OF_RANGE", path=path)
    return int(exact) if exact == exact.to_integral_value() else None


def day_of_text(text: str, path: str) -> date | None:
    """The day that a date, or a date with a time, names as written; no zone moves it. ``None`` for an empty text."""
    if not text:
        return None
    match = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(match.group(1) if match else "")
    except ValueError:
        raise DocumentRefused("DATE_MALFORMED", path=path, text=text[:40]) from None


def whole_of_text(text: str) -> int | None:
    """A short plain decimal numeral, else ``None``."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def hours_of_duration(text: str) -> int | None:
    """The whole hours of an ISO 8601 duration that is given in hours alone, ``PT40H``; else ``None``."""
    return whole_of_text(text[2:-1]) if text.startswith("PT") and text.endswith("H") else None


def sri_of_sha256(hexadecimal: str) -> str:
    """``digestSRI`` of a SHA-256 in hexadecimal (W3C Subresource Integrity, §3.5); empty for an empty text."""
    if not hexadecimal:
        return ""
    if not _HEX.fullmatch(hexadecimal):
        raise CredentialError("DIGEST_MALFORMED", text=hexadecimal[:80])
    return _SRI + base64.b64encode(bytes.fromhex(hexadecimal)).decode("ascii")


def sha256_of_sri(text: str) -> str:
    """The SHA-256 in hexadecimal; empty for other algorithms and for what is no digest."""
    if not text.startswith(_SRI):
        return ""
    try:
        raw = base64.b64decode(text[len(_SRI) :], validate=True)
    except (binascii.Error, ValueError):
        return ""
    return raw.hex() if len(raw) == 32 else ""
