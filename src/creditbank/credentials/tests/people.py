"""An issuer with keys, a badge, its status lists and a trust list: whole, so that each test spoils one thing."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from creditbank.credentials.award import Achievement, Award, Holder, Party, Status
from creditbank.credentials.formats import open_badge
from creditbank.credentials.proofs.controllers import Controllers
from creditbank.credentials.proofs.integrity import add_proof
from creditbank.credentials.proofs.keys import SoftwareSigner, did_key, generate, private_of_bytes
from creditbank.credentials.status_list import build_list
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.report import Report
from creditbank.credentials.verify.steps import verify
from creditbank.credentials.verify.trust import Accreditation, Institution, Span, Trust

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ISSUED = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)
BANK, OTHER = "did:web:bank.example", "did:web:other.example"
KIND = "occupational_skill_certificate"
LISTS = {purpose: f"https://bank.example/status/{purpose}" for purpose in ("revocation", "suspension")}
INDEX = {"revocation": 94_567, "suspension": 23_452}


def signer(seed: int, method: str = "", algorithm: str = "Ed25519") -> SoftwareSigner:
    """A key that is the same in each run; one of SM2 is drawn, since its bytes hold the point as well."""
    private = (
        generate(algorithm)
        if algorithm == "SM2"
        else private_of_bytes(algorithm, bytes([seed]) * (48 if algorithm == "P-384" else 32))
    )
    if method:
        return SoftwareSigner(method, private)
    did = did_key(SoftwareSigner("did:key:none#none", private).public)
    return SoftwareSigner(f"{did}#{did.removeprefix('did:key:')}", private)


BANK_KEY, OTHER_KEY, LEARNER_KEY = signer(1, f"{BANK}#key-1"), signer(2, f"{OTHER}#key-1"), signer(3)
LEARNER = LEARNER_KEY.verification_method.partition("#")[0]


def controller(one: SoftwareSigner, did: str = "", **of_method: Any) -> dict[str, Any]:
    """The controller document of whoever holds that key; ``of_method``: further members of the method."""
    did = did or one.verification_method.partition("#")[0]
    method = {
        "id": one.verification_method,
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": one.public.multibase(),
    }
    return {"id": did, "verificationMethod": [{**method, **of_method}], "assertionMethod": [one.verification_method]}


def award(**changed: Any) -> Award:
    """A certified welder's certificate with an entry in two lists."""
    whole = Award(
        id="urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008",
        number="CB2026000001",
        holder=Holder(id=LEARNER, name="李师傅", number="L0000001"),
        issuer=Party(id=BANK, name={"zh": "职工学分银行", "en": "Workers' Credit Bank"}),
        achievement=Achievement(
            id="https://bank.example/achievements/welder-3",
            name={"zh": "焊工三级", "en": "Welder, level 3"},
            description={"zh": "焊工高级工", "en": "Senior welder"},
            criteria={"zh": "通过职业技能等级认定", "en": "Passed the assessment"},
            kind=KIND,
        ),
        earned_on=date(2026, 2, 20),
        valid_from=ISSUED,
        statuses=tuple(Status(list_url=LISTS[one], index=INDEX[one], purpose=one) for one in LISTS),
    )
    return msgspec.structs.replace(whole, **changed)


def badge(**changed: Any) -> dict[str, Any]:
    """The unsigned badge of ``award(**changed)``."""
    return open_badge.build(award(**changed))


def signed(
    document: Mapping[str, Any], key: SoftwareSigner = BANK_KEY, suite: str = "eddsa-jcs-2022", **named: Any
) -> dict[str, Any]:
    """``document`` with a proof, made when it was issued."""
    return add_proof(document, key, suite=suite, **{"created": ISSUED, **named})


def status_list(purpose: str = "revocation", set_bits: tuple[int, ...] = (), **changed: Any) -> dict[str, Any]:
    """A signed list that holds today."""
    unsigned = build_list(
        LISTS[purpose],
        BANK,
        purpose,
        set_bits,
        valid_from=NOW - timedelta(hours=1),
        valid_until=NOW + timedelta(days=1),
    )
    key = changed.pop("key", BANK_KEY)
    return signed({**unsigned, **changed}, key, created=NOW - timedelta(hours=1))


GOOD = signed(badge())
CLEAN_LISTS = {LISTS[purpose]: status_list(purpose) for purpose in LISTS}
CONTROLLERS = Controllers([controller(BANK_KEY), controller(OTHER_KEY)])
TRUST = Trust(
    (
        Institution(
            id=BANK,
            name={"zh": "职工学分银行", "en": "Workers' Credit Bank"},
            controllers=(controller(BANK_KEY),),
            accreditations=(Accreditation(kinds=(KIND,), period=Span(date(2025, 1, 1))),),
        ),
    )
)
TRUSTED = Policy(accept="trusted")


def verified(
    document: Any,
    *,
    policy: Policy = TRUSTED,
    trust: Trust = TRUST,
    lists: Mapping[str, Any] | None = None,
    now: datetime = NOW,
    resolve: Callable[[str], Mapping[str, Any] | None] = CONTROLLERS,
) -> Report:
    """The report of a verifier who trusts the bank and holds its lists."""
    known = CLEAN_LISTS if lists is None else lists
    return verify(document, policy=policy, resolve=resolve, status_of=known.get, now=now, trust=trust)


def outcomes(report: Report) -> dict[str, str]:
    """What became of each step, by name: its code, or its outcome where it has none."""
    return {step.name: step.code or step.outcome for step in report.steps}


def without(document: Mapping[str, Any], *members: str) -> dict[str, Any]:
    """A copy without some members."""
    return deepcopy({member: value for member, value in document.items() if member not in members})
