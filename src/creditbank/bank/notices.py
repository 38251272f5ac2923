"""公示: the lines that the public may read, and object to, before they take effect. Names are masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from creditbank.bank.models import ConversionLine
from creditbank.bank.record_rows import achievement_name, institution_name, rule_of, target_name
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.masking import mask_name
from creditbank.rules.definitions import Name
from creditbank.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """One line in public notice: whose (masked), which programme, what for what, by which clause, until when."""

    line: str
    name: str
    institution: Name
    programme: Name
    year: int
    awards: tuple[Name, ...]
    targets: tuple[Name, ...]
    amount: int
    unit: str
    clause: str
    ends_on: date


def notices(today: date, *, page: int = 1, size: int = 25) -> tuple[Sequence[NoticeEntry], int]:
    """One page (from 1) of the running notices, those that end first before the others, and how many there are."""
    running = ConversionLine.objects.filter(state="published", notice_ends_on__gte=today)
    rows = (
        running.select_related("learner", "enrolment__institution")
        .prefetch_related("grants", "inputs__award__achievement")
        .order_by("notice_ends_on", "pk")
    )
    book = current_rulebook()
    return [_entry(row, book) for row in rows[(page - 1) * size : page * size]], running.count()


def _entry(row: ConversionLine, book: Rulebook) -> NoticeEntry:
    programme = book.programmes[(row.enrolment.programme, row.enrolment.year)]
    grants = sorted(row.grants.all(), key=lambda grant: grant.position)
    inputs = sorted(row.inputs.all(), key=lambda item: (item.slot, str(item.award_id)))
    return NoticeEntry(
        line=str(row.pk),
        name=mask_name(row.learner.name),
        institution=institution_name(row.enrolment.institution),
        programme=programme.name,
        year=row.enrolment.year,
        awards=tuple(achievement_name(item.award) for item in inputs),
        targets=tuple(target_name(programme, grant.course, grant.module) for grant in grants),
        amount=sum(grant.amount for grant in grants),
        unit=programme.unit,
        clause=rule_of(row, book).text,
        ends_on=row.notice_ends_on or date.max,
    )
