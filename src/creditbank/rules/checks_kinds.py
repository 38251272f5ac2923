"""Checks of kinds, scales, units, programmes, posts and sources: references resolve, figures are exact."""

from collections.abc import Iterable, Iterator

from creditbank.kernel.errors import InvalidAmount
from creditbank.kernel.quantity import parse_amount
from creditbank.rules.checks_tests import Readable, check_tests
from creditbank.rules.conditions import position_on
from creditbank.rules.decide import BANK
from creditbank.rules.definitions import DetailField, Kind, Source
from creditbank.rules.facts import BASE_FACTS, FIGURES
from creditbank.rules.findings import Finding, Place
from creditbank.rules.programmes import TAGS, Node, Post, Programme
from creditbank.rules.rulebook import Rulebook

FIGURE_TYPES = {"credits": "amount", "hours": "integer"}
LEDGER_UNITS = {"credit": 2, "use": 0}
"""Units that lots are held in, with the decimal places that the ledger counts on."""


def check_source(source: Source, place: Place) -> Iterator[Finding]:
    """A document with its year, or marked as demonstration."""
    if source.demonstration or (source.document and source.year):
        return
    yield place.at("source").error("SOURCE_INCOMPLETE", 'document = "…", year = 2025 | demonstration = true')


def check_amount(text: str, scale: int, place: Place) -> Iterator[Finding]:
    """A decimal numeral, exact in the scale, not below zero."""
    try:
        amount = parse_amount(text, scale)
    except InvalidAmount as error:
        yield place.error(error.code, f'"{1:.{scale}f}"', text=text, scale=scale)
        return
    if amount < 0:
        yield place.error("AMOUNT_NEGATIVE", f'"{text.lstrip("-")}"', text=text)


def check_units(book: Rulebook) -> Iterator[Finding]:
    """The ledger's own units are there with their scale; every scale has distinct values."""
    for unit, scale in LEDGER_UNITS.items():
        if unit not in book.units or book.units[unit].scale != scale:
            yield Place("units.toml", f"unit.{unit}").error("UNIT_REQUIRED", f"scale = {scale}", unit=unit)
    for name, ladder in book.scales.items():
        place = Place("levels.toml", f"scale.{name}")
        yield from check_source(ladder.source, place)
        steps = [step.id for step in ladder.value]
        if len(steps) < 2 or len(set(steps)) != len(steps):
            yield place.at("value").error("SCALE_VALUES", 'value = [{ id = "…" }, { id = "…" }]', found=steps)


def check_kind(kind: Kind, book: Rulebook) -> Iterator[Finding]:
    """Its fields, identity, groups, standard and tests."""
    place = Place(f"kinds/{kind.id}.toml")
    yield from check_source(kind.source, place)
    for name, detail in kind.details.items():
        yield from _check_detail(name, detail, place.at(f"details.{name}"), book)
    yield from _check_names(kind.identity, kind, place, "identity")
    for group, names in kind.groups.items():
        yield from _check_names(names, kind, place, f"groups.{group}")
    if kind.shared_by and kind.shared_by not in kind.details:
        yield place.at("shared_by").error("UNKNOWN_FIELD", " | ".join(kind.details), field=kind.shared_by)
    for key, number in (("shelf_life_months", kind.shelf_life_months), ("minimum_age", kind.minimum_age)):
        if number is not None and number < 1:
            yield place.at(key).error("TOO_SMALL", f"{key} = 1", found=number)
    if not kind.certifiers:
        yield place.at("certifiers").error("EMPTY", 'certifiers = ["…"]')
    yield from _check_bank_standard(kind, place, book)
    yield from check_tests(kind.certify, place.at("version[0]"), "certify", Readable(book, ("award",), [kind]))


def check_programme(programme: Programme, book: Rulebook) -> Iterator[Finding]:
    """Unit, level, policies and occupations exist; amounts are exact; every course of the tree is there once placed."""
    place = Place(f"programmes/{programme.id}/{programme.year}.toml")
    yield from check_source(programme.source, place)
    unit = book.units.get(programme.unit)
    if unit is None:
        yield place.at("unit").error("UNKNOWN_UNIT", " | ".join(sorted(book.units)), unit=programme.unit)
        return
    yield from _check_level(programme, place, book)
    for number, policy in enumerate(programme.policies):
        if policy not in book.policies:
            known = " | ".join(sorted(book.policies))
            yield place.at(f"policies[{number}]").error("UNKNOWN_POLICY", known, policy=policy)
    yield from _check_occupations(programme.occupations, place, "occupations", book)
    for code, course in programme.course.items():
        yield from check_amount(course.credits, unit.scale, place.at(f"course.{code}.credits"))
        for number, tag in enumerate(course.tags):
            if tag not in TAGS:
                yield place.at(f"course.{code}.tags[{number}]").error("UNKNOWN_TAG", " | ".join(TAGS), tag=tag)
    yield from _check_tree(programme, unit.scale, place)


def check_post(post: Post, book: Rulebook) -> Iterator[Finding]:
    """Occupation and programmes exist, the level stands on some scale."""
    place = Place(f"posts/{post.id}.toml")
    yield from check_source(post.source, place)
    yield from _check_occupations((post.occupation,), place, "occupation", book)
    if all(position_on(scale, post.level) is None for scale in book.scales.values()):
        yield place.at("level").error("UNKNOWN_SCALE_VALUE", " | ".join(sorted(book.scales)), value=post.level)
    known = {programme_id for programme_id, _ in book.programmes}
    for number, name in enumerate(post.programmes):
        if name not in known:
            yield place.at(f"programmes[{number}]").error(
                "UNKNOWN_PROGRAMME", " | ".join(sorted(known)), programme=name
            )


def nodes_of(node: Node, path: str = "tree") -> Iterator[tuple[str, Node]]:
    """Every node of a requirement tree with its path, root first."""
    yield path, node
    for number, child in enumerate(node.child):
        yield from nodes_of(child, f"{path}.child[{number}]")


def _check_detail(name: str, detail: DetailField, place: Place, book: Rulebook) -> Iterator[Finding]:
    if name in BASE_FACTS and name not in FIGURES:
        yield place.error("RESERVED_NAME", f"{name}_…", name=name)
    ways = [way for way in (detail.type, detail.one_of, detail.scale) if way]
    if len(ways) != 1:
        yield place.error("DETAIL_FORM", 'type = "text" | one_of = { … } | scale = "…"', found=len(ways))
    if detail.scale and detail.scale not in book.scales:
        yield place.at("scale").error("UNKNOWN_SCALE", " | ".join(sorted(book.scales)), scale=detail.scale)
    for key, flagged in (("occupation", detail.occupation), ("post", detail.post)):
        if flagged and detail.type != "text":
            yield place.at(key).error("DETAIL_FORM", 'type = "text"', found=detail.type)
    wanted = FIGURE_TYPES.get(name)
    if wanted is not None and detail.type != wanted:
        yield place.at("type").error("DETAIL_FORM", f'type = "{wanted}"', found=detail.type)


def _check_names(names: Iterable[str], kind: Kind, place: Place, key: str) -> Iterator[Finding]:
    names = tuple(names)
    if not names:
        yield place.at(key).error("EMPTY", f'{key} = ["…"]')
    required = [name for name, detail in kind.details.items() if detail.required]
    for number, name in enumerate(names):
        if name not in kind.details:
            yield place.at(f"{key}[{number}]").error("UNKNOWN_FIELD", " | ".join(required), field=name)
        elif name not in required:
            yield place.at(f"{key}[{number}]").error("FIELD_NOT_REQUIRED", "required = true", field=name)


def _check_bank_standard(kind: Kind, place: Place, book: Rulebook) -> Iterator[Finding]:
    own = sorted(name for name, held in book.standards.items() if held[0].kind == kind.id and held[0].owner == BANK)
    if kind.standard and kind.standard not in own:
        yield place.at("standard").error("UNKNOWN_STANDARD", " | ".join(own), standard=kind.standard)
    elif len(own) > 1 or (own and not kind.standard):
        yield place.at("standard").error("ONE_BANK_STANDARD", f'standard = "{own[0]}"', found=own)


def _check_level(programme: Programme, place: Place, book: Rulebook) -> Iterator[Finding]:
    scale = book.scales.get(programme.level_scale)
    if scale is None:
        known = " | ".join(sorted(book.scales))
        yield place.at("level_scale").error("UNKNOWN_SCALE", known, scale=programme.level_scale)
    elif position_on(scale, programme.level) is None:
        steps = " | ".join(step.id for step in scale.value)
        yield place.at("level").error("UNKNOWN_SCALE_VALUE", steps, scale=programme.level_scale, value=programme.level)


def _check_occupations(codes: Iterable[str], place: Place, key: str, book: Rulebook) -> Iterator[Finding]:
    for code in codes:
        if code not in book.occupations:
            yield place.at(key).error("UNKNOWN_OCCUPATION", "occupations.csv", occupation=code)


def _check_tree(programme: Programme, scale: int, place: Place) -> Iterator[Finding]:
    placed: set[str] = set()
    seen: set[str] = set()
    for path, node in nodes_of(programme.tree):
        if node.id in seen:
            yield place.at(path).at("id").error("NODE_TWICE", 'id = "…"', node=node.id)
        seen.add(node.id)
        placed.update(node.all, node.courses)
        yield from _check_node(node, programme, scale, place.at(path))
    for code in programme.course:
        if code not in placed:
            yield place.at(f"course.{code}").error("COURSE_NOT_PLACED", f'courses = ["{code}"]', course=code)


def _check_node(node: Node, programme: Programme, scale: int, place: Place) -> Iterator[Finding]:
    for key, text in (("min_credits", node.min_credits), ("at_most", node.at_most), ("study_step", node.study_step)):
        if text:
            yield from check_amount(text, scale, place.at(key))
    for code in (*node.all, *node.courses):
        if code not in programme.course:
            yield place.error("UNKNOWN_COURSE", f"[course.{code}]", course=code)
