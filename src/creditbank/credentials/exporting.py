"""A kept credential as a file: the signed document itself, a picture or paper with it, a bundle, or another system's form.

Every format of the command line and of the learner's page is one line of ``FILES``. What is not the signed document or made
around it (paper, ELM, ELMO, CTDL, sheets) proves nothing by itself, and says where to check.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings

from creditbank.credentials import issued
from creditbank.credentials.award import Award, Transcript
from creditbank.credentials.bundle import make_bundle
from creditbank.credentials.compact import pack
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.formats import clr, ctdl, elm, elmo, jwt, open_badge, sheets
from creditbank.credentials.formats.baked import bake
from creditbank.credentials.keyring import resolve, signer_of
from creditbank.credentials.lists import list_of
from creditbank.credentials.models import Credential
from creditbank.credentials.paper import certificate_pdf, certificate_png, qr_svg, transcript_pdf
from creditbank.credentials.signing import CLR, VC_JWT


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A credential, read, and what an export needs besides it."""

    row: Any
    facts: Award | Transcript
    now: datetime
    language: Any = "zh"
    register: Mapping[str, str] = {}
    """Cells that only the school's register knows, for the Excel sheets."""

    @property
    def text(self) -> str:
        """The signed document."""
        return str(self.row.document)

    @property
    def check_url(self) -> str:
        """Where anybody can check it: what the code on paper opens."""
        return check_url(self.row.number)

    @property
    def award(self) -> Award:
        """Its award. Raises ``CredentialError`` for a transcript, which has none of its own."""
        if not isinstance(self.facts, Award):
            raise CredentialError("EXPORT_NOT_FOR_TRANSCRIPT", credential=self.row.number)
        return self.facts


class File(msgspec.Struct, frozen=True):
    """One kind of file: media type, ending of its name, and how it is made."""

    media_type: str
    suffix: str
    make: Callable[[Wanted], bytes]


def check_url(number: str) -> str:
    """The address of the public check page of a number."""
    return f"{settings.SITE_URL}/c/{number}"


def export(
    row: Credential,
    format: str,  # noqa: A002
    *,
    now: datetime,
    language: str = "zh",
    register: Mapping[str, str] | None = None,
) -> bytes:
    """The file. Raises ``CredentialError``: unknown format, one that transcripts do not have, no key to sign a token or code."""
    if format not in FILES:
        raise CredentialError("EXPORT_FORMAT_UNKNOWN", format=format, known=sorted(FILES))
    wanted = Wanted(row=row, facts=_facts(row), now=now, language=language, register=register or {})
    return FILES[format].make(wanted)


def file_name(row: Credential, format: str) -> str:  # noqa: A002
    """What the file is called: the number, and the ending."""
    return f"{row.number}{FILES[format].suffix}"


def _facts(row: Credential) -> Award | Transcript:
    if row.format == VC_JWT:
        return jwt.parse(row.document)
    document = json.loads(row.document)
    return clr.parse(document) if row.format == CLR else open_badge.parse(document)


def _signed(wanted: Wanted) -> bytes:
    return wanted.text.encode()


def _token(wanted: Wanted) -> bytes:
    if wanted.row.format == VC_JWT:
        return wanted.text.encode()
    return jwt.sign(wanted.award, signer_of(wanted.row.issuer_id, wanted.now), at=wanted.now).encode()


def _offline(wanted: Wanted) -> str:
    """The text of the offline code; empty where the names are too long for one: the other code still stands."""
    try:
        return pack(wanted.award, signer_of(wanted.row.issuer_id, wanted.now), at=wanted.now)
    except CredentialError as error:
        if error.code != "COMPACT_TOO_LONG":
            raise
        return ""


def _pdf(wanted: Wanted) -> bytes:
    if isinstance(wanted.facts, Transcript):
        return transcript_pdf(wanted.facts, check_url=wanted.check_url, language=wanted.language)
    asked = {"check_url": wanted.check_url, "offline_text": _offline(wanted), "language": wanted.language}
    return certificate_pdf(wanted.award, **asked)


def _picture(wanted: Wanted) -> bytes:
    """The certificate as a picture, with the credential inside: people see the one, programs read the other."""
    asked = {"check_url": wanted.check_url, "offline_text": _offline(wanted), "language": wanted.language}
    return bake(certificate_png(wanted.award, **asked), wanted.text)


def _badge(wanted: Wanted) -> bytes:
    from creditbank.credentials.formats.png import blank  # drawn dot by dot: only who wants it shall wait

    return bake(blank(), wanted.text)


def _drawing(wanted: Wanted) -> bytes:
    """The code that opens the check page, as a drawing with the credential inside."""
    return bake(qr_svg(wanted.check_url).encode(), wanted.text)


def _elmo(wanted: Wanted) -> bytes:
    facts = wanted.facts
    return elmo.build_transcript(facts) if isinstance(facts, Transcript) else elmo.build(facts)


def _json(document: Mapping[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=2)


def _sheet(wanted: Wanted) -> bytes:
    """A grant as a line of the sheet of conversions, anything else as a line of the sheet of courses."""
    award = wanted.award
    if award.granted is None:
        return sheets.write(sheets.COURSES, [sheets.course_row(award, wanted.register)])
    source = _source(award.granted.sources)
    sheet = sheets.COURSE_CONVERSIONS if source.achievement.type == "Course" else sheets.CERTIFICATE_CONVERSIONS
    return sheets.write(sheet, [sheets.conversion_row(source, award, wanted.register)])


def _source(sources: tuple[str, ...]) -> Award:
    """The first credential that paid for a grant. Raises ``CredentialError`` where none was ever issued."""
    for name in sources:
        row = issued.find(UUID(name)) if name.startswith("urn:uuid:") else None
        facts = None if row is None else _facts(row)
        if isinstance(facts, Award):
            return facts
    raise CredentialError("EXPORT_SOURCE_ABSENT", sources=list(sources))


def _bundle(wanted: Wanted) -> bytes:
    """All that is needed offline: controller documents and status lists of the credential and of those inside it."""
    if wanted.row.format == VC_JWT:
        credential: dict[str, Any] | str = wanted.text
        document: Any = jwt.claims_of(wanted.text)
    else:
        credential = document = json.loads(wanted.text)
    controllers = {did: resolve(did) for did in _named(document, "issuer")}
    lists = {url: list_of(url, wanted.now) for url in _named(document, "statusListCredential")}
    return make_bundle(
        credential,
        controllers=[one for one in controllers.values() if one is not None],
        status_lists={url: json.loads(one) for url, one in lists.items() if one is not None},
        made=wanted.now,
    )


def _named(value: Any, member: str) -> list[str]:
    """Every URL that stands under ``member``, by itself or as the id of an object, anywhere in a document; each once."""

    def found(inner: Any) -> Iterator[str]:
        if isinstance(inner, Mapping):
            said = inner.get(member)
            said = said.get("id") if isinstance(said, Mapping) else said
            if isinstance(said, str):
                yield said
            for one in inner.values():
                yield from found(one)
        elif isinstance(inner, list):
            for one in inner:
                yield from found(one)

    return list(dict.fromkeys(found(value)))


FILES: Mapping[str, File] = {
    "open-badge": File("application/vc", ".json", _signed),
    "jwt": File("application/vc+jwt", ".jwt", _token),
    "png": File("image/png", ".png", _badge),
    "svg": File("image/svg+xml", ".svg", _drawing),
    "pdf": File("application/pdf", ".pdf", _pdf),
    "png-certificate": File("image/png", ".png", _picture),
    "elm": File("application/ld+json", ".elm.jsonld", lambda wanted: _json(elm.build(wanted.award))),
    "elmo": File("application/xml", ".elmo.xml", _elmo),
    "ctdl": File("application/ld+json", ".ctdl.jsonld", lambda wanted: _json(ctdl.build(wanted.award))),
    "sheets": File(sheets.MEDIA_TYPE, ".xlsx", _sheet),
    "bundle": File("application/json", ".bundle.json", _bundle),
}
"""Every file by the name of its format."""
