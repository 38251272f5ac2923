"""Errors of the rule engine: definitions that cannot be used at all. Refusals by rule are values, not errors."""

from creditbank.kernel.errors import CreditbankError


class InvalidDefinition(CreditbankError):
    """A definition cannot be evaluated: no or several operators, an unknown scale. ``checks`` finds it before use."""


class NotInRulebook(CreditbankError):
    """A kind, programme, standard or policy is not in the rulebook, or has no version in force on that day."""
