"""RDFC-1.0: the same labels as another implementation gives, and an end to graphs that would take years."""

import itertools
import time

import pyoxigraph
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.rdfc import Quad, canonicalize, line_of_quad
from creditbank.credentials.proofs.statements import literal

NODES = st.sampled_from([*(f"_:n{number}" for number in range(6)), "<urn:a>", "<urn:b>"])
QUADS = st.sets(
    st.tuples(
        NODES,
        st.sampled_from(["<urn:p>", "<urn:q>"]),
        NODES | st.sampled_from(['"text"', '"text"@zh', '"1"^^<urn:number>']),
        st.sampled_from(["", "<urn:a>", "_:graph"]),
    ),
    max_size=14,
)
ALGORITHMS = {
    "sha256": pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0_SHA_256,
    "sha384": pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0_SHA_384,
}


def reference(quads: set[Quad], hash_name: str) -> str:
    """The canonical document by pyoxigraph."""
    text = "".join(map(line_of_quad, quads))
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(ALGORITHMS[hash_name])
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


RING: set[Quad] = {(f"_:n{one}", "<urn:p>", f"_:n{(one + 1) % 6}", "") for one in range(6)}
TWO_TRIANGLES: set[Quad] = {(f"_:n{one}", "<urn:p>", f"_:n{one // 3 * 3 + (one + 1) % 3}", "") for one in range(6)}
SAME_TO_THE_ALGORITHM: set[Quad] = {
    ("_:n0", "<urn:p>", "_:n1", "_:n2"),
    ("_:n1", "<urn:p>", "_:n0", "_:n3"),
    ("_:n2", "<urn:q>", "_:n3", ""),
}
"""RDFC-1.0 hashes what stands beside a blank node, not together with what: it takes n0 and n1 for one another's mirror."""


@pytest.mark.parametrize("hash_name", ALGORITHMS)
@example(quads=RING)
@example(quads=TWO_TRIANGLES)
@example(quads=set())
@settings(max_examples=200, deadline=None)
@given(quads=QUADS)
def test_the_labels_are_those_of_another_implementation(hash_name: str, quads: set[Quad]) -> None:
    assert canonicalize(quads, hash_name=hash_name).text == reference(quads, hash_name)


@given(QUADS, st.permutations(range(6)))
@settings(max_examples=100, deadline=None)
def test_the_names_of_blank_nodes_do_not_matter(quads: set[Quad], order: list[int]) -> None:
    renamed = {f"_:n{number}": f"_:x{order[number]}" for number in range(6)}
    other = {tuple(renamed.get(term, term) for term in quad) for quad in quads}
    assert canonicalize(other).text == canonicalize(quads).text  # type: ignore[arg-type]


def test_where_the_algorithm_leaves_it_open_the_order_of_quads_does_not_matter() -> None:
    quads = list(SAME_TO_THE_ALGORITHM)
    assert len({canonicalize(order).text for order in itertools.permutations(quads)}) == 1


def test_the_hash_inside_decides_the_labels() -> None:
    quads: set[Quad] = {(f"_:n{number}", "<urn:p>", f'"{number}"', "") for number in range(9)}
    assert canonicalize(quads, hash_name="sha384").text != canonicalize(quads).text


def test_labels_are_told_in_the_order_of_issuing() -> None:
    found = canonicalize({("_:x", "<urn:p>", "_:y", ""), ("_:y", "<urn:q>", '"1"', "")})
    assert list(found.labels.values()) == ["_:c14n0", "_:c14n1"]
    assert found.labels.keys() == {"_:x", "_:y"}


@pytest.mark.parametrize(
    "character", [*map(chr, range(0x20)), '"', "\\", "\x7f", "\x80", "\u2028", "\ufffd", "焊", "🌃"]
)
def test_literals_are_escaped_as_another_implementation_does(character: str) -> None:
    quad = ("<urn:s>", "<urn:p>", literal(f"a{character}b"), "")
    other = pyoxigraph.Quad(
        pyoxigraph.NamedNode("urn:s"), pyoxigraph.NamedNode("urn:p"), pyoxigraph.Literal(f"a{character}b")
    )
    assert line_of_quad(quad) == f"{other} .\n"


def test_escapes_are_those_of_the_recommendation() -> None:
    """RDFC-1.0, §5: eight characters have a letter, other controls and non-characters a number, all else is itself."""
    assert literal('\t\b\n\r\f"\\') == r'"\t\b\n\r\f\"\\"'
    assert literal("\x00\x0b\x1f\x7f\uffff") == r'"\u0000\u000B\u001F\u007F\uFFFF"'
    assert literal("'/é\u0080") == '"\'/é\u0080"'


def clique(size: int) -> set[Quad]:
    return {(f"_:n{one}", "<urn:p>", f"_:n{two}", "") for one in range(size) for two in range(size) if one != two}


COSTLY = {
    "ten nodes that all know each other (rdf-canon, test 074)": clique(10),
    "a ring of a thousand": {(f"_:n{one}", "<urn:p>", f"_:n{(one + 1) % 1000}", "") for one in range(1000)},
    "two hubs with the same three hundred": {
        (f"_:h{hub}", "<urn:p>", f"_:n{one}", "") for hub in range(2) for one in range(300)
    },
    "two trees alike": {(f"_:h{hub}", "<urn:p>", f"_:n{hub}{one}", "") for hub in range(2) for one in range(12)},
}


@pytest.mark.parametrize("sentence", COSTLY)
def test_work_has_an_end(sentence: str) -> None:
    begun = time.process_time()
    with pytest.raises(DocumentRefused, match="GRAPH_TOO_COMPLEX"):
        canonicalize(COSTLY[sentence])
    assert time.process_time() - begun < 3


def test_what_is_alike_and_cheap_is_taken() -> None:
    leaves: set[Quad] = {("<urn:s>", "<urn:p>", f"_:n{one}", "") for one in range(1000)}
    assert len(canonicalize(leaves).lines) == 1000
    assert len(canonicalize(clique(4)).lines) == 12
