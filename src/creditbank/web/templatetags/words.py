"""How values are said on a page, in its language."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import template
from django.http import QueryDict
from django.utils import timezone

from creditbank.kernel.quantity import format_amount
from creditbank.web.asking import language_of
from creditbank.wording.names import name_of
from creditbank.wording.sentences import word_reason
from creditbank.wording.values import Speaker, day_words

register = template.Library()

TONES: Mapping[str, str] = {
    "final": "good", "approved": "good", "certified": "good", "active": "good", "completed": "good",
    "applied": "moving", "published": "moving", "submitted": "moving", "accepted": "moving",
    "referred": "waiting", "returned": "waiting", "frozen": "waiting",
    "refused": "bad", "revoked": "bad", "rescinded": "bad",
}  # fmt: skip
"""State → tone of its mark; what is not here is quiet. The word always stands beside the colour."""


@register.filter
def said(name: Mapping[str, str]) -> str:
    """A name of the rulebook or the catalogue in the page's language."""
    return name[language_of()]


@register.filter
def joined(names: Sequence[Mapping[str, str]]) -> str:
    """Several names, separated as the language does."""
    return ("、" if language_of() == "zh" else ", ").join(said(name) for name in names)


@register.filter
def named(key: str, group: str) -> str:
    """The name of a state, role, act …"""
    return name_of(group, key, language_of())


@register.filter
def tone(state: str) -> str:
    """The class of a state's mark."""
    return f"mark mark-{TONES.get(state, 'quiet')}"


@register.filter
def amount(value: int, scale: int = 2) -> str:
    """An amount for people: ``150`` at scale 2 is ``1.5``."""
    return format_amount(value, scale)


@register.filter
def plain(text: str) -> str:
    """An amount of the rulebook without trailing zeros: ``"3.00"`` is ``3``."""
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def step_name(what: str) -> str:
    """A move of a line (``decide:approved``) in words: what was done, and the state since."""
    verb, _, state = what.partition(":")
    return f"{name_of('verb', verb, language_of())} → {name_of('line', state, language_of())}"


@register.filter
def day(value: str | date | None) -> str:
    """A day, from a date or an ISO text: 2025年3月1日, 1 Mar 2025."""
    if not value:
        return ""
    return day_words(_day_of(value), language_of())


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """One entry of a mapping; nothing where it is absent."""
    return mapping.get(key)


@register.filter
def hundredths(value: int) -> str:
    """Hundredths as a decimal numeral, for the coordinates of a bar."""
    return f"{value // 100}.{value % 100:02d}"


@register.simple_tag(takes_context=True)
def worded(context: template.Context, reasons: Sequence[Any], kind: str = "") -> list[str]:
    """Reasons as sentences; ``book`` and ``names`` of the page name their fields and values."""
    book, names = context.get("book"), context.get("names")
    return [word_reason(reason, language_of(), book, kind, names) for reason in reasons]


@register.simple_tag(takes_context=True)
def fact(context: template.Context, field: str, value: Any, kind: str = "") -> str:
    """One fact with its name: ``等级：三级/高级工``."""
    speaker = Speaker(language_of(), context.get("book"), kind, context.get("names") or {})
    colon = "：" if language_of() == "zh" else ": "
    return f"{speaker.field(field)}{colon}{speaker.value(field, value)}"


@register.simple_tag(takes_context=True)
def field_name(context: template.Context, field: str, kind: str = "") -> str:
    """The name of a fact that is asked for."""
    return Speaker(language_of(), context.get("book"), kind, context.get("names") or {}).field(field)


@register.simple_tag
def fresh_id() -> str:
    """A request id for a form: pressed twice, it counts once."""
    return str(uuid4())


@register.simple_tag(takes_context=True)
def to_page(context: template.Context, number: int) -> str:
    """The address of another page of the same list."""
    query: QueryDict = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


def _day_of(value: str | date) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date()
    if isinstance(value, date):
        return value
    return _day_of(datetime.fromisoformat(value)) if "T" in value else date.fromisoformat(value)
