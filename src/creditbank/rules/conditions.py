"""Tests on facts, in three values: passed, failed, or missing a fact (model of docs/rules.md, "Tests").

Facts are flat plain JSON: texts (dates ISO, amounts decimal numerals), integers, booleans, lists of texts.
A fact that is absent, or cannot be compared with what is wanted, gives ``Missing``: a person decides.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from creditbank.kernel.decision import Reason
from creditbank.rules.definitions import Scale, Test
from creditbank.rules.errors import InvalidDefinition

Fact = str | int | bool | tuple[str, ...]
"""One fact. Lists are allowed in wherever a tuple of texts is."""
Facts = Mapping[str, Fact]
Scales = Mapping[str, Scale]

OPERATORS = (
    "is",
    "one_of",
    "at_least",
    "below",
    "not_below",
    "at_least_field",
    "not_below_field",
    "all",
    "any",
    "not",
)
"""The whole vocabulary, as written in a file."""

CODE_OF_FIELD = {
    "award.level": "LEVEL",
    "inputs.level": "LEVEL",
    "lead.level": "LEVEL",
    "award.valid_until": "VALIDITY",
    "rule.overlap": "OVERLAP",
    "award.kind": "KIND",
    "inputs.credits": "CREDITS",
    "award.credits": "CREDITS",
    "award.grade": "GRADE",
    "award.earned_on": "AGE_OF_OUTCOME",
    "target.tags": "EXCLUDED",
    "target.nature": "EXCLUDED",
}
"""Reason code of a failed test by the field it reads; any other field gives ``CONDITION``. A test's ``code`` wins."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Every test holds."""


@dataclass(frozen=True, slots=True)
class Failed:
    """At least one test does not hold, whatever the missing facts may be."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """No test fails, but at least one lacks a fact."""

    reasons: tuple[Reason, ...]


Verdict = Passed | Failed | Missing
PASSED = Passed()


def evaluate(tests: Sequence[Test], facts: Facts, scales: Scales) -> Verdict:
    """Whether all ``tests`` hold. One failure is enough to fail; otherwise one missing fact is enough to miss.

    Raises ``InvalidDefinition`` for a test without exactly one operator or on an unknown scale.
    """
    return _all_of([_evaluate_one(test, facts, scales) for test in tests])


def operators_of(test: Test) -> tuple[str, ...]:
    """The operators that are set on a test; a sound test has exactly one."""
    return tuple(name for name in OPERATORS if getattr(test, _ATTRIBUTE.get(name, name)) is not None)


def wanted_of(test: Test) -> Any:
    """What the test compares with, as a JSON value; nothing for ``all``, ``any`` and ``not``."""
    (operator,) = operators_of(test)
    if operator in {"all", "any", "not"}:
        return None
    wanted = getattr(test, _ATTRIBUTE.get(operator, operator))
    return list(wanted) if operator == "one_of" else wanted


def code_of(test: Test) -> str:
    """The reason code of a test that fails."""
    return test.code or CODE_OF_FIELD.get(test.field, "CONDITION")


def position_on(scale: Scale, value: Fact) -> int | None:
    """Where a value stands on a scale (0 is the lowest); nothing when it is not on it."""
    return next((place for place, step in enumerate(scale.value) if step.id == value), None)


def scale_named(scales: Scales, scale_id: str) -> Scale:
    """The scale with this id, or ``InvalidDefinition``."""
    scale = scales.get(scale_id)
    if scale is None:
        raise InvalidDefinition("UNKNOWN_SCALE", scale=scale_id)
    return scale


def number_of(value: object) -> Decimal | None:
    """An integer or a decimal numeral as an exact number; nothing for anything else (booleans too)."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str) and _NUMERAL.fullmatch(value):
        return Decimal(value)
    return None


_ATTRIBUTE = {"is": "is_", "not": "not_"}
_NUMERAL = re.compile(r"-?\d{1,20}(\.\d{1,20})?", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _evaluate_one(test: Test, facts: Facts, scales: Scales) -> Verdict:
    operators = operators_of(test)
    if len(operators) != 1:
        raise InvalidDefinition("OPERATORS", field=test.field, operators=list(operators))
    operator = operators[0]
    composite = _COMPOSITE.get(operator)
    verdict = composite(test, facts, scales) if composite else _evaluate_leaf(test, operator, facts, scales)
    return _settle_absence(verdict, test)


def _settle_absence(verdict: Verdict, test: Test) -> Verdict:
    if not isinstance(verdict, Missing) or test.if_absent == "refer":
        return verdict
    if test.if_absent == "pass":
        return PASSED
    return Failed(tuple(Reason(code_of(test), one.field, one.test, one.wanted) for one in verdict.reasons))


def _evaluate_leaf(test: Test, operator: str, facts: Facts, scales: Scales) -> Verdict:
    wanted = wanted_of(test)
    absent = [name for name in _fields_read(test, operator) if name not in facts]
    if absent:
        return Missing(tuple(Reason("FACT_MISSING", name, operator, wanted) for name in absent))
    found = facts[test.field]
    compared = facts[wanted] if operator.endswith("_field") else wanted
    holds = _LEAF[operator](found, compared, test, scales)
    if holds:
        return PASSED
    reported = list(found) if isinstance(found, tuple) else found
    if holds is None:
        return Missing((Reason("FACT_NOT_COMPARABLE", test.field, operator, compared, reported),))
    return Failed((Reason(code_of(test), test.field, operator, compared, reported),))


def _fields_read(test: Test, operator: str) -> tuple[str, ...]:
    return (test.field, wanted_of(test)) if operator.endswith("_field") else (test.field,)


def _all_of(verdicts: Iterable[Verdict]) -> Verdict:
    failed: list[Reason] = []
    missing: list[Reason] = []
    for verdict in verdicts:
        if isinstance(verdict, Failed):
            failed.extend(verdict.reasons)
        elif isinstance(verdict, Missing):
            missing.extend(verdict.reasons)
    if failed:
        return Failed(tuple(failed))
    return Missing(tuple(missing)) if missing else PASSED


def _evaluate_all(test: Test, facts: Facts, scales: Scales) -> Verdict:
    verdict = evaluate(test.all or (), facts, scales)
    return _with_own_code(verdict, test)


def _evaluate_any(test: Test, facts: Facts, scales: Scales) -> Verdict:
    verdicts = [_evaluate_one(one, facts, scales) for one in test.any or ()]
    if any(isinstance(verdict, Passed) for verdict in verdicts):
        return PASSED
    missing = [verdict for verdict in verdicts if isinstance(verdict, Missing)]
    if missing:
        return Missing(tuple(reason for verdict in missing for reason in verdict.reasons))
    failed = tuple(reason for verdict in verdicts if isinstance(verdict, Failed) for reason in verdict.reasons)
    return _with_own_code(Failed(failed or (Reason(code_of(test), test="any"),)), test)


def _evaluate_not(test: Test, facts: Facts, scales: Scales) -> Verdict:
    inner = test.not_
    if inner is None:  # pragma: no cover - the operator was found by operators_of
        raise InvalidDefinition("OPERATORS", field=test.field, operators=[])
    verdict = _evaluate_one(inner, facts, scales)
    if isinstance(verdict, Failed):
        return PASSED
    if isinstance(verdict, Missing):
        return verdict
    code = test.code or code_of(inner)
    found = facts.get(inner.field)
    reported = list(found) if isinstance(found, tuple) else found
    return Failed((Reason(code, inner.field, "not", wanted_of(inner), reported),))


def _with_own_code(verdict: Verdict, test: Test) -> Verdict:
    if isinstance(verdict, Failed) and test.code:
        return Failed(tuple(Reason(test.code, one.field, one.test, one.wanted, one.found) for one in verdict.reasons))
    return verdict


_COMPOSITE: Mapping[str, Callable[[Test, Facts, Scales], Verdict]] = {
    "all": _evaluate_all,
    "any": _evaluate_any,
    "not": _evaluate_not,
}


def _same(found: object, wanted: object) -> bool:
    # True == 1 in Python; a yes/no fact must not equal the integer 1.
    return isinstance(found, bool) == isinstance(wanted, bool) and found == wanted


def _is(found: Fact, wanted: Any, _test: Test, _scales: Scales) -> bool:
    if isinstance(found, tuple | list):
        return any(_same(item, wanted) for item in found)
    return _same(found, wanted)


def _one_of(found: Fact, wanted: Any, test: Test, scales: Scales) -> bool:
    return any(_is(found, one, test, scales) for one in wanted)


def _at_least(found: Fact, wanted: Any, _test: Test, _scales: Scales) -> bool | None:
    left, right = number_of(found), number_of(wanted)
    if left is not None and right is not None:
        return left >= right
    earlier, later = _day_of(wanted), _day_of(found)
    if earlier is not None and later is not None:
        return later >= earlier
    return None


def _below(found: Fact, wanted: Any, test: Test, scales: Scales) -> bool | None:
    reached = _at_least(found, wanted, test, scales)
    return None if reached is None else not reached


def _not_below(found: Fact, wanted: Any, test: Test, scales: Scales) -> bool | None:
    scale = scale_named(scales, test.on)
    here, there = position_on(scale, found), position_on(scale, wanted)
    return None if here is None or there is None else here >= there


_LEAF: Mapping[str, Callable[[Fact, Any, Test, Scales], bool | None]] = {
    "is": _is,
    "one_of": _one_of,
    "at_least": _at_least,
    "below": _below,
    "not_below": _not_below,
    "at_least_field": _at_least,
    "not_below_field": _not_below,
}


def _day_of(value: object) -> date | None:
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
