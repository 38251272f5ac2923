"""Steps 3 and 4: the signatures of a document, whose keys they are, and what that proves about its issuer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.integrity import ProofResult, check_proofs
from creditbank.credentials.proofs.jose import open_jwt
from creditbank.credentials.proofs.moments import moment_of_text
from creditbank.credentials.verify.fields import objects_of
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.reading import LIMITS, Opened, check_bounds
from creditbank.credentials.verify.report import ISSUER, SIGNATURE, Step, failed, not_checked, passed
from creditbank.credentials.verify.sources import Sources
from creditbank.credentials.verify.trust import Institution

KEY_CODES = frozenset(
    {
        "CONTROLLER_UNKNOWN",
        "CONTROLLER_MISMATCH",
        "CONTROLLER_URL_MALFORMED",
        "METHOD_URL_MALFORMED",
        "METHOD_ABSENT",
        "METHOD_MALFORMED",
        "PURPOSE_NOT_ALLOWED",
        "PURPOSE_UNKNOWN",
        "KEY_MALFORMED",
        "KEY_REVOKED",
        "KEY_EXPIRED",
    }
)
"""Codes of a result that speak of the key and not of the signature."""
TIMES_OF_TOKENS: Mapping[str, str] = {"JWT_EXPIRED": "CREDENTIAL_EXPIRED", "JWT_NOT_YET_VALID": "NOT_YET_VALID"}
"""Codes of a token whose signature stands, but whose own time does not, and what step 0 says of it."""
_CALLS_MIN = 512
"""Hash calls that every document may cause, whatever its share: an honest one needs a handful."""
_SUITE_UNKNOWN = "SUITE_UNKNOWN"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature must answer: for which purpose, at what time, to whose question."""

    now: datetime
    purpose: str = "assertionMethod"
    challenge: str = ""
    domain: str = ""
    share: int = 1
    """Among how many documents of one verification the work that tangled ones may cause is divided."""


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A document and the results of its signatures; an unsigned one has none."""

    document: dict[str, Any]
    results: tuple[ProofResult, ...] = ()

    def by(self, controller: str) -> tuple[ProofResult, ...]:
        """The signatures that claim to be of that controller."""
        return tuple(one for one in self.results if one.controller == controller)

    def others(self, controller: str) -> str:
        """Who else signed, or says so."""
        return ", ".join(sorted({one.controller for one in self.results} - {controller}))


def document_in(opened: Opened, sources: Sources, asked: Asked) -> Signed | None:
    """The document of a token with the result of its one signature; None for a document that lies open."""
    if not opened.token:
        return None
    challenge, domain = asked.challenge or None, asked.domain or None
    document, result = open_jwt(
        opened.token, sources.controller, now=asked.now, challenge=challenge, domain=domain
    )  # fmt: skip
    check_bounds(document)
    return Signed(document=document, results=(result,))


def check_signatures(document: dict[str, Any], sources: Sources, asked: Asked) -> Signed:
    """The results of all proofs of a document that lies open. Raises ``DocumentRefused`` beyond the bounds."""
    shares = asked.share * max(1, len(objects_of(document, "proof")))  # each proof may canonicalize the document again
    calls_max = max(_CALLS_MIN, LIMITS.hash_calls_max // shares)
    results = check_proofs(
        document,
        sources.controller,
        purpose=asked.purpose,
        now=asked.now,
        limits=msgspec.structs.replace(LIMITS, hash_calls_max=calls_max),
        domain=asked.domain or None,
        challenge=asked.challenge or None,
    )
    return Signed(document=document, results=results)


def signature_step(signed: Signed) -> Step:
    """Step 4. All proofs must hold; one of a suite that is not known here proves nothing and spoils nothing."""
    if not signed.results:
        return failed("PROOF_MISSING", SIGNATURE)
    wrong = [one for one in signed.results if not _holds(one)]
    known = [one for one in wrong if one.code != _SUITE_UNKNOWN]
    if not known and len(wrong) < len(signed.results):
        return passed(SIGNATURE, suites=[one.suite for one in signed.results if one not in wrong])
    worst = next((one for one in known if one.code not in KEY_CODES), (known or wrong)[0])
    return failed(worst.code, SIGNATURE, worst.parameters)


def _holds(result: ProofResult) -> bool:
    """Whether the signature stands, though perhaps not at this time."""
    return result.passed or result.code in TIMES_OF_TOKENS


def issuer_step(issuer: str, signed: Signed, sources: Sources, policy: Policy, asked: Asked) -> Step:
    """Step 3. The issuer is one whose word counts, and a signature was made with a key that was his at that time."""
    own = signed.by(issuer)
    if not own and signed.results:
        return failed("PROOF_NOT_OF_ISSUER", ISSUER, {"issuer": issuer, "found": signed.others(issuer)})
    wrong = next((one for one in own if not one.passed and one.code in KEY_CODES), None)
    if wrong is not None:
        return failed(wrong.code, ISSUER, wrong.parameters)
    if not any(map(_holds, own)):
        # Beside a signature of the issuer's that cannot be checked, somebody else's that can be proves nothing for him.
        if signature_step(signed).outcome != "passed":
            return not_checked(ISSUER)
        return failed("PROOF_NOT_OF_ISSUER", ISSUER, {"issuer": issuer, "found": signed.others(issuer)})
    if sources.is_unproven(issuer):
        return failed("ISSUER_KEY_UNPROVEN", ISSUER, {"issuer": issuer})
    institution = sources.trust.institution(issuer)
    if institution is not None:
        return _institution_step(institution, signed, asked)
    if policy.accept == "trusted":
        return failed("ISSUER_UNKNOWN", ISSUER, {"issuer": issuer})
    return not_checked(ISSUER, "ISSUER_NOT_LISTED", issuer=issuer)


def _institution_step(institution: Institution, signed: Signed, asked: Asked) -> Step:
    for one in signed.by(institution.id):
        if one.verification_method in institution.compromised:
            return failed("KEY_COMPROMISED", ISSUER, {"method": one.verification_method})
        day = _signed_at(one, signed.document, asked.now).date()
        if institution.period is not None and day not in institution.period:
            return failed("ISSUER_NOT_LISTED_THEN", ISSUER, {"issuer": institution.id, "on": day.isoformat()})
    return passed(ISSUER, issuer=institution.id)


def _signed_at(result: ProofResult, document: Mapping[str, Any], now: datetime) -> datetime:
    """When the issuer says that he signed; else since when the document holds."""
    for text in (result.created, document.get("validFrom"), document.get("issuanceDate")):
        try:
            return moment_of_text(text)
        except DocumentRefused:
            continue
    return now
