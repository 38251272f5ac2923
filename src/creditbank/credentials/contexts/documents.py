"""The JSON-LD documents that a proof may rest on: files of this package, pinned by hash. Nothing is ever fetched.

A document published under one address has changed before, and signatures made with the older content failed everywhere.
Whoever changes a file here changes what old credentials say; so the hashes stand in one table, and loading compares them.
"""

import functools
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import msgspec

from creditbank.credentials.errors import DocumentRefused


class Pinned(msgspec.Struct, frozen=True):
    """A file of ``files/``, the SHA-256 of its bytes, and whose licence it stands under (see README.md)."""

    file: str
    sha256: str
    licence: str


CONTEXTS: Mapping[str, Pinned] = MappingProxyType(
    {
        "https://www.w3.org/ns/credentials/v2": Pinned(
            "credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734", "W3C"
        ),
        "https://www.w3.org/2018/credentials/v1": Pinned(
            "credentials-v1.json", "00d7dd6d3ad8b920e3e550dd3a3d9090bffcac84cdbf943da6924b3e0a5c8bb8", "W3C"
        ),
        "https://www.w3.org/ns/credentials/status/v1": Pinned(
            "credentials-status-v1.json", "fd08cbf28ddd829ab2f1978c48f43ab07a112c1c90245a0cfac7ba721c65170c", "W3C"
        ),
        "https://www.w3.org/ns/credentials/undefined-terms/v2": Pinned(
            "credentials-undefined-terms-v2.json",
            "82dab514ba44eb18f5d1b0f638c5e140c6a556fbfb5089601bdc0fa5eb8b2581",
            "W3C",
        ),
        "https://www.w3.org/ns/credentials/examples/v2": Pinned(
            "credentials-examples-v2.json", "57393fbc69d6efb9b9b5dc9cb6b9880b0944360abfe2eaf459c9e58cf2279d7c", "W3C"
        ),
        "https://www.w3.org/2018/credentials/examples/v1": Pinned(
            "credentials-examples-v1.json", "73bebae22e70ebb4466ac2e1f3e3b35c43436217623b51ff3e1b567e1aff4ba2", "W3C"
        ),
        "https://www.w3.org/ns/odrl.jsonld": Pinned(
            "odrl.json", "a83cb98005bce546531131d4042318d8267aff71b1451f53cc926587fcef42c6", "W3C"
        ),
        "https://www.w3.org/ns/did/v1": Pinned(
            "did-v1.json", "62c1054bf404d6dd3a4b26b64f830fd72095f6a26edc4469908c94351352ce5f", "W3C"
        ),
        "https://w3id.org/security/data-integrity/v2": Pinned(
            "data-integrity-v2.json", "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4", "W3C"
        ),
        "https://w3id.org/security/data-integrity/v1": Pinned(
            "data-integrity-v1.json", "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554", "W3C"
        ),
        "https://w3id.org/security/multikey/v1": Pinned(
            "multikey-v1.json", "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597", "W3C"
        ),
        "https://w3id.org/security/suites/ed25519-2020/v1": Pinned(
            "ed25519-2020-v1.json", "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588", "W3C"
        ),
        "https://w3id.org/security/suites/jws-2020/v1": Pinned(
            "jws-2020-v1.json", "00ee65bb7307f9a01c3170b823083b0d4de68223520834b2c5eb7a09bae5dea6", "W3C"
        ),
        "https://w3id.org/security/v1": Pinned(
            "security-v1.json", "e2d146cd556f6fa5f14996c6f1749667d5a14073fa30f0643990068e2c0b1bac", "W3C"
        ),
        "https://w3id.org/security/v2": Pinned(
            "security-v2.json", "4cb186bc29c08af6e40c58178c22dd84d542f2871a063afed6e648b47abc3cf6", "W3C"
        ),
        "https://w3id.org/vc/status-list/2021/v1": Pinned(
            "status-list-2021-v1.json", "634d71c159289f068c96012e4511c657fdf82ac4231900081bda3ba24e2e1160", "W3C"
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": Pinned(
            "open-badges-3.0.3.json", "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84", "1EdTech"
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": Pinned(
            "open-badges-3.0.2.json", "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53", "1EdTech"
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": Pinned(
            "open-badges-3.0.1.json", "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571", "1EdTech"
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json": Pinned(
            "open-badges-3.0.json", "9f1c8f9f361ba2994b9b50701f41149919542c50c7b7455b2846d87959295d72", "1EdTech"
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": Pinned(
            "open-badges-extensions.json", "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93", "1EdTech"
        ),
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json": Pinned(
            "clr-2.0.1.json", "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6", "1EdTech"
        ),
    }
)
"""Address → what is known under it."""

_FILES = Path(__file__).parent / "files"


@functools.cache
def load(url: str) -> dict[str, Any]:
    """The document known under ``url``; always the same object, which nobody may change.

    Raises ``DocumentRefused``: ``CONTEXT_UNKNOWN`` for any other address, ``CONTEXT_ALTERED`` where the file is not the pinned one.
    """
    pinned = CONTEXTS.get(url)
    if pinned is None:
        raise DocumentRefused("CONTEXT_UNKNOWN", url=url[:200])
    content = (_FILES / pinned.file).read_bytes()
    if hashlib.sha256(content).hexdigest() != pinned.sha256:
        raise DocumentRefused("CONTEXT_ALTERED", url=url)
    return cast("dict[str, Any]", json.loads(content))
