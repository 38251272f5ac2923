"""Signing keys and keys of programs for the tests."""

from uuid import uuid4

from creditbank.credentials.api_keys import make_api_key
from creditbank.credentials.keyring import make_key
from creditbank.people.permissions import SYSTEM
from tests.town import Town


def key_of(institution: str, town: Town, algorithm: str = "Ed25519") -> None:
    """The institution can sign."""
    make_key(request_id=uuid4(), actor=SYSTEM, institution=institution, at=town.moment, algorithm=algorithm)


def api_key_of(institution: str, town: Town) -> str:
    """A program can issue in its name."""
    return make_api_key(request_id=uuid4(), actor=SYSTEM, institution=institution, name="测试", at=town.moment)[1]
