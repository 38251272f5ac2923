"""Issuing the credentials of a cohort of 10,000 on two processes, against signing alone."""

import json
import os
import statistics
import time
from typing import TYPE_CHECKING
from uuid import uuid4

from benchmarks.bulk_certify import BODY, NOW, OUTCOMES, _call, _prepare, _roster, _rows
from benchmarks.vendors import measured
from tests import with_postgres
from tests.databases import fresh_database

if TYPE_CHECKING:
    from uuid import UUID

SCALED = 1_000
"""Credentials of the runs that are scaled to the whole cohort."""
ROUNDS = 3
QUICK = "eddsa-jcs-2022"
LABELS = {"two": "two processes", "one": "one process", "quick": f"two processes, {QUICK}"}


def run() -> dict[str, object]:
    """Measure on SQLite, then on PostgreSQL, each in a process of its own."""
    rows = measured("bulk_issue", "SQLite", "", LABELS)
    with with_postgres.made_database() as url:
        rows += measured("bulk_issue", "PostgreSQL", url, LABELS)
    return {
        "subject": "bulk_issue",
        "unit": f"seconds for {OUTCOMES:,} credentials",
        "machine": {"cores": os.cpu_count()},
        "rows": rows,
        "note": (
            f"`issue_cohort` for {OUTCOMES:,} awards of one body: state of each award, two status entries drawn at random,"
            f" the badge, its proof (eddsa-rdfc-2022), the kept document and an audit row, in chunks that survive breaking"
            f" off. One process: {SCALED:,} of them, scaled. The baseline signs the same badges in one process and writes"
            f" nothing ({SCALED:,}, scaled). Median of {ROUNDS} rounds."
        ),
    }


def _measure() -> dict[str, float]:
    """On copies of one prepared database with all awards, so that each round begins with the same."""
    awards = _ready()
    times: dict[str, list[float]] = {"bare": [], "two": [], "one": [], "quick": []}
    for _ in range(ROUNDS):
        with fresh_database():
            times["two"].append(_cohort(awards, processes=2))
            times["bare"].append(_signing(SCALED) * OUTCOMES / SCALED)
        with fresh_database():
            times["one"].append(_cohort(awards[:SCALED], processes=1) * OUTCOMES / SCALED)
        with fresh_database():
            times["quick"].append(_cohort(awards, processes=2, suite=QUICK))
    return {kind: statistics.median(found) for kind, found in times.items()}


def _ready() -> "list[UUID]":
    """The awards of a certified roster, and a key for their body."""
    from creditbank.bank.models import Award
    from creditbank.credentials.keyring import make_key
    from creditbank.people.permissions import SYSTEM

    _prepare()
    _roster(_rows("R", OUTCOMES))
    make_key(request_id=uuid4(), actor=SYSTEM, institution=BODY, at=NOW)
    return list(Award.objects.order_by("pk").values_list("pk", flat=True))


def _cohort(awards: "list[UUID]", *, processes: int, suite: str = "") -> float:
    from creditbank.bank.issue_cohort import issue_cohort

    call = _call()
    began = time.perf_counter()
    result = issue_cohort(call, body=BODY, award_ids=awards, processes=processes, suite=suite)
    took = time.perf_counter() - began
    if result.issued != len(awards):
        raise SystemExit(f"not all were issued: {result.left[:3]}")
    return took


def _signing(count: int) -> float:
    """Seconds to sign badges that were just issued anew, each already in memory."""
    from creditbank.credentials.keyring import signer_of
    from creditbank.credentials.models import Credential
    from creditbank.credentials.proofs.integrity import add_proof

    badges = [json.loads(text) for text in Credential.objects.values_list("document", flat=True)[:count]]
    signer = signer_of(BODY, NOW)
    began = time.perf_counter()
    for badge in badges:
        json.dumps(
            add_proof({name: value for name, value in badge.items() if name != "proof"}, signer,
                      suite="eddsa-rdfc-2022", created=NOW)
        )  # fmt: skip
    return time.perf_counter() - began


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_measure()))
