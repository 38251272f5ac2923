"""What an award is worth by a recognition standard (认定标准): integers at scale 2, exact, no rounding but ``step``.

Order: derive, shift, row (or per_hours), adjust, floor, step (docs/rules.md, "Standards").
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from creditbank.kernel.decision import Decision, Grant, Reason, Refer, Refuse
from creditbank.kernel.quantity import parse_amount
from creditbank.rules.conditions import (
    Fact,
    Facts,
    Failed,
    Missing,
    Passed,
    Scales,
    evaluate,
    number_of,
    position_on,
    scale_named,
)
from creditbank.rules.definitions import Derive, PerHours, Shift, Standard

WORTH_SCALE = 2
"""Decimal places of every worth."""
_UNIT = 10**WORTH_SCALE
ANY_VALUE = "*"
"""A cell that fits every value, or the bound of an open band."""


def worth(standard: Standard, facts: Facts, scales: Scales) -> Decision[int]:
    """How much the award with these facts (``award.*``, for a school's table also ``programme.*``) is worth.

    ``Grant`` of an amount above zero at scale 2; ``Refuse`` by a failed ``when``, ``WORTH_NO_ROW`` or ``WORTH_ZERO``;
    ``Refer`` when a fact is missing, or where no row fits and the standard says ``otherwise = "refer"``.
    """
    known = {**facts, **_derived(standard, facts)}
    verdict = evaluate(standard.when, known, scales)
    if isinstance(verdict, Failed):
        return Refuse(verdict.reasons)
    if isinstance(verdict, Missing):
        return Refer(verdict.reasons)
    shifted = _shifted(standard.shift, known, scales)
    if not isinstance(shifted, Grant):
        return shifted
    found = _base(standard, {**known, **shifted.value})
    if not isinstance(found, Grant):
        return found
    amount = found.value + _adjustment(standard, known)
    if standard.floor:
        amount = max(amount, Fraction(parse_amount(standard.floor, WORTH_SCALE)))
    return _settled(standard, _stepped(standard.per_hours, amount))


def version_in_force(versions: Sequence[Standard], facts: Facts, applied_on: str) -> Standard | Refuse | Refer:
    """The version for an award: each says by which date (``date_basis``) it is chosen.

    ``facts`` are ``award.*``; dates are ISO texts. ``Refer`` when that date is missing on the award.
    """
    missing: list[Reason] = []
    for version in versions:
        day = applied_on if version.date_basis == "applied_on" else facts.get(f"award.{version.date_basis}")
        if day is None:
            missing.append(Reason("FACT_MISSING", f"award.{version.date_basis}", "in_force", version.id))
        elif version.from_.isoformat() <= str(day) and (version.until is None or str(day) < version.until.isoformat()):
            return version
    if missing:
        return Refer(tuple(missing[:1]))
    name = versions[0].id if versions else ""
    return Refuse((Reason("STANDARD_NOT_IN_FORCE", "standard", "in_force", name, applied_on),))


def fact_name(column: str) -> str:
    """A column, or a field of a step, as the fact it reads: without a dot it is a detail of the award."""
    return column if "." in column else f"award.{column}"


def cell_text(value: Fact) -> str:
    """A fact as rows write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _settled(standard: Standard, amount: Fraction) -> Decision[int]:
    # Rows and adjustments are whole hundredths and hours are stepped, so nothing is lost here.
    if amount <= 0:
        return Refuse((Reason("WORTH_ZERO", "standard", "above", "0", standard.id),))
    return Grant(int(amount))


def _derived(standard: Standard, facts: Facts) -> dict[str, Fact]:
    """Fields filled from bands. What is written on the paper stands; what lies above every band fits no row."""
    derived: dict[str, Fact] = {}
    for step in standard.derive:
        name = fact_name(step.field)
        if name not in facts and (band := _band(step, facts)) is not None:
            derived[name] = band
    return derived


def _band(step: Derive, facts: Facts) -> str | None:
    measured = number_of(facts.get(fact_name(step.from_)))
    whole = number_of(facts.get(fact_name(step.of))) if step.of else None
    if measured is None or (step.of and not whole):
        return None
    value = Fraction(measured) * 100 / Fraction(whole) if whole else Fraction(measured)
    return next((name for bound, name in step.bands if bound == ANY_VALUE or value <= Fraction(bound)), "")


def _shifted(shifts: Sequence[Shift], facts: Facts, scales: Scales) -> Decision[dict[str, Fact]]:
    """Each ``when`` reads the facts as they were, so the order of the shifts does not matter."""
    steps: dict[tuple[str, str], int] = {}
    for shift in shifts:
        verdict = evaluate(shift.when, facts, scales)
        if isinstance(verdict, Missing):
            return Refer(verdict.reasons)
        if isinstance(verdict, Passed):
            key = (fact_name(shift.field), shift.on)
            steps[key] = steps.get(key, 0) + shift.steps
    moved: dict[str, Fact] = {}
    for (name, scale_id), count in steps.items():
        scale = scale_named(scales, scale_id)
        place = position_on(scale, facts.get(name, ""))
        if place is None:
            return Refer((Reason("FACT_MISSING", name, "on", scale_id, facts.get(name)),))
        if not 0 <= place + count < len(scale.value):
            return Refuse((Reason("WORTH_NO_ROW", name, "shift", count, facts[name]),))
        moved[name] = scale.value[place + count].id
    return Grant(moved)


def _base(standard: Standard, facts: Facts) -> Decision[Fraction]:
    if standard.per_hours is not None:
        return _by_hours(standard.per_hours, facts)
    return _by_row(standard, facts)


def _by_hours(per_hours: PerHours, facts: Facts) -> Decision[Fraction]:
    name = fact_name(per_hours.field)
    hours = number_of(facts.get(name))
    if hours is None:
        return Refer((Reason("FACT_MISSING", name, "per_hours", per_hours.hours),))
    amount = Fraction(hours) * _UNIT / per_hours.hours
    if per_hours.at_most:
        amount = min(amount, Fraction(parse_amount(per_hours.at_most, WORTH_SCALE)))
    return Grant(amount)


def _by_row(standard: Standard, facts: Facts) -> Decision[Fraction]:
    names = [fact_name(column) for column in standard.columns]
    for *cells, amount in standard.rows:
        absent = _absent_cells(names, cells, facts)
        if absent is None:
            continue
        if absent:
            return Refer(tuple(Reason("FACT_MISSING", name, "row", standard.id) for name in absent))
        return Grant(Fraction(parse_amount(amount, WORTH_SCALE)))
    found = {name: facts[name] for name in names if name in facts}
    reason = Reason("WORTH_NO_ROW", "standard", "row", standard.id, found)
    return Refer((reason,)) if standard.otherwise == "refer" else Refuse((reason,))


def _absent_cells(names: Sequence[str], cells: Sequence[str], facts: Facts) -> list[str] | None:
    """Facts this row still lacks; nothing (``None``) when a known fact already rules the row out."""
    absent = []
    for name, cell in zip(names, cells, strict=True):
        if cell == ANY_VALUE:
            continue
        if name not in facts:
            absent.append(name)
        elif cell_text(facts[name]) != cell:
            return None
    return absent


def _adjustment(standard: Standard, facts: Mapping[str, Fact]) -> Fraction:
    """Sum of the adjustments. An absent field is no place in a team and no order of authors: nothing is changed."""
    total = 0
    for step in standard.adjust:
        value = number_of(facts.get(fact_name(step.field)))
        if value is None or value <= step.above:
            continue
        if step.flat:
            total += parse_amount(step.flat, WORTH_SCALE)
        else:
            total += parse_amount(step.per_step, WORTH_SCALE) * (int(value) - step.above)
    return Fraction(total)


def _stepped(per_hours: PerHours | None, amount: Fraction) -> Fraction:
    if per_hours is None:
        return amount
    step = parse_amount(per_hours.step, WORTH_SCALE)
    return Fraction(amount // step * step)
