"""A certificate and a transcript on paper: how long a page takes, fonts and template already loaded."""

import os
import statistics
import time
from collections.abc import Callable

import msgspec

from creditbank.credentials.paper.certificate import certificate_pdf, certificate_png
from creditbank.credentials.paper.transcript import transcript_pdf
from creditbank.credentials.tests.format_samples import AWARD, TRANSCRIPT

ROUNDS = 60
URL = "https://bank.example/c/CB2026000123"
OFFLINE = "CB1:" + "k7" * 340
"""As long as a claim set for checking offline may be."""
AWARDS = 40


def run() -> dict[str, object]:
    """Each sheet by itself."""
    long = msgspec.structs.replace(TRANSCRIPT, awards=TRANSCRIPT.awards * (AWARDS // len(TRANSCRIPT.awards)))
    sheets: dict[str, Callable[[], bytes]] = {
        "certificate, PDF": lambda: certificate_pdf(AWARD, check_url=URL, offline_text=OFFLINE),
        "certificate, PNG": lambda: certificate_png(AWARD, check_url=URL, offline_text=OFFLINE),
        f"transcript of {AWARDS} awards, PDF": lambda: transcript_pdf(long, check_url=URL),
    }
    return {
        "subject": "credentials_paper",
        "unit": "milliseconds of the clock",
        "machine": {"cores": os.cpu_count()},
        "rows": [_row(name, made) for name, made in sheets.items()],
        "note": (
            f"Chinese font embedded, seal, two QR codes. The first sheet of a process also loads the fonts. At most 50"
            f" milliseconds are allowed for a certificate as PDF. Median and slowest of {ROUNDS} after it, and the processor"
            f" time of one on all cores together."
        ),
    }


def _row(name: str, made: Callable[[], bytes]) -> dict[str, object]:
    first = _timed(made)
    began = time.process_time()
    times = [_timed(made) for _ in range(ROUNDS)]
    return {
        "name": name,
        "median": statistics.median(times),
        "slowest": max(times),
        "processor": (time.process_time() - began) / ROUNDS * 1000,
        "first": first,
        "kilobytes": len(made()) / 1000,
    }


def _timed(made: Callable[[], bytes]) -> float:
    began = time.perf_counter()
    made()
    return (time.perf_counter() - began) * 1000
