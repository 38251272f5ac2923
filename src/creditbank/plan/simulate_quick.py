"""The least study of most cases without a solver: offers met before, laid together and weighed.

What a rule offers to an award, or to the awards that fill it together, depends on nothing else of the learner; so it is
built once by ``candidates.build``, and every further learner costs only the weighing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from creditbank.plan.candidates import build
from creditbank.plan.case import AwardCase
from creditbank.plan.instances import TooManyCandidates
from creditbank.plan.simulate import Item, P, Terms
from creditbank.plan.simulate_offers import Limit, NotPlainError, Offers, Way, least_of, offers_of
from creditbank.plan.simulate_tree import PlainTree, plain_tree
from creditbank.rules.definitions import Rule

MOST_AWARDS = 40
"""More awards that bear on one programme are for the engines."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """Offers with their awards where they stand in a case, and their caps under the keys of these awards."""

    strict: tuple[Way, ...]
    free: tuple[Way, ...]
    limits: tuple[tuple[Limit, int], ...]
    exact: bool
    """Both readings are the same."""


@dataclass(slots=True)
class Quick:
    """Answers cases on one programme's terms."""

    terms: Terms
    tree: PlainTree | None = field(init=False)
    _offers: dict[tuple[object, ...], Offers | None] = field(default_factory=dict)
    _laid: dict[tuple[object, ...], _Laid | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tree = plain_tree(build(self.terms.blank))

    def least(self, items: Sequence[Item[P]], live: int, passed: tuple[str, ...] = ()) -> int | None:
        """The least study, or nothing where the engines must be asked. ``items`` in the order of ``Terms.order``."""
        if self.tree is None or len(items) > MOST_AWARDS:
            return None
        done = sum(self.tree.bits[course] for course in passed)
        strict: list[Way] = []
        free: list[Way] = []
        limits: dict[Limit, int] = {}
        exact = True
        for number, (mask, rule) in enumerate(self.terms.rules(live)):
            for places in self._places(items, mask, rule):
                laid = self._laid_at(rule, mask, items, places, passed)
                if laid is None:
                    return None
                first = (number + 1) << 12
                strict += laid.strict
                free += laid.free if laid.exact else [replace(one, turn=one.turn + first) for one in laid.free]
                limits.update(laid.limits)
                exact = exact and laid.exact
        try:
            found = least_of(self.tree, strict, limits, done)
            if found is None or (not exact and least_of(self.tree, free, limits, done) != found):
                return None
        except NotPlainError:
            return None
        return found

    def _places(self, items: Sequence[Item[P]], mask: int, rule: Rule) -> list[tuple[int, ...]]:
        """The awards to which a rule makes an offer: each by itself, or all that fill it where they stand in it together."""
        fitting = [number for number, one in enumerate(items) if one.seen.mask & mask]
        if len(rule.slot) == 1 and rule.slot[0].take == "whole":
            return [(number,) for number in fitting]
        return [tuple(fitting)] if fitting else []

    def _laid_at(
        self, rule: Rule, mask: int, items: Sequence[Item[P]], places: tuple[int, ...], passed: tuple[str, ...]
    ) -> _Laid | None:
        chosen = [items[place] for place in places]
        keys = tuple(
            (self.terms.key(one, mask), *(one.paper.groups.get(name, "") for name in self.terms.groups))
            for one in chosen
        )
        key = (rule.id, keys, places, passed)
        if key not in self._laid:
            named = tuple(
                (self.terms.key(one, mask), *(name for name in self.terms.groups if one.paper.groups.get(name)))
                for one in chosen
            )
            offers = self._offered(rule, chosen, (rule.id, named, passed), passed)
            self._laid[key] = None if offers is None else self._lay(offers, chosen, places)
        return self._laid[key]

    def _offered(
        self, rule: Rule, chosen: Sequence[Item[P]], key: tuple[object, ...], passed: tuple[str, ...]
    ) -> Offers | None:
        if key not in self._offers:
            awards = tuple(self._award(one, number) for number, one in enumerate(chosen))
            assert self.tree is not None  # noqa: S101 - asked by ``least``
            try:
                problem = build(replace(self.terms.blank, rules=(rule,), awards=awards, passed=passed))
                self._offers[key] = offers_of(problem, self.tree)
            except (NotPlainError, TooManyCandidates):
                self._offers[key] = None
        return self._offers[key]

    def _award(self, item: Item[P], number: int) -> AwardCase:
        """The award by its number, its similarity keys as marks in whose place its own keys are put afterwards."""
        award = item.paper.case()
        groups = {name: _mark(name, number) for name in self.terms.groups if item.paper.groups.get(name)}
        return replace(award, id=f"{number:03}", groups=groups, part_of="")

    def _lay(self, offers: Offers, chosen: Sequence[Item[P]], places: tuple[int, ...]) -> _Laid:
        marks = {
            _mark(name, number): one.paper.groups[name]
            for number, one in enumerate(chosen)
            for name in self.terms.groups
            if one.paper.groups.get(name)
        }

        def own(limit: Limit) -> Limit:
            cap, policy, key = limit
            for mark, value in marks.items():
                key = key.replace(mark, value)
            return cap, policy, key

        def laid(way: Way) -> Way:
            awards = sum(1 << place for number, place in enumerate(places) if way.awards >> number & 1)
            counts: dict[Limit, int] = {}
            for limit, amount in way.counts:
                counts[own(limit)] = counts.get(own(limit), 0) + amount
            return replace(way, awards=awards, counts=tuple(counts.items()))

        strict, free = tuple(map(laid, offers.strict)), tuple(map(laid, offers.free))
        limits = tuple((own(limit), most) for limit, most in offers.limits.items())
        return _Laid(strict, free, limits, exact=strict == free)


def _mark(name: str, number: int) -> str:
    return f"\x00{name}\x00{number}\x00"
