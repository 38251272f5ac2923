"""Identity numbers and telephone numbers at rest: ciphertext for reading, keyed hashes for finding.

Every key is derived from the one secret ``settings.IDENTITY_KEY`` (HKDF-SHA-256, one label per use), so that a leak
of an index key opens no ciphertext. Losing the secret loses the numbers: ``docs/privacy.md``.
"""

import base64
import hashlib
import hmac
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models
from django.db.models.lookups import IsNull

from creditbank.people.errors import IdentityKeyWrong

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


class EncryptedTextField(_TextField):
    """Text that the database only ever sees encrypted (Fernet). The empty text stays empty.

    The same text gives another ciphertext each time, so no comparison could find it: every lookup but ``isnull`` is
    refused. To find a row, keep a ``blind_index`` beside the field.
    """

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way to the database."""
        return _fernet(settings.IDENTITY_KEY).encrypt(value.encode()).decode("ascii") if value else value

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        """Decrypt on the way back."""
        if not value:
            return value
        try:
            return _fernet(settings.IDENTITY_KEY).decrypt(value).decode()
        except InvalidToken:
            raise IdentityKeyWrong("IDENTITY_KEY_WRONG") from None

    def get_lookup(self, lookup_name: str) -> Any:
        """Only ``isnull``: anything else would silently find nothing."""
        lookup = super().get_lookup(lookup_name)
        return lookup if lookup is IsNull else None


def normalised(text: str, /) -> str:
    """One spelling of a number: full-width characters made narrow, spaces and hyphens removed, letters in capitals."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(character for character in narrow if not character.isspace() and character != "-").upper()


def blind_index(text: str, purpose: str, /) -> str:
    """HMAC-SHA-256 of the normalised text under a key of its own for each purpose; hexadecimal. Finds, never reads."""
    return _hmac("index:" + purpose, normalised(text))


def fingerprint(text: str, /) -> str:
    """Keyed hash that tells one paper from another (``Award.fingerprint``); taken as given, not normalised."""
    return _hmac("fingerprint", text)


def _hmac(label: str, text: str) -> str:
    return hmac.new(_key(settings.IDENTITY_KEY, label), text.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=32)
def _key(secret: str, label: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"creditbank {label}".encode()).derive(secret.encode())


@lru_cache(maxsize=4)
def _fernet(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(secret, "encryption")))
