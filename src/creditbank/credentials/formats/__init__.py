"""The formats in which a credential leaves the bank or comes to it, as one visible list.

A new format is a module with ``build``, ``parse`` and ``MEDIA_TYPE``, one line in ``FORMATS``, and samples in
``tests/samples/<id>/``; the tests of the list then run over it. The Excel sheets of schools hold many persons and no
credential: they stand apart, in ``sheets.SHEETS``.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec

from creditbank.credentials.award import Award, Endorsement, Transcript
from creditbank.credentials.formats import baked, clr, ctdl, elm, elmo, endorsement, jwt, open_badge, png
from creditbank.credentials.proofs.members import listed

_SVG = re.compile(rb"<([\w.-]+:)?svg[\s/>]")
Document = Mapping[str, Any] | bytes | str


class Format(Protocol):
    """What every format can do. Structural: whatever has these is a format."""

    @property
    def id(self) -> str:
        """Short stable name, as the command line and file names say it."""

    @property
    def media_type(self) -> str:
        """Media type of what ``build`` gives."""

    @property
    def carries(self) -> type[Award] | type[Transcript] | type[Endorsement]:
        """What is built from and parsed to."""

    @property
    def build(self) -> Callable[..., Any]:
        """Facts to an unsigned document."""

    @property
    def parse(self) -> Callable[..., Any]:
        """A document to facts. Reading is not verifying. Raises ``DocumentRefused``."""

    @property
    def carried(self) -> Callable[..., Any]:
        """Facts to what of them the format carries: ``parse(build(facts)) == carried(facts)``."""

    @property
    def recognises(self) -> Callable[[Document], bool]:
        """Whether a document claims to be of this format. Cheap, and never raises."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One line of ``FORMATS``: the functions of a module."""

    id: str
    media_type: str
    carries: type[Award] | type[Transcript] | type[Endorsement] = Award
    build: Callable[..., Any]
    parse: Callable[..., Any]
    carried: Callable[..., Any] = lambda facts: facts
    recognises: Callable[[Document], bool]


def _typed(*types: str, member: str = "type") -> Callable[[Document], bool]:
    """A JSON document with one of ``types``."""

    def recognises(document: Document) -> bool:
        said = document.get(member) if isinstance(document, Mapping) else None
        return any(type_ in listed(said) for type_ in types)

    return recognises


def _is_token(document: Document) -> bool:
    return isinstance(document, str) and document.count(".") == 2 and not document.lstrip().startswith("{")


def _is_picture(document: Document) -> bool:
    return isinstance(document, bytes) and (
        document.startswith(png.SIGNATURE) or _SVG.search(document, 0, 4096) is not None
    )


def _is_elmo(document: Document) -> bool:
    return isinstance(document, bytes) and elmo.NAMESPACE.encode() in document[:4096]


FORMATS: tuple[Format, ...] = (
    Listed(
        id="open_badge",
        media_type=open_badge.MEDIA_TYPE,
        build=open_badge.build,
        parse=open_badge.parse,
        recognises=_typed(*open_badge.TYPES),
    ),
    Listed(
        id="endorsement",
        media_type=endorsement.MEDIA_TYPE,
        carries=Endorsement,
        build=endorsement.build,
        parse=endorsement.parse,
        recognises=_typed(endorsement.TYPE),
    ),
    Listed(
        id="clr",
        media_type=clr.MEDIA_TYPE,
        carries=Transcript,
        build=clr.build,
        parse=clr.parse,
        recognises=_typed(clr.TYPE),
    ),
    Listed(id="jwt", media_type=jwt.MEDIA_TYPE, build=jwt.build, parse=jwt.parse, recognises=_is_token),
    Listed(id="baked", media_type=baked.MEDIA_TYPE, build=baked.build, parse=baked.parse, recognises=_is_picture),
    Listed(
        id="elm",
        media_type=elm.MEDIA_TYPE,
        build=elm.build,
        parse=elm.parse,
        carried=elm.carried,
        recognises=_typed(elm.TYPE),
    ),
    Listed(
        id="elmo",
        media_type=elmo.MEDIA_TYPE,
        build=elmo.build,
        parse=elmo.parse,
        carried=elmo.carried,
        recognises=_is_elmo,
    ),
    Listed(
        id="ctdl",
        media_type=ctdl.MEDIA_TYPE,
        build=ctdl.build,
        parse=ctdl.parse,
        carried=ctdl.carried,
        recognises=_typed(ctdl.TYPE, member="@type"),
    ),
)


def format_of(document: Document) -> Format | None:
    """The format that ``document`` claims to be of, or ``None`` for one that is of none of ours."""
    return next((listed for listed in FORMATS if listed.recognises(document)), None)
