"""Checks of the rulebook that need trees and solving: programmes, policies with their examples, rules at their programmes.

Call it on a rulebook in which ``rules.checks`` found no error. Codes are listed in ``docs/engine.md``.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from creditbank.kernel.decision import Reason
from creditbank.kernel.quantity import format_amount
from creditbank.plan.candidates import build
from creditbank.plan.case import AwardCase, Case, LotState
from creditbank.plan.limits import closed_until, settings_of
from creditbank.plan.lint_policies import check_form, check_policy, check_stack
from creditbank.plan.problem import walk
from creditbank.plan.solve import solve
from creditbank.rules.checks_rules import programmes_named
from creditbank.rules.decide import kinds_of
from creditbank.rules.definitions import Policy, Rule, RuleExample, Slot
from creditbank.rules.facts import award_facts
from creditbank.rules.findings import Finding, Place
from creditbank.rules.programmes import Programme
from creditbank.rules.rulebook import Rulebook

ENOUGH = 1_000_000
"""What a lot holds in the trial of a gathering rule: never the reason why it fails."""


def check_programmes_and_policies(rulebook: Rulebook, /) -> list[Finding]:
    """All findings about programmes, policies, stacks of policies, and rules that are dead where they are named."""
    found: list[Finding] = []
    broken: set[str] = set()
    for name, place, policy in _policies(rulebook):
        faults = list(check_form(policy, place, rulebook))
        found += faults
        broken |= {name} if faults else set()
    # A cap that cannot be read can be reckoned nowhere: its programmes wait until it is mended.
    sound = [one for one in rulebook.programmes.values() if broken.isdisjoint(one.policies)]
    for programme in sound:
        place = Place(f"programmes/{programme.id}/{programme.year}.toml")
        case = empty_case(programme, rulebook)
        found += [*_check_programme(case, place), *check_stack(case, place)]
    for name, place, policy in _policies(rulebook):
        if name not in broken:
            cases = [empty_case(one, rulebook) for one in sound if name in one.policies]
            found += check_policy(policy, place, cases, rulebook)
    for name, rules in rulebook.rules.items():
        for number, rule in enumerate(rules):
            place = Place(f"articulation/{name}.toml", f"version[{number}]")
            found += _check_rule(rule, place, sound, rulebook)
    return found


def _policies(book: Rulebook) -> Iterator[tuple[str, Place, Policy]]:
    for name, versions in book.policies.items():
        for number, version in enumerate(versions):
            yield name, Place(f"policies/{name}.toml", f"version[{number}]"), version


def empty_case(programme: Programme, book: Rulebook, day: date | None = None) -> Case:
    """A learner with nothing, before a programme whose policies are those of a day (the autumn of its catalogue year).

    A policy that has no version in force then takes part with its last one.
    """
    on = day or date(programme.year, 9, 1)
    stack = tuple(book.policy(name, on) or book.policies[name][-1] for name in programme.policies)
    return Case(
        programme=programme,
        policies=stack,
        rules=(),
        standards=book.standards,
        scales=book.scales,
        unit_scale=book.units[programme.unit].scale,
        applied_on=closed_until(settings_of(stack), on.isoformat()) or on.isoformat(),
        enrolment="trial",
        enrolled_on=on.isoformat(),
        awards=(),
    )


def _check_programme(case: Case, place: Place) -> Iterator[Finding]:
    """It can be completed by study alone, under its policies too, every choice in it can be taken, and the total is right."""
    problem = build(case)
    plain = msgspec.structs.replace(problem, floors=())
    plan = solve(plain, explain=False, proof=False)
    if plan.status == "infeasible":
        yield place.at("tree").error(
            "NOT_COMPLETABLE", "min_credits | courses | open = true", programme=case.programme.id
        )
        return
    for node in walk(problem.tree):
        for child in node.child if node.choose is not None else ():
            if solve(msgspec.structs.replace(plain, tree=child), explain=False, proof=False).status == "infeasible":
                yield place.at("tree").error("CHOICE_NOT_COMPLETABLE", "min_credits | courses", node=child.id)
    if problem.tree.min_credits is not None and plan.remaining != problem.tree.min_credits:
        total = format_amount(plan.remaining, problem.scale)
        wanted = format_amount(problem.tree.min_credits, problem.scale)
        yield place.at("tree.min_credits").error(
            "TOTAL_DIFFERS", f'min_credits = "{total}"', wanted=wanted, found=total
        )
    if solve(problem, explain=False, proof=False).status == "infeasible":
        floors = [floor.id for floor in problem.floors]
        yield place.at("policies").error("FLOOR_UNREACHABLE", "at_least", floors=floors)


def _check_rule(rule: Rule, place: Place, sound: Sequence[Programme], book: Rulebook) -> Iterator[Finding]:
    """The rule lives at each programme that it names: one of its own granted examples becomes a candidate there."""
    examples = [one for one in rule.example if one.expect.partition(":")[0] not in {"refuse", "refer"}]
    for number, pattern in enumerate(rule.programmes):
        for programme in (one for one in programmes_named(pattern, book) if one in sound):
            reasons = [_reason_dead(rule, one, programme, book) for one in examples if _aims_here(rule, programme)]
            dead = [reason for reason in reasons if reason is not None]
            if reasons and len(dead) == len(reasons):
                here = place.at(f"programmes[{number}]")
                # A blanket rule may be meant for some of the school's programmes only.
                tell = here.notice if pattern.endswith("/*") else here.error
                named = f"{programme.id}@{programme.year}"
                yield tell(
                    "RULE_DEAD", "target | when | overlap", programme=named, reason=dead[0].code, test=dead[0].field
                )


def _aims_here(rule: Rule, programme: Programme) -> bool:
    accepting = {target.module for target in rule.target if target.module}
    return any(target.course in programme.course for target in rule.target) or bool(accepting)


def _reason_dead(rule: Rule, example: RuleExample, programme: Programme, book: Rulebook) -> Reason | None:
    """Why an example's awards become no candidate; nothing where they do, or may with a fact more."""
    case = empty_case(programme, book, rule.from_)
    awards = tuple(_awards(rule, example, book))
    problem = build(
        Case(
            programme=case.programme,
            policies=case.policies,
            rules=(rule,),
            standards=case.standards,
            scales=case.scales,
            unit_scale=case.unit_scale,
            applied_on=case.applied_on,
            enrolment=case.enrolment,
            enrolled_on=case.enrolled_on,
            awards=awards,
        )
    )
    if problem.candidates:
        return None
    return next((one.reason for one in problem.rejected), Reason("NO_RULE"))


def _awards(rule: Rule, example: RuleExample, book: Rulebook) -> Iterator[AwardCase]:
    for slot in rule.slot:
        given = example.given.get(slot.id, ())
        for number, facts in enumerate((given,) if isinstance(given, dict) else given):
            yield _award(f"{slot.id}-{number}", slot, facts, rule, book)


def _award(name: str, slot: Slot, given: Mapping[str, str | int | bool], rule: Rule, book: Rulebook) -> AwardCase:
    kind = str(given.get("kind", min(kinds_of(slot) or {""})))
    known = award_facts(book.kinds[kind], {}, earned_on=rule.from_)
    lot = LotState(name, "credit", ENOUGH, ENOUGH) if slot.take == "credits" else LotState(name, "use", 1, 1)
    return AwardCase(id=rule.only_award or name, kind=kind, facts={**known, **given}, lot=lot)
