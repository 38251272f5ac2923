"""发布: write the definitions of a rulebook into the database as documents and versions, for good.

Publishing the same rulebook again changes nothing. What is published never becomes something else: an end may be set
once, and everything beyond that is a new version. How a definition is dated decides what a change of it is:

* with ``from`` and ``until`` (standards, policies, rules): each version in the files is one here;
* with ``from`` alone (kinds): a new ``from`` ends the version before it;
* by its year (programmes): a new catalogue year stands beside the old one;
* without dates (units, scales, posts, settings, calendar, lists of codes): a change holds from the day of publishing.

A rule that is in a conflict with another, unexplained, is not published (``plan.lint_rules``, docs/linter.md). Rules that
are in force already are not judged again: they could no longer be mended.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import chain, pairwise
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from creditbank.audit import trail
from creditbank.catalogue.errors import (
    OnePersonPublishing,
    PublishedVersionChanged,
    RulesConflict,
    VersionsOverlap,
)
from creditbank.catalogue.models import Document, Publication, Version
from creditbank.kernel.canonical import canonical_json
from creditbank.people.permissions import SYSTEM, Action, Actor, require
from creditbank.plan.lint_findings import Version as RuleVersion
from creditbank.plan.lint_findings import blocking
from creditbank.plan.lint_rules import lint_rules
from creditbank.rules.definitions import Shape
from creditbank.rules.programmes import Programme
from creditbank.rules.rulebook import Rulebook, documents, without_end

EVER = date.min
"""From when a definition without dates holds until it is changed."""
ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Published:
    """What an act of publishing did: versions added, versions given an end, versions that were there already."""

    added: int
    ended: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Draft:
    """One definition of the rulebook as it would be published. ``start`` is absent where it has no date."""

    sort: str
    key: str
    start: date | None
    until: date | None
    ends_itself: bool
    """Whether its shape can say ``until``; else its successor ends it."""
    text: bytes
    hash: str


@dataclass(slots=True)
class _Standing:
    """A version as it stands in the database, or as it will stand (``pk`` absent)."""

    start: date
    until: date | None
    hash: str
    pk: int | None = None


@dataclass(slots=True)
class _Changes:
    added: list[tuple[_Draft, _Standing]] = field(default_factory=list)
    ended: list[_Standing] = field(default_factory=list)
    unchanged: int = 0


@transaction.atomic
def publish(
    rulebook: Rulebook,
    *,
    author: str,
    approver: str,
    at: datetime,
    actor: Actor = SYSTEM,
    request_id: UUID | None = None,
) -> Published:
    """Put every definition of the rulebook in force; 20,000 rules in seconds. ``at`` is aware.

    Raises ``OnePersonPublishing``, ``PublishedVersionChanged``, ``VersionsOverlap``, ``RulesConflict``, ``Forbidden``;
    nothing is written then.
    """
    require(actor, Action.PUBLISH_RULES)
    if not author.strip() or not approver.strip() or author == approver:
        raise OnePersonPublishing("AUTHOR_IS_APPROVER", author=author, approver=approver)
    standing = _standing()
    drafts = list(_drafts(rulebook))
    changes = _compare(drafts, standing, timezone.localdate(at))
    for (sort, key), versions in standing.items():
        _refuse_overlap(sort, key, versions)
    _refuse_conflicts(rulebook, changes)
    if changes.added or changes.ended:
        _write(changes, author, approver, at)
        _record(changes, author, approver, at, actor, request_id or uuid4())
    return Published(len(changes.added), len(changes.ended), changes.unchanged)


def _drafts(rulebook: Rulebook) -> Iterator[_Draft]:
    for sort, key, start, until, struct in documents(rulebook):
        first_day = date(struct.year, 1, 1) if isinstance(struct, Programme) else start
        yield _draft(sort, key, first_day, until, without_end(struct), ends_itself=hasattr(struct, "until"))
    for sort, names in (("occupations", rulebook.occupations), ("divisions", rulebook.divisions)):
        yield _draft(sort, sort, None, None, names, ends_itself=False)


def _draft(
    sort: str,
    key: str,
    start: date | None,
    until: date | None,
    value: Shape | Mapping[str, str],
    *,
    ends_itself: bool,
) -> _Draft:
    text = canonical_json(value)
    return _Draft(sort, key, start, until, ends_itself, text, sha256(text).hexdigest())


def _standing() -> defaultdict[tuple[str, str], list[_Standing]]:
    """All versions in the database by sort and key, earliest first."""
    held: defaultdict[tuple[str, str], list[_Standing]] = defaultdict(list)
    rows = Version.objects.order_by("sort", "key", "start")
    for pk, sort, key, start, until, found in rows.values_list("pk", "sort", "key", "start", "until", "document_id"):
        held[sort, key].append(_Standing(start, until, found, pk))
    return held


def _compare(
    drafts: Iterable[_Draft], standing: defaultdict[tuple[str, str], list[_Standing]], today: date
) -> _Changes:
    """What must be added and ended so that the database says what the drafts say; ``standing`` is brought up to date."""
    changes = _Changes()
    for draft in drafts:
        versions = standing[draft.sort, draft.key]
        if draft.start is None:
            _compare_undated(draft, versions, today, changes)
        else:
            _compare_dated(draft, draft.start, versions, changes)
    return changes


def _compare_undated(draft: _Draft, versions: list[_Standing], today: date, changes: _Changes) -> None:
    if not versions:
        _add(draft, EVER, versions, changes)
        return
    latest = versions[-1]
    if latest.hash == draft.hash:
        changes.unchanged += 1
        return
    if latest.start >= today:
        raise _changed("PUBLISHED_TODAY", draft, latest)
    _end(latest, today, changes)
    _add(draft, today, versions, changes)


def _compare_dated(draft: _Draft, start: date, versions: list[_Standing], changes: _Changes) -> None:
    same_day = next((one for one in versions if one.start == start), None)
    if same_day is None:
        latest = versions[-1] if versions else None
        if not draft.ends_itself and latest is not None and latest.until is None and latest.start < start:
            _end(latest, start, changes)
        _add(draft, start, versions, changes)
        return
    if same_day.hash != draft.hash:
        raise _changed("PUBLISHED_VERSION_CHANGED", draft, same_day)
    if not draft.ends_itself or same_day.until == draft.until:
        changes.unchanged += 1
    elif same_day.until is None and draft.until is not None:
        _end(same_day, draft.until, changes)
    else:
        raise _changed("PUBLISHED_END_CHANGED", draft, same_day)


def _add(draft: _Draft, start: date, versions: list[_Standing], changes: _Changes) -> None:
    added = _Standing(start, draft.until, draft.hash)
    versions.append(added)
    versions.sort(key=lambda one: one.start)
    changes.added.append((draft, added))


def _end(version: _Standing, until: date, changes: _Changes) -> None:
    version.until = until
    changes.ended.append(version)


def _changed(code: str, draft: _Draft, version: _Standing) -> PublishedVersionChanged:
    until = version.until.isoformat() if version.until else None
    return PublishedVersionChanged(code, sort=draft.sort, key=draft.key, start=version.start.isoformat(), until=until)


def _refuse_overlap(sort: str, key: str, versions: list[_Standing]) -> None:
    """A better message than the database's, which refuses the same."""
    for earlier, later in pairwise(versions):
        if earlier.until is None or earlier.until > later.start:
            raise VersionsOverlap(
                "VERSIONS_OVERLAP", sort=sort, key=key, first=earlier.start.isoformat(), second=later.start.isoformat()
            )


def _refuse_conflicts(rulebook: Rulebook, changes: _Changes) -> None:
    """The linter judges the whole rulebook; what it finds stands against the rules that are new."""
    added = {RuleVersion(draft.key, draft.start) for draft, _ in changes.added if draft.sort == "rule" and draft.start}
    found = [one for one in blocking(lint_rules(rulebook)) if not added.isdisjoint(one.rules)] if added else []
    if found:
        raise RulesConflict(found)


def _write(changes: _Changes, author: str, approver: str, at: datetime) -> None:
    """Ends first: a version that follows may begin on that very day."""
    ended = [Version(pk=version.pk, until=version.until) for version in changes.ended]
    Version.objects.bulk_update(ended, ["until"], batch_size=ROWS_AT_ONCE // 4)
    texts = {draft.hash: (draft.sort, draft.text.decode()) for draft, _ in changes.added}
    for known in Document.objects.values_list("sha256", flat=True):
        texts.pop(known, None)
    new_documents = [Document(sha256=key, sort=sort, text=text) for key, (sort, text) in texts.items()]
    Document.objects.bulk_create(new_documents, batch_size=ROWS_AT_ONCE)
    new_versions = [
        Version(
            sort=draft.sort,
            key=draft.key,
            start=version.start,
            until=version.until,
            document_id=draft.hash,
            author=author,
            approver=approver,
            published_at=at,
        )
        for draft, version in changes.added
    ]
    Version.objects.bulk_create(new_versions, batch_size=ROWS_AT_ONCE)


def _record(changes: _Changes, author: str, approver: str, at: datetime, actor: Actor, request_id: UUID) -> None:
    publication = Publication.objects.create(at=at, added=len(changes.added), ended=len(changes.ended))
    hashes = sorted({version.hash for version in chain((one for _, one in changes.added), changes.ended)})
    trail.record(
        request_id=request_id,
        verb="publish_rules",
        actor=actor.user_id,
        subject_type="publication",
        subject_id=str(publication.pk),
        content=[author, approver, hashes],
        at=at,
        detail={"author": author, "approver": approver, "added": publication.added, "ended": publication.ended},
    )
