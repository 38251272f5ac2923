"""One institution's word about another, an achievement or an award: ``EndorsementCredential`` of Open Badges 3.0."""

from collections.abc import Mapping
from typing import Any

import msgspec

from creditbank.credentials.award import Endorsement
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.formats.achievements import chinese
from creditbank.credentials.formats.open_badge import CONTEXTS, valid_from_of, valid_until_of
from creditbank.credentials.formats.people import party_of, profile, statuses_node, statuses_of
from creditbank.credentials.formats.reading import object_at, refuse_unbounded, text_at, texts_at
from creditbank.credentials.formats.rest import rest, with_rest, without_empty
from creditbank.credentials.proofs.moments import text_of_moment

MEDIA_TYPE = "application/vc"
TYPE = "EndorsementCredential"


def build(endorsement: Endorsement) -> dict[str, Any]:
    """The unsigned credential of ``endorsement``."""
    return with_rest(_plain(endorsement), endorsement.extra)


def _plain(endorsement: Endorsement) -> dict[str, Any]:
    return without_empty(
        {
            "@context": list(CONTEXTS),
            "id": endorsement.id,
            "type": ["VerifiableCredential", TYPE],
            "issuer": profile(endorsement.issuer),
            "validFrom": text_of_moment(endorsement.valid_from),
            "validUntil": text_of_moment(endorsement.valid_until) if endorsement.valid_until else None,
            "name": f"{chinese(endorsement.issuer.name)}：背书",
            "credentialSubject": without_empty(
                {
                    "id": endorsement.subject,
                    "type": ["EndorsementSubject"],
                    "endorsementComment": endorsement.comment,
                }
            ),
            "credentialStatus": statuses_node(endorsement.statuses),
        }
    )


def parse(document: Mapping[str, Any]) -> Endorsement:
    """What an endorsement says; its ``proof`` is not read. Raises ``DocumentRefused`` for any other credential."""
    refuse_unbounded(document)
    if TYPE not in texts_at(document, "type", ""):
        raise DocumentRefused("CREDENTIAL_TYPE_UNKNOWN", path="/type")
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    subject = object_at(unsigned, "credentialSubject", "")
    if not text_at(subject, "id", "/credentialSubject"):
        raise DocumentRefused("MEMBER_MISSING", path="/credentialSubject/id")
    endorsement = Endorsement(
        id=text_at(unsigned, "id", ""),
        issuer=party_of(object_at(unsigned, "issuer", ""), "/issuer"),
        subject=text_at(subject, "id", "/credentialSubject"),
        comment=text_at(subject, "endorsementComment", "/credentialSubject"),
        valid_from=valid_from_of(unsigned),
        valid_until=valid_until_of(unsigned),
        statuses=statuses_of(unsigned),
    )
    return msgspec.structs.replace(endorsement, extra=rest(_plain(endorsement), unsigned))
