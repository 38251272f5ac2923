"""Half-open periods of days, whole months, and working days from a table of day types."""

import calendar as gregorian
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from creditbank.kernel.errors import InvalidPeriod


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` (in force) until ``end`` (first day not in force; ``None``: open)."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise InvalidPeriod("PERIOD_EMPTY", start=self.start.isoformat(), end=self.end.isoformat())

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Share at least one day."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later; the month's last day where that day does not exist."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which days are worked. ``days`` holds the exceptions (True: worked); weekends and weekdays are the fallback.

    The table comes from the rulebook (``calendar.toml``); years it does not cover fall back to Monday to Friday.
    """

    days: Mapping[date, bool] = field(default_factory=dict)

    def is_worked(self, day: date) -> bool:
        """Whether offices are open on that day."""
        return self.days.get(day, day.weekday() < 5)

    def add_working_days(self, day: date, count: int) -> date:
        """The day on which ``count`` working days after ``day`` are over; ``count`` 0 gives ``day`` itself."""
        while count > 0:
            day += timedelta(days=1)
            if self.is_worked(day):
                count -= 1
        return day
