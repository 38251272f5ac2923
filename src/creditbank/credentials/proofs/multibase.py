"""Bytes as text with a first letter that names the alphabet. W3C Controlled Identifiers 1.0, §2.4 Multibase."""

import base64
import binascii

from creditbank.credentials.errors import DocumentRefused

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58_DIGIT = {letter: value for value, letter in enumerate(_BASE58)}
_BASE58_MAX = 512
"""Letters. Reading base 58 takes quadratic time; no key and no signature here comes near this length."""


def base58_of_bytes(content: bytes) -> str:
    """``content`` in the Bitcoin alphabet, without the multibase letter."""
    zeros = len(content) - len(content.lstrip(b"\0"))
    number = int.from_bytes(content, "big")
    letters = []
    while number:
        number, rest = divmod(number, 58)
        letters.append(_BASE58[rest])
    return "1" * zeros + "".join(reversed(letters))


def bytes_of_base58(text: str) -> bytes:
    """The bytes of a base 58 text. Raises ``DocumentRefused`` for another alphabet or an absurd length."""
    if len(text) > _BASE58_MAX:
        raise DocumentRefused("MULTIBASE_MALFORMED", text=text[:16] + "…", reason="too long")
    number = 0
    for letter in text:
        value = _BASE58_DIGIT.get(letter)
        if value is None:
            raise DocumentRefused("MULTIBASE_MALFORMED", text=text[:64], reason="alphabet")
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base64url_of_bytes(content: bytes) -> str:
    """Base 64 for URLs without padding. RFC 4648, §5."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def bytes_of_base64url(text: str) -> bytes:
    """The bytes of an unpadded base64url text; only the one text that ``base64url_of_bytes`` would give is accepted."""
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise DocumentRefused("MULTIBASE_MALFORMED", text=text[:64], reason="alphabet") from None
    if base64url_of_bytes(content) != text:  # padding, or bits that no byte holds: one content, one text
        raise DocumentRefused("MULTIBASE_MALFORMED", text=text[:64], reason="not canonical")
    return content


def multibase(content: bytes) -> str:
    """``content`` as base 58 with its letter ``z``."""
    return "z" + base58_of_bytes(content)


def bytes_of_multibase(text: str) -> bytes:
    """The bytes of a multibase text, base 58 (``z``) or base64url (``u``). Raises ``DocumentRefused``."""
    if text[:1] == "z" and len(text) > 1:
        return bytes_of_base58(text[1:])
    if text[:1] == "u" and len(text) > 1:
        return bytes_of_base64url(text[1:])
    raise DocumentRefused("MULTIBASE_MALFORMED", text=text[:64], reason="first letter")
