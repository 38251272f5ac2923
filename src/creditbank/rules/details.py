"""What a claimant writes, field by field: normalised, or one reason per field that is wrong."""

import re
import unicodedata
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from creditbank.kernel.decision import Reason
from creditbank.kernel.errors import InvalidAmount
from creditbank.kernel.quantity import format_amount, parse_amount
from creditbank.rules.conditions import Fact, Scales, position_on, scale_named
from creditbank.rules.definitions import DetailField, Kind
from creditbank.rules.programmes import Post

CREDIT_SCALE = 2
"""Decimal places of original credits and of amounts in details."""
HOURS_MAX = 20_000
"""More than ten years of full-time study: a slip of the pen."""
CREDITS_MAX = 1_000
TEXT_LENGTH_MAX = 500


def check_details(
    kind: Kind,
    details: Mapping[str, object],
    *,
    scales: Scales,
    occupations: Container[str],
    today: date,
    posts: Mapping[str, Post] | None = None,
) -> tuple[dict[str, Fact], list[Reason]]:
    """The details as facts, and a reason for every field that is missing, unknown or wrong.

    Numbers and dates may come as texts, as forms send them. An empty text is an absent field. Without ``posts`` the
    name of a post is not looked up.
    """
    reading = _Reading(scales, occupations, today, posts)
    facts: dict[str, Fact] = {}
    reasons = [Reason("UNKNOWN_FIELD", name) for name in sorted(set(details) - set(kind.details))]
    for name, asked in kind.details.items():
        given = details.get(name)
        if given is None or (isinstance(given, str) and not given.strip()):
            if asked.required:
                reasons.append(Reason("MISSING", name))
            continue
        read = _reader_of(asked)(reading, name, asked, given)
        if isinstance(read, Reason):
            reasons.append(read)
        else:
            facts[name] = read
    return facts, reasons + _post_faults(kind, facts, posts or {})


def check_figures(
    *,
    credits: str = "",  # noqa: A002 - the word of the domain
    hours: int | None = None,
    grade: str = "",
    grade_scale: str = "",
    scales: Scales | None = None,
) -> list[Reason]:
    """What is wrong with the figures as issued: negative, absurd, malformed, or a grade that is not on its scale."""
    reasons = []
    if credits:
        reasons += _amount_faults("credits", credits, 0, CREDITS_MAX)
    if hours is not None:
        reasons += _range_faults("hours", hours, 0, HOURS_MAX)
    if grade_scale and scales is not None:
        scale = scales.get(grade_scale)
        if scale is None:
            reasons.append(Reason("NOT_ONE_OF", "grade_scale", "one_of", sorted(scales), grade_scale))
        elif position_on(scale, grade) is None:
            reasons.append(Reason("NOT_ON_SCALE", "grade", "one_of", [step.id for step in scale.value], grade))
    return reasons


@dataclass(frozen=True, slots=True)
class _Reading:
    """What reading a field needs to know besides the field."""

    scales: Scales
    occupations: Container[str]
    today: date
    posts: Mapping[str, Post] | None


def _read_text(reading: _Reading, name: str, asked: DetailField, given: object) -> Fact | Reason:
    if not isinstance(given, str):
        return Reason("NOT_TEXT", name, found=_shown(given))
    text = unicodedata.normalize("NFC", given).strip()
    if len(text) > TEXT_LENGTH_MAX:
        return Reason("TOO_LARGE", name, "length_at_most", TEXT_LENGTH_MAX, len(text))
    if asked.occupation and text not in reading.occupations:
        return Reason("UNKNOWN_OCCUPATION", name, found=text)
    if asked.post and reading.posts is not None and text not in reading.posts:
        return Reason("UNKNOWN_POST", name, found=text)
    return text


def _read_integer(_reading: _Reading, name: str, asked: DetailField, given: object) -> Fact | Reason:
    text = str(given).strip() if not isinstance(given, bool) and isinstance(given, str | int) else ""
    if not _INTEGER.fullmatch(text):
        return Reason("NOT_INTEGER", name, found=_shown(given))
    number = int(text)
    lowest, highest = asked.at_least, asked.at_most
    if name == "hours":
        lowest, highest = lowest or 0, highest or HOURS_MAX
    faults = _range_faults(name, number, lowest, highest)
    return faults[0] if faults else number


def _read_amount(_reading: _Reading, name: str, asked: DetailField, given: object) -> Fact | Reason:
    if isinstance(given, bool) or not isinstance(given, str | int):
        return Reason("NOT_AMOUNT", name, found=_shown(given))
    text = str(given).strip()
    highest = asked.at_most
    if name == "credits" and highest is None:
        highest = CREDITS_MAX
    faults = _amount_faults(name, text, asked.at_least or 0, highest)
    return faults[0] if faults else format_amount(parse_amount(text, CREDIT_SCALE), CREDIT_SCALE)


def _read_date(reading: _Reading, name: str, _asked: DetailField, given: object) -> Fact | Reason:
    day = _day_of(given)
    if day is None:
        return Reason("NOT_DATE", name, found=_shown(given))
    if day > reading.today:
        return Reason("DATE_IN_FUTURE", name, "not_after", reading.today.isoformat(), day.isoformat())
    return day.isoformat()


def _read_boolean(_reading: _Reading, name: str, _asked: DetailField, given: object) -> Fact | Reason:
    if isinstance(given, bool):
        return given
    if given in {"true", "false"}:
        return given == "true"
    return Reason("NOT_ONE_OF", name, "one_of", ["true", "false"], _shown(given))


def _read_choice(_reading: _Reading, name: str, asked: DetailField, given: object) -> Fact | Reason:
    choices = asked.one_of or {}
    if isinstance(given, str) and given in choices:
        return given
    return Reason("NOT_ONE_OF", name, "one_of", list(choices), _shown(given))


def _read_step(reading: _Reading, name: str, asked: DetailField, given: object) -> Fact | Reason:
    scale = scale_named(reading.scales, asked.scale)
    if isinstance(given, str) and position_on(scale, given) is not None:
        return given
    return Reason("NOT_ON_SCALE", name, "one_of", [step.id for step in scale.value], _shown(given))


_Reader = Callable[[_Reading, str, DetailField, object], Fact | Reason]
_BY_TYPE: Mapping[str, _Reader] = {
    "text": _read_text,
    "integer": _read_integer,
    "amount": _read_amount,
    "date": _read_date,
    "boolean": _read_boolean,
}
_INTEGER = re.compile(r"-?\d{1,15}", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _reader_of(asked: DetailField) -> _Reader:
    if asked.scale:
        return _read_step
    if asked.one_of is not None:
        return _read_choice
    return _BY_TYPE[asked.type]


def _post_faults(kind: Kind, facts: Mapping[str, Fact], posts: Mapping[str, Post]) -> list[Reason]:
    """Occupations that are not those of the posts named beside them."""
    named = [posts[str(facts[name])] for name, asked in kind.details.items() if asked.post and facts.get(name) in posts]
    return [
        Reason("POST_DIFFERS", name, "is", post.occupation, str(facts[name]))
        for post in named
        for name, asked in kind.details.items()
        if asked.occupation and name in facts and facts[name] != post.occupation
    ]


def _amount_faults(name: str, text: str, lowest: int, highest: int | None) -> list[Reason]:
    try:
        parse_amount(text, CREDIT_SCALE)
    except InvalidAmount:
        return [Reason("NOT_AMOUNT", name, found=text)]
    return _range_faults(name, text, lowest, highest)


def _range_faults(name: str, found: int | str, lowest: int | None, highest: int | None) -> list[Reason]:
    number = Decimal(found)
    if lowest is not None and number < lowest:
        return [Reason("TOO_SMALL", name, "at_least", lowest, found)]
    if highest is not None and number > highest:
        return [Reason("TOO_LARGE", name, "at_most", highest, found)]
    return []


def _day_of(given: object) -> date | None:
    if isinstance(given, date):
        # A datetime is a date too; only its day counts.
        return date(given.year, given.month, given.day)
    if not isinstance(given, str) or not _ISO_DATE.fullmatch(given.strip()):
        return None
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        return None


def _shown(given: object) -> str | int | bool:
    return given if isinstance(given, str | int) else str(given)
