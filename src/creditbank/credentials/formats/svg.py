"""A credential in an SVG picture: where it stands, and how to set one in while every other byte stays as it is."""

import re
from html import escape
from typing import Any

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser, ParseError  # type: ignore[import-untyped]

from creditbank.credentials.errors import DocumentRefused

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_SVG = "http://www.w3.org/2000/svg"
_CREDENTIAL = f"{{{NAMESPACE}}}credential"
_TAG_END = re.compile(rb"""(?:[^"'>]|"[^"]*"|'[^']*')*>""")
_NAME = re.compile(rb"^<([^\s/>]+)")
_DEEPEST = 200


class _Found:
    """What one pass over a picture saw: byte offsets of the root's tag and of the credential, and the credential."""

    def __init__(self) -> None:
        self.parser: Any = None
        self.root_at = -1
        self.spans: list[tuple[int, int]] = []
        self.texts: list[str] = []
        self.signed: str | None = None
        self._depth = 0
        self._inside_at = -1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise DocumentRefused("PICTURE_MALFORMED", reason="depth")
        if self._depth == 1:
            if tag != f"{{{_SVG}}}svg":
                raise DocumentRefused("PICTURE_MALFORMED", reason="root")
            self.root_at = self.parser.CurrentByteIndex
        elif self._inside_at >= 0:
            raise DocumentRefused("PICTURE_MALFORMED", reason="nested")
        elif tag == _CREDENTIAL:
            if self.spans:
                raise DocumentRefused("PICTURE_TWICE")
            self._inside_at = self.parser.CurrentByteIndex
            self.signed = attributes.get("verify")

    def data(self, text: str) -> None:
        if self._inside_at >= 0:
            self.texts.append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag == _CREDENTIAL:
            self.spans.append((self._inside_at, self.parser.CurrentByteIndex))
            self._inside_at = -1

    def close(self) -> None:
        """The target of a parser must have it; there is no tree to hand back."""


def _read(picture: bytes) -> _Found:
    """One pass that builds no tree. Entities are refused before they are expanded."""
    found = _Found()
    parser = DefusedXMLParser(target=found, encoding="utf-8", forbid_entities=True, forbid_external=True)
    found.parser = parser.parser
    try:
        picture.decode("utf-8")  # offsets are of bytes, and another encoding might say two things at once
        parser.feed(picture)
        parser.close()
    except DefusedXmlException:
        raise DocumentRefused("PICTURE_ENTITIES") from None
    except (ParseError, ValueError):
        raise DocumentRefused("PICTURE_MALFORMED", reason="xml") from None
    return found


def credential_text(picture: bytes) -> str:
    """The credential in ``picture``: a compact token, or JSON. Raises ``DocumentRefused`` where there is none."""
    found = _read(picture)
    text = found.signed or "".join(found.texts).strip()
    if not text:
        raise DocumentRefused("PICTURE_EMPTY")
    return text


def with_credential(picture: bytes, text: str) -> bytes:
    """``picture`` with ``text`` as its one credential, right after the opening tag; an older one is taken out."""
    found = _read(picture)
    for start, end in found.spans:
        picture = picture[:start] + picture[_end_of_tag(picture, end) :]
    tag = picture[found.root_at : _end_of_tag(picture, found.root_at)]
    alone = tag.endswith(b"/>")
    element, declared = _element(text), f' xmlns:openbadges="{NAMESPACE}"'
    if b"xmlns:openbadges" in tag:
        element = element.replace("<openbadges:credential", f"<openbadges:credential{declared}", 1)
        declared = ""
    head = tag[: -2 if alone else -1] + declared.encode() + b">" + element.encode("utf-8")
    return (
        picture[: found.root_at]
        + head
        + (b"</" + _NAME.findall(tag)[0] + b">" if alone else b"")
        + picture[found.root_at + len(tag) :]
    )


def _end_of_tag(picture: bytes, at: int) -> int:
    """Where the tag that begins at ``at`` ends: a ``>`` that stands in no value."""
    found = _TAG_END.match(picture, at)
    return found.end() if found else len(picture)


def _element(text: str) -> str:
    if not text.startswith("{"):
        return f'<openbadges:credential verify="{escape(text)}"></openbadges:credential>'
    split = text.replace("]]>", "]]]]><![CDATA[>")
    return f"<openbadges:credential><![CDATA[{split}]]></openbadges:credential>"
