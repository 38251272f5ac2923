"""Credentials in pictures, and pictures made to do harm."""

import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings

from creditbank.credentials.award import Award
from creditbank.credentials.errors import CredentialError, DocumentRefused
from creditbank.credentials.formats import baked, png, svg
from creditbank.credentials.tests.format_samples import AWARD
from creditbank.credentials.tests.strategies import awards

SAMPLES = Path(__file__).parent / "samples" / "baked"
TOKEN = "aa.bb.cc"
SVGS = {
    "plain": b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>',
    "empty": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "with a > in a value and in a comment": b"<!-- > --><svg xmlns='http://www.w3.org/2000/svg' class='a>b'><g/></svg>",
    "with a prolog and a document type": (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">'
        b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>\n<!-- end -->'
    ),
    "with prefixes and empty": b'<s:svg xmlns:s="http://www.w3.org/2000/svg"/>',
    "with prefixes": b'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>',
    "where the prefix means something else": (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="urn:other"><openbadges:g/></svg>'
    ),
}


@pytest.mark.parametrize("picture", [*SVGS.values(), png.blank()], ids=[*SVGS, "a PNG"])
@settings(max_examples=10, deadline=None)
@given(award=awards())
def test_what_is_baked_into_any_picture_comes_out(picture: bytes, award: Award) -> None:
    assert baked.parse(baked.build(award, picture)) == award
    once = baked.bake(picture, TOKEN)
    assert baked.unbake(once) == TOKEN
    assert baked.bake(baked.build(award, picture), TOKEN).count(TOKEN.encode()) == 1


@pytest.mark.parametrize("name", ["plain", "with a > in a value and in a comment", "with a prolog and a document type"])
def test_every_other_byte_of_a_drawing_stays_as_it_is(name: str) -> None:
    picture = SVGS[name]
    document = baked.bake(picture, TOKEN).decode()
    declared = f' xmlns:openbadges="{svg.NAMESPACE}"'
    assert (
        document.replace(f'<openbadges:credential verify="{TOKEN}"></openbadges:credential>', "", 1).replace(
            declared, "", 1
        )
        == picture.decode()
    )


def test_a_picture_is_put_together_again_from_its_chunks() -> None:
    assert png.picture_of(list(png.chunks(png.blank()))) == png.blank()
    kinds = [chunk.kind for chunk in png.chunks(baked.bake(png.blank(), TOKEN))]
    assert kinds == [b"IHDR", b"iTXt", b"PLTE", b"IDAT", b"IEND"]


def test_baking_again_replaces_the_older_credential() -> None:
    for name in ("award.png", "award.svg", "token.png", "token.svg"):
        again = baked.bake((SAMPLES / name).read_bytes(), TOKEN)
        assert baked.unbake(again) == TOKEN


def test_a_text_that_would_not_come_out_again_is_not_baked() -> None:
    for text in ("a\0b", '{"a":"\x0b"}', "{\r\n}"):
        with pytest.raises((CredentialError, DocumentRefused)):
            baked.bake(SVGS["plain"], text)
    with pytest.raises(CredentialError, match="PICTURE_TEXT_TOO_LONG"):
        baked.bake(png.blank(), "x" * (baked.LONGEST + 1))


def test_cdata_in_a_credential_ends_nothing() -> None:
    text = '{"a":"]]>]]]]>"}'
    assert baked.unbake(baked.bake(SVGS["plain"], text)) == text


def _attacks() -> dict[str, bytes]:
    header = next(iter(png.chunks(png.blank())))
    packed = zlib.compress(b" " * (1 << 26), 9)
    end = png.Chunk(b"IEND", b"")
    return {
        "a text that unpacks to 64 MiB": png.picture_of(
            [header, png.Chunk(b"iTXt", baked.KEYWORD + b"\0\1\0\0\0" + packed), end]
        ),
        "very many chunks": png.picture_of([header, *[png.Chunk(b"tEXt", b"")] * (png.MOST_CHUNKS + 1), end]),
        "a very large picture": png.SIGNATURE + bytes(baked.LARGEST + baked.LONGEST),
        "entities of entities": (
            b'<!DOCTYPE svg [<!ENTITY a "' + b"x" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'
            b'<svg xmlns="http://www.w3.org/2000/svg">' + b"&b;" * 1000 + b"</svg>"
        ),
        "very many elements": b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g/>" * 500_000 + b"</svg>",
        "very many attributes": b'<svg xmlns="http://www.w3.org/2000/svg" '
        + b" ".join(b'a%d="1"' % at for at in range(100_000))
        + b"/>",
        "an endless tag": b'<svg xmlns="http://www.w3.org/2000/svg" a="' + b'"' * 1_000_000,
    }


@pytest.mark.parametrize("picture", _attacks().values(), ids=_attacks().keys())
def test_a_hostile_picture_is_refused_in_a_moment(picture: bytes) -> None:
    started = time.process_time()
    with pytest.raises(DocumentRefused):
        baked.parse(picture)
    assert time.process_time() - started < 5


def test_the_picture_of_a_plain_award_is_small() -> None:
    assert len(baked.build(AWARD)) < 10_000
