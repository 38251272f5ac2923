"""Checks of tests wherever they stand: one operator, a field that can be read there, values that exist."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from creditbank.rules.conditions import number_of, operators_of, position_on, wanted_of
from creditbank.rules.definitions import DetailField, Kind, Test
from creditbank.rules.facts import BASE_FACTS
from creditbank.rules.findings import Finding, Place
from creditbank.rules.programmes import TAGS
from creditbank.rules.rulebook import Rulebook

NATURES = ("public", "specialised", "elective")
STUDY = "study"
"""Reserved ``lead.kind``: what is still to be studied, as floors count it."""

NAMES_BY_ROOT: Mapping[str, tuple[str, ...]] = {
    "inputs": ("count", "credits", "hours", "level", "level_scale"),
    "line": ("applied_on",),
    "rule": ("id", "category", "overlap"),
    "target": ("course", "module", "nature", "tags", "credits", "hours"),
    "programme": (
        "id",
        "institution",
        "year",
        "qualification",
        "level",
        "level_scale",
        "unit",
        "field",
        "occupations",
    ),
    "enrolment": ("enrolled_on",),
}
"""What tests may read besides awards. ``award.*`` and ``lead.*`` are the base facts and the details of the kinds."""


@dataclass(frozen=True, slots=True)
class Readable:
    """What the tests of one place may read: some roots, and of awards the details of some kinds."""

    rulebook: Rulebook
    roots: tuple[str, ...]
    kinds: Sequence[Kind] = ()
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields that a standard derives, with their values."""

    def names(self) -> list[str]:
        """Every field that may stand here."""
        found: list[str] = []
        for root in self.roots:
            if root in {"award", "lead"}:
                own = [name for kind in self.kinds for name in kind.details]
                found += [f"{root}.{name}" for name in dict.fromkeys([*BASE_FACTS, *own, *self.derived])]
            else:
                found += [f"{root}.{name}" for name in NAMES_BY_ROOT[root]]
        return found

    def details(self, name: str) -> list[DetailField]:
        """What the kinds say of an ``award`` or ``lead`` field."""
        root, _, own = name.partition(".")
        if root not in {"award", "lead"}:
            return []
        return [kind.details[own] for kind in self.kinds if own in kind.details]


def check_tests(tests: Iterable[Test], place: Place, key: str, readable: Readable) -> Iterator[Finding]:
    """What is wrong with a list of tests that stands at ``place`` under ``key``."""
    for number, test in enumerate(tests):
        yield from _check(test, place.at(f"{key}[{number}]"), readable)


def _check(test: Test, place: Place, readable: Readable) -> Iterator[Finding]:
    operators = operators_of(test)
    if len(operators) != 1:
        yield place.error("OPERATORS", "is | one_of | at_least | below | not_below | …", found=list(operators))
    elif operators[0] in {"all", "any", "not"}:
        yield from _check_composite(test, operators[0], place, readable)
    else:
        yield from _check_field(test.field, place.at("field"), readable)
        if operators[0].endswith("_field"):
            yield from _check_field(str(wanted_of(test)), place.at(operators[0]), readable)
        yield from _check_scale(test, operators[0], place, readable)
        yield from _check_values(test, operators[0], place, readable)


def _check_composite(test: Test, operator: str, place: Place, readable: Readable) -> Iterator[Finding]:
    inner = (test.not_,) if test.not_ is not None else (test.all or test.any or ())
    if not inner:
        yield place.error("NO_TESTS", f"{operator} = [{{ field = … }}]", operator=operator)
    for number, one in enumerate(inner):
        path = operator if operator == "not" else f"{operator}[{number}]"
        yield from _check(one, place.at(path), readable)


def _check_field(name: str, place: Place, readable: Readable) -> Iterator[Finding]:
    known = readable.names()
    if name not in known:
        root = name.partition(".")[0]
        same = [one for one in known if one.startswith(f"{root}.")]
        yield place.error("UNKNOWN_FIELD", " | ".join(same or [f"{one}.…" for one in readable.roots]), field=name)


def _check_scale(test: Test, operator: str, place: Place, readable: Readable) -> Iterator[Finding]:
    scales = readable.rulebook.scales
    if not operator.startswith("not_below"):
        if test.on:
            yield place.at("on").error("SCALE_UNUSED", "not_below | not_below_field", scale=test.on)
        return
    scale = scales.get(test.on)
    if scale is None:
        yield place.at("on").error("UNKNOWN_SCALE", " | ".join(sorted(scales)), scale=test.on)
        return
    own = {detail.scale for detail in readable.details(test.field)}
    if own and test.on not in own:
        yield place.at("on").error("SCALE_DIFFERS", " | ".join(sorted(own - {""})), scale=test.on, field=test.field)
    if operator == "not_below" and position_on(scale, test.not_below or "") is None:
        steps = " | ".join(step.id for step in scale.value)
        yield place.at("not_below").error("UNKNOWN_SCALE_VALUE", steps, scale=test.on, value=test.not_below)


def _check_values(test: Test, operator: str, place: Place, readable: Readable) -> Iterator[Finding]:
    if operator in {"is", "one_of"}:
        wanted = [wanted_of(test)] if operator == "is" else wanted_of(test)
        for value in wanted:
            allowed = values_of(test.field, readable)
            if allowed is not None and value not in allowed:
                yield place.at(operator).error("UNKNOWN_VALUE", " | ".join(allowed), field=test.field, value=value)
    elif operator in {"at_least", "below"}:
        value = wanted_of(test)
        if number_of(value) is None and not _is_date(value):
            yield place.at(operator).error("NOT_COMPARABLE", '5 | "2.50" | 2025-01-31', value=value)


def values_of(name: str, readable: Readable) -> tuple[str, ...] | None:
    """The closed list of values of a field, or nothing where any value may stand."""
    book = readable.rulebook
    closed: dict[str, tuple[str, ...]] = {
        "award.kind": tuple(sorted(book.kinds)),
        "lead.kind": (*sorted(book.kinds), STUDY),
        "target.tags": TAGS,
        "target.nature": NATURES,
        "programme.unit": tuple(sorted(book.units)),
    }
    if name in closed:
        return closed[name]
    own = name.partition(".")[2]
    if own in readable.derived and name.startswith("award."):
        return readable.derived[own]
    details = readable.details(name)
    lists = [_list_of(detail, book) for detail in details]
    if not lists or any(one is None for one in lists):
        return None
    return tuple(dict.fromkeys(value for one in lists for value in one or ()))


def _list_of(detail: DetailField, book: Rulebook) -> tuple[str, ...] | None:
    if detail.one_of is not None:
        return tuple(detail.one_of)
    if detail.scale in book.scales:
        return tuple(step.id for step in book.scales[detail.scale].value)
    return None


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"
