from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditbank.kernel.errors import InvalidPeriod
from creditbank.kernel.period import Period, WorkingCalendar, add_months

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def test_a_period_begins_on_its_start_and_ends_before_its_end() -> None:
    period = Period(date(2025, 1, 1), date(2025, 2, 1))
    assert date(2024, 12, 31) not in period
    assert date(2025, 1, 1) in period
    assert date(2025, 1, 31) in period
    assert date(2025, 2, 1) not in period
    assert date(9999, 12, 31) in Period(date(2025, 1, 1))


@pytest.mark.parametrize("end", [date(2025, 1, 1), date(2024, 12, 31)])
def test_a_period_has_at_least_one_day(end: date) -> None:
    with pytest.raises(InvalidPeriod) as caught:
        Period(date(2025, 1, 1), end)
    assert caught.value.code == "PERIOD_EMPTY"
    assert caught.value.parameters == {"start": "2025-01-01", "end": end.isoformat()}


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(days)
    length = draw(st.one_of(st.none(), st.integers(1, 400)))
    return Period(start, None if length is None else start + timedelta(days=length))


@given(periods(), periods())
def test_overlapping_means_sharing_a_day(one: Period, other: Period) -> None:
    shared = max(one.start, other.start)
    assert one.overlaps(other) == (shared in one and shared in other)
    assert one.overlaps(other) == other.overlaps(one)


@given(periods())
def test_a_period_overlaps_itself_and_not_what_follows(period: Period) -> None:
    assert period.overlaps(period)
    if period.end is not None:
        assert not period.overlaps(Period(period.end))


MONTHS = {
    "a month": ("2025-01-15", 1, "2025-02-15"),
    "the last day of a short month": ("2025-01-31", 1, "2025-02-28"),
    "the last day of a leap month": ("2024-01-31", 1, "2024-02-29"),
    "over the end of the year": ("2025-12-01", 1, "2026-01-01"),
    "a December stays one": ("2025-11-30", 1, "2025-12-30"),
    "seven years": ("2018-05-31", 84, "2025-05-31"),
    "sixteen years from a leap day": ("2008-02-29", 192, "2024-02-29"),
    "a year from a leap day": ("2008-02-29", 12, "2009-02-28"),
    "back": ("2025-03-31", -1, "2025-02-28"),
    "back over the start of the year": ("2025-01-15", -1, "2024-12-15"),
    "nothing": ("2025-01-31", 0, "2025-01-31"),
}


@pytest.mark.parametrize("sentence", MONTHS)
def test_add_months(sentence: str) -> None:
    day, months, expected = MONTHS[sentence]
    assert add_months(date.fromisoformat(day), months).isoformat() == expected


@given(days, st.integers(-600, 600))
def test_months_keep_the_day_or_the_end_of_the_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


NATIONAL = WorkingCalendar({date(2025, 10, day): False for day in range(1, 9)} | {date(2025, 10, 11): True})


@pytest.mark.parametrize(
    ("day", "worked"),
    [("2025-09-30", True), ("2025-10-01", False), ("2025-10-11", True), ("2025-10-12", False), ("2030-01-01", True)],
)
def test_a_day_is_worked_by_the_table_else_by_the_weekday(day: str, worked: bool) -> None:
    assert NATIONAL.is_worked(date.fromisoformat(day)) is worked


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2025-09-30", 0, "2025-09-30"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-09-30", 3, "2025-10-11"),
        ("2025-09-30", 4, "2025-10-13"),
        ("2025-10-04", 0, "2025-10-04"),
        ("2025-06-06", 1, "2025-06-09"),
    ],
)
def test_working_days(day: str, count: int, expected: str) -> None:
    assert NATIONAL.add_working_days(date.fromisoformat(day), count).isoformat() == expected


@given(days, st.integers(1, 40))
def test_exactly_so_many_working_days_pass(day: date, count: int) -> None:
    end = NATIONAL.add_working_days(day, count)
    passed = [day + timedelta(days=step) for step in range(1, (end - day).days + 1)]
    assert sum(NATIONAL.is_worked(one) for one in passed) == count
    assert NATIONAL.is_worked(end)


@given(days, st.integers(0, 20), st.integers(0, 20))
def test_working_days_add_up(day: date, first: int, then: int) -> None:
    calendar = WorkingCalendar()
    assert calendar.add_working_days(calendar.add_working_days(day, first), then) == calendar.add_working_days(
        day, first + then
    )
