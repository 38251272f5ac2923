"""Errors of people and institutions."""

from creditbank.kernel.errors import CreditbankError


class Forbidden(CreditbankError):
    """The actor may not do this: ``ROLE_MISSING``, ``OTHER_INSTITUTION``, ``OTHER_LEARNER``, ``OWN_CASE``."""


class PersonExists(CreditbankError):
    """There is an account for this identity number already (``PERSON_EXISTS``)."""


class PersonUnknown(CreditbankError):
    """There is no such learner (``PERSON_UNKNOWN``)."""


class InstitutionUnknown(CreditbankError):
    """There is no such institution, or accreditation of one (``INSTITUTION_UNKNOWN``, ``ACCREDITATION_UNKNOWN``)."""


class InvalidPerson(CreditbankError):
    """What was said of a person cannot be: ``IDENTITY_INVALID``, ``BIRTH_DATE_DIFFERS``, ``NAME_MISSING``…"""


class IdentityKeyWrong(CreditbankError):
    """The database was written with another identity key (``IDENTITY_KEY_WRONG``)."""


class InvalidInstitution(CreditbankError):
    """What was said of an institution cannot be: ``USCC_INVALID``."""
