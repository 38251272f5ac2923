"""The instances of one rule: which awards may stand in its slots together, and which targets survive every test."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from creditbank.kernel.canonical import digest
from creditbank.kernel.decision import Grant, Reason, Refer, Refuse
from creditbank.kernel.errors import CreditbankError
from creditbank.kernel.quantity import format_amount, parse_amount
from creditbank.plan.case import AwardCase
from creditbank.plan.desk import Admitted, Desk, Filled, distinct
from creditbank.plan.limits import Draft
from creditbank.plan.problem import Candidate, Grantable, Input
from creditbank.plan.reading import (
    LineReading,
    course_facts,
    fields_of,
    module_facts,
    read_line,
)
from creditbank.rules.conditions import Failed, Missing, Passed, evaluate, number_of
from creditbank.rules.decide import kinds_of, rule_applies, rule_facts, rule_worth, slot_fits
from creditbank.rules.definitions import Rule, Slot, Target, Test
from creditbank.rules.facts import input_facts, lead_of, prefixed
from creditbank.rules.standards import WORTH_SCALE

MOST_CANDIDATES = 50_000
"""More instances of one rule than this are a mistake in the rule: its slots fit almost anything."""
SUMS = frozenset({"inputs.credits", "inputs.hours", "inputs.count"})
"""Facts of a line that depend on which awards are drawn from."""
ORDERED = ("at_least", "below", "not_below", "at_least_field", "not_below_field")
"""Operators that measure an award. Failing only these, the rule was meant for it; else it is for other awards."""


class TooManyCandidates(CreditbankError):
    """One rule has more instances than can be weighed."""


def rule_instances(desk: Desk, rule: Rule, /) -> tuple[Draft, ...]:
    """All candidates of one rule. Raises ``TooManyCandidates``."""
    return tuple(_RuleDesk(desk, rule).drafts())


class _RuleDesk:
    """One rule at the desk."""

    def __init__(self, desk: Desk, rule: Rule) -> None:
        self.desk, self.case, self.scales, self.rule = desk, desk.case, desk.case.scales, rule
        self.hash = digest(rule)
        self.places = {award: place for place, award in enumerate(sorted(one.id for one in desk.case.awards))}
        self.draws_all = self._depends_on_draws()
        self.mixed = _mixed(desk.case.awards, desk.used_here)
        self.tried = 0

    def drafts(self) -> Iterator[Draft]:
        """Every instance that survives."""
        fits = {slot.id: self._fitting(slot) for slot in self.rule.slot}
        empty = next((slot.id for slot in self.rule.slot if not fits[slot.id]), None)
        gathering = next((slot for slot in self.rule.slot if slot.take == "credits"), None)
        whole = [slot for slot in self.rule.slot if slot.take == "whole"]
        waiting = [award for awards in fits.values() for award in awards]
        missing = Reason("MISSING_PARTNER", "slot", found=empty or self.rule.slot[-1].id)
        self.desk.rejections.note(waiting, self.rule, missing)
        if empty is not None:
            return
        for combination in self._combinations(whole, fits, ()):
            if gathering is not None:
                yield from self._gathering(combination, gathering, fits[gathering.id])
            elif self._is_meant_for(combination):
                yield from self._instance(combination, _lead(combination))

    def _depends_on_draws(self) -> bool:
        gathering = {slot.id for slot in self.rule.slot if slot.take == "credits"}
        read = self.desk.fields_read | fields_of(self.rule.when)
        weighed = any(part.slot in gathering for part in self.rule.worth_of)
        original = any(target.amount == "original" for target in self.rule.target)
        return bool(gathering) and (bool(read & SUMS) or weighed or original)

    def _is_meant_for(self, filled: Sequence[Filled]) -> bool:
        """A ruling on one case is for that award only."""
        return not self.rule.only_award or any(one.award.id == self.rule.only_award for one in filled)

    def _fitting(self, slot: Slot) -> list[AwardCase]:
        """Awards that may fill a slot, by id; those that fail only by measure are noted."""
        kinds = kinds_of(slot)
        found = []
        for award in sorted(self.case.awards, key=lambda one: one.id):
            may = self.desk.usable[award.id]
            if not (may.whole if slot.take == "whole" else may.gather) or (
                kinds is not None and award.kind not in kinds
            ):
                continue
            verdict = slot_fits(slot, award.facts, {**self.desk.context, **rule_facts(self.rule)}, self.scales)
            if not isinstance(verdict, Failed):
                found.append(award)
            elif all(reason.test in ORDERED for reason in verdict.reasons):
                self.desk.rejections.note([award], self.rule, verdict.reasons[0])
        return found

    def _combinations(
        self, slots: Sequence[Slot], fits: Mapping[str, list[AwardCase]], chosen: tuple[Filled, ...]
    ) -> Iterator[tuple[Filled, ...]]:
        """Distinct awards for the slots; slots that ask the same take theirs in order of id, so none comes twice."""
        if len(chosen) == len(slots):
            yield chosen
            return
        slot = slots[len(chosen)]
        twins = [one.award.id for one in chosen if self._asks(one.slot) == self._asks(slot)]
        for award in fits[slot.id]:
            if award.id not in {one.award.id for one in chosen} and all(twin < award.id for twin in twins):
                yield from self._combinations(slots, fits, (*chosen, Filled(slot, award)))

    def _asks(self, slot: Slot) -> tuple[tuple[Test, ...], list[str]]:
        return slot.when, [part.standard for part in self.rule.worth_of if part.slot == slot.id]

    def _gathering(self, whole: tuple[Filled, ...], slot: Slot, fits: list[AwardCase]) -> Iterator[Draft]:
        """One instance for each award that may lead: the others drawn from must not rank above it.

        Where something depends on the very awards that are drawn from, one instance for each set of them.
        """
        taken = {one.award.id for one in whole}
        meant = [award for award in fits if self._is_meant_for((*whole, Filled(slot, award)))]
        sources = self._admissible(whole, [Filled(slot, award) for award in meant if award.id not in taken])
        if self.draws_all:
            for size in range(1, min(len(sources), slot.at_most_awards or len(sources)) + 1):
                for together in combinations(sources, size):
                    filled = self._in_order((*whole, *together))
                    yield from self._instance(filled, _lead(filled))
            return
        for leading in (*whole, *sources):
            rank = self._rank(leading)
            below = [one for one in sources if self._rank(one) < rank]
            drawn = below if leading in whole else [*below, leading]
            if drawn and all(self._rank(one) <= rank for one in whole):
                yield from self._instance(self._in_order((*whole, *drawn)), leading.award.id)

    def _rank(self, filled: Filled) -> tuple[Decimal, Decimal, int, int]:
        """Most original credits, else most bank credits, else the first slot and the first award in it."""
        figures = [number_of(filled.award.facts.get(name)) or Decimal(0) for name in ("credits", "bank_credits")]
        slot, award = self._place(filled)
        return figures[0], Decimal(0) if figures[0] else figures[1], -slot, -award

    def _place(self, filled: Filled) -> tuple[int, int]:
        return self.rule.slot.index(filled.slot), self.places[filled.award.id]

    def _in_order(self, filled: Sequence[Filled]) -> tuple[Filled, ...]:
        return tuple(sorted(filled, key=self._place))

    def _admissible(self, whole: tuple[Filled, ...], sources: list[Filled]) -> list[Filled]:
        """Sources that the policies admit for every target of the rule; none of which a fact is missing."""
        if not sources:
            return []
        filled = self._in_order((*whole, *sources))
        line = self._read(filled, _lead(filled))
        targets = [
            found for target in self.rule.target if isinstance(found := self._offered(target, None, line), Admitted)
        ]
        kept = []
        for source in sources:
            failing = self._failing(source, whole, line, targets)
            if failing is None:
                kept.append(source)
            else:
                self.desk.rejections.note([source.award], self.rule, failing)
        return kept

    def _failing(
        self, source: Filled, whole: Sequence[Filled], line: LineReading, targets: Sequence[Admitted]
    ) -> Reason | None:
        """Why a source may not be drawn from: tested by itself, and with its own level in place of the lowest of all."""
        alone = input_facts([one.award.facts for one in (*whole, source)], self.scales)
        level = {name: value for name, value in alone.items() if name.startswith("inputs.level")}
        known = {**line.facts, **level, **prefixed("award", source.award.facts)}
        admission = self.desk.admission
        tests = (*admission.award_tests, *(one for one in admission.line_tests if fields_of([one]).isdisjoint(SUMS)))
        for one in targets:
            verdict = evaluate(tests, {**known, **one.facts}, self.scales)
            # A fact of the line that is missing is for the whole line to miss, not for this source.
            own = [] if isinstance(verdict, Passed) else [r for r in verdict.reasons if not _is_of_line(verdict, r)]
            if own:
                return own[0]
        return None

    def _read(self, filled: Sequence[Filled], lead: str) -> LineReading:
        return read_line(self.rule, [one.award for one in filled], self.desk.context, self.scales, lead)

    def _instance(self, filled: tuple[Filled, ...], lead: str) -> Iterator[Draft]:
        """The candidate of these awards: one on sure facts, and another where a person could make it more."""
        self.tried += 1
        if self.tried > MOST_CANDIDATES:
            raise TooManyCandidates("TOO_MANY_CANDIDATES", rule=self.rule.id, most=MOST_CANDIDATES)
        awards = [one.award for one in filled]
        slots = {slot.id: [one.award.facts for one in filled if one.slot is slot] for slot in self.rule.slot}
        decision = rule_applies(self.rule, slots, self.desk.context, self.case.standards, self.scales)
        valued = rule_worth(self.rule, slots, self.desk.context, self.case.standards, self.scales)
        if isinstance(decision, Refuse):
            self.desk.rejections.note(awards, self.rule, decision.reasons[0])
            return
        mixed = [Reason("PART_OF", "award.part_of", found=one.id) for one in awards if one.id in self.mixed]
        lacking = (*(decision.reasons if isinstance(decision, Refer) else ()), *mixed)
        worth = valued.value if isinstance(valued, Grant) else None
        targets = self._within_reach(self._targets(awards, self._read(filled, lead), worth), filled)
        if lacking and not targets:
            # No amount can be offered before a person supplies the fact: it says more than what the target lacks.
            self.desk.rejections.note(awards, self.rule, lacking[0])
        sure = [one for one in targets if not one.lacking]
        reasons = (*lacking, *(reason for one in targets for reason in one.lacking))
        whole_rule = bool(self.rule.grant)
        if sure and not lacking and not (whole_rule and reasons):
            yield self._draft(filled, lead, worth, sure, ())
        if targets and reasons:
            yield self._draft(filled, lead, worth, targets, reasons)

    def _within_reach(self, targets: list[Admitted], filled: Sequence[Filled]) -> list[Admitted]:
        """Of a gathering line, the targets for which there is enough to gather."""
        sources = [one for one in filled if one.slot.take == "credits"]
        if not sources:
            return targets
        most = sources[0].slot.at_most_awards
        reach = sum(sorted((one.award.lot.available for one in sources), reverse=True)[:most])
        within = [one for one in targets if one.grantable.up_to or one.grantable.amount <= reach]
        if targets and not within:
            partner = Reason("MISSING_PARTNER", "slot", found=sources[0].slot.id)
            self.desk.rejections.note([one.award for one in filled], self.rule, partner)
        return within

    def _targets(self, awards: Sequence[AwardCase], line: LineReading, worth: int | None) -> list[Admitted]:
        """Targets that survive; where none does, the first reason is noted."""
        found: list[Admitted] = []
        reasons: list[Reason] = []
        for target in self.rule.target:
            offered = self._offered(target, worth, line)
            tested = offered if isinstance(offered, Reason) else self._tested(offered, line)
            if isinstance(tested, Reason):
                reasons.append(tested)
            else:
                found.append(tested)
        budget = self._budget(worth)
        if self.rule.grant and budget is not None and sum(one.grantable.amount for one in found) > budget:
            found, reasons = [], [_over_budget(budget, self.case.unit_scale)]
        if not found:
            # What a test says is worth more than that some other target was too large.
            self.desk.rejections.note(awards, self.rule, min(reasons, key=lambda one: one.code == "BUDGET"))
        return sorted(found, key=lambda one: (one.grantable.course, one.grantable.module))

    def _offered(self, target: Target, worth: int | None, line: LineReading) -> Admitted | Reason:
        """A target with its amount, if it can be granted at all: in this programme, not done, within the budget."""
        budget = self._budget(worth)
        if target.course:
            if target.course not in self.case.programme.course:
                return Reason("NO_COURSE_HERE", "target.course", found=target.course)
            if target.course in self.desk.done:
                return Reason(
                    "ALREADY_DONE", "target.course", wanted=target.course, found=self.desk.done[target.course]
                )
            facts = course_facts(self.case.programme, target.course)
            amount = parse_amount(str(facts["credits"]), self.case.unit_scale)
        else:
            if target.module not in self.desk.accepting:
                return Reason("NO_COURSE_HERE", "target.module", found=target.module)
            known = self._block_amount(target, worth, line)
            if isinstance(known, Reason):
                return known
            amount = known if budget is None or not target.up_to else min(known, budget)
            facts = module_facts(target.module, amount, self.case.unit_scale)
        if budget is not None and amount > budget:
            return _over_budget(budget, self.case.unit_scale)
        grantable = Grantable(course=target.course, module=target.module, amount=amount, up_to=target.up_to)
        return Admitted(grantable, prefixed("target", facts))

    def _block_amount(self, target: Target, worth: int | None, line: LineReading) -> int | Reason:
        """Block credit as the rule names it: a number, the worth of the line, or the original credits of its awards."""
        if target.amount == "worth":
            return Reason("FACT_MISSING", "rule.worth") if worth is None else self._in_unit(worth)
        original = line.facts.get("inputs.credits")
        if target.amount == "original" and original is None:
            return Reason("FACT_MISSING", "inputs.credits")
        return parse_amount(str(original) if target.amount == "original" else target.amount, self.case.unit_scale)

    def _tested(self, offered: Admitted, line: LineReading) -> Admitted | Reason:
        """The target after every test of every policy: those on awards hold for each input by itself."""
        verdicts = self.desk.admission.of_target(line, offered.facts)
        failed = next((verdict for verdict in verdicts if isinstance(verdict, Failed)), None)
        if failed is not None:
            return failed.reasons[0]
        lacking = tuple(reason for verdict in verdicts if isinstance(verdict, Missing) for reason in verdict.reasons)
        return Admitted(offered.grantable, offered.facts, lacking)

    def _budget(self, worth: int | None) -> int | None:
        """The budget of the line in the programme's unit; none where the rule sets none, or its worth is not yet known."""
        if self.rule.budget == "worth":
            return None if worth is None else self._in_unit(worth)
        return parse_amount(self.rule.budget, self.case.unit_scale) if self.rule.budget else None

    def _in_unit(self, worth: int) -> int:
        """A worth in the scale of the programme's unit; where the unit is coarser, what is below one counts nothing."""
        return int(worth * 10**self.case.unit_scale // 10**WORTH_SCALE)

    def _draft(
        self,
        filled: Sequence[Filled],
        lead: str,
        worth: int | None,
        targets: Sequence[Admitted],
        reasons: tuple[Reason, ...],
    ) -> Draft:
        gathers = any(one.slot.take == "credits" for one in filled)
        parts = [self.rule.id, "+".join(one.award.id for one in filled)]
        parts += [f"lead={lead}"] * gathers + ["possible"] * bool(reasons)
        candidate = Candidate(
            id="|".join(parts),
            rule=self.rule.id,
            rule_hash=self.hash,
            category=self.rule.category,
            inputs=tuple(Input(outcome=one.award.id, slot=one.slot.id, take=one.slot.take) for one in filled),
            lead=lead,
            targets=tuple(one.grantable for one in targets),
            grant_all=bool(self.rule.grant),
            choose=self.rule.choose,
            budget=self._budget(worth),
            worth=None if worth is None else self._in_unit(worth),
            draw_all=gathers and self.draws_all,
            at_most_awards=next((slot.at_most_awards for slot in self.rule.slot if slot.take == "credits"), None),
            possible=bool(reasons),
            reasons=distinct(reasons),
        )
        self.desk.rejections.taken.update((one.award.id, self.rule.id) for one in filled)
        return Draft(candidate, self._read(filled, lead), tuple(one.facts for one in targets))


def _is_of_line(verdict: Failed | Missing, reason: Reason) -> bool:
    return isinstance(verdict, Missing) and not reason.field.startswith(("award.", "inputs."))


def _mixed(awards: Sequence[AwardCase], used: frozenset[str]) -> frozenset[str]:
    """Awards of which a part, or a whole above them, is used here already, however far up or down: a person decides."""
    part_of = {one.id: one.part_of for one in awards if one.part_of}
    above = {award: frozenset(_wholes(award, part_of)) for award in part_of}
    of_used = {whole for award in used for whole in above.get(award, ())}
    return frozenset(of_used | {award for award, wholes in above.items() if not used.isdisjoint(wholes)})


def _wholes(award: str, part_of: Mapping[str, str]) -> Iterator[str]:
    """What an award is a part of, what that is a part of, and so on; a chain that closes ends there."""
    seen = {award}
    while (award := part_of.get(award, "")) and award not in seen:
        yield award
        seen.add(award)


def _lead(filled: Sequence[Filled]) -> str:
    return filled[lead_of([one.award.facts for one in filled])].award.id


def _over_budget(budget: int, scale: int) -> Reason:
    return Reason("BUDGET", "rule.budget", "below", format_amount(budget, scale))
