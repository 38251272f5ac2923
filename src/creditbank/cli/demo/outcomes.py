"""From a few facts to a whole paper: the details that its kind asks for, its catalogue entry, the claim.

What a major's workers may have is taken from the examples of the rules of their programme, and from what is common.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from random import Random
from zlib import crc32

from creditbank.bank.claims import Claim
from creditbank.catalogue.achievements import Entry
from creditbank.cli.demo import glossary
from creditbank.cli.demo.institutions import HOUSES
from creditbank.cli.demo.papers import ALWAYS, EMPLOYER, ISSUER_BODIES, NUMBERS, PAPERS, Paper
from creditbank.kernel.canonical import canonical_json
from creditbank.kernel.period import add_months
from creditbank.rules.decide import kinds_of
from creditbank.rules.definitions import DetailField, Kind, Name, Scalar, Slot
from creditbank.rules.rulebook import Rulebook

Facts = Mapping[str, Scalar]
_HOUSES = {house.id: house for house in HOUSES}
_CONTESTS = {
    "school": "企业岗位练兵比武",
    "city": "江州市职工职业技能大赛",
    "provincial": "全省职工职业技能大赛",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one worker has: the entry of the catalogue and what he, or the body, claims."""

    entry: Entry
    claim: Claim
    key: tuple[str, str]
    """Nobody has two papers with the same key: two certificates of one occupation, one course twice."""


@dataclass(slots=True)
class _Draft:
    """A paper on its way: what is given, and the details found so far."""

    kind: Kind
    paper: Paper
    given: Facts
    earned_on: date
    rng: Random
    details: dict[str, Scalar] = dataclass_field(default_factory=dict)

    @property
    def fixed(self) -> dict[str, Scalar]:
        """Those details that the catalogue's entry fixes."""
        return {name: self.details[name] for name in self.paper.fixed if name in self.details}


def specimens(book: Rulebook, programme: str, on: date) -> dict[str, list[Facts]]:
    """By kind, what the examples of the programme's rules grant for: what a worker of that major may well have."""
    found: dict[str, list[Facts]] = {kind: [] for kind in PAPERS}
    for rule in book.rules_for(programme, on):
        slots = {slot.id: kind for slot in rule.slot if (kind := _kind_of(slot)) in PAPERS}
        for example in rule.example if all(slot.id in slots for slot in rule.slot) else ():
            if not example.expect.startswith("grant"):
                continue
            for slot_id, given in example.given.items():
                found[slots[slot_id]] += given if isinstance(given, tuple) else [given]
    return found


class Printer:
    """Makes papers. One for the whole demonstration, so that no number is given out twice."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.serial = 0
        self._english = dict(glossary.WORDS)
        for programme in book.programmes.values():
            self._english.update((course.name["zh"], course.name["en"]) for course in programme.course.values())
        for code, english in glossary.OCCUPATIONS.items():
            name = book.occupations[code]
            self._english.update({name: english, f"{name}岗位技能培训": f"Skills training: {english}"})

    def outcome(
        self, kind_id: str, given: Facts, earned_on: date, rng: Random, employer: str, valid_until: date | None = None
    ) -> Outcome:
        """The paper with these facts on it; what it must say besides is drawn."""
        self.serial += 1
        draft = _Draft(self.book.kinds[kind_id], PAPERS[kind_id], given, earned_on, rng)
        for name, field in draft.kind.details.items():
            value = given[name] if name in given else self._value(draft, name, field)
            if value is not None:
                draft.details[name] = value
        paper, fixed = draft.paper, draft.fixed
        body = self._body(draft, employer)
        if valid_until is None and paper.valid_years:
            valid_until = add_months(earned_on, 12 * paper.valid_years)
        claim = Claim(
            details={name: value for name, value in draft.details.items() if name not in fixed},
            issuer=_HOUSES[body].zh,
            earned_on=earned_on,
            valid_until=valid_until,
            evidence=self._evidence(draft.kind),
        )
        first = str(fixed[paper.fixed[0]]) if paper.fixed else str(self.serial)
        return Outcome(self._entry(draft.kind, paper, body, fixed), claim, (kind_id, first))

    def _value(self, draft: "_Draft", name: str, field: DetailField) -> Scalar | None:
        """What stands in a field that is not given; ``None`` leaves it out."""
        if name in {"edition", "year"}:
            return draft.earned_on.year
        if field.type == "text" and not field.occupation:
            return self._text(draft, name) if field.required else None
        left_out = not field.required and name not in ALWAYS
        if left_out or (name == "team_place" and draft.details.get("participation") != "team"):
            return None
        return _drawn(self.book, name, field, draft.rng)

    def _text(self, draft: "_Draft", name: str) -> str:
        if name.endswith("_number"):
            return f"{draft.paper.prefix}{draft.earned_on.year}{self.serial:06d}"
        occupation = str(draft.given.get("occupation", ""))
        trade = self.book.occupations.get(occupation, "")
        if name == "contest":
            return _CONTESTS.get(str(draft.given.get("tier", "city")), "全国职工职业技能大赛")
        if name == "course_code":
            return f"{crc32(str(draft.given.get('course')).encode()) % 100_000:05d}"
        if name == "post":
            posts = [post.id for post in self.book.posts.values() if post.occupation == occupation]
            return min(posts) if posts and draft.kind.id == "post_competence" else trade
        return f"{trade}岗位技能培训" if name == "training" else "节能降耗技术改造"

    def _body(self, draft: "_Draft", employer: str) -> str:
        issuer_class = str(draft.details.get("issuer_class", ""))
        body = ISSUER_BODIES[issuer_class] if issuer_class else draft.rng.choice(draft.paper.bodies)
        return employer if body == EMPLOYER else body

    def _evidence(self, kind: Kind) -> list[dict[str, str]]:
        """One made-up scan for each paper asked for."""
        return [
            {
                "code": code,
                "name": f"{asked.name['zh']}.pdf",
                "sha256": hashlib.sha256(f"{code}/{self.serial}".encode()).hexdigest(),
            }
            for code, asked in kind.evidence.items()
            if asked.required
        ]

    def _entry(self, kind: Kind, paper: Paper, body: str, fixed: Facts) -> Entry:
        digest = hashlib.sha256(canonical_json([kind.id, body, dict(fixed)])).hexdigest()[:10]
        shown = {name: self._shown(kind, name, value) for name, value in fixed.items()}
        return Entry(
            id=f"{kind.id.replace('_', '-')}-{digest}",
            kind=kind.id,
            body=body,
            name_zh=_title(paper.zh, {name: value["zh"] for name, value in shown.items()}),
            name_en=_title(paper.en, {name: value["en"] for name, value in shown.items()}),
            fixed=fixed,
        )

    def _shown(self, kind: Kind, name: str, value: Scalar) -> Name:
        field, text = kind.details[name], str(value)
        if name == "post" and text in self.book.posts:
            return self.book.posts[text].name
        if field.one_of is not None:
            return field.one_of[text]
        if field.scale:
            return next(step.name for step in self.book.scales[field.scale].value if step.id == text)
        chinese = self.book.occupations[text] if field.occupation else text
        return {"zh": chinese, "en": self._english.get(chinese, chinese)}


def _kind_of(slot: Slot) -> str:
    kinds = kinds_of(slot) or frozenset()
    return next(iter(kinds)) if len(kinds) == 1 else ""


def _drawn(book: Rulebook, name: str, field: DetailField, rng: Random) -> Scalar:
    if field.occupation:
        return rng.choice(sorted(glossary.OCCUPATIONS))
    if field.one_of is not None:
        return rng.choice(sorted(field.one_of))
    if field.scale:
        return rng.choice(book.scales[field.scale].value[:2]).id
    if field.type == "integer":
        low, high, step = NUMBERS[name]
        return rng.randrange(low, high + 1, step)
    return True if field.type == "boolean" else "3.00"


def _title(template: str, shown: Mapping[str, str]) -> str:
    """The name of an entry; brackets around what is not there are left out."""
    names = dict.fromkeys(("level", "occupation", "qualification_class", "credits"), "")
    return template.format_map({**names, **shown}).replace("（）", "").replace(" ()", "")
