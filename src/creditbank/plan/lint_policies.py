"""Checks of one policy by itself and at the programmes that use it, and of stacks of policies."""

from collections.abc import Iterator, Sequence
from datetime import date

from creditbank.kernel.errors import CreditbankError
from creditbank.kernel.quantity import parse_amount
from creditbank.plan.case import Case
from creditbank.plan.examples import example_holds, policy_answer
from creditbank.plan.limits import SHARE_SCALE, at_most, floor_limits, settings_of
from creditbank.rules.checks_rules import programmes_named
from creditbank.rules.definitions import Cap, Policy, PolicyExample
from creditbank.rules.findings import Finding, Place
from creditbank.rules.rulebook import Rulebook

LINE_KEYS = ("lead.issuer", "rule.id", "rule.category")
EXPERT_GROUP = "content"
"""The group that an expert sets by hand; no kind computes it."""
SINGLE_SETTINGS = ("again", "irrevocable", "on_leaving", "notice_days", "appeal_days", "grade_recorded", "windows")


def check_form(policy: Policy, place: Place, book: Rulebook) -> Iterator[Finding]:
    """What must be right before caps, floors and periods can be reckoned."""
    yield from _check_periods(policy, place)
    for number, cap in enumerate(policy.cap):
        yield from _check_cap(policy, cap, place.at(f"cap[{number}]"), book)
    yield from _check_twice(policy, place)


def check_policy(policy: Policy, place: Place, cases: Sequence[Case], book: Rulebook) -> Iterator[Finding]:
    """Bases, floors and examples of a policy of sound form; ``cases`` are empty ones of the programmes that use it."""
    yield from _check_at_programmes(policy, place, cases)
    yield from _check_examples(policy, place, book)


def check_stack(case: Case, place: Place) -> Iterator[Finding]:
    """What policies do to each other: settings set twice, caps that a stricter one hides, conversions that cannot return."""
    here = place.at("policies")
    for name in SINGLE_SETTINGS:
        setting = [policy.id for policy in case.policies if getattr(policy, name) is not None]
        if len(setting) > 1:
            yield here.notice("SETTING_TWICE", "", setting=name, policies=setting, wins=setting[-1])
    settings = settings_of(case.policies)
    if settings.irrevocable and settings.on_leaving == "return":
        yield here.error("IRREVOCABLE_RETURN", 'on_leaving = "keep"', policies=[policy.id for policy in case.policies])
    yield from _check_hidden(case, here)


def _check_hidden(case: Case, place: Place) -> Iterator[Finding]:
    caps = [(policy, cap) for policy in case.policies for cap in policy.cap]
    for number, (policy, cap) in enumerate(caps):
        for other_number, (other_policy, other) in enumerate(caps):
            if number == other_number or _counted(policy, cap) != _counted(other_policy, other):
                continue
            allowed, stricter = at_most(cap, case)[0], at_most(other, case)[0]
            if (stricter, other_number) < (allowed, number):
                yield place.notice(
                    "CAP_NEVER_REACHED", "", cap=f"{policy.id}#{cap.id}", by=f"{other_policy.id}#{other.id}"
                )
                break


def _counted(policy: Policy, cap: Cap) -> object:
    """What a cap counts, whatever it allows."""
    periods = [policy.periods.get(key.partition(":")[2]) for key in cap.per]
    return cap.measure, cap.of, cap.per, periods, cap.across


def _check_periods(policy: Policy, place: Place) -> Iterator[Finding]:
    for name, calendar in policy.periods.items():
        if not calendar.starts or not all(_is_day(start) for start in calendar.starts):
            yield place.at(f"periods.{name}").error("PERIOD_START", 'starts = ["03-01"]', starts=list(calendar.starts))
    if policy.windows is not None and not (policy.windows.months and set(policy.windows.months) <= set(range(1, 13))):
        yield place.at("windows").error("WINDOW_NEVER_OPEN", "months = [1, 7]", months=list(policy.windows.months))


def _is_day(start: str) -> bool:
    # Every year must have the day: 29 February has no place here.
    try:
        date.fromisoformat(f"2023-{start}")
    except ValueError:
        return False
    return True


def _check_cap(policy: Policy, cap: Cap, place: Place, book: Rulebook) -> Iterator[Finding]:
    if bool(cap.share) == (cap.at_most is not None) or (cap.share and cap.measure == "awards"):
        yield place.error("CAP_FORM", 'at_most = "…" | share = "0.50"', cap=cap.id)
    elif cap.share and not 0 < (_share(cap.share) or 0) <= 10**SHARE_SCALE:
        yield place.at("share").error("SHARE", 'share = "0.50"', found=cap.share)
    groups = {EXPERT_GROUP, *(name for kind in book.kinds.values() for name in kind.groups)}
    known = [*LINE_KEYS, *(f"group:{name}" for name in sorted(groups)), *(f"period:{name}" for name in policy.periods)]
    for number, key in enumerate(cap.per):
        if key not in known:
            yield place.at(f"per[{number}]").error("UNKNOWN_CAP_KEY", " | ".join(known), key=key)


def _share(text: str) -> int | None:
    try:
        return parse_amount(text, SHARE_SCALE)
    except CreditbankError:
        return None


def _check_twice(policy: Policy, place: Place) -> Iterator[Finding]:
    names = [*(cap.id for cap in policy.cap), *(floor.id for floor in policy.floor)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield place.error("LIMIT_TWICE", 'id = "…"', id=name)


def _check_at_programmes(policy: Policy, place: Place, cases: Sequence[Case]) -> Iterator[Finding]:
    """Shares have a base, floors admit study, at every programme under the policy."""
    for case in cases:
        named = f"{case.programme.id}@{case.programme.year}"
        for number, cap in enumerate(policy.cap):
            if cap.share and not at_most(cap, case)[1]:
                yield place.at(f"cap[{number}].base").error("BASE_EMPTY", "base = [{ field = … }]", programme=named)
        stated = {floor.id: floor for floor in floor_limits(case, ()) if floor.policy == policy.id}
        for number, floor in enumerate(policy.floor):
            counted = stated.get(floor.id)
            if counted is not None and not counted.courses and not counted.open_nodes:
                mend = '{ field = "lead.kind", one_of = ["study", …] }'
                yield place.at(f"floor[{number}].of").error("FLOOR_WITHOUT_STUDY", mend, programme=named)


def _check_examples(policy: Policy, place: Place, book: Rulebook) -> Iterator[Finding]:
    """Each comes out as it says; one fits and one is refused."""
    for number, example in enumerate(policy.example):
        here = place.at(f"example[{number}]")
        answer = _answer(policy, example, book)
        if not example_holds(example.expect, answer):
            yield here.at("expect").error(
                "EXAMPLE_FAILS", f'expect = "{answer}"', expected=example.expect, found=answer
            )
    fits = [one.expect == "grant" or example_holds(one.expect, "lacks:0") for one in policy.example]
    if not any(fits):
        yield place.at("example").error("EXAMPLE_MISSING", '[[version.example]] expect = "grant"', wanted="grant")
    if all(fits):
        yield place.at("example").error("EXAMPLE_MISSING", '[[version.example]] expect = "refuse:…"', wanted="refuse")


def _answer(policy: Policy, example: PolicyExample, book: Rulebook) -> str:
    named = programmes_named(example.programme, book)
    if not named:
        return "error:UNKNOWN_PROGRAMME"
    programme = max(named, key=lambda one: one.year)
    try:
        return policy_answer(policy, example, programme, book.scales, book.units[programme.unit].scale)
    except CreditbankError as error:
        return f"error:{error.code}"
