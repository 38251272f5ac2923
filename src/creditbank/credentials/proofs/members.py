"""Members of a document that may be one value or many."""

from typing import Any


def listed(value: Any) -> list[Any]:
    """The values of a member: of a list its items, of anything else the thing itself."""
    return value if isinstance(value, list) else [value]
