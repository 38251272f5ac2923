"""Step 5: what signed status lists say about a credential. In doubt the status is unknown, and unknown is not valid."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.moments import moment_of_text
from creditbank.credentials.status_list import (
    BITSTRING,
    LENGTH_MIN,
    LIST_TYPES,
    REVOCATION_LIST,
    Entry,
    decode,
    decode_legacy,
    read_entry,
    status_value,
)
from creditbank.credentials.verify.fields import id_of, objects_of, types_of
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.reading import Opened, open_document
from creditbank.credentials.verify.report import STATUS, STATUS_UNTOLD, Step, failed, not_checked, passed
from creditbank.credentials.verify.shape import check_shape
from creditbank.credentials.verify.signatures import Asked, Signed, check_signatures, document_in, signature_step
from creditbank.credentials.verify.sources import Sources

ENTRIES_MAX = 8
"""Status entries of one credential that are looked up."""
_SAID_BY_BIT: Mapping[str, str] = {"revocation": "STATUS_REVOKED", "suspension": "STATUS_SUSPENDED"}
_MESSAGES = ("message", "refresh")
"""Purposes that tell something about a credential, and nothing against it."""


class _Case(msgspec.Struct, frozen=True):
    document: Mapping[str, Any]
    sources: Sources
    policy: Policy
    now: datetime
    share: int


class _Found(msgspec.Struct, frozen=True):
    """What one entry came to: a code against the credential, or none; and what to say of it."""

    code: str
    parameters: dict[str, Any]


def status_step(
    document: Mapping[str, Any], sources: Sources, policy: Policy, now: datetime, *, share: int = 1
) -> Step:
    """Step 5 for a credential whose own signature stands. The worst of its entries is told, a revocation first.

    ``share``: among how many documents the work of this verification is divided.
    """
    entries = objects_of(document, "credentialStatus")
    if not entries:
        return failed("STATUS_ABSENT", STATUS) if policy.status_required else not_checked(STATUS, "STATUS_NONE")
    if len(entries) > ENTRIES_MAX:
        return failed("STATUS_ENTRIES_TOO_MANY", STATUS, {"limit": ENTRIES_MAX})
    case = _Case(document, sources, policy, now, share * len(entries))
    found = sorted((_told(case, entry) for entry in entries), key=_rank)
    worst = found[0]
    if not worst.code:
        return passed(STATUS, **{key: value for one in found for key, value in one.parameters.items()})
    if worst.code in STATUS_UNTOLD and policy.unknown_status_allowed:
        return not_checked(STATUS, worst.code, **worst.parameters)
    return failed(worst.code, STATUS, worst.parameters)


def _rank(found: _Found) -> int:
    if found.code in STATUS_UNTOLD:
        return 2
    return {"STATUS_REVOKED": 0, "STATUS_SUSPENDED": 3, "": 4}.get(found.code, 1)


def _told(case: _Case, raw: Mapping[str, Any]) -> _Found:
    try:
        entry = read_entry(raw)
        given, bundled = case.sources.status(entry.list_url)
        if given is None:
            return _Found("STATUS_UNREACHABLE", {"url": entry.list_url})
        if entry.type == REVOCATION_LIST:
            return _told_by_names(case, entry, given, bundled)
        return _told_by_bits(entry, _bits_once(case, entry, given))
    except DocumentRefused as refused:
        return _Found(refused.code, dict(refused.parameters))


def _told_by_bits(entry: Entry, bits: bytes) -> _Found:
    """Bitstring Status List 1.0, §3.2 Validate Algorithm: any value but 0 speaks against the credential."""
    value = status_value(bits, entry.index, entry.size)
    if entry.purpose in _MESSAGES:
        return _Found("", {"message": entry.messages.get(value, "")} if value else {})
    if value == 0:
        return _Found("", {})
    code = _SAID_BY_BIT.get(entry.purpose, "STATUS_SET")
    return _Found(code, {"url": entry.list_url, "purpose": entry.purpose})


def _bits_once(case: _Case, entry: Entry, given: Mapping[str, Any] | str | bytes) -> bytes:
    """``_bits_of``, once for all credentials inside a document that rest on the same list."""
    key = (entry.list_url, entry.type, entry.purpose, entry.size, id_of(case.document["issuer"]))
    if key not in case.sources.bits:
        try:
            case.sources.bits[key] = _bits_of(case, entry, given)
        except DocumentRefused as refused:
            case.sources.bits[key] = refused
    found = case.sources.bits[key]
    if isinstance(found, DocumentRefused):
        raise found
    return found


def _bits_of(case: _Case, entry: Entry, given: Mapping[str, Any] | str | bytes) -> bytes:
    """The bits of a list that is signed by one who may, is the one named, serves the purpose, and is fresh."""
    try:
        document = _proven(case, open_document(given))
    except DocumentRefused as refused:
        if refused.code in STATUS_UNTOLD:
            raise
        raise DocumentRefused("STATUS_LIST_UNPROVEN", url=entry.list_url, reason=refused.code) from None
    subject = _checked_subject(case, entry, document)
    _check_fresh(case, entry, document)
    text = subject.get("encodedList")
    if not isinstance(text, str):
        raise DocumentRefused("STATUS_LIST_MALFORMED", path="/credentialSubject/encodedList")
    try:
        bits = decode(text) if entry.type == BITSTRING else decode_legacy(text)
    except DocumentRefused as refused:
        code = refused.code if refused.code in STATUS_UNTOLD else "STATUS_LIST_MALFORMED"
        raise DocumentRefused(code, **refused.parameters) from None
    if len(bits) * 8 // entry.size < LENGTH_MIN:
        raise DocumentRefused("STATUS_LIST_SHORT", found=len(bits) * 8 // entry.size, wanted=LENGTH_MIN)
    return bits


def _proven(case: _Case, opened: Opened) -> dict[str, Any]:
    """The list as a document whose shape is right and whose own issuer signed it, with a key that counts."""
    asked = Asked(now=case.now, share=case.share)
    signed = document_in(opened, case.sources, asked)
    document = signed.document if signed is not None else opened.document
    for fault in check_shape(document):
        raise DocumentRefused(fault.code, path=fault.pointer)
    signed = signed or check_signatures(document, case.sources, asked)
    step = signature_step(signed)
    if step.outcome != "passed":
        raise DocumentRefused(step.code)
    _check_key(case, id_of(document.get("issuer")), signed)
    return document


def _check_key(case: _Case, issuer: str, signed: Signed) -> None:
    if not any(one.passed for one in signed.by(issuer)):
        raise DocumentRefused("PROOF_NOT_OF_ISSUER")
    if case.sources.is_unproven(issuer):
        raise DocumentRefused("ISSUER_KEY_UNPROVEN")
    institution = case.sources.trust.institution(issuer)
    if institution is not None and any(one.verification_method in institution.compromised for one in signed.results):
        raise DocumentRefused("KEY_COMPROMISED")


def _checked_subject(case: _Case, entry: Entry, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one subject of a list that is the list named. An id is required: else a list of the same issuer could stand in."""
    url = entry.list_url
    of_credential, of_subject = LIST_TYPES[entry.type]
    subject = document["credentialSubject"]
    if (
        of_credential not in types_of(document)
        or not isinstance(subject, Mapping)
        or of_subject not in types_of(subject)
    ):
        raise DocumentRefused("STATUS_LIST_WRONG_TYPE", url=url, wanted=of_credential)
    if document.get("id") != url:
        raise DocumentRefused("STATUS_LIST_MISLINKED", url=url, found=str(document.get("id", "")))
    issuer = id_of(document["issuer"])
    if issuer not in (id_of(case.document["issuer"]), *case.policy.status_issuers):
        raise DocumentRefused("STATUS_LIST_WRONG_ISSUER", url=url, found=issuer)
    if entry.purpose not in objects_of(subject, "statusPurpose"):
        raise DocumentRefused("STATUS_LIST_WRONG_PURPOSE", url=url, wanted=entry.purpose)
    return subject


def _check_fresh(case: _Case, entry: Entry, document: Mapping[str, Any]) -> None:
    """The list holds now, and is not older than the policy lets it be."""
    begins = _moment(document, "validFrom", "issuanceDate")
    ends = _moment(document, "validUntil", "expirationDate")
    if begins is not None and case.now < begins:
        raise DocumentRefused("STATUS_LIST_EARLY", url=entry.list_url, since=begins.isoformat())
    if ends is not None and case.now > ends:
        raise DocumentRefused("STATUS_LIST_STALE", url=entry.list_url, until=ends.isoformat())
    if case.policy.status_age_seconds_max:
        oldest = case.now - timedelta(seconds=case.policy.status_age_seconds_max)
        if begins is None or begins < oldest:
            said = begins.isoformat() if begins is not None else ""
            raise DocumentRefused("STATUS_LIST_STALE", url=entry.list_url, until=said)


def _moment(document: Mapping[str, Any], *members: str) -> datetime | None:
    return next((moment_of_text(document[member]) for member in members if member in document), None)


def _told_by_names(case: _Case, entry: Entry, given: Mapping[str, Any] | str | bytes, bundled: bool) -> _Found:
    """1EdTech Credential Revocation List: ids of revoked credentials, unsigned. What it names is believed against the
    credential; that it does not name one is believed only of the caller's own source, and only if the policy says so."""
    document = open_document(given).document
    issuer = id_of(document.get("issuer"))
    if document.get("id") != entry.list_url:
        raise DocumentRefused("STATUS_LIST_MISLINKED", url=entry.list_url, found=str(document.get("id", ""))[:200])
    if issuer != id_of(case.document["issuer"]):
        raise DocumentRefused("STATUS_LIST_WRONG_ISSUER", url=entry.list_url, found=issuer)
    if case.document.get("id") in set(_names(document)):
        return _Found("STATUS_REVOKED", {"url": entry.list_url, "purpose": "revocation"})
    if bundled or not case.policy.unsigned_status_allowed:
        raise DocumentRefused("STATUS_LIST_UNSIGNED", url=entry.list_url)
    return _Found("", {})


def _names(document: Mapping[str, Any]) -> Iterator[str]:
    for member in ("revokedCredential", "revokedCredentials"):
        for one in objects_of(document, member):
            if not isinstance(one, Mapping) or one.get("revoked", True) is not False:
                yield id_of(one)
