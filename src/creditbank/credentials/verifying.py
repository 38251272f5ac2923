"""Verifying as this bank does it: with its own trust list, keys and status lists, and nothing from outside."""

import functools
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from creditbank.credentials import compact, lists, trial
from creditbank.credentials.compact_form import PREFIX
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.keyring import resolve
from creditbank.credentials.models import Credential
from creditbank.credentials.status_bits import statuses_set
from creditbank.credentials.trusting import trust_of_site
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.report import STATUS, Report, failed, verdict_of
from creditbank.credentials.verify.steps import verify

TRUSTED = Policy(accept="trusted")
"""Only institutions of this bank's list count: anybody can sign."""


def report_on(given: Mapping[str, Any] | bytes | str, now: datetime, policy: Policy = TRUSTED) -> Report:
    """The report on a document, a token, a picture, a bundle, or the text of an offline code."""
    known = functools.lru_cache(functools.partial(status_list_at, now=now))
    asked: dict[str, Any] = {"policy": policy, "status_of": known, "now": now, "trust": trust_of_site()}
    if isinstance(given, Mapping):
        return verify(given, resolve=resolve, **asked)
    start = given if isinstance(given, str) else given[:64].decode("ascii", "replace")
    if not start.lstrip().startswith(PREFIX):
        return verify(given, resolve=resolve, **asked)
    text = given if isinstance(given, str) else given.decode("ascii", "replace")
    return compact.check(text, resolve, **asked)


def report_on_kept(row: Credential, now: datetime) -> Report:
    """The report on a credential of this bank, with its bits as they are now: the signed lists tell them a minute later."""
    report = report_on(row.document, now)
    bits = statuses_set([row.pk]).get(row.pk, {})
    code = "STATUS_REVOKED" if "revocation" in bits else "STATUS_SUSPENDED" if "suspension" in bits else ""
    if not code or report.steps[STATUS].code == code:
        return report
    told = tuple(failed(code, STATUS) if step.number == STATUS else step for step in report.steps)
    return msgspec.structs.replace(report, steps=told, verdict=verdict_of(told, report.parts))


def status_list_at(url: str, now: datetime) -> Mapping[str, Any] | str | None:
    """The status list published at that address of this site. Nothing is fetched: any other address is unknown.

    So is a list that cannot be signed any more, where the issuer has lost its key: the status cannot be told then.
    """
    try:
        return trial.list_of(url, now) or lists.list_of(url, now)
    except CredentialError:
        return None
