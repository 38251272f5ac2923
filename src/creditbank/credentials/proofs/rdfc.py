"""RDF Dataset Canonicalization 1.0 (RDFC-1.0): blank nodes get labels that depend on nothing but what is said of them.

A quad is four terms in N-Quads syntax; the empty graph term is the default graph. Work is counted, since a few dozen blank
nodes that look alike can keep the algorithm busy for years.
"""

import hashlib
from collections.abc import Callable, Iterable
from itertools import permutations
from typing import TypeAlias

import msgspec

from creditbank.credentials.errors import DocumentRefused

Quad: TypeAlias = tuple[str, str, str, str]


class Canonical(msgspec.Struct, frozen=True):
    """A canonicalized dataset."""

    lines: tuple[str, ...]
    """N-Quads, each with its line feed, sorted by code point."""
    labels: dict[str, str]
    """Blank node of the input → canonical label, in the order of issuing: ``{"_:b3": "_:c14n0"}``."""

    @property
    def text(self) -> str:
        """The canonical N-Quads document."""
        return "".join(self.lines)


def line_of_quad(quad: Quad) -> str:
    """The quad as a line of canonical N-Quads."""
    subject, predicate, object_, graph = quad
    return f"{subject} {predicate} {object_} {graph} .\n" if graph else f"{subject} {predicate} {object_} .\n"


def canonicalize(quads: Iterable[Quad], *, hash_name: str = "sha256", calls_max: int = 65_536) -> Canonical:
    """Label the blank nodes of ``quads``. RDFC-1.0, §4.4.

    The algorithm leaves the order open where blank nodes that name graphs look alike to it and are not; here it is then that of
    the labels in the input. ``calls_max`` bounds the hashes of related blank nodes and the permutations tried together; beyond it the dataset is
    refused as ``GRAPH_TOO_COMPLEX``.
    """
    canonicalization = _Canonicalization(sorted(set(quads)), hash_name, calls_max)
    try:
        return canonicalization.run()
    except RecursionError:
        raise canonicalization.refusal() from None


class _Issuer:
    """Labels in the order in which they were asked for. RDFC-1.0, §4.5."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.labels: dict[str, str] = {}

    def issue(self, node: str) -> str:
        label = self.labels.get(node)
        if label is None:
            label = self.labels[node] = f"{self.prefix}{len(self.labels)}"
        return label

    def copy(self) -> "_Issuer":
        twin = _Issuer(self.prefix)
        twin.labels = self.labels.copy()
        return twin


class _Canonicalization:
    def __init__(self, quads: list[Quad], hash_name: str, calls_max: int) -> None:
        self._quads = quads
        self._hash: Callable[[str], str] = lambda text: hashlib.new(hash_name, text.encode()).hexdigest()
        self._calls_left = calls_max
        self._quads_of: dict[str, list[Quad]] = {}
        for quad in quads:
            for node in {term for term in quad if term[:2] == "_:"}:
                self._quads_of.setdefault(node, []).append(quad)
        self._first_degree: dict[str, str] = {}
        self._canonical = _Issuer("_:c14n")

    def run(self) -> Canonical:
        nodes_by_hash: dict[str, list[str]] = {}
        for node in self._quads_of:
            nodes_by_hash.setdefault(self._hash_first_degree(node), []).append(node)
        groups = sorted(nodes_by_hash.items())
        for _, nodes in groups:
            if len(nodes) == 1:
                self._canonical.issue(nodes[0])
        for _, nodes in groups:
            if len(nodes) > 1:
                self._label_alike(nodes)
        labels = self._canonical.labels
        lines = sorted(
            line_of_quad(
                (labels.get(subject, subject), predicate, labels.get(object_, object_), labels.get(graph, graph))
            )
            for subject, predicate, object_, graph in self._quads
        )
        return Canonical(tuple(lines), labels)

    def _label_alike(self, nodes: list[str]) -> None:
        """Step 5 of §4.4: nodes of one first degree hash are told apart by what is said of their neighbours."""
        paths = []
        for node in nodes:
            if node not in self._canonical.labels:
                issuer = _Issuer("_:b")
                issuer.issue(node)
                paths.append(self._hash_n_degree(node, issuer))
        for _, issuer in sorted(paths, key=lambda path: path[0]):
            for node in issuer.labels:
                self._canonical.issue(node)

    def _hash_first_degree(self, node: str) -> str:
        """§4.6. The node itself is ``_:a``, every other blank node ``_:z``."""
        known = self._first_degree.get(node)
        if known is not None:
            return known

        def seen(term: str) -> str:
            return term if term[:2] != "_:" else "_:a" if term == node else "_:z"

        lines = sorted(line_of_quad((seen(s), p, seen(o), seen(g))) for s, p, o, g in self._quads_of[node])
        found = self._first_degree[node] = self._hash("".join(lines))
        return found

    def _hash_related(self, related: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """§4.7."""
        label = self._canonical.labels.get(related) or issuer.labels.get(related) or self._hash_first_degree(related)
        predicate = quad[1] if position != "g" else ""
        return self._hash(position + predicate + label)

    def _related(self, node: str, issuer: _Issuer) -> dict[str, list[str]]:
        """Steps 2 and 3 of §4.8: the blank nodes that stand beside ``node``, by hash."""
        found: dict[str, list[str]] = {}
        for quad in self._quads_of[node]:
            for position, term in zip("sog", (quad[0], quad[2], quad[3]), strict=True):
                if term[:2] == "_:" and term != node:
                    found.setdefault(self._hash_related(term, quad, issuer, position), []).append(term)
        return found

    def _hash_n_degree(self, node: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """§4.8."""
        self._count(len(self._quads_of[node]))
        text = []
        for related_hash, related in sorted(self._related(node, issuer).items()):
            text.append(related_hash)
            chosen_path, chosen_issuer = "", issuer
            for permutation in permutations(related):
                self._count(1 + len(issuer.labels) // 32)  # what copying the issuer costs
                tried = self._path(permutation, issuer.copy(), chosen_path)
                if tried is not None and (not chosen_path or tried[0] < chosen_path):
                    chosen_path, chosen_issuer = tried
            text.append(chosen_path)
            issuer = chosen_issuer
        return self._hash("".join(text)), issuer

    def _path(self, permutation: tuple[str, ...], issuer: _Issuer, chosen: str) -> tuple[str, _Issuer] | None:
        """Steps 5.4.4 and 5.4.5 of §4.8: the path of one order of neighbours, or None once it cannot be the least."""
        path, unlabelled = "", []
        for node in permutation:
            label = self._canonical.labels.get(node)
            if label is None:
                if node not in issuer.labels:
                    unlabelled.append(node)
                label = issuer.issue(node)
            path += label
            if _is_worse(path, chosen):
                return None
        for node in unlabelled:
            found, deeper = self._hash_n_degree(node, issuer)
            path += issuer.issue(node) + f"<{found}>"
            issuer = deeper
            if _is_worse(path, chosen):
                return None
        return path, issuer

    def _count(self, calls: int) -> None:
        self._calls_left -= calls
        if self._calls_left < 0:
            raise self.refusal()

    def refusal(self) -> DocumentRefused:
        """What is said of a dataset that would take too long."""
        return DocumentRefused("GRAPH_TOO_COMPLEX", blank_nodes=len(self._quads_of))


def _is_worse(path: str, chosen: str) -> bool:
    return bool(chosen) and len(path) >= len(chosen) and path > chosen
