"""``creditbank rulebook simulate``: the effect of a draft on everybody, before it is published."""

import csv
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from creditbank.bank.simulate import simulate
from creditbank.bank.simulate_draft import read_draft
from creditbank.bank.simulate_pool import Progress as Report
from creditbank.bank.simulate_pool import quiet
from creditbank.bank.simulate_shapes import Change, Mover, ProgrammeEffect, Simulation
from creditbank.catalogue.in_force import current_rulebook
from creditbank.cli.frame import BAD_INPUT, AsUser, InputError, Json, Now, answer, call_of, read_day, told
from creditbank.cli.language import language
from creditbank.kernel.quantity import format_amount
from creditbank.rules.findings import Finding, RulebookInvalid
from creditbank.rules.rulebook import Rulebook
from creditbank.wording.names import name_of
from creditbank.wording.sentences import word, word_finding

FLAGGED = 3
"""Exit code where some figure is not proven."""


def add_to(app: typer.Typer) -> None:
    """Make it a command among those of the rulebook."""
    app.command(name="simulate")(simulate_command)


@told
def simulate_command(
    draft: Annotated[Path, typer.Argument(exists=True, help="A rulebook, or only its changed files, or one of them.")],
    as_user: AsUser = "SYSTEM",
    day: Annotated[str, typer.Option(help="The day on which it is tried (YYYY-MM-DD; default: today).")] = "",
    enrolled: Annotated[bool, typer.Option("--enrolled", help="Only learners enrolled in the programmes.")] = False,
    top: Annotated[int, typer.Option(min=0, max=1000, help="How many of those who move most are shown.")] = 20,
    file: Annotated[Path | None, typer.Option("--csv", dir_okay=False, help="Write all who move here.")] = None,
    processes: Annotated[int, typer.Option(min=0, max=64, help="Processes at work (default: one for each core).")] = 0,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """试行测算 · Before a draft is published: who gains, who loses, how many credits. Exit 3 if a figure lacks its proof."""
    call = call_of(as_user, None, now)
    on = read_day(day, "day") if day else call.day
    book = _read(draft, as_json)
    with _writable(file) as out, _progress(as_json) as report:
        found = simulate(
            call, book, on=on, enrolled_only=enrolled, top=top, processes=processes or _cores(), progress=report
        )
        if out is not None:
            _write(out, found.movers)
    shown = msgspec.structs.replace(found, movers=found.movers[:top])
    answer(shown, as_json, "\n".join(_sentences(shown, book)))
    if not as_json:
        _tables(shown)
        if file is not None:
            typer.echo(_say("SIMULATE_CSV", file=str(file), count=len(found.movers)))
    if found.unproven:
        raise typer.Exit(FLAGGED)


def _read(draft: Path, as_json: bool) -> Rulebook:
    """What would be in force; every fault is told with file, place and mend, and ends the command."""
    try:
        return read_draft(draft, current_rulebook())
    except RulebookInvalid as error:
        if as_json:
            answer({"ok": False, "findings": error.findings}, True, "")
        else:
            typer.echo(_say("SIMULATE_FAULTS", count=len(error.findings)), err=True)
            for finding in error.findings:
                typer.echo(_fault(finding), err=True)
        raise typer.Exit(BAD_INPUT) from None


def _fault(finding: Finding) -> str:
    said = word_finding(finding.code, finding.parameters, language())
    mend = word("MEND", {"mend": finding.mend}, language()) if finding.mend else ""
    return f"{finding.file} {finding.path}".strip() + f": {said} {mend}".rstrip()


def _cores() -> int:
    return os.cpu_count() or 1


@contextmanager
def _progress(as_json: bool) -> Iterator[Report]:
    """A bar on a terminal, nothing in a pipe."""
    if as_json or not sys.stdout.isatty():
        yield quiet
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def report(code: str, done: int, total: int) -> None:
            if code not in tasks:
                tasks[code] = bar.add_task(_say(code), total=total)
            bar.update(tasks[code], completed=done)

        yield report


@contextmanager
def _writable(file: Path | None) -> Iterator[Any]:
    """The file open for writing, known to be so before the work begins. Raises ``InputError``."""
    if file is None:
        yield None
        return
    try:
        out = file.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise InputError("FILE_NOT_WRITABLE", file=str(file), text=error.strerror or type(error).__name__) from error
    with out:
        yield out


def _write(out: Any, movers: Iterable[Mover]) -> None:
    writer = csv.writer(out)
    names = ("learner", "programme", "enrolled", "before", "after", "proven")
    writer.writerow(names)
    writer.writerows(tuple(_plain(getattr(one, name)) for name in names) for one in movers)


def _plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else value


def _sentences(found: Simulation, book: Rulebook) -> Iterator[str]:
    if not found.changes:
        yield _say("SIMULATE_NOTHING")
        return
    yield _say("SIMULATE_CHANGES", count=len(found.changes))
    yield from (f"  {_change(one)}" for one in found.changes)
    counts = ("learners", "touched", "pairs", "gained", "lost", "unchanged")
    yield _say("SIMULATE_TOTAL", **{name: getattr(found, name) for name in counts})
    if found.enrolled_only:
        yield _say("SIMULATE_ENROLLED_ONLY")
    for unit, (gained, lost) in sorted(_by_unit(found.programmes).items()):
        scale = book.units[unit].scale
        amounts = {"gained": format_amount(gained, scale), "lost": format_amount(lost, scale)}
        yield _say("SIMULATE_CREDITS", unit=unit, **amounts)
    if found.unproven:
        yield _say("SIMULATE_UNPROVEN", count=found.unproven)


def _change(one: Change) -> str:
    definition = " ".join(part for part in (name_of("document", one.sort, language()), one.id, one.from_day) if part)
    what = _say(f"SIMULATE_{one.what.upper()}")
    return _say(f"SIMULATE_CHANGE_{one.reach.upper()}", what=what, definition=definition, programmes=one.programmes)


def _by_unit(effects: Sequence[ProgrammeEffect]) -> dict[str, tuple[int, int]]:
    """Credits gained and lost by unit: credits of different units are never added."""
    gained: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for one in effects:
        gained[one.unit] += one.credits_gained
        lost[one.unit] += one.credits_lost
    return {unit: (gained[unit], lost[unit]) for unit in gained | lost if gained[unit] or lost[unit]}


def _tables(found: Simulation) -> None:
    console = Console()
    effects = [one for one in found.programmes if one.gained or one.lost]
    if effects:
        columns = ("PROGRAMME", "COMPARED", "GAIN", "LOSE", "LESS", "MORE")
        console.print(_table(columns, [_effect_row(one) for one in effects]))
    if found.movers:
        typer.echo(_say("SIMULATE_MOVERS"))
        scales = {one.programme: one.scale for one in found.programmes}
        heads = ("LEARNER", "PROGRAMME", "BEFORE", "AFTER", "CONVERTED")
        console.print(_table(heads, [_mover_row(one, scales[one.programme]) for one in found.movers]))


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for number, head in enumerate(heads):
        table.add_column(_say(f"SIMULATE_COLUMN_{head}"), justify="left" if number == 0 else "right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _effect_row(one: ProgrammeEffect) -> tuple[str, ...]:
    amounts = (format_amount(amount, one.scale) for amount in (one.credits_gained, one.credits_lost))
    return (one.programme, *map(str, (one.pairs, one.gained, one.lost)), *amounts)


def _mover_row(one: Mover, scale: int) -> tuple[str, ...]:
    converted = (one.converted_before, one.converted_after)
    amounts = [
        _say("SIMULATE_IMPOSSIBLE") if left is None else format_amount(left, scale) for left in (one.before, one.after)
    ]
    shown = " → ".join("–" if amount is None else format_amount(amount, scale) for amount in converted)
    return (one.learner, one.programme, *amounts, shown + ("" if one.proven else " *"))


def _say(code: str, **parameters: object) -> str:
    shown = {
        name: name_of("unit", str(value), language()) if name == "unit" else value for name, value in parameters.items()
    }
    return word(code, shown, language())
