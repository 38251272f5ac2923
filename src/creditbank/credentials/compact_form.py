"""The compact claim set as letters: what stands where. ``docs/credentials-offline-qr.md`` is its specification.

    CB1: base32( algorithm | signature | deflate( MessagePack array of the claims ) )

Signed are the compressed bytes as they stand: whoever changes a letter changes what the signature was made over.
"""

import base64
import binascii
import zlib
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import msgspec

from creditbank.credentials.award import Status
from creditbank.credentials.compact_words import DICTIONARY
from creditbank.credentials.errors import CredentialError, DocumentRefused

PREFIX = "CB1:"
"""Of format 1. All letters, digits and the colon are of the alphanumeric mode of a QR code (ISO/IEC 18004, table 5)."""
TEXT_MAX = 700
"""Letters of a claim set, prefix included."""
SIGNED_UNDER = b"creditbank compact claim set 1\n"
"""Stands before what is signed, so that no signature over anything else can be taken for one over a claim set."""
SIGNATURE_LENGTH = {"Ed25519": 64, "P-256": 64, "P-384": 96, "SM2": 64}
_ALGORITHM_BYTE = {"Ed25519": 1, "P-256": 2, "P-384": 3, "SM2": 4}
_PLAIN_MAX = 4096
"""Bytes that a claim set may unfold to."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1)

_Second = Annotated[int, msgspec.Meta(ge=-62_135_596_800, le=253_402_300_799)]
_Day = Annotated[int, msgspec.Meta(ge=-719_162, le=2_932_896)]
_Amount = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
_Position = Annotated[int, msgspec.Meta(ge=0, le=19)]
_KeyHash = Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]


def code_in(given: bytes | str) -> str:
    """The text of an offline code, where that is what was given; empty for anything else."""
    start = given if isinstance(given, str) else given[:64].decode("ascii", "replace")
    if not start.lstrip().startswith(PREFIX):
        return ""
    return given if isinstance(given, str) else given.decode("ascii", "replace")


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What a compact claim set says. Read is not checked: it is the issuer's word only after ``compact.check``."""

    issuer: str
    """Id of the controller whose key signed, ``did:web:…``."""
    key: bytes
    """The first 8 bytes of SHA-256 of the URL of the verification method."""
    signed_at: datetime
    id: str
    """Id of the whole credential."""
    number: str
    holder: str
    masked: bool
    """Whether all but the first character of each part of the name is hidden."""
    issuer_name: str
    kind: str
    achievement: str
    """Name of the achievement; of a conversion, of the course, module or unit granted."""
    code: str
    level: str
    credits: int | None
    """Scale 2. Of a conversion, credits granted; else bank credits."""
    hours: int | None
    earned_on: date | None
    valid_from: datetime
    valid_until: datetime | None
    original_issuer: str
    programme: str
    """Of a conversion: name, code and year of the programme; else empty."""
    clause: str
    statuses: tuple[Status, ...]
    omitted: tuple[str, ...] = ()
    """Names of fields that were left out for want of room; the whole credential has them."""


class _Place(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    list_url: str
    index: _Amount
    purpose: str


class _Wire(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The fields in their order, which is part of the format. Moments are Unix seconds, days are days since 1970-01-01.

    ``omitted`` holds the positions of the fields left out.
    """

    issuer: str
    key: _KeyHash
    signed_at: _Second
    id: str
    number: str
    holder: str
    masked: bool
    issuer_name: str
    kind: str
    achievement: str
    code: str
    level: str
    credits: _Amount | None
    hours: _Amount | None
    earned_on: _Day | None
    valid_from: _Second
    valid_until: _Second | None
    original_issuer: str
    programme: str
    clause: str
    statuses: tuple[_Place, ...]
    omitted: tuple[_Position, ...]


_FIELDS = _Wire.__struct_fields__


class Letter(msgspec.Struct, frozen=True):
    """A claim set taken apart: the claims, and what a signature must be checked over."""

    claims: Claims
    algorithm: str
    signature: bytes
    message: bytes


def folded(claims: Claims) -> bytes:
    """The claims as compressed bytes. Raises ``CredentialError`` where no reader would unfold them again.

    Deflate is not canonical and need not be: what is signed is what was made here.
    """
    plain = msgspec.msgpack.encode(_wire_of(claims))
    if len(plain) > _PLAIN_MAX:
        raise CredentialError("COMPACT_TOO_LONG", length=len(plain), limit=_PLAIN_MAX)
    press = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    return press.compress(plain) + press.flush()


def message_of(algorithm: str, content: bytes) -> bytes:
    """What is signed: the words of the format, the byte of the algorithm, the compressed claims."""
    return SIGNED_UNDER + bytes([_ALGORITHM_BYTE[algorithm]]) + content


def text_of(algorithm: str, signature: bytes, content: bytes) -> str:
    """The letters of a signed claim set."""
    body = bytes([_ALGORITHM_BYTE[algorithm]]) + signature + content
    return PREFIX + base64.b32encode(body).rstrip(b"=").decode("ascii")


def length_of(algorithm: str, content: bytes) -> int:
    """How many letters ``text_of`` will give."""
    return len(PREFIX) + -(-8 * (1 + SIGNATURE_LENGTH[algorithm] + len(content)) // 5)


def letter_of(text: str) -> Letter:
    """Take a text apart, in bounded time and room. Raises ``DocumentRefused``: not this format, cut off, or altered."""
    body = _body_of(text)
    algorithm = next((name for name, byte in _ALGORITHM_BYTE.items() if body[:1] == bytes([byte])), "")
    if not algorithm:
        raise DocumentRefused("COMPACT_ALGORITHM_UNKNOWN", byte=body[:1].hex())
    end = 1 + SIGNATURE_LENGTH[algorithm]
    content = body[end:]
    return Letter(_claims_of(_unfolded(content)), algorithm, body[1:end], message_of(algorithm, content))


def _body_of(text: str) -> bytes:
    """Scanners and clipboards add line ends; nothing else is forgiven, so that one content has one text."""
    letters = text.strip("\r\n\t ")
    if not letters.startswith(PREFIX):
        raise DocumentRefused("COMPACT_FORM_UNKNOWN", start=letters[:8])
    if len(letters) > TEXT_MAX:
        raise DocumentRefused("COMPACT_TOO_LONG", length=len(letters), limit=TEXT_MAX)
    coded = letters[len(PREFIX) :]
    try:
        body = base64.b32decode(coded + "=" * (-len(coded) % 8))
    except (binascii.Error, ValueError):
        raise DocumentRefused("COMPACT_MALFORMED", reason="alphabet") from None
    if base64.b32encode(body).rstrip(b"=").decode("ascii") != coded:
        raise DocumentRefused("COMPACT_MALFORMED", reason="not canonical")
    return body


def _unfolded(content: bytes) -> bytes:
    press = zlib.decompressobj(-15, zdict=DICTIONARY)
    try:
        plain = press.decompress(content, _PLAIN_MAX)
    except zlib.error:
        raise DocumentRefused("COMPACT_MALFORMED", reason="compression") from None
    if not press.eof or press.unused_data:
        raise DocumentRefused("COMPACT_MALFORMED", reason="length")
    return plain


def _claims_of(plain: bytes) -> Claims:
    try:
        wire = msgspec.msgpack.decode(plain, type=_Wire)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise DocumentRefused("COMPACT_MALFORMED", reason="claims") from None
    if msgspec.msgpack.encode(wire) != plain:
        raise DocumentRefused("COMPACT_MALFORMED", reason="not canonical")
    told = msgspec.structs.asdict(wire)
    return Claims(
        **told
        | {
            "signed_at": _moment(wire.signed_at),
            "earned_on": None if wire.earned_on is None else _EPOCH_DAY + timedelta(days=wire.earned_on),
            "valid_from": _moment(wire.valid_from),
            "valid_until": None if wire.valid_until is None else _moment(wire.valid_until),
            "statuses": tuple(
                Status(list_url=one.list_url, index=one.index, purpose=one.purpose) for one in wire.statuses
            ),
            "omitted": tuple(_FIELDS[at] for at in wire.omitted),
        }
    )


def _wire_of(claims: Claims) -> _Wire:
    told = msgspec.structs.asdict(claims)
    return _Wire(
        **told
        | {
            "signed_at": _seconds(claims.signed_at),
            "earned_on": None if claims.earned_on is None else (claims.earned_on - _EPOCH_DAY).days,
            "valid_from": _seconds(claims.valid_from),
            "valid_until": None if claims.valid_until is None else _seconds(claims.valid_until),
            "statuses": tuple(_Place(one.list_url, one.index, one.purpose) for one in claims.statuses),
            "omitted": tuple(_FIELDS.index(name) for name in claims.omitted),
        }
    )


def _moment(seconds: int) -> datetime:
    return _EPOCH + timedelta(seconds=seconds)


def _seconds(moment: datetime) -> int:
    """Whole seconds; what is finer is cut."""
    return (moment - _EPOCH) // timedelta(seconds=1)
