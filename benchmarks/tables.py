"""Renders ``docs/benchmarks.md`` from the JSON files in ``benchmarks/results``; a test holds the two together."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"

KEYS = {"subject", "unit", "machine", "rows", "note"}
_NOT_SUBJECTS = {
    "__init__", "__main__", "tables", "vendors", "mutation",
    "generators", "generators_pairs", "generators_profiles", "generators_programmes", "generators_rules",
    "greedy", "greedy_standing", "greedy_tree", "highs", "second_opinion", "own_programmes", "engine_samples",
}  # fmt: skip


def subjects() -> list[str]:
    """The files that measure something."""
    return sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py") if path.stem not in _NOT_SUBJECTS)


def require_shape(result: Mapping[str, Any], subject: str) -> None:
    """Raise ``ValueError`` for a result that the tables could not show."""
    if set(result) != KEYS or result["subject"] != subject:
        raise ValueError(f"{subject}: a result has the keys {sorted(KEYS)}, its subject is the file's name")
    for row in result["rows"]:
        if not {"name", "median"} <= set(row):
            raise ValueError(f"{subject}: each row needs a name and a median: {row}")


def write(result: Mapping[str, Any]) -> None:
    """Keep a result under the name of its subject."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(result, ensure_ascii=False, indent=2)
    (RESULTS / f"{result['subject']}.json").write_text(text + "\n")


def render() -> None:
    """Put the tables of all results between the two marks of the page."""
    PAGE.write_text(with_tables(PAGE.read_text()))


def with_tables(page: str) -> str:
    """The page with its tables made anew; everything outside the marks stays."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    results = [json.loads(path.read_text()) for path in sorted(RESULTS.glob("*.json"))]
    return f"{before}{BEGIN}\n\n{''.join(map(section, results))}{END}{after}"


def section(result: Mapping[str, Any]) -> str:
    """One subject: heading, note, table."""
    columns = _columns(result["rows"])
    lines = [
        f"## {result['subject'].replace('_', ' ').capitalize()}",
        "",
        f"{result['note']} Unit: {result['unit']}. Machine: {_machine(result['machine'])}.",
        "",
        "| " + " | ".join(column.replace("_", " ") for column in columns) + " |",
        "|" + "---|" * len(columns),
        *("| " + " | ".join(_cell(row.get(column)) for column in columns) + " |" for row in result["rows"]),
    ]
    return "\n".join(lines) + "\n\n"


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name and median first, then whatever else the rows hold, in the order in which it appears."""
    return list(dict.fromkeys(["name", "median", *(key for row in rows for key in row)]))


def _machine(machine: object) -> str:
    return ", ".join(f"{key} {value}" for key, value in machine.items()) if isinstance(machine, dict) else str(machine)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    render()
