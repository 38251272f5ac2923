"""Checks of recognition standards: columns and values exist, rows are disjoint, better never yields less."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from creditbank.kernel.errors import InvalidAmount
from creditbank.kernel.quantity import parse_amount
from creditbank.rules.checks_kinds import check_amount, check_source
from creditbank.rules.checks_tests import Readable, check_tests, values_of
from creditbank.rules.conditions import number_of
from creditbank.rules.decide import BANK
from creditbank.rules.definitions import Adjust, Derive, Kind, PerHours, Standard
from creditbank.rules.findings import Finding, Place
from creditbank.rules.rulebook import Rulebook
from creditbank.rules.standards import ANY_VALUE, WORTH_SCALE, fact_name

HOLES_LISTED = 5
HOLES_SEARCHED = 2_000
"""Tables with more combinations than this are not searched for holes."""

Row = tuple[str, ...]


def check_standard(standard: Standard, place: Place, book: Rulebook) -> Iterator[Finding]:
    """One version of a standard; ``place`` is the version in its file."""
    yield from check_source(standard.source, Place(place.file))
    kind = book.kinds.get(standard.kind)
    if kind is None:
        known = " | ".join(sorted(book.kinds))
        yield Place(place.file, "kind").error("UNKNOWN_KIND", known, kind=standard.kind)
        return
    readable = _readable(standard, kind, book)
    if standard.owner == BANK and standard.date_basis == "applied_on":
        yield place.at("date_basis").error("BANK_DATE_BASIS", 'date_basis = "earned_on"')
    yield from check_tests(standard.when, place, "when", readable)
    yield from _check_form(standard, place)
    yield from _check_columns(standard, place, readable)
    yield from _check_steps(standard, place, readable)
    if _rows_sound(standard):
        yield from _check_overlap(standard, place)
        yield from _check_order(standard, place, kind, book)
        yield from _list_holes(standard, place, readable)


def _readable(standard: Standard, kind: Kind, book: Rulebook) -> Readable:
    # The bank's standard is used at certify, when no programme is known.
    roots = ("award",) if standard.owner == BANK else ("award", "programme", "line")
    derived = {step.field: tuple(name for _, name in step.bands) for step in standard.derive}
    return Readable(book, roots, [kind], derived)


def _check_form(standard: Standard, place: Place) -> Iterator[Finding]:
    if (standard.per_hours is None) == (not standard.rows):
        yield place.at("rows").error("ROWS_OR_HOURS", "rows = [ … ] | per_hours = { … }")
    if standard.floor:
        yield from check_amount(standard.floor, WORTH_SCALE, place.at("floor"))
    for number, row in enumerate(standard.rows):
        here = place.at(f"rows[{number}]")
        if len(row) != len(standard.columns) + 1:
            yield here.error("ROW_LENGTH", ", ".join((*standard.columns, "amount")), found=list(row))
        elif row:
            yield from check_amount(row[-1], WORTH_SCALE, here)
    if standard.per_hours is not None:
        yield from _check_hours(standard.per_hours, place.at("per_hours"))


def _check_hours(per_hours: PerHours, place: Place) -> Iterator[Finding]:
    if per_hours.hours < 1:
        yield place.at("hours").error("TOO_SMALL", "hours = 16", found=per_hours.hours)
    yield from check_amount(per_hours.step, WORTH_SCALE, place.at("step"))
    if not per_hours.step.strip("0."):
        yield place.at("step").error("TOO_SMALL", 'step = "0.50"', found=per_hours.step)
    if per_hours.at_most:
        yield from check_amount(per_hours.at_most, WORTH_SCALE, place.at("at_most"))


def _check_columns(standard: Standard, place: Place, readable: Readable) -> Iterator[Finding]:
    known = set(readable.names())
    for number, column in enumerate(standard.columns):
        name = fact_name(column)
        if name not in known:
            mend = " | ".join(sorted(known))
            yield place.at(f"columns[{number}]").error("UNKNOWN_FIELD", mend, field=column)
            continue
        allowed = values_of(name, readable)
        for row_number, row in enumerate(standard.rows):
            cell = row[number] if number < len(row) - 1 else ANY_VALUE
            if allowed is not None and cell != ANY_VALUE and cell not in allowed:
                here = place.at(f"rows[{row_number}][{number}]")
                yield here.error("UNKNOWN_VALUE", " | ".join(allowed), field=column, value=cell)


def _check_steps(standard: Standard, place: Place, readable: Readable) -> Iterator[Finding]:
    known = set(readable.names())
    for number, shift in enumerate(standard.shift):
        here = place.at(f"shift[{number}]")
        if shift.on not in readable.rulebook.scales:
            mend = " | ".join(sorted(readable.rulebook.scales))
            yield here.at("field").error("NOT_ON_A_SCALE", mend, field=shift.field)
        if shift.steps == 0:
            yield here.at("steps").error("TOO_SMALL", "steps = -1", found=0)
        yield from check_tests(shift.when, here, "when", readable)
    for number, adjust in enumerate(standard.adjust):
        here = place.at(f"adjust[{number}]")
        if fact_name(adjust.field) not in known:
            yield here.at("field").error("UNKNOWN_FIELD", " | ".join(sorted(known)), field=adjust.field)
        yield from _check_adjust(adjust, here)
    for number, derive in enumerate(standard.derive):
        yield from _check_derive(derive, place.at(f"derive[{number}]"), known)


def _check_adjust(adjust: Adjust, place: Place) -> Iterator[Finding]:
    texts = [text for text in (adjust.flat, adjust.per_step) if text]
    if len(texts) != 1:
        yield place.error("FLAT_OR_STEP", 'flat = "-0.50" | per_step = "-0.50"')
    for text in texts:
        yield from check_amount(text.removeprefix("-"), WORTH_SCALE, place)


def _check_derive(derive: Derive, place: Place, known: set[str]) -> Iterator[Finding]:
    for key, name in (("from", derive.from_), ("of", derive.of)):
        if name and fact_name(name) not in known:
            yield place.at(key).error("UNKNOWN_FIELD", " | ".join(sorted(known)), field=name)
    bounds = [bound for bound, _ in derive.bands]
    closed = bounds[:-1] if bounds[-1:] == [ANY_VALUE] else bounds
    numbers = [number_of(bound) for bound in closed]
    ascending = all(here is not None and there is not None and here < there for here, there in pairwise(numbers))
    if not bounds or None in numbers or not ascending:
        yield place.at("bands").error("BANDS", '[["15", "…"], ["45", "…"], ["*", "…"]]', found=bounds)


def _rows_sound(standard: Standard) -> bool:
    try:
        return all(
            len(row) == len(standard.columns) + 1 and parse_amount(row[-1], WORTH_SCALE) >= 0 for row in standard.rows
        )
    except InvalidAmount:
        return False


def _check_overlap(standard: Standard, place: Place) -> Iterator[Finding]:
    """The first row that fits is taken: a special row may stand before a general one, nothing else may overlap."""
    cells = [row[:-1] for row in standard.rows]
    for number, row in enumerate(cells):
        for earlier in range(number):
            other = cells[earlier]
            if _meet(other, row) and (_covers(other, row) or not _covers(row, other)):
                here = place.at(f"rows[{number}]")
                yield here.error("ROWS_OVERLAP", f"rows[{earlier}]", row=list(row), other=list(other))


def _meet(one: Row, other: Row) -> bool:
    return all(a == b or ANY_VALUE in {a, b} for a, b in zip(one, other, strict=True))


def _covers(wide: Row, narrow: Row) -> bool:
    return all(a in {b, ANY_VALUE} for a, b in zip(wide, narrow, strict=True))


def _check_order(standard: Standard, place: Place, kind: Kind, book: Rulebook) -> Iterator[Finding]:
    if standard.falling_because:
        return
    for number, column in enumerate(standard.columns):
        scale = book.scales.get(kind.details[column].scale) if column in kind.details else None
        if scale is None:
            continue
        order = {step.id: step_place for step_place, step in enumerate(scale.value)}
        groups: dict[Row, list[tuple[int, int, int]]] = {}
        for row_number, row in enumerate(standard.rows):
            if row[number] in order:
                rest = (*row[:number], *row[number + 1 : -1])
                entry = (order[row[number]], parse_amount(row[-1], WORTH_SCALE), row_number)
                groups.setdefault(rest, []).append(entry)
        for entries in groups.values():
            yield from _falling(sorted(entries), place, column)


def _falling(entries: Sequence[tuple[int, int, int]], place: Place, column: str) -> Iterator[Finding]:
    for (_, lower, _), (_, higher, row) in pairwise(entries):
        if higher < lower:
            yield place.at(f"rows[{row}]").error("ROWS_FALL", 'falling_because = "…"', column=column)


def _list_holes(standard: Standard, place: Place, readable: Readable) -> Iterator[Finding]:
    lists = [values_of(fact_name(column), readable) for column in standard.columns]
    known = [one for one in lists if one is not None]
    count = 1
    for values in known:
        count *= len(values)
    if not standard.columns or len(known) != len(lists) or count > HOLES_SEARCHED:
        return
    cells = [row[:-1] for row in standard.rows]
    holes = [list(point) for point in product(*known) if not any(_covers(row, point) for row in cells)]
    if holes:
        mend = f'otherwise = "{standard.otherwise}"'
        yield place.at("rows").notice("ROWS_HOLES", mend, count=len(holes), first=holes[:HOLES_LISTED])
