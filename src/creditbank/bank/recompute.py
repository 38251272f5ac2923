"""Old decisions computed again: the stored problem is solved anew and must give the stored plan.

The optimum is unique by definition (docs/engine.md), so any engine, now or in years, must come to the same lines.
"""

from collections.abc import Iterator

import msgspec

from creditbank.bank.checking import Finding
from creditbank.bank.models import Conversion
from creditbank.plan.problem import Plan, Problem
from creditbank.plan.solve import solve


def recompute(*, sample: int, offset: int = 0) -> Iterator[Finding]:
    """Solve ``sample`` stored problems again, newest first from ``offset``; yields those that give another answer.

    Applications whose plan was quoted on another problem (the learner changed something in between) are passed over.
    """
    rows = Conversion.objects.exclude(plan="").order_by("-at", "pk")[offset : offset + sample]
    for row in rows:
        stored = msgspec.json.decode(row.plan, type=Plan)
        if stored.problem_hash != row.problem_hash or stored.status != "proven":
            continue
        again = solve(msgspec.json.decode(row.problem, type=Problem), explain=False, proof=False)
        if (again.objective, again.lines) != (stored.objective, stored.lines):
            yield Finding("PLAN_DIFFERS", {"conversion": str(row.pk), "engine": row.engine})
