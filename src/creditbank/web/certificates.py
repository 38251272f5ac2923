"""A learner's certificates as files: issued on first demand, and given as paper, picture, credential or bundle."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from creditbank.bank.issue import issue
from creditbank.credentials.exporting import FILES, export, file_name
from creditbank.web.asking import call_of, language_of

FORMS = ("pdf", "png-certificate", "open-badge", "bundle")
"""What the record page offers; everything else is for the command line."""


@require_safe
@login_required
def of_award(request: HttpRequest, award_id: UUID, form: str) -> HttpResponse:
    """The certificate of one award. Asking for it issues the credential; asking again gives the same one."""
    if form not in FORMS:
        raise Http404
    call = call_of(request)
    row = issue(call, award_id=award_id)
    answer = HttpResponse(export(row, form, now=call.now, language=language_of()), content_type=FILES[form].media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(row, form)}"'
    return answer
