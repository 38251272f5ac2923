"""Which rules a learner's awards could fill, by an index of the slots: every other rule has nothing to say of him."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from creditbank.plan.case import AwardCase
from creditbank.plan.reading import fields_of
from creditbank.rules.conditions import Failed, Scales
from creditbank.rules.decide import kinds_of, rule_facts, slot_fits
from creditbank.rules.definitions import Rule, Slot
from creditbank.rules.rulebook import Rulebook

ANY_KIND = ""
OWN_FACTS = ("award.", "rule.")
"""What a slot may read and be judged by award and rule alone, whatever the programme and the day."""


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """All versions of all rules, by the kinds of award that their slots take (``""``: a slot that does not say)."""

    by_kind: Mapping[str, tuple[Rule, ...]]
    scales: Scales

    def touched(self, awards: Sequence[AwardCase], /) -> tuple[Rule, ...]:
        """The versions each of whose slots some award may fill; a fact that is missing does not rule an award out.

        Any other rule has no candidate with these awards, in no programme and on no day.
        """
        of_kind: dict[str, list[AwardCase]] = defaultdict(list)
        for award in awards:
            of_kind[award.kind].append(award)
        near = [rule for kind in (*of_kind, ANY_KIND) for rule in self.by_kind.get(kind, ())]
        once = {id(rule): rule for rule in near}
        return tuple(rule for rule in once.values() if all(self._has(rule, slot, of_kind) for slot in rule.slot))

    def _has(self, rule: Rule, slot: Slot, of_kind: Mapping[str, Sequence[AwardCase]]) -> bool:
        kinds = kinds_of(slot)
        fitting = of_kind.values() if kinds is None else (of_kind.get(kind, ()) for kind in kinds)
        return any(may_fill(rule, slot, award, self.scales) for awards in fitting for award in awards)


def may_fill(rule: Rule, slot: Slot, award: AwardCase, scales: Scales, /) -> bool:
    """Whether an award may fill a slot, whatever the programme and the day; a fact that is missing does not rule it out."""
    kinds = kinds_of(slot)
    if kinds is not None and award.kind not in kinds:
        return False
    if not all(name.startswith(OWN_FACTS) for name in fields_of(slot.when)):
        return True
    return not isinstance(slot_fits(slot, award.facts, rule_facts(rule), scales), Failed)


def index_of(book: Rulebook, /) -> RuleIndex:
    """Index the rules of a rulebook."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for versions in book.rules.values():
        for rule in versions:
            for kind in sorted(_kinds_taken(rule)):
                found[kind].append(rule)
    return RuleIndex({kind: tuple(rules) for kind, rules in found.items()}, book.scales)


def patterns_of(programme: str, /) -> tuple[str, str]:
    """How a rule may name a programme: by its id, or with its whole school."""
    return programme, f"{programme.split('/', 1)[0]}/*"


def _kinds_taken(rule: Rule) -> set[str]:
    taken: set[str] = set()
    for slot in rule.slot:
        kinds = kinds_of(slot)
        taken |= {ANY_KIND} if kinds is None else kinds
    return taken
