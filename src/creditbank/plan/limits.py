"""A programme's stack of policies: its settings, and its caps and floors as plain sums over candidates."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from creditbank.kernel.decision import Reason
from creditbank.kernel.period import add_months
from creditbank.kernel.quantity import parse_amount
from creditbank.plan.case import Case, RecordedLine
from creditbank.plan.problem import Candidate, CapLimit, FloorLimit, Member
from creditbank.plan.reading import (
    AwardReading,
    LineReading,
    context_of,
    course_facts,
    mentions,
    nodes_of,
    read_recorded,
    recorded_target,
    study_facts,
    whole_credits,
)
from creditbank.rules.conditions import Fact, Failed, Missing, Passed, evaluate
from creditbank.rules.definitions import Cap, Floor, GradeRecorded, PeriodCalendar, Policy, Windows

SHARE_SCALE = 6
"""Decimal places a share may have."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the policies set once; the last policy that sets one wins."""

    again: str = "never"
    irrevocable: bool = False
    on_leaving: str = "return"
    notice_days: int = 5
    appeal_days: int = 15
    grade_recorded: GradeRecorded | None = None
    windows: Windows | None = None
    date_basis: str = "applied_on"


def settings_of(policies: Sequence[Policy], /) -> Settings:
    """Merge the single settings of a stack (province first, school last)."""
    found: dict[str, object] = {}
    for policy in policies:
        for name in Settings.__dataclass_fields__:
            value = getattr(policy, name)
            if value is not None:
                found[name] = value
    return Settings(**found)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Draft:
    """A candidate with the facts that caps and floors read: its line and its targets (``target.*``, by index)."""

    candidate: Candidate
    line: LineReading
    targets: tuple[Mapping[str, Fact], ...]


@dataclass(slots=True)
class _Count:
    """What one cap counts under one key."""

    members: list[Member]
    amounts: dict[str, int]
    """Recorded credits by line."""
    awards: dict[str, set[str]]
    """Recorded awards by line."""


def cap_limits(case: Case, drafts: Iterable[Draft], /) -> tuple[tuple[CapLimit, ...], dict[str, tuple[Reason, ...]]]:
    """One limit for each cap and key that has something to count, and the facts that candidates lack to be counted.

    A candidate that lacks such a fact is counted, and is for a person to decide.
    """
    drafts = tuple(drafts)
    limits: list[CapLimit] = []
    lacking: dict[str, tuple[Reason, ...]] = {}
    for policy in case.policies:
        for cap in policy.cap:
            counts: dict[str, _Count] = defaultdict(lambda: _Count([], defaultdict(int), defaultdict(set)))
            for draft in drafts:
                reasons = _count_draft(policy, cap, draft, case, counts)
                if reasons:
                    lacking[draft.candidate.id] = (*lacking.get(draft.candidate.id, ()), *reasons)
            _count_recorded(policy, cap, case, counts)
            limits += [_limit(policy, cap, case, key, count) for key, count in counts.items()]
    return tuple(sorted(limits, key=lambda one: (one.id, one.policy, one.key))), lacking


def floor_limits(case: Case, drafts: Iterable[Draft], /) -> tuple[FloorLimit, ...]:
    """Each floor over candidates, recorded grants, passed courses and the study still to be done.

    What lacks a fact is not counted: a floor asks for what is shown to be there.
    """
    drafts = tuple(drafts)
    floors = (_floor(policy, floor, case, drafts) for policy in case.policies for floor in policy.floor)
    return tuple(sorted(floors, key=lambda one: (one.id, one.policy)))


def closed_until(settings: Settings, applied_on: str, /) -> str | None:
    """First day of the next month in which applications are taken; nothing when they are taken now."""
    day = date.fromisoformat(applied_on)
    if settings.windows is None or day.month in settings.windows.months:
        return None
    later = (add_months(day.replace(day=1), months) for months in range(1, 12))
    return next((one.isoformat() for one in later if one.month in settings.windows.months), "")


def block_standing(case: Case, module: str, /) -> int:
    """Block credit that live lines of this enrolment have granted to a module."""
    amounts: dict[str, int] = defaultdict(int)
    for line in _recorded(case, "enrolment"):
        for grant in line.grants:
            amounts[line.id] += grant.amount if grant.module == module and not grant.course else 0
    return _amount_standing(amounts, case, max)


def at_most(cap: Cap, case: Case, /) -> tuple[int, int | None]:
    """What a cap allows, and the base of a share. A share of a whole number of credits is rounded down: no more fits."""
    if cap.share:
        base = _base(cap, case)
        return base * parse_amount(cap.share, SHARE_SCALE) // 10**SHARE_SCALE, base
    scale = case.unit_scale if cap.measure == "credits" else 0
    return parse_amount(str(cap.at_most), scale), None


def period_start(calendar: PeriodCalendar, day: str, /) -> str:
    """First day of the period of a calendar in which a day lies, as ISO text."""
    on = date.fromisoformat(day)
    starts = [date.fromisoformat(f"{year:04}-{start}") for year in (on.year - 1, on.year) for start in calendar.starts]
    return max(start for start in starts if start <= on).isoformat()


def _base(cap: Cap, case: Case) -> int:
    if not cap.base:
        return whole_credits(case.programme, case.unit_scale)
    context = context_of(case)
    return sum(
        parse_amount(course.credits, case.unit_scale)
        for name, course in case.programme.course.items()
        if isinstance(evaluate(cap.base, study_facts(context, course_facts(case.programme, name)), case.scales), Passed)
    )


def _limit(policy: Policy, cap: Cap, case: Case, key: str, count: _Count) -> CapLimit:
    most, base = at_most(cap, case)
    awards = _awards_standing(count.awards, case)
    return CapLimit(
        id=cap.id,
        policy=policy.id,
        key=key,
        measure=cap.measure,
        at_most=most,
        recorded=_amount_standing(count.amounts, case, max) if cap.measure == "credits" else len(awards),
        recorded_awards=tuple(sorted(awards)),
        share=cap.share,
        base=base,
        members=tuple(sorted(count.members, key=lambda one: (one.candidate, one.target, one.outcome))),
    )


def _count_draft(
    policy: Policy, cap: Cap, draft: Draft, case: Case, counts: Mapping[str, _Count]
) -> tuple[Reason, ...]:
    """Add a candidate's members to the counts; the reasons why some could not be told."""
    reasons: list[Reason] = []
    for member, award, facts in _countable(cap, draft):
        verdict = evaluate(cap.of, facts, case.scales)
        key = _key(policy, cap, draft.line, award)
        if key is None or isinstance(verdict, Failed):
            continue
        if isinstance(verdict, Missing):
            reasons += verdict.reasons
        counts[key].members.append(member)
    return tuple(reasons)


def _countable(cap: Cap, draft: Draft) -> Iterator[tuple[Member, AwardReading, Mapping[str, Fact]]]:
    name, line = draft.candidate.id, draft.line
    if cap.measure == "awards":
        by_target = any(mentions(test, "target.") for test in cap.of)
        targets = list(enumerate(draft.targets)) if by_target else [(-1, {})]
        for award, (index, target) in product(line.inputs, targets):
            member = Member(candidate=name, target=index, outcome=award.id)
            yield member, award, {**line.facts, **award.facts, **target}
    else:
        for index, target in enumerate(draft.targets):
            facts = {**line.facts, **line.lead.facts, **target}
            yield Member(candidate=name, target=index), line.lead, facts


def _count_recorded(policy: Policy, cap: Cap, case: Case, counts: Mapping[str, _Count]) -> None:
    """Live lines in scope, with what was recorded on them; what lacks a fact counts, since it was granted.

    Credits are counted in the programme's own unit only.
    """
    context = context_of(case)
    for recorded in _recorded(case, cap.across):
        if cap.measure == "credits" and recorded.unit != case.programme.unit:
            continue
        line = read_recorded(recorded, case, context)
        for grant in recorded.grants:
            target = recorded_target(recorded, grant, case)
            for award in line.inputs if cap.measure == "awards" else (line.lead,):
                key = _key(policy, cap, line, award)
                if key is None or not _may_count(cap, {**line.facts, **award.facts, **target}, case):
                    continue
                if cap.measure == "awards":
                    counts[key].awards[recorded.id].add(award.id)
                else:
                    counts[key].amounts[recorded.id] += grant.amount


def _may_count(cap: Cap, facts: Mapping[str, Fact], case: Case) -> bool:
    return not isinstance(evaluate(cap.of, facts, case.scales), Failed)


def _recorded(case: Case, across: str) -> list[RecordedLine]:
    """Live lines that count: of this enrolment or of the learner, but not the one that is being replaced."""
    own = (one for one in case.recorded if one.id != case.replacing)
    return [one for one in own if across == "learner" or one.enrolment == case.enrolment]


def _replacements(case: Case, lines: Iterable[str]) -> dict[str, str]:
    """Pending replacements among the lines: new → old."""
    found = {one.id: one.instead_of for one in case.recorded if one.instead_of}
    known = set(lines)
    return {new: old for new, old in found.items() if new in known and old in known}


def _amount_standing(amounts: Mapping[str, int], case: Case, pick: Callable[[int, int], int]) -> int:
    """The recorded sum; of a line and its pending replacement only one counts."""
    pairs = _replacements(case, amounts)
    single = sum(amount for line, amount in amounts.items() if line not in pairs and line not in pairs.values())
    return single + sum(pick(amounts[new], amounts[old]) for new, old in pairs.items())


def _awards_standing(awards: Mapping[str, set[str]], case: Case) -> set[str]:
    """The recorded awards; of a line and its pending replacement those of the one that counts more."""
    pairs = _replacements(case, awards)
    single = {award for line, of in awards.items() if line not in pairs and line not in pairs.values() for award in of}
    for new, old in pairs.items():
        single |= max(awards[new] - single, awards[old] - single, key=len)
    return single


def _key(policy: Policy, cap: Cap, line: LineReading, award: AwardReading) -> str | None:
    """The key under which a cap counts, ``per=value`` for each; nothing where the line has no such key."""
    values = [_key_part(policy, per, line, award) for per in cap.per]
    if any(value is None for value in values):
        return None
    return "|".join(f"{per}={value}" for per, value in zip(cap.per, values, strict=True))


def _key_part(policy: Policy, per: str, line: LineReading, award: AwardReading) -> str | None:
    sort, _, name = per.partition(":")
    if sort == "group":
        return award.groups.get(name)
    if sort == "period":
        calendar = policy.periods[name]
        day = line.facts.get("lead.earned_on" if calendar.of == "earned_on" else "line.applied_on")
        return None if day is None else period_start(calendar, str(day))
    return str(line.facts[per]) if line.facts.get(per) else None


def _floor(policy: Policy, floor: Floor, case: Case, drafts: Sequence[Draft]) -> FloorLimit:
    context, scales = context_of(case), case.scales

    def counts(facts: Mapping[str, Fact]) -> bool:
        return isinstance(evaluate(floor.of, facts, scales), Passed)

    members = [
        Member(candidate=draft.candidate.id, target=index)
        for draft in drafts
        for index, target in enumerate(draft.targets)
        if counts({**draft.line.facts, **draft.line.lead.facts, **target})
    ]
    amounts: dict[str, int] = defaultdict(int)
    for recorded in _recorded(case, "enrolment"):
        line = read_recorded(recorded, case, context)
        for grant in recorded.grants:
            if counts({**line.facts, **line.lead.facts, **recorded_target(recorded, grant, case)}):
                amounts[recorded.id] += grant.amount
    studied = {
        name: parse_amount(course.credits, case.unit_scale)
        for name, course in case.programme.course.items()
        if counts(study_facts(context, course_facts(case.programme, name)))
    }
    opened = [
        node.id
        for node in nodes_of(case.programme.tree)
        if node.open and counts(study_facts(context, {"module": (node.id,), "course": "", "nature": "", "tags": ()}))
    ]
    passed = sum(amount for name, amount in studied.items() if name in case.passed)
    return FloorLimit(
        id=floor.id,
        policy=policy.id,
        at_least=parse_amount(floor.at_least, case.unit_scale),
        recorded=_amount_standing(amounts, case, min) + passed,
        members=tuple(sorted(members, key=lambda one: (one.candidate, one.target))),
        courses=tuple(sorted(name for name in studied if name not in case.passed)),
        open_nodes=tuple(sorted(opened)),
    )
