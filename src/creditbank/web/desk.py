"""工作台: what waits at the institutions for which somebody works, and the acts that are simple enough for a form."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from creditbank.bank import decide as deciding
from creditbank.bank import deposit as depositing
from creditbank.bank.call import Call
from creditbank.bank.certify import certify
from creditbank.bank.finalise import finalise
from creditbank.bank.queues import LineSheet, deposit_queue, deposit_sheet, line_queue, line_sheet
from creditbank.bank.statistics import breakdown, totals
from creditbank.bank.waiting import case_queue, queue_counts
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.decision import Grant
from creditbank.people.directory import institution_names
from creditbank.people.permissions import Action, Role, may
from creditbank.web.acting import Act, press, stated, supplied
from creditbank.web.asking import PAGE_SIZE, actor_for, call_of, page_number, paging

DEPOSIT_FILTERS = ("submitted", "accepted", "returned", "refused", "certified")
LINE_FILTERS = ("applied", "referred", "approved", "published", "refused", "final")
MAIN_QUEUES = {"deposits": Action.ACCEPT, "lines": Action.DECIDE}
"""The queues that one may filter by state, and what one must be allowed to do in order to see them."""


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
        **_queues(request, here),
    }
    if isinstance(may(actor, Action.CHECK), Grant):
        context |= {"totals": totals(), "breakdown": breakdown(timezone.localdate())}
    return render(request, "web/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def deposit(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """One deposit: what was claimed, and the forms to accept, certify, return or refuse it."""
    if request.method == "POST":
        press(request, DEPOSIT_ACTS, deposit_id)
        return redirect("desk_deposit", deposit_id=deposit_id)
    sheet = deposit_sheet(call_of(request), deposit_id=deposit_id)
    actor = actor_for(request)
    context = {
        "sheet": sheet,
        "moves": depositing.MOVES[sheet.row.status],
        "may_certify": isinstance(may(actor, Action.CERTIFY, institution=sheet.body), Grant),
        "appeal": sheet.appeal,
        "may_decide_appeal": _may_decide_appeal(request, sheet.body),
        "names": institution_names([sheet.body]),
        "is_head": (sheet.body, Role.CERTIFICATION_HEAD) in actor.roles,
        "book": current_rulebook(),
    }
    return render(request, "web/desk_deposit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """One line: its clause and its outcomes, and the forms to decide on it, publish it and make it final."""
    if request.method == "POST":
        press(request, LINE_ACTS, line_id)
        return redirect("desk_line", line_id=line_id)
    sheet = line_sheet(call_of(request), line_id=line_id)
    context = {
        **line_context(sheet),
        "notice_over": sheet.notice_ends_on is None or timezone.localdate() > sheet.notice_ends_on,
        "appeal": sheet.line.appeal,
        "may_decide_appeal": _may_decide_appeal(request, sheet.institution),
    }
    return render(request, "web/desk_line.html", context)


def line_context(sheet: LineSheet) -> dict[str, Any]:
    """What the parts of a line's sheet show: the recorded facts that say something, and the fields still to be supplied."""
    book = current_rulebook()
    return {
        "sheet": sheet,
        "scale": book.units[sheet.row.unit].scale,
        "facts": [
            (name, {key: facts[key] for key in facts if _says_something(key, facts)}) for name, facts in sheet.facts
        ],
        "fields": sorted({str(reason["field"]) for reason in sheet.missing if reason.get("field")}),
        "names": institution_names([sheet.institution, *(str(facts.get("body", "")) for _name, facts in sheet.facts)]),
        "book": book,
    }


def _says_something(field: str, facts: Mapping[str, Any]) -> bool:
    """A scale stands in its level or grade already; an award without bank credits has none to show."""
    return field not in {"level_scale", "grade_scale"} and (field, facts[field]) != ("bank_credits", "0.00")


def _may_decide_appeal(request: HttpRequest, institution: str) -> bool:
    return isinstance(may(actor_for(request), Action.DECIDE_APPEAL, institution=institution), Grant)


def _queues(request: HttpRequest, here: str) -> dict[str, Any]:
    """The queues that the actor may see here, and the rows of the one he asked for; nothing where he has none."""
    call = call_of(request)
    main = [
        name for name, action in MAIN_QUEUES.items() if isinstance(may(call.actor, action, institution=here), Grant)
    ]
    counts = queue_counts(call, institution=here)
    names = (*main, *counts)
    asked = request.GET.get("queue", "")
    chosen = asked if asked in names else next(iter(names), "")
    known: dict[str, Any] = {"queues": names, "counts": counts, "queue": chosen}
    match chosen:
        case "deposits":
            return known | _deposits(request, call, here)
        case "lines":
            return known | _lines(request, call, here)
        case "appeals" | "reviews" | "inquiries":
            rows, total = case_queue(call, chosen, institution=here, page=page_number(request), size=PAGE_SIZE)
            return known | {"cases": rows, "paging": paging(request, total)}
    return {}


def _deposits(request: HttpRequest, call: Call, here: str) -> dict[str, Any]:
    status = _filter(request, DEPOSIT_FILTERS)
    rows, total = deposit_queue(call, body=here, status=status, page=page_number(request), size=PAGE_SIZE)
    return {"deposits": rows, "filters": DEPOSIT_FILTERS, "state": status, "paging": paging(request, total)}


def _lines(request: HttpRequest, call: Call, here: str) -> dict[str, Any]:
    state = _filter(request, LINE_FILTERS)
    rows, total = line_queue(call, institution=here, state=state, page=page_number(request), size=PAGE_SIZE)
    return {"lines": rows, "filters": LINE_FILTERS, "state": state, "paging": paging(request, total)}


def _filter(request: HttpRequest, known: Collection[str]) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in known else ""


def _accept(call: Call, deposit_id: UUID, _form: Mapping[str, str]) -> object:
    return depositing.accept(call, deposit_id=deposit_id)


def _certify(call: Call, deposit_id: UUID, form: Mapping[str, str]) -> object:
    return certify(call, deposit_id=deposit_id, ruling=form.get("text", "").strip())


def _return(call: Call, deposit_id: UUID, form: Mapping[str, str]) -> object:
    return depositing.return_for_correction(call, deposit_id=deposit_id, reasons=stated(form.get("text", "")))


def _refuse(call: Call, deposit_id: UUID, form: Mapping[str, str]) -> object:
    return depositing.refuse(call, deposit_id=deposit_id, reasons=stated(form.get("text", "")))


def _approve_line(call: Call, line_id: UUID, form: Mapping[str, str]) -> object:
    note = form.get("text", "").strip()
    return deciding.decide(call, line_id=line_id, verdict="approve", note=note, facts=supplied(form))


def _refuse_line(call: Call, line_id: UUID, form: Mapping[str, str]) -> object:
    return deciding.decide(call, line_id=line_id, verdict="refuse", reasons=stated(form.get("text", "")))


def _refer_line(call: Call, line_id: UUID, form: Mapping[str, str]) -> object:
    return deciding.decide(call, line_id=line_id, verdict="refer", reasons=stated(form.get("text", "")))


def _publish(call: Call, line_id: UUID, _form: Mapping[str, str]) -> object:
    return deciding.publish_notice(call, line_id=line_id)


def _finalise(call: Call, line_id: UUID, _form: Mapping[str, str]) -> object:
    return finalise(call, line_id=line_id)


DEPOSIT_ACTS: Mapping[str, Act] = {"accept": _accept, "certify": _certify, "return": _return, "refuse": _refuse}
LINE_ACTS: Mapping[str, Act] = {
    "approve": _approve_line,
    "refuse": _refuse_line,
    "refer": _refer_line,
    "publish": _publish,
    "finalise": _finalise,
}
"""What a button of a sheet does."""
