"""The engine without a bank: a problem document in, a plan out; and the independent checker. No database is needed."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import msgspec
import typer

from creditbank.cli.frame import BAD_INPUT, FAILED, InputError, Json, answer
from creditbank.cli.language import language
from creditbank.kernel.decision import Reason
from creditbank.kernel.errors import CreditbankError
from creditbank.plan.check import check
from creditbank.plan.document import MOST_BYTES, Malformed, read_plan, read_problem, schema, too_many
from creditbank.plan.problem import Plan, Problem
from creditbank.plan.solve import solve
from creditbank.wording.documents import answer_sentences, certainty_sentences
from creditbank.wording.sentences import word_error

if TYPE_CHECKING:
    from creditbank.plan.relax import Infeasibility

GAP = 3
"""Exit code: answered, but not proven."""
MOST_SOLVED = 10_000
"""Candidates that a problem may have to be solved here, in a few seconds: a learner has a few dozen."""
MOST_EXPLAINED = 200
"""Outcomes up to which each that is not used gets its reason: that takes a search each."""
File = Annotated[Path, typer.Argument(help="JSON file; - reads standard input.")]


def plan(
    problem: Annotated[
        Path | None,
        typer.Option(help="JSON file of a problem; - reads standard input."),
    ] = None,
    no_proof: Annotated[
        bool, typer.Option("--no-proof", help="Leave out the proof log; the answer is the same.")
    ] = False,
    schema_of: Annotated[
        Literal["problem", "plan"] | None, typer.Option("--schema", help="Print the JSON Schema of a document instead.")
    ] = None,
    as_json: Json = False,
) -> None:
    """求解 · The provably best plan of a problem document. Exit 0: proven; 3: flagged with a gap; 2: bad input."""
    if schema_of is not None:
        answer(schema(Problem if schema_of == "problem" else Plan), True, "")
        return
    if problem is None:
        raise typer.BadParameter("--problem FILE")
    try:
        read = _solvable(read_problem(_bytes(problem)))
    except (Malformed, InputError) as error:
        _fail(error, as_json, BAD_INPUT)
    try:
        found = solve(read, explain=len(read.outcomes) <= MOST_EXPLAINED, proof=not no_proof)
        _tell_plan(read, found, as_json)
    except CreditbankError as error:  # the effort ended before there was an answer
        _fail(error, as_json, GAP)


def plan_check(problem: File, plan: File, as_json: Json = False) -> None:
    """核对方案 · Whether a plan is feasible, right in its figures, and proven by its log. Exit 0: accepted; 1: refused."""
    try:
        asked, told = read_problem(_bytes(problem)), read_plan(_bytes(plan))
    except (Malformed, InputError) as error:
        _fail(error, as_json, BAD_INPUT)
    findings = check(asked, told)
    document = {"accepted": not findings, "proof": told.proof, "findings": _told(findings)}
    answer(document, as_json, "\n".join(certainty_sentences(asked, told, findings, language())))
    if findings:
        raise typer.Exit(FAILED)


def _tell_plan(problem: Problem, found: Plan, as_json: bool) -> None:
    findings = check(problem, found)
    why = _why(problem) if found.status == "infeasible" else None
    document: dict[str, Any] = {"plan": found, "checked": not findings, "findings": _told(findings)}
    document |= {} if why is None else {"infeasible": why}
    answer(document, as_json, "\n".join(answer_sentences(problem, found, findings, why, language())))
    if findings:
        raise typer.Exit(FAILED)
    if found.status == "gap":
        raise typer.Exit(GAP)


def _solvable(problem: Problem) -> Problem:
    """The problem, if its size promises an answer while one waits. Raises ``Malformed``."""
    if len(problem.candidates) > MOST_SOLVED:
        raise too_many("candidates", MOST_SOLVED, len(problem.candidates))
    return problem


def _why(problem: Problem) -> "Infeasibility | None":
    from creditbank.plan.relax import why_infeasible  # loads the solver

    return why_infeasible(problem)


def _told(findings: Sequence[Reason]) -> list[Any]:
    return [msgspec.to_builtins(one) for one in findings]


def _bytes(path: Path) -> bytes:
    """The file, or standard input; no more than one byte above what a document may have. Raises ``InputError``."""
    if str(path) == "-":
        return typer.get_binary_stream("stdin").read(MOST_BYTES + 1)
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError("DOCUMENT_UNREADABLE", file=str(path), text=error.strerror or "") from error


def _fail(error: CreditbankError, as_json: bool, exit_code: int) -> NoReturn:
    """Tell an error on standard error. Unlike elsewhere no rulebook is asked for names: there is no bank."""
    sentence = word_error(error, language())
    if as_json:
        document = {"error": error.code, "parameters": dict(error.parameters), "message": sentence}
        sentence = json.dumps(document, ensure_ascii=False, default=str)
    typer.echo(sentence, err=True)
    raise typer.Exit(exit_code)


COMMANDS = (plan, plan_check)
