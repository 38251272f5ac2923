"""Errors of the ledger. When one is raised, nothing of the call has been written."""

from creditbank.kernel.errors import CreditbankError


class InvalidEntry(CreditbankError):
    """The draft can never be posted: a malformed name, unit, kind, amount or date, or a reversal that is none."""


class EntryConflict(CreditbankError):
    """The entry id is taken by an entry of other content (``ENTRY_CONFLICT``: ``entry``)."""


class Overdraft(CreditbankError):
    """An account does not hold what the entry takes (``OVERDRAFT``: ``name``, ``unit``, ``wanted``, ``available``)."""


class AlreadyReversed(CreditbankError):
    """The entry was turned round before (``ALREADY_REVERSED``: ``entry``, ``by``)."""


class UnknownEntry(CreditbankError):
    """No entry has this id (``ENTRY_UNKNOWN``: ``entry``)."""
