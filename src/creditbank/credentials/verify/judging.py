"""The steps that judge what a signed document says: its time, its issuer's accreditation, its holder, the policy, the log."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from creditbank.credentials.award import Award
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.formats import format_of
from creditbank.credentials.proofs.moments import moment_of_text, text_of_moment
from creditbank.credentials.verify.fields import Fault, fault_of, id_of, objects_of, types_of
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.report import (
    ACCREDITATION,
    HOLDER,
    LOG,
    POLICY,
    TIME,
    Facts,
    Step,
    failed,
    not_checked,
    passed,
)
from creditbank.credentials.verify.signatures import TIMES_OF_TOKENS, Signed
from creditbank.credentials.verify.trust import Trust


def facts_of(document: Mapping[str, Any]) -> Facts | Fault | None:
    """What the document asserts, where it is of a format of this bank's; a fault where it only says that it is."""
    form = format_of(document)
    if form is None:
        return None
    try:
        facts: Facts = form.parse(document)
    except DocumentRefused as refused:
        return fault_of(refused)
    return facts


def time_step(document: Mapping[str, Any], signed: Signed | None, now: datetime) -> Step:
    """Step 0. The document holds at ``now``: from its beginning, up to and with the moment of its end."""
    begins = _moments(document, "validFrom", "issuanceDate")
    ends = _moments(document, "validUntil", "expirationDate")
    if begins and now < max(begins):
        return failed("NOT_YET_VALID", TIME, {"since": text_of_moment(max(begins))})
    if ends and now > min(ends):
        return failed("CREDENTIAL_EXPIRED", TIME, {"until": text_of_moment(min(ends))})
    for one in signed.results if signed is not None else ():
        if one.code in TIMES_OF_TOKENS:
            return failed(TIMES_OF_TOKENS[one.code], TIME, one.parameters)
    return passed(TIME, now=text_of_moment(now))


def _moments(document: Mapping[str, Any], *members: str) -> list[datetime]:
    return [moment_of_text(document[member]) for member in members if member in document]


def accreditation_step(document: Mapping[str, Any], facts: Facts | None, trust: Trust, policy: Policy) -> Step:
    """Step 6. The issuer was accredited for that kind of outcome on the day that it was earned.

    A foreign document says no kind, and a list need not say who is accredited for what: then it is not checked, and refused
    only where the policy wants to know.
    """
    institution = trust.institution(id_of(document["issuer"]))
    kind = facts.achievement.kind if isinstance(facts, Award) else ""
    if institution is None or institution.accreditations is None or not isinstance(facts, Award) or not kind:
        if policy.accreditation_required:
            return failed("ACCREDITATION_UNTOLD", ACCREDITATION, {"kind": kind})
        return not_checked(ACCREDITATION)
    day = _earned_on(facts)
    if not any(one.covers(kind, day) for one in institution.accreditations):
        found = {"issuer": institution.id, "kind": kind, "on": day.isoformat()}
        return failed("ISSUER_NOT_ACCREDITED", ACCREDITATION, found)
    return passed(ACCREDITATION, kind=kind, on=day.isoformat())


def _earned_on(award: Award) -> date:
    return award.earned_on or award.valid_from.date()


def subject_step(document: Mapping[str, Any], policy: Policy) -> Step:
    """Step 7 for a credential: it is about the holder that was asked for. Who shows it, only a presentation can prove."""
    if policy.challenge or policy.domain:
        return failed("HOLDER_NOT_PROVEN", HOLDER)
    if not policy.holder:
        return not_checked(HOLDER)
    if policy.holder not in map(id_of, objects_of(document, "credentialSubject")):
        return failed("HOLDER_DIFFERS", HOLDER, {"wanted": policy.holder})
    return passed(HOLDER, holder=policy.holder)


def presentation_step(document: Mapping[str, Any], signed: Signed, policy: Policy) -> Step:
    """Step 7 for a presentation: whoever signed it is the holder that it names and that was asked for.

    Credentials that the signer issued about himself need the holder to be named (VC Data Model 2.0, §4.13.4).
    """
    signers = {one.controller for one in signed.results if one.passed}
    holder = id_of(document.get("holder"))
    if holder and holder not in signers:
        return failed("HOLDER_NOT_SIGNER", HOLDER, {"holder": holder})
    if policy.holder and policy.holder not in signers:
        return failed("HOLDER_DIFFERS", HOLDER, {"wanted": policy.holder})
    shown = (one for one in objects_of(document, "verifiableCredential") if isinstance(one, Mapping))
    if any(issuer in signers and issuer != holder for issuer in (id_of(one.get("issuer")) for one in shown)):
        return failed("SELF_ASSERTED_WITHOUT_HOLDER", HOLDER)
    return passed(HOLDER, holder=holder or ", ".join(sorted(signers)))


def showing_step(document: Mapping[str, Any], policy: Policy) -> Step:
    """Step 8 for a presentation: where the policy wants a credential, there is one. What it is, its own report says."""
    if (policy.types or policy.kinds) and not objects_of(document, "verifiableCredential"):
        return failed("NOTHING_SHOWN", POLICY)
    return not_checked(POLICY)


def policy_step(document: Mapping[str, Any], facts: Facts | None, policy: Policy) -> Step:
    """Step 8. The issuer, type, kind and age are what the verifier accepts."""
    issuer = id_of(document["issuer"])
    if policy.accept == "named" and issuer not in policy.issuers:
        return failed("ISSUER_NOT_ACCEPTED", POLICY, {"issuer": issuer})
    if policy.types and not set(policy.types).intersection(types_of(document)):
        return failed("TYPE_NOT_ACCEPTED", POLICY, {"types": list(policy.types)})
    if policy.kinds and (not isinstance(facts, Award) or facts.achievement.kind not in policy.kinds):
        return failed("KIND_NOT_ACCEPTED", POLICY, {"kinds": list(policy.kinds)})
    begins = _moments(document, "validFrom", "issuanceDate")
    if policy.issued_since is not None and (not begins or min(begins) < policy.issued_since):
        return failed("ISSUED_TOO_EARLY", POLICY, {"since": text_of_moment(policy.issued_since)})
    return passed(POLICY, accept=policy.accept)


def log_step(document: Mapping[str, Any], log: Callable[[Mapping[str, Any]], bool] | None, policy: Policy) -> Step:
    """Step 9. Inclusion in the public log, once there is one."""
    if log is None:
        return failed("LOG_ABSENT", LOG) if policy.log_required else not_checked(LOG)
    return passed(LOG) if log(document) else failed("LOG_NOT_INCLUDED", LOG)
