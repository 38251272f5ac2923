"""Reading institutions for pages: names of ids, the public register, and how many people have an account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from creditbank.people.models import Accreditation, Institution, Learner


@dataclass(frozen=True, slots=True)
class AccreditationEntry:
    """One accreditation as the public may read it. ``rests`` is whether it is suspended on the day that was asked for."""

    type: str
    kinds: tuple[str, ...]
    since: date
    until: date | None
    source: str
    rests: bool


@dataclass(frozen=True, slots=True)
class InstitutionEntry:
    """One institution of the public register, with its accreditations that have not ended."""

    id: str
    type: str
    name: dict[str, str]
    uscc: str
    accreditations: tuple[AccreditationEntry, ...]


def institution_names(ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Names of institutions by id; unknown ids are absent. One query, none where nothing is asked."""
    wanted = sorted(set(ids))
    rows = Institution.objects.filter(pk__in=wanted) if wanted else ()
    return {row.pk: {"zh": row.name_zh, "en": row.name_en} for row in rows}


def list_institutions(
    on: date, *, text: str = "", page: int = 1, size: int = 25
) -> tuple[Sequence[InstitutionEntry], int]:
    """One page (from 1) of the register in the order of ids, and how many there are in all. ``text`` is a part of a name."""
    found = Institution.objects.filter(Q(name_zh__icontains=text) | Q(name_en__icontains=text)) if text else (
        Institution.objects.all()
    )  # fmt: skip
    in_force = Accreditation.objects.filter(Q(until=None) | Q(until__gt=on)).order_by("since", "pk")
    rows = (
        found.order_by("type", "pk")
        .prefetch_related(Prefetch("accreditations", in_force), "accreditations__suspensions")
    )[(page - 1) * size : page * size]  # fmt: skip
    return [_entry(row, on) for row in rows], found.count()


def count_learners() -> int:
    """How many people have a learning account."""
    return Learner.objects.count()


def _entry(row: Institution, on: date) -> InstitutionEntry:
    return InstitutionEntry(
        id=row.pk,
        type=row.type,
        name={"zh": row.name_zh, "en": row.name_en},
        uscc=row.uscc,
        accreditations=tuple(
            AccreditationEntry(
                type=one.type,
                kinds=tuple(one.kinds),
                since=one.since,
                until=one.until,
                source=one.source,
                rests=any(
                    rest.since <= on and (rest.until is None or on < rest.until) for rest in one.suspensions.all()
                ),
            )
            for one in row.accreditations.all()
        ),
    )
