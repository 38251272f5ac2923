"""Errors that carry a code and parameters; the sentences are in ``creditbank.wording``."""

from collections.abc import Mapping


class CreditbankError(Exception):
    """Something that was asked for cannot be done. Nothing has been written.

    ``code`` is UPPER_SNAKE and stable; ``parameters`` are plain JSON values that the sentence needs.
    Refusals by rule are values (``decision.Refuse``), not exceptions; this class is for everything else.
    """

    def __init__(self, code: str, /, **parameters: object) -> None:
        self.code = code
        self.parameters: Mapping[str, object] = parameters
        super().__init__(code, parameters)

    def __str__(self) -> str:
        listed = ", ".join(f"{name}={value}" for name, value in self.parameters.items())
        return f"{self.code}({listed})"


class InvalidAmount(CreditbankError):
    """A text is not an amount, or not exact in the unit's scale."""


class InvalidPeriod(CreditbankError):
    """A period ends before it begins."""
