"""What the doors for programs share: JSON in and out, problem details (RFC 9457) in both languages, and how often one may ask."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from creditbank.credentials.errors import CredentialError, DocumentRefused
from creditbank.credentials.proofs.limits import read_json
from creditbank.credentials.verify.reading import LIMITS
from creditbank.kernel.errors import CreditbankError
from creditbank.web.asking import language_of
from creditbank.web.middleware import STATUS
from creditbank.wording.sentences import word, word_error

WINDOW_SECONDS = 60
TOO_OFTEN, TOO_LARGE, NOT_JSON, KEY_NEEDED = 429, 413, 415, 401
JSON_MEDIA = ("application/json", "application/ld+json", "application/vc", "application/vp")
Body = dict[str, Any]
View = Callable[..., HttpResponse]


class Problem(CreditbankError):
    """A request that cannot be answered, with the HTTP status that says so."""

    def __init__(self, code: str, status: int, /, **parameters: object) -> None:
        super().__init__(code, **parameters)
        self.status = status


def door(*, counted: bool) -> Callable[[View], View]:
    """A view for programs: POST of one JSON object, which it is given; errors come out as problem details.

    ``counted``: anybody may ask, and each address only so often. No cookie is looked at, so there is none to forge.
    """

    def made(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, **place: str) -> HttpResponse:
            try:
                if counted:
                    count(request)
                return view(request, _body(request), **place)
            except CreditbankError as error:
                return problem(error)
            except OperationalError:
                return problem(Problem("DATABASE_BUSY", HTTPStatus.SERVICE_UNAVAILABLE))

        return csrf_exempt(require_POST(wrapped))

    return made


def count(request: HttpRequest) -> None:
    """One more question of that address within the minute. Raises ``Problem`` beyond the limit, with the seconds to wait.

    Counted in the memory of the process; a conformance suite on this machine is not counted.
    """
    if settings.VC_API_TEST:
        return
    now = int(timezone.now().timestamp())
    window = now // WINDOW_SECONDS
    key = f"verify:{address(request)}:{window}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        asked = cache.incr(key)
    except ValueError:  # the window ended between the two
        return
    if asked > settings.VERIFY_PER_MINUTE:
        seconds = (window + 1) * WINDOW_SECONDS - now
        raise Problem("ASKED_TOO_OFTEN", TOO_OFTEN, limit=settings.VERIFY_PER_MINUTE, seconds=seconds)


def address(request: HttpRequest) -> str:
    """Who asks. Behind the proxy that ends https, what it wrote last; what came before it, anybody can write."""
    if settings.HTTPS and (forwarded := request.headers.get("X-Forwarded-For")):
        return str(forwarded).rpartition(",")[2].strip()
    return str(request.META["REMOTE_ADDR"])


def member(body: Mapping[str, Any], *names: str) -> Any:
    """The first of these members that is there. Raises ``Problem`` where none is."""
    for name in names:
        if body.get(name) is not None:
            return body[name]
    raise Problem("REQUEST_MEMBER_MISSING", HTTPStatus.BAD_REQUEST, path=f"/{names[0]}")


def options_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The options of a request; none where there are none."""
    found = body.get("options")
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise Problem("REQUEST_MEMBER_MALFORMED", HTTPStatus.BAD_REQUEST, path="/options", wanted="object")
    return found


def problem(error: CreditbankError) -> JsonResponse:
    """An error as problem details."""
    status = _status(error)
    content = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": error.code,
        "detail": word_error(error, language_of()),
        "zh": word_error(error, "zh"),
        "en": word_error(error, "en"),
    }
    answer = json_answer(content, status, "application/problem+json")
    if "seconds" in error.parameters:
        answer.headers["Retry-After"] = str(error.parameters["seconds"])
    if status == KEY_NEEDED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def json_answer(content: Mapping[str, Any], status: int, media_type: str = "application/json") -> JsonResponse:
    """JSON in which Chinese can be read."""
    plain = {"ensure_ascii": False}
    return JsonResponse(content, status=status, content_type=media_type, json_dumps_params=plain)


def sentences(code: str, parameters: Mapping[str, Any]) -> dict[str, str]:
    """The sentence of a code in both languages."""
    return {language: word(code, parameters, language) for language in ("zh", "en")}


def _body(request: HttpRequest) -> Body:
    if request.content_type not in JSON_MEDIA:
        raise Problem("JSON_ONLY", NOT_JSON, found=(request.content_type or "")[:60])
    if int(request.headers.get("Content-Length") or 0) > LIMITS.bytes_max:
        raise Problem("REQUEST_TOO_LARGE", TOO_LARGE, limit=LIMITS.bytes_max)
    found = read_json(request.body, LIMITS)
    if not isinstance(found, dict):
        raise DocumentRefused("OBJECT_EXPECTED", path="")
    return found


def _status(error: CreditbankError) -> int:
    if isinstance(error, Problem):
        return error.status
    if isinstance(error, DocumentRefused):
        return HTTPStatus.BAD_REQUEST
    if isinstance(error, CredentialError):
        return HTTPStatus.NOT_FOUND if error.code == "CREDENTIAL_UNKNOWN" else HTTPStatus.CONFLICT
    return next((status for sort, status in STATUS if isinstance(error, sort)), HTTPStatus.CONFLICT)
