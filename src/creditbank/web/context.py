"""What every page needs: who is there, in which language, and where he may go."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from creditbank.people.permissions import Actor
from creditbank.web.asking import STRANGER, actor_for, language_of


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """``viewer`` (read only where a page asks for it) and ``language``."""
    return {"viewer": SimpleLazyObject(lambda: _viewer(request)), "language": language_of()}


def _viewer(request: HttpRequest) -> Actor:
    user = getattr(request, "user", None)
    return actor_for(request) if user is not None and user.is_authenticated else STRANGER
