"""How far a learner is in a programme, in its own unit, and how many class hours conversion has saved."""

from dataclasses import dataclass

from creditbank.bank.record_shapes import EnrolmentEntry
from creditbank.rules.programmes import Programme


@dataclass(frozen=True, slots=True)
class Progress:
    """``remaining``: required less granted and studied, never below zero. ``hours_saved``: of final lines only.

    ``granted_share``, ``passed_share``, ``pending_share``: hundredths of a per cent of what is required, in sum at most
    10,000, for bars.
    """

    remaining: int
    hours_saved: int
    granted_share: int
    passed_share: int
    pending_share: int


def progress_of(entry: EnrolmentEntry, programme: Programme) -> Progress:
    """The progress of one enrolment. Courses without stated hours save none; block credit saves none."""
    granted = [grant["course"] for line in entry.lines if line.state == "final" for grant in line.grants]
    left = 10_000
    shares = []
    for amount in (entry.granted, entry.passed, entry.pending):
        share = min(left, amount * 10_000 // entry.required) if entry.required else 0
        left -= share
        shares.append(share)
    return Progress(
        remaining=max(0, entry.required - entry.granted - entry.passed),
        hours_saved=sum(programme.course[code].hours or 0 for code in granted if code),
        granted_share=shares[0],
        passed_share=shares[1],
        pending_share=shares[2],
    )
