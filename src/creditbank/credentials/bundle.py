"""Offline bundle (离线核验包): a credential with all that is needed to verify it, as one JSON file.

What comes in a bundle proves nothing by itself. Status lists are signed; the issuer's controller document is not, so a key that
only the bundle knows is reported as unproven until a trust list, or the caller, vouches for it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.limits import read_json
from creditbank.credentials.proofs.moments import moment_of_text, text_of_moment

FORMAT = "creditbank-bundle"
VERSION = 1
_LISTED_MAX = 16


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """A read bundle: the credential (an object or a token), controller documents by id, status lists by URL, when it was made."""

    credential: dict[str, Any] | str
    controllers: dict[str, dict[str, Any]]
    status_lists: dict[str, dict[str, Any] | str]
    made: datetime


def make_bundle(
    credential: Mapping[str, Any] | str,
    *,
    controllers: Iterable[Mapping[str, Any]],
    status_lists: Mapping[str, Mapping[str, Any] | str],
    made: datetime,
) -> bytes:
    """The bundle as UTF-8 JSON. ``status_lists``: by the URL that the credential names; objects or tokens."""
    listed = [{"url": url, "credential": one} for url, one in sorted(status_lists.items())]
    return msgspec.json.encode(
        {
            "format": FORMAT,
            "version": VERSION,
            "made": text_of_moment(made),
            "credential": credential,
            "controllers": list(controllers),
            "statusLists": listed,
        }
    )


def is_bundle(value: object) -> bool:
    """Whether a JSON value says that it is a bundle."""
    return isinstance(value, Mapping) and value.get("format") == FORMAT


def read_bundle(value: Mapping[str, Any]) -> Bundle:
    """The parts of a bundle. Raises ``DocumentRefused`` for another version, or a member that is not what it should be."""
    if value.get("version") != VERSION:
        raise DocumentRefused("BUNDLE_VERSION", found=str(value.get("version"))[:16], wanted=VERSION)
    credential = value.get("credential")
    if not isinstance(credential, dict | str):
        raise DocumentRefused("BUNDLE_MALFORMED", path="/credential")
    return Bundle(
        credential=credential,
        controllers={one["id"]: one for one in _objects(value, "controllers", "id")},
        status_lists={one["url"]: _list_in(one) for one in _objects(value, "statusLists", "url")},
        made=moment_of_text(value.get("made"), path="/made"),
    )


def open_bundle(content: bytes | str) -> Bundle:
    """Read a bundle. Raises ``DocumentRefused`` for anything that is none, or beyond the bounds."""
    value = read_json(content)
    if not is_bundle(value):
        raise DocumentRefused("BUNDLE_MALFORMED", path="/format")
    return read_bundle(value)


def _objects(value: Mapping[str, Any], member: str, key: str) -> list[dict[str, Any]]:
    found = value.get(member)
    if not isinstance(found, list) or len(found) > _LISTED_MAX:
        raise DocumentRefused("BUNDLE_MALFORMED", path=f"/{member}")
    for number, one in enumerate(found):
        if not isinstance(one, dict) or not isinstance(one.get(key), str):
            raise DocumentRefused("BUNDLE_MALFORMED", path=f"/{member}/{number}")
    return found


def _list_in(entry: Mapping[str, Any]) -> dict[str, Any] | str:
    found = entry.get("credential")
    if not isinstance(found, dict | str):
        raise DocumentRefused("BUNDLE_MALFORMED", path="/statusLists")
    return found
