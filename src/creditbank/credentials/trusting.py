"""The trust list (可信名单) of this bank: its institutions with all keys they ever had, and what each may certify and when.

Read from the database when a verification asks for one of them, since a list of hundreds would be read for the sake of one.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from creditbank.credentials.keyring import did_document, did_of
from creditbank.credentials.models import IssuerKey
from creditbank.credentials.proofs.controllers import did_web
from creditbank.credentials.verify.trust import Accreditation, Institution, Span, Trust
from creditbank.people.accreditation import accreditations_of
from creditbank.people.directory import institution_names


class TrustOfSite(Trust, frozen=True):
    """The institutions of this site, as a ``Trust``. Make a new one for each request: what it read it keeps."""

    known: dict[str, Institution | None] = {}

    def institution(self, id: str) -> Institution | None:  # noqa: A002
        """The institution behind a ``did:web`` of this site; one that never had a key is not on the list."""
        if id not in self.known:
            self.known[id] = _institution(id)
        return self.known[id]

    def controller(self, id: str) -> Mapping[str, Any] | None:  # noqa: A002
        """The controller document of an institution of this site, or of the site itself."""
        if id == did_of_site():
            return did_document_of_site()
        found = self.institution(id)
        return None if found is None else found.controllers[0]


def trust_of_site() -> TrustOfSite:
    """The trust list as it is now."""
    return TrustOfSite(known={})


def did_of_site() -> str:
    """The ``did:web`` of the bank itself: the bare host."""
    return did_web(settings.SITE_URL)


def did_document_of_site() -> dict[str, Any] | None:
    """The controller document of the bank itself: the keys of its centre. ``None`` without a centre that has keys."""
    centres = IssuerKey.objects.filter(institution__type="bank_centre").order_by("institution")
    centre = centres.values_list("institution", flat=True).first()
    found = None if centre is None else did_document(centre)
    if found is None:
        return None
    return {**_renamed(found, found["id"], did_of_site()), "alsoKnownAs": [found["id"]]}


def _renamed(value: Any, old: str, new: str) -> Any:
    """The same document for another id of the same controller."""
    if isinstance(value, dict):
        return {member: _renamed(one, old, new) for member, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, old, new) for one in value]
    if isinstance(value, str) and (value == old or value.startswith(f"{old}#")):
        return new + value[len(old) :]
    return value


def _institution(id: str) -> Institution | None:  # noqa: A002
    prefix = did_of("") + ":"
    slug = id.removeprefix(prefix)
    if slug == id or (found := did_document(slug)) is None:
        return None
    name = institution_names([slug])[slug]
    return Institution(
        id=id, name={"zh": name["zh"], "en": name["en"]}, controllers=(found,), accreditations=_accreditations(slug)
    )


def _accreditations(slug: str) -> tuple[Accreditation, ...]:
    return tuple(
        Accreditation(
            kinds=one.kinds,
            period=Span(one.period.start, one.period.end),
            suspensions=tuple(Span(rest.start, rest.end) for rest in one.suspended),
        )
        for one in accreditations_of(slug)
    )
