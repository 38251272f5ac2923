"""What the room refuses. The sentences for people stand in ``creditbank.wording``."""

from creditbank.kernel.errors import CreditbankError


class CredentialError(CreditbankError):
    """A credential cannot be made, kept or read as asked."""


class DocumentRefused(CredentialError):
    """A document, key or proof that came from outside is malformed, hostile, or not what its words claim.

    ``path`` among the parameters, where present, is the JSON pointer of the place at fault.
    """
