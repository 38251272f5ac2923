"""The verifier: numbered steps over one document, each result in the report. Pure: nothing is fetched, time is an argument.

0 time, 1 form, 2 shape, 3 issuer, 4 signature, 5 status, 6 accreditation, 7 holder, 8 policy, 9 log. A step whose ground gave
way is *not checked*: what stands in a document whose signature is wrong is nobody's word, and nothing is looked up for it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from creditbank.credentials.bundle import is_bundle, read_bundle
from creditbank.credentials.errors import CredentialError, DocumentRefused
from creditbank.credentials.proofs.controllers import Resolve
from creditbank.credentials.verify.fields import CREDENTIAL, PRESENTATION, Fault, id_of, types_of
from creditbank.credentials.verify.hidden import hidden_faults
from creditbank.credentials.verify.judging import (
    accreditation_step,
    facts_of,
    log_step,
    policy_step,
    presentation_step,
    showing_step,
    subject_step,
    time_step,
)
from creditbank.credentials.verify.parts import PARTS_DEPTH, part_faults, parts_of, purpose_of
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.reading import Opened, open_document
from creditbank.credentials.verify.report import (
    ACCREDITATION,
    FORM,
    ISSUER,
    LOG,
    SHAPE,
    SIGNATURE,
    STATUS,
    TIME,
    Facts,
    Report,
    Step,
    failed,
    not_checked,
    passed,
    verdict_of,
)
from creditbank.credentials.verify.shape import check_shape
from creditbank.credentials.verify.signatures import (
    Asked,
    Signed,
    check_signatures,
    document_in,
    issuer_step,
    signature_step,
)
from creditbank.credentials.verify.sources import Sources, StatusOf
from creditbank.credentials.verify.status import status_step
from creditbank.credentials.verify.trust import Trust

Log = Callable[[Mapping[str, Any]], bool]
"""Whether the public log shows that the credential was issued. There is none yet."""


class _Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What stays the same for a document and for the credentials inside it."""

    policy: Policy
    sources: Sources
    now: datetime
    log: Log | None = None
    depth: int = PARTS_DEPTH
    share: int = 1

    @property
    def whole(self) -> bool:
        """Whether this is the document handed in, and no part of it."""
        return self.depth == PARTS_DEPTH


def verify(
    document: Mapping[str, Any] | bytes | str,
    *,
    policy: Policy,
    resolve: Resolve,
    status_of: StatusOf,
    now: datetime,
    trust: Trust,
    log: Log | None = None,
) -> Report:
    """Verify a credential or presentation: an object, JSON, a token, a baked picture, or an offline bundle.

    Whatever the document, a report comes back. Raises ``CredentialError`` only for the caller's own mistakes: a policy that
    asks for nothing, or a time without a zone. ``resolve`` and ``status_of`` look up what the caller already holds; they may
    be asked for any URL that a signed document names.
    """
    policy.check()
    if now.tzinfo is None:
        raise CredentialError("MOMENT_WITHOUT_ZONE")
    frame = _Frame(policy=policy, sources=Sources(trust, resolve, status_of), now=now, log=log)
    try:
        opened = open_document(document)
        if is_bundle(opened.document):
            bundle = read_bundle(opened.document)
            frame = msgspec.structs.replace(frame, sources=msgspec.structs.replace(frame.sources, bundle=bundle))
            inside = open_document(bundle.credential)
            opened = msgspec.structs.replace(inside, form=f"bundle+{inside.form}")
    except DocumentRefused as refused:
        return _unread("", failed(refused.code, FORM, refused.parameters))
    return _verify(opened, frame)


def _verify(opened: Opened, frame: _Frame) -> Report:
    """One document, read; the report of a presentation or transcript has those of its parts."""
    asked = _asked(opened, frame)
    try:
        signed = document_in(opened, frame.sources, asked)
    except DocumentRefused as refused:
        return _unread(opened.form, failed(refused.code, FORM, refused.parameters))
    document = signed.document if signed is not None else opened.document
    presents = PRESENTATION in types_of(document)
    faults = [*check_shape(document), *part_faults(document)]
    if signed is None and not faults:  # a token signs the text itself
        faults = hidden_faults(document)
    if presents != opened.presents or (presents and not frame.whole):
        # A token says what it is, and by that what its key must be for; inside, only credentials count.
        wanted = PRESENTATION if opened.presents and frame.whole else CREDENTIAL
        faults = [Fault("TYPE_WRONG", "/type", {"wanted": wanted})]
    facts = facts_of(document) if not faults and not presents else None
    if isinstance(facts, Fault):
        faults, facts = [facts], None
    if faults:
        first = faults[0]
        wrong = failed(first.code, SHAPE, {**first.parameters, "path": first.pointer, "count": len(faults)})
        return _unread(opened.form, passed(FORM, form=opened.form), wrong, document=document)
    steps = _steps(document, facts, signed, frame, asked)
    held = any(step.number == SIGNATURE and step.outcome == "passed" for step in steps)
    inside = parts_of(document) if held and frame.depth else []
    parts = tuple(_part(one, frame, len(inside)) for one in inside)
    opening = passed(FORM, form=opened.form)
    ordered = tuple(sorted((opening, passed(SHAPE), *steps), key=lambda step: step.number))
    issuer = id_of(document.get("holder" if presents else "issuer"))
    institution = frame.sources.trust.institution(issuer)
    return Report(
        verdict=verdict_of(ordered, parts),
        steps=ordered,
        form=opened.form,
        presents=presents,
        document=document,
        issuer=issuer,
        issuer_name=institution.name if institution is not None else None,
        facts=facts,
        parts=parts,
    )


def _asked(opened: Opened, frame: _Frame) -> Asked:
    """A presentation answers a question with a key for authentication; a credential asserts, whoever asks."""
    if not opened.presents:
        return Asked(now=frame.now, share=frame.share)
    challenge, domain = frame.policy.challenge, frame.policy.domain
    return Asked(now=frame.now, purpose=purpose_of(opened.document), challenge=challenge, domain=domain)


def _steps(
    document: dict[str, Any], facts: Facts | None, signed: Signed | None, frame: _Frame, asked: Asked
) -> list[Step]:
    """Steps 0 and 3 to 9."""
    is_presentation = PRESENTATION in types_of(document)
    try:
        signed = signed or check_signatures(document, frame.sources, asked)
    except DocumentRefused as refused:
        wrong = [not_checked(ISSUER), failed(refused.code, SIGNATURE, refused.parameters)]
        return [time_step(document, None, frame.now), *wrong, *map(not_checked, range(STATUS, LOG + 1))]
    begun = [time_step(document, signed, frame.now), signature_step(signed)]
    if is_presentation:
        return [*begun, *_presentation_steps(document, signed, frame)]
    issuer = issuer_step(id_of(document["issuer"]), signed, frame.sources, frame.policy, asked)
    if begun[-1].outcome != "passed":
        return [*begun, issuer, *map(not_checked, range(STATUS, LOG + 1))]
    return [
        *begun,
        issuer,
        status_step(document, frame.sources, frame.policy, frame.now, share=frame.share),
        accreditation_step(document, facts, frame.sources.trust, frame.policy),
        subject_step(document, frame.policy),
        policy_step(document, facts, frame.policy),
        log_step(document, frame.log, frame.policy),
    ]


def _presentation_steps(document: dict[str, Any], signed: Signed, frame: _Frame) -> list[Step]:
    """Of a presentation only the holder's own signature is in question; the rest is for the credentials inside."""
    others = [not_checked(number) for number in (ISSUER, STATUS, ACCREDITATION, LOG)]
    return [*others, presentation_step(document, signed, frame.policy), showing_step(document, frame.policy)]


def _part(given: Mapping[str, Any], frame: _Frame, count: int) -> Report:
    """A credential inside: it stands or falls by itself, and asks nothing again that the whole has answered."""
    try:
        opened = open_document(given)
    except DocumentRefused as refused:
        return _unread("", failed(refused.code, FORM, refused.parameters))
    policy = msgspec.structs.replace(frame.policy, challenge="", domain="")
    return _verify(
        opened, msgspec.structs.replace(frame, policy=policy, depth=frame.depth - 1, share=frame.share * count)
    )


def _unread(form: str, *known: Step, document: dict[str, Any] | None = None) -> Report:
    """The report of a document that got no further than its form or shape."""
    numbers = {step.number for step in known}
    rest = [not_checked(number) for number in range(TIME, LOG + 1) if number not in numbers]
    steps = tuple(sorted((*known, *rest), key=lambda step: step.number))
    return Report(verdict=verdict_of(steps), steps=steps, form=form, document=document)
