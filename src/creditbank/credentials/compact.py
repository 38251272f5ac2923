"""An award as one QR code whose content alone suffices to check the signature, without a network. 离线核验码

What no code on paper can tell is what happened after it was printed: whether the award was revoked since. The code names the
status list and the place in it; a verifier who holds the list knows, everyone else is told "signature valid, status unknown".
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from creditbank.credentials.award import Achievement, Award, Holder, Party
from creditbank.credentials.compact_form import (
    TEXT_MAX,
    Claims,
    Letter,
    folded,
    length_of,
    letter_of,
    message_of,
    text_of,
)
from creditbank.credentials.errors import CredentialError, DocumentRefused
from creditbank.credentials.proofs.controllers import Resolve, controller_of, method_of
from creditbank.credentials.proofs.integrity import ProofResult
from creditbank.credentials.proofs.keys import Signer
from creditbank.credentials.proofs.members import listed
from creditbank.credentials.proofs.moments import text_of_moment
from creditbank.credentials.status_list import BITSTRING
from creditbank.credentials.verify.judging import accreditation_step, log_step, policy_step, subject_step, time_step
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.report import (
    FORM,
    LOG,
    SHAPE,
    SIGNATURE,
    STATUS,
    TIME,
    Report,
    Step,
    Verdict,
    failed,
    not_checked,
    passed,
    verdict_of,
)
from creditbank.credentials.verify.signatures import Asked, Signed, issuer_step, signature_step
from creditbank.credentials.verify.sources import Sources, StatusOf
from creditbank.credentials.verify.status import status_step
from creditbank.credentials.verify.trust import Trust
from creditbank.kernel.masking import mask_name as masked_name
from creditbank.rules.definitions import Name

__all__ = ["Claims", "CompactResult", "award_of", "check", "pack", "unpack"]

SUITE = "creditbank-compact-1"
_OMITTED_FIRST = ("clause", "original_issuer", "programme", "code", "issuer_name")
"""What gives way, in this order, where all does not fit: it explains the award and does not change what it is.

The name of the issuer goes last: its id stays, and a verifier who trusts the id has the name.
"""
_PURPOSE = "assertionMethod"


class CompactResult(Report, frozen=True, kw_only=True):
    """The numbered steps of ``verify.report`` over a compact claim set, with the claims as they stand in it."""

    claims: Claims | None = None
    """None where nothing could be read."""
    as_of: datetime
    """The moment for which the verdict holds."""

    @property
    def signature_valid(self) -> bool:
        """Whether the issuer's key signed these very claims; says nothing about status, time, or whose word counts."""
        return any(step.number == SIGNATURE and step.outcome == "passed" for step in self.steps)


def pack(award: Award, signer: Signer, *, at: datetime, mask_name: bool = True) -> str:
    """The award as the text of a QR code, at most 700 letters, signed at the moment ``at``.

    The name is masked unless the holder asks for it in full: paper is photographed and passed on. Never carried: identity
    number, its hash, learner number, the holder's id, results, evidence. Raises ``CredentialError`` where the signer is not
    the award's issuer (``COMPACT_SIGNER_OTHER``) or the names alone need more room (``COMPACT_TOO_LONG``).
    """
    issuer = controller_of(signer.verification_method)
    if issuer != award.issuer.id:
        raise CredentialError("COMPACT_SIGNER_OTHER", signer=issuer, issuer=award.issuer.id)
    if at.tzinfo is None:
        raise CredentialError("MOMENT_WITHOUT_ZONE")
    claims = _claims(award, signer.verification_method, at, mask_name=mask_name)
    algorithm = signer.public.algorithm
    content = _fitting(claims, algorithm)
    return text_of(algorithm, signer.sign(message_of(algorithm, content)), content)


def unpack(text: str) -> Claims:
    """What a text says, unchecked. Raises ``DocumentRefused`` for what is not a claim set of this format."""
    return letter_of(text).claims


def check(
    text: str,
    resolve: Resolve,
    *,
    now: datetime,
    trust: Trust | None = None,
    policy: Policy | None = None,
    status_of: StatusOf | None = None,
) -> CompactResult:
    """Check a text by the same numbered steps as a whole credential. Whatever the text, a result comes back.

    Without ``policy`` the issuer must stand in ``trust``: that somebody signed is no news, anyone can. Without
    ``status_of``, or where the text names no list, the best verdict is ``unknown``. Raises ``CredentialError`` only for the
    caller's own mistakes: an empty policy, a time without a zone.
    """
    policy = policy or Policy(accept="trusted")
    policy.check()
    if now.tzinfo is None:
        raise CredentialError("MOMENT_WITHOUT_ZONE")
    try:
        letter = letter_of(text)
    except DocumentRefused as refused:
        rest = [not_checked(number) for number in range(LOG + 1) if number != FORM]
        steps = _ordered(failed(refused.code, FORM, refused.parameters), *rest)
        return CompactResult(verdict="invalid", steps=steps, form="compact", as_of=now)
    sources = Sources(trust or Trust(), resolve, status_of or _no_list)
    steps = _ordered(passed(FORM, form="compact"), *_judged(letter, sources, policy, now, offline=status_of is None))
    institution = sources.trust.institution(letter.claims.issuer)
    return CompactResult(
        verdict=_verdict(steps, policy),
        steps=steps,
        form="compact",
        issuer=letter.claims.issuer,
        issuer_name=institution.name if institution is not None else None,
        facts=award_of(letter.claims),
        claims=letter.claims,
        as_of=now,
    )


def award_of(claims: Claims) -> Award:
    """The claims in the shape of an award, as pages and steps read it; what a claim set does not carry is empty."""
    name = claims.achievement
    return Award(
        id=claims.id,
        number=claims.number,
        holder=Holder(name=claims.holder),
        issuer=Party(id=claims.issuer, name=_name(claims.issuer_name)),
        achievement=Achievement(
            id="", name=_name(name), description=_name(""), criteria=_name(""),
            kind=claims.kind, code=claims.code, level=claims.level,
        ),
        earned_on=claims.earned_on,
        valid_from=claims.valid_from,
        valid_until=claims.valid_until,
        original_issuer=claims.original_issuer,
        credits=claims.credits,
        hours=claims.hours,
        statuses=claims.statuses,
        clause=claims.clause,
    )  # fmt: skip


def _name(text: str) -> Name:
    """Claims are in one language."""
    return {"zh": text, "en": text}


def _claims(award: Award, method: str, at: datetime, *, mask_name: bool) -> Claims:
    achievement, granted = award.achievement, award.granted
    programme = "" if granted is None else f"{granted.programme.get('zh', '')} {granted.programme_code} {granted.year}"
    return Claims(
        issuer=award.issuer.id,
        key=_key_hash(method),
        signed_at=at.replace(microsecond=0),
        id=award.id,
        number=award.number,
        holder=masked_name(award.holder.name) if mask_name else award.holder.name,
        masked=mask_name,
        issuer_name=_chinese(award.issuer.name),
        kind=achievement.kind,
        achievement=_chinese(achievement.name if granted is None else granted.target_name),
        code=achievement.code if granted is None else granted.target,
        level=achievement.level,
        credits=award.credits,
        hours=award.hours,
        earned_on=award.earned_on,
        valid_from=award.valid_from,
        valid_until=award.valid_until,
        original_issuer=award.original_issuer,
        programme=programme,
        clause=award.clause or ("" if granted is None else granted.clause),
        statuses=award.statuses,
    )


def _chinese(name: Name) -> str:
    return name.get("zh") or name.get("en", "")


def _key_hash(method: str) -> bytes:
    return hashlib.sha256(method.encode()).digest()[:8]


def _fitting(claims: Claims, algorithm: str) -> bytes:
    """The compressed claims, with as little left out as fits."""
    omitted: list[str] = []
    content = folded(claims)
    for field in _OMITTED_FIRST:
        if length_of(algorithm, content) <= TEXT_MAX:
            break
        if getattr(claims, field):
            omitted.append(field)
            claims = msgspec.structs.replace(claims, **{field: ""}, omitted=tuple(omitted))
            content = folded(claims)
    length = length_of(algorithm, content)
    if length > TEXT_MAX:
        raise CredentialError("COMPACT_TOO_LONG", length=length, limit=TEXT_MAX)
    return content


def _judged(letter: Letter, sources: Sources, policy: Policy, now: datetime, *, offline: bool) -> list[Step]:
    """All steps but 1. What stands in a text whose signature is wrong is nobody's word: nothing is looked up for it."""
    claims, document = letter.claims, _as_document(letter.claims)
    signed = Signed(document=document, results=(_result(letter, sources),))
    signature = signature_step(signed)
    begun = [_time(claims, signed, now), passed(SHAPE), signature]
    begun.append(issuer_step(claims.issuer, signed, sources, policy, Asked(now=now)))
    if signature.outcome != "passed":
        return [*begun, *map(not_checked, range(STATUS, LOG + 1))]
    facts = award_of(claims)
    return [
        *begun,
        _status(claims, document, sources, policy, now) if not offline else _untold(claims, now),
        accreditation_step(document, facts, sources.trust, policy),
        subject_step(document, policy),
        policy_step(document, facts, policy),
        log_step(document, None, policy),
    ]


def _time(claims: Claims, signed: Signed, now: datetime) -> Step:
    if claims.signed_at > now:
        return failed("NOT_YET_VALID", TIME, {"since": text_of_moment(claims.signed_at)})
    return time_step(signed.document, signed, now)


def _status(claims: Claims, document: dict[str, Any], sources: Sources, policy: Policy, now: datetime) -> Step:
    return status_step(document, sources, policy, now) if claims.statuses else _untold(claims, now)


def _untold(claims: Claims, now: datetime) -> Step:
    """Nobody gave a list, or the claim set names none."""
    code = "COMPACT_STATUS_OFFLINE" if claims.statuses else "COMPACT_STATUS_UNNAMED"
    return not_checked(STATUS, code, as_of=text_of_moment(now), urls=sorted({one.list_url for one in claims.statuses}))


def _result(letter: Letter, sources: Sources) -> ProofResult:
    claims = letter.claims
    url = claims.issuer
    code, parameters = "", {}
    try:
        url = _method_url(sources.controller(claims.issuer), claims)
        public = method_of(sources.controller, url, _PURPOSE, claims.signed_at)
        if public.algorithm != letter.algorithm or not public.verify(letter.signature, letter.message):
            code = "SIGNATURE_WRONG"
    except DocumentRefused as refused:
        code, parameters = refused.code, dict(refused.parameters)
    return ProofResult(
        suite=SUITE, verification_method=url, controller=claims.issuer, passed=not code, code=code,
        parameters=parameters, created=text_of_moment(claims.signed_at),
    )  # fmt: skip


def _method_url(document: Mapping[str, Any] | None, claims: Claims) -> str:
    """The method whose URL has the hash. ``method_of`` judges it; here it is only found."""
    if document is None:
        raise DocumentRefused("CONTROLLER_UNKNOWN", controller=claims.issuer)
    for member in ("verificationMethod", _PURPOSE):
        entries = document.get(member)
        for entry in listed(entries):
            named = entry.get("id") if isinstance(entry, Mapping) else entry
            url = claims.issuer + named if isinstance(named, str) and named.startswith("#") else named
            if isinstance(url, str) and _key_hash(url) == claims.key:
                return url
    raise DocumentRefused("METHOD_ABSENT", method=f"sha256:{claims.key.hex()}…", controller=claims.issuer)


def _as_document(claims: Claims) -> dict[str, Any]:
    """As much of a credential as the steps look at."""
    statuses = [
        {
            "type": BITSTRING,
            "statusPurpose": one.purpose,
            "statusListIndex": str(one.index),
            "statusListCredential": one.list_url,
        }
        for one in claims.statuses
    ]
    document: dict[str, Any] = {
        "id": claims.id,
        "type": ["VerifiableCredential", "AchievementCredential"],
        "issuer": claims.issuer,
        "validFrom": text_of_moment(claims.valid_from),
    }
    if claims.valid_until is not None:
        document["validUntil"] = text_of_moment(claims.valid_until)
    return document | ({"credentialStatus": statuses} if statuses else {})


def _no_list(_url: str) -> None:
    return None


def _verdict(steps: tuple[Step, ...], policy: Policy) -> Verdict:
    """As for a whole credential; but valid only where the status was told, or the policy can do without."""
    verdict = verdict_of(steps)
    untold = any(step.number == STATUS and step.outcome != "passed" for step in steps)
    return "unknown" if verdict == "valid" and untold and not policy.unknown_status_allowed else verdict


def _ordered(*steps: Step) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda step: step.number))
