"""The examples of a policy, run: what is granted so far, one more line, and whether it fits.

An example knows one policy and one programme; what it leaves out of a line is absent, and a test on it refers.
"""

from collections.abc import Mapping

from creditbank.kernel.errors import CreditbankError, InvalidAmount
from creditbank.kernel.quantity import format_amount, parse_amount
from creditbank.plan.admission import admission_of
from creditbank.plan.case import Case, RecordedGrant, RecordedInput, RecordedLine
from creditbank.plan.limits import Draft, Settings, cap_limits, closed_until, floor_limits, settings_of
from creditbank.plan.problem import Candidate, CapLimit, Grantable, Input
from creditbank.plan.reading import context_of, course_facts, module_facts, read_recorded, recorded_target
from creditbank.rules.conditions import Failed, Missing
from creditbank.rules.definitions import ExampleLine, Policy, PolicyExample, Scale
from creditbank.rules.examples import agrees
from creditbank.rules.programmes import Programme

EXACT = 6
"""Decimal places in which amounts of any unit are compared."""


def policy_answer(
    policy: Policy, example: PolicyExample, programme: Programme, scales: Mapping[str, Scale], unit_scale: int
) -> str:
    """``grant``, ``refuse:<codes>``, ``refuse:CAP:<id>,…``, ``refer:<codes>``; for a floor ``lacks:<amount>``."""
    settings = settings_of([policy])
    applied_on = _day(example.line, policy, settings)
    lines = [_line(f"recorded-{i}", one, programme, policy, unit_scale) for i, one in enumerate(example.recorded)]
    case = Case(
        programme=programme,
        policies=(policy,),
        rules=(),
        standards={},
        scales=scales,
        unit_scale=unit_scale,
        applied_on=applied_on,
        enrolment="example",
        enrolled_on=policy.from_.isoformat(),
        awards=(),
        recorded=tuple(lines),
    )
    if example.floor:
        return _floor_answer(example.floor, case)
    if example.line is None:
        raise CreditbankError("EXAMPLE_WITHOUT_LINE", policy=policy.id)
    if closed_until(settings, applied_on) is not None:
        return "refuse:WINDOW"
    return _line_answer(_line("line", example.line, programme, policy, unit_scale), case)


def example_holds(expect: str, answer: str, /) -> bool:
    """Whether an answer is what the example expects: one of the caps that refuse, or the amount that a floor lacks."""
    word, _, amount = expect.partition(":")
    if word != "lacks":
        return agrees(expect, answer)
    try:
        return answer == f"lacks:{format_amount(parse_amount(amount, EXACT), EXACT)}"
    except InvalidAmount:
        return False


def _line_answer(line: RecordedLine, case: Case) -> str:
    """Admission first, then the caps with the line added to what is recorded."""
    reading = read_recorded(line, case, context_of(case))
    grant = line.grants[0]
    target = recorded_target(line, grant, case)
    verdicts = admission_of(case.policies, case.scales).of_target(reading, target)
    for word, sort in (("refuse", Failed), ("refer", Missing)):
        codes = [reason.code for one in verdicts if isinstance(one, sort) for reason in one.reasons]
        if codes:
            return f"{word}:{','.join(dict.fromkeys(codes))}"
    candidate = Candidate(
        id=line.id,
        rule=str(line.rule["id"]),
        inputs=tuple(Input(outcome=one.award, slot="s") for one in line.inputs),
        lead=line.lead,
        targets=(Grantable(course=grant.course, module=grant.module, amount=grant.amount),),
    )
    caps, lacking = cap_limits(case, [Draft(candidate, reading, (target,))])
    broken = [cap.id for cap in caps if _added(cap, grant.amount) > max(0, cap.at_most - cap.recorded)]
    if broken:
        return f"refuse:{','.join(f'CAP:{name}' for name in dict.fromkeys(broken))}"
    codes = [reason.code for reasons in lacking.values() for reason in reasons]
    return f"refer:{','.join(dict.fromkeys(codes))}" if codes else "grant"


def _added(cap: CapLimit, amount: int) -> int:
    if cap.measure == "credits":
        return amount if cap.members else 0
    return len({member.outcome for member in cap.members} - set(cap.recorded_awards))


def _floor_answer(floor_id: str, case: Case) -> str:
    floor = next((one for one in floor_limits(case, ()) if one.id == floor_id), None)
    if floor is None:
        raise CreditbankError("UNKNOWN_FLOOR", floor=floor_id)
    return f"lacks:{format_amount(max(0, floor.at_least - floor.recorded), case.unit_scale)}"


def _line(name: str, line: ExampleLine, programme: Programme, policy: Policy, scale: int) -> RecordedLine:
    """An example's line as if it were recorded; ``groups.<name>`` among an award's facts sets a group key."""
    inputs = tuple(
        RecordedInput(
            award=f"{name}-{number}",
            facts={fact: value for fact, value in given.items() if not fact.startswith("groups.")},
            groups={fact[7:]: str(value) for fact, value in given.items() if fact.startswith("groups.")},
        )
        for number, given in enumerate(line.awards)
    )
    return RecordedLine(
        id=name,
        enrolment="example",
        rule={"id": "example", **line.rule},
        lead=inputs[0].award if inputs else "",
        inputs=inputs,
        grants=(_grant(line, programme, scale),),
        applied_on=_day(line, policy, Settings()),
        unit=programme.unit,
    )


def _grant(line: ExampleLine, programme: Programme, scale: int) -> RecordedGrant:
    if line.course and line.course not in programme.course:
        raise CreditbankError("UNKNOWN_COURSE", course=line.course)
    if line.course:
        facts = course_facts(programme, line.course)
        amount = parse_amount(line.credits or programme.course[line.course].credits, scale)
        return RecordedGrant(amount, course=line.course, facts={**facts, "credits": format_amount(amount, scale)})
    amount = parse_amount(line.credits, scale)
    return RecordedGrant(amount, module=line.module, facts=module_facts(line.module, amount, scale))


def _day(line: ExampleLine | None, policy: Policy, settings: Settings) -> str:
    """The day of application: as given, else the first day of the version on which the windows are open."""
    if line is not None and line.applied_on is not None:
        return line.applied_on.isoformat()
    first = policy.from_.isoformat()
    return closed_until(settings, first) or first
