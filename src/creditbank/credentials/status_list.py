"""Lists of bits that tell which credentials are revoked or suspended. W3C Bitstring Status List 1.0 (REC, 15 May 2025).

Read as well: StatusList2021 (W3C CCG draft, the same list without the multibase letter) and the 1EdTech Credential Revocation
List, which names the revoked credentials and is not signed. Bit 0 is the left-most bit of the first byte.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.moments import text_of_moment
from creditbank.credentials.proofs.multibase import base64url_of_bytes, bytes_of_base64url

LENGTH_MIN = 131_072
"""Bits of the shortest list: below, an index would tell too much about whom it is (Bitstring Status List 1.0, §2.2)."""
BYTES_MAX = 1 << 22
"""Bytes of the longest list that is unpacked: 33 million bits."""
BITSTRING, STATUS_LIST_2021, REVOCATION_LIST = (
    "BitstringStatusListEntry",
    "StatusList2021Entry",
    "1EdTechRevocationList",
)
ENTRIES = (BITSTRING, STATUS_LIST_2021, REVOCATION_LIST)
LIST_TYPES: Mapping[str, tuple[str, str]] = {
    BITSTRING: ("BitstringStatusListCredential", "BitstringStatusList"),
    STATUS_LIST_2021: ("StatusList2021Credential", "StatusList2021"),
}
"""Type of the list's credential and of its subject, by the type of the entry."""

_INDEX = re.compile(r"0|[1-9][0-9]*")
_INDEX_DIGITS_MAX = 18
"""Digits of an index that is read as a number; a longer one lies outside any list."""
_SIZE_MAX = 8
"""Bits of one status: 256 messages are more than any list has use for."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Where the status of a credential is told. ``index`` counts statuses of ``size`` bits; -1 where a list names ids."""

    type: str
    purpose: str
    list_url: str
    index: int = -1
    size: int = 1
    messages: dict[int, str] = {}


def encode(bits: bytes | Iterable[int], length: int = LENGTH_MIN) -> str:
    """``encodedList`` of a bit string, or of the indices that are set in a list of ``length`` bits.

    Gzip without a time in its header, base64url after the letter ``u``: one list gives one text. Raises ``DocumentRefused``
    for a list that is too short, or for an index outside.
    """
    packed = bits if isinstance(bits, bytes) else pack(bits, length)
    if len(packed) * 8 < LENGTH_MIN:
        raise DocumentRefused("STATUS_LIST_SHORT", found=len(packed) * 8, wanted=LENGTH_MIN)
    press = zlib.compressobj(9, zlib.DEFLATED, wbits=31)
    return "u" + base64url_of_bytes(press.compress(packed) + press.flush())


def pack(indices: Iterable[int], length: int = LENGTH_MIN) -> bytes:
    """The bit string of ``length`` bits (rounded up to whole bytes) in which ``indices`` are set."""
    packed = bytearray((length + 7) // 8)
    for index in indices:
        if not 0 <= index < length:
            raise DocumentRefused("STATUS_INDEX_OUT_OF_RANGE", index=str(index), length=length)
        packed[index >> 3] |= 0x80 >> (index & 7)
    return bytes(packed)


def decode(text: str, *, limit_bytes: int = BYTES_MAX) -> bytes:
    """The bit string of an ``encodedList``. What unpacks to more than ``limit_bytes`` is refused before it takes the memory."""
    if text[:1] != "u" or len(text) > 2 * limit_bytes:
        raise DocumentRefused("STATUS_LIST_MALFORMED", path="/credentialSubject/encodedList")
    return _unzipped(bytes_of_base64url(text[1:]), limit_bytes)


def decode_legacy(text: str, *, limit_bytes: int = BYTES_MAX) -> bytes:
    """The bit string of a StatusList2021: base 64 of either alphabet, padded or not, without a multibase letter."""
    letters = (
        text[: 2 * limit_bytes].rstrip("=").replace("+", "-").replace("/", "_")
    )  # a longer text is cut, and no gzip
    try:
        packed = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise DocumentRefused("STATUS_LIST_MALFORMED", path="/credentialSubject/encodedList") from None
    return _unzipped(packed, limit_bytes)


def _unzipped(packed: bytes, limit_bytes: int) -> bytes:
    press = zlib.decompressobj(wbits=31)
    try:
        content = press.decompress(packed, limit_bytes + 1)
    except zlib.error:
        raise DocumentRefused("STATUS_LIST_MALFORMED", path="/credentialSubject/encodedList") from None
    if len(content) > limit_bytes:
        raise DocumentRefused("STATUS_LIST_TOO_LARGE", limit=limit_bytes)
    if not press.eof or press.unused_data:
        raise DocumentRefused("STATUS_LIST_MALFORMED", path="/credentialSubject/encodedList")
    return content


def bit(bits: bytes, index: int) -> bool:
    """Whether the bit ``index`` is set. Raises ``DocumentRefused`` outside the list (RANGE_ERROR of the Recommendation)."""
    return status_value(bits, index, 1) == 1


def status_value(bits: bytes, index: int, size: int) -> int:
    """The status ``index`` of a list whose statuses have ``size`` bits each."""
    first = index * size
    if index < 0 or first + size > len(bits) * 8:
        raise DocumentRefused("STATUS_INDEX_OUT_OF_RANGE", index=str(index), length=len(bits) * 8 // size)
    covered = int.from_bytes(bits[first >> 3 : (first + size + 7) >> 3], "big")
    return covered >> (-(first + size) % 8) & ((1 << size) - 1)


def build_list(
    url: str,
    issuer: str | Mapping[str, Any],
    purpose: str | list[str],
    bits: bytes | Iterable[int],
    *,
    valid_from: datetime,
    valid_until: datetime | None = None,
    length: int = LENGTH_MIN,
    ttl_milliseconds: int | None = None,
) -> dict[str, Any]:
    """A BitstringStatusListCredential, unsigned. ``bits``: the bit string, or the indices set in a list of ``length`` bits."""
    subject = {
        "id": f"{url}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose,
        "encodedList": encode(bits, length),
        **({"ttl": ttl_milliseconds} if ttl_milliseconds is not None else {}),
    }
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": text_of_moment(valid_from),
        **({"validUntil": text_of_moment(valid_until)} if valid_until is not None else {}),
        "credentialSubject": subject,
    }


def read_entry(entry: Mapping[str, Any], *, path: str = "") -> Entry:
    """A status entry of one of the three kinds. Raises ``DocumentRefused`` with the member that is wrong.

    Bitstring Status List 1.0, §2.1: the index is a text in base 10; more than one bit needs a message for each value.
    """
    found = entry.get("type")
    kind = next((one for one in ENTRIES if one == found or (isinstance(found, list) and one in found)), None)
    if kind is None:
        raise DocumentRefused("STATUS_TYPE_UNKNOWN", type=str(found)[:64], path=f"{path}/type")
    if kind == REVOCATION_LIST:
        return Entry(type=kind, purpose="revocation", list_url=_text(entry, "id", path))
    url = _text(entry, "statusListCredential", path)
    if ":" not in url or entry.get("id") == url:
        raise DocumentRefused("STATUS_ENTRY_MALFORMED", path=f"{path}/statusListCredential")
    size = entry.get("statusSize", 1)
    if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= _SIZE_MAX:
        raise DocumentRefused("STATUS_ENTRY_MALFORMED", path=f"{path}/statusSize")
    messages = _messages(entry, size, path)
    purpose, index = _text(entry, "statusPurpose", path), _index(entry, path)
    return Entry(type=kind, purpose=purpose, list_url=url, index=index, size=size, messages=messages)


def _text(thing: Mapping[str, Any], member: str, path: str) -> str:
    found = thing.get(member)
    if not isinstance(found, str) or not found:
        raise DocumentRefused("STATUS_ENTRY_MALFORMED", path=f"{path}/{member}")
    return found


def _index(entry: Mapping[str, Any], path: str) -> int:
    found = _text(entry, "statusListIndex", path)
    if not _INDEX.fullmatch(found):
        raise DocumentRefused("STATUS_ENTRY_MALFORMED", path=f"{path}/statusListIndex")
    if len(found) > _INDEX_DIGITS_MAX:
        raise DocumentRefused("STATUS_INDEX_OUT_OF_RANGE", index=f"{found[:12]}…", length=BYTES_MAX * 8)
    return int(found)


def _messages(entry: Mapping[str, Any], size: int, path: str) -> dict[int, str]:
    """The message of each value; one for each value there can be, where there are any."""
    listed = entry.get("statusMessage")
    if listed is None and size == 1:
        return {}
    read: dict[int, str] = {}
    for one in listed if isinstance(listed, list) and len(listed) == 1 << size else ():
        status, message = (one.get("status"), one.get("message")) if isinstance(one, Mapping) else (None, None)
        if isinstance(status, str) and isinstance(message, str) and re.fullmatch(r"0x[0-9A-Fa-f]{1,2}", status):
            read[int(status, 16)] = message
    if len(read) != 1 << size:
        raise DocumentRefused("STATUS_ENTRY_MALFORMED", path=f"{path}/statusMessage")
    return read
