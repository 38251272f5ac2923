"""What strangers fetch to verify for themselves: status lists and the controller documents behind ``did:web``."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from creditbank.credentials import lists, trial
from creditbank.credentials.keyring import did_document
from creditbank.credentials.lists import TTL_MILLISECONDS
from creditbank.credentials.status_bits import list_address
from creditbank.credentials.trusting import did_document_of_site


@require_safe
def status_list(request: HttpRequest, issuer: str, purpose: str, number: int) -> HttpResponse:
    """状态列表: the signed list as it is now. Who asks for it is not told which credential he looks at."""
    now = timezone.now()
    of_trial = trial.list_of(list_address(issuer, purpose, number), now)
    text = json.dumps(of_trial) if of_trial is not None else lists.current_list(issuer, purpose, number, now)
    if text is None:
        raise Http404
    # Most programs take JSON for JSON only where the media type says so; who knows the exact one may ask for it.
    exact = "application/vc" in [one.partition(";")[0].strip() for one in request.headers.get("Accept", "").split(",")]
    return _fetched(text, "application/vc" if exact else "application/json", seconds=TTL_MILLISECONDS // 1000)


@require_safe
def site_did(_request: HttpRequest) -> HttpResponse:
    """``/.well-known/did.json``: the bank itself."""
    return _controller(did_document_of_site())


@require_safe
def issuer_did(_request: HttpRequest, name: str) -> HttpResponse:
    """``/issuers/…/did.json``: an institution, with every key it ever had."""
    return _controller(did_document(name))


def _controller(document: Mapping[str, Any] | None) -> HttpResponse:
    if document is None:
        raise Http404
    return _fetched(json.dumps(document), "application/json", seconds=300)


def _fetched(text: str, media_type: str, *, seconds: int) -> HttpResponse:
    """Public, and the same for everybody."""
    answer = HttpResponse(text, content_type=media_type)
    answer.headers["Cache-Control"] = f"public, max-age={seconds}"
    answer.headers["Vary"] = "Accept"
    return answer
