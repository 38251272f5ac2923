"""What a simulation says: the definitions that would change, the effect on each programme, and on whom."""

from typing import Literal

from creditbank.plan.problem import Value

Reach = Literal["programmes", "certification", "none", "another_day"]
"""Whom a change reaches on the day: learners before programmes; who is certified later; nobody; nobody on this day."""


class Change(Value, frozen=True, kw_only=True):
    """One version of a definition as it would stand after publishing. Days are ISO texts."""

    sort: str
    id: str
    from_day: str = ""
    what: Literal["new", "changed", "ended"]
    hash: str
    reach: Reach
    programmes: int = 0
    """Catalogue years of programmes for which something else would be in force on the day."""


class ProgrammeEffect(Value, frozen=True, kw_only=True):
    """What happens to the learners before one programme. Credits are in ``scale`` decimal places of ``unit``."""

    programme: str
    """``id@year``, of the year that would be offered."""
    unit: str
    scale: int
    new: bool = False
    """There is no such programme now: learners are compared with having to study everything."""
    pairs: int
    """Learners whose case was looked at: those enrolled, and those for whom some rule has something."""
    gained: int
    lost: int
    unchanged: int
    unproven: int
    credits_gained: int
    """What those who gain need not study any more, in sum."""
    credits_lost: int


class Mover(Value, frozen=True, kw_only=True):
    """A learner whose least study would change before one programme. Nothing instead of a number: cannot be completed."""

    learner: str
    """Public learner number; the simulation names nobody."""
    programme: str
    enrolled: bool
    before: int | None
    """What is left to study now."""
    after: int | None
    converted_before: int | None = None
    """Credits that the best plan converts; reckoned for the first movers only."""
    converted_after: int | None = None
    proven: bool = True

    @property
    def gain(self) -> int:
        """How much less must be studied; where only one side can be completed, all that it leaves."""
        if self.before is None or self.after is None:
            return (self.after or 0) + 1 if self.before is None else -(self.before + 1)
        return self.before - self.after


class Simulation(Value, frozen=True, kw_only=True):
    """The effect of a draft on everybody, on one day. It depends on nothing but the bank, the draft and the day."""

    day: str
    enrolled_only: bool
    changes: tuple[Change, ...]
    learners: int
    """Learners of the bank (with ``enrolled_only``: enrolled in a programme that the draft touches)."""
    touched: int
    """Learners with at least one pair that was compared."""
    pairs: int
    """Pairs of learner and programme that were compared."""
    gained: int
    lost: int
    unchanged: int
    unproven: int
    """Pairs of which a figure is not proven; they count as what the figures say."""
    cases: int
    """Unlike cases that were for the engines, each solved once; all others were weighed by their offers."""
    programmes: tuple[ProgrammeEffect, ...]
    movers: tuple[Mover, ...]
    """Everybody who gains or loses, who moves most first."""
