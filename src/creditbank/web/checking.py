"""查验: is this number, this credential, this picture, or this code true? For anybody, without a script; nothing is kept."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from creditbank.bank.numbers import normal_credential_number, normal_record_number
from creditbank.bank.record import check_number
from creditbank.credentials import issued
from creditbank.credentials.verify.report import Report
from creditbank.credentials.verifying import report_on, report_on_kept
from creditbank.web.asking import language_of
from creditbank.web.vc_http import Problem, count
from creditbank.wording.reports import StepWords, fact_rows, step_words, verdict_name, verdict_sentence
from creditbank.wording.sentences import word_error

TONES = {
    "valid": "good",
    "suspended": "waiting",
    "unknown": "waiting",
    "expired": "waiting",
    "not_yet_valid": "waiting",
    "revoked": "bad",
    "invalid": "bad",
}
"""Tone of a verdict's mark; the word always stands beside the colour."""
STEP_TONES = {"passed": "good", "failed": "bad", "not_checked": "quiet"}
_NUMBER_MAX = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """One report as the page shows it: verdict, steps, what the document says; and those of the credentials inside."""

    verdict: str
    name: str
    sentence: str
    tone: str
    steps: tuple[tuple[StepWords, str], ...]
    facts: tuple[tuple[str, str], ...]
    parts: tuple["Shown", ...]


@csrf_exempt  # what is handed in is looked at only after its size is known: see the inner view
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The page: a number in the address, or a file or text that is handed in.

    A file stays in memory, bounded, and is never written anywhere.
    """
    if request.method != "POST":
        return _number_page(request, request.GET.get("number", "").strip()[:_NUMBER_MAX])
    if int(request.headers.get("Content-Length") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        limit = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
        return _refused(request, Problem("REQUEST_TOO_LARGE", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit=limit))
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    return _handed_in(request)


@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """What the code on a certificate opens: the credential of that number, verified now."""
    return _number_page(request, number.strip()[:_NUMBER_MAX])


@csrf_protect
def _handed_in(request: HttpRequest) -> HttpResponse:
    try:
        count(request)
    except Problem as error:
        return _refused(request, error)
    file, text = request.FILES.get("file"), request.POST.get("text", "").strip()
    if file is None and not text:
        return _refused(request, Problem("NOTHING_HANDED_IN", HTTPStatus.BAD_REQUEST))
    if file is None and (number := _number_in(text)):
        return redirect("certificate", number=number)
    report = report_on(file.read() if file is not None else text, timezone.now())
    return render(request, "web/verify.html", {"shown": _shown(report)})


def _number_page(request: HttpRequest, typed: str) -> HttpResponse:
    """What is known of a number: of an award its state, of a credential every step of its verification."""
    row = issued.find_number(number) if (number := normal_credential_number(typed)) else None
    if row is not None:
        return render(
            request,
            "web/verify.html",
            {"typed": typed, "shown": _shown(report_on_kept(row, timezone.now())), "number": number},
        )
    found = check_number(typed) if typed else None
    well_formed = normal_record_number(typed) is not None or number is not None
    context = {"typed": typed, "found": found, "well_formed": well_formed}
    return render(request, "web/verify.html", context, status=404 if typed and found is None else 200)


def _number_in(text: str) -> str:
    """The number that a text is, or that the address in the code of a certificate ends with; empty for any other text."""
    last = urlsplit(text).path.rstrip("/").rpartition("/")[2] if text.startswith(("http://", "https://")) else text
    if len(last) > _NUMBER_MAX:
        return ""
    return normal_credential_number(last) or normal_record_number(last) or ""


def _shown(report: Report) -> Shown:
    language = language_of()
    return Shown(
        verdict=report.verdict,
        name=verdict_name(report, language),
        sentence=verdict_sentence(report, language),
        tone=f"mark mark-{TONES[report.verdict]}",
        steps=tuple((step, f"mark mark-{STEP_TONES[step.outcome]}") for step in step_words(report, language)),
        facts=tuple(fact_rows(report, language)),
        parts=tuple(_shown(part) for part in report.parts),
    )


def _refused(request: HttpRequest, error: Problem) -> HttpResponse:
    """The page with the sentence of what could not be done."""
    answer = render(request, "web/verify.html", {"refusal": word_error(error, language_of())}, status=error.status)
    if "seconds" in error.parameters:
        answer.headers["Retry-After"] = str(error.parameters["seconds"])
    return answer
