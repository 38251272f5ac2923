"""The page of measurements shows what was measured."""

import json

import pytest

from benchmarks import tables


def test_the_page_shows_the_results_that_lie_beside_it() -> None:
    page = tables.PAGE.read_text()
    assert tables.with_tables(page) == page, "run `python -m benchmarks.tables`, or `make bench`"


def test_each_result_has_the_shape_that_the_tables_need() -> None:
    for path in tables.RESULTS.glob("*.json"):
        tables.require_shape(json.loads(path.read_text()), path.stem)


def test_a_result_of_another_shape_is_refused() -> None:
    good = {"subject": "x", "unit": "s", "machine": {}, "rows": [{"name": "a", "median": 1}], "note": ""}
    tables.require_shape(good, "x")
    for bad in ({**good, "subject": "y"}, {**good, "rows": [{"name": "a"}]}, {**good, "extra": 1}):
        with pytest.raises(ValueError, match="x: "):
            tables.require_shape(bad, "x")


def test_a_section_has_a_row_per_result_and_a_column_per_key() -> None:
    rows = [{"name": "SQLite", "median": 1.23456, "ratio": 2}, {"name": "PostgreSQL", "median": 4}]
    lines = tables.section({"subject": "one_entry", "unit": "ms", "machine": {"cores": 2}, "rows": rows, "note": "N."})
    assert lines.splitlines()[4:] == [
        "| name | median | ratio |", "|---|---|---|", "| SQLite | 1.235 | 2 |", "| PostgreSQL | 4 |  |", "",
    ]  # fmt: skip
