"""What single members of a credential must look like, and the fault that says which one does not."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

import msgspec

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.members import listed
from creditbank.credentials.proofs.moments import moment_of_text

CREDENTIAL, PRESENTATION = "VerifiableCredential", "VerifiablePresentation"

_FORBIDDEN = r'\x00-\x20\x7f-\x9f<>"{}|\\^`\ud800-\udfff'
_URL = re.compile(
    rf"(?:https?://[^/?#{_FORBIDDEN}][^{_FORBIDDEN}]*|did:[a-z0-9]+:[^{_FORBIDDEN}]+"
    rf"|(?!https?:|did:)[A-Za-z][A-Za-z0-9+.\-]*:[^{_FORBIDDEN}]+)"
)
"""An absolute URL or IRI: with a scheme, without white space, controls, or what RFC 3987 keeps out."""
_TERM = re.compile(rf"[^:{_FORBIDDEN}]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
"""Well-formed as of BCP 47, as far as an issuer can get it wrong."""
_TEXT_MEMBERS = frozenset({"@value", "@language", "@direction"})


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong with a document. ``pointer``: JSON pointer (RFC 6901) of the place; empty for the whole."""

    code: str
    pointer: str = ""
    parameters: dict[str, Any] = {}


def fault_of(refused: DocumentRefused, pointer: str = "") -> Fault:
    """A refusal as a fault, at the place that it names, else at ``pointer``."""
    parameters = dict(refused.parameters)
    return Fault(refused.code, str(parameters.pop("path", "") or pointer), parameters)


def is_url(value: object) -> TypeGuard[str]:
    """Whether ``value`` is one absolute URL. VC Data Model 2.0, §4.4 Identifiers."""
    return isinstance(value, str) and _URL.fullmatch(value) is not None


def is_term(value: object) -> TypeGuard[str]:
    """Whether ``value`` can be a term of a JSON-LD context. That it is one is for canonicalization to say."""
    return isinstance(value, str) and _TERM.fullmatch(value) is not None


def place(pointer: str, member: str | int) -> str:
    """The JSON pointer of a member."""
    return f"{pointer}/{str(member).replace('~', '~0').replace('/', '~1')}"


def types_of(thing: Mapping[str, Any]) -> tuple[str, ...]:
    """The types of an object, as far as they are texts."""
    return tuple(one for one in listed(thing.get("type", [])) if isinstance(one, str))


def id_of(value: object) -> str:
    """The id of something that is a URL or an object with an id; empty where there is none."""
    found = value.get("id") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else ""


def objects_of(thing: Mapping[str, Any], member: str) -> list[Any]:
    """The value of a member that may be one or many, as a list; empty where it is absent."""
    return listed(thing.get(member, []))


def id_faults(thing: Mapping[str, Any], pointer: str, *, required: bool = False) -> Iterator[Fault]:
    """The id, where present or ``required``, is one URL."""
    if "id" not in thing:
        if required:
            yield Fault("ID_MISSING", pointer)
    elif not is_url(thing["id"]):
        yield Fault("ID_MALFORMED", place(pointer, "id"))


def type_faults(thing: Mapping[str, Any], pointer: str, wanted: str = "") -> Iterator[Fault]:
    """There is a type: terms or URLs, one or many, ``wanted`` among them. VC Data Model 2.0, §4.5 Types."""
    found = thing.get("type")
    types = listed(found)
    if found is None or not types:
        yield Fault("TYPE_MISSING", pointer)
    elif not all(is_url(one) or is_term(one) for one in types):
        yield Fault("TYPE_MALFORMED", place(pointer, "type"))
    elif wanted and wanted not in types:
        yield Fault("TYPE_WRONG", place(pointer, "type"), {"wanted": wanted})


def object_faults(thing: Mapping[str, Any], member: str, *, id_required: bool = False) -> Iterator[Fault]:
    """A member, where present, is one or more objects that each say their type, with a URL as id where they have one."""
    if member not in thing:
        return
    pointer = place("", member)
    listed = objects_of(thing, member)
    if not listed:
        yield Fault("OBJECT_EXPECTED", pointer)
    for number, one in enumerate(listed):
        at = place(pointer, number) if isinstance(thing[member], list) else pointer
        if not isinstance(one, Mapping):
            yield Fault("OBJECT_EXPECTED", at)
            continue
        yield from type_faults(one, at)
        yield from id_faults(one, at, required=id_required)


def text_faults(thing: Mapping[str, Any], pointer: str) -> Iterator[Fault]:
    """``name`` and ``description`` are texts or language value objects. VC Data Model 2.0, §4.6 and §11.1."""
    for member in ("name", "description"):
        if member in thing:
            texts = objects_of(thing, member)
            if not texts or not all(_is_text(one) for one in texts):
                yield Fault("TEXT_MALFORMED", place(pointer, member))


def _is_text(value: object) -> bool:
    if not isinstance(value, Mapping):
        return isinstance(value, str)
    return (
        isinstance(value.get("@value"), str)
        and value.keys() <= _TEXT_MEMBERS
        and ("@language" not in value or _is_language(value["@language"]))
        and value.get("@direction", "ltr") in ("ltr", "rtl")
    )


def _is_language(value: object) -> bool:
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None


def period_faults(thing: Mapping[str, Any], begin: str, end: str) -> Iterator[Fault]:
    """Both moments, where present, are ``dateTimeStamp``; the second is not before the first. VC Data Model 2.0, §4.9."""
    moments = []
    for member in (begin, end):
        if member in thing:
            try:
                moments.append(moment_of_text(thing[member], path=place("", member)))
            except DocumentRefused as refused:
                yield fault_of(refused)
    if len(moments) == 2 and moments[1] < moments[0]:
        yield Fault("PERIOD_REVERSED", place("", end), {"since": str(thing[begin]), "until": str(thing[end])})
