"""What a verifier asks of a document: whose word counts, for what, and how fresh. It says so, or nothing is verified."""

from datetime import datetime
from typing import Literal

import msgspec

from creditbank.credentials.errors import CredentialError

Accept = Literal["", "named", "trusted", "any"]


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The demands of one verifier. There is no default: a policy that does not say whose word counts is an error."""

    accept: Accept = ""
    """``named``: the issuers listed below; ``trusted``: every institution of the trust list; ``any``: whoever signs well."""
    issuers: tuple[str, ...] = ()
    """Ids of issuers, with ``named``."""
    types: tuple[str, ...] = ()
    """The credential must be of one of these types; empty for any."""
    kinds: tuple[str, ...] = ()
    """The outcome must be of one of these kinds of the rulebook; empty for any."""
    issued_since: datetime | None = None
    """Credentials valid from an earlier moment are not accepted."""
    accreditation_required: bool = False
    """Whether it must be known, and not only not contradicted, that the issuer was accredited for the kind."""
    status_required: bool = False
    """Whether a credential that names no status list is refused."""
    unknown_status_allowed: bool = False
    """Whether a status that cannot be told is let pass, and only reported. Never for a decision about somebody's rights."""
    unsigned_status_allowed: bool = False
    """Whether an unsigned list (1EdTech Credential Revocation List) from the caller's own source counts."""
    status_issuers: tuple[str, ...] = ()
    """Ids of those who may keep status lists for other issuers."""
    status_age_seconds_max: int = 0
    """Lists that began to hold longer ago are stale; 0: as long as the list itself says."""
    holder: str = ""
    """The holder's id that the credential must be about."""
    challenge: str = ""
    domain: str = ""
    """What a presentation must answer, and for whom it must be made."""
    log_required: bool = False
    """Whether inclusion in the public log must be shown."""

    def check(self) -> None:
        """Raises ``CredentialError`` for a policy that asks for nothing, or that names nobody."""
        if not self.accept:
            raise CredentialError("POLICY_EMPTY")
        if (self.accept == "named") != bool(self.issuers):
            raise CredentialError("POLICY_CONTRADICTS", accept=self.accept)
