"""工作台 on what waits after a decision: appeals, reviews after graduation, inquiries. One page each, with its forms."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from creditbank.bank import inquire
from creditbank.bank.appeal import decide_appeal
from creditbank.bank.call import Call
from creditbank.bank.queues import LineSheet
from creditbank.bank.revoke import answer_review
from creditbank.bank.waiting import AppealSheet, appeal_sheet, inquiry_sheet, review_sheet
from creditbank.catalogue.in_force import current_rulebook
from creditbank.people.directory import institution_names
from creditbank.web.acting import Act, press, supplied
from creditbank.web.asking import call_of
from creditbank.web.desk import line_context


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def appeal(request: HttpRequest, appeal_id: UUID) -> HttpResponse:
    """审理申诉: what was refused and why, what the learner says, and the forms to uphold or dismiss."""
    if request.method == "POST":
        press(request, APPEAL_ACTS, appeal_id)
        return redirect("desk_appeal", appeal_id=appeal_id)
    found = appeal_sheet(call_of(request), appeal_id=appeal_id)
    return render(request, "web/desk_appeal.html", {"found": found, **_subject(found)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """答复复核: a graduate's line whose award was revoked, and the forms to let it stand or rescind."""
    if request.method == "POST":
        press(request, REVIEW_ACTS, review_id)
        return redirect("desk_review", review_id=review_id)
    found = review_sheet(call_of(request), review_id=review_id)
    return render(request, "web/desk_review.html", {"found": found, **line_context(found.line)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def inquiry(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """核查: why an award is frozen, and the form to release it."""
    if request.method == "POST":
        press(request, INQUIRY_ACTS, inquiry_id)
        return redirect("desk_inquiry", inquiry_id=inquiry_id)
    return render(request, "web/desk_inquiry.html", {"found": inquiry_sheet(call_of(request), inquiry_id=inquiry_id)})


def _subject(found: AppealSheet) -> dict[str, Any]:
    if isinstance(found.subject, LineSheet):
        return {**line_context(found.subject), "history": found.subject.line.history, "group": "line"}
    return {
        "sheet": found.subject,
        "history": found.subject.history,
        "group": "deposit",
        "names": institution_names([found.subject.body]),
        "book": current_rulebook(),
    }


def _uphold(call: Call, appeal_id: UUID, form: Mapping[str, str]) -> object:
    reason = form.get("text", "")
    return decide_appeal(call, appeal_id=appeal_id, outcome="upheld", reason=reason, facts=supplied(form))


def _dismiss(call: Call, appeal_id: UUID, form: Mapping[str, str]) -> object:
    return decide_appeal(call, appeal_id=appeal_id, outcome="dismissed", reason=form.get("text", ""))


def _stands(call: Call, review_id: UUID, form: Mapping[str, str]) -> object:
    return answer_review(call, review_id=review_id, answer="stands", reason=form.get("text", ""))


def _rescinds(call: Call, review_id: UUID, form: Mapping[str, str]) -> object:
    return answer_review(call, review_id=review_id, answer="rescinds", reason=form.get("text", ""))


def _release(call: Call, inquiry_id: UUID, form: Mapping[str, str]) -> object:
    return inquire.release(call, inquiry_id=inquiry_id, note=form.get("text", "").strip())


APPEAL_ACTS: Mapping[str, Act] = {"uphold": _uphold, "dismiss": _dismiss}
REVIEW_ACTS: Mapping[str, Act] = {"stands": _stands, "rescinds": _rescinds}
INQUIRY_ACTS: Mapping[str, Act] = {"release": _release}
"""What a button of a page does."""
