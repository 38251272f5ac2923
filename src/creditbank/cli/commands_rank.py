"""Commands that compare: the nearest programmes of one or of all, and what would help most in one."""

import os
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress

from creditbank.bank import batch as batching
from creditbank.bank import rank as ranking
from creditbank.bank import unlock as unlocking
from creditbank.catalogue.in_force import current_rulebook
from creditbank.cli.frame import AsUser, InputError, Json, Now, RequestId, answer, call_of, told
from creditbank.cli.language import language
from creditbank.people.lookups import learner_by_number
from creditbank.wording.ranks import ranking_sentences, unlock_sentences
from creditbank.wording.sentences import word

GAP = 3
"""Exit code: answered, but not everything is proven."""
LearnerNumber = Annotated[str, typer.Argument(help="Learner's number, L…")]


def _cores() -> int:
    return os.cpu_count() or 1


@told
def rank(
    learner: LearnerNumber,
    as_user: AsUser,
    top: Annotated[int, typer.Option(min=1, help="So many programmes of each unit.")] = ranking.TOP,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """排序 · The nearest programmes: what is left to study in each, proven. Exit 3: not everything is proven."""
    found = ranking.rank(call_of(as_user, None, now), learner_id=learner_by_number(learner).pk, top=top)
    document = {**msgspec.to_builtins(found), "proven": found.proven}
    answer(document, as_json, "\n".join(ranking_sentences(found, language())))
    if not found.proven:
        raise typer.Exit(GAP)


@told
def unlock(
    learner: LearnerNumber,
    programme: Annotated[str, typer.Argument(help="Programme id.")],
    as_user: AsUser,
    year: Annotated[int | None, typer.Option(help="Catalogue year; by default the learner's, else the newest.")] = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """差一项 · The one further outcome, and the one course, that would help most. Exit 3: not everything is proven."""
    learner_id = learner_by_number(learner).pk
    found = unlocking.unlock(call_of(as_user, None, now), learner_id=learner_id, programme=programme, year=year)
    stated = {"programme": found.problem.programme, "award": None, "course": None, "name": found.name}
    document = {**stated, **msgspec.to_builtins(found.unlock), "proven": found.unlock.proven}
    answer(document, as_json, "\n".join(unlock_sentences(found, current_rulebook(), language())))
    if not found.unlock.proven:
        raise typer.Exit(GAP)


@told
def batch(
    folder: Annotated[
        Path, typer.Argument(file_okay=False, help="Where the results are written, or go on being written.")
    ],
    as_user: AsUser,
    top: Annotated[int, typer.Option(min=1, help="So many programmes of each unit.")] = ranking.TOP,
    processes: Annotated[int, typer.Option(min=1, help="So many processes; by default one per core.")] = _cores(),
    before: Annotated[
        Path | None,
        typer.Option(file_okay=False, exists=True, help="A run under earlier rules: only who is touched is solved."),
    ] = None,
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """批量排序 · The nearest programmes of everyone, into Parquet files. Exit 3: not everything is proven."""
    call = call_of(as_user, request_id, now)
    with Progress(transient=True, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)
        try:
            found = batching.batch(
                call,
                folder,
                top=top,
                processes=processes,
                before=before,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
        except batching.BatchFolder as error:
            raise InputError(error.code, **error.parameters) from error
    figures = {"learners": found.learners, "anew": found.anew, "unproven": found.unproven, "file": str(folder)}
    answer(
        {**figures, "sha256": batching.digest_of(folder)} if as_json else figures,
        as_json,
        word("DONE_BATCH", figures, language()),
    )
    if found.unproven:
        raise typer.Exit(GAP)


COMMANDS = (rank, unlock, batch)
