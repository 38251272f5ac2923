"""Doing what a form asks for: an error of the verb becomes a message on the page, and nothing is written."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest

from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.decision import Reason
from creditbank.kernel.errors import CreditbankError
from creditbank.people.errors import Forbidden
from creditbank.web.asking import language_of
from creditbank.wording.sentences import word_error

Outcome = TypeVar("Outcome")


def attempt(request: HttpRequest, act: Callable[[], Outcome]) -> Outcome | None:
    """What the verb gives; ``None`` after telling what was wrong. ``Forbidden`` goes on: it has a page of its own."""
    try:
        return act()
    except Forbidden:
        raise
    except CreditbankError as error:
        messages.error(request, word_error(error, language_of(), current_rulebook()))
        return None


def stated(text: str) -> tuple[Reason, ...]:
    """A reason in a person's own words; none where nothing was written."""
    return (Reason("STATED", found=text.strip()[:1000]),) if text.strip() else ()
