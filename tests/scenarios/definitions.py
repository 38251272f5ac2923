"""Definitions for scenarios: short words for TOML, read through the rulebook's own reader."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from creditbank.rules.definitions import Kind, Policy, Rule, Shape, Standard
from creditbank.rules.programmes import Programme
from creditbank.rules.rulebook import Rulebook, assemble
from creditbank.rules.schema import read_definition

S = TypeVar("S", bound=Shape)
SOURCE = 'source = { document = "测试条款", demonstration = true }'


def read(shape: type[S], text: str) -> S:
    """The one version that the text defines; what is wrong with it fails the test."""
    versions, findings = read_definition(shape, text, "scenario.toml")
    assert not findings, findings
    (version,) = versions
    return version


def of(kind: str, *more: str, **fields: str) -> str:
    """Tests of a slot: the kind, fields that must be equal, further tests as TOML."""
    tests = [f'{{ field = "award.kind", is = "{kind}" }}']
    tests += [f'{{ field = "award.{name}", is = "{value}" }}' for name, value in fields.items()]
    return f"[{', '.join([*tests, *more])}]"


def rule(
    rule_id: str,
    programme: str,
    slots: Mapping[str, str],
    *targets: str,
    category: str = "vocational_certificate",
    overlap: int = 90,
    more: str = "",
) -> Rule:
    """A rule with whole slots (id → tests) and course targets; a target with ``=`` in it is taken as TOML."""
    listed = [target if "=" in target else f'{{ course = "{target}" }}' for target in targets]
    text = f"""
        id = "{rule_id}"
        name = {{ zh = "测试规则", en = "Rule of a test" }}
        text = "测试条款"
        programmes = ["{programme}"]
        category = "{category}"
        overlap = {overlap}
        {SOURCE}
        [[version]]
        from = 2024-01-01
        target = [{", ".join(listed)}]
        {more}
    """
    for name, tests in slots.items():
        text += f'\n[[version.slot]]\nid = "{name}"\nwhen = {tests}\n'
    return read(Rule, text)


def programme(
    programme_id: str, policies: Iterable[str], courses: Mapping[str, str], *, level: str = "associate", more: str = ""
) -> Programme:
    """A tiny programme: a module ``core`` of courses (code → credits), all required; ``more`` is further TOML."""
    names = ", ".join(f'"{code}"' for code in courses)
    text = f"""
        id = "{programme_id}"
        name = {{ zh = "测试专业", en = "Programme of a test" }}
        year = 2025
        qualification = "degree"
        level = "{level}"
        level_scale = "education"
        unit = "course_credit"
        field = "mechatronics"
        policies = [{", ".join(f'"{policy}"' for policy in policies)}]
        {SOURCE}
        [[tree.child]]
        id = "core"
        name = {{ zh = "核心", en = "Core" }}
        all = [{names}]
        {more}
    """
    for code, amount in courses.items():
        text += f'\n[course.{code}]\nname = {{ zh = "{code}", en = "{code}" }}\ncredits = "{amount}"\nnature = "specialised"\nhours = 48\n'
    return read(Programme, text)


BLOCK = """
        [[tree.child]]
        id = "block"
        name = { zh = "块", en = "Block" }
        min_credits = "2.00"
        open = true
        study_step = "0.50"
        accepts_block = true
"""
"""A module for block credit, for ``programme(more=…)``."""


def policy(policy_id: str, settings: str) -> Policy:
    """A policy with these settings, in force since 2024."""
    text = f"""
        id = "{policy_id}"
        institution = "{policy_id.split("/", maxsplit=1)[0]}"
        name = {{ zh = "测试办法", en = "Policy of a test" }}
        {SOURCE}
        [[version]]
        from = 2024-01-01
        {settings}
    """
    return read(Policy, text)


def extended(book: Rulebook, added: Iterable[Shape]) -> Rulebook:
    """The rulebook with these definitions besides its own; one of the same id takes the place of its versions."""
    held: dict[type[Shape], dict[Any, list[Any]]] = {
        Kind: {key: [kind] for key, kind in book.kinds.items()},
        Standard: {key: list(versions) for key, versions in book.standards.items()},
        Rule: {key: list(versions) for key, versions in book.rules.items()},
        Policy: {key: list(versions) for key, versions in book.policies.items()},
        Programme: {key: [one] for key, one in book.programmes.items()},
    }
    for one in added:
        key = (one.id, one.year) if isinstance(one, Programme) else one.id  # type: ignore[attr-defined]
        held[type(one)][key] = [one]
    listed = {shape: [one for versions in found.values() for one in versions] for shape, found in held.items()}
    return assemble(
        units=book.units,
        scales=book.scales,
        kinds=listed[Kind],
        standards=listed[Standard],
        rules=listed[Rule],
        policies=listed[Policy],
        programmes=listed[Programme],
        posts=book.posts.values(),
        settings=book.settings,
        calendar=book.calendar_definition,
        occupations=book.occupations,
        divisions=book.divisions,
    )
