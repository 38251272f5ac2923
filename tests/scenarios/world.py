"""A bank in the middle of its day, for tests that ask of every verb what it does with a bad or a repeated call."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.apps import apps

from creditbank.bank.appeal import appeal
from creditbank.bank.decide import decide
from creditbank.bank.models import Appeal, Award, ConversionLine, Deposit
from creditbank.kernel.decision import Reason
from creditbank.plan.problem import Plan
from tests.scenarios.desk import Desk

NC = "craftsman-college/460103"
TODAY = date(2026, 4, 13)
LATER = date(2026, 5, 11)
WHY = (Reason("CONTENT_DIFFERS"),)


class World:
    """李师傅 has a deposit waiting, a line applied for (a lathe certificate), and an award that he could still use."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.call = desk.call
        self.li = desk.learner("li")
        self.deposit: Deposit = desk.deposit(
            "li", "computer_rank", date(2026, 3, 28), on=TODAY, subject="C语言", level="2"
        )
        self.award: Award = desk.award(
            "li", "occupational_skill_certificate", date(2024, 5, 6), occupation="6-18-01-01", level="3"
        )
        self.enrolment = desk.enrol("li", NC, date(2025, 9, 1))
        (self.line,) = desk.apply(self.enrolment, TODAY)
        self.free: Award = desk.award(
            "li", "union_course", date(2025, 5, 6), course="人工智能通识", subject_area="digital", hours=108
        )
        self.plan: Plan = desk.quote(self.enrolment, TODAY).plan

    def refused_line(self) -> ConversionLine:
        """The line, refused by 赵老师."""
        return decide(self.call("zhao", TODAY), line_id=self.line.pk, verdict="refuse", reasons=WHY)

    def open_appeal(self) -> Appeal:
        """An appeal of 李师傅 against that refusal."""
        return appeal(self.call("li", TODAY), line_id=self.refused_line().pk, text="内容相同")

    def published_line(self) -> ConversionLine:
        """The line, approved and published; its notice is over on ``LATER``."""
        return self.desk.approve(self.line, TODAY)

    def final_line(self) -> ConversionLine:
        """The line, final since the day before ``LATER``."""
        (line,) = self.desk.settle([self.line], TODAY)
        assert line.final_on is not None
        assert line.final_on < LATER - timedelta(days=1)
        return line


def rows() -> dict[str, int]:
    """How many rows every table has."""
    return {model._meta.db_table: model._default_manager.count() for model in apps.get_models()}


def changed(before: dict[str, int]) -> Sequence[str]:
    """Tables that have another number of rows than before."""
    now = rows()
    return [table for table in now if now[table] != before[table]]
