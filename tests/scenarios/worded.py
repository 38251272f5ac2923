"""Every error and every reason has a sentence in Chinese and in English."""

import re

from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.decision import Reason
from creditbank.kernel.errors import CreditbankError
from creditbank.wording.sentences import word_error, word_reason
from creditbank.wording.tables import SENTENCES


def worded(sentence: str, code: str) -> bool:
    """A sentence: neither the bare code nor a place left open."""
    return len(sentence) > 5 and code not in sentence and not re.search(r"[{}]", sentence)


def assert_worded(error: CreditbankError) -> None:
    book = current_rulebook()
    assert error.code in SENTENCES, error.code
    assert re.search(r"[一-鿿]", word_error(error, "zh", book))
    for language in ("zh", "en"):
        assert worded(word_error(error, language, book), error.code)
        for reason in getattr(error, "reasons", ()):
            assert_reason_worded(reason)


def assert_reason_worded(reason: Reason) -> None:
    assert reason.code in SENTENCES, reason.code
    for language in ("zh", "en"):
        assert worded(word_reason(reason, language, current_rulebook()), reason.code)
