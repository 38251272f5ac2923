"""Issuing and verifying a badge in Chinese, one core, beside other implementations and the bare signature."""

import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
import openvc.proof.data_integrity
import openvc.proof.di_ecdsa_rdfc
import openvc.proof.di_jcs
import openvc.proof.ecdsa_sd

from creditbank.credentials.award import Alignment, Evidence, Result
from creditbank.credentials.contexts.documents import CONTEXTS, load
from creditbank.credentials.formats import open_badge
from creditbank.credentials.proofs.controllers import Controllers
from creditbank.credentials.proofs.integrity import add_proof, check_proofs
from creditbank.credentials.proofs.jose import open_jwt, sign_jwt
from creditbank.credentials.proofs.keys import Signer, did_key_signer, generate
from creditbank.credentials.proofs.selective import derive, sign_base
from creditbank.credentials.tests.format_samples import AWARD
from creditbank.credentials.tests.other_verifiers import ISSUERS, MOMENT, NOW, digital_bazaar, has_digital_bazaar

ROUNDS = 3
SECONDS = 0.3
"""Of processor time for one figure of a round, at least."""
SELECTIVE = "ecdsa-sd-2023"
MANDATORY = ["/issuer", "/validFrom", "/validUntil", "/credentialStatus"]
SHOWN = ["/credentialSubject/achievement"]
SUITES = (
    ("eddsa-rdfc-2022", "Ed25519"),
    ("eddsa-jcs-2022", "Ed25519"),
    ("ecdsa-rdfc-2019", "P-256"),
    ("ecdsa-rdfc-2019", "P-384"),
    ("ecdsa-jcs-2019", "P-256"),
    (SELECTIVE, "P-256"),
    ("sm2-jcs-2023", "SM2"),
)
TOKENS = (("VC-JWT EdDSA", "Ed25519"), ("VC-JWT ES256", "P-256"))
OPENVC: dict[str, Any] = {
    "eddsa-rdfc-2022": openvc.proof.data_integrity.DataIntegrityProofSuite(),
    "eddsa-jcs-2022": openvc.proof.di_jcs.EddsaJcsProofSuite(),
    "ecdsa-rdfc-2019": openvc.proof.di_ecdsa_rdfc.EcdsaRdfcProofSuite(),
    "ecdsa-jcs-2019": openvc.proof.di_jcs.EcdsaJcsProofSuite(),
}
"""Its ecdsa-sd-2023 cannot show parts that hold lists of nodes, and it has no RDFC-1.0 with SHA-384."""

Rates = dict[tuple[str, str], float]
"""How often within a second of processor time, by name of the way and ``issue`` or ``verify``."""


def run() -> dict[str, object]:
    """Measure all in every round, one after the other, so that each saw the same machine."""
    rounds = [(_ours(), _bare(), _openvc(), _digital_bazaar()) for _ in range(ROUNDS)]
    ours, bare, openvc_core, bazaar = (_medians([one[place] for one in rounds]) for place in range(4))
    ways = [(_label(suite, algorithm), algorithm) for suite, algorithm in SUITES] + list(TOKENS)
    return {
        "subject": "credentials",
        "unit": "times within a second of processor time",
        "machine": {"cores": os.cpu_count()},
        "rows": [
            _row(f"{what}, {name}", ours[name, what], bare[algorithm, what], bazaar.get((name, what)),
                 openvc_core.get((name, what)))
            for name, algorithm in ways
            for what in ("issue", "verify")
        ],
        "note": (
            f"An Open Badge 3.0 in Chinese with two status entries, {_size():,} bytes, one process. Issuing: the proof over a"
            " ready document. Verifying: the proof with the key of a `did:key`. Of ecdsa-sd-2023 a part with the achievement is"
            f" verified. Beside it the bare signature over 64 bytes by the same library, and what `@digitalbazaar/vc`"
            f"{'' if has_digital_bazaar() else ' (not there)'} and openvc-core make of the same document; `times faster` is"
            f" against the first. Median of {ROUNDS} rounds."
        ),
    }  # fmt: skip


def document(issuer: str) -> dict[str, Any]:
    """A badge of four to five thousand bytes, with all that an award of this bank says."""
    alignments = tuple(
        Alignment(
            framework=framework,
            code=code,
            name=name,
            url=f"https://bank.example/frameworks/{code}",
            type="ceterms:Credential",
        )
        for framework, code, name in (
            ("中华人民共和国职业分类大典（2022年版）", "6-31-01-03", "电工"),
            ("国家职业技能标准", "GZB-6-31-01-03", "电工国家职业技能标准（2018年版）"),
        )
    )
    results = (*AWARD.results, Result(name="综合评审", value="91.5", scale="百分制"))
    evidence = (*AWARD.evidence, Evidence(name="技能操作考核评分表", sha256="cd" * 32))
    achievement = msgspec.structs.replace(AWARD.achievement, alignments=alignments)
    party = msgspec.structs.replace(AWARD.issuer, id=issuer)
    return open_badge.build(
        msgspec.structs.replace(AWARD, issuer=party, achievement=achievement, results=results, evidence=evidence)
    )


def _size() -> int:
    return len(msgspec.json.encode(document(ISSUERS["Ed25519"].did)))


def _label(suite: str, algorithm: str) -> str:
    return f"{suite}, {algorithm}" if suite.startswith("ecdsa") else suite


def _row(name: str, ours: float, bare: float, bazaar: float | None, openvc_core: float | None) -> dict[str, object]:
    return {
        "name": name,
        "median": ours,
        "bare signature": bare,
        "share of bare": ours / bare,
        "@digitalbazaar/vc": bazaar,
        "times faster": bazaar and ours / bazaar,
        "openvc-core": openvc_core,
    }


def _medians(found: list[Rates]) -> Rates:
    return {key: statistics.median(one[key] for one in found) for key in found[0]}


def _rate(step: Callable[[], Any]) -> float:
    """How often ``step`` can be done within a second of processor time of this process."""
    step()
    times, spent = 1, 0.0
    while spent < SECONDS:
        times = max(times, round(times * 1.2 * SECONDS / spent)) if spent > SECONDS / 100 else times * 4
        began = time.process_time()
        for _ in range(times):
            step()
        spent = time.process_time() - began
    return times / spent


def _ours() -> Rates:
    rates: Rates = {}
    controllers = Controllers()
    for suite, algorithm in SUITES:
        signer = _signer(algorithm)
        issue = partial(_issue, document(_did(signer)), signer, suite)
        signed = derive(issue(), selective_pointers=SHOWN) if suite == SELECTIVE else issue()
        check = partial(check_proofs, signed, controllers, now=NOW)
        _require(check()[0].passed)
        _note(rates, _label(suite, algorithm), issue, check)
    for name, algorithm in TOKENS:
        signer = _signer(algorithm)
        sign = partial(sign_jwt, document(_did(signer)), signer)
        opened = partial(open_jwt, sign(), controllers, now=NOW)
        _require(opened()[1].passed)
        _note(rates, name, sign, opened)
    return rates


def _issue(unsigned: dict[str, Any], signer: Signer, suite: str) -> dict[str, Any]:
    if suite == SELECTIVE:
        return sign_base(unsigned, signer, created=NOW, mandatory_pointers=MANDATORY)
    return add_proof(unsigned, signer, suite=suite, created=NOW)


def _bare() -> Rates:
    rates: Rates = {}
    for algorithm in sorted({algorithm for _, algorithm in SUITES}):
        signer, message = _signer(algorithm), bytes(64)
        check = partial(signer.public.verify, signer.sign(message), message)
        _require(check())
        _note(rates, algorithm, partial(signer.sign, message), check)
    return rates


def _openvc() -> Rates:
    rates: Rates = {}
    for name, algorithm in SUITES:
        if name not in OPENVC or algorithm == "P-384":
            continue
        issuer, suite = ISSUERS[algorithm], OPENVC[name]
        given = {} if "jcs" in name else {"extra_contexts": {url: load(url) for url in CONTEXTS}}
        signs = {"signing_key": issuer.openvc, "verification_method": issuer.method, "created": NOW}
        issue = partial(suite.add_proof, document(issuer.did), **signs, **given)
        _note(rates, _label(name, algorithm), issue, partial(suite.verify, issue(), now=NOW, **given))
    return rates


def _digital_bazaar() -> Rates:
    if not has_digital_bazaar():
        return {}
    asked = [(suite, algorithm) for suite, algorithm in SUITES if algorithm != "SM2"]
    tasks = []
    for suite, algorithm in asked:
        issuer, rounds = ISSUERS[algorithm], 1_000 if "jcs" in suite else 100
        what = {"credential": document(issuer.did), "key": issuer.multikey, "created": MOMENT}
        shown = {"mandatoryPointers": MANDATORY, "selectivePointers": SHOWN} if suite == SELECTIVE else {}
        tasks.append({"do": "time", "suite": suite, **what, **shown, "rounds": rounds, "warm": rounds // 2})
    answers = digital_bazaar(tasks)
    _require(not any("refused" in answer for answer in answers))
    return {
        (_label(suite, algorithm), what): 1 / answer["made"][what]
        for (suite, algorithm), answer in zip(asked, answers, strict=True)
        for what in ("issue", "verify")
    }


def _note(rates: Rates, name: str, issue: Callable[[], Any], check: Callable[[], Any]) -> None:
    rates[name, "issue"], rates[name, "verify"] = _rate(issue), _rate(check)


def _signer(algorithm: str) -> Signer:
    return did_key_signer(generate("SM2")) if algorithm == "SM2" else ISSUERS[algorithm].signer


def _did(signer: Signer) -> str:
    return signer.verification_method.partition("#")[0]


def _require(passed: object) -> None:
    if not passed:
        raise SystemExit("what was issued does not verify")
