"""Where keys and status lists come from, in the order of how much they are believed: trust list, caller, bundle."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from creditbank.credentials.bundle import Bundle
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.controllers import Resolve, did_key_document
from creditbank.credentials.verify.trust import Trust

StatusOf = Callable[[str], Mapping[str, Any] | str | bytes | None]
"""The status list published at a URL, or None where it is not at hand. It may be cached; it is judged by its own dates."""


class Sources(msgspec.Struct, frozen=True):
    """The look-ups of one verification. What the document brings along never replaces what is known otherwise."""

    trust: Trust
    resolve: Resolve
    status_of: StatusOf
    bundle: Bundle | None = None
    bits: dict[tuple[object, ...], bytes | DocumentRefused] = {}
    """Lists of this one verification that were judged already, kept by the step that judges them."""

    def controller(self, id: str) -> Mapping[str, Any] | None:  # noqa: A002 - the id, as everywhere
        """The controller document of that id; the bundle is asked last."""
        found = self._known(id)
        return found if found is not None or self.bundle is None else self.bundle.controllers.get(id)

    def is_unproven(self, controller: str) -> bool:
        """Whether only the bundle, which anybody can make, says which keys the controller has."""
        return self._known(controller) is None and self.bundle is not None and controller in self.bundle.controllers

    def status(self, url: str) -> tuple[Mapping[str, Any] | str | bytes | None, bool]:
        """The list at that URL, and whether it came in the bundle."""
        found = self.status_of(url)
        if found is None and self.bundle is not None:
            return self.bundle.status_lists.get(url), True
        return found, False

    def _known(self, controller: str) -> Mapping[str, Any] | None:
        listed = self.trust.controller(controller)
        if listed is not None:
            return listed
        return did_key_document(controller) if controller.startswith("did:key:") else self.resolve(controller)
