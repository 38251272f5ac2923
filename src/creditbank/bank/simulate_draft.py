"""A draft of rules as files, laid over what is published: what would be in force after publishing it.

A draft is a whole rulebook, or a folder with the changed files only, or one of them. Publishing removes nothing, so what
a draft leaves out stays; a version that is published already and written otherwise in the draft is taken as written.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from creditbank.plan.lint import check_programmes_and_policies
from creditbank.rules.checks import check_rulebook
from creditbank.rules.definitions import Kind, Policy, Rule, Shape, Standard
from creditbank.rules.findings import Finding, RulebookInvalid, errors_in
from creditbank.rules.programmes import BankSettings, CalendarDefinition, Post, Programme
from creditbank.rules.rulebook import Rulebook, assemble, assemble_documents, documents
from creditbank.rules.schema import FOLDERS, SINGLE_FILES, LevelsFile, UnitsFile, read_definition, read_rulebook

SHAPES: Mapping[str, tuple[str, type[Shape]]] = {
    "kinds": ("kind", Kind),
    "recognition": ("standard", Standard),
    "policies": ("policy", Policy),
    "programmes": ("programme", Programme),
    "posts": ("post", Post),
    "articulation": ("rule", Rule),
}
"""Folder → sort and shape of what it holds."""
SINGLE: Mapping[str, tuple[str, type[Shape]]] = {
    "units.toml": ("unit", UnitsFile),
    "levels.toml": ("scale", LevelsFile),
    "settings.toml": ("settings", BankSettings),
    "calendar.toml": ("calendar", CalendarDefinition),
}
Key = tuple[str, str, date | None]
"""Sort, document id, first day in force."""


def read_draft(path: Path, published: Rulebook) -> Rulebook:
    """What would be in force. Raises ``RulebookInvalid`` with every error of the draft, nothing being simulated then."""
    if path.is_dir() and all((path / name).exists() for name in SINGLE_FILES):
        draft = read_rulebook(path)
        written, codes = list(_keyed(draft)), (draft.occupations, draft.divisions)
    else:
        overlay = _Overlay(path)
        written, codes = overlay.read(), (published.occupations, published.divisions)
    merged = dict(_keyed(published)) | dict(written)
    found = [(sort, name, struct) for (sort, name, _), struct in sorted(merged.items(), key=_in_order)]
    after = assemble_documents(found, occupations=codes[0], divisions=codes[1])
    errors = errors_in(check_rulebook(after))
    errors = errors or errors_in(check_programmes_and_policies(_changed_part(published, after)))
    if errors:
        raise RulebookInvalid(errors)
    return after


def changed_documents(before: Rulebook, after: Rulebook) -> dict[Key, tuple[str, str]]:
    """Versions that are new, changed or given an end, with which of these it is and their hash."""
    known = dict(_keyed(before))
    found: dict[Key, tuple[str, str]] = {}
    for key, struct in _keyed(after):
        hash_ = after.hash_of(struct)
        old = known.get(key)
        if old is None:
            found[key] = ("new", hash_)
        elif before.hash_of(old) != hash_:
            found[key] = ("changed", hash_)
        elif getattr(old, "until", None) != getattr(struct, "until", None):
            found[key] = ("ended", hash_)
    return found


def _keyed(book: Rulebook) -> Iterator[tuple[Key, Shape]]:
    for sort, name, start, _, struct in documents(book):
        # Of a kind only the newest version is in force: its first day tells none apart.
        yield (sort, name, None if sort == "kind" else start), struct


def _in_order(item: tuple[Key, Shape]) -> tuple[str, str, date]:
    (sort, name, start), _ = item
    return sort, name, start or date.min


def _changed_part(before: Rulebook, after: Rulebook) -> Rulebook:
    """A rulebook with those rules only that a draft touches: all others were tried when they were published."""
    changed = {(sort, name) for sort, name, _ in changed_documents(before, after)}
    programmes = [one for one in after.programmes.values() if ("programme", f"{one.id}@{one.year}") in changed]
    patterns = {pattern for one in programmes for pattern in (one.id, f"{one.institution}/*")}
    return assemble(
        units=after.units,
        scales=after.scales,
        kinds=after.kinds.values(),
        standards=[one for versions in after.standards.values() for one in versions],
        rules=[
            one
            for versions in after.rules.values()
            for one in versions
            if ("rule", one.id) in changed or not patterns.isdisjoint(one.programmes)
        ],
        policies=[one for versions in after.policies.values() for one in versions],
        programmes=after.programmes.values(),
        posts=after.posts.values(),
        settings=after.settings,
        calendar=after.calendar_definition,
        occupations=after.occupations,
        divisions=after.divisions,
    )


@dataclass(slots=True)
class _Overlay:
    """The changed files of a rulebook, read as ``schema`` reads the whole; faults are collected."""

    path: Path
    findings: list[Finding] = field(default_factory=list)

    def read(self) -> list[tuple[Key, Shape]]:
        """Every definition in the files. Raises ``RulebookInvalid``."""
        files = sorted(self.path.rglob("*.toml")) if self.path.is_dir() else [self.path]
        found = [pair for file in files for pair in self._file(file)]
        if not files:
            self._report(self.path.name, "MISSING_FILE", self.path.name)
        if self.findings:
            raise RulebookInvalid(self.findings)
        return found

    def _file(self, file: Path) -> Iterable[tuple[Key, Shape]]:
        name = self._place(file)
        shaped = SINGLE.get(name) or SHAPES.get(name.split("/", 1)[0])
        if shaped is None:
            self._report(name, "UNKNOWN_FILE", " | ".join((*SINGLE, *(f"{one}/" for one in FOLDERS))))
            return ()
        sort, shape = shaped
        try:
            text = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            self._report(name, "MISSING_FILE", name)
            return ()
        except (UnicodeDecodeError, OSError) as error:
            self._report(name, "UNREADABLE", "UTF-8", message=str(error))
            return ()
        structs, findings = read_definition(shape, text, name, _id_of(name, sort))
        self.findings += findings
        return [pair for struct in structs for pair in _definitions(sort, struct)]

    def _place(self, file: Path) -> str:
        """Where the file would lie in the rulebook: below the draft, else from the last folder that a rulebook has."""
        below = file.relative_to(self.path).parts if self.path.is_dir() else (file.name,)
        if below[0] in FOLDERS or "/".join(below) in SINGLE:
            return "/".join(below)
        parts = file.absolute().parts
        last = max((number for number, part in enumerate(parts[:-1]) if part in FOLDERS), default=len(parts) - 1)
        return "/".join(parts[last:])

    def _report(self, file: str, code: str, mend: str, **parameters: object) -> None:
        self.findings.append(Finding(file=file, code=code, parameters=parameters, mend=mend))


def _id_of(name: str, sort: str) -> str:
    """The id that a file of this place must have; none is asked where a file is single."""
    if name in SINGLE:
        return ""
    below = name.removesuffix(".toml").split("/", 1)[1]
    return below.rpartition("/")[0] if sort == "programme" else below


def _definitions(sort: str, struct: Any) -> Iterator[tuple[Key, Shape]]:
    if sort in {"unit", "scale"}:
        yield from (((sort, name, None), one) for name, one in getattr(struct, sort).items())
    elif sort in {"settings", "calendar"}:
        yield (sort, sort, None), struct
    elif sort == "programme":
        yield (sort, f"{struct.id}@{struct.year}", None), struct
    else:
        yield (sort, struct.id, getattr(struct, "from_", None) if sort != "kind" else None), struct
