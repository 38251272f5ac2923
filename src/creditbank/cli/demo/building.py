"""Build the demonstration: everybody's acts in the order of the days, in one transaction."""

from collections.abc import Callable
from datetime import date

from django.db import transaction

from creditbank.bank.nightly import run_nightly
from creditbank.catalogue.in_force import current_rulebook
from creditbank.cli.demo.acting import START, Stage
from creditbank.cli.demo.city import register_city
from creditbank.cli.demo.cohort import certify_rosters, draw_workers, fill_catalogue, open_accounts
from creditbank.cli.demo.conversions import FIRST_WAVE, SECOND_WAVE, THIRD_WAVE, Conversions
from creditbank.cli.demo.outcomes import Printer
from creditbank.cli.demo.story import Story

COHORT = 300
LAST_DAY = 19
"""The working day on which the story is told."""
Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


@transaction.atomic
def build(size: int = COHORT, start: date = START, progress: Progress = lambda *_: None) -> None:
    """The whole demonstration; ``size`` counts the workers, 李师傅 among them. An interruption leaves nothing behind."""
    stage = Stage(start)
    progress("DEMO_CITY", 0, 0)
    register_city(stage)
    printer = Printer(current_rulebook())
    story = Story(stage, printer)
    workers = draw_workers(current_rulebook(), size - 1, stage.day, printer)
    pending = [worker.pending for worker in workers if worker.pending is not None]
    outcomes = [outcome for worker in workers for outcome in worker.outcomes]
    steps = _Steps(progress)
    story.begin()
    open_accounts(stage, workers, steps.of("DEMO_ACCOUNTS", len(workers)))
    fill_catalogue(stage, [*outcomes, *pending, *story.outcomes.values()])
    stage.begin_day(1)
    certify_rosters(stage, workers, steps.of("DEMO_ROSTERS", len(outcomes)))
    story.put_in()
    _convert(stage, story, Conversions(stage, workers), steps)


def _convert(stage: Stage, story: Story, cohort: Conversions, steps: "_Steps") -> None:
    """From the second day on: what is reviewed, applied for, decided, published, final."""
    applicants = len(cohort.applicants)
    stage.begin_day(2)
    story.look_through()
    stage.begin_day(3)
    story.correct()
    stage.begin_day(4)
    story.certify()
    stage.begin_day(5)
    story.apply()
    applied = steps.of("DEMO_APPLICATIONS", applicants)
    cohort.apply(FIRST_WAVE, applied)
    stage.begin_day(8)
    story.decide()
    decided = steps.of("DEMO_DECISIONS", applicants - len(cohort.wave(THIRD_WAVE)))
    cohort.decide(FIRST_WAVE, decided)
    stage.begin_day(9)
    story.object()
    stage.begin_day(12)
    story.settle()
    stage.begin_day(14)
    steps.of("DEMO_NIGHTLY", 0)
    run_nightly(stage.now)
    cohort.apply(SECOND_WAVE, applied)
    stage.begin_day(17)
    cohort.decide(SECOND_WAVE, decided)
    story.take_along()
    stage.begin_day(18)
    run_nightly(stage.now)
    cohort.apply(THIRD_WAVE, applied)
    cohort.put_in_one_more()


class _Steps:
    """Adds up what each step reports."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def of(self, code: str, total: int) -> Callable[[int], None]:
        """A function that is told how much more of this step is done."""
        done = 0
        self._progress(code, 0, total)

        def advance(count: int) -> None:
            nonlocal done
            done += count
            self._progress(code, done, total)

        return advance
