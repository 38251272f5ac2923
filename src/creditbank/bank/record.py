"""查询: the lifelong learning record (终身学习档案), the transcript and the public check of a record number.

A view, no table. Bank credits and granted credits are never added: accumulated, pending and granted stand apart.
"""

from uuid import UUID

from creditbank.bank import lots
from creditbank.bank.call import Call
from creditbank.bank.enrol import get_enrolment
from creditbank.bank.models import Award, ConversionLine
from creditbank.bank.numbers import normal_record_number
from creditbank.bank.record_rows import (
    achievement_name,
    award_entries,
    deposit_entries,
    enrolment_entries,
    institution_name,
    pending_credits,
    required_credits,
    transcript_rows,
)
from creditbank.bank.record_shapes import LifelongRecord, PublicCheck, Transcript
from creditbank.bank.sharing import shared_institution
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.masking import mask_name
from creditbank.people.lookups import get_learner, log_reveal
from creditbank.people.permissions import Action


def record(call: Call, *, learner_id: int, purpose: str = "own") -> LifelongRecord:
    """The learner's record, for a named purpose; a look by anyone else is logged and visible to the person."""
    learner = get_learner(learner_id)
    call.require(Action.VIEW_RECORD, institution=shared_institution(call, learner_id), learner_id=learner_id)
    own = call.actor.learner_id == learner_id
    if not own:
        log_reveal(learner, call.actor.user_id, purpose, ["record"], call.now)
    awards = list(
        Award.objects.filter(learner_id=learner_id).select_related("achievement", "body").order_by("-earned_on", "pk")
    )
    lines = list(
        ConversionLine.objects.filter(learner_id=learner_id)
        .select_related("enrolment__institution")
        .prefetch_related("inputs__award__achievement", "grants", "decisions", "appeals")
        .order_by("-at", "position")
    )
    book = current_rulebook()
    entries = award_entries(awards, lines, book)
    return LifelongRecord(
        learner=learner.number,
        name=learner.name if own else mask_name(learner.name),
        accumulated=sum(entry.bank_credits for entry in entries if entry.status != "revoked"),
        pending=pending_credits(lines),
        deposits=deposit_entries(learner_id, book),
        awards=entries,
        enrolments=enrolment_entries(learner_id, lines, book),
    )


def transcript(call: Call, *, enrolment_id: UUID) -> Transcript:
    """The transcript of an enrolment; to others than the learner the name is masked and the look is logged."""
    row = get_enrolment(enrolment_id)
    call.require(Action.VIEW_RECORD, institution=row.institution_id, learner_id=row.learner_id)
    own = call.actor.learner_id == row.learner_id
    if not own:
        log_reveal(row.learner, call.actor.user_id, "transcript", ["transcript"], call.now)
    book = current_rulebook()
    programme = book.programmes[(row.programme, row.year)]
    scale = book.units[programme.unit].scale
    courses, blocks = transcript_rows(row, scale, book)
    return Transcript(
        enrolment=str(row.pk),
        learner=row.learner.number,
        name=row.learner.name if own else mask_name(row.learner.name),
        programme=programme.name,
        year=row.year,
        institution=institution_name(row.institution),
        status=row.status,
        courses=courses,
        blocks=blocks,
        earned=sum(item.credits for item in (*courses, *blocks)),
        required=required_credits(programme, scale),
        unit=programme.unit,
    )


def check_number(text: str, /) -> PublicCheck | None:
    """Look a record number up, for anyone. ``None``: not a number, or nothing stands under it."""
    number = normal_record_number(text)
    if number is None:
        return None
    award = Award.objects.filter(number=number).select_related("learner", "achievement", "body").first()
    if award is None:
        return None
    return PublicCheck(
        number=award.number,
        name=mask_name(award.learner.name),
        outcome=achievement_name(award),
        kind=current_rulebook().kinds[award.kind].name,
        body=institution_name(award.body),
        earned_on=award.earned_on.isoformat(),
        certified_on=award.certified_on.isoformat(),
        status=lots.state_of(award, list(award.events.all())).status,
    )
