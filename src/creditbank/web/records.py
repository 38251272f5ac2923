"""A lifelong record as a page shows it: what moves first, then enrolments, certified outcomes, and what was put in."""

from collections.abc import Iterator
from dataclasses import dataclass

from creditbank.bank.cases import LIVE
from creditbank.bank.progress import Progress, progress_of
from creditbank.bank.record_rows import is_open
from creditbank.bank.record_shapes import (
    AppealEntry,
    AwardEntry,
    DepositEntry,
    EnrolmentEntry,
    LifelongRecord,
    LineEntry,
)
from creditbank.rules.definitions import Name
from creditbank.rules.programmes import Programme
from creditbank.rules.rulebook import Rulebook

WITHDRAWABLE = ("applied", "referred", "approved", "refused")
MOVING = ("applied", "approved", "referred", "published", "refused")
"""States of a line that somebody must still act on, or may appeal against."""


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """An enrolment with its progress; amounts in ``scale`` decimal places."""

    entry: EnrolmentEntry
    programme: Programme
    progress: Progress
    scale: int

    @property
    def programme_code(self) -> str:
        """The programme's id without its school, as in addresses."""
        return self.programme.id.split("/", 1)[1]


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line that moves, with the programme it belongs to."""

    line: LineEntry
    enrolment: EnrolmentRow
    amount: int
    withdrawable: bool
    appealable: bool


@dataclass(frozen=True, slots=True)
class DepositRow:
    """A deposit on its way."""

    entry: DepositEntry
    appealable: bool


@dataclass(frozen=True, slots=True)
class UseRow:
    """A use of an award: programme, state, amount in ``scale``, and the names of the courses or modules."""

    programme: Name
    state: str
    amount: int
    scale: int
    targets: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class AwardRow:
    """An award with the name of its level and where it went."""

    entry: AwardEntry
    level: Name | None
    uses: tuple[UseRow, ...]

    @property
    def whole_use(self) -> str:
        """Of an award that is converted whole: ``final`` once used, ``held`` while an application holds it, else nothing."""
        states = {use.state for use in self.uses} & set(LIVE)
        if self.entry.free or not states:
            return ""
        return "final" if "final" in states else "held"


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything that the page shows, in its order; ``institutions`` are ids whose names it needs."""

    moving: tuple[LineRow, ...]
    waiting: tuple[DepositRow, ...]
    enrolments: tuple[EnrolmentRow, ...]
    awards: tuple[AwardRow, ...]
    institutions: frozenset[str]


def record_page(record: LifelongRecord, book: Rulebook) -> RecordPage:
    """The rows of one record. Reads nothing but what it is given."""
    enrolments = tuple(_enrolment_row(entry, book) for entry in record.enrolments)
    lines = {line.id: (line, row) for row in enrolments for line in row.entry.lines}
    moving = sorted(
        (_line_row(line, row) for line, row in lines.values() if line.state in MOVING),
        key=lambda one: (one.line.due_on or "9999", one.line.id),
    )
    holders = {one.line.holder for one in moving} | {deposit.holder for deposit in record.deposits}
    return RecordPage(
        moving=tuple(moving),
        waiting=tuple(
            DepositRow(one, _appealable(one.status, one.appeal)) for one in record.deposits if one.status != "given_up"
        ),
        enrolments=enrolments,
        awards=tuple(_award_row(entry, lines, book) for entry in record.awards),
        institutions=frozenset(holders - {"learner", ""}),
    )


def _enrolment_row(entry: EnrolmentEntry, book: Rulebook) -> EnrolmentRow:
    programme = book.programmes[(entry.programme, entry.year)]
    return EnrolmentRow(entry, programme, progress_of(entry, programme), book.units[entry.unit].scale)


def _line_row(line: LineEntry, row: EnrolmentRow) -> LineRow:
    return LineRow(
        line,
        row,
        amount=sum(grant["amount"] for grant in line.grants),
        withdrawable=line.state in WITHDRAWABLE and not is_open(line.appeal),
        appealable=_appealable(line.state, line.appeal),
    )


def _appealable(state: str, appeal: AppealEntry | None) -> bool:
    """Refused, and not already appealed against without success; one that succeeded was against an earlier refusal."""
    return state == "refused" and (appeal is None or appeal.outcome == "upheld")


def _award_row(entry: AwardEntry, lines: dict[str, tuple[LineEntry, EnrolmentRow]], book: Rulebook) -> AwardRow:
    return AwardRow(entry, _level_name(entry, book), tuple(_uses(entry, lines)))


def _uses(entry: AwardEntry, lines: dict[str, tuple[LineEntry, EnrolmentRow]]) -> Iterator[UseRow]:
    for use in entry.uses:
        line, row = lines[use.line]
        yield UseRow(use.programme, use.state, use.amount, row.scale, tuple(grant["name"] for grant in line.grants))


def _level_name(entry: AwardEntry, book: Rulebook) -> Name | None:
    scale = book.scales.get(entry.level_scale)
    if scale is None:
        return None
    return next((step.name for step in scale.value if step.id == entry.level), None)
