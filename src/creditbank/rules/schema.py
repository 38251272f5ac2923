"""Read the rulebook's tree of files, strictly: TOML → frozen structs, every fault with file, path and mend.

All files are read before anything is said. What the values mean is judged by ``checks``.
"""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from creditbank.rules.checks import check_rulebook
from creditbank.rules.definitions import Kind, Policy, Rule, Scale, Shape, Standard, UnitDefinition
from creditbank.rules.findings import Finding, RulebookInvalid, errors_in
from creditbank.rules.programmes import BankSettings, CalendarDefinition, Post, Programme
from creditbank.rules.rulebook import Rulebook, assemble
from creditbank.rules.structure import faults_in, joined, shape_of

FOLDERS = ("kinds", "recognition", "policies", "programmes", "posts", "articulation")
"""Folders with one definition a file. The id is the path below the folder (programmes: without the year)."""
SINGLE_FILES = ("units.toml", "levels.toml", "settings.toml", "calendar.toml", "occupations.csv", "divisions.csv")
"""Files every rulebook has."""

S = TypeVar("S", bound=Shape)


class UnitsFile(Shape, frozen=True):
    """``units.toml``: tables ``[unit.<id>]``."""

    unit: dict[str, UnitDefinition]


class LevelsFile(Shape, frozen=True):
    """``levels.toml``: tables ``[scale.<id>]``."""

    scale: dict[str, Scale]


def load_rulebook(root: Path) -> Rulebook:
    """Read and check. Raises ``RulebookInvalid`` with all findings if anything is wrong."""
    rulebook = read_rulebook(root)
    if errors := errors_in(check_rulebook(rulebook)):
        raise RulebookInvalid(errors)
    return rulebook


def read_rulebook(root: Path) -> Rulebook:
    """Read without judging what the values mean. Raises ``RulebookInvalid`` if a file is not of its shape."""
    reading = _Reading(root)
    units = reading.whole("units.toml", UnitsFile)
    levels = reading.whole("levels.toml", LevelsFile)
    settings = reading.whole("settings.toml", BankSettings)
    calendar = reading.whole("calendar.toml", CalendarDefinition)
    occupations, divisions = reading.names("occupations.csv"), reading.names("divisions.csv")
    kinds, posts = reading.folder("kinds", Kind), reading.folder("posts", Post)
    standards, policies = reading.folder("recognition", Standard), reading.folder("policies", Policy)
    programmes, rules = reading.folder("programmes", Programme), reading.folder("articulation", Rule)
    reading.report_strays()
    if reading.findings or units is None or levels is None or settings is None or calendar is None:
        raise RulebookInvalid(reading.findings)
    return assemble(
        units=units.unit,
        scales=levels.scale,
        kinds=kinds,
        standards=standards,
        rules=rules,
        policies=policies,
        programmes=programmes,
        posts=posts,
        settings=settings,
        calendar=calendar,
        occupations=occupations,
        divisions=divisions,
    )


def read_definition(shape: type[S], text: str, file: str, expected_id: str = "") -> tuple[list[S], list[Finding]]:
    """The versions of one definition written as TOML, and what is wrong with it; with findings no version is given."""
    try:
        content = _with_texts_for_dates(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        return [], [Finding(file=file, code="NOT_TOML", parameters={"message": str(error)}, mend='key = "value"')]
    findings: list[Finding] = []
    versions = list(_versions(content, file, findings))
    for path, merged in versions:
        findings += _shape_findings(merged, shape, file, path, content)
    findings = _once(findings)
    if not versions or (shape is Kind and len(versions) > 1):
        findings.append(Finding(file=file, path="version", code="ONE_VERSION", mend="[[version]]"))
    if not findings and expected_id:
        findings = _identity_findings(versions[0][1], file, expected_id)
    if findings:
        return [], findings
    structs = [msgspec.convert(merged, shape) for _, merged in versions]
    return structs, _order_findings(versions, file)


@dataclass(slots=True)
class _Reading:
    """One pass over the tree; faults are collected, not thrown."""

    root: Path
    findings: list[Finding] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def whole(self, name: str, shape: type[S]) -> S | None:
        text = self._text(name)
        if text is None:
            return None
        structs, findings = read_definition(shape, text, name)
        self.findings += findings
        return structs[0] if structs else None

    def folder(self, folder: str, shape: type[S]) -> list[S]:
        found: list[S] = []
        for path in sorted((self.root / folder).rglob("*.toml")):
            file = path.relative_to(self.root).as_posix()
            text = self._text(file)
            if text is not None:
                structs, findings = read_definition(shape, text, file, _expected_id(file, shape))
                found += structs
                self.findings += findings
        return found

    def names(self, name: str) -> dict[str, str]:
        """A table of codes and names."""
        text = self._text(name)
        rows = list(csv.reader(text.splitlines())) if text is not None else []
        if text is not None and (not rows or rows[0] != ["code", "name"]):
            self._report(name, "row[0]", "CSV_HEADER", "code,name", found=",".join(rows[0]) if rows else "")
            return {}
        held: dict[str, str] = {}
        for place, row in enumerate(rows[1:], start=1):
            if len(row) != 2 or not all(cell.strip() for cell in row):
                self._report(name, f"row[{place}]", "CSV_ROW", "code,name", found=",".join(row))
            elif row[0] in held:
                self._report(name, f"row[{place}]", "CODE_TWICE", held[row[0]], found=row[0])
            else:
                held[row[0]] = row[1]
        return held

    def report_strays(self) -> None:
        """A file that nothing reads would be believed to be in force."""
        for path in sorted(self.root.rglob("*")):
            file = path.relative_to(self.root).as_posix()
            if path.suffix in {".toml", ".csv"} and file not in self.seen:
                self._report(file, "", "UNKNOWN_FILE", " | ".join((*SINGLE_FILES, *(f"{one}/" for one in FOLDERS))))

    def _text(self, file: str) -> str | None:
        self.seen.add(file)
        try:
            return (self.root / file).read_text(encoding="utf-8")
        except FileNotFoundError:
            self._report(file, "", "MISSING_FILE", file)
        except (UnicodeDecodeError, OSError) as error:
            self._report(file, "", "UNREADABLE", "UTF-8", message=str(error))
        return None

    def _report(self, file: str, path: str, code: str, mend: str, **parameters: object) -> None:
        self.findings.append(Finding(file=file, path=path, code=code, parameters=parameters, mend=mend))


def _versions(content: dict[str, Any], file: str, findings: list[Finding]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Header and version merged, one for each ``[[version]]``; the header alone where there is none."""
    header = {key: value for key, value in content.items() if key != "version"}
    versions = content.get("version")
    if not isinstance(versions, list) or not all(isinstance(one, dict) for one in versions):
        yield "", dict(content)
        return
    for place, version in enumerate(versions):
        path = f"version[{place}]"
        findings += [
            Finding(file=file, path=joined(path, key), code="KEY_TWICE", parameters={"key": key}, mend=key)
            for key in version
            if key in header
        ]
        yield path, {**header, **version}


def _shape_findings(
    merged: dict[str, Any], shape: type[Shape], file: str, version_path: str, content: dict[str, Any]
) -> Iterator[Finding]:
    for fault in faults_in(merged, shape_of(shape)):
        top = fault.path.replace("[", ".", 1).split(".", 1)[0]
        in_header = not version_path or top in content
        path = fault.path if in_header else joined(version_path, fault.path)
        yield Finding(file=file, path=path, code=fault.code, parameters=dict(fault.parameters), mend=fault.mend)


def _identity_findings(merged: dict[str, Any], file: str, expected_id: str) -> list[Finding]:
    found = []
    if merged["id"] != expected_id:
        found.append(_identity("id", "ID_NOT_PATH", file, merged["id"], f'id = "{expected_id}"'))
    stem = Path(file).stem
    if "year" in merged and str(merged["year"]) != stem:
        found.append(_identity("year", "YEAR_NOT_PATH", file, str(merged["year"]), f"year = {stem}"))
    return found


def _identity(path: str, code: str, file: str, found: str, mend: str) -> Finding:
    return Finding(file=file, path=path, code=code, parameters={"found": found}, mend=mend)


def _order_findings(versions: list[tuple[str, dict[str, Any]]], file: str) -> list[Finding]:
    # Paths of findings count versions as they stand in the file, so they must stand in the order of time.
    found = []
    for (_, earlier), (path, later) in pairwise(versions):
        if str(later["from"]) < str(earlier["from"]):
            parameters = {"from": later["from"], "before": earlier["from"]}
            found.append(Finding(file=file, path=path, code="VERSIONS_UNORDERED", parameters=parameters, mend="from ↑"))
    return found


def _expected_id(file: str, shape: type[Shape]) -> str:
    below = file.removesuffix(".toml").split("/", 1)[1]
    return below.rpartition("/")[0] if shape is Programme else below


def _with_texts_for_dates(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_texts_for_dates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_texts_for_dates(item) for item in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value


def _once(findings: list[Finding]) -> list[Finding]:
    # A fault of the header shows in every version it was merged into.
    return list({(one.path, one.code): one for one in findings}.values())
