"""What can go wrong with a verb. Each has a code and parameters; sentences are in ``creditbank.wording``."""

from collections.abc import Sequence

import msgspec

from creditbank.kernel.decision import Reason
from creditbank.kernel.errors import CreditbankError


class NotFound(CreditbankError):
    """A person, deposit, award, enrolment, line or achievement that does not exist."""


class NotAllowedNow(CreditbankError):
    """The thing is not in a state from which this verb may move it."""


class InvalidClaim(CreditbankError):
    """The claim is missing something or is malformed; ``reasons`` has one entry per field."""

    def __init__(self, reasons: Sequence[Reason], /) -> None:
        super().__init__("CLAIM_INVALID", reasons=[msgspec.to_builtins(reason) for reason in reasons])
        self.reasons = tuple(reasons)


class Duplicate(CreditbankError):
    """The same paper stands in the bank already, here or at another institution."""


class RefusedByRule(CreditbankError):
    """A rule says no, or says that a person must decide (``REFERRED``); nothing was written."""

    def __init__(self, code: str, reasons: Sequence[Reason], /) -> None:
        super().__init__(code, reasons=[msgspec.to_builtins(reason) for reason in reasons])
        self.reasons = tuple(reasons)


class QuoteStale(CreditbankError):
    """What was quoted is no longer so; ``differences`` says what changed since."""

    def __init__(self, differences: Sequence[Reason], /) -> None:
        super().__init__("QUOTE_STALE", differences=[msgspec.to_builtins(reason) for reason in differences])
        self.reasons = tuple(differences)


class SamePerson(CreditbankError):
    """The two-person rule: who certified may not convert, who decided may not decide the appeal."""
