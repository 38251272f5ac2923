"""Every bad document is refused, at the step that failed, with the code that says why; and in time."""

import time
from typing import Any

import pytest

from creditbank.credentials.tests.bad_documents import BAD as DOCUMENTS
from creditbank.credentials.tests.bad_standing import STANDING
from creditbank.credentials.tests.people import verified
from creditbank.credentials.tests.spoiling import Bad

BAD = {**DOCUMENTS, **STANDING}
SECONDS_MAX = 5.0
"""Far above what any of them takes, and far below a hang."""


def report_of(bad: Bad) -> Any:
    given = dict(bad.given)
    if callable(given.get("lists")):
        given["lists"] = given["lists"]()
    return verified(bad.make(), **given)


def test_there_are_at_least_sixty() -> None:
    assert len(BAD) == len(DOCUMENTS) + len(STANDING) >= 60


@pytest.mark.parametrize("sentence", BAD)
def test_it_is_refused_at_the_step_that_failed(sentence: str) -> None:
    bad = BAD[sentence]
    began = time.monotonic()
    report = report_of(bad)
    assert time.monotonic() - began < SECONDS_MAX
    assert report.failed is not None
    assert (report.verdict, report.failed.name, report.failed.code) == (bad.verdict, bad.step, bad.code)
    assert [step.number for step in report.steps] == list(range(10))
