"""签发: a signed credential of an award, of what a line granted, or of a transcript. It decides nothing: what stands is told.

Issued is what stands now; a credential that is in force already is given again, and nothing is written. What is revoked
later reaches it by its sources (``credentials.issued``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID, uuid5

from django.db import transaction

from creditbank.bank import lots
from creditbank.bank.call import Call
from creditbank.bank.credential_facts import award_facts
from creditbank.bank.credential_grants import grant_facts, grant_id, grants_of, transcript_facts
from creditbank.bank.enrol import lock_enrolment
from creditbank.bank.errors import NotAllowedNow
from creditbank.bank.events import lock_award
from creditbank.bank.lines import lock_line, under_inquiry
from creditbank.bank.models import Award, ConversionLine, LineGrant
from creditbank.bank.numbers import credential_number
from creditbank.catalogue.in_force import current_rulebook
from creditbank.credentials import award as facts
from creditbank.credentials import issued
from creditbank.credentials.keyring import signing_keys
from creditbank.credentials.signing import CLR, OPEN_BADGE, SigningKey, signed_award, signed_transcript
from creditbank.credentials.status_bits import draw
from creditbank.people.permissions import Action
from creditbank.rules.rulebook import Rulebook

if TYPE_CHECKING:
    from creditbank.credentials.models import Credential

ISSUABLE = ("active", "expired")
"""Of an award whose time in the bank is over it stays true that it was certified; frozen and revoked ones wait or end."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What issuing reads besides the thing itself: the rulebook, the issuer and its keys, the moment."""

    rulebook: Rulebook
    issuer: str
    keys: tuple[SigningKey, ...]
    now: datetime


@transaction.atomic
def issue(call: Call, *, award_id: UUID, format: str = OPEN_BADGE, renew: bool = False) -> "Credential":  # noqa: A002
    """Issue the credential of an award, by the body that certified it. ``renew``: a new one takes the place of the old.

    The one in force comes back where there is one and it is not to be renewed. Raises ``NotFound``, ``Forbidden``,
    ``NotAllowedNow`` (frozen, revoked), ``CredentialError`` (no key, unknown format).
    """
    award = lock_award(award_id)
    content = [str(award_id), format, renew]
    if (done := call.earlier("issue", content)) is not None:
        return issued.get(UUID(done))
    call.require(Action.ISSUE_CREDENTIAL, institution=award.body_id, learner_id=award.learner_id)
    state = lots.state_of(award, list(award.events.all()))
    if state.status not in ISSUABLE:
        raise NotAllowedNow("AWARD_STATUS", status=state.status)
    standing = issued.live_ones([award.pk], format).get(award.pk)
    if standing is not None and not renew:
        return standing
    ground = ground_of(call, award.body_id)
    new_id = next_id(award.pk, format)
    statuses = draw(award.body_id, [new_id])[new_id]
    said = award_facts(award, state, ground.rulebook, id=new_id, statuses=statuses, now=call.now)
    text = signed_award(said, format, ground.keys, created=call.now)
    kept = award_issue(award, new_id, format, text, said.valid_until, ground)
    issued.keep([kept], at=call.now, supersedes={new_id: standing.pk} if standing is not None else None)
    call.record("issue", "credential", new_id, content, institution=award.body_id)
    return issued.get(new_id)


@transaction.atomic
def issue_line(call: Call, *, line_id: UUID, renew: bool = False) -> list["Credential"]:
    """Issue the credentials of a final line, by the school: one for each course or module that it grants.

    Those in force come back where they are not to be renewed. Raises as ``issue`` does; ``NotAllowedNow`` for a line
    that is not final, under inquiry, or under review.
    """
    line = lock_line(line_id)
    content = [str(line_id), renew]
    grants = grants_of(line)
    if call.earlier("issue_line", content) is not None:
        return _in_order(grants)
    school = line.enrolment.institution_id
    call.require(Action.ISSUE_CREDENTIAL, institution=school, learner_id=line.learner_id)
    _require_settled(line)
    standing = issued.live_ones(map(grant_id, grants), OPEN_BADGE)
    missing = [grant for grant in grants if renew or grant_id(grant) not in standing]
    if not missing:
        return _in_order(grants)
    _issue_grants(call, line, missing, standing)
    call.record("issue_line", "line", line.pk, content, institution=school)
    return _in_order(grants)


@transaction.atomic
def issue_transcript(call: Call, *, enrolment_id: UUID) -> "Credential":
    """Issue the transcript of an enrolment as CLR 2.0, by the school: final conversions and courses passed, as of now.

    Each call makes a new one; older ones stay true as of their day until something in them is reversed or revoked.
    Credentials of grants that are in force are enclosed as they stand. Raises as ``issue_line`` does.
    """
    row = lock_enrolment(enrolment_id)
    content = [str(enrolment_id)]
    if (done := call.earlier("issue_transcript", content)) is not None:
        return issued.get(UUID(done))
    call.require(Action.ISSUE_CREDENTIAL, institution=row.institution_id, learner_id=row.learner_id)
    lines = list(row.lines.filter(state="final").select_related("enrolment").order_by("at", "pk"))
    for line in lines:
        _require_settled(line)
    ground = ground_of(call, row.institution_id)
    new_id = call.derived("transcript")
    statuses = draw(row.institution_id, [new_id])[new_id]
    granted, enclosed = _granted(lines, new_id, ground)
    number = credential_number(new_id)
    said = transcript_facts(
        row, ground.rulebook, id=new_id, number=number, granted=granted, statuses=statuses, now=call.now
    )
    text = signed_transcript(said, ground.keys, created=call.now, enclosed=enclosed)
    kept = _issue(
        new_id,
        kind="transcript",
        format=CLR,
        subject=row.pk,
        learner_id=row.learner_id,
        document=text,
        ground=ground,
        sources=_sources(lines),
    )
    issued.keep([kept], at=call.now)
    call.record("issue_transcript", "credential", new_id, content, institution=row.institution_id)
    return issued.get(new_id)


def next_id(subject: UUID, format: str) -> UUID:  # noqa: A002
    """The id of the next credential of that subject in that format. Broken off and begun again it is the same."""
    return numbered_id(subject, format, issued.counts([subject], format)[subject])


def numbered_id(subject: UUID, format: str, before: int) -> UUID:  # noqa: A002
    """The id of a subject's credential in that format after so many others."""
    return uuid5(subject, f"credential/{format}/{before}")


def award_issue(
    award: Award,
    id: UUID,  # noqa: A002
    format: str,  # noqa: A002
    text: str,
    valid_until: datetime | None,
    ground: Ground,
) -> issued.Issue:
    """A signed award as it is kept."""
    return _issue(
        id,
        kind="award",
        format=format,
        subject=award.pk,
        learner_id=award.learner_id,
        document=text,
        ground=ground,
        sources=(issued.Source("award", award.pk),),
        valid_until=valid_until,
    )


def _issue(
    id: UUID,  # noqa: A002
    *,
    kind: Literal["award", "conversion", "transcript"],
    format: str,  # noqa: A002
    subject: UUID,
    learner_id: int,
    document: str,
    ground: Ground,
    sources: tuple[issued.Source, ...],
    valid_until: datetime | None = None,
) -> issued.Issue:
    """What was signed, as it is kept."""
    return issued.Issue(
        id=id,
        number=credential_number(id),
        kind=kind,
        format=format,
        subject=subject,
        issuer=ground.issuer,
        learner_id=learner_id,
        key_id=ground.keys[0].id,
        document=document,
        issued_at=ground.now,
        valid_until=valid_until,
        sources=sources,
    )


def ground_of(call: Call, issuer: str) -> Ground:
    """The ground as it is at this moment. Raises ``CredentialError`` for an issuer without a key."""
    return Ground(current_rulebook(), issuer, signing_keys(issuer, call.now), call.now)


def _issue_grants(
    call: Call, line: ConversionLine, grants: Sequence[LineGrant], standing: "dict[UUID, Credential]"
) -> None:
    school = line.enrolment.institution_id
    ground = ground_of(call, school)
    ids = {grant_id(grant): next_id(grant_id(grant), OPEN_BADGE) for grant in grants}
    statuses = draw(school, list(ids.values()))
    paid, sources = _payers(line), _sources([line])
    kept = []
    for grant in grants:
        new_id = ids[grant_id(grant)]
        said = grant_facts(grant, ground.rulebook, id=new_id.urn, statuses=statuses[new_id], sources=paid, now=call.now)
        kept.append(
            _issue(
                new_id,
                kind="conversion",
                format=OPEN_BADGE,
                subject=grant_id(grant),
                learner_id=line.learner_id,
                document=signed_award(said, OPEN_BADGE, ground.keys, created=call.now),
                ground=ground,
                sources=sources,
            )
        )
    replaced = {ids[subject]: row.pk for subject, row in standing.items() if subject in ids}
    issued.keep(kept, at=call.now, supersedes=replaced)


def _granted(
    lines: Sequence[ConversionLine], transcript: UUID, ground: Ground
) -> tuple[list[facts.Award], dict[str, str]]:
    """The granted courses of these lines; those with a credential in force under its id, with its text apart."""
    awards: list[facts.Award] = []
    enclosed: dict[str, str] = {}
    for line in lines:
        grants, paid = grants_of(line), _payers(line)
        standing = issued.live_ones(map(grant_id, grants), OPEN_BADGE)
        for grant in grants:
            row = standing.get(grant_id(grant))
            name = uuid5(transcript, f"grant/{grant_id(grant)}").urn if row is None else row.pk.urn
            if row is not None:
                enclosed[name] = row.document
            awards.append(grant_facts(grant, ground.rulebook, id=name, statuses=(), sources=paid, now=ground.now))
    return awards, enclosed


def _payers(line: ConversionLine) -> list[str]:
    """Ids of the credentials of the awards that paid; of an award without one, its own."""
    awards = list(line.inputs.order_by("slot", "award").values_list("award_id", flat=True))
    standing = issued.live_ones(awards, OPEN_BADGE)
    return [standing[award].pk.urn if award in standing else award.urn for award in dict.fromkeys(awards)]


def _sources(lines: Sequence[ConversionLine]) -> tuple[issued.Source, ...]:
    """The lines, and the awards on which they rest."""
    awards = {award for line in lines for award in line.inputs.values_list("award_id", flat=True)}
    return (
        *(issued.Source("line", line.pk) for line in lines),
        *(issued.Source("award", award) for award in sorted(awards)),
    )


def _require_settled(line: ConversionLine) -> None:
    """Final, and nobody is asking whether it should be."""
    if line.state != "final":
        raise NotAllowedNow("LINE_STATE", state=line.state, wanted="final")
    if under_inquiry(line):
        raise NotAllowedNow("UNDER_INQUIRY", line=str(line.pk))
    if line.reviews.filter(answer="").exists():
        raise NotAllowedNow("UNDER_REVIEW", line=str(line.pk))


def _in_order(grants: Sequence[LineGrant]) -> list["Credential"]:
    standing = issued.live_ones(map(grant_id, grants), OPEN_BADGE)
    return [standing[grant_id(grant)] for grant in grants if grant_id(grant) in standing]
