"""Everything that can be known of a rulebook before it is in force, without solving. The one door: ``check_rulebook``.

Checks that need requirement trees solved (programmes that can be completed, examples of policies, rules that a policy
makes dead) are in ``plan.lint``.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import partial
from itertools import pairwise

from creditbank.rules.checks_kinds import check_kind, check_post, check_programme, check_source, check_units
from creditbank.rules.checks_rules import check_rule
from creditbank.rules.checks_standards import check_standard
from creditbank.rules.checks_tests import Readable, check_tests
from creditbank.rules.definitions import Policy, Rule, Standard
from creditbank.rules.examples import check_kind_examples, check_rule_examples, check_standard_examples
from creditbank.rules.findings import Finding, Place
from creditbank.rules.rulebook import Rulebook

POLICY_ROOTS = ("award", "inputs", "lead", "line", "rule", "target", "programme", "enrolment")


def check_rulebook(rulebook: Rulebook) -> list[Finding]:
    """All findings: errors, and notices that forbid nothing. Examples are run only where the definitions are sound."""
    standards = _check_standards(rulebook)
    # An example is worth only as much as the standards it reads: those that are broken are told by themselves.
    broken = {one.file for one in standards if one.severity == "error"}
    found = [*check_units(rulebook), *_check_bank(rulebook)]
    for kind in rulebook.kinds.values():
        found += _then(
            list(check_kind(kind, rulebook)), partial(check_kind_examples, kind, rulebook), [kind.standard], broken
        )
    for post in rulebook.posts.values():
        found += check_post(post, rulebook)
    for programme in rulebook.programmes.values():
        found += check_programme(programme, rulebook)
    return [
        *found,
        *standards,
        *_check_policies(rulebook),
        *_check_rules(rulebook, broken),
    ]


def _check_bank(book: Rulebook) -> Iterator[Finding]:
    yield from check_source(book.settings.source, Place("settings.toml"))
    yield from check_source(book.calendar_definition.source, Place("calendar.toml"))
    seen: set[date] = set()
    for number, day in enumerate(book.calendar_definition.day):
        if day.date in seen:
            place = Place("calendar.toml", f"day[{number}]")
            yield place.error("DAY_TWICE", day.date.isoformat(), date=day.date.isoformat())
        seen.add(day.date)


def _check_standards(book: Rulebook) -> list[Finding]:
    found: list[Finding] = []
    for name, versions in book.standards.items():
        file = _standard_file(name)
        found += _check_periods(file, versions)
        for number, version in enumerate(versions):
            place = Place(file, f"version[{number}]")
            examples = partial(check_standard_examples, version, place, book)
            found += _then(list(check_standard(version, place, book)), examples, (), set())
    return found


def _check_policies(book: Rulebook) -> Iterator[Finding]:
    for name, versions in book.policies.items():
        file = f"policies/{name}.toml"
        yield from _check_periods(file, versions)
        for number, version in enumerate(versions):
            yield from _check_policy(version, Place(file, f"version[{number}]"), book)


def _check_rules(book: Rulebook, broken: AbstractSet[str]) -> Iterator[Finding]:
    for name, versions in book.rules.items():
        file = f"articulation/{name}.toml"
        yield from _check_periods(file, versions)
        for number, version in enumerate(versions):
            place = Place(file, f"version[{number}]")
            examples = partial(check_rule_examples, version, place, book)
            read = [part.standard for part in version.worth_of]
            yield from _then(list(check_rule(version, place, book)), examples, read, broken)


def _check_periods(file: str, versions: Sequence[Standard | Policy | Rule]) -> Iterator[Finding]:
    """Half-open periods of which no two share a day; a gap is told."""
    for number, version in enumerate(versions):
        here = Place(file, f"version[{number}].until")
        if version.until is not None and version.until <= version.from_:
            yield here.error("PERIOD_EMPTY", f"until > {version.from_}", until=version.until.isoformat())
    for number, (earlier, later) in enumerate(pairwise(versions)):
        yield from _check_seam(earlier.until, later.from_, Place(file, f"version[{number}].until"))


def _check_seam(until: date | None, start: date, place: Place) -> Iterator[Finding]:
    told = {"until": until.isoformat() if until is not None else "", "next_from": start.isoformat()}
    if until is None or until > start:
        yield place.error("VERSIONS_OVERLAP", f"until = {start}", **told)
    elif until < start:
        yield place.notice("VERSIONS_GAP", f"until = {start}", **told)


def _check_policy(policy: Policy, place: Place, book: Rulebook) -> Iterator[Finding]:
    """Source and tests; caps, floors, windows and examples are judged with programmes, in ``plan.lint``."""
    readable = Readable(book, POLICY_ROOTS, list(book.kinds.values()))
    lists = {
        "exclude": policy.exclude,
        "admit": policy.admit,
        **{f"cap[{number}].of": cap.of for number, cap in enumerate(policy.cap)},
        **{f"cap[{number}].base": cap.base for number, cap in enumerate(policy.cap)},
        **{f"floor[{number}].of": floor.of for number, floor in enumerate(policy.floor)},
    }
    yield from check_source(policy.source, Place(place.file))
    for key, tests in lists.items():
        yield from check_tests(tests, place, key, readable)


def _then(
    found: list[Finding], examples: Callable[[], Iterator[Finding]], read: Iterable[str], broken: AbstractSet[str]
) -> list[Finding]:
    sound = not any(one.severity == "error" for one in found)
    return [*found, *examples()] if sound and broken.isdisjoint(map(_standard_file, read)) else found


def _standard_file(standard_id: str) -> str:
    return f"recognition/{standard_id}.toml"
