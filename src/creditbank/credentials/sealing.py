"""Private keys at rest: sealed under a key of their own, derived from the one secret ``settings.IDENTITY_KEY``.

The label differs from those of ``people.encryption``: who can read identity numbers cannot read signing keys by it, and
the other way round. Losing the secret loses the signing keys; the institutions then make new ones.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from creditbank.people.errors import IdentityKeyWrong


def seal(secret: bytes, /) -> str:
    """The secret, encrypted (Fernet): another text each time."""
    return _fernet(settings.IDENTITY_KEY).encrypt(secret).decode("ascii")


def unseal(sealed: str, /) -> bytes:
    """The secret again. Raises ``IdentityKeyWrong`` where it was sealed under another key."""
    try:
        return _fernet(settings.IDENTITY_KEY).decrypt(sealed)
    except InvalidToken:
        raise IdentityKeyWrong("IDENTITY_KEY_WRONG") from None


@lru_cache(maxsize=4)
def _fernet(secret: str) -> Fernet:
    label = b"creditbank issuer keys"
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=label).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
