"""Names of accounts: a family, and for most families an owner: ``award:<id>``, ``issued:<body>``, ``expired``.

The list of families is closed, so that a slip of the pen opens no account.
"""

import re
from dataclasses import dataclass

from creditbank.ledger.errors import InvalidEntry

AccountKey = tuple[str, str]
"""Name and unit: one account holds one unit."""

NAME_LENGTH_MAX = 200
_OWNER = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Family:
    """Accounts of one purpose. ``may_go_negative``: a source of value, which gives without having received."""

    name: str
    may_go_negative: bool = False
    has_owner: bool = True


FAMILIES = (
    Family("issued", may_go_negative=True),
    Family("granted", may_go_negative=True),
    Family("award"),
    Family("held"),
    Family("converted"),
    Family("enrolment"),
    Family("frozen"),
    Family("revoked", has_owner=False),
    Family("expired", has_owner=False),
    Family("learner"),
    Family("redeemed"),
)
_BY_NAME = {family.name: family for family in FAMILIES}


def family_of(name: str) -> Family:
    """The family of an account name; raises ``InvalidEntry`` (``ACCOUNT_UNKNOWN``) if the name is of none."""
    prefix, colon, owner = name.partition(":")
    family = _BY_NAME.get(prefix)
    if family is None or len(name) > NAME_LENGTH_MAX:
        raise InvalidEntry("ACCOUNT_UNKNOWN", name=name)
    well_formed = bool(_OWNER.fullmatch(owner)) if family.has_owner else not colon
    if not well_formed:
        raise InvalidEntry("ACCOUNT_UNKNOWN", name=name)
    return family
