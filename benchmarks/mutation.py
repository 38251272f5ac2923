"""Counts what mutmut left in ``mutants/``: how many small breakages of the code the tests notice. For `make mutate`."""

import json
import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from benchmarks import tables

MUTANTS = tables.ROOT / "mutants"


def run() -> dict[str, Any]:
    """The result, a row for each part of the code."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted(MUTANTS.rglob("*.meta")):
        part = _part(path.relative_to(MUTANTS / "src" / "creditbank"))
        for code in json.loads(path.read_text())["exit_code_by_key"].values():
            counts[part][_verdict(code)] += 1
    return {
        "subject": "mutation",
        "unit": "per cent of the mutants tried that a test noticed",
        "machine": {"cores": os.cpu_count()},
        "rows": [_row(part, counted) for part, counted in sorted(counts.items())],
        "note": "One small change of the code at a time; a mutant that no test notices survives.",
    }


def _part(file: Path) -> str:
    return file.parts[0] if file.parts[0] in {"kernel", "rules", "plan"} else str(file.with_suffix("").with_suffix(""))


def _verdict(exit_code: int | None) -> str:
    """Pytest's exit codes 1 and 3 are a failed test; mutmut ends endless mutants by a signal; 33: no test comes by."""
    match exit_code:
        case None:
            return "not_tried"
        case 0:
            return "survived"
        case 33:
            return "without_test"
        case _:
            return "noticed"


def _row(part: str, counted: Counter[str]) -> dict[str, Any]:
    tried = counted["noticed"] + counted["survived"] + counted["without_test"]
    score = round(1000 * counted["noticed"] / tried) / 10 if tried else None
    names = ("noticed", "survived", "without_test", "not_tried")
    return {"name": part, "median": score, "mutants": counted.total(), **{name: counted[name] for name in names}}


if __name__ == "__main__":
    tables.write(run())
    tables.render()
