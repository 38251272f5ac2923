"""Which rules can be in conflict at all: those that grant the same in one programme for the same kind of award.

Where many rules do, they are told apart by the names that they ask for (an occupation, a course), so that the number of
pairs grows with the conflicts and not with the square of the rules.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from creditbank.plan.lint_forms import RuleForm, Where
from creditbank.plan.lint_tests import Key

MANY = 16
"""A smaller group is compared whole. A test that lists more values tells nothing apart."""
Pairs = Iterator[tuple[int, int]]


def near_pairs(forms: Sequence[RuleForm]) -> Iterator[tuple[RuleForm, RuleForm]]:
    """Pairs of forms that may be in conflict, each once, in the order of the forms."""
    groups: dict[tuple[Where, str, str], list[int]] = {}
    for number, form in enumerate(forms):
        kinds = {kind for place in form.places for kind in place.asked}
        for where, grants in form.grants.items():
            for name in grants.targets:
                for kind in kinds:
                    groups.setdefault((where, name, kind), []).append(number)
    near: set[tuple[int, int]] = set()
    for (_, _, kind), together in groups.items():
        near.update(_pairs(together, kind, forms))
    for left, right in sorted(near):
        yield forms[left], forms[right]


def _pairs(together: Sequence[int], kind: str, forms: Sequence[RuleForm]) -> Pairs:
    if len(together) <= MANY:
        yield from combinations(together, 2)
        return
    lists = {number: _lists(forms[number], kind) for number in together}
    counted = Counter(name for listed in lists.values() for name in listed)
    chosen = min(counted, key=lambda name: (-counted[name], name), default="")
    by_value: dict[Key, list[int]] = {}
    for number in together:
        for value in lists[number].get(chosen, ()):
            by_value.setdefault(value, []).append(number)
    for same in by_value.values():
        yield from combinations(same, 2)
    for number in together:
        if chosen not in lists[number]:
            yield from ((min(number, other), max(number, other)) for other in together if other != number)


def _lists(form: RuleForm, kind: str) -> dict[str, frozenset[Key]]:
    """Fields of which every slot that takes the kind lists the values it accepts, with all these values."""
    found: dict[str, frozenset[Key]] | None = None
    for asked in (place.asked[kind] for place in form.places if kind in place.asked):
        if len(asked) != 1:
            return {}
        listed = {
            name: bound.values.listed
            for name, bound in asked[0].bounds.items()
            if bound.values.listed is not None and len(bound.values.listed) <= MANY and bound.absent != "pass"
        }
        found = listed if found is None else {name: found[name] | listed[name] for name in found.keys() & listed.keys()}
    return found or {}
