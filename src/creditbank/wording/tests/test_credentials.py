"""Whoever holds or checks a bad credential is told in both languages what is wrong, with nothing left to fill in."""

from typing import get_args

import pytest

from creditbank.credentials.tests.test_bad_documents import BAD, report_of
from creditbank.credentials.verify.report import Report, Step, Verdict
from creditbank.wording.sentences import word
from creditbank.wording.tables import SENTENCES


@pytest.mark.parametrize("sentence", BAD)
def test_the_holder_is_told_what_it_means(sentence: str) -> None:
    step = report_of(BAD[sentence]).failed
    assert step.code in SENTENCES
    for language in ("zh", "en"):
        told = word(step.code, step.parameters, language)
        assert step.code not in told
        assert "{" not in told


def test_every_step_and_every_verdict_has_its_sentence() -> None:
    for number in range(10):
        assert Step(number, "passed").title in SENTENCES
    for verdict in get_args(Verdict):
        assert Report(verdict=verdict, steps=()).title in SENTENCES
