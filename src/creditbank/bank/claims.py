"""What a claim says, checked: shared by deposit, correction and the bulk forms. Reads the catalogue, writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from creditbank.bank.errors import InvalidClaim
from creditbank.kernel.decision import Reason
from creditbank.people.encryption import fingerprint
from creditbank.rules.conditions import Fact
from creditbank.rules.definitions import Kind
from creditbank.rules.details import check_details, check_figures
from creditbank.rules.facts import identity_text, shared_place
from creditbank.rules.rulebook import Rulebook

ROUTES = ("standard", "rpl")
LENGTHS_MAX: Mapping[str, int] = {"issuer": 120, "credits": 16, "grade": 40, "grade_scale": 40}
"""What fits into the columns of ``Deposit``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One outcome as a person or an institution states it. Figures are as on the original document.

    ``credits`` is a decimal text (``"3.00"``), ``hours`` whole hours, ``evidence`` a list of
    ``{"code", "name", "sha256"}``. ``route`` is ``standard`` or ``rpl`` (recognition of prior learning).
    """

    details: Mapping[str, Fact] = field(default_factory=dict)
    issuer: str
    earned_on: date
    valid_until: date | None = None
    credits: str = ""
    hours: int | None = None
    grade: str = ""
    grade_scale: str = ""
    evidence: Sequence[Mapping[str, str]] = ()
    route: str = "standard"

    def as_content(self) -> dict[str, Any]:
        """Plain JSON of everything claimed: what a repeated request is compared by."""
        return {
            "details": dict(self.details),
            "issuer": self.issuer,
            "earned_on": self.earned_on.isoformat(),
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
            "figures": [self.credits, self.hours, self.grade, self.grade_scale],
            "evidence": [dict(item) for item in self.evidence],
            "route": self.route,
        }


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim without faults: normalised details, the paper's fingerprint and the place on a shared paper."""

    claim: Claim
    details: Mapping[str, Fact]
    fingerprint: str
    shared_place: str


def check_claim(
    claim: Claim, kind: Kind, fixed: Mapping[str, Fact], rulebook: Rulebook, today: date, *, with_evidence: bool
) -> CheckedClaim:
    """The claim with the catalogue's fixed fields filled in, or ``InvalidClaim`` with one reason per wrong field.

    ``with_evidence``: papers marked as required must be there (asked for at submission, not for a draft).
    """
    reasons = [
        Reason("FIXED_BY_CATALOGUE", name, "is", fixed[name], value)
        for name, value in claim.details.items()
        if name in fixed and fixed[name] != value
    ]
    details, faults = check_details(
        kind,
        {**claim.details, **fixed},
        scales=rulebook.scales,
        occupations=rulebook.occupations,
        posts=rulebook.posts,
        today=today,
    )
    reasons += faults
    reasons += check_figures(
        credits=claim.credits,
        hours=claim.hours,
        grade=claim.grade,
        grade_scale=claim.grade_scale,
        scales=rulebook.scales,
    )
    reasons += [*_date_faults(claim, today), *_text_faults(claim)]
    if with_evidence:
        given = {item.get("code", "") for item in claim.evidence}
        reasons += [
            Reason("EVIDENCE_MISSING", code)
            for code, asked in kind.evidence.items()
            if asked.required and code not in given
        ]
    if reasons:
        raise InvalidClaim(reasons)
    paper = fingerprint(identity_text(kind, claim.issuer, details))
    return CheckedClaim(claim, details, paper, shared_place(kind, details))


def _text_faults(claim: Claim) -> list[Reason]:
    faults = [
        Reason("TOO_LARGE", name, "length_at_most", most, len(getattr(claim, name)))
        for name, most in LENGTHS_MAX.items()
        if len(getattr(claim, name)) > most
    ]
    if not claim.issuer.strip():
        faults.append(Reason("MISSING", "issuer"))
    if claim.route not in ROUTES:
        faults.append(Reason("NOT_ONE_OF", "route", "one_of", list(ROUTES), claim.route))
    return faults


def _date_faults(claim: Claim, today: date) -> list[Reason]:
    faults = []
    if claim.earned_on > today:
        faults.append(
            Reason("DATE_IN_FUTURE", "earned_on", "not_after", today.isoformat(), claim.earned_on.isoformat())
        )
    if claim.earned_on.year < today.year - 80:
        faults.append(Reason("DATE_ABSURD", "earned_on", "", None, claim.earned_on.isoformat()))
    if claim.valid_until is not None and claim.valid_until < claim.earned_on:
        faults.append(
            Reason(
                "ENDS_BEFORE_IT_BEGINS",
                "valid_until",
                "not_before",
                claim.earned_on.isoformat(),
                claim.valid_until.isoformat(),
            )
        )
    return faults
