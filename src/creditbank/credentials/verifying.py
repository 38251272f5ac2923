"""Verifying as this bank does it: with its own trust list, keys and status lists, and nothing from outside."""

import functools
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from creditbank.credentials import compact, lists, trial
from creditbank.credentials.compact_form import code_in
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
    if not isinstance(given, Mapping) and (code := code_in(given)):
        return compact.check(code, resolve, **asked)
    return verify(given, resolve=resolve, **asked)


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
    """The status list published at that address of this site. Nothing is fetched: any other address is unknown."""
    return trial.list_of(url, now) or lists.list_of(url, now)
