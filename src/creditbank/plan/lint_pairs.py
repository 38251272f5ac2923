"""Rules against rules: two that say the same, one that makes another needless, several for the same award and course.

Only rules that grant the same course or module in the same programme for the same kind of award are compared.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

import msgspec

from creditbank.kernel.canonical import digest
from creditbank.plan.lint_findings import Conflict, RuleFinding, Version
from creditbank.plan.lint_forms import RuleForm, Where
from creditbank.plan.lint_near import near_pairs
from creditbank.plan.lint_tests import plain
from creditbank.plan.lint_witness import Seating, witness_of_pair
from creditbank.rules.checks_rules import WORTH
from creditbank.rules.definitions import Rule, Slot
from creditbank.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Pair:
    """A conflict of two rules before it is told. ``one`` is the rule to mend; ``seating``: which slots share an award."""

    code: Conflict
    one: RuleForm
    other: RuleForm
    seating: Seating
    severity: Literal["error", "notice"] = "error"

    def told(self, book: Rulebook, *, shown: bool) -> RuleFinding:
        """The finding, with an example if one is to be shown."""
        targets = {name for where in self.one.shared(self.other) for name in self.one.common(self.other, where)}
        programmes = {where[0] for where in self.one.shared(self.other) if self.one.common(self.other, where)}
        return RuleFinding(
            code=self.code,
            rules=(version_of(self.one), version_of(self.other)),
            severity=self.severity,
            parameters={"programmes": sorted(programmes), "targets": sorted(targets)},
            witness=witness_of_pair(self.one, self.other, self.seating, book) if shown else None,
        )


def version_of(form: RuleForm) -> Version:
    """Which version of which rule a form is of."""
    return Version(form.rule.id, form.rule.from_)


def pairs_in(forms: Sequence[RuleForm], book: Rulebook) -> Iterator[Pair]:
    """Every conflict of two rules, one for each pair: the gravest. ``forms`` in order of id and day.

    What duplicates another rule is told as that and no further: it must go before anything else can be said of it.
    """
    kept: list[RuleForm] = []
    first: dict[object, list[RuleForm]] = {}
    for form in sorted(forms, key=lambda one: (one.rule.from_, one.rule.id)):
        alike = first.setdefault((_letter(form), frozenset(form.grants)), [])
        same = next((one for one in alike if one.rule.id != form.rule.id and one.overlaps(form)), None)
        if same is not None and form.grants:
            yield Pair(Conflict.DUPLICATE, form, same, _first_seating(form, same))
        else:
            alike.append(form)
            kept.append(form)
    for one, other in near_pairs(sorted(kept, key=lambda one: one.key)):
        if one.rule.id != other.rule.id and one.overlaps(other):
            found = _judged(one, other, book)
            if found is not None:
                yield found


def _first_seating(one: RuleForm, other: RuleForm) -> Seating:
    return next((tuple(enumerate(seats)) for seats in one.seats(other)), ())


def _judged(one: RuleForm, other: RuleForm, book: Rulebook) -> Pair | None:
    met = _meeting(one, other)
    if not met:
        return None
    forth, back = _covering(one, other), _covering(other, one)
    if forth is not None and back is not None:
        return _alike(one, other, forth)
    for wide, narrow, seats in ((one, other, forth), (other, one, back)):
        if seats is not None and _outlives(wide, narrow):
            return Pair(Conflict.DOMINATED, narrow, wide, _turned(seats))
    for wide, narrow in ((one, other), (other, one)):
        seats = _blanket(wide, narrow)
        if seats is not None:
            return Pair(Conflict.BLANKET_AGAINST_SPECIFIC, narrow, wide, _turned(seats))
    return _several(one, other, met, book)


def _meeting(one: RuleForm, other: RuleForm) -> list[tuple[int, int]]:
    """Slots of both that one award may fill."""
    return [
        (left, right)
        for left, here in enumerate(one.places)
        for right, there in enumerate(other.places)
        if here.meets(there) is not None
    ]


def _covering(wide: RuleForm, narrow: RuleForm) -> tuple[int, ...] | None:
    """Seats in which the one asks no more and gives no less than the other, in every programme that they share."""
    shared = wide.shared(narrow)
    for seats in wide.seats(narrow):
        if wide.asks_no_more(narrow) and all(wide.gives_no_less(narrow, seats, where) for where in shared):
            return seats
    return None


def _outlives(wide: RuleForm, narrow: RuleForm) -> bool:
    """Whether the wider rule holds wherever and as long as the narrower one, and policies treat it no worse."""
    as_long = wide.rule.until is None or (narrow.rule.until is not None and wide.rule.until >= narrow.rule.until)
    return as_long and narrow.grants.keys() <= wide.grants.keys() and wide.same_heading(narrow)


def _alike(one: RuleForm, other: RuleForm, seats: tuple[int, ...]) -> Pair:
    """Two rules that ask and grant the same where both are in force: the later one is to be mended."""
    seating = tuple(enumerate(seats))
    for wide, narrow, turned in ((one, other, False), (other, one, True)):
        if narrow.grants.keys() < wide.grants.keys() and _outlives(wide, narrow):
            return Pair(Conflict.DOMINATED, narrow, wide, seating if turned else _swapped(seating))
    return _later(Conflict.EQUIVALENT, one, other, seating)


def _later(code: Conflict, one: RuleForm, other: RuleForm, seating: Seating) -> Pair:
    if (one.rule.from_, one.rule.id) > (other.rule.from_, other.rule.id):
        return Pair(code, one, other, seating)
    return Pair(code, other, one, _swapped(seating))


def _blanket(wide: RuleForm, narrow: RuleForm) -> tuple[int, ...] | None:
    """Seats, where the one is for a whole school or kind and the other for less of it, with another grant."""
    if len(wide.places) != len(narrow.places) or not (
        (_for_school(wide.rule) and not _for_school(narrow.rule)) or (_for_kind(wide) and not _for_kind(narrow))
    ):
        return None
    if not wide.asks_no_more(narrow) or not any(_differ(wide, narrow, where) for where in wide.shared(narrow)):
        return None
    return next(wide.seats(narrow), None)


def _for_school(rule: Rule) -> bool:
    return any(pattern.endswith("/*") for pattern in rule.programmes)


def _for_kind(form: RuleForm) -> bool:
    return all(place.takes_whole_kinds for place in form.places)


def _several(one: RuleForm, other: RuleForm, met: list[tuple[int, int]], book: Rulebook) -> Pair | None:
    """Both apply to one award and grant differently. It blocks where the same awards give the same module another amount."""
    shared = one.shared(other)
    if not any(_differ(one, other, where) for where in shared):
        return None
    seating = _same_awards(one, other, met)
    if seating and any(_amounts_differ(one, other, where) for where in shared):
        witness = witness_of_pair(one, other, seating, book)
        if witness is not None:
            mine, theirs = (dict(granted.targets) for granted in witness.grants)
            if any(mine[name] != theirs[name] for name in mine.keys() & theirs.keys()):
                return _later(Conflict.SEVERAL_APPLY, one, other, seating)
    pair = _later(Conflict.SEVERAL_APPLY, one, other, seating or met[:1])
    return Pair(pair.code, pair.one, pair.other, pair.seating, "notice")


def _same_awards(one: RuleForm, other: RuleForm, met: list[tuple[int, int]]) -> Seating:
    """A seating of the same awards in all slots of both, if there is one."""
    if len(one.places) != len(other.places):
        return ()
    possible = set(met)
    ways = (tuple(enumerate(chosen)) for chosen in permutations(range(len(other.places))))
    return next((way for way in ways if possible.issuperset(way)), ())


def _differ(one: RuleForm, other: RuleForm, where: Where) -> bool:
    """Whether what they grant in a programme differs, where they grant something in common."""
    mine, theirs = one.grants[where], other.grants[where]
    if not one.common(other, where):
        return False
    weighed = [sorted(part.standard for part in form.rule.worth_of) for form in (one, other)]
    return mine != theirs or weighed[0] != weighed[1]


def _amounts_differ(one: RuleForm, other: RuleForm, where: Where) -> bool:
    mine, theirs = one.grants[where].targets, other.grants[where].targets
    return any(
        mine[name].module and (mine[name] != theirs[name] or mine[name].amount == WORTH)
        for name in one.common(other, where)
    )


def _turned(seats: tuple[int, ...]) -> Seating:
    """Seats of the wider rule as a seating that names the narrower one's slots first."""
    return tuple((seat, place) for place, seat in enumerate(seats))


def _swapped(seating: Seating) -> Seating:
    return tuple((right, left) for left, right in seating)


def _letter(form: RuleForm) -> str:
    """A rule without ids, texts, order, period and the codes of its reasons."""
    rule = form.rule
    slots = {slot.id: _slot_letter(slot) for slot in rule.slot}
    worth = sorted([slots.get(part.slot, ""), part.standard] for part in rule.worth_of)
    return digest(
        [
            sorted(slots.values()),
            sorted(digest(plain(test)) for test in rule.when),
            worth,
            sorted(digest(target) for target in rule.target),
            [rule.grant, rule.choose, rule.budget],
            [rule.category, rule.overlap, rule.only_award],
        ]
    )


def _slot_letter(slot: Slot) -> str:
    bare = msgspec.structs.replace(slot, id="", when=())
    return digest([bare, sorted(digest(plain(test)) for test in slot.when)])
