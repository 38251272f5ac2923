"""The doors for programs: issue, verify, derive, set a status. Shapes of the W3C CCG's VC API.

Issuing needs a key of the institution in whose name it is done. Verifying and deriving are open to anybody, and counted.
What cannot be told is not verified: the answer is 400 with the steps that say why.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from creditbank.credentials import trial
from creditbank.credentials.api_keys import institution_of
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.selective import derive as derived
from creditbank.credentials.requested import pointers_of
from creditbank.credentials.stated import issue_stated, set_stated_status
from creditbank.credentials.verify.fields import PRESENTATION, types_of
from creditbank.credentials.verify.parts import purpose_of
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.reading import check_bounds
from creditbank.credentials.verify.report import Report
from creditbank.credentials.verifying import report_on
from creditbank.web.vc_http import KEY_NEEDED, Body, Problem, door, json_answer, member, options_of
from creditbank.web.vc_reports import credential_json, presentation_json

STATUS_CHECKS = frozenset({"credentialStatus", "status"})


@door(counted=False)
def issue(request: HttpRequest, body: Body, name: str = "") -> HttpResponse:
    """``POST …/credentials/issue``: the credential, signed; 201."""
    credential, options = member(body, "credential"), options_of(body)
    now = timezone.now()
    if (issuer := trial.find(name)) is not None and not _key(request):
        return _signed(trial.issue(issuer, credential, options, at=now))
    institution = _institution(request, name)
    pointers = pointers_of(options, "mandatoryPointers")
    return _signed(issue_stated(institution, credential, at=now, mandatory_pointers=pointers))


@door(counted=False)
def set_status(request: HttpRequest, body: Body, name: str = "") -> HttpResponse:
    """``POST …/credentials/status``: revoke or suspend what was issued here, or end a suspension; 200."""
    credential, asked = member(body, "credentialId"), member(body, "credentialStatus")
    purpose = asked.get("statusPurpose") if isinstance(asked, Mapping) else None
    status = body.get("status", True)
    if not isinstance(credential, str) or not isinstance(purpose, str) or not isinstance(status, bool):
        raise DocumentRefused("REQUEST_MEMBER_MALFORMED", path="/credentialStatus", wanted="statusPurpose")
    now = timezone.now()
    if (issuer := trial.find(name)) is not None and not _key(request):
        trial.set_status(issuer, credential, purpose=purpose, status=status)
    else:
        set_stated_status(_institution(request, name), credential, purpose=purpose, status=status, at=now)
    return json_answer({"credentialId": credential, "statusPurpose": purpose, "status": status}, HTTPStatus.OK)


@door(counted=True)
def verify_credential(_request: HttpRequest, body: Body, name: str = "") -> HttpResponse:
    """``POST …/credentials/verify``: 200 where it is verified, 400 where it is not or cannot be told."""
    options = options_of(body)
    report = _verified(member(body, "verifiableCredential"), options)
    if PRESENTATION in types_of(report.document or {}):
        raise DocumentRefused("CREDENTIAL_EXPECTED", path="/verifiableCredential/type")
    _check_purpose(report, options, "assertionMethod")
    return json_answer(credential_json(report), _status(report))


@door(counted=True)
def verify_presentation(_request: HttpRequest, body: Body, name: str = "") -> HttpResponse:
    """``POST …/presentations/verify``: the presentation and every credential inside it."""
    options = options_of(body)
    report = _verified(member(body, "verifiablePresentation", "presentation"), options)
    if report.document is not None and PRESENTATION not in types_of(report.document):
        raise DocumentRefused("PRESENTATION_EXPECTED", path="/verifiablePresentation/type")
    _check_purpose(report, options, purpose_of(report.document or {}))
    return json_answer(presentation_json(report), _status(report))


@door(counted=True)
def derive(_request: HttpRequest, body: Body, name: str = "") -> HttpResponse:
    """``POST …/credentials/derive``: the part of a credential that its holder wants to show; 201."""
    whole, options = member(body, "verifiableCredential"), options_of(body)
    if not isinstance(whole, dict):
        raise DocumentRefused("CREDENTIAL_EXPECTED", path="/verifiableCredential")
    check_bounds(whole)
    return _signed(derived(whole, selective_pointers=pointers_of(options, "selectivePointers") or ()))


def _verified(document: Any, options: Mapping[str, Any]) -> Report:
    """The report for somebody of whom nothing is known: whoever signs well is accepted, and it says who is on the list.

    ``checks``, where it names some and the status is not among them, lets a status pass that cannot be told. One that is
    known and speaks against the credential never passes.
    """
    if not isinstance(document, dict | str):
        raise DocumentRefused("OBJECT_EXPECTED", path="/verifiableCredential")
    checks = options.get("checks")
    named = {one for one in checks if isinstance(one, str)} if isinstance(checks, list) else set()
    policy = Policy(
        accept="any",
        unknown_status_allowed=bool(named) and not named & STATUS_CHECKS,
        challenge=_text(options, "challenge"),
        domain=_text(options, "domain"),
    )
    return report_on(document, timezone.now(), policy)


def _check_purpose(report: Report, options: Mapping[str, Any], found: str) -> None:
    """Refuse what is signed well, but for another purpose than the caller expects."""
    expected = _text(options, "expectedProofPurpose")
    if report.verdict == "valid" and expected not in ("", found):
        raise DocumentRefused("PURPOSE_MISMATCH", expected=expected[:64], found=found)


def _text(options: Mapping[str, Any], name: str) -> str:
    found = options.get(name, "")
    if not isinstance(found, str):
        raise DocumentRefused("REQUEST_MEMBER_MALFORMED", path=f"/options/{name}", wanted="text")
    return found


def _status(report: Report) -> int:
    return HTTPStatus.OK if report.verdict == "valid" else HTTPStatus.BAD_REQUEST


def _signed(document: Mapping[str, Any]) -> HttpResponse:
    return json_answer({"verifiableCredential": document}, HTTPStatus.CREATED)


def _key(request: HttpRequest) -> str:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _institution(request: HttpRequest, name: str) -> str:
    """In whose name is issued: that of the key, which must be that of the address where it names one."""
    found = institution_of(_key(request))
    if found is None:
        raise Problem("API_KEY_NEEDED", KEY_NEEDED)
    if name and name != found:
        raise Problem("API_KEY_OF_OTHER", HTTPStatus.FORBIDDEN, institution=name)
    return found
