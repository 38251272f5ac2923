"""Expanded JSON-LD as RDF statements in N-Quads syntax. JSON-LD 1.1 API, §8.1 Deserialize JSON-LD to RDF Algorithm.

Where that algorithm skips what it cannot say in RDF, this one refuses the document: what is skipped would not be signed.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.jcs import jcs
from creditbank.credentials.proofs.limits import Limits
from creditbank.credentials.proofs.rdfc import Quad

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE, _FIRST, _REST, _NIL = f"<{_RDF}type>", f"<{_RDF}first>", f"<{_RDF}rest>", f"<{_RDF}nil>"

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\ud800-\udfff]*")
"""Absolute, and of the characters that N-Quads has between angle brackets: any other could end the name and forge statements."""

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)

_ESCAPES = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)},
    **str.maketrans({"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}),
}
_NEEDS_ESCAPE = re.compile(r"[\x00-\x1f\x7f\"\\\ufffe\uffff\ud800-\udfff]")
"""RDFC-1.0, §5 Canonical N-Quads: the library's own list lacks backspace, form feed and the other control characters."""

_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")


def quads_of_expanded(expanded: Iterable[Any], limits: Limits) -> set[Quad]:
    """The statements of an expanded document. Raises ``DocumentRefused`` where one could not be said in full."""
    return _Statements(limits).run(expanded)


def _refuse(code: str, value: object) -> DocumentRefused:
    return DocumentRefused(code, term=str(value)[:200])


def is_iri(text: object) -> bool:
    """Whether ``text`` is an absolute IRI."""
    return isinstance(text, str) and _IRI.fullmatch(text) is not None


def iri(text: object) -> str:
    """``text`` as a term of N-Quads. Raises ``DocumentRefused`` for a relative or malformed name."""
    if not isinstance(text, str) or not _IRI.fullmatch(text):
        raise _refuse("IRI_NOT_ABSOLUTE", text)
    return f"<{text}>"


def literal(text: str, datatype: str = "", language: str = "") -> str:
    """A literal as a term of canonical N-Quads."""
    if _NEEDS_ESCAPE.search(text):
        if _HALF_CHARACTER.search(text):
            raise DocumentRefused("TEXT_NOT_UNICODE")
        text = text.translate(_ESCAPES)
    if language:
        if not _LANGUAGE.fullmatch(language):
            raise _refuse("LANGUAGE_MALFORMED", language)
        return f'"{text}"@{language}'
    return f'"{text}"^^{iri(datatype)}' if datatype else f'"{text}"'


def _double(value: float) -> str:
    """The canonical form of ``xsd:double`` with fifteen digits. JSON-LD 1.1 API, §8.6."""
    mantissa, exponent = f"{value + 0.0:.15E}".split("E")  # adding zero makes -0.0 the zero that other readers write
    mantissa = mantissa.rstrip("0")
    return f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{int(exponent)}"


def _number(value: float, datatype: str) -> str:
    if datatype == f"{_XSD}double" or value % 1 or abs(value) >= 1e21:
        return literal(_double(value), datatype or f"{_XSD}double")
    return literal(str(int(value)), datatype or f"{_XSD}integer")


class _Statements:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._quads: set[Quad] = set()
        self._labels: dict[str, str] = {}
        self._blank_nodes = 0

    def run(self, expanded: Iterable[Any]) -> set[Quad]:
        for node in expanded:
            self._node(node, "")
        return self._quads

    def _add(self, subject: str, predicate: str, object_: str, graph: str) -> None:
        self._quads.add((subject, predicate, object_, graph))
        if len(self._quads) > self._limits.quads_max:
            raise DocumentRefused("DOCUMENT_TOO_MANY", wanted=self._limits.quads_max, found=len(self._quads))

    def _new_blank_node(self) -> str:
        self._blank_nodes += 1
        if self._blank_nodes > self._limits.blank_nodes_max:
            raise DocumentRefused("GRAPH_TOO_COMPLEX", blank_nodes=self._blank_nodes)
        return f"_:b{self._blank_nodes - 1}"

    def _name(self, text: object) -> str:
        """A resource: an IRI, or a blank node whose label in the document is good for this document only."""
        if isinstance(text, str) and text[:2] == "_:":
            label = self._labels.get(text)
            if label is None:
                label = self._labels[text] = self._new_blank_node()
            return label
        return iri(text)

    def _node(self, node: Mapping[str, Any], graph: str) -> str:
        if "@value" in node or "@list" in node:  # a value where only a thing can stand
            raise _refuse("TERM_DROPPED", "@value")
        subject = self._name(node["@id"]) if "@id" in node else self._new_blank_node()
        for member, values in node.items():
            if member[0] == "@":
                self._keyword(subject, member, values, graph)
            else:
                predicate = iri(member)
                for value in values:
                    self._add(subject, predicate, self._object(value, graph), graph)
        return subject

    def _keyword(self, subject: str, keyword: str, values: Any, graph: str) -> None:
        if keyword == "@type":
            for one in values:
                self._add(subject, _TYPE, self._name(one), graph)
        elif keyword == "@reverse":
            self._reverse(subject, values, graph)
        elif keyword in {"@graph", "@included"}:
            for one in values:
                self._node(one, subject if keyword == "@graph" else graph)
        elif keyword != "@id":  # @index has no statement of its own: it would be lost
            raise _refuse("TERM_DROPPED", keyword)

    def _reverse(self, object_: str, properties: Mapping[str, Any], graph: str) -> None:
        for member, nodes in properties.items():
            for one in nodes:
                self._add(self._node(one, graph), iri(member), object_, graph)

    def _object(self, item: Mapping[str, Any], graph: str) -> str:
        if "@value" in item:
            return self._value(item)
        if "@list" in item:
            return self._list(item, graph)
        return self._node(item, graph)

    def _list(self, item: Mapping[str, Any], graph: str) -> str:
        if len(item) > 1:
            raise _refuse("TERM_DROPPED", "@index")
        head, cell = _NIL, ""
        for one in item["@list"]:
            following = self._new_blank_node()
            if cell:
                self._add(cell, _REST, following, graph)
            else:
                head = following
            cell = following
            self._add(cell, _FIRST, self._object(one, graph), graph)
        if cell:
            self._add(cell, _REST, _NIL, graph)
        return head

    def _value(self, item: Mapping[str, Any]) -> str:
        """A literal. A direction is kept as a datatype of its own, ``i18n-datatype`` of JSON-LD 1.1 API, §8.2."""
        if "@index" in item:
            raise _refuse("TERM_DROPPED", "@index")
        value, datatype, language = item["@value"], item.get("@type") or "", item.get("@language") or ""
        if datatype == "@json":
            return literal(jcs(value).decode(), f"{_RDF}JSON")
        if isinstance(value, bool):
            return literal("true" if value else "false", datatype or f"{_XSD}boolean")
        if isinstance(value, int | float):
            return _number(value, datatype)
        if not isinstance(value, str):
            raise DocumentRefused("NOT_LINKED_DATA", reason=type(value).__name__)
        return self._text(value, datatype, language, item.get("@direction") or "")

    @staticmethod
    def _text(value: str, datatype: str, language: str, direction: str) -> str:
        if direction:
            if language and not _LANGUAGE.fullmatch(language):
                raise _refuse("LANGUAGE_MALFORMED", language)
            return literal(value, f"https://www.w3.org/ns/i18n#{language}_{direction}")
        if datatype == f"{_XSD}double" and _NUMBER.fullmatch(value):
            return literal(_double(float(value)), datatype)
        return literal(value, "" if datatype == f"{_XSD}string" else datatype, language)
