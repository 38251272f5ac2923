"""A programme of the rulebook as rows for a page: its modules with their courses, its policies, its conversion rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from creditbank.rules.definitions import Cap, Name, Policy, Rule
from creditbank.rules.programmes import Course, Node, Programme
from creditbank.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module: its need in words' worth of figures, and the courses that stand in it (code, course)."""

    name: Name
    depth: int
    min_credits: str
    choose: int | None
    open: bool
    required: tuple[tuple[str, Course], ...]
    optional: tuple[tuple[str, Course], ...]


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy in force, with the caps that have a name."""

    policy: Policy
    caps: tuple[Cap, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A conversion rule in force, with the names of what it grants."""

    rule: Rule
    targets: tuple[Name, ...]


def module_rows(programme: Programme) -> list[ModuleRow]:
    """The tree below the root, parents before their children."""
    return list(_modules(programme, programme.tree, 0))


def policy_rows(book: Rulebook, programme: Programme, on: date) -> list[PolicyRow]:
    """The programme's policies in their order."""
    found = [policy for name in programme.policies if (policy := book.policy(name, on)) is not None]
    return [PolicyRow(policy, tuple(cap for cap in policy.cap if cap.name is not None)) for policy in found]


def rule_rows(book: Rulebook, programme: Programme, on: date) -> list[RuleRow]:
    """The rules in force for this programme; a ruling on one single case is nobody else's business."""
    names = dict(_module_names(programme.tree))
    return [
        RuleRow(
            rule,
            tuple(
                programme.course[one.course].name
                if one.course
                else names.get(one.module, {"zh": one.module, "en": one.module})
                for one in rule.target
                if not one.course or one.course in programme.course
            ),
        )
        for rule in book.rules_for(programme.id, on)
        if not rule.only_award
    ]


def _modules(programme: Programme, node: Node, depth: int) -> Iterator[ModuleRow]:
    if depth > 0 or node.all or node.courses:
        yield ModuleRow(
            name=node.name or {"zh": node.id, "en": node.id},
            depth=depth,
            min_credits=node.min_credits,
            choose=node.choose,
            open=node.open,
            required=tuple((code, programme.course[code]) for code in node.all),
            optional=tuple((code, programme.course[code]) for code in node.courses),
        )
    for child in node.child:
        yield from _modules(programme, child, depth + 1)


def _module_names(node: Node) -> Iterator[tuple[str, Name]]:
    if node.name is not None:
        yield node.id, node.name
    for child in node.child:
        yield from _module_names(child)
