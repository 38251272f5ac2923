"""The catalogue of learning outcomes (学习成果目录): entries are added, searched, and taken out of offer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from creditbank.audit import trail
from creditbank.catalogue.errors import AchievementUnknown, InvalidAchievement
from creditbank.catalogue.in_force import current_rulebook
from creditbank.catalogue.models import Achievement
from creditbank.people.directory import institution_names
from creditbank.people.errors import InstitutionUnknown
from creditbank.people.permissions import Action, Actor, require
from creditbank.rules.conditions import Fact
from creditbank.rules.details import check_details
from creditbank.rules.rulebook import Rulebook

ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an entry of the catalogue will say. ``fixed``: fields of the kind's details that no award may give otherwise."""

    id: str
    kind: str
    body: str
    name_zh: str
    name_en: str
    fixed: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What certifying reads of an entry: its kind and the fields it fixes."""

    kind: str
    fields: dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search: its entries, how many there are in all, its number (from 1) and the number of pages."""

    entries: tuple[Achievement, ...]
    total: int
    page: int
    pages: int


def add_achievement(
    *,
    request_id: UUID,
    actor: Actor,
    id: str,  # noqa: A002
    kind: str,
    body: str,
    name_zh: str,
    name_en: str,
    at: datetime,
    fixed: Mapping[str, object] | None = None,
) -> Achievement:
    """列入目录: add one entry; see ``add_achievements``."""
    entry = Entry(id=id, kind=kind, body=body, name_zh=name_zh, name_en=name_en, fixed=fixed or {})
    return add_achievements([entry], request_id=request_id, actor=actor, at=at)[0]


@transaction.atomic
def add_achievements(entries: Iterable[Entry], *, request_id: UUID, actor: Actor, at: datetime) -> list[Achievement]:
    """Add entries, all or none, with one audit row. Values of ``fixed`` are checked and kept as the kind wants them.

    Raises ``InvalidAchievement``, ``InstitutionUnknown``, ``Forbidden``, ``RequestConflict``.
    """
    require(actor, Action.KEEP_REGISTERS)
    listed = list(entries)
    content = [[one.id, one.kind, one.body, one.name_zh, one.name_en, dict(one.fixed)] for one in listed]
    if trail.earlier(request_id, "add_achievements", content) is not None:
        return [get_achievement(one.id) for one in listed]
    rulebook = current_rulebook()
    rows = [_row_of(one, rulebook, at) for one in listed]
    _require_new(rows)
    _require_bodies({one.body for one in listed})
    Achievement.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    trail.record(
        request_id=request_id,
        verb="add_achievements",
        actor=actor.user_id,
        subject_type="achievement",
        subject_id=rows[0].pk if len(rows) == 1 else f"{len(rows)} entries",
        content=content,
        at=at,
    )
    return rows


def get_achievement(achievement_id: str) -> Achievement:
    """The entry with that id, offered or not. Raises ``AchievementUnknown``."""
    found = Achievement.objects.filter(pk=achievement_id).first()
    if found is None:
        raise AchievementUnknown("ACHIEVEMENT_UNKNOWN", achievement=achievement_id)
    return found


def fixed_of(body: str, achievement_ids: Iterable[str]) -> dict[str, Fixed]:
    """Kind and fixed fields of these entries of one body, by id; those that are unknown or another body's are absent."""
    wanted = sorted(set(achievement_ids))
    found: dict[str, Fixed] = {}
    for first in range(0, len(wanted), ROWS_AT_ONCE):
        rows = Achievement.objects.filter(body=body, pk__in=wanted[first : first + ROWS_AT_ONCE])
        found.update((pk, Fixed(kind, fields)) for pk, kind, fields in rows.values_list("pk", "kind", "fixed"))
    return found


def on_offer(kinds: Iterable[str]) -> list[tuple[str, Fixed]]:
    """Entries on offer of these kinds with their fixed fields, in the order of their ids."""
    rows = Achievement.objects.filter(active=True, kind__in=sorted(kinds)).order_by("pk")
    return [(pk, Fixed(kind, fields)) for pk, kind, fields in rows.values_list("pk", "kind", "fixed")]


def search(*, kind: str = "", text: str = "", body: str = "", page: int = 1, size: int = 25) -> Page:
    """Entries on offer by kind, body and a piece of a name or id, in the order of their ids. A page beyond the last is the last."""
    found = Achievement.objects.filter(active=True).select_related("body")
    if kind:
        found = found.filter(kind=kind)
    if body:
        found = found.filter(body=body)
    for word in text.split():
        found = found.filter(Q(name_zh__icontains=word) | Q(name_en__icontains=word) | Q(pk__icontains=word))
    total = found.count()
    pages = max(1, -(-total // size))
    shown = min(max(1, page), pages)
    return Page(tuple(found.order_by("pk")[(shown - 1) * size : shown * size]), total, shown, pages)


@transaction.atomic
def set_active(*, request_id: UUID, actor: Actor, achievement_id: str, active: bool, at: datetime) -> Achievement:
    """停用、启用: take an entry out of offer, or back. Awards of it stay what they are."""
    require(actor, Action.KEEP_REGISTERS)
    row = get_achievement(achievement_id)
    content: list[Any] = [achievement_id, active]
    if trail.earlier(request_id, "set_active", content) is None:
        row.active = active
        row.save(update_fields=["active"])
        trail.record(
            request_id=request_id,
            verb="set_active",
            actor=actor.user_id,
            subject_type="achievement",
            subject_id=achievement_id,
            content=content,
            at=at,
        )
    return row


def _row_of(entry: Entry, rulebook: Rulebook, at: datetime) -> Achievement:
    kind = rulebook.kinds.get(entry.kind)
    if kind is None:
        raise InvalidAchievement("KIND_UNKNOWN", (), achievement=entry.id, kind=entry.kind)
    facts, reasons = check_details(
        kind,
        entry.fixed,
        scales=rulebook.scales,
        occupations=rulebook.occupations,
        posts=rulebook.posts,
        today=timezone.localdate(at),
    )
    # What the entry does not fix, the award will give.
    wrong = [reason for reason in reasons if reason.code != "MISSING" or reason.field in entry.fixed]
    if wrong or not entry.id or not entry.name_zh or not entry.name_en:
        raise InvalidAchievement("ACHIEVEMENT_INVALID", wrong, achievement=entry.id)
    return Achievement(
        id=entry.id,
        kind=entry.kind,
        body_id=entry.body,
        name_zh=entry.name_zh,
        name_en=entry.name_en,
        fixed=facts,
    )


def _require_new(rows: list[Achievement]) -> None:
    ids = [row.pk for row in rows]
    for first in range(0, len(ids), ROWS_AT_ONCE):
        taken = Achievement.objects.filter(pk__in=ids[first : first + ROWS_AT_ONCE]).first()
        if taken is not None:
            raise InvalidAchievement("ACHIEVEMENT_EXISTS", (), achievement=taken.pk)


def _require_bodies(bodies: set[str]) -> None:
    if missing := bodies - institution_names(bodies).keys():
        raise InstitutionUnknown("INSTITUTION_UNKNOWN", institution=min(missing))
