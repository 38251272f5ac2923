"""The trust list (可信名单) as a value: which institutions there are, with which keys, accredited for what, and when."""

import functools
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from creditbank.rules.definitions import Name


class Span(msgspec.Struct, frozen=True):
    """Days from ``since`` (in force) until ``until`` (first day not in force; None: open)."""

    since: date
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


class Accreditation(msgspec.Struct, frozen=True, kw_only=True):
    """One accreditation (机构资质) of an institution: for which kinds of outcome, when, and when it rested."""

    kinds: tuple[str, ...]
    period: Span
    suspensions: tuple[Span, ...] = ()

    def covers(self, kind: str, day: date) -> bool:
        """Whether an outcome of that kind could be certified under it on that day."""
        return kind in self.kinds and day in self.period and not any(day in rest for rest in self.suspensions)


class Institution(msgspec.Struct, frozen=True, kw_only=True):
    """An institution of the list.

    ``controllers``: its controller documents with all keys it ever used, retired and revoked ones marked; where there are
    none, the caller's own look-up tells its keys. ``compromised``: methods whose private key is known to have leaked; a
    signature with them proves nothing, whatever date it bears. ``accreditations``: None where the list does not say.
    """

    id: str
    name: Name
    controllers: tuple[dict[str, Any], ...] = ()
    period: Span | None = None
    accreditations: tuple[Accreditation, ...] | None = None
    compromised: tuple[str, ...] = ()


class Trust(msgspec.Struct, frozen=True, dict=True):
    """A trust list. Nothing in it is fetched; whoever publishes it answers for it."""

    institutions: tuple[Institution, ...] = ()

    def institution(self, id: str) -> Institution | None:  # noqa: A002 - the id, as everywhere
        """The institution of that id, if it is on the list."""
        return self._institutions.get(id)

    def controller(self, id: str) -> Mapping[str, Any] | None:  # noqa: A002
        """The controller document of that id, if the list has it."""
        return self._controllers.get(id)

    @functools.cached_property
    def _institutions(self) -> dict[str, Institution]:
        return {one.id: one for one in self.institutions}

    @functools.cached_property
    def _controllers(self) -> dict[str, Mapping[str, Any]]:
        return {str(document.get("id")): document for one in self.institutions for document in one.controllers}
