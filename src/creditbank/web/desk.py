"""工作台: what waits at the institutions for which somebody works, and the acts that are simple enough for a form."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from creditbank.bank import decide as deciding
from creditbank.bank import deposit as depositing
from creditbank.bank.call import Call
from creditbank.bank.certify import certify
from creditbank.bank.finalise import finalise
from creditbank.bank.queues import LineSheet, deposit_queue, deposit_sheet, line_queue, line_sheet
from creditbank.bank.statistics import breakdown, totals
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.decision import Grant, Refer, Refuse
from creditbank.people.directory import institution_names
from creditbank.people.permissions import Action, Actor, Role, may
from creditbank.web.acting import attempt, stated
from creditbank.web.asking import PAGE_SIZE, actor_for, call_of, language_of, page_number, paging
from creditbank.wording.sentences import word_reason

DEPOSIT_FILTERS = ("submitted", "accepted", "returned", "refused", "certified")
LINE_FILTERS = ("applied", "referred", "approved", "published", "refused", "final")


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """The queues of one institution at a time, and the statistics of the whole bank for its centre."""
    actor = actor_for(request)
    places = list(dict.fromkeys(place for place, _role in actor.roles))
    asked = request.GET.get("at", "")
    here = asked if asked in places else next(iter(places), "")
    context: dict[str, Any] = {
        "places": institution_names(places),
        "here": here,
        "roles": [role for place, role in actor.roles if place == here],
        "book": current_rulebook(),
        "today": timezone.localdate(),
        **_queue(request, actor, here),
    }
    if isinstance(may(actor, Action.CHECK), Grant):
        context |= {"totals": totals(), "breakdown": breakdown(timezone.localdate())}
    return render(request, "web/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def deposit(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """One deposit: what was claimed, and the forms to accept, certify, return or refuse it."""
    if request.method == "POST":
        _act(request, DEPOSIT_ACTS, deposit_id)
        return redirect("desk_deposit", deposit_id=deposit_id)
    sheet = deposit_sheet(call_of(request), deposit_id=deposit_id)
    actor = actor_for(request)
    context = {
        "sheet": sheet,
        "moves": depositing.MOVES[sheet.row.status],
        "may_certify": isinstance(may(actor, Action.CERTIFY, institution=sheet.body), Grant),
        "is_head": (sheet.body, Role.CERTIFICATION_HEAD) in actor.roles,
        "book": current_rulebook(),
    }
    return render(request, "web/desk_deposit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """One line: its clause and its outcomes, and the forms to decide on it, publish it and make it final."""
    if request.method == "POST":
        _act(request, LINE_ACTS, line_id)
        return redirect("desk_line", line_id=line_id)
    sheet = line_sheet(call_of(request), line_id=line_id)
    book = current_rulebook()
    context = {
        "sheet": sheet,
        "scale": book.units[sheet.row.unit].scale,
        "fields": _missing(sheet),
        "names": institution_names(str(facts.get("body", "")) for _name, facts in sheet.facts),
        "book": book,
    }
    return render(request, "web/desk_line.html", context)


def _queue(request: HttpRequest, actor: Actor, here: str) -> dict[str, Any]:
    """The queue that this actor may see here; nothing where he has none."""
    state, page = request.GET.get("state", ""), page_number(request)
    if isinstance(may(actor, Action.ACCEPT, institution=here), Grant):
        status = state if state in DEPOSIT_FILTERS else ""
        rows, total = deposit_queue(call_of(request), body=here, status=status, page=page, size=PAGE_SIZE)
        return {"deposits": rows, "filters": DEPOSIT_FILTERS, "state": status, "paging": paging(request, total)}
    if isinstance(may(actor, Action.DECIDE, institution=here), Grant):
        status = state if state in LINE_FILTERS else ""
        lines, total = line_queue(call_of(request), institution=here, state=status, page=page, size=PAGE_SIZE)
        return {"lines": lines, "filters": LINE_FILTERS, "state": status, "paging": paging(request, total)}
    return {}


def _missing(sheet: LineSheet) -> list[str]:
    return sorted({str(reason["field"]) for reason in sheet.missing if reason.get("field")})


def _accept(call: Call, deposit_id: UUID, _form: Mapping[str, str]) -> object:
    return depositing.accept(call, deposit_id=deposit_id)


def _certify(call: Call, deposit_id: UUID, form: Mapping[str, str]) -> object:
    return certify(call, deposit_id=deposit_id, ruling=form.get("text", "").strip())


def _return(call: Call, deposit_id: UUID, form: Mapping[str, str]) -> object:
    return depositing.return_for_correction(call, deposit_id=deposit_id, reasons=stated(form.get("text", "")))


def _refuse(call: Call, deposit_id: UUID, form: Mapping[str, str]) -> object:
    return depositing.refuse(call, deposit_id=deposit_id, reasons=stated(form.get("text", "")))


def _approve_line(call: Call, line_id: UUID, form: Mapping[str, str]) -> object:
    facts = {name[5:]: value.strip() for name, value in form.items() if name.startswith("fact:") and value.strip()}
    return deciding.decide(call, line_id=line_id, verdict="approve", note=form.get("text", "").strip(), facts=facts)


def _refuse_line(call: Call, line_id: UUID, form: Mapping[str, str]) -> object:
    return deciding.decide(call, line_id=line_id, verdict="refuse", reasons=stated(form.get("text", "")))


def _refer_line(call: Call, line_id: UUID, form: Mapping[str, str]) -> object:
    return deciding.decide(call, line_id=line_id, verdict="refer", reasons=stated(form.get("text", "")))


def _publish(call: Call, line_id: UUID, _form: Mapping[str, str]) -> object:
    return deciding.publish_notice(call, line_id=line_id)


def _finalise(call: Call, line_id: UUID, _form: Mapping[str, str]) -> object:
    return finalise(call, line_id=line_id)


Act = Callable[[Call, UUID, Mapping[str, str]], object]
DEPOSIT_ACTS: Mapping[str, Act] = {"accept": _accept, "certify": _certify, "return": _return, "refuse": _refuse}
LINE_ACTS: Mapping[str, Act] = {
    "approve": _approve_line,
    "refuse": _refuse_line,
    "refer": _refer_line,
    "publish": _publish,
    "finalise": _finalise,
}
"""What a button of a sheet does."""


def _act(request: HttpRequest, acts: Mapping[str, Act], key: UUID) -> None:
    """Do what the pressed button says and tell how it went. A button that is not there does nothing."""
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        messages.error(request, _("没有这个操作。"))
        return
    form = {name: str(value) for name, value in request.POST.items()}
    answer = attempt(request, lambda: act(call_of(request), key, form))
    if isinstance(answer, Refuse | Refer):
        for reason in answer.reasons:
            messages.error(request, word_reason(reason, language_of(), current_rulebook()))
    elif answer is not None:
        messages.success(request, _("已办理。"))
