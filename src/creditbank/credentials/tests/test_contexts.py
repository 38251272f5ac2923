"""Contexts are part of the package, pinned, and complete."""

import hashlib
from pathlib import Path

import pytest

from creditbank.credentials.contexts import documents
from creditbank.credentials.contexts.documents import CONTEXTS, load
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.canonical import rdfc

FILES = Path(documents.__file__).parent / "files"

PUBLISHED = {
    "https://www.w3.org/ns/credentials/v2": "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    "https://w3id.org/security/data-integrity/v2": "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    "https://w3id.org/security/multikey/v1": "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
}
"""Hashes that the Recommendations print: Data Model 2.0 §B.1, Data Integrity 1.0 §2.4, Controlled Identifiers 1.0."""


def test_every_file_has_the_pinned_hash() -> None:
    for pinned in CONTEXTS.values():
        assert hashlib.sha256((FILES / pinned.file).read_bytes()).hexdigest() == pinned.sha256, pinned.file


def test_every_file_stands_in_the_table_once() -> None:
    assert sorted(pinned.file for pinned in CONTEXTS.values()) == sorted(path.name for path in FILES.iterdir())


def test_hashes_are_those_that_the_recommendations_publish() -> None:
    assert {url: CONTEXTS[url].sha256 for url in PUBLISHED} == PUBLISHED


def test_every_file_has_a_licence_that_the_readme_names() -> None:
    readme = (FILES.parent / "README.md").read_text(encoding="utf-8")
    assert {pinned.licence for pinned in CONTEXTS.values()} == {"W3C", "1EdTech"}
    assert "W3C Software and Document License" in readme
    assert "1EdTech Document License" in readme


@pytest.mark.parametrize("url", CONTEXTS)
def test_every_context_can_be_processed(url: str) -> None:
    assert rdfc({"@context": url, "@type": "urn:example:type"}).count("\n") == 1


def test_an_unknown_address_is_refused_and_not_fetched() -> None:
    with pytest.raises(DocumentRefused) as refused:
        rdfc({"@context": ["https://www.w3.org/ns/credentials/v2", "https://example.org/context"], "name": "x"})
    assert refused.value.code == "CONTEXT_UNKNOWN"
    assert refused.value.parameters["url"] == "https://example.org/context"


def test_an_altered_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url = "https://w3id.org/security/multikey/v1"
    (tmp_path / CONTEXTS[url].file).write_bytes((FILES / CONTEXTS[url].file).read_bytes() + b" ")
    monkeypatch.setattr(documents, "_FILES", tmp_path)
    load.cache_clear()
    with pytest.raises(DocumentRefused, match="CONTEXT_ALTERED"):
        load(url)
    load.cache_clear()
