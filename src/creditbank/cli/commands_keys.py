"""Commands for keys: those with which institutions sign, and those of the programs that issue in their name."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from django.utils import timezone

from creditbank.bank.call import Call
from creditbank.cli.frame import AsUser, Json, Now, RequestId, answer, call_of, told
from creditbank.cli.language import language
from creditbank.credentials import keyring
from creditbank.credentials.api_keys import api_keys_of, make_api_key, revoke_api_key
from creditbank.credentials.proofs.moments import text_of_moment
from creditbank.wording.sentences import word

if TYPE_CHECKING:
    from creditbank.credentials.models import ApiKey, IssuerKey

keys_app = typer.Typer(help="签名密钥 · Signing keys of institutions.", no_args_is_help=True)
api_key_app = typer.Typer(help="接口密钥 · Keys of programs that issue over HTTP.", no_args_is_help=True)
Institution = Annotated[str, typer.Argument(help="Institution id.")]
KeyNumber = Annotated[int, typer.Argument(help="Number of the key, as “list” tells it.")]
Algorithm = Annotated[str, typer.Option(help="Ed25519, P-256, P-384 or SM2.")]
Device = Annotated[str, typer.Option(help="Signing device of CREDITBANK_SIGNERS in which the key lies.")]
Public = Annotated[str, typer.Option(help="With --device: the public key as multibase.")]


@keys_app.command(name="make")
@told
def keys_make(
    institution: Institution,
    as_user: AsUser = "SYSTEM",
    algorithm: Algorithm = "Ed25519",
    device: Device = "",
    public: Public = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """生成 · Give an institution a signing key."""
    asked = {"institution": institution, "algorithm": algorithm, "device": device, "public": public}
    _new_key(keyring.make_key, call_of(as_user, request_id, now), asked, as_json)


@keys_app.command(name="rotate")
@told
def keys_rotate(
    institution: Institution,
    as_user: AsUser = "SYSTEM",
    algorithm: Algorithm = "Ed25519",
    device: Device = "",
    public: Public = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """更换 · A new key takes over; what the old one signed stays valid."""
    asked = {"institution": institution, "algorithm": algorithm, "device": device, "public": public}
    _new_key(keyring.rotate_key, call_of(as_user, request_id, now), asked, as_json)


@keys_app.command(name="revoke")
@told
def keys_revoke(
    key: KeyNumber,
    reason: Annotated[str, typer.Option(help="Why; it is kept.")],
    as_user: AsUser = "SYSTEM",
    since: Annotated[datetime | None, typer.Option(help="Since when it is not to be trusted (default: now).")] = None,
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """吊销 · Nothing that the key signed from that moment on is to be trusted."""
    call = call_of(as_user, request_id, now)
    moment = timezone.make_aware(since) if since is not None and timezone.is_naive(since) else since
    row = keyring.revoke_key(
        request_id=call.request_id, actor=call.actor, key_id=key, at=call.now, reason=reason, since=moment
    )
    document = {"key": row.pk, "since": text_of_moment(row.revoked_at or call.now)}
    answer(document, as_json, word("DONE_KEY_REVOKED", document, language()))


@keys_app.command(name="list")
@told
def keys_list(institution: Institution, as_json: Json = False) -> None:
    """列出 · All keys an institution ever had, without their secrets."""
    documents = [_key(row) for row in keyring.keys_of(institution)]
    lines = [word("KEY_LINE", {**one, "state": _state(str(one["state"]))}, language()) for one in documents]
    answer(documents, as_json, "\n".join(lines) or word("KEYS_NONE", {"institution": institution}, language()))


@api_key_app.command(name="make")
@told
def api_key_make(
    institution: Institution,
    name: Annotated[str, typer.Option(help="Which program will hold it.")],
    as_user: AsUser = "SYSTEM",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """生成 · A key with which a program may issue in the institution's name. It is shown once."""
    call = call_of(as_user, request_id, now)
    row, key = make_api_key(
        request_id=call.request_id, actor=call.actor, institution=institution, name=name, at=call.now
    )
    document = {"institution": institution, "key": row.pk, "text": key}
    answer(document, as_json, word("DONE_API_KEY", document, language()))


@api_key_app.command(name="revoke")
@told
def api_key_revoke(
    key: KeyNumber,
    as_user: AsUser = "SYSTEM",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """吊销 · From now on nothing is issued with it."""
    call = call_of(as_user, request_id, now)
    row = revoke_api_key(request_id=call.request_id, actor=call.actor, key_id=key, at=call.now)
    answer({"key": row.pk}, as_json, word("DONE_API_KEY_REVOKED", {"key": row.pk}, language()))


@api_key_app.command(name="list")
@told
def api_key_list(institution: Institution, as_json: Json = False) -> None:
    """列出 · All API keys of an institution, without the keys themselves."""
    documents = [_api_key(row) for row in api_keys_of(institution)]
    lines = [
        word(
            "KEY_LINE", {**one, "algorithm": one["name"], "public": "", "state": _state(str(one["state"]))}, language()
        )
        for one in documents
    ]
    answer(documents, as_json, "\n".join(lines) or word("KEYS_NONE", {"institution": institution}, language()))


def _new_key(act: Callable[..., "IssuerKey"], call: Call, asked: Mapping[str, str], as_json: bool) -> None:
    row = act(request_id=call.request_id, actor=call.actor, at=call.now, **asked)
    document = {**_key(row), "institution": row.institution_id}
    answer(document, as_json, word("DONE_KEY", document, language()))


def _key(row: "IssuerKey") -> dict[str, object]:
    state = "revoked" if row.revoked_at else "retired" if row.retired_at else "active"
    since = text_of_moment(row.valid_from)
    return {"key": row.pk, "algorithm": row.algorithm, "public": row.public, "since": since, "state": state}


def _api_key(row: "ApiKey") -> dict[str, object]:
    state = "revoked" if row.revoked_at else "active"
    return {"key": row.pk, "name": row.name, "since": text_of_moment(row.made_at), "state": state}


def _state(state: str) -> str:
    return word(f"KEY_STATE_{state.upper()}", {}, language())
