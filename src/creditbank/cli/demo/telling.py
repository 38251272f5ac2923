"""李师傅's story in plain sentences, in one language. Everything said comes from the report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from creditbank.bank.quote import Quote
from creditbank.bank.trace import AwardTrace, LineTrace, TraceStep
from creditbank.catalogue.in_force import current_rulebook
from creditbank.cli.demo.report import Report
from creditbank.kernel.quantity import format_amount
from creditbank.rules.definitions import Name
from creditbank.wording.names import column, key_of
from creditbank.wording.plans import plan_sentences
from creditbank.wording.records import check_sentence, transcript_sentences
from creditbank.wording.sentences import word, word_reason


def tell(report: Report, language: str) -> list[str]:
    """The whole story, one sentence a line; an empty line before each heading."""
    teller = _Teller(report, language)
    chapters = (
        ("CITY", teller.city),
        ("DEPOSITS", teller.deposits),
        ("PLAN", teller.plan),
        ("DECISIONS", teller.decisions),
        ("LEFT", teller.left),
        ("SKILL", lambda: teller.another_plan(report.skill_quote)),
        ("TRAINING", lambda: teller.another_plan(report.training_quote)),
        ("RECORD", teller.record),
        ("LEDGER", teller.ledger),
    )
    said: list[str] = []
    for title, chapter in chapters:
        said += ["", word(f"DEMO_TITLE_{title}", {}, language), *chapter()]
    return said


class _Teller:
    """Says the chapters of one report."""

    def __init__(self, report: Report, language: str) -> None:
        self.report = report
        self.language = language

    def city(self) -> Iterator[str]:
        """The cohort, and who is spoken of."""
        report = self.report
        yield self._say("DEMO_COHORT", **msgspec.to_builtins(report.totals))
        yield self._say(
            "DEMO_HERO",
            name=report.record.name,
            learner=report.record.learner,
            employer=self._in(report.employer),
            programme=self._in(report.enrolment.name),
        )

    def deposits(self) -> Iterator[str]:
        """What was put in and returned, who certified it, what it is worth in the bank."""
        awards = self.report.awards
        bodies = {award.body["zh"] for award in awards}
        yield self._say("DEMO_DEPOSITED", on=awards[0].steps[0].on, count=len(awards), bodies=len(bodies))
        yield from (self._returned(award, place) for award in awards for place in _places(award, "returned"))
        yield from (self._certified(award) for award in awards)
        yield self._say("DEMO_ACCUMULATED", credits=_credits(sum(award.bank_credits for award in awards)))

    def plan(self) -> Iterator[str]:
        """The quote with which he applied."""
        yield from plan_sentences(self.report.quote, current_rulebook(), self.language)

    def decisions(self) -> Iterator[str]:
        """What became of the lines: the plain ones together, the others one by one, then what is final."""
        lines = self.report.lines
        plain = [line for line in lines if not _is_special(line)]
        yield self._say("DEMO_APPLIED", on=lines[0].steps[0].on, lines=len(lines))
        approved = next(step for step in plain[0].steps if step.to == "approved")
        yield self._say("DEMO_APPROVED", on=approved.on, by=approved.by, lines=len(plain))
        told = {"refused", "referred", "approved"}
        special = [(line, step) for line in lines if _is_special(line) for step in line.steps if step.to in told]
        yield from (self._step(line, step) for line, step in sorted(special, key=lambda one: one[1].on))
        for on in sorted({step.on for line in lines for step in line.steps if step.to == "final"}):
            yield self._final(on, [line for line in lines if line.steps[-1].on == on and line.state == "final"])

    def left(self) -> Iterator[str]:
        """What remains, and the hours that were saved."""
        enrolment, progress = self.report.enrolment, self.report.progress
        yield self._say(
            "DEMO_LEFT",
            required=_credits(enrolment.required),
            granted=_credits(enrolment.granted),
            pending=_credits(enrolment.pending),
            remaining=_credits(progress.remaining),
            hours=progress.hours_saved,
        )

    def another_plan(self, quote: Quote) -> Iterator[str]:
        """A plan for something else, without the long list of what has nothing to do with it."""
        spent = sum(one.reason.code == "SPENT" for one in quote.plan.unused)
        shorter = replace(quote, plan=msgspec.structs.replace(quote.plan, unused=()))
        yield from plan_sentences(shorter, current_rulebook(), self.language)
        if spent:
            yield self._say("DEMO_SPENT", spent=spent)

    def record(self) -> Iterator[str]:
        """The transcript, and how a stranger checks a number."""
        yield from transcript_sentences(self.report.transcript, current_rulebook(), self.language)
        yield check_sentence(self.report.checked, self.language)
        yield self._say("DEMO_CHECK_NUMBER", number=self.report.checked.number)
        yield self._say("DEMO_CREDENTIAL", number=self.report.credential)

    def ledger(self) -> Iterator[str]:
        """That the books agree."""
        report = self.report
        code = "DEMO_LEDGER_OK" if report.ledger_ok else "DEMO_LEDGER_WRONG"
        yield self._say(code, accounts=report.accounts, transfers=report.transfers)

    def _certified(self, award: AwardTrace) -> str:
        done = award.steps[-1]
        return self._say(
            "DEMO_CERTIFIED" if award.standard is not None else "DEMO_CERTIFIED_WITHOUT",
            on=done.on,
            award=self._in(award.name),
            body=self._in(award.body),
            by=done.by,
            credits=_credits(award.bank_credits),
            standard=self._in(award.standard) if award.standard is not None else "",
            number=award.number,
        )

    def _returned(self, award: AwardTrace, place: int) -> str:
        step = award.steps[place]
        reasons = self._reasons(step.reasons, award.kind)
        again = award.steps[place + 1].on
        return self._say(
            "DEMO_RETURNED",
            on=step.on,
            award=self._in(award.name),
            by=step.by,
            reasons=reasons,
            text=step.note,
            again=again,
        )

    def _step(self, line: LineTrace, step: TraceStep) -> str:
        code = {"refused": "DEMO_STEP_REFUSED", "referred": "DEMO_STEP_REFERRED"}.get(step.to, "DEMO_STEP_APPROVED")
        if step.verb == "decide_appeal":
            code = "DEMO_STEP_APPEAL"
        return self._say(
            code,
            on=step.on,
            by=step.by,
            targets=self._joined(line.targets),
            reasons=self._reasons(step.reasons, line.kind),
            text=step.note,
        )

    def _final(self, on: str, lines: Sequence[LineTrace]) -> str:
        amount = sum(line.amount for line in lines)
        return self._say(
            "DEMO_STEP_FINAL", on=on, until=lines[0].notice_ends_on, lines=len(lines), credits=_credits(amount)
        )

    def _reasons(self, reasons: Iterable[Mapping[str, Any]], kind: str = "") -> str:
        book = current_rulebook()
        worded = (word_reason(reason, self.language, book, kind) for reason in reasons)
        return (" " if column(self.language) else "").join(worded)

    def _joined(self, names: Iterable[Name]) -> str:
        return (", " if column(self.language) else "、").join(self._in(name) for name in names)

    def _in(self, name: Name) -> str:
        return name[key_of(self.language)]

    def _say(self, code: str, **parameters: Any) -> str:
        return word(code, parameters, self.language)


def _credits(amount: int) -> str:
    return format_amount(amount, 2)


def _places(award: AwardTrace, state: str) -> list[int]:
    return [place for place, step in enumerate(award.steps) if step.to == state]


def _is_special(line: LineTrace) -> bool:
    """Refused or referred on its way."""
    return any(step.to in {"refused", "referred"} for step in line.steps)
