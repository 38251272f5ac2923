"""The few forms of CBOR (RFC 8949) that proof values of ecdsa-sd-2023 are made of: lengths ahead, no tags, nothing else.

Unsigned integers, byte strings, texts, lists, and maps of integers to byte strings. Written in preferred form (§4.1).
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from creditbank.credentials.errors import DocumentRefused

Item: TypeAlias = "int | bytes | str | Sequence[Item] | Mapping[int, bytes]"

_UNSIGNED, _BYTES, _TEXT, _LIST, _MAP = 0, 2, 3, 4, 5
"""Major types. §3.1."""

_DEPTH = 2
"""Lists and maps stand within one list, and no deeper."""


def encode(item: Item) -> bytes:
    """The encoding of ``item``; maps in the order of their keys."""
    match item:
        case int():
            return _head(_UNSIGNED, item)
        case bytes():
            return _head(_BYTES, len(item)) + item
        case str():
            content = item.encode()
            return _head(_TEXT, len(content)) + content
        case Mapping():
            pairs = (encode(key) + encode(value) for key, value in sorted(item.items()))
            return _head(_MAP, len(item)) + b"".join(pairs)
        case _:
            return _head(_LIST, len(item)) + b"".join(map(encode, item))


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    extra = next(size for size in range(4) if number < 1 << (8 << size))
    return bytes([major << 5 | 24 + extra]) + number.to_bytes(1 << extra, "big")


def decode(content: bytes) -> Item:
    """The one item that ``content`` is. Raises ``DocumentRefused`` for every other form, and for bytes left over."""
    reader = _Reader(content)
    item = reader.item(_DEPTH)
    if reader.place != len(content):
        raise _malformed("rest")
    return item


def _malformed(reason: str) -> DocumentRefused:
    return DocumentRefused("CBOR_MALFORMED", reason=reason)


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self.place = 0

    def item(self, depth: int) -> Item:
        major, number = self._head()
        if major == _UNSIGNED:
            return number
        if major == _BYTES:
            return self._take(number)
        if major == _TEXT:
            return self._text(number)
        if depth == 0 or major not in {_LIST, _MAP}:
            raise _malformed("form")
        if number > len(self._content) - self.place:  # each item takes a byte at least: no list is built on a promise
            raise _malformed("length")
        return [self.item(depth - 1) for _ in range(number)] if major == _LIST else self._map(number)

    def _map(self, number: int) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        for _ in range(number):
            key, value = self.item(0), self.item(0)
            if not isinstance(key, int) or not isinstance(value, bytes) or key in found:
                raise _malformed("map")
            found[key] = value
        return found

    def _head(self) -> tuple[int, int]:
        first = self._take(1)[0]
        extra = first & 31
        if extra < 24:
            return first >> 5, extra
        if extra > 27:  # lengths that come later, and what is reserved
            raise _malformed("length")
        return first >> 5, int.from_bytes(self._take(1 << extra - 24), "big")

    def _text(self, length: int) -> str:
        try:
            return self._take(length).decode()
        except UnicodeDecodeError:
            raise _malformed("text") from None

    def _take(self, length: int) -> bytes:
        taken = self._content[self.place : self.place + length]
        if len(taken) != length:
            raise _malformed("end")
        self.place += length
        return taken
