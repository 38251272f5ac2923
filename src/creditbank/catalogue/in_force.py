"""The rulebook as published: from the database, kept in the process until something new is published."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec

from creditbank.catalogue.errors import DocumentUnknown, NothingPublished
from creditbank.catalogue.models import Document, Publication, Version
from creditbank.rules.definitions import Shape
from creditbank.rules.rulebook import SORTS, Rulebook, assemble_documents, from_document

_CODES = ("occupations", "divisions")
_IN_A_CASE = ("standard", "policy", "rule", "programme")
"""Sorts of which an old case names the documents that it read; of all others the newest serve."""

Row = tuple[str, str, date | None, str]
"""Sort, key, end, text."""

_held: dict[UUID, Rulebook] = {}
"""The rulebook of the newest publication that this process has seen: one at most."""


def current_rulebook() -> Rulebook:
    """Every version that is published, assembled: one short query when nothing is new. Raises ``NothingPublished``.

    Of definitions without several versions in the rulebook (kinds, scales, settings…) the newest is taken.
    """
    token = Publication.objects.order_by("-pk").values_list("token", flat=True).first()
    if token is None:
        raise NothingPublished("NOTHING_PUBLISHED")
    held = _held.get(token)
    if held is None:
        held = _assembled(_rows())
        _held.clear()
        _held[token] = held
    return held


def rulebook_of(hashes: Iterable[str]) -> Rulebook:
    """The rulebook of an old case: of standards, policies, rules and programmes only the documents of these hashes, open-ended.

    Kinds and scales among the hashes replace the newest ones. Raises ``DocumentUnknown``.
    """
    wanted = set(hashes)
    named = _rows_of(wanted)
    others = (row for row in _rows() if row[0] not in _IN_A_CASE)
    return _assembled([*others, *((sort, key, None, text) for sort, key, _, text in named)])


def document(sha256: str) -> Shape:
    """The published definition with that hash, without its end. Raises ``DocumentUnknown``."""
    found = Document.objects.filter(pk=sha256, sort__in=SORTS).first()
    if found is None:
        raise DocumentUnknown("DOCUMENT_UNKNOWN", sha256=sha256)
    return from_document(found.sort, found.text.encode())


def _rows() -> list[Row]:
    found = Version.objects.order_by("sort", "key", "start")
    return list(found.values_list("sort", "key", "until", "document__text"))


def _rows_of(hashes: set[str]) -> list[Row]:
    """The versions of these documents; a document of several versions is taken once for each key."""
    found: dict[tuple[str, str], Row] = {}
    missing = set(hashes)
    wanted = sorted(hashes)
    for first in range(0, len(wanted), 500):
        rows = Version.objects.filter(document__in=wanted[first : first + 500])
        for sort, key, until, text, sha256 in rows.values_list("sort", "key", "until", "document__text", "document_id"):
            found[key, sha256] = (sort, key, until, text)
            missing.discard(sha256)
    if missing:
        raise DocumentUnknown("DOCUMENT_UNKNOWN", sha256=min(missing))
    return list(found.values())


def _assembled(rows: Iterable[Row]) -> Rulebook:
    codes: dict[str, dict[str, str]] = {sort: {} for sort in _CODES}
    structs: list[tuple[str, str, Shape]] = []
    for sort, key, until, text in rows:
        if sort in codes:
            codes[sort] = msgspec.json.decode(text, type=dict[str, str])
        else:
            structs.append((sort, key, _with_end(from_document(sort, text.encode()), until)))
    return assemble_documents(structs, **codes)


def _with_end(struct: Shape, until: date | None) -> Shape:
    """Documents are kept without their end; versions of standards, policies and rules get it back."""
    return msgspec.structs.replace(struct, until=until) if until is not None and hasattr(struct, "until") else struct
