"""The rulebook as values: everything that was read, indexed, with the version in force on a day. Pure, immutable.

The same ``assemble`` serves the files (``schema``) and the published documents of the database.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import msgspec

from creditbank.kernel.canonical import digest
from creditbank.kernel.period import WorkingCalendar
from creditbank.rules.conditions import Facts, Failed, evaluate
from creditbank.rules.decide import kinds_of, rule_facts
from creditbank.rules.definitions import Kind, Policy, Rule, Scale, Shape, Standard, UnitDefinition
from creditbank.rules.facts import prefixed
from creditbank.rules.programmes import BankSettings, CalendarDefinition, Post, Programme

SORTS: Mapping[str, type[Shape]] = {
    "unit": UnitDefinition,
    "scale": Scale,
    "kind": Kind,
    "standard": Standard,
    "policy": Policy,
    "programme": Programme,
    "post": Post,
    "rule": Rule,
    "settings": BankSettings,
    "calendar": CalendarDefinition,
}
"""Sorts of documents, in an order in which each only refers to earlier ones."""

Versioned = TypeVar("Versioned", Standard, Rule, Policy)
Identified = TypeVar("Identified", Kind, Post)
Document = tuple[str, str, date | None, date | None, Shape]
"""Sort, id, first day in force, first day no longer in force, the struct."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Everything that can be earned or converted into, and by which rules.

    ``standards``, ``rules`` and ``policies`` hold all versions of an id, earliest first; ``programmes`` are keyed by id
    and catalogue year; ``occupations`` and ``divisions`` give the name of a code. Make one with ``assemble``.
    """

    units: Mapping[str, UnitDefinition]
    scales: Mapping[str, Scale]
    kinds: Mapping[str, Kind]
    standards: Mapping[str, tuple[Standard, ...]]
    rules: Mapping[str, tuple[Rule, ...]]
    policies: Mapping[str, tuple[Policy, ...]]
    programmes: Mapping[tuple[str, int], Programme]
    posts: Mapping[str, Post]
    settings: BankSettings
    calendar_definition: CalendarDefinition
    calendar: WorkingCalendar
    occupations: Mapping[str, str]
    divisions: Mapping[str, str]
    _rules_by_pattern: Mapping[str, tuple[Rule, ...]] = field(repr=False)
    _rules_by_kind: Mapping[str, tuple[Rule, ...]] = field(repr=False)
    _hashes: dict[int, tuple[Shape, str]] = field(default_factory=dict, repr=False, compare=False)

    def standard(self, standard_id: str, on: date) -> Standard | None:
        """The version of a standard in force on that day, if any."""
        return _in_force(self.standards.get(standard_id, ()), on)

    def policy(self, policy_id: str, on: date) -> Policy | None:
        """The version of a policy in force on that day, if any."""
        return _in_force(self.policies.get(policy_id, ()), on)

    def rules_for(self, programme_id: str, on: date) -> tuple[Rule, ...]:
        """The versions in force of all rules that name this programme or its whole school, by rule id."""
        patterns = (programme_id, f"{programme_id.split('/', 1)[0]}/*")
        found = [rule for pattern in patterns for rule in self._rules_by_pattern.get(pattern, ())]
        in_force = {rule.id: rule for rule in found if _holds(rule, on)}
        return tuple(in_force[rule_id] for rule_id in sorted(in_force))

    def programme(self, programme_id: str, year: int) -> Programme | None:
        """One catalogue year of a programme, if it is in the rulebook."""
        return self.programmes.get((programme_id, year))

    def bank_standard(self, kind_id: str, on: date) -> Standard | None:
        """The version in force of the bank's own standard for a kind; nothing where the bank gives no credits."""
        kind = self.kinds.get(kind_id)
        return self.standard(kind.standard, on) if kind is not None and kind.standard else None

    def hash_of(self, struct: Shape) -> str:
        """SHA-256 of the canonical JSON of a definition without its end; computed once for each."""
        held = self._hashes.get(id(struct))
        # The struct is kept beside its hash: an id may be given again once its object is gone.
        if held is None or held[0] is not struct:
            held = self._hashes[id(struct)] = (struct, digest(without_end(struct)))
        return held[1]

    def flexibility(self, awards: Iterable[tuple[str, Facts]]) -> dict[str, int]:
        """How many rules, of any programme, have a slot that an award may fill; by award id. Facts without prefix.

        A missing fact does not rule a slot out. The engine uses the least flexible outcomes first.
        """
        return {award_id: self._rules_matching(facts) for award_id, facts in awards}

    def _rules_matching(self, facts: Facts) -> int:
        known = prefixed("award", facts)
        rules = (*self._rules_by_kind.get(str(facts.get("kind", "")), ()), *self._rules_by_kind.get("", ()))
        return len({rule.id for rule in rules if self._has_slot_for(rule, known)})

    def _has_slot_for(self, rule: Rule, known: Facts) -> bool:
        facts = {**known, **rule_facts(rule)}
        return any(not isinstance(evaluate(slot.when, facts, self.scales), Failed) for slot in rule.slot)


def assemble(
    *,
    units: Mapping[str, UnitDefinition],
    scales: Mapping[str, Scale],
    kinds: Iterable[Kind],
    standards: Iterable[Standard],
    rules: Iterable[Rule],
    policies: Iterable[Policy],
    programmes: Iterable[Programme],
    posts: Iterable[Post],
    settings: BankSettings,
    calendar: CalendarDefinition,
    occupations: Mapping[str, str],
    divisions: Mapping[str, str],
) -> Rulebook:
    """Index definitions into a rulebook. Nothing is judged here: see ``checks.check_rulebook``."""
    kinds_by_id = {kind.id: kind for kind in kinds}
    rules_by_id = _by_version(rules)
    return Rulebook(
        units=units,
        scales=scales,
        kinds=kinds_by_id,
        standards=_by_version(_with_scales(standard, kinds_by_id) for standard in standards),
        rules=rules_by_id,
        policies=_by_version(policies),
        programmes={(programme.id, programme.year): programme for programme in programmes},
        posts={post.id: post for post in posts},
        settings=settings,
        calendar_definition=calendar,
        calendar=WorkingCalendar({entry.date: entry.worked for entry in calendar.day}),
        occupations=occupations,
        divisions=divisions,
        _rules_by_pattern=_by_pattern(rules_by_id),
        _rules_by_kind=_by_kind(rules_by_id),
    )


def documents(rulebook: Rulebook) -> Iterator[Document]:
    """Every definition as one document, in an order in which each only refers to earlier ones.

    A programme's document id is ``id@year``: catalogue years are in force side by side.
    """
    yield from (("unit", name, None, None, unit) for name, unit in sorted(rulebook.units.items()))
    yield from (("scale", name, None, None, scale) for name, scale in sorted(rulebook.scales.items()))
    yield from (("kind", name, kind.from_, None, kind) for name, kind in sorted(rulebook.kinds.items()))
    yield from _version_documents("standard", rulebook.standards)
    yield from _version_documents("policy", rulebook.policies)
    for (name, year), programme in sorted(rulebook.programmes.items()):
        yield ("programme", f"{name}@{year}", None, None, programme)
    yield from (("post", name, None, None, post) for name, post in sorted(rulebook.posts.items()))
    yield from _version_documents("rule", rulebook.rules)
    yield ("settings", "settings", None, None, rulebook.settings)
    yield ("calendar", "calendar", None, None, rulebook.calendar_definition)


def without_end(struct: Shape) -> Shape:
    """The struct as it is hashed and published: without ``until``, so that ending a version makes no other of it.

    What a rule explains to its editors is left out too: it may be written later, and changes nothing in the rule.
    """
    if isinstance(struct, Rule) and struct.explains:
        struct = msgspec.structs.replace(struct, explains=())
    return msgspec.structs.replace(struct, until=None) if getattr(struct, "until", None) is not None else struct


def from_document(sort: str, text: bytes) -> Shape:
    """Read a stored document back. Raises ``KeyError`` for an unknown sort, ``msgspec.ValidationError`` for a bad text."""
    return msgspec.json.decode(text, type=SORTS[sort])


def assemble_documents(
    found: Iterable[tuple[str, str, Shape]], *, occupations: Mapping[str, str], divisions: Mapping[str, str]
) -> Rulebook:
    """A rulebook from (sort, document id, struct), as ``documents`` gave them. Settings and calendar must be there."""
    by_sort: dict[str, dict[str, list[Any]]] = {sort: {} for sort in SORTS}
    for sort, name, struct in found:
        by_sort[sort].setdefault(name, []).append(struct)
    single = {sort: [one for structs in named.values() for one in structs] for sort, named in by_sort.items()}
    return assemble(
        units={name: structs[-1] for name, structs in by_sort["unit"].items()},
        scales={name: structs[-1] for name, structs in by_sort["scale"].items()},
        kinds=single["kind"],
        standards=single["standard"],
        rules=single["rule"],
        policies=single["policy"],
        programmes=single["programme"],
        posts=single["post"],
        settings=single["settings"][-1],
        calendar=single["calendar"][-1],
        occupations=occupations,
        divisions=divisions,
    )


def _version_documents(sort: str, held: Mapping[str, tuple[Versioned, ...]]) -> Iterator[Document]:
    for name in sorted(held):
        yield from ((sort, name, version.from_, version.until, version) for version in held[name])


def _holds(version: Standard | Rule | Policy, on: date) -> bool:
    return version.from_ <= on and (version.until is None or on < version.until)


def _in_force(versions: tuple[Versioned, ...], on: date) -> Versioned | None:
    return next((version for version in versions if _holds(version, on)), None)


def _by_version(found: Iterable[Versioned]) -> dict[str, tuple[Versioned, ...]]:
    held: dict[str, list[Versioned]] = {}
    for version in found:
        held.setdefault(version.id, []).append(version)
    return {name: tuple(sorted(versions, key=lambda one: one.from_)) for name, versions in held.items()}


def _by_pattern(rules: Mapping[str, tuple[Rule, ...]]) -> dict[str, tuple[Rule, ...]]:
    held: dict[str, list[Rule]] = {}
    for versions in rules.values():
        for rule in versions:
            for pattern in rule.programmes:
                held.setdefault(pattern, []).append(rule)
    return {pattern: tuple(found) for pattern, found in held.items()}


def _by_kind(rules: Mapping[str, tuple[Rule, ...]]) -> dict[str, tuple[Rule, ...]]:
    """The latest version of each rule by the kinds its slots take; under ``""`` those with a slot for any kind."""
    held: dict[str, list[Rule]] = {}
    for versions in rules.values():
        taken: set[str] = set()
        for slot in versions[-1].slot:
            named = kinds_of(slot)
            taken |= {""} if named is None else named
        for kind in taken:
            held.setdefault(kind, []).append(versions[-1])
    return {kind: tuple(found) for kind, found in held.items()}


def _with_scales(standard: Standard, kinds: Mapping[str, Kind]) -> Standard:
    """Write the scale of each shifted field into the standard, so that it can be reckoned without its kind."""
    kind = kinds.get(standard.kind)
    if kind is None or all(shift.on for shift in standard.shift):
        return standard
    shifts = tuple(
        shift
        if shift.on or shift.field not in kind.details
        else msgspec.structs.replace(shift, on=kind.details[shift.field].scale)
        for shift in standard.shift
    )
    return msgspec.structs.replace(standard, shift=shifts)
