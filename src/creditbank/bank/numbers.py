"""Public record numbers: short, hard to guess, with a check character, made from the award's id."""

import hashlib
from uuid import UUID

from stdnum.iso7064 import mod_37_36

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U


def record_number(award_id: UUID, /) -> str:
    """``CB-XXXX-XXXX-XXXX-C``: 60 bits of SHA-256 of the id and an ISO/IEC 7064 MOD 37,36 check character."""
    return _number("CB", b"record number" + award_id.bytes)


def credential_number(credential_id: UUID, /) -> str:
    """``VC-XXXX-XXXX-XXXX-C``, in the same way: the public number of a credential itself."""
    return _number("VC", b"credential number" + credential_id.bytes)


def _number(prefix: str, content: bytes) -> str:
    bits = int.from_bytes(hashlib.sha256(content).digest()[:8], "big") >> 4
    text = "".join(_ALPHABET[bits >> shift & 31] for shift in range(55, -5, -5))
    return f"{prefix}-{text[:4]}-{text[4:8]}-{text[8:]}-{mod_37_36.calc_check_digit(text)}"


def normal_record_number(text: str, /) -> str | None:
    """The number as printed, from what a person typed (case, spaces, dashes do not matter); ``None``: not a number."""
    bare = "".join(character for character in text.upper() if character.isalnum())
    if len(bare) != 15 or not bare.startswith("CB") or not mod_37_36.is_valid(bare[2:]):
        return None
    body = bare[2:]
    return f"CB-{body[:4]}-{body[4:8]}-{body[8:12]}-{body[12]}"


def normal_credential_number(text: str, /) -> str | None:
    """The number ``VC-…`` of a credential as printed, from what a person typed; ``None``: not such a number."""
    bare = "".join(character for character in text.upper() if character.isalnum())
    normal = normal_record_number(f"CB{bare[2:]}") if bare.startswith("VC") else None
    return None if normal is None else f"VC{normal[2:]}"
