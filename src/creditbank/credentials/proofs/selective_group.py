"""The statements of a document, sorted into those that pointers select and the rest. W3C ECDSA Cryptosuites 1.0, §3.4.

To tell which statement of the whole a selected part makes again, blank nodes need names that hold in both. For the time of
the work each one is a URN (skolemizing), of a scheme drawn anew each time, so that no document can speak of it. The
Recommendation finds the place of each name by compacting; here it is noted while expanding, so the document keeps its shape.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.canonical import Canonical, Limits, Quad, canonicalize, line_of_quad, measure
from creditbank.credentials.proofs.selective_select import select
from creditbank.credentials.proofs.statements import quads_of_expanded

Relabel = Callable[[Mapping[str, str]], dict[str, str]]
"""From canonical labels (blank node → ``_:c14n0``) to the labels that are signed (blank node → ``_:u…``)."""


_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


class Grouped(msgspec.Struct, frozen=True):
    """The statements of a document, and which of them each group of pointers selects."""

    lines: list[str]
    """Canonical N-Quads with the labels that are signed, sorted."""
    places: dict[str, list[int]]
    """By group: the places in ``lines`` that it selects, ascending."""
    quads: dict[str, set[Quad]]
    """By group: the same statements with the blank nodes of the work."""
    labels: dict[str, str]
    """Blank node of the work → label that is signed."""


def canonical(quads: Iterable[Quad], limits: Limits) -> Canonical:
    """The canonical dataset within the bounds. Raises ``DocumentRefused``, also for text that no encoding has."""
    try:
        return canonicalize(quads, calls_max=limits.hash_calls_max)
    except UnicodeEncodeError:
        raise DocumentRefused("TEXT_NOT_UNICODE") from None


def relabelled(quads: Iterable[Quad], labels: Mapping[str, str]) -> list[str]:
    """The quads as sorted lines, with each blank node under the label that ``labels`` gives it."""
    return sorted(line_of_quad((labels.get(s, s), p, labels.get(o, o), labels.get(g, g))) for s, p, o, g in quads)


def group(
    document: Mapping[str, Any], pointers: Mapping[str, Sequence[str]], relabel: Relabel, limits: Limits
) -> Grouped:
    """Sort the statements of ``document`` by groups of ``pointers``. §3.4.16 canonicalizeAndGroup.

    Raises ``DocumentRefused`` for pointers that match nothing, and where a part would say what the whole does not: an ordered
    list (``@list``) with an item left out is another list.
    """
    measure(document, limits)
    names = _Names(limits)
    whole = names.quads(document)
    labels = relabel(canonical(whole, limits).labels)
    lines = relabelled(whole, labels)
    place_of = {line: place for place, line in enumerate(lines)}
    named = names.written(document)
    quads, places = {}, {}
    for group_name, listed in pointers.items():
        part = select(named, listed)
        quads[group_name] = names.quads(part) if part else set()
        if not quads[group_name] <= whole:
            raise DocumentRefused("SELECTION_UNSTABLE")
        places[group_name] = sorted(place_of[line] for line in relabelled(quads[group_name], labels))
    return Grouped(lines, places, quads, labels)


class _Names:
    """Names for the blank nodes of one document. §3.4.5 to §3.4.9."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._scheme = f"urn:x-{secrets.token_hex(16)}:"
        self._count = 0
        self._name_of: dict[int, str] = {}

    def quads(self, document: Mapping[str, Any]) -> set[Quad]:
        """The statements of ``document``; its blank nodes have one label each, whichever part of it is asked for."""
        # The processor of linked data takes a tenth of a second to load: only who asks for statements shall wait.
        from creditbank.credentials.proofs.linked_data import NotingExpansion

        expansion = NotingExpansion(self._limits.context_terms_max)
        expanded = expansion.guarded(document)
        for element, node in expansion.nodes:
            if (known := node.get("@id")) is None or known[:2] == "_:":
                node["@id"] = self._name_of[id(element)] = (
                    self._new() if known is None else f"{self._scheme}e{known[2:]}"
                )
        for _, node in expansion.nodes:
            for member, values in node.items():
                if isinstance(values, list):
                    node[member] = [self._cells(one, node["@id"], f"{member} {at}") for at, one in enumerate(values)]
        term = self._term
        return {(term(s), p, term(o), term(g)) for s, p, o, g in quads_of_expanded(expanded, self._limits)}

    def _cells(self, value: Any, owner: str, place: str) -> Any:
        """An ordered list as the nodes of which RDF makes it, named for whose it is; any other value as it stands."""
        if not isinstance(value, Mapping) or value.keys() != {"@list"}:
            return value
        name = hashlib.sha256(f"{owner} {place}".encode()).hexdigest()
        cell: dict[str, Any] = {"@id": f"{_RDF}nil"}
        for at, one in reversed(list(enumerate(value["@list"]))):
            this = f"{self._scheme}l{name}-{at}"
            cell = {"@id": this, f"{_RDF}first": [self._cells(one, this, "")], f"{_RDF}rest": [cell]}
        return cell

    def written(self, value: Any) -> Any:
        """A copy of the document that was named first, with the names in it."""
        if isinstance(value, list):
            return [self.written(one) for one in value]
        if not isinstance(value, Mapping):
            return value
        copied = {member: one if member == "@context" else self.written(one) for member, one in value.items()}
        if name := self._name_of.get(id(value)):
            copied["id" if "id" in copied else "@id"] = name
        return copied

    def _new(self) -> str:
        self._count += 1
        return f"{self._scheme}n{self._count}"

    def _term(self, term: str) -> str:
        return f"_:{term[len(self._scheme) + 1 : -1]}" if term.startswith(f"<{self._scheme}") else term
