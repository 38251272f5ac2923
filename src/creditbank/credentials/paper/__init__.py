"""Credentials on paper: certificate and transcript as PDF and PNG, and QR codes for paper and pages.

Paper convinces people and proves nothing: what proves is the signature behind the codes, and every sheet says so.
"""

from creditbank.credentials.paper.certificate import certificate_pdf, certificate_png
from creditbank.credentials.paper.qr import qr_png, qr_svg
from creditbank.credentials.paper.transcript import transcript_pdf

__all__ = ["certificate_pdf", "certificate_png", "qr_png", "qr_svg", "transcript_pdf"]
