"""The fonts of the paper: inside Python packages, so that no system font and no administrator is needed.

Noto Serif SC and Noto Sans SC carry what GB 18030-2022 asks of daily use; Noto Sans CJK SC adds characters of names from
further parts of Unicode (𠮷). What none of them has is written as its code, 〔U+2A6A5〕, and never left out.
"""

import functools
import re
import struct
import unicodedata
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import typst

from creditbank.credentials.errors import CredentialError

SERIF = "Noto Serif SC"
SANS = "Noto Sans SC"
RESERVE = "Noto Sans CJK SC"

_PACKAGES = {
    "pylopdf_fonts_zh_cn": ("NotoSerifSC-Regular.otf", "NotoSansSC-Regular.otf"),
    "noto_cjk_sans_otc": ("NotoSansCJK-Regular.ttc",),
}
"""Package → files. Noto, SIL Open Font License 1.1."""

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of Unicode that draw nothing or turn the direction of writing."""

_WORD_MAX = 18
"""Letters of a Latin word that surely fit a column; a longer one may be broken anywhere after as many."""


@functools.lru_cache(maxsize=1)
def font_files() -> tuple[Path, ...]:
    """The font files in the order of preference. Raises ``CredentialError`` where a package is not installed."""
    return tuple(font_file(package, name) for package, names in _PACKAGES.items() for name in names)


def font_file(package: str, name: str) -> Path:
    """The font file of that name in an installed package. Raises ``CredentialError`` where there is none."""
    missing = CredentialError("FONT_MISSING", package=package.replace("_", "-"), file=name)
    try:
        path = Path(str(files(package).joinpath(name)))
    except ModuleNotFoundError:
        raise missing from None
    if not path.is_file():
        raise missing
    return path


@functools.lru_cache(maxsize=1)
def loaded_fonts() -> typst.Fonts:
    """The fonts as the typesetter takes them; read once. Nothing of the system is looked at: paper is the same everywhere."""
    folders = sorted({str(path.parent) for path in font_files()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


@functools.lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Code points for which a glyph exists in one of the fonts."""
    return frozenset(point for path in font_files() for point in _code_points(path.read_bytes()))


def shown(text: str) -> str:
    """``text`` for one place on paper: white space folded, long words breakable, what cannot be drawn as its code.

    Names are not normalised otherwise: two spellings of one character may be two characters of two people's names.
    """
    points = drawable()
    drawn = "".join(
        letter if ord(letter) in points and unicodedata.category(letter) not in _UNSEEN else _instead(letter)
        for letter in " ".join(text.split())
    )
    return re.sub(rf"[!-~]{{{_WORD_MAX},}}", _breakable, drawn)


def _instead(letter: str) -> str:
    """A variation selector only chooses among shapes of the character before it; everything else is told."""
    if 0xFE00 <= ord(letter) <= 0xFE0F or 0xE0100 <= ord(letter) <= 0xE01EF:
        return ""
    return f"〔U+{ord(letter):04X}〕"


def _breakable(match: re.Match[str]) -> str:
    parts = re.findall(rf"[^/.:#?&=_-]{{1,{_WORD_MAX}}}[/.:#?&=_-]*|[/.:#?&=_-]+", match.group())
    return "\u200b".join(parts)


def _code_points(content: bytes) -> Iterator[int]:
    """What a font file maps to glyphs: format 12 of the table ``cmap`` of its first font. OpenType 1.9, "cmap".

    All files of ``_PACKAGES`` have that format, and the fonts of one collection cover the same characters.
    """
    start = struct.unpack_from(">I", content, 12)[0] if content[:4] == b"ttcf" else 0
    tables = struct.unpack_from(">H", content, start + 4)[0]
    records = (struct.unpack_from(">4sIII", content, start + 12 + 16 * at) for at in range(tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    subtables = struct.unpack_from(">H", content, cmap + 2)[0]
    offsets = {struct.unpack_from(">HHI", content, cmap + 4 + 8 * at)[2] for at in range(subtables)}
    for at in (cmap + offset for offset in offsets):
        if struct.unpack_from(">H", content, at)[0] == 12:
            groups = struct.unpack_from(">I", content, at + 12)[0]
            for first, last, _ in struct.iter_unpack(">III", content[at + 16 : at + 16 + 12 * groups]):
                yield from range(first, last + 1)
