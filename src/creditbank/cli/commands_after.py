"""Commands for what comes after: inquiries, revocation, expiry, leaving, reviews, corrections."""

from typing import Annotated, Literal
from uuid import UUID

import typer

from creditbank.bank import expire as expiring
from creditbank.bank import inquire
from creditbank.bank import leave as leaving
from creditbank.bank import reverse as reversing
from creditbank.bank import revoke as revoking
from creditbank.cli.frame import AsUser, InputError, Json, Now, RequestId, answer, call_of, reason_of, told
from creditbank.cli.language import language
from creditbank.kernel.errors import InvalidAmount
from creditbank.kernel.quantity import format_amount, parse_amount
from creditbank.wording.sentences import word

Reasons = Annotated[list[str], typer.Option("--reason", help="Reason code; may be repeated.")]
Note = Annotated[str, typer.Option(help="A note in plain words.")]
Answer = Literal["stands", "rescinds"]


@told
def freeze(
    award_id: UUID, reason: str, as_user: AsUser, request_id: RequestId = None, now: Now = None, as_json: Json = False
) -> None:
    """冻结 · Open an inquiry into an award."""
    row = inquire.freeze(call_of(as_user, request_id, now), award_id=award_id, reason=reason)
    answer(
        {"inquiry": row.pk, "due_on": row.due_on},
        as_json,
        word("DONE_FREEZE", {"inquiry": str(row.pk), "due_on": row.due_on.isoformat()}, language()),
    )


@told
def release(
    inquiry_id: UUID,
    as_user: AsUser,
    note: Note = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """解冻 · End an inquiry with nothing found."""
    row = inquire.release(call_of(as_user, request_id, now), inquiry_id=inquiry_id, note=note)
    answer({"inquiry": row.pk, "outcome": row.outcome}, as_json, word("DONE_RELEASE", {}, language()))


@told
def revoke(
    award_id: UUID,
    reason: Reasons,
    as_user: AsUser,
    note: Note = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """撤销 · Revoke an award; what rests on it is closed, reversed or given to the school for review."""
    call = call_of(as_user, request_id, now)
    row = revoking.revoke(call, award_id=award_id, reasons=[reason_of(code) for code in reason], note=note)
    reviews = [
        {"review": one.pk, "institution": one.institution_id, "due_on": one.due_on}
        for one in row.reviews.filter(answer="").order_by("opened_at", "pk")
    ]
    said = [word("DONE_REVOKE", {"number": row.number}, language())]
    said += [word("REVIEW_OPENED", {**one, "review": str(one["review"])}, language()) for one in reviews]
    answer({"award": row.pk, "live": row.live, "reviews": reviews}, as_json, "\n".join(said))


@told
def annul_revocation(
    award_id: UUID, note: str, as_user: AsUser, request_id: RequestId = None, now: Now = None, as_json: Json = False
) -> None:
    """撤销无效 · The revocation was wrong: the award and its lots come back."""
    row = revoking.annul_revocation(call_of(as_user, request_id, now), award_id=award_id, note=note)
    answer({"award": row.pk, "live": row.live}, as_json, word("DONE_ANNUL", {"number": row.number}, language()))


@told
def answer_review(
    review_id: UUID,
    verdict: Answer,
    reason: str,
    as_user: AsUser,
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """复核答复 · Answer whether a graduate's line stands or is rescinded."""
    call = call_of(as_user, request_id, now)
    row = revoking.answer_review(call, review_id=review_id, answer=verdict, reason=reason)
    answer({"review": row.pk, "answer": row.answer}, as_json, word("DONE_REVIEW", {"answer": row.answer}, language()))


@told
def expire(
    award_id: UUID, as_user: AsUser = "SYSTEM", request_id: RequestId = None, now: Now = None, as_json: Json = False
) -> None:
    """到期 · Expire one award if it is due (the nightly run does it for all)."""
    moved = expiring.expire(call_of(as_user, request_id, now), award_id=award_id)
    answer({"expired": moved}, as_json, word("DONE_EXPIRE" if moved else "NOT_DUE", {}, language()))


@told
def complete(
    enrolment_id: UUID,
    as_user: AsUser,
    note: Note = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """毕业 · Confirm that nothing remains to be studied."""
    row = leaving.complete(call_of(as_user, request_id, now), enrolment_id=enrolment_id, note=note)
    answer({"enrolment": row.pk, "status": row.status}, as_json, word("DONE_COMPLETE", {}, language()))


@told
def leave(
    enrolment_id: UUID,
    as_user: AsUser,
    note: Note = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """退学 · End an enrolment that was not completed."""
    row = leaving.leave(call_of(as_user, request_id, now), enrolment_id=enrolment_id, note=note)
    answer({"enrolment": row.pk, "status": row.status}, as_json, word("DONE_LEAVE", {}, language()))


@told
def reverse(
    line_id: UUID,
    reason: Reasons,
    as_user: AsUser,
    note: Note = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """冲正 · Reverse a final line that was posted in error."""
    call = call_of(as_user, request_id, now)
    row = reversing.reverse(call, line_id=line_id, reasons=[reason_of(code) for code in reason], note=note)
    answer({"line": row.pk, "state": row.state}, as_json, word("DONE_REVERSE", {}, language()))


@told
def correct_worth(
    award_id: UUID,
    bank_credits: str,
    reason: Reasons,
    as_user: AsUser,
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """更正积累学分 · Correct what an award is worth in the bank."""
    try:
        amount = parse_amount(bank_credits, 2)
    except InvalidAmount as error:
        raise InputError(error.code, **dict(error.parameters)) from error
    call = call_of(as_user, request_id, now)
    reasons = [reason_of(code) for code in reason]
    row = reversing.correct_worth(call, award_id=award_id, bank_credits=amount, reasons=reasons)
    answer(
        {"award": row.pk, "bank_credits": amount},
        as_json,
        word("DONE_CORRECT", {"number": row.number, "credits": format_amount(amount, 2)}, language()),
    )


COMMANDS = (
    freeze,
    release,
    revoke,
    annul_revocation,
    answer_review,
    expire,
    complete,
    leave,
    reverse,
    correct_worth,
)
