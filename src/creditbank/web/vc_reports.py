"""The report of a verification as JSON: each step in both languages, and what failed as problem details of the W3C's types."""

from collections.abc import Iterator, Mapping
from typing import Any

from creditbank.credentials.verify.report import SIGNATURE, STATUS, Report, Step
from creditbank.web.vc_http import sentences
from creditbank.wording.reports import verdict_sentence

_MODEL = "https://www.w3.org/TR/vc-data-model#"
_SECURITY = "https://w3id.org/security#"
_STATUS = "https://www.w3.org/ns/credentials/status-list#"
PROBLEM_OF_CODE: Mapping[str, str] = {
    "DOMAIN_MISMATCH": f"{_SECURITY}INVALID_DOMAIN_ERROR",
    "CHALLENGE_MISMATCH": f"{_SECURITY}INVALID_CHALLENGE_ERROR",
    "METHOD_URL_MALFORMED": f"{_SECURITY}INVALID_VERIFICATION_METHOD_URL",
    "METHOD_ABSENT": f"{_SECURITY}INVALID_VERIFICATION_METHOD",
    "METHOD_MALFORMED": f"{_SECURITY}INVALID_VERIFICATION_METHOD",
    "CONTROLLER_UNKNOWN": f"{_SECURITY}INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID",
    "CONTROLLER_MISMATCH": f"{_SECURITY}INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID",
    "PURPOSE_NOT_ALLOWED": f"{_SECURITY}INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD",
    "STATUS_UNREACHABLE": f"{_STATUS}STATUS_RETRIEVAL_ERROR",
    "STATUS_LIST_SHORT": f"{_STATUS}STATUS_LIST_LENGTH_ERROR",
    "STATUS_INDEX_OUT_OF_RANGE": f"{_STATUS}RANGE_ERROR",
    "STATUS_ENTRY_MALFORMED": f"{_STATUS}MALFORMED_VALUE_ERROR",
    "STATUS_LIST_MALFORMED": f"{_STATUS}MALFORMED_VALUE_ERROR",
}
"""Type of the problem by code: Data Integrity 1.0, §4.6; Controlled Identifiers 1.0, §3.5; Bitstring Status List 1.0, §3.5."""
PROBLEM_OF_STEP: Mapping[str, str] = {
    "form": f"{_MODEL}PARSING_ERROR",
    "shape": f"{_MODEL}MALFORMED_VALUE_ERROR",
    "signature": f"{_SECURITY}PROOF_VERIFICATION_ERROR",
    "status": f"{_STATUS}STATUS_VERIFICATION_ERROR",
}
"""Type of the problem by the step that failed, for any other code. VC Data Model 2.0, §7.1."""


def credential_json(report: Report) -> dict[str, Any]:
    """The answer about one credential."""
    verified = report.verdict == "valid"
    problems = list(_problems(report))
    return {
        "verified": verified,
        "verdict": report.verdict,
        **{language: verdict_sentence(report, language) for language in ("zh", "en")},
        "checks": [step.name for step in report.steps if step.outcome != "not_checked"],
        "steps": [_step(step) for step in report.steps],
        "problemDetails": problems,
        "warnings": [_told(step) for step in report.steps if step.outcome == "not_checked" and step.code],
        "errors": [] if verified else problems,
        **({"verifiedDocument": report.document} if verified else {}),
        **({"credentialResults": [credential_json(part) for part in report.parts]} if report.parts else {}),
    }


def presentation_json(report: Report) -> dict[str, Any]:
    """The answer about a presentation: it, apart from it each credential inside, and both together."""
    own = all(step.outcome != "failed" for step in report.steps)
    return {
        **credential_json(report),
        "presentationResult": {"verified": own},
        "credentialResults": [credential_json(part) for part in report.parts],
    }


def _problems(report: Report) -> Iterator[dict[str, Any]]:
    """What failed, in this document and in those inside it."""
    for step in report.steps:
        if step.outcome == "failed" or (step.outcome == "not_checked" and step.code and _hides(step, report)):
            kind = PROBLEM_OF_CODE.get(step.code, PROBLEM_OF_STEP.get(step.name, "about:blank"))
            yield {"type": kind, "title": step.code, "step": step.number, **_told(step)}
    for part in report.parts:
        yield from _problems(part)


def _hides(step: Step, report: Report) -> bool:
    """A signature or status that could not be checked, in a document that is not valid, is a part of why."""
    return report.verdict != "valid" and step.number in {SIGNATURE, STATUS}


def _step(step: Step) -> dict[str, Any]:
    return {"number": step.number, "name": step.name, "outcome": step.outcome, **_told(step)}


def _told(step: Step) -> dict[str, Any]:
    if not step.code:
        return {"code": ""}
    told = sentences(step.code, step.parameters)
    return {"code": step.code, "detail": told["en"], **told, "parameters": step.parameters}
