"""公示: what is about to take effect, for anyone to read; whoever has an account may object."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from creditbank.bank import decide
from creditbank.bank import notices as reading
from creditbank.catalogue.in_force import current_rulebook
from creditbank.web.acting import attempt
from creditbank.web.asking import PAGE_SIZE, call_of, page_number, paging


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The running notices, those that end first before the others."""
    rows, total = reading.notices(timezone.localdate(), page=page_number(request), size=PAGE_SIZE)
    context = {"rows": rows, "units": current_rulebook().units, "paging": paging(request, total)}
    return render(request, "web/notices.html", context)


@require_POST
@login_required
def object_to(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """异议: object to one line, with the reason; the line goes back to the school."""
    text = request.POST.get("text", "")
    if attempt(request, lambda: decide.object_to(call_of(request), line_id=line_id, text=text)):
        messages.success(request, _("异议已提交，这条转换已退回学校重新审定。"))
    return redirect("notices")
