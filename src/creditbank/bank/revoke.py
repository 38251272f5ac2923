"""撤销: an award found false. It cascades: lines that rest on it are closed or reversed; after graduation the school reviews."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal
from uuid import UUID, uuid5

import msgspec
from django.db import transaction

from creditbank.bank import lots
from creditbank.bank.call import Call
from creditbank.bank.enrol import change_status
from creditbank.bank.errors import NotAllowedNow, NotFound
from creditbank.bank.events import append_event, lock_award, next_sequence
from creditbank.bank.inquire import end_inquiry
from creditbank.bank.lines import close, reverse_final
from creditbank.bank.models import Award, AwardEvent, ConversionLine, Review
from creditbank.catalogue.in_force import current_rulebook
from creditbank.credentials import issued
from creditbank.kernel.decision import Reason
from creditbank.ledger import posting
from creditbank.ledger.lookups import exists
from creditbank.people.permissions import Action

_REVOKED = Reason("AWARD_REVOKED")


@transaction.atomic
def revoke(call: Call, *, award_id: UUID, reasons: Sequence[Reason], note: str = "") -> Award:
    """Revoke, with effect at once: lines not yet final are closed, final ones reversed, then the lots are emptied.

    For completed enrolments nothing moves: a ``Review`` opens at the school. Every credential that rests on the award is
    revoked with it; those of a line under review are suspended until the school has answered. Needs a reason.
    """
    award = lock_award(award_id)
    content = [str(award_id), [msgspec.to_builtins(reason) for reason in reasons], note]
    if call.earlier("revoke", content) is not None:
        return award
    call.require(Action.REVOKE, institution=award.body_id, learner_id=award.learner_id)
    if not award.live:
        raise NotAllowedNow("AWARD_STATUS", status="revoked")
    if not reasons:
        raise NotAllowedNow("REASON_REQUIRED")
    lines = _lines_on(award)
    lock_shared(*lines)
    for inquiry in award.inquiries.filter(outcome=""):
        end_inquiry(call, inquiry, "revoked")
    for line in lines:
        _undo(call, award, line)
    empty_lots(call, award, _revoked_id(award, next_sequence(award)))
    append_event(call, award, "revoked", reasons=reasons, note=note)
    award.live = False
    award.save(update_fields=["live"])
    _tell_credentials(call, award, lines)
    call.record("revoke", "award", award.pk, content, institution=award.body_id)
    return award


@transaction.atomic
def annul_revocation(call: Call, *, award_id: UUID, note: str) -> Award:
    """The revocation itself was wrong: the lots come back by reversal; lines do not revive, the learner applies again.

    Reviews that no school has answered yet are answered with it: their lines stand. Credentials that were revoked stay
    so, since strangers have read it: new ones are issued in their place.
    """
    award = lock_award(award_id)
    content = [str(award_id), note]
    if call.earlier("annul_revocation", content) is not None:
        return award
    call.require(Action.REVOKE, institution=award.body_id, learner_id=award.learner_id)
    last = award.events.filter(event="revoked").order_by("-sequence").first()
    if award.live or last is None:
        raise NotAllowedNow("AWARD_STATUS", status="active")
    same = Award.objects.filter(fingerprint=award.fingerprint, live=True)
    if same.filter(shared_place=award.shared_place).exists() or same.filter(learner_id=award.learner_id).exists():
        raise NotAllowedNow("CERTIFIED_AGAIN_SINCE", award=str(award.pk))
    lock_shared()
    for entry in _emptied_since(award, last):
        posting.post(
            posting.reversal(
                entry, new_id=uuid5(entry, "annul"), kind="annul_revocation", effective_on=call.day, posted_at=call.now
            )
        )
    unanswered = list(award.reviews.filter(answer=""))
    for review in unanswered:
        _answer(call, review, "stands", note)
    append_event(call, award, "reinstated", note=note)
    award.live = True
    award.save(update_fields=["live"])
    issued.follow(at=call.now, released=_settled(review.line_id for review in unanswered))
    call.record("annul_revocation", "award", award.pk, content, institution=award.body_id)
    return award


@transaction.atomic
def answer_review(call: Call, *, review_id: UUID, answer: Literal["stands", "rescinds"], reason: str) -> Review:
    """The school's answer about a graduate: the line stands, or the qualification is rescinded and the line reversed."""
    review = Review.objects.filter(pk=review_id).select_related("award").first()
    if review is None:
        raise NotFound("REVIEW_UNKNOWN", review=str(review_id))
    award = lock_award(review.award_id)
    review.refresh_from_db()
    content = [str(review_id), answer, reason]
    if call.earlier("answer_review", content) is not None:
        return review
    call.require(Action.ANSWER_REVIEW, institution=review.institution_id, learner_id=award.learner_id)
    if review.answer:
        raise NotAllowedNow("REVIEW_ANSWERED", answer=review.answer)
    if not reason.strip():
        raise NotAllowedNow("REASON_REQUIRED")
    _answer(call, review, answer, reason)
    if answer == "rescinds" and review.line.state == "final":
        _rescind(call, review)
    fallen = [review.line_id] if review.line.state == "reversed" else []
    issued.follow(at=call.now, revoked=fallen, released=_settled([review.line_id]))
    call.record("answer_review", "review", review.pk, content, institution=review.institution_id)
    return review


def _lines_on(award: Award) -> list[ConversionLine]:
    return list(
        ConversionLine.objects.filter(inputs__award=award, inputs__live=True)
        .select_related("enrolment")
        .distinct()
        .order_by("at", "pk")
    )


def lock_shared(*lines: ConversionLine) -> None:
    """Lock ``revoked`` and what final lines came from: several entries follow that could reverse them in any order."""
    finals = [line.final_entry for line in lines if line.state == "final" and line.final_entry is not None]
    sources = {(movement.target, movement.unit) for movement in posting.reversal_movements(finals)}
    posting.lock({(lots.REVOKED, "credit"), (lots.REVOKED, "use"), *sources})


def _undo(call: Call, award: Award, line: ConversionLine) -> None:
    if line.state != "final":
        close(call, line, "revoke", "revoked", (_REVOKED,))
    elif line.enrolment.status != "completed":
        reverse_final(call, line, "revoke", "revoked", (_REVOKED,))
    else:
        book = current_rulebook()
        Review.objects.create(
            id=call.derived("review", line.pk),
            award=award,
            line=line,
            enrolment=line.enrolment,
            institution_id=line.enrolment.institution_id,
            opened_at=call.now,
            due_on=book.calendar.add_working_days(call.day, book.settings.rescind_days),
        )


def _tell_credentials(call: Call, award: Award, lines: Sequence[ConversionLine]) -> None:
    """What became of the award and of each line reaches the credentials, after everything in the ledger is done."""
    issued.follow(
        at=call.now,
        revoked=[award.pk, *(line.pk for line in lines if line.state == "reversed")],
        suspended=[line.pk for line in lines if line.state == "final"],
        released=[award.pk],
    )


def _settled(lines: Iterable[UUID]) -> list[UUID]:
    """Those of these lines about which no other review is open."""
    asked = list(lines)
    still = set(Review.objects.filter(line__in=asked, answer="").values_list("line_id", flat=True))
    return [line for line in asked if line not in still]


def _answer(call: Call, review: Review, answer: str, reason: str) -> None:
    review.answer, review.reason, review.answered_by, review.answered_at = answer, reason, call.actor.user_id, call.now
    review.save()


def _rescind(call: Call, review: Review) -> None:
    """The qualification goes, the line is reversed; of its awards those that were revoked lose what came back to them."""
    line = review.line
    lock_shared(line)
    if review.enrolment.status == "completed":
        change_status(call, review.enrolment, "rescinded", review.reason)
    reverse_final(call, line, "answer_review", "rescinded", (_REVOKED,))
    for award in Award.objects.filter(inputs__line=line, live=False).order_by("pk"):
        empty_lots(call, award, returned_id(award, line))


def _emptied_since(award: Award, revoked: AwardEvent) -> Iterator[UUID]:
    """The entries that emptied the award's lots by that revocation, and after lines that were reversed since."""
    reversed_since = ConversionLine.objects.filter(
        inputs__award=award, decisions__to_state="reversed", decisions__at__gte=revoked.at
    )
    entries = [_revoked_id(award, revoked.sequence)]
    entries += [returned_id(award, line) for line in reversed_since.distinct().order_by("at", "pk")]
    yield from (entry for entry in entries if exists(entry))


def _revoked_id(award: Award, sequence: int) -> UUID:
    return uuid5(award.pk, f"revoke/{sequence}")


def returned_id(award: Award, line: ConversionLine) -> UUID:
    """The entry that empties a revoked award's lots of what a reversed line gave back."""
    return uuid5(award.pk, f"rescind/{line.pk}")


def empty_lots(call: Call, award: Award, entry_id: UUID) -> None:
    """Whatever the award's lots hold goes to ``revoked``, by an entry of that id; nothing is posted where they are empty."""
    movements = tuple(
        posting.Movement(name, lots.REVOKED, unit, amount) for (name, unit), amount in lots.contents(award).items()
    )
    if movements:
        posting.post(
            posting.EntryDraft(
                id=entry_id,
                kind="revoke",
                movements=movements,
                effective_on=call.day,
                posted_at=call.now,
            )
        )
