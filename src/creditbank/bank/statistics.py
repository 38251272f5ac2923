"""统计: how much there is in the bank, for the public page and the centre. Counts only, nobody can be seen in them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from creditbank.bank.models import Award, ConversionLine, Deposit, Enrolment
from creditbank.people.directory import count_learners


@dataclass(frozen=True, slots=True)
class Totals:
    """Learners, outcomes put in, outcomes certified and standing, and conversion lines that are final."""

    learners: int
    outcomes: int
    awards: int
    conversions: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """How many stand in which state; overdue: not decided by the day on which they were due."""

    deposits: dict[str, int]
    lines: dict[str, int]
    enrolments: dict[str, int]
    overdue_deposits: int
    overdue_lines: int


def totals() -> Totals:
    """Four counts over the whole bank."""
    return Totals(
        learners=count_learners(),
        outcomes=Deposit.objects.count(),
        awards=Award.objects.filter(live=True).count(),
        conversions=ConversionLine.objects.filter(state="final").count(),
    )


def breakdown(today: date) -> Breakdown:
    """Deposits, lines and enrolments by state; of those that await a decision, how many should have had it by now."""
    overdue = ConversionLine.objects.filter(due_on__lt=today, state__in=["applied", "referred"])
    return Breakdown(
        deposits=dict(Deposit.objects.values_list("status").annotate(count=Count("pk")).order_by("status")),
        lines=dict(ConversionLine.objects.values_list("state").annotate(count=Count("pk")).order_by("state")),
        enrolments=dict(Enrolment.objects.values_list("status").annotate(count=Count("pk")).order_by("status")),
        overdue_deposits=Deposit.objects.filter(due_on__lt=today, status__in=["submitted", "accepted"]).count(),
        overdue_lines=overdue.count(),
    )
