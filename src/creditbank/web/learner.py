"""A learner's own pages: the lifelong record, the quote and the application, the transcript, withdrawal and appeal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from creditbank.bank import appeal, decide
from creditbank.bank.apply import apply
from creditbank.bank.quote import Quote
from creditbank.bank.quote import quote as best_plan
from creditbank.bank.record import record as whole_record
from creditbank.bank.record import transcript as whole_transcript
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.canonical import digest
from creditbank.people.directory import institution_names
from creditbank.web.acting import attempt
from creditbank.web.asking import PAGE_SIZE, actor_for, call_of, language_of, page_number, paging
from creditbank.web.plans import plan_page
from creditbank.web.records import record_page


@require_safe
@login_required
def record(request: HttpRequest) -> HttpResponse:
    """终身学习档案: the learner's own record. Staff without a learning account go to their desk."""
    actor = actor_for(request)
    if actor.learner_id is None:
        if actor.roles:
            return redirect("desk")
        return render(request, "web/no_account.html", status=404)
    found = whole_record(call_of(request), learner_id=actor.learner_id)
    book = current_rulebook()
    page = record_page(found, book)
    first = (page_number(request) - 1) * PAGE_SIZE
    context = {
        "record": found,
        "page": page,
        "awards": page.awards[first : first + PAGE_SIZE],
        "paging": paging(request, len(page.awards)),
        "names": institution_names(page.institutions),
        "book": book,
    }
    return render(request, "web/record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def quote(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """试算: the best plan for one enrolment; posting the form applies for the chosen lines."""
    found = best_plan(call_of(request), enrolment_id=enrolment_id)
    if request.method == "POST" and _applied(request, enrolment_id, found):
        return redirect("record")
    book = current_rulebook()
    page = plan_page(found, book, language_of())
    context = {
        "enrolment_id": enrolment_id,
        "page": page,
        "plan": found.plan,
        "plan_hash": digest(found.plan),
        "names": found.names,
        "school": institution_names([page.programme.institution]).get(page.programme.institution),
        "book": book,
    }
    return render(request, "web/quote.html", context)


@require_safe
@login_required
def transcript(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """成绩单: what was studied and what was converted, to be printed."""
    found = whole_transcript(call_of(request), enrolment_id=enrolment_id)
    context = {
        "transcript": found,
        "groups": (found.courses, found.blocks),
        "unit": found.unit,
        "scale": current_rulebook().units[found.unit].scale,
    }
    return render(request, "web/transcript.html", context)


@require_POST
@login_required
def withdraw(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """撤回: take one line back, or release what a refused one still holds."""
    if attempt(request, lambda: decide.withdraw(call_of(request), line_id=line_id)):
        messages.success(request, _("已撤回，成果已退回您的账户。"))
    return redirect("record")


@require_POST
@login_required
def appeal_line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """申诉: against the refusal of a line."""
    return _appealed(request, {"line_id": line_id})


@require_POST
@login_required
def appeal_deposit(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """申诉: against the refusal of a deposit."""
    return _appealed(request, {"deposit_id": deposit_id})


def _appealed(request: HttpRequest, about: dict[str, Any]) -> HttpResponse:
    text = request.POST.get("text", "")
    if attempt(request, lambda: appeal.appeal(call_of(request), text=text, **about)):
        messages.success(request, _("申诉已提交，将由其他人员审理。"))
    return redirect("record")


def _applied(request: HttpRequest, enrolment_id: UUID, found: Quote) -> bool:
    """File the chosen lines of the plan that was shown; if the best plan is another one now, show that instead."""
    if request.POST.get("plan") != digest(found.plan):
        messages.warning(request, _("试算之后情况有变，下面是最新方案，请再看一遍。"))
        return False
    chosen = set(request.POST.getlist("line"))
    lines = [line for number, line in enumerate(found.plan.lines) if str(number) in chosen]
    filed = attempt(request, lambda: apply(call_of(request), enrolment_id=enrolment_id, lines=lines, plan=found.plan))
    if filed is not None:
        messages.success(request, _("已提交申请，所用成果已暂时冻结，等待学校审定。"))
    return filed is not None
