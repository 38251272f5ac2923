"""Commands that only read: record, transcript, and the public check of a record number, which ``verify`` calls."""

from typing import Annotated
from uuid import UUID

import typer
from django.utils import timezone

from creditbank.bank import record as reading
from creditbank.bank.numbers import normal_credential_number
from creditbank.catalogue.in_force import current_rulebook
from creditbank.cli.frame import FAILED, AsUser, Json, Now, answer, call_of, told
from creditbank.cli.language import language
from creditbank.credentials import issued
from creditbank.credentials.verify.report import Report
from creditbank.credentials.verifying import report_on_kept
from creditbank.people.directory import institution_names
from creditbank.people.lookups import learner_by_number
from creditbank.rules.definitions import Name
from creditbank.wording.records import check_sentence, record_sentences, transcript_sentences
from creditbank.wording.sentences import word


@told
def record(
    learner: Annotated[str, typer.Argument(help="Learner's number, L…")],
    as_user: AsUser,
    purpose: Annotated[str, typer.Option(help="What it is looked at for; the person sees it.")] = "service",
    now: Now = None,
    as_json: Json = False,
) -> None:
    """查询 · The lifelong learning record."""
    found = reading.record(call_of(as_user, None, now), learner_id=learner_by_number(learner).pk, purpose=purpose)
    holders = institution_names(deposit.holder for deposit in found.deposits)
    names: dict[str, Name] = {holder: {"zh": name["zh"], "en": name["en"]} for holder, name in holders.items()}
    answer(found, as_json, "\n".join(record_sentences(found, current_rulebook(), language(), names)))


@told
def transcript(enrolment_id: UUID, as_user: AsUser, now: Now = None, as_json: Json = False) -> None:
    """成绩单 · The transcript of an enrolment."""
    found = reading.transcript(call_of(as_user, None, now), enrolment_id=enrolment_id)
    answer(found, as_json, "\n".join(transcript_sentences(found, current_rulebook(), language())))


@told
def check_number_command(number: str, as_json: Json = False) -> None:
    """查验 · What anyone may know of a record number; ``verify`` calls it."""
    found = reading.check_number(number)
    if found is None:
        answer({"found": False}, as_json, word("NUMBER_UNKNOWN", {"number": number}, language()))
        raise typer.Exit(FAILED)
    answer(found, as_json, check_sentence(found, language()))


def kept_report(number: str) -> Report | None:
    """The verification of the credential with that number, as of now; ``None`` where it is no number of a credential."""
    normal = normal_credential_number(number)
    row = None if normal is None else issued.find_number(normal)
    return None if row is None else report_on_kept(row, timezone.now())


COMMANDS = (record, transcript)
