"""A programme's terms on one day, and cases that count alike: what a simulation solves once for many learners.

Of a learner only what the terms can see is kept: the slots that his awards fill, what they are worth there, the facts
that policies read, and which of them are similar. Learners who agree in all of this have the same least study, whatever
their names, papers and further awards.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from hashlib import blake2b
from itertools import combinations
from typing import Generic, Literal, Protocol, TypeVar

import msgspec

from creditbank.kernel.decision import Grant, Refuse
from creditbank.plan.candidates import build
from creditbank.plan.case import AwardCase, Case
from creditbank.plan.choices import NotSolved
from creditbank.plan.instances import TooManyCandidates
from creditbank.plan.limits import Settings, settings_of
from creditbank.plan.lots import Usable
from creditbank.plan.problem import Problem
from creditbank.plan.reading import context_of
from creditbank.plan.simulate_facts import Lens, Read, group_names, line_names
from creditbank.plan.solve import solve
from creditbank.rules.conditions import Fact, Facts, Failed, Passed, number_of
from creditbank.rules.decide import kinds_of, rule_facts, rule_worth, slot_fits
from creditbank.rules.definitions import Rule, Slot

ANY_KIND = ""
EVERY_RULE = -1
_SIZE = 16
"""Bytes of a signature: among 10^9 of them two meet by chance once in 10^20."""


@dataclass(frozen=True, slots=True)
class Place:
    """A slot of a rule, as one bit of a mask; ``known``: what its tests read beside the award."""

    bit: int
    rule: Rule
    slot: Slot
    known: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Seen:
    """An award as one programme sees it: ``mask`` has the bits of the slots that it may fill, ``fits`` how."""

    mask: int
    fits: tuple[tuple[int, bool, tuple[int, ...]], ...]
    """Bit; whether no fact is missing; its worth by each standard named for the slot (-1 refused, -2 a fact is missing)."""
    line: tuple[Read, ...]
    figures: tuple[Read, ...]
    how: tuple[bool, bool, bool]
    """Whole; gathered from; from a second lot."""
    keys: dict[int, bytes] = field(default_factory=dict, compare=False)


class Paper(Protocol):
    """What an order of awards asks of one: its id and its similarity keys."""

    @property
    def id(self) -> str:
        """The award's id."""

    @property
    def groups(self) -> Mapping[str, str]:
        """Its keys by group."""

    def case(self) -> AwardCase:
        """The award as the engine reads it."""


P = TypeVar("P", bound=Paper)


@dataclass(frozen=True, slots=True)
class Item(Generic[P]):
    """An award of one learner with what is seen of it; ``amounts`` of its lot: issued and available."""

    paper: P
    seen: Seen
    amounts: tuple[int, int]


class Terms:
    """A programme with all that is in force for it on one day; ``blank`` is the case of a learner with no awards.

    A rule that is meant for one award alone (``only_award``) has no slots here: who holds it has a case of his own.
    """

    def __init__(self, blank: Case, lens: Lens) -> None:
        self.blank = blank
        self.lens = lens
        self.settings: Settings = settings_of(blank.policies)
        self.groups = group_names(blank)
        self.context = context_of(blank)
        self.across = any(cap.across == "learner" for policy in blank.policies for cap in policy.cap)
        self._names = line_names(blank)
        self._places: dict[str, list[Place]] = {}
        self._rules: list[tuple[int, Rule]] = []
        self._live: dict[int, int] = {}
        self.joint = self.sorted_by_id = self.gathering = 0
        for rule in blank.rules:
            if not rule.only_award:
                self._add(rule)

    def _add(self, rule: Rule) -> None:
        known = {**self.context, **rule_facts(rule)}
        first = sum(len(one.slot) for _, one in self._rules)
        bits = [1 << (first + number) for number in range(len(rule.slot))]
        for bit, slot in zip(bits, rule.slot, strict=True):
            kinds = kinds_of(slot)
            for kind in (ANY_KIND,) if kinds is None else sorted(kinds):
                self._places.setdefault(kind, []).append(Place(bit, rule, slot, known))
            if slot.take == "credits":
                self.gathering |= bit
        mask = sum(bits)
        self._rules.append((mask, rule))
        gathers = any(slot.take == "credits" for slot in rule.slot)
        twins = [
            pair for pair in combinations(zip(bits, rule.slot, strict=True), 2) if pair[0][1].when == pair[1][1].when
        ]
        if gathers or len(rule.slot) > 1:
            self.joint |= mask
        if gathers or twins:
            self.sorted_by_id |= mask

    def slots_of(self, rules: Container[str]) -> int:
        """The slots of the rules with these ids."""
        return sum(mask for mask, rule in self._rules if rule.id in rules)

    def kinds(self, slots: int | None = None) -> frozenset[str]:
        """Kinds of awards that these slots take (all, if none are named); with ``""`` any kind."""
        return frozenset(
            kind for kind, places in self._places.items() if slots is None or any(place.bit & slots for place in places)
        )

    def rules(self, live: int) -> list[tuple[int, Rule]]:
        """The rules of these slots, each with its own slots."""
        return [(mask, rule) for mask, rule in self._rules if mask & live == mask]

    def look(self, facts: Facts, usable: Usable, names: Sequence[str], values: Sequence[Read]) -> Seen | None:
        """How an award is seen, or nothing where it fills no slot. ``values``: its facts through the lens, by ``names``."""
        fits = []
        for place in (*self._places.get(str(facts.get("kind", "")), ()), *self._places.get(ANY_KIND, ())):
            if usable.whole if place.slot.take == "whole" else usable.gather:
                verdict = slot_fits(place.slot, facts, place.known, self.blank.scales)
                if not isinstance(verdict, Failed):
                    fits.append((place.bit, isinstance(verdict, Passed), self._worths(place, facts)))
        if not fits:
            return None
        by_name = dict(zip(names, values, strict=True))
        return Seen(
            mask=sum(bit for bit, _, _ in fits),
            fits=tuple(sorted(fits)),
            line=tuple(by_name.get(name) for name in sorted(self._names)),
            figures=(by_name.get("credits"), by_name.get("bank_credits")),
            how=(usable.whole, usable.gather, bool(usable.again)),
        )

    def _worths(self, place: Place, facts: Facts) -> tuple[int, ...]:
        return tuple(
            self._worth(msgspec.structs.replace(place.rule, worth_of=(part,)), place.slot.id, facts)
            for part in place.rule.worth_of
            if part.slot == place.slot.id
        )

    def _worth(self, rule: Rule, slot: str, facts: Facts) -> int:
        valued = rule_worth(rule, {slot: (facts,)}, self.context, self.blank.standards, self.blank.scales)
        if isinstance(valued, Grant):
            return valued.value or 0
        return -1 if isinstance(valued, Refuse) else -2

    def live(self, seen: Iterable[Seen]) -> int:
        """The slots of the rules of which each slot is filled by some award; nothing else can become a line."""
        filled = 0
        for one in seen:
            filled |= one.mask
        known = self._live.get(filled)
        if known is None:
            known = self._live[filled] = sum(mask for mask, _ in self._rules if mask & filled == mask)
        return known

    def signature(self, items: Sequence[Item[P]], live: int, beside: object = ()) -> tuple[bytes, list[Item[P]]]:
        """A name that equal cases share, and the awards that bear on it in an order that all of these share.

        ``beside``: what else tells this case from others (courses passed, recorded lines).
        """
        listed = self.order(items, live)
        labels = [self._labels(listed, name) for name in self.groups]
        bits = live.to_bytes((live.bit_length() + 7) // 8, "big")
        content = (bits, [self.key(one, live) for one in listed], labels, beside)
        return blake2b(msgspec.msgpack.encode(content), digest_size=_SIZE).digest(), listed

    def order(self, items: Sequence[Item[P]], live: int) -> list[Item[P]]:
        """The awards that bear on a case, in an order that equal cases share."""
        keyed = [(self.key(one, live), self._similar_to(one), one) for one in items if one.seen.mask & live]
        keyed.sort(key=lambda one: one[:2])
        return self._with_ties_by_id(keyed, live)

    def key(self, item: Item[P], live: int) -> bytes:
        """What bears on the case of one award, apart from which others are similar to it."""
        seen = item.seen
        key = seen.keys.get(live)
        if key is None:
            fits = [fit for fit in seen.fits if fit[0] & live]
            figures = seen.figures if seen.mask & live & self.joint else ()
            content = ([(str(bit), *fit) for bit, *fit in fits], seen.line, figures, seen.how)
            key = seen.keys[live] = blake2b(msgspec.msgpack.encode(content), digest_size=_SIZE).digest()
        if seen.mask & live & self.gathering:
            return key + msgspec.msgpack.encode(item.amounts)
        return key

    def _similar_to(self, item: Item[P]) -> list[str]:
        return [item.paper.groups.get(name, "") for name in self.groups]

    def _with_ties_by_id(self, keyed: Sequence[tuple[bytes, list[str], Item[P]]], live: int) -> list[Item[P]]:
        """The awards in the order given, but unlike ones of equal figures by id, where that decides which of them leads."""
        tied: dict[tuple[Decimal, Decimal], list[int]] = {}
        for number, (_, _, one) in enumerate(keyed):
            if one.seen.mask & live & self.sorted_by_id:
                tied.setdefault(_rank(one.seen), []).append(number)
        listed = [one for _, _, one in keyed]
        for numbers in tied.values():
            if any(keyed[number][:2] != keyed[numbers[0]][:2] for number in numbers):
                by_id = sorted((keyed[number][2] for number in numbers), key=lambda one: one.paper.id)
                for number, one in zip(numbers, by_id, strict=True):
                    listed[number] = one
        return listed

    @staticmethod
    def _labels(items: Sequence[Item[P]], name: str) -> list[int]:
        """Equal numbers for similar awards, 0 where an award has no such key."""
        numbers: dict[str, int] = {}
        found = (one.paper.groups.get(name, "") for one in items)
        return [numbers.setdefault(key, len(numbers) + 1) if key else 0 for key in found]

    def case(self, awards: Sequence[AwardCase], live: int) -> Case:
        """The case of these awards, with the rules that can bear on it; all rules where ``live`` is ``EVERY_RULE``."""
        rules = self.blank.rules if live == EVERY_RULE else tuple(rule for _, rule in self.rules(live))
        return replace(self.blank, awards=tuple(awards), rules=rules)


def _rank(seen: Seen) -> tuple[Decimal, Decimal]:
    """What decides whether an award leads a line, as ``rules.facts.lead_of`` reads it."""
    original, bank = (number_of(figure) or Decimal(0) for figure in seen.figures)
    return original, Decimal(0) if original else bank


class Least(msgspec.Struct, frozen=True):
    """The least that is left to study; nothing where the programme cannot be completed, or no answer was found.

    ``gap``: no less than ``bound`` is possible, but ``remaining`` is not proven. ``unsolved``: no answer within bounds.
    """

    remaining: int | None
    status: Literal["proven", "gap", "infeasible", "unsolved"]
    bound: int = 0


def least(case: Case, known: "dict[bytes, Least] | None" = None, /) -> Least:
    """What a case leaves to study. ``known`` keeps the answers by problem: unlike cases often give the same one."""
    try:
        problem = _bare(build(case))
    except TooManyCandidates:
        return Least(None, "unsolved")
    if known is None:
        return _solved(problem)
    key = blake2b(msgspec.msgpack.encode(problem), digest_size=_SIZE).digest()
    found = known.get(key)
    if found is None:
        found = known[key] = _solved(problem)
    return found


def _bare(problem: Problem) -> Problem:
    """The problem without what explains it only."""
    outcomes = tuple(msgspec.structs.replace(one, facts={}) for one in problem.outcomes)
    candidates = tuple(msgspec.structs.replace(one, reasons=()) for one in problem.candidates if not one.possible)
    kept = {one.id for one in candidates}
    caps = tuple(
        msgspec.structs.replace(cap, members=tuple(one for one in cap.members if one.candidate in kept))
        for cap in problem.caps
    )
    floors = tuple(
        msgspec.structs.replace(floor, members=tuple(one for one in floor.members if one.candidate in kept))
        for floor in problem.floors
    )
    return msgspec.structs.replace(
        problem, outcomes=outcomes, candidates=candidates, caps=caps, floors=floors, rejected=(), documents=()
    )


def _solved(problem: Problem) -> Least:
    # The engines take half a second to load: only who solves shall pay it.
    from creditbank.plan.engine import least_remaining

    try:
        found = least_remaining(problem)
        return Least(found, "proven" if found is not None else "infeasible", found or 0)
    except NotSolved:
        pass
    try:
        plan = solve(problem, explain=False, proof=False)
    except NotSolved:
        return Least(None, "unsolved")
    return Least(plan.remaining, plan.status, plan.bound)
