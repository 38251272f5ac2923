"""A credential inside a picture ("baked"): 1EdTech Open Badges 3.0, §5.3, for PNG and SVG.

A picture is bounded in bytes, in chunks and in depth; its pixels are never unpacked; what looks like an attack is refused.
"""

import msgspec

from creditbank.credentials.award import Award
from creditbank.credentials.errors import CredentialError, DocumentRefused
from creditbank.credentials.formats import jwt, open_badge, png, svg

MEDIA_TYPE = "image/png"
LARGEST = 4 << 20
"""Bytes of a picture that is read at all."""
LONGEST = 1 << 20
"""Bytes of a credential that is baked or read at all."""

KEYWORD = b"openbadgecredential"


def build(award: Award, picture: bytes | None = None) -> bytes:
    """The unsigned credential of ``award`` in ``picture``, by default a plain badge."""
    document = msgspec.json.encode(open_badge.build(award)).decode("utf-8")
    return bake(png.blank() if picture is None else picture, document)


def parse(picture: bytes) -> Award:
    """The award in a picture, whether as JSON or as a token. Reading is not verifying."""
    text = unbake(picture)
    if not text.startswith("{"):
        return jwt.parse(text)
    try:
        document = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        raise DocumentRefused("PICTURE_MALFORMED", reason="json") from None
    return open_badge.parse(document)


def bake(picture: bytes, text: str) -> bytes:
    """``picture`` with the credential ``text`` (JSON, or a compact token) in it, in place of one it may carry already.

    Raises ``DocumentRefused`` for a picture that is neither PNG nor SVG or is malformed, ``CredentialError`` for a text that
    would not come out as it went in.
    """
    _refuse_large(picture)
    if len(text) > LONGEST:
        raise CredentialError("PICTURE_TEXT_TOO_LONG", most=LONGEST)
    if picture.startswith(png.SIGNATURE):
        kept = [chunk for chunk in png.chunks(picture) if not png.is_text(chunk, KEYWORD)]
        baked = png.picture_of([kept[0], png.text_chunk(KEYWORD, text), *kept[1:]])
    else:
        baked = svg.with_credential(picture, text)
    if unbake(baked) != text:  # for example letters that XML has no way to write
        raise CredentialError("PICTURE_TEXT_UNFIT")
    return baked


def unbake(picture: bytes) -> str:
    """The credential in ``picture``, as text. Raises ``DocumentRefused`` where there is none, or more than one."""
    _refuse_large(picture)
    if not picture.startswith(png.SIGNATURE):
        return svg.credential_text(picture)
    found = [chunk for chunk in png.chunks(picture) if png.is_text(chunk, KEYWORD)]
    if len(found) != 1:
        raise DocumentRefused("PICTURE_TWICE" if found else "PICTURE_EMPTY")
    return png.text_of(found[0]).strip()


def _refuse_large(picture: bytes) -> None:
    if len(picture) > LARGEST + LONGEST:
        raise DocumentRefused("PICTURE_TOO_LARGE", most=LARGEST)
