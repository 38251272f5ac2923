"""From an HTTP request to the call of a verb: who asks, when, under which request id, in which language."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from creditbank.bank.call import Call
from creditbank.people.permissions import Actor, actor_of

PAGE_SIZE = 25
STRANGER = Actor(user_id=None)
"""Somebody who has not logged in: may read what is public, and nothing else."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a list stands: page from 1, pages in all (at least 1), entries in all."""

    page: int
    pages: int
    total: int


def actor_for(request: HttpRequest) -> Actor:
    """Who asks, with today's roles; read once per request."""
    known = getattr(request, "actor", None)
    if isinstance(known, Actor):
        return known
    actor = actor_of(request.user, timezone.localdate()) if request.user.is_authenticated else STRANGER
    request.actor = actor  # type: ignore[attr-defined]
    return actor


def call_of(request: HttpRequest) -> Call:
    """The call of a verb. Its id comes with the form, so that pressing twice does nothing twice."""
    return Call(_request_id(request.POST.get("request_id", "")), actor_for(request), timezone.now())


def language_of() -> Literal["zh", "en"]:
    """The language of the page, as ``wording`` and the rulebook's names call it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def page_number(request: HttpRequest) -> int:
    """``?page=``, 1 where it is absent or no number."""
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def paging(request: HttpRequest, total: int) -> Paging:
    """The paging of a list of ``total`` entries. A page beyond the last is not found."""
    pages = max(1, -(-total // PAGE_SIZE))
    number = page_number(request)
    if number > pages:
        raise Http404
    return Paging(number, pages, total)


def _request_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
