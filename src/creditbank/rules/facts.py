"""The flat facts of awards, lines and programmes, and the keys that are computed from an award's details."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

from creditbank.kernel.canonical import canonical_json, digest
from creditbank.rules.conditions import Fact, Facts, Scales, number_of, position_on
from creditbank.rules.definitions import Kind
from creditbank.rules.programmes import Programme

BASE_FACTS = (
    "kind",
    "issuer",
    "body",
    "credits",
    "hours",
    "grade",
    "grade_scale",
    "earned_on",
    "valid_until",
    "certified_on",
    "bank_credits",
    "route",
    "level_scale",
)
"""Facts every award may have, whatever its kind."""

FIGURES = ("credits", "hours", "grade")
"""Base facts that a kind may ask for as details of its own; the other base facts are no names for details."""


class Figures(TypedDict, total=False):
    """What an award has besides its details: figures as issued (amounts as texts), dates, who issued and who certified."""

    issuer: str
    body: str
    credits: str
    hours: int | None
    grade: str
    grade_scale: str
    earned_on: date | str | None
    valid_until: date | str | None
    certified_on: date | str | None
    bank_credits: str
    route: str


def award_facts(kind: Kind, details: Mapping[str, Fact], **figures: Unpack[Figures]) -> dict[str, Fact]:
    """The facts of one award, without prefix: original figures as issued, dates (ISO), and every detail.

    A kind may ask for the figures (``credits``, ``hours``, ``grade``) as details; then these are the figures, and one
    stated beside them fills in only where the detail is absent. What is empty is left out, so that a test on it finds
    the fact missing. ``level_scale`` and ``grade_scale`` are the scales of the kind's details of that name: levels of
    different scales are never compared.
    """
    given: dict[str, object] = {
        **figures,
        "kind": kind.id,
        "level_scale": _scale_of(kind, "level"),
        "grade_scale": _scale_of(kind, "grade") or figures.get("grade_scale"),
    }
    facts = {name: _plain_json(value) for name, value in given.items() if value is not None and value != ""}
    facts.update(details)
    return facts


def _scale_of(kind: Kind, name: str) -> str:
    return kind.details[name].scale if name in kind.details else ""


def _plain_json(value: object) -> Fact:
    return value if isinstance(value, str | int) else str(value)


def prefixed(prefix: str, facts: Facts) -> dict[str, Fact]:
    """The same facts as ``<prefix>.<name>``, as tests read them."""
    return {f"{prefix}.{name}": value for name, value in facts.items()}


def programme_facts(programme: Programme) -> dict[str, Fact]:
    """What tests and standards may read of a programme, as ``programme.<name>``."""
    facts: dict[str, Fact] = {
        "id": programme.id,
        "institution": programme.institution,
        "year": programme.year,
        "qualification": programme.qualification,
        "level": programme.level,
        "level_scale": programme.level_scale,
        "unit": programme.unit,
        "occupations": programme.occupations,
    }
    if programme.field:
        facts["field"] = programme.field
    return prefixed("programme", facts)


def input_facts(inputs: Sequence[Facts], scales: Scales) -> dict[str, Fact]:
    """Facts of a line's inputs together: ``inputs.count``, sums of original credits and hours, the lowest level.

    A sum is there only when every input has the figure, the level only when all stand on one scale; a test on what
    is not there refers the line to a person.
    """
    facts: dict[str, Fact] = {"inputs.count": len(inputs)}
    credits_given = [number_of(one.get("credits")) for one in inputs]
    if inputs and None not in credits_given:
        total = sum((one for one in credits_given if one is not None), Decimal(0))
        facts["inputs.credits"] = format(total, "f")
    hours = [one.get("hours") for one in inputs]
    if inputs and all(isinstance(one, int) for one in hours):
        facts["inputs.hours"] = sum(one for one in hours if isinstance(one, int))
    facts.update(_lowest_level(inputs, scales))
    return facts


def _lowest_level(inputs: Sequence[Facts], scales: Scales) -> dict[str, Fact]:
    named = {str(one.get("level_scale", "")) for one in inputs}
    if len(named) != 1:
        return {}
    scale_id = named.pop()
    scale = scales.get(scale_id)
    if scale is None:
        return {}
    places = [position_on(scale, one.get("level", "")) for one in inputs]
    known = [place for place in places if place is not None]
    if len(known) != len(places):
        return {}
    return {"inputs.level": scale.value[min(known)].id, "inputs.level_scale": scale_id}


def lead_of(inputs: Sequence[Facts]) -> int:
    """Index of the lead award: most original credits, else most bank credits; ties to the first slot."""
    for figure in ("credits", "bank_credits"):
        amounts = [number_of(one.get(figure)) or Decimal(0) for one in inputs]
        if any(amounts):
            return amounts.index(max(amounts))
    return 0


def stored_facts(kind: Kind, facts: Facts) -> dict[str, Fact]:
    """What is kept in a stored problem: no text of the details (names, numbers of papers) but occupation codes."""
    free_text = {name for name, detail in kind.details.items() if detail.type == "text" and not detail.occupation}
    return {name: value for name, value in facts.items() if name not in free_text}


def group_keys(kind: Kind, details: Mapping[str, Fact]) -> dict[str, str]:
    """The similarity keys of an award, by group name: equal keys are similar outcomes, across kinds as well.

    A key is readable where its fields are codes; where one is free text (a patent number) it is a short digest, since
    group keys are stored with problems, which hold no numbers of papers. A group with an absent field has no key.
    """
    keys: dict[str, str] = {}
    for group, names in kind.groups.items():
        if all(name in details for name in names):
            values = [_plain(details[name]) for name in names]
            readable = all(_is_code(kind, name) for name in names)
            keys[group] = "/".join(values) if readable else digest(values)[:16]
    return keys


def identity_text(kind: Kind, issuer: str, details: Mapping[str, Fact]) -> str:
    """One text for one paper: kind, issuer and identity fields, with width, case and spaces levelled.

    It holds numbers of papers: hash it with a key before it is stored.
    """
    values = [_plain(details.get(name, "")) for name in kind.identity]
    return canonical_json([kind.id, _plain(issuer), *values]).decode()


def shared_place(kind: Kind, details: Mapping[str, Fact]) -> str:
    """What tells several holders of one paper apart (team place, author order); empty where the kind is not shared."""
    return str(details.get(kind.shared_by, "")) if kind.shared_by else ""


def _is_code(kind: Kind, name: str) -> bool:
    detail = kind.details[name]
    return detail.occupation or detail.type != "text"


def _plain(value: Fact) -> str:
    # People type the same number with full-width digits, spaces or another case; these must meet.
    return "".join(unicodedata.normalize("NFKC", str(value)).casefold().split())
