"""The command that lists what waits for somebody's decision."""

from typing import Annotated

import typer

from creditbank.bank import waiting as reading
from creditbank.cli.frame import AsUser, Json, Now, answer, call_of, told
from creditbank.cli.language import language
from creditbank.wording.names import key_of
from creditbank.wording.sentences import word


@told
def waiting(
    as_user: AsUser,
    institution: Annotated[str, typer.Option(help="Only what waits there; all that you may see if left out.")] = "",
    now: Now = None,
    as_json: Json = False,
) -> None:
    """待办 · What waits, with ids and due dates: deposits, lines, appeals, inquiries, reviews."""
    rows = reading.waiting(call_of(as_user, None, now), institution=institution)
    said = [_sentence(row) for row in rows] or [word("WAITING_NONE", {}, language())]
    answer({"waiting": rows}, as_json, "\n".join(said))


def _sentence(row: reading.WaitingRow) -> str:
    parameters = {
        "id": row.id,
        "about": row.about[key_of(language())],
        "state": row.state,
        "learner": row.learner,
        "institution": row.institution,
        "due_on": row.due_on.isoformat() if row.due_on else "–",
    }
    return word(f"WAITING_{row.what.upper()}", parameters, language())


COMMANDS = (waiting,)
