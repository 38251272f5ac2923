"""Headers that keep the pages harmless, and errors of the rooms below as plain pages."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from creditbank.audit.errors import RequestConflict
from creditbank.bank.errors import NotFound, SamePerson
from creditbank.catalogue.errors import AchievementUnknown, NothingPublished
from creditbank.kernel.errors import CreditbankError
from creditbank.people.errors import Forbidden, InstitutionUnknown, PersonUnknown
from creditbank.web.asking import language_of
from creditbank.wording.sentences import word, word_error

POLICY = (
    "default-src 'self'; script-src 'none'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Nothing but our own style and pictures; the pages have no scripts at all. ``data:`` is for the style's own marks."""
STATUS: tuple[tuple[type[CreditbankError], int], ...] = (
    (Forbidden, 403),
    (SamePerson, 403),
    (NotFound, 404),
    (PersonUnknown, 404),
    (InstitutionUnknown, 404),
    (AchievementUnknown, 404),
    (RequestConflict, 409),
    (NothingPublished, 503),
)
Answer = Callable[[HttpRequest], HttpResponse]


class SafeHeaders:
    """Adds the content security policy and the permissions policy to every answer; personal pages are never cached."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with the headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class PlainErrors:
    """An error of a verb becomes a page with its sentence; a database that is locked or gone, one that says so."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer as it comes."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page, or nothing for an error that nobody foresaw."""
        if isinstance(exception, CreditbankError):
            return refused(request, exception)
        if isinstance(exception, OperationalError):
            sentence = word("DATABASE_BUSY", {}, language_of())
            return _page(request, _("暂时无法办理"), sentence, 503)
        return None


def refused(request: HttpRequest, error: CreditbankError) -> HttpResponse:
    """The page that tells what could not be done and why."""
    status = next((status for sort, status in STATUS if isinstance(error, sort)), 409)
    titles = {403: _("您不能查看或办理这件事"), 404: _("没有找到"), 503: _("暂时无法办理")}
    return _page(request, titles.get(status, _("没有办成")), word_error(error, language_of()), status)


def _page(request: HttpRequest, title: str, sentence: str, status: int) -> HttpResponse:
    return render(request, "web/refused.html", {"title": title, "sentence": sentence}, status=status)
