"""What every format of the list must do. A new format gets all of this from its line and its samples."""

import copy
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditbank.credentials.award import Award, Endorsement, Transcript
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.formats import FORMATS, Format, format_of, open_badge
from creditbank.credentials.formats.rest import of_format
from creditbank.credentials.tests import format_samples, strategies

SAMPLES = Path(__file__).parent / "samples"
FACTS: dict[type, st.SearchStrategy[Any]] = {
    Award: strategies.awards(),
    Transcript: strategies.transcripts(),
    Endorsement: strategies.endorsements(),
}
quiet = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _read(path: Path) -> Any:
    if path.suffix == ".json":
        return msgspec.json.decode(path.read_bytes())
    return path.read_text() if path.suffix == ".jwt" else path.read_bytes()


def _samples(listed: Format, *, bad: bool = False) -> list[Path]:
    folder = SAMPLES / listed.id / "bad" if bad else SAMPLES / listed.id
    return sorted(path for path in folder.iterdir() if path.is_file())


GOOD = [(listed, path) for listed in FORMATS for path in _samples(listed)]
BAD = [(listed, path) for listed in FORMATS for path in _samples(listed, bad=True)]
JSON = [(listed, path) for listed, path in GOOD if path.suffix == ".json"]


def _named(value: object) -> str:
    return value.stem if isinstance(value, Path) else str(getattr(value, "id", value))


@pytest.mark.parametrize("listed", FORMATS, ids=_named)
@quiet
@given(data=st.data())
def test_what_is_built_parses_to_what_was_said(listed: Format, data: st.DataObject) -> None:
    facts = data.draw(FACTS[listed.carries])
    assert listed.parse(listed.build(facts)) == listed.carried(facts)


@pytest.mark.parametrize("listed", FORMATS, ids=_named)
def test_the_formats_that_promise_it_carry_everything(listed: Format) -> None:
    whole = listed.id in {"open_badge", "endorsement", "clr", "jwt", "baked"}
    facts = {
        Award: format_samples.AWARD,
        Transcript: format_samples.TRANSCRIPT,
        Endorsement: format_samples.ENDORSEMENT,
    }
    assert (listed.carried(facts[listed.carries]) == facts[listed.carries]) is whole


@pytest.mark.parametrize(("listed", "path"), GOOD, ids=_named)
def test_a_sample_is_recognised_and_read(listed: Format, path: Path) -> None:
    document = _read(path)
    assert format_of(document) is listed
    assert isinstance(listed.parse(document), listed.carries)


@pytest.mark.parametrize(("listed", "path"), JSON, ids=_named)
def test_no_member_of_a_sample_is_lost(listed: Format, path: Path) -> None:
    document = _read(path)
    unchanged = copy.deepcopy(document)
    again = listed.build(listed.parse(document))
    document.pop("proof", None)
    assert again == document
    unchanged.pop("proof", None)
    assert document == unchanged


@pytest.mark.parametrize(("listed", "path"), BAD, ids=_named)
def test_a_bad_sample_is_refused_with_its_code(listed: Format, path: Path) -> None:
    with pytest.raises(DocumentRefused) as refused:
        listed.parse(_read(path))
    assert refused.value.code == path.name.partition(".")[0]


def test_every_format_has_samples_and_bad_ones() -> None:
    assert len({listed.id for listed in FORMATS}) == len(FORMATS) == 8
    for listed in FORMATS:
        assert _samples(listed), listed.id
        assert len(_samples(listed, bad=True)) >= 3, listed.id


GOLDEN: dict[str, Any] = {
    "open_badge/award.json": format_samples.AWARD,
    "open_badge/grant.json": format_samples.GRANT,
    "open_badge/bare.json": format_samples.BARE,
    "endorsement/endorsement.json": format_samples.ENDORSEMENT,
    "clr/transcript.json": format_samples.TRANSCRIPT,
    "elm/award.json": format_samples.AWARD,
    "elmo/award.xml": format_samples.AWARD,
    "ctdl/award.json": format_samples.AWARD,
    "baked/award.png": format_samples.AWARD,
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_golden_samples_say_the_facts_they_were_made_of(name: str) -> None:
    """Built documents are compared as documents: what once was issued must be written the same way for ever."""
    listed = next(one for one in FORMATS if one.id == name.partition("/")[0])
    assert listed.parse(_read(SAMPLES / name)) == listed.carried(GOLDEN[name])
    assert listed.build(GOLDEN[name]) == _read(SAMPLES / name)


@pytest.mark.parametrize("other", ["elm", "ctdl"])
def test_what_one_format_says_beyond_our_facts_does_not_get_into_another(other: str) -> None:
    listed = next(one for one in FORMATS if one.id == other)
    foreign = listed.parse(_read(SAMPLES / other / "foreign.json"))
    assert foreign.extra.keys() == {of_format(other)}
    assert open_badge.build(foreign) == open_badge.build(msgspec.structs.replace(foreign, extra={}))
    badge = open_badge.parse(_read(SAMPLES / "open_badge/foreign_full.json"))
    assert "termsOfUse" in badge.extra
    assert "termsOfUse" not in listed.build(badge)


def test_documents_of_no_format_are_of_none() -> None:
    documents: tuple[Any, ...] = (
        {},
        {"type": ["VerifiableCredential"]},
        {"type": {}},
        b"",
        b"PK\x03\x04",
        "",
        "a.b",
        '{"a.b":"c.d"}',
    )
    for document in documents:
        assert format_of(document) is None, document


@given(strategies.plain)
def test_any_json_is_read_or_refused(value: Any) -> None:
    """A parser gives facts or ``DocumentRefused``, and nothing else."""
    for listed in FORMATS:
        if listed.id in {"baked", "elmo"}:
            continue
        document = {"type": value, "@type": value, "credentialSubject": value, "validFrom": value}
        with pytest.raises(DocumentRefused):
            listed.parse(document)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_sample_with_any_member_changed_is_read_or_refused(data: st.DataObject) -> None:
    listed, path = data.draw(st.sampled_from(JSON))
    document = _read(path)
    node, key = document, data.draw(st.sampled_from(sorted(document)))
    while isinstance(node[key], dict | list) and node[key] and data.draw(st.booleans()):
        node = node[key]
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
    node[key] = data.draw(st.none() | strategies.plain)
    try:
        facts = listed.parse(document)
    except DocumentRefused:
        return
    assert isinstance(facts, listed.carries)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_picture_or_file_with_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    listed, path = data.draw(st.sampled_from([pair for pair in GOOD if pair[0].id in {"baked", "elmo"}]))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        facts = listed.parse(bytes(content))
    except DocumentRefused:
        return
    assert isinstance(facts, Award)
