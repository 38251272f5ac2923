"""From what somebody hands in to a document: JSON, a token, a badge picture or a bundle, with bounds on size and depth."""

from collections.abc import Mapping
from typing import Any

import msgspec

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.formats.baked import unbake
from creditbank.credentials.proofs.envelopes import is_envelope, token_of_envelope
from creditbank.credentials.proofs.limits import Limits, measure, read_json
from creditbank.credentials.proofs.multibase import bytes_of_base64url
from creditbank.credentials.verify.fields import PRESENTATION, types_of

LIMITS = Limits(bytes_max=1 << 20)
"""Bounds of a document that is read at all, the picture around it apart."""
_PNG = b"\x89PNG\r\n\x1a\n"


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A document, or the token in which it is signed. ``form``: ``json``, ``jwt``, ``png`` or ``svg``.

    ``presents``: whether it says that it is a presentation, which answers a question, and not a credential.
    """

    form: str
    presents: bool = False
    document: dict[str, Any] = {}
    token: str = ""


def open_document(given: Mapping[str, Any] | bytes | str) -> Opened:
    """Find out what was given, and read it. Raises ``DocumentRefused`` where it is none of the forms, or beyond the bounds."""
    if isinstance(given, Mapping):
        document = dict(given)
        check_bounds(document)
        return _opened(document, "json")
    if isinstance(given, bytes) and (picture := _picture_of(given)):
        return _of_text(unbake(given), picture)
    return _of_text(text_of(given), "")


def text_of(given: bytes | str) -> str:
    """The text, which must be UTF-8 (a leading byte order mark is ignored) and within the bounds."""
    if len(given) > LIMITS.bytes_max:
        raise DocumentRefused("CREDENTIAL_TOO_LARGE", most=LIMITS.bytes_max)
    try:
        return given.decode("utf-8-sig") if isinstance(given, bytes) else given
    except UnicodeDecodeError:
        raise DocumentRefused("TEXT_NOT_UNICODE") from None


def object_of(text: str) -> dict[str, Any]:
    """The object that a JSON text is: within the bounds, no member twice, no absurd number, whole letters."""
    found = read_json(text, LIMITS)
    if not isinstance(found, dict):
        raise DocumentRefused("FORM_UNKNOWN")
    _check_letters(found)
    return found


def check_bounds(document: dict[str, Any]) -> None:
    """Refuse what is too deep, too large in all, or no JSON, before anything else looks at it."""
    measure(document, LIMITS)
    _check_letters(document)


def _check_letters(document: dict[str, Any]) -> None:
    try:
        msgspec.json.encode(document)
    except UnicodeEncodeError:  # half of a surrogate pair: no text at all, and nobody could write it down again
        raise DocumentRefused("TEXT_NOT_UNICODE") from None


def _picture_of(content: bytes) -> str:
    """``png`` or ``svg``, by the first bytes; empty for no picture."""
    if content.startswith(_PNG):
        return "png"
    return "svg" if content[:256].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") else ""


def _of_text(text: str, form: str) -> Opened:
    trimmed = text.strip()
    if trimmed.startswith("{"):
        return _opened(object_of(trimmed), form or "json")
    if trimmed.count(".") == 2 and trimmed.isascii() and len(trimmed.split()) == 1:
        return _of_token(trimmed, form or "jwt")
    raise DocumentRefused("FORM_UNKNOWN")


def _opened(document: dict[str, Any], form: str) -> Opened:
    """A document; where it is an envelope, the token in it."""
    if not is_envelope(document):
        return Opened(form=form, presents=PRESENTATION in types_of(document), document=document)
    return _of_token(token_of_envelope(document)[1], form if form != "json" else "jwt")


def _of_token(token: str, form: str) -> Opened:
    """A token whose header and payload are within the same bounds as any document; whether it is signed comes later."""
    if len(token) > LIMITS.bytes_max:
        raise DocumentRefused("CREDENTIAL_TOO_LARGE", most=LIMITS.bytes_max)
    parts = token.split(".")
    if len(parts) != 3:
        raise DocumentRefused("JWT_MALFORMED", reason="parts")
    header, _ = (object_of(text_of(bytes_of_base64url(part))) for part in parts[:2])
    return Opened(form=form, presents=header.get("typ") == "vp+jwt", token=token)
