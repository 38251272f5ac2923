"""Whether this process can do its work: for load balancers and for whoever starts it."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from creditbank.catalogue.errors import NothingPublished
from creditbank.catalogue.in_force import current_rulebook


@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers and a rulebook is published; 503 with the part that is missing otherwise."""
    try:
        connection.ensure_connection()
        current_rulebook()
    except NothingPublished:
        return JsonResponse({"ok": False, "missing": "rulebook"}, status=503)
    except DatabaseError:
        return JsonResponse({"ok": False, "missing": "database"}, status=503)
    return JsonResponse({"ok": True})
