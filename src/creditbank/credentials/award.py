"""What a credential carries, as plain facts: frozen, comparable, free of any format. Formats build from these and parse to them.

Credits are integers at scale 2 (150 = 1.5 credits), days are local days of the bank, moments are aware and in UTC.
``extra`` keeps what a foreign document says and these shapes do not know, so that nothing is lost on a round trip.
"""

from datetime import date, datetime
from typing import Any

import msgspec

from creditbank.rules.definitions import Name


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """An institution that issues or certifies: its controller id (``did:web:…``) and its names."""

    id: str
    name: Name
    uscc: str = ""
    """Unified social credit code (统一社会信用代码)."""
    url: str = ""
    extra: dict[str, Any] = {}


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds it. The identity number never stands in a credential: at most its salted hash does."""

    id: str = ""
    """``did:key:…`` of the learner where there is one, else an opaque ``urn:uuid:…``."""
    name: str = ""
    number: str = ""
    """Public learner number, ``L…``."""
    identity_hash: str = ""
    """``sha256$`` and the hexadecimal SHA-256 of number and salt (Open Badges 3.0, IdentityObject)."""
    identity_salt: str = ""
    extra: dict[str, Any] = {}


class Alignment(msgspec.Struct, frozen=True, kw_only=True):
    """A node of a framework to which the achievement is aligned: an occupation, a level, a teaching standard."""

    framework: str
    code: str
    name: str
    url: str
    type: str = ""
    """Target type of Open Badges 3.0, ``ceterms:Credential`` and others; empty where none fits."""


class Achievement(msgspec.Struct, frozen=True, kw_only=True):
    """What was achieved (学习成果): the definition, of which an award is one instance."""

    id: str
    name: Name
    description: Name
    criteria: Name
    """What had to be shown to earn it, in words."""
    kind: str = ""
    """Kind of the rulebook, ``occupational_skill_certificate`` and others; empty for a foreign document."""
    type: str = "Achievement"
    """Achievement type of Open Badges 3.0: ``Certification``, ``Course``, ``Award``, ``MicroCredential`` …"""
    code: str = ""
    level: str = ""
    level_scale: str = ""
    alignments: tuple[Alignment, ...] = ()
    extra: dict[str, Any] = {}


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A document that the claim rested on: named, with its SHA-256 in hexadecimal; the file itself stays with the bank."""

    name: str
    sha256: str
    url: str = ""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """A grade or score as issued: what was measured, the value and its scale."""

    name: str
    value: str
    scale: str = ""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Where its status is told: a bit of a list. Bitstring Status List 1.0, §2.1."""

    list_url: str
    index: int
    purpose: str
    """``revocation`` or ``suspension``."""


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """For the credential of a conversion: which course or unit of which programme was granted, by which rule and clause."""

    programme: Name
    programme_code: str
    year: int
    target: str
    """Code of the course, module or unit."""
    target_name: Name
    rule: str
    rule_hash: str
    clause: str
    sources: tuple[str, ...]
    """Ids of the credentials of the awards that paid for it."""


class Award(msgspec.Struct, frozen=True, kw_only=True):
    """One achievement of one person, as its issuer asserts it: a certified outcome, or a grant of a conversion."""

    id: str
    """Id of the credential: a URL of the bank, or ``urn:uuid:…``."""
    number: str
    """Public record number, ``CB…``; empty for a foreign document."""
    holder: Holder
    issuer: Party
    achievement: Achievement
    earned_on: date | None = None
    valid_from: datetime
    valid_until: datetime | None = None
    original_issuer: str = ""
    """原发证机构: who issued the paper that was certified, where that is not the issuer."""
    credits: int | None = None
    hours: int | None = None
    """Hours of study (学时)."""
    results: tuple[Result, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    statuses: tuple[Status, ...] = ()
    clause: str = ""
    """Clause of the recognition standard or rule that gave the credits."""
    granted: Granted | None = None
    extra: dict[str, Any] = {}


class Association(msgspec.Struct, frozen=True, kw_only=True):
    """A directed relation between two achievements of a transcript. CLR 2.0, Association: ``isChildOf``, ``precedes`` …"""

    type: str
    source: str
    target: str


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """Several awards of one person asserted together (成绩单), with how they belong together."""

    id: str
    number: str
    holder: Holder
    issuer: Party
    name: Name
    valid_from: datetime
    valid_until: datetime | None = None
    programme: Name | None = None
    programme_code: str = ""
    year: int | None = None
    earned: int | None = None
    required: int | None = None
    """Credits of the programme, scale 2."""
    partial: bool = False
    """Whether more of the person's record exists than stands here."""
    awards: tuple[Award, ...] = ()
    associations: tuple[Association, ...] = ()
    statuses: tuple[Status, ...] = ()
    extra: dict[str, Any] = {}


class Endorsement(msgspec.Struct, frozen=True, kw_only=True):
    """One institution's word about another, an achievement or an award (背书)."""

    id: str
    issuer: Party
    subject: str
    """Id of what is endorsed."""
    comment: str
    valid_from: datetime
    valid_until: datetime | None = None
    statuses: tuple[Status, ...] = ()
    extra: dict[str, Any] = {}
