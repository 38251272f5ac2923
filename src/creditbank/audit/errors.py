"""Errors of the audit trail."""

from creditbank.kernel.errors import CreditbankError


class RequestConflict(CreditbankError):
    """A request id was used before, for something else (``REQUEST_CONFLICT``)."""
