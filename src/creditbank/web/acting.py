"""Doing what a form asks for: an error of the verb becomes a message on the page, and nothing is written."""

from collections.abc import Callable, Mapping
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from creditbank.bank.call import Call
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.decision import Reason, Refer, Refuse
from creditbank.kernel.errors import CreditbankError
from creditbank.people.errors import Forbidden
from creditbank.web.asking import call_of, language_of
from creditbank.wording.sentences import word_error, word_reason

Outcome = TypeVar("Outcome")
Act = Callable[[Call, UUID, Mapping[str, str]], object]
"""What a button does: the verb, on the thing with that id, with the fields of its form."""


def attempt(request: HttpRequest, act: Callable[[], Outcome]) -> Outcome | None:
    """What the verb gives; ``None`` after telling what was wrong. ``Forbidden`` goes on: it has a page of its own."""
    try:
        return act()
    except Forbidden:
        raise
    except CreditbankError as error:
        messages.error(request, word_error(error, language_of(), current_rulebook()))
        return None


def press(request: HttpRequest, acts: Mapping[str, Act], key: UUID) -> None:
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


def stated(text: str) -> tuple[Reason, ...]:
    """A reason in a person's own words; none where nothing was written."""
    return (Reason("STATED", found=text.strip()[:1000]),) if text.strip() else ()


def supplied(form: Mapping[str, str]) -> dict[str, str]:
    """The facts that a form's reader was asked for, by their field."""
    return {name[5:]: value.strip() for name, value in form.items() if name.startswith("fact:") and value.strip()}
