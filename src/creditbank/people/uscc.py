"""Unified social credit codes of organisations (统一社会信用代码, GB 32100-2015).

Eighteen characters: registering authority, category, six digits of the division, nine characters of the organisation,
check character (modulo 31). Authorities include ``8`` (unions), ``N`` (rural collectives) and ``Y`` (others), which
checkers made for companies refuse. The organisation's own check digit inside is not tested: the outer one covers it.
"""

import re

from creditbank.people.encryption import normalised
from creditbank.people.errors import InvalidInstitution

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FORM = re.compile(r"[1-9ANY][1-9]\d{6}[0-9A-HJ-NP-RTUWXY]{10}", re.ASCII)


def check_uscc(text: str, /) -> str:
    """The code in its one spelling. Raises ``InvalidInstitution`` (``USCC_INVALID``) with the part that is wrong."""
    code = normalised(text)
    if not _FORM.fullmatch(code):
        raise InvalidInstitution("USCC_INVALID", found=code, part="form")
    if check_character(code[:17]) != code[17]:
        raise InvalidInstitution("USCC_INVALID", found=code, part="check_character")
    return code


def check_character(body: str, /) -> str:
    """The eighteenth character for the seventeen before it: weights are powers of 3 modulo 31."""
    total = sum(_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return _ALPHABET[-total % 31]
