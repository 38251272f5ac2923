"""Five greedy ways to count a learner's awards, as offices and registers do it, beside which the optimum is measured.

All respect every limit, use an award once, and take only grants that reduce what remains to study. After each grant the remainder is
exact: the least study that finishes the programme, given what was granted.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from benchmarks.greedy_standing import Offer, Standing
from benchmarks.greedy_tree import Finish
from creditbank.plan.problem import Candidate, Line, Problem, walk


@dataclass(frozen=True, slots=True)
class Answer:
    """What a greedy pass leaves to study (nothing: the programme cannot be finished), and its lines."""

    remaining: int | None
    lines: tuple[Line, ...]


def answers(problem: Problem, /, finish: Finish | None = None) -> dict[str, Answer]:
    """The answer of every pass, and of the best of them; ``finish``: what is known of the problem already."""
    finish = finish or Finish(problem)
    found = {}
    for name, pass_ in PASSES.items():
        standing = Standing(problem, finish)
        pass_(standing)
        found[name] = Answer(standing.remaining if standing.finishes else None, standing.lines())
    best = min(found.values(), key=lambda one: (one.remaining is None, one.remaining))
    return {**found, BEST: best}


def transcript_order(standing: Standing) -> None:
    """Award by award in the order earned, the first rule that gives anything."""
    for outcome in sorted(standing.problem.outcomes, key=lambda one: (one.order[1:], one.id)):
        using = (one for one in standing.candidates if any(taken.outcome == outcome.id for taken in one.inputs))
        _take_first(standing, using)


def requirement_order(standing: Standing) -> None:
    """From the top of the tree down, for each course (then for block credit) the first rule that grants it."""
    for node in walk(standing.problem.tree):
        for wanted in (*node.all, *node.courses, *((node.id,) if node.accepts_block else ())):
            _take_first(standing, standing.granting[wanted], wanted)


def largest_first(standing: Standing) -> None:
    """Each time the line that saves most study."""
    _take_best(standing, lambda offer: offer.saves)


def most_per_award(standing: Standing) -> None:
    """Each time the line that saves most study for each award it uses."""
    _take_best(standing, lambda offer: offer.saves / len(offer.draws))


def best_fit(standing: Standing) -> None:
    """Each time the target that fewest lines could grant, by the line whose awards are least flexible."""
    flex = {one.id: one.flex for one in standing.problem.outcomes}
    while True:
        offered = [found for wanted in tuple(standing.granting) if (found := _offers(standing, wanted))]
        if not offered:
            return
        fewest = min(offered, key=len)
        standing.take(min(fewest, key=lambda offer: sum(flex[one] for one in offer.draws)))


PASSES: Mapping[str, Callable[[Standing], None]] = {
    "transcript order": transcript_order,
    "requirement order": requirement_order,
    "best fit": best_fit,
    "credits per award first": most_per_award,
    "largest credits first": largest_first,
}
BEST = "best of all five"


def _take_first(standing: Standing, candidates: Iterable[Candidate], wanted: str = "") -> None:
    for candidate in candidates:
        if (offer := standing.offer(candidate, wanted)) is not None:
            standing.take(offer)
            return


def _take_best(standing: Standing, worth: Callable[[Offer], float]) -> None:
    while True:
        offers = (standing.offer(candidate) for candidate in standing.candidates)
        best = max((offer for offer in offers if offer is not None), key=worth, default=None)
        if best is None:
            return
        standing.take(best)


def _offers(standing: Standing, wanted: str) -> list[Offer]:
    offers = (standing.offer(candidate, wanted) for candidate in standing.granting[wanted])
    return [offer for offer in offers if offer is not None]
