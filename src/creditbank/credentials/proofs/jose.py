"""Credentials and presentations as signed tokens. W3C Securing Verifiable Credentials using JOSE and COSE (VC-JOSE-COSE) 1.0.

The payload of a token is the unsigned document itself, with registered claims (RFC 7519, §4.1) beside its members. Signing
goes through ``keys.Signer``, so that a device signs tokens as it signs proofs; a JWS in compact form (RFC 7515) needs no more.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.controllers import Resolve, controller_of, method_of
from creditbank.credentials.proofs.envelopes import enclosed
from creditbank.credentials.proofs.integrity import ProofResult
from creditbank.credentials.proofs.jose_keys import ALGORITHM_OF_NAME, NAME_OF_ALGORITHM, method_url
from creditbank.credentials.proofs.keys import Signer
from creditbank.credentials.proofs.limits import measure
from creditbank.credentials.proofs.members import listed
from creditbank.credentials.proofs.moments import moment_of_text, text_of_moment
from creditbank.credentials.proofs.multibase import base64url_of_bytes, bytes_of_base64url

LONGEST = 1 << 20
"""Letters of a token that is read at all."""

REGISTERED = ("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "cnf")
"""Claims about the token. They are no members of the document in it, and leave it on opening."""

PURPOSE = {"vc": "assertionMethod", "vp": "authentication"}
"""What the key must be for, by kind of token."""

_FORBIDDEN = ("vc", "vp", "proof")
"""``vc`` and ``vp`` wrapped the document before version 2.0; a proof inside would be a second, unasked way of signing."""


class _Token(msgspec.Struct, frozen=True):
    header: dict[str, Any]
    claims: dict[str, Any]
    signed: bytes
    signature: bytes


class _Asked(msgspec.Struct, frozen=True):
    purpose: str
    now: datetime
    challenge: str | None
    domain: str | None


def sign_jwt(
    document: Mapping[str, Any],
    signer: Signer,
    *,
    kind: str = "vc",
    at: datetime | None = None,
    challenge: str | None = None,
    domain: str | None = None,
) -> str:
    """``document``, unsigned, as a token of kind ``vc`` or ``vp`` under the key of ``signer``.

    Claims: ``iss``, ``jti``, ``sub``, ``nbf`` and ``exp`` repeat the document, since importers of Open Badges 3.0 (§8.2) look
    for them; ``iat`` is the moment of signing, where ``at`` gives it; ``nonce`` and ``aud`` answer the ``challenge`` and the
    ``domain`` of whoever asked for a presentation. Raises ``DocumentRefused`` for a document with a proof or claims inside,
    and for a presentation whose credentials are not secured themselves.
    """
    name = NAME_OF_ALGORITHM.get(signer.public.algorithm)
    if name is None:
        raise DocumentRefused("JWT_ALGORITHM", algorithm=signer.public.algorithm)
    _refuse_members(document, (*_FORBIDDEN, *REGISTERED))
    measure(document)
    if kind == "vp":
        enclosed(document)
    header = {"alg": name, "typ": f"{kind}+jwt", "cty": kind, "kid": signer.verification_method}
    answered = {"iat": None if at is None else int(at.timestamp()), "nonce": challenge, "aud": domain}
    claims = _repeated(document) | {claim: value for claim, value in answered.items() if value is not None}
    signed = ".".join(base64url_of_bytes(_text(part)) for part in (header, {**document, **claims}))
    return f"{signed}.{base64url_of_bytes(signer.sign(signed.encode('ascii')))}"


def open_jwt(
    text: str,
    resolve: Resolve,
    *,
    now: datetime,
    kind: str | None = None,
    purpose: str | None = None,
    challenge: str | None = None,
    domain: str | None = None,
) -> tuple[dict[str, Any], ProofResult]:
    """The document in a token, and whether its signature stands.

    ``kind`` refuses the other kind; ``purpose`` is by default that of the kind; ``challenge`` and ``domain``, where given,
    must be answered. A token that is malformed or contradicts its own document raises ``DocumentRefused``; an unknown or
    withdrawn key, a wrong signature, and a token past its time or meant for another are results that did not pass.
    """
    token = _read(text)
    found = _kind(token)
    if kind not in {None, found}:
        raise DocumentRefused("JWT_TYPE", type=str(token.header.get("typ", "")))
    _refuse_members(token.claims, _FORBIDDEN)
    document = {name: value for name, value in token.claims.items() if name not in REGISTERED}
    measure(document)
    _check_repeated(document, token.claims)
    if found == "vp":
        enclosed(document)
    return document, _judge(token, document, resolve, _Asked(purpose or PURPOSE[found], now, challenge, domain))


def _text(part: Mapping[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(part)
    except UnicodeEncodeError:
        raise DocumentRefused("TEXT_NOT_UNICODE") from None


def _read(text: str) -> _Token:
    parts = text.split(".") if len(text) <= LONGEST else []
    if len(parts) != 3 or not all(parts) or not text.isascii():
        raise DocumentRefused("JWT_MALFORMED", reason="parts")
    header, claims = _object(parts[0], "header"), _object(parts[1], "payload")
    name = header.get("alg")
    if not isinstance(name, str) or name not in ALGORITHM_OF_NAME:
        raise DocumentRefused("JWT_ALGORITHM", algorithm=str(name)[:32])
    if "crit" in header:  # extensions that must be understood (RFC 7515, §4.1.11), and none is
        raise DocumentRefused("JWT_MALFORMED", reason="crit")
    return _Token(header, claims, f"{parts[0]}.{parts[1]}".encode(), _bytes(parts[2], "signature"))


def _bytes(part: str, reason: str) -> bytes:
    try:
        return bytes_of_base64url(part)
    except DocumentRefused:
        raise DocumentRefused("JWT_MALFORMED", reason=reason) from None


def _object(part: str, reason: str) -> dict[str, Any]:
    """The JSON object in a part. msgspec is strict: no NaN, no lone surrogate, no number out of range."""
    try:
        return msgspec.json.decode(_bytes(part, reason), type=dict[str, Any])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise DocumentRefused("JWT_MALFORMED", reason=reason) from None


def _kind(token: _Token) -> str:
    """``vc`` or ``vp``, from ``typ``. Open Badges 3.0 lets it be ``JWT`` or absent: then it can only be a credential."""
    found = token.header.get("typ", "JWT")
    kind = {"vc+jwt": "vc", "vp+jwt": "vp", "JWT": "vc"}.get(found) if isinstance(found, str) else None
    if kind is None:
        raise DocumentRefused("JWT_TYPE", type=str(found)[:64])
    if token.header.get("cty", kind) != kind:
        raise DocumentRefused("JWT_TYPE", type=str(token.header["cty"])[:64])
    return kind


def _refuse_members(document: Mapping[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        if name in document:
            raise DocumentRefused("JWT_MEMBER", member=name, path=f"/{name}")


def _principal(document: Mapping[str, Any]) -> str:
    """Who speaks: the issuer of a credential, the holder of a presentation; empty where the document names none."""
    found = document.get("issuer", document.get("holder", ""))
    said = found.get("id", "") if isinstance(found, Mapping) else found
    return said if isinstance(said, str) else ""


def _repeated(document: Mapping[str, Any]) -> dict[str, Any]:
    """The claims that say again what the document says, as far as it says it."""
    subject = document.get("credentialSubject")
    claims: dict[str, Any] = {
        "iss": _principal(document),
        "jti": document.get("id"),
        "sub": subject.get("id") if isinstance(subject, Mapping) else None,
        "nbf": _seconds(document, "validFrom"),
        "exp": _seconds(document, "validUntil"),
    }
    return {claim: value for claim, value in claims.items() if value not in (None, "")}


def _seconds(document: Mapping[str, Any], member: str) -> int | None:
    if member not in document:
        return None
    return int(moment_of_text(document[member], path=f"/{member}").timestamp())


def _check_repeated(document: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
    """Refuse a token whose claims contradict its document. VC-JOSE-COSE 1.0, §4.1.2 for ``iss``; the others by the same reason."""
    said = _repeated(
        {name: document[name] for name in ("issuer", "holder", "id", "credentialSubject") if name in document}
    )
    for claim in ("iss", "jti", "sub"):
        if claim in claims and claim in said and claims[claim] != said[claim]:
            raise DocumentRefused("JWT_CLAIM_CONTRADICTS", claim=claim, path=f"/{claim}")
    for claim in ("nbf", "exp"):
        if claim in claims:
            _moment(claims, claim)


def _moment(claims: Mapping[str, Any], claim: str) -> datetime:
    """The moment of a NumericDate (RFC 7519, §2)."""
    value = claims[claim]
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):  # beyond the years of Python
        pass
    raise DocumentRefused("JWT_CLAIM_MALFORMED", claim=claim, path=f"/{claim}")


def _judge(token: _Token, document: Mapping[str, Any], resolve: Resolve, asked: _Asked) -> ProofResult:
    """Whether the token holds. Whoever the claims name is looked up; whether he is the issuer is for the reader to compare."""
    controller = token.claims.get("iss") or _principal(document)
    signed_at = _signed_at(token.claims, document)
    result = ProofResult(
        suite=token.header["alg"],
        verification_method="",
        controller=controller if isinstance(controller, str) else "",
        passed=False,
        created=text_of_moment(signed_at) if signed_at else "",
    )
    try:
        method = method_url(token.header, result.controller, resolve)
        result = msgspec.structs.replace(result, verification_method=method, controller=controller_of(method))
        _check_signature(token, method, resolve, asked.purpose, signed_at or asked.now)
        _check_time(token.claims, document, asked.now)
        _check_asked(token.claims, asked)
    except DocumentRefused as refused:
        return msgspec.structs.replace(result, code=refused.code, parameters=dict(refused.parameters))
    return msgspec.structs.replace(result, passed=True)


def _signed_at(claims: Mapping[str, Any], document: Mapping[str, Any]) -> datetime | None:
    """When it was signed, by its own word: ``iat``, else ``validFrom``. Some write ``iat`` as text; that is passed over."""
    try:
        return _moment(claims, "iat")
    except (DocumentRefused, KeyError):
        pass
    try:
        return moment_of_text(document.get("validFrom"))
    except DocumentRefused:
        return None


def _check_signature(token: _Token, method: str, resolve: Resolve, purpose: str, at: datetime) -> None:
    public = method_of(resolve, method, purpose, at)
    if public.algorithm != ALGORITHM_OF_NAME[token.header["alg"]]:
        raise DocumentRefused("KEY_NOT_FOR_SUITE", suite=token.header["alg"], algorithm=public.algorithm)
    if not public.verify(token.signature, token.signed):
        raise DocumentRefused("SIGNATURE_WRONG")


def _check_time(claims: Mapping[str, Any], document: Mapping[str, Any], now: datetime) -> None:
    """``nbf`` and ``exp`` of the token itself. Where they only repeat the document's dates, those are judged with its dates."""
    if "nbf" in claims and claims["nbf"] != _seconds_or_none(document, "validFrom") and now < _moment(claims, "nbf"):
        raise DocumentRefused("JWT_NOT_YET_VALID", since=text_of_moment(_moment(claims, "nbf")))
    if "exp" in claims and claims["exp"] != _seconds_or_none(document, "validUntil") and now >= _moment(claims, "exp"):
        raise DocumentRefused("JWT_EXPIRED", until=text_of_moment(_moment(claims, "exp")))


def _seconds_or_none(document: Mapping[str, Any], member: str) -> int | None:
    try:
        return _seconds(document, member)
    except DocumentRefused:  # a malformed date is reported by the check of shape; here it repeats nothing
        return None


def _check_asked(claims: Mapping[str, Any], asked: _Asked) -> None:
    audience = claims.get("aud")
    if asked.challenge is not None and claims.get("nonce") != asked.challenge:
        raise DocumentRefused("CHALLENGE_MISMATCH")
    if asked.domain is not None and asked.domain not in listed(audience):
        raise DocumentRefused("DOMAIN_MISMATCH")
