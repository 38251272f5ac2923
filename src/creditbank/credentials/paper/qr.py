"""QR codes for paper and pages. ISO/IEC 18004."""

import io

import segno

from creditbank.credentials.errors import CredentialError

BORDER = 4
"""Light modules around the code. ISO/IEC 18004 asks for four; scanners fail first where they are missing."""

_DENSE = 200
"""Characters from which a code carries compressed and signed text."""


def qr_svg(text: str, *, dark: str = "#000") -> str:
    """``text`` as an SVG image that takes the size of its place. Raises ``CredentialError`` where no code holds the text."""
    content = io.BytesIO()
    _code(text).save(
        content, kind="svg", border=BORDER, dark=dark, light="#fff", xmldecl=False, omitsize=True, nl=False
    )
    return content.getvalue().decode("utf-8")


def qr_png(text: str, *, scale: int = 6) -> bytes:
    """``text`` as a PNG image of ``scale`` pixels a module. Raises ``CredentialError`` where no code holds the text."""
    content = io.BytesIO()
    _code(text).save(content, kind="png", border=BORDER, scale=scale)
    return content.getvalue()


def _code(text: str) -> segno.QRCode:
    """Error correction M (15 %): paper is folded and stamped on.

    Which of the eight masks is best takes most of the time to find, and matters for text with patterns. Compressed and
    signed text has none, so that any mask serves.
    """
    mask = 3 if len(text) >= _DENSE else None
    try:
        return segno.make_qr(text, error="m", boost_error=False, mask=mask)
    except segno.DataOverflowError:
        raise CredentialError("QR_TOO_LONG", length=len(text)) from None
