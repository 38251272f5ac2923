"""The chunks of a PNG picture (W3C PNG, §5 and §11.3.3.4), as far as baking needs them. Nothing is ever decompressed."""

import struct
import zlib
from collections.abc import Iterator
from functools import cache
from math import hypot
from typing import NamedTuple

from creditbank.credentials.errors import DocumentRefused

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_CHUNKS = 10_000
_SIDE = 96


class Chunk(NamedTuple):
    """One chunk: its four-letter type and its content."""

    kind: bytes
    content: bytes


def chunks(picture: bytes) -> Iterator[Chunk]:
    """The chunks of ``picture``, each with its checksum proved. Raises ``DocumentRefused`` where they do not add up."""
    at = len(SIGNATURE)
    for _ in range(MOST_CHUNKS):
        if at + 12 > len(picture):
            raise DocumentRefused("PICTURE_MALFORMED", reason="cut off")
        length, kind = struct.unpack_from(">I4s", picture, at)
        end = at + 8 + length
        content = picture[at + 8 : end]
        if len(picture) < end + 4 or zlib.crc32(kind + content) != struct.unpack_from(">I", picture, end)[0]:
            raise DocumentRefused("PICTURE_MALFORMED", reason="checksum")
        yield Chunk(kind, content)
        if kind == b"IEND":
            return
        at = end + 4
    raise DocumentRefused("PICTURE_MALFORMED", reason="chunks")


def picture_of(parts: Iterator[Chunk] | list[Chunk]) -> bytes:
    """The picture made of ``parts``."""
    written = [SIGNATURE]
    for kind, content in parts:
        written += [struct.pack(">I", len(content)), kind, content, struct.pack(">I", zlib.crc32(kind + content))]
    return b"".join(written)


def text_chunk(keyword: bytes, text: str) -> Chunk:
    """An uncompressed ``iTXt`` chunk: keyword, no compression, no language, no translated keyword, UTF-8."""
    return Chunk(b"iTXt", keyword + b"\0\0\0\0\0" + text.encode("utf-8"))


def is_text(chunk: Chunk, keyword: bytes) -> bool:
    """Whether ``chunk`` is international text under ``keyword``."""
    return chunk.kind == b"iTXt" and chunk.content.partition(b"\0")[0] == keyword


def text_of(chunk: Chunk) -> str:
    """The text of an ``iTXt`` chunk. A compressed one is refused: Open Badges forbids it, and bombs hide in it."""
    _, _, rest = chunk.content.partition(b"\0")
    if rest[:1] != b"\0":
        raise DocumentRefused("PICTURE_COMPRESSED")
    fields = rest[2:].split(b"\0", 2)
    try:
        return fields[2].decode("utf-8")
    except (IndexError, UnicodeDecodeError):
        raise DocumentRefused("PICTURE_MALFORMED", reason="text") from None


@cache
def blank() -> bytes:
    """A plain round badge in two colours, for awards without a picture of their own. Stored, not packed: the same bytes everywhere."""
    middle = (_SIDE - 1) / 2
    rows = bytearray()
    for y in range(_SIDE):
        dots = "".join("1" if hypot(x - middle, y - middle) < middle else "0" for x in range(_SIDE))
        rows += b"\0" + int(dots, 2).to_bytes(_SIDE // 8, "big")  # no filter, eight dots in a byte
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 1, 3, 0, 0, 0)
    parts = [
        Chunk(b"IHDR", header),
        Chunk(b"PLTE", bytes.fromhex("ffffffb3202a")),
        Chunk(b"IDAT", zlib.compress(bytes(rows), 0)),
        Chunk(b"IEND", b""),
    ]
    return picture_of(parts)
