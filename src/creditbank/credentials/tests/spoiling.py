"""How a good document is spoilt, and what is expected of it then."""

import base64
import json
import zlib
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import msgspec

from creditbank.credentials.bundle import make_bundle
from creditbank.credentials.proofs.controllers import Controllers
from creditbank.credentials.proofs.jose import sign_jwt
from creditbank.credentials.tests.people import (
    BANK_KEY,
    GOOD,
    ISSUED,
    LEARNER_KEY,
    LISTS,
    NOW,
    TRUST,
    badge,
    controller,
    signed,
    signer,
    status_list,
    without,
)
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.trust import Trust


class Bad(msgspec.Struct, frozen=True, kw_only=True):
    """A document (made when it is needed), how it is verified, and what must come of it."""

    make: Callable[[], Any]
    verdict: str
    step: str
    code: str
    given: dict[str, Any] = {}
    """Arguments of ``verified``: another policy, trust list, lists, time."""


def changed(document: Mapping[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """A copy in which the place at ``pointer`` has another value."""
    copy: Any = deepcopy(dict(document))
    *steps, last = pointer.strip("/").split("/")
    place = copy
    for step in steps:
        place = place[int(step) if isinstance(place, list) else step]
    place[int(last) if isinstance(place, list) else last] = value
    return copy  # type: ignore[no-any-return]


def tampered(pointer: str, value: Any) -> Bad:
    return Bad(make=lambda: changed(GOOD, pointer, value), verdict="invalid", step="signature", code="SIGNATURE_WRONG")


def malformed(make: Callable[[], Any], code: str, step: str = "form") -> Bad:
    return Bad(make=make, verdict="invalid", step=step, code=code)


def misshapen(code: str, **members: Any) -> Bad:
    """A document signed as it is: the signature stands, and the shape does not."""
    kept = {member: value for member, value in members.items() if value is not None}
    gone = [member for member, value in members.items() if value is None]
    return malformed(lambda: signed({**without(badge(), *gone), **kept}), code, "shape")


def untold(lists: Callable[[], dict[str, Any]], code: str, **given: Any) -> Bad:
    """A good document whose status cannot be told."""
    return Bad(make=lambda: GOOD, verdict="unknown", step="status", code=code, given={"lists": lists, **given})


def with_list(purpose: str = "revocation", **members: Any) -> dict[str, Any]:
    """The clean lists, one of them changed before it was signed."""
    both = {LISTS[one]: status_list(one) for one in LISTS}
    return {**both, LISTS[purpose]: status_list(purpose, **members)}


def with_subject(**members: Any) -> dict[str, Any]:
    unsigned = without(status_list(), "proof")
    return with_list(credentialSubject={**unsigned["credentialSubject"], **members})


def trust_of(*, keys: tuple[dict[str, Any], ...] = (controller(BANK_KEY),), **members: Any) -> Trust:
    listed = TRUST.institutions[0]
    return Trust((msgspec.structs.replace(listed, controllers=keys, **members),))


def keyed(**of_method: Any) -> dict[str, Any]:
    """A trust list in which the bank's method has further members."""
    return {"trust": trust_of(keys=(controller(BANK_KEY, **of_method),))}


def deep(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


def zip_bomb() -> dict[str, Any]:
    press = zlib.compressobj(9, wbits=31)
    packed = b"".join(press.compress(bytes(1 << 20)) for _ in range(64)) + press.flush()
    return with_subject(encodedList="u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode())


def short_list() -> dict[str, Any]:
    packed = zlib.compressobj(9, wbits=31)
    text = packed.compress(bytes(128)) + packed.flush()
    return with_subject(encodedList="u" + base64.urlsafe_b64encode(text).rstrip(b"=").decode())


def linked_blank_nodes(count: int = 14) -> dict[str, Any]:
    """Each blank node linked to every other: all look alike, and telling them apart takes factorial time."""
    names = [f"_:n{number}" for number in range(count)]
    nodes = [{"@id": name, "link": [{"@id": other} for other in names if other != name]} for name in names]
    document = badge()
    document["@context"] = [*document["@context"], {"link": "https://example.org/link"}]
    document["credentialSubject"]["link"] = nodes
    return {**document, "proof": signed(badge(), suite="eddsa-rdfc-2022")["proof"]}


def token(document: Mapping[str, Any] | None = None, **claims: Any) -> str:
    """A token of the bank over its badge, or over what is given, with further claims signed with it."""
    text = sign_jwt(document or badge(), BANK_KEY, at=ISSUED)
    if not claims:
        return text
    header, payload, _ = text.split(".")
    whole = {**json.loads(base64.urlsafe_b64decode(payload + "==")), **claims}
    return resigned(header, base64url(json.dumps(whole).encode()))


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def resigned(header: str, payload: str) -> str:
    return f"{header}.{payload}.{base64url(BANK_KEY.sign(f'{header}.{payload}'.encode()))}"


def token_with_header(**members: Any) -> str:
    header, payload, _ = token().split(".")
    whole = {**json.loads(base64.urlsafe_b64decode(header + "==")), **members}
    return resigned(base64url(json.dumps(whole).encode()), payload)


def presentation(credential: Any = GOOD, *, key: Any = LEARNER_KEY, **members: Any) -> dict[str, Any]:
    """A credential shown by whoever holds ``key``."""
    unsigned = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": key.verification_method.partition("#")[0],
        "verifiableCredential": [credential],
        **members,
    }
    return signed(unsigned, key, created=NOW, purpose="authentication", challenge="8f2c", domain="employer.example")


def bundle(controllers: list[dict[str, Any]], **changed_members: Any) -> bytes:
    lists = {LISTS[one]: status_list(one) for one in LISTS}
    content = make_bundle(GOOD, controllers=controllers, status_lists=lists, made=NOW)
    return json.dumps({**json.loads(content), **changed_members}).encode()


NOBODY = {"resolve": Controllers(), "trust": Trust()}
IMPOSTOR = signer(9, BANK_KEY.verification_method)
WHOEVER = {"policy": Policy(accept="any")}
