"""The cohort's conversions in three waves: one final at the end, one in public notice, one still with the schools.

And one more outcome that each of these workers puts in himself, so that the bodies' queues are not empty.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from creditbank.bank.appeal import appeal
from creditbank.bank.apply import apply
from creditbank.bank.decide import decide, publish_notice
from creditbank.bank.deposit import accept, deposit, refuse, return_for_correction
from creditbank.bank.quote import quote
from creditbank.cli.demo.acting import Stage, act_id
from creditbank.cli.demo.cohort import Worker
from creditbank.cli.demo.hero import UNDECIDED
from creditbank.cli.demo.institutions import who
from creditbank.kernel.decision import Reason
from creditbank.people.roles import Role

FIRST_WAVE, SECOND_WAVE, THIRD_WAVE = (0, 1, 2), (3, 4), (5,)
"""The workers with a log-in take turns: three of six apply in the first wave."""
REFUSED_EVERY, REFERRED_EVERY = 13, 17
"""Of the lines decided, every so many is refused or referred; all others are approved."""


class Conversions:
    """Applies and decides for the workers with a log-in."""

    def __init__(self, stage: Stage, workers: Sequence[Worker]) -> None:
        self.stage = stage
        self.applicants = [one for one in workers if one.username and one.username != UNDECIDED]
        self._decided = 0

    def wave(self, turns: tuple[int, ...]) -> list[Worker]:
        """The applicants whose turn it is."""
        return [worker for place, worker in enumerate(self.applicants) if place % 6 in turns]

    def apply(self, turns: tuple[int, ...], progress: Callable[[int], None]) -> None:
        """Each asks for the best plan and applies for all of it."""
        for worker in self.wave(turns):
            call = self.stage.call(worker.username, "quote", worker.number)
            found = quote(call, enrolment_id=worker.enrolment_id)
            if found.plan.lines:
                call = self.stage.call(worker.username, "apply", worker.number)
                conversion = apply(call, enrolment_id=worker.enrolment_id, lines=found.plan.lines, plan=found.plan)
                worker.lines = [line.pk for line in conversion.lines.all() if line.state == "applied"]
            progress(1)

    def decide(self, turns: tuple[int, ...], progress: Callable[[int], None]) -> None:
        """The schools decide line by line; what is approved is published the same day."""
        for worker in self.wave(turns):
            for line in worker.lines:
                self._decide(worker, line)
            progress(1)

    def put_in_one_more(self) -> None:
        """A deposit each: some are only handed in, some in review, some returned, one in five refused."""
        for place, worker in enumerate(self.applicants):
            self._put_in(place % 5, worker)

    def _decide(self, worker: Worker, line: UUID) -> None:
        self._decided += 1
        registrar = who(worker.school, Role.REGISTRAR)
        call = self.stage.call(registrar, "decide", line)
        if self._decided % REFUSED_EVERY == 0:
            reason = Reason("EVIDENCE_MISSING", "syllabus")
            decide(call, line_id=line, verdict="refuse", reasons=[reason], note="请补充课程大纲或培训大纲后重新申请。")
        elif self._decided % REFERRED_EVERY == 0:
            reason = Reason("FACT_MISSING", "award.hours")
            decide(call, line_id=line, verdict="refer", reasons=[reason], note="请颁证机构确认学时。")
        else:
            decide(call, line_id=line, verdict="approve")
            publish_notice(self.stage.call(registrar, "publish", line), line_id=line)

    def _put_in(self, turn: int, worker: Worker) -> None:
        outcome = worker.pending
        if outcome is None:
            return
        body, name = outcome.entry.body, ("one more", worker.number)
        deposit_id = act_id(*name)
        deposit(
            self.stage.call(worker.username, *name),
            learner_id=worker.learner_id,
            achievement_id=outcome.entry.id,
            claim=outcome.claim,
        )
        clerk = who(body, Role.CERTIFICATION_CLERK)
        if turn == 1:
            accept(self.stage.call(clerk, "accept", *name), deposit_id=deposit_id)
        elif turn == 2:
            call = self.stage.call(clerk, "return", *name)
            reason = Reason("EVIDENCE_MISSING", "certificate_scan")
            return_for_correction(call, deposit_id=deposit_id, reasons=[reason], note="扫描件缺页，请重新上传。")
        elif turn == 3:
            call = self.stage.call(who(body, Role.CERTIFICATION_REVIEWER), "refuse", *name)
            refuse(
                call, deposit_id=deposit_id, reasons=[Reason("NOT_IN_REGISTER", "certificate")], note="编号查询无记录。"
            )
            if worker.number % 2 == 0:
                call = self.stage.call(worker.username, "appeal", *name)
                appeal(call, deposit_id=deposit_id, text="证书为换发新证，请按旧编号查询。")
