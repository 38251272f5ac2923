"""Who acts and when: every act of the demonstration is a call with its own user, a moving clock and an id of its own.

The ids come from the names of the acts, so that a second run of the same act is recognised as a repetition.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings

from creditbank.bank.call import Call
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.errors import CreditbankError
from creditbank.people.lookups import find_user
from creditbank.people.permissions import SYSTEM, Actor, actor_of

NAMESPACE = UUID("6d9c1f0e-3c8b-5a41-9f0e-0a1d6f3b7c21")
START = date(2026, 3, 2)
"""The first day of the demonstration, a working day."""


class ActRefused(CreditbankError):
    """The rules do not accept an act of the demonstration: the rulebook has changed (``DEMO_ACT_REFUSED``)."""


def act_id(*names: object) -> UUID:
    """The request id of the act of that name."""
    return uuid5(NAMESPACE, "/".join(str(name) for name in names))


class Stage:
    """The moving clock and the people who act. Days are counted in working days from the first one."""

    def __init__(self, start: date = START) -> None:
        self.start = start
        self.now = self._morning(start)
        self._actors: dict[str, Actor] = {}

    def begin_day(self, working_day: int) -> date:
        """Nine o'clock on that working day; 0 is the first."""
        day = current_rulebook().calendar.add_working_days(self.start, working_day)
        self.now = self._morning(day)
        return day

    @property
    def day(self) -> date:
        """Today."""
        return self.now.date()

    def call(self, username: str, *names: object) -> Call:
        """The call of the act of that name by that user, one second after the act before; ``SYSTEM`` is the bank."""
        self.now += timedelta(seconds=1)
        return Call(act_id(*names), self.actor(username), self.now)

    def actor(self, username: str) -> Actor:
        """What the user may act as; nobody changes his post during the demonstration."""
        if username == "SYSTEM":
            return SYSTEM
        if username not in self._actors:
            self._actors[username] = actor_of(find_user(username), self.day)
        return self._actors[username]

    @staticmethod
    def _morning(day: date) -> datetime:
        return datetime.combine(day, time(9), ZoneInfo(settings.TIME_ZONE))
