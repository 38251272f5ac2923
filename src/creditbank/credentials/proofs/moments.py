"""Moments as the standards write them: ``dateTimeStamp`` of XML Schema 1.1, always with a zone."""

import re
from datetime import UTC, datetime

from creditbank.credentials.errors import DocumentRefused

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def moment_of_text(text: object, *, path: str = "") -> datetime:
    """The moment, in UTC, of an XML Schema ``dateTimeStamp``. Raises ``DocumentRefused`` for anything else.

    Stricter than ISO 8601: the zone is required and a year has four digits. What is finer than a microsecond is cut.
    """
    if isinstance(text, str) and len(text) <= 64 and _STAMP.fullmatch(text):
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):  # the 30th of February, or a zone that leaves the years of Python
            pass
    raise DocumentRefused("MOMENT_MALFORMED", text=str(text)[:64], path=path)


def text_of_moment(moment: datetime) -> str:
    """``moment`` to the second, in UTC with ``Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
