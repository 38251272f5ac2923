"""What any engine answers: one full assignment, before it is written as a plan."""

from dataclasses import dataclass

from creditbank.kernel.errors import CreditbankError

EFFORT = 6_000
"""What one stage of CP-SAT may take, in hundredths of its own count of work (a hundredth is near ten milliseconds)."""


class NotSolved(CreditbankError):
    """The effort ended before there was a plan, or a proof where only a proven figure will do."""


@dataclass(frozen=True, slots=True)
class Choices:
    """One full assignment. ``bound`` is the least remaining study that has not been ruled out."""

    engine: str
    """Name and versions of what answered; the optimum itself does not depend on it."""
    nodes: int
    """Nodes of its search."""
    proven: bool
    bound: int
    objective: tuple[int, int, int]
    grants: dict[str, dict[int, int]]
    """Chosen candidate → target index → amount."""
    gathered: dict[str, dict[str, int]]
    """Chosen candidate → award → amount drawn by gathering."""
    study: tuple[str, ...]
    open_study: dict[str, int]
    counted: dict[str, str]
