"""Statements of JSON-LD documents: all that was said, nothing invented, nothing lost, and no door for forged statements."""

import time
from typing import Any

import pyld.jsonld
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditbank.credentials.contexts.documents import load
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.canonical import inline_contexts, quads_of, rdfc
from creditbank.credentials.tests.proof_samples import ALUMNI, BADGE, EX, V2


def document(**members: Any) -> dict[str, Any]:
    """A document in which every term is defined."""
    return {"@context": [V2, EX], "id": "urn:example:1", **members}


def inline(context: Any, **members: Any) -> dict[str, Any]:
    """A document with a context of its own."""
    return {"@context": [V2, context], "id": "urn:example:1", **members}


def stock(value: Any) -> str:
    """The same by PyLD alone, with its own conversion to RDF and its own canonicalization."""
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": lambda url, _: {"contextUrl": None, "documentUrl": url, "document": load(url)},
    }
    return str(pyld.jsonld.normalize(value, options))


@pytest.mark.parametrize(
    "sample", [ALUMNI, BADGE, document(x=[1, 1.5, True, "a", {"y": {"@list": ["b", {"z": "c"}]}}])]
)
def test_statements_are_those_of_the_library(sample: dict[str, Any]) -> None:
    assert rdfc(sample) == stock(sample)


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.booleans() | st.integers(-(10**6), 10**6) | st.floats(-1e9, 1e9) | st.text("ab焊'", min_size=1),
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3)
            | st.dictionaries(st.sampled_from(["p", "q", "name", "description"]), inner, min_size=1, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_statements_of_any_document_are_those_of_the_library(value: Any) -> None:
    """Lists within lists are left out: a set within a set is no JSON-LD worth comparing."""
    sample = document(r=value)
    try:
        mine = rdfc(sample)
    except DocumentRefused:
        return
    assert mine == stock(sample)


FACTS: dict[str, tuple[dict[str, Any], str]] = {
    "a whole number": (document(x=6), '"6"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    "a whole number written with a fraction": (document(x=6.0), '"6"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    "a tenth": (document(x=0.1), '"1.0E-1"^^<http://www.w3.org/2001/XMLSchema#double>'),
    "a large number": (document(x=1e21), '"1.0E21"^^<http://www.w3.org/2001/XMLSchema#double>'),
    "a negative fraction": (document(x=-2.25), '"-2.25E0"^^<http://www.w3.org/2001/XMLSchema#double>'),
    "a zero with a sign": (document(x=-0.0), '"0"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    "no": (document(x=False), '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
    "a language": (document(x={"@value": "焊工", "@language": "zh-Hans"}), '"焊工"@zh-hans'),
    "a direction": (
        document(x={"@value": "א", "@language": "he", "@direction": "rtl"}),
        '"א"^^<https://www.w3.org/ns/i18n#he_rtl>',
    ),
    "JSON itself": (
        inline({"j": {"@id": "urn:j", "@type": "@json"}}, j={"b": 1.0, "a": None}),
        r'"{\"a\":null,\"b\":1}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>',
    ),
    "a double written as a text": (
        inline({"d": {"@id": "urn:d", "@type": "http://www.w3.org/2001/XMLSchema#double"}}, d="1.50"),
        '"1.5E0"^^<http://www.w3.org/2001/XMLSchema#double>',
    ),
    "a whole number as a double": (
        inline({"d": {"@id": "urn:d", "@type": "http://www.w3.org/2001/XMLSchema#double"}}, d=10),
        '"1.0E1"^^<http://www.w3.org/2001/XMLSchema#double>',
    ),
}


@pytest.mark.parametrize("sentence", FACTS)
def test_the_object_of_the_statement_is(sentence: str) -> None:
    sample, expected = FACTS[sentence]
    assert {quad[2] for quad in quads_of(sample)} == {expected}


def test_a_reverse_property_turns_the_statement_round() -> None:
    sample = inline({"part": {"@reverse": "urn:whole"}}, part={"id": "urn:example:2"})
    assert quads_of(sample) == {("<urn:example:2>", "<urn:whole>", "<urn:example:1>", "")}


def test_a_graph_bears_the_name_of_its_node() -> None:
    assert quads_of({"@context": [V2, EX], "id": "urn:g", "x": "y", "@graph": [{"id": "urn:a", "x": "z"}]}) == {
        ("<urn:g>", "<https://www.w3.org/ns/credentials/examples#x>", '"y"', ""),
        ("<urn:a>", "<https://www.w3.org/ns/credentials/examples#x>", '"z"', "<urn:g>"),
    }


def test_included_nodes_are_said_beside() -> None:
    sample = document(**{"@included": [{"id": "urn:a", "x": "z"}]})
    assert {quad[0] for quad in quads_of(sample)} == {"<urn:a>"}


def test_a_blank_node_named_twice_is_one() -> None:
    sample = document(x=[{"@id": "_:same", "y": "1"}, {"@id": "_:same", "y": "2"}])
    assert len({quad[2] for quad in quads_of(sample) if quad[2].startswith("_:")}) == 1


REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "a term without a definition": ("TERM_DROPPED", {"@context": V2, "id": "urn:a", "salary": "1"}),
    "a term without a definition, far inside": (
        "TERM_DROPPED",
        {"@context": V2, "type": "VerifiableCredential", "issuer": {"id": "urn:a", "salary": "1"}},
    ),
    "a type without a definition": ("IRI_NOT_ABSOLUTE", {"@context": V2, "type": "Invalid"}),
    "a relative id": ("IRI_NOT_ABSOLUTE", document(id="12", x="y")),
    "a relative id against a base of its own": ("IRI_NOT_ABSOLUTE", inline({"@base": "urn:x:"}, id="12", name="y")),
    "a relative id of an object": ("IRI_NOT_ABSOLUTE", document(x={"id": "../12"})),
    "a relative vocabulary": ("TERM_DROPPED", inline({"@vocab": "words/"}, x="y")),
    "an id with a space": ("IRI_NOT_ABSOLUTE", document(x={"id": "urn:a b"})),
    "an id that forges statements": ("IRI_NOT_ABSOLUTE", document(x={"id": "urn:a>\t<urn:p>\t<urn:b>\t.\n<urn:c"})),
    "a type that forges statements": ("IRI_NOT_ABSOLUTE", document(type="urn:a><urn:b>", x="y")),
    "a datatype that forges statements": ("IRI_NOT_ABSOLUTE", document(x={"@value": "a", "@type": "urn:a>.<urn:b"})),
    "a term that forges statements": ("IRI_NOT_ABSOLUTE", document(**{"urn:a><urn:b": "y"})),
    "a language that forges statements": (
        "LANGUAGE_MALFORMED",
        document(x={"@value": "a", "@language": "e .\n<urn:x>"}),
    ),
    "a language that forges a datatype": (
        "LANGUAGE_MALFORMED",
        document(x={"@value": "a", "@language": "e>", "@direction": "ltr"}),
    ),
    "a predicate without a name": ("IRI_NOT_ABSOLUTE", inline({"x": "_:p"}, x="y")),
    "a term struck out": ("TERM_DROPPED", inline({"x": None}, x="y")),
    "a word that looks like a keyword": ("TERM_DROPPED", document(**{"@foo": "y"})),
    "a value that says nothing": ("TERM_DROPPED", document(x={"@value": None})),
    "a language without a text": ("TERM_DROPPED", document(x={"@language": "en"})),
    "a text outside any node": ("TERM_DROPPED", document(**{"@graph": ["text", {"id": "urn:a", "x": "y"}]})),
    "an index": ("TERM_DROPPED", inline({"m": {"@id": "urn:m", "@container": "@index"}}, m={"a": "1", "b": "2"})),
    "an index of a node": ("TERM_DROPPED", document(x={"@index": "a", "y": "z"})),
    "an index of a list": ("TERM_DROPPED", document(x={"@list": ["a"], "@index": "b"})),
    "no context": ("TERM_DROPPED", {"id": "urn:a", "name": "y"}),
    "nothing at all": ("TERM_DROPPED", {}),
    "a context that is a number": ("CONTEXT_MALFORMED", {"@context": 5, "id": "urn:a"}),
    "a context inside a list of contexts": ("CONTEXT_MALFORMED", {"@context": [V2, [EX]], "id": "urn:a"}),
    "a context that imports another": ("CONTEXT_IMPORT", inline({"@import": V2, "x": "urn:x"}, x="y")),
    "a context that the library trips over": ("NOT_LINKED_DATA", inline({"@vocab": None}, x="y")),
    "two ids": ("NOT_LINKED_DATA", document(**{"@id": "urn:b"}, x="y")),
    "a list of ids": ("NOT_LINKED_DATA", document(id=["urn:a"], x="y")),
    "a value with two types": ("NOT_LINKED_DATA", document(x={"@value": "a", "@type": ["urn:a", "urn:b"]})),
    "a protected term defined again": (
        "NOT_LINKED_DATA",
        inline({"name": "urn:other"}, name="y"),
    ),
    "a protected term defined again inside": (
        "NOT_LINKED_DATA",
        document(x={"@context": {"name": "urn:other"}, "name": "y"}),
    ),
    "a protected term defined again after a place where it may be": (
        "NOT_LINKED_DATA",
        inline(
            {"a": {"@id": "urn:a", "@context": {"name": "urn:other"}}, "b": "urn:b"},
            a={"name": "y"},
            b={"@context": {"name": "urn:other"}, "name": "y"},
        ),
    ),
    "half a surrogate pair": ("TEXT_NOT_UNICODE", document(x={"y": "\udc00"})),
    "a number that is none": ("NUMBER_NOT_EXACT", document(x=float("nan"))),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_refused(sentence: str) -> None:
    code, sample = REFUSED[sentence]
    with pytest.raises(DocumentRefused) as refused:
        rdfc(sample)
    assert refused.value.code == code


def test_a_refused_import_leaves_the_standard_as_it_was() -> None:
    before = rdfc(ALUMNI)
    with pytest.raises(DocumentRefused, match="CONTEXT_IMPORT"):
        rdfc(inline({"@import": V2, "name": "urn:forged"}, name="y"))
    assert rdfc(ALUMNI) == before


def test_what_one_document_defines_is_unknown_to_the_next() -> None:
    assert rdfc(inline({"x": "urn:one"}, x="y")) == '<urn:example:1> <urn:one> "y" .\n'
    assert rdfc(inline({"x": "urn:two"}, x="y")) == '<urn:example:1> <urn:two> "y" .\n'
    with pytest.raises(DocumentRefused, match="TERM_DROPPED"):
        rdfc({"@context": V2, "id": "urn:a", "x": "y"})


def scoped(terms: int, inside: int) -> dict[str, Any]:
    words = {f"u{two}": f"urn:u{two}" for two in range(inside)}
    context = {f"t{one}": {"@id": f"urn:t{one}", "@context": words} for one in range(terms)}
    return inline(context, **{f"t{one}": {"u0": "y"} for one in range(terms)})


def deep(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {"x": "y"}
    for _ in range(levels):
        value = {"x": value}
    return document(**value)


BOMBS: dict[str, tuple[str, dict[str, Any]]] = {
    "a hundred contexts of three hundred terms": ("CONTEXT_TOO_COMPLEX", scoped(100, 300)),
    "ten thousand contexts": ("CONTEXT_TOO_COMPLEX", {"@context": [V2, EX] * 5_000, "x": "y"}),
    "ever new orders of contexts": (
        "CONTEXT_TOO_COMPLEX",
        document(x=[{"@context": [*[EX, V2] * (1 + one % 40), *[EX] * (one % 7)], "y": "z"} for one in range(200)]),
    ),
    "a nesting of sixty-four": ("DOCUMENT_TOO_DEEP", deep(64)),
    "a nesting of a hundred thousand": ("DOCUMENT_TOO_DEEP", deep(100_000)),
    "twelve blank nodes that all know each other": (
        "GRAPH_TOO_COMPLEX",
        document(x=[{"@id": f"_:{one}", "y": [{"@id": f"_:{two}"} for two in range(12)]} for one in range(12)]),
    ),
    "thirteen thousand blank nodes": ("GRAPH_TOO_COMPLEX", document(x=[{"y": one} for one in range(13_000)])),
    "a hundred thousand texts": ("DOCUMENT_TOO_MANY", document(x=[str(one) for one in range(100_000)])),
}


@pytest.mark.parametrize("sentence", BOMBS)
def test_a_bomb_does_not_go_off(sentence: str) -> None:
    code, sample = BOMBS[sentence]
    begun = time.process_time()
    with pytest.raises(DocumentRefused) as refused:
        rdfc(sample)
    assert refused.value.code == code
    assert time.process_time() - begun < 4


def test_contexts_of_its_own_are_noticed() -> None:
    assert not inline_contexts(ALUMNI)
    assert not inline_contexts(BADGE)
    assert inline_contexts(inline({"x": "urn:x"}))
    assert inline_contexts(document(x=[{"@context": {}}]))
    assert inline_contexts({"@context": {"x": "urn:x"}})


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.sampled_from([V2, EX, "urn:a", "_:b", "@id", "zh", "x"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        *(
                            "@context",
                            "@id",
                            "@type",
                            "@value",
                            "@list",
                            "@set",
                            "@graph",
                            "@included",
                            "@reverse",
                            "@index",
                        ),
                        *(
                            "@language",
                            "@direction",
                            "@vocab",
                            "@base",
                            "@container",
                            "@nest",
                            "@propagate",
                            "@protected",
                        ),
                        *("@import", "@json", "id", "type", "proof", "issuer", "name", "x", "urn:p", "_:p", ""),
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=14,
    )
)
def test_no_document_does_anything_but_be_said_or_refused(value: Any) -> None:
    for context in ([V2, EX], [V2], []):
        sample = {"@context": context, "x": value} if not isinstance(value, dict) else {"@context": context, **value}
        try:
            said = rdfc(sample)
        except DocumentRefused:
            continue
        assert not said or said.endswith(" .\n")
