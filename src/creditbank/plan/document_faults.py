"""What is wrong with a problem that came from outside, and where: names, amounts, cycles, minima that nothing can meet.

Everything is linear in the size of the document. The engine and the checker may rely on what is tested here.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from creditbank.kernel.decision import Reason
from creditbank.plan.problem import Candidate, CapLimit, FloorLimit, Grantable, Member, Problem, TreeNode

MOST_DEPTH = 50
"""Nodes within nodes, and parts of parts."""
MOST_OUTCOMES = 10_000
MOST_CANDIDATES = 50_000
MOST_AMOUNT = 10**12
MOST_TOLD = 20


class Fault(NamedTuple):
    """One thing that is wrong: a JSON path, and a reason whose code begins with ``DOCUMENT_``."""

    path: str
    reason: Reason


def faults(problem: Problem, /) -> list[Fault]:
    """The first twenty faults of a problem, in the order of the document; none: it is sound."""
    too_many = [*_too_many(problem)]
    return too_many or list(islice(_Reader(problem).faults(), MOST_TOLD))


def _too_many(problem: Problem) -> Iterator[Fault]:
    for name, most in (("outcomes", MOST_OUTCOMES), ("candidates", MOST_CANDIDATES), ("courses", MOST_OUTCOMES)):
        if (found := len(getattr(problem, name))) > most:
            yield Fault(f"$.{name}", Reason("DOCUMENT_TOO_MANY", wanted=most, found=found))


@dataclass(slots=True)
class _Reader:
    """A problem with its names."""

    problem: Problem
    outcomes: frozenset[str] = field(init=False)
    candidates: dict[str, Candidate] = field(init=False)
    credits: dict[str, int] = field(init=False)
    nodes: dict[str, TreeNode] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.outcomes = frozenset(one.id for one in self.problem.outcomes)
        self.candidates = {one.id: one for one in self.problem.candidates}
        self.credits = {one.id: one.credits for one in self.problem.courses}

    def faults(self) -> Iterator[Fault]:
        """All faults; the tree first, for everything else names its nodes."""
        deep = [*self._tree(self.problem.tree)]
        yield from deep
        if any(fault.reason.code == "DOCUMENT_TOO_DEEP" for fault in deep):
            return
        if not 0 <= self.problem.scale <= 6:
            yield Fault("$.scale", Reason("DOCUMENT_RANGE", wanted="0 … 6", found=self.problem.scale))
        for name in ("outcomes", "candidates", "courses"):
            yield from _twice([one.id for one in getattr(self.problem, name)], f"$.{name}", ".id")
        yield from self._outcomes()
        for place, course in enumerate(self.problem.courses):
            yield from _amounts(f"$.courses[{place}]", {"credits": (course.credits, 0)})
        for place, candidate in enumerate(self.problem.candidates):
            yield from self._candidate(candidate, f"$.candidates[{place}]")
        yield from self._limits()
        for place, rejected in enumerate(self.problem.rejected):
            yield from _unknown([rejected.outcome], self.outcomes, f"$.rejected[{place}].outcome", single=True)
        yield from _Minima(self).faults()

    def _tree(self, tree: TreeNode) -> Iterator[Fault]:
        """Every node, without recursion: parents first."""
        waiting = [(tree, "$.tree", 1)]
        while waiting:
            node, path, depth = waiting.pop()
            if depth > MOST_DEPTH:
                yield Fault(path, Reason("DOCUMENT_TOO_DEEP", wanted=MOST_DEPTH))
                return
            if node.id in self.nodes:
                yield Fault(f"{path}.id", Reason("DOCUMENT_TWICE", found=node.id))
            self.nodes[node.id] = node
            yield from self._node(node, path)
            children = [(child, f"{path}.child[{place}]", depth + 1) for place, child in enumerate(node.child)]
            waiting += reversed(children)

    def _node(self, node: TreeNode, path: str) -> Iterator[Fault]:
        for name in ("all", "courses"):
            yield from _unknown(getattr(node, name), self.credits, f"{path}.{name}")
        named = (*node.all, *node.courses)
        yield from (Fault(path, Reason("DOCUMENT_TWICE", found=name)) for name, n in Counter(named).items() if n > 1)
        yield from _amounts(
            path,
            {
                "choose": (node.choose, 0),
                "min_credits": (node.min_credits, 0),
                "at_most": (node.at_most, 0),
                "study_step": (node.study_step, 1),
                "blocked": (node.blocked, 0),
            },
        )
        there = len(node.courses) + len(node.child)
        if node.choose is not None and node.choose > there:
            yield Fault(f"{path}.choose", Reason("DOCUMENT_CHOOSE", wanted=node.choose, found=there))

    def _outcomes(self) -> Iterator[Fault]:
        above = {one.id: one.part_of for one in self.problem.outcomes if one.part_of}
        for place, one in enumerate(self.problem.outcomes):
            path = f"$.outcomes[{place}]"
            yield from _amounts(
                path, {"issued": (one.issued, 1), "available": (one.available, 0), "flex": (one.flex, 0)}
            )
            if one.available > one.issued:
                yield Fault(
                    f"{path}.available", Reason("DOCUMENT_RANGE", wanted=f"0 … {one.issued}", found=one.available)
                )
            if one.part_of:
                yield from self._part(one.id, above, f"{path}.part_of")

    def _part(self, outcome: str, above: Mapping[str, str], path: str) -> Iterator[Fault]:
        yield from _unknown([above[outcome]], self.outcomes, path, single=True)
        whole, steps = above[outcome], 1
        while whole in above and whole != outcome and steps <= MOST_DEPTH:
            whole, steps = above[whole], steps + 1
        if whole == outcome:
            yield Fault(path, Reason("DOCUMENT_CYCLE", found=outcome))
        elif steps > MOST_DEPTH:
            yield Fault(path, Reason("DOCUMENT_TOO_DEEP", wanted=MOST_DEPTH))

    def _candidate(self, candidate: Candidate, path: str) -> Iterator[Fault]:
        for name in ("inputs", "targets"):
            if not getattr(candidate, name):
                yield Fault(f"{path}.{name}", Reason("DOCUMENT_EMPTY"))
        sources = [taken.outcome for taken in candidate.inputs]
        yield from _unknown(sources, self.outcomes, f"{path}.inputs", ".outcome")
        yield from _twice([f"{taken.outcome} {taken.slot}" for taken in candidate.inputs], f"{path}.inputs")
        yield from _unknown([candidate.lead], sources, f"{path}.lead", single=True)
        for place, target in enumerate(candidate.targets):
            yield from self._target(target, f"{path}.targets[{place}]")
        yield from _twice([f"{one.course} {one.module}" for one in candidate.targets], f"{path}.targets")
        yield from _amounts(
            path,
            {
                "choose": (candidate.choose, 1),
                "budget": (candidate.budget, 0),
                "at_most_awards": (candidate.at_most_awards, 1),
            },
        )
        if candidate.grant_all and candidate.choose is not None and candidate.choose < len(candidate.targets):
            reason = Reason("DOCUMENT_CHOOSE", wanted=len(candidate.targets), found=candidate.choose)
            yield Fault(f"{path}.choose", reason)

    def _target(self, target: Grantable, path: str) -> Iterator[Fault]:
        if bool(target.course) == bool(target.module):
            yield Fault(path, Reason("DOCUMENT_TARGET"))
        elif target.course:
            yield from _unknown([target.course], self.credits, f"{path}.course", single=True)
            whole = self.credits.get(target.course, target.amount)
            if target.amount != whole or target.up_to:
                yield Fault(f"{path}.amount", Reason("DOCUMENT_COURSE_AMOUNT", wanted=whole, found=target.amount))
        else:
            accepting = [name for name in (target.module,) if name in self.nodes and self.nodes[name].accepts_block]
            yield from _unknown([target.module], accepting, f"{path}.module", single=True)
            yield from _amounts(path, {"amount": (target.amount, 1)})

    def _limits(self) -> Iterator[Fault]:
        for place, cap in enumerate(self.problem.caps):
            path = f"$.caps[{place}]"
            yield from _amounts(path, {"at_most": (cap.at_most, 0), "recorded": (cap.recorded, 0)})
            yield from self._members(cap, path)
        for place, floor in enumerate(self.problem.floors):
            path = f"$.floors[{place}]"
            yield from _amounts(path, {"at_least": (floor.at_least, 0), "recorded": (floor.recorded, 0)})
            yield from self._members(floor, path)
            yield from _unknown(floor.courses, self.credits, f"{path}.courses")
            yield from _unknown(floor.open_nodes, self.nodes, f"{path}.open_nodes")

    def _members(self, limit: CapLimit | FloorLimit, path: str) -> Iterator[Fault]:
        counts_awards = isinstance(limit, CapLimit) and limit.measure == "awards"
        names = [f"{one.candidate} {one.target} {one.outcome}" for one in limit.members]
        yield from _twice(names, f"{path}.members")
        for place, member in enumerate(limit.members):
            yield from self._member(member, f"{path}.members[{place}]", counts_awards=counts_awards)

    def _member(self, member: Member, path: str, *, counts_awards: bool) -> Iterator[Fault]:
        candidate = self.candidates.get(member.candidate)
        if candidate is None:
            yield Fault(f"{path}.candidate", Reason("DOCUMENT_NO_SUCH", found=member.candidate))
            return
        least, most = (-1 if counts_awards else 0), len(candidate.targets) - 1
        if not least <= member.target <= most:
            yield Fault(f"{path}.target", Reason("DOCUMENT_RANGE", wanted=f"{least} … {most}", found=member.target))
        if counts_awards:
            sources = [taken.outcome for taken in candidate.inputs]
            yield from _unknown([member.outcome], sources, f"{path}.outcome", single=True)


class _Minima:
    """Whether each node could earn its minimum at all: everything in it done, and open study without end."""

    def __init__(self, reader: _Reader) -> None:
        self._tree = reader.problem.tree
        self._credits = reader.credits
        self._blocks: Counter[str] = Counter()
        for candidate in reader.problem.candidates:
            for target in candidate.targets:
                self._blocks[target.module] += max(0, target.amount)

    def faults(self) -> Iterator[Fault]:
        yield from self._of(self._tree, "$.tree")[1]

    def _of(self, node: TreeNode, path: str) -> tuple[float, list[Fault]]:
        """What a node could pass upward, and the faults in it. The tree is known to be shallow."""
        most = float("inf") if node.open else float(node.blocked + self._blocks[node.id])
        most += sum(self._credits.get(name, 0) for name in {*node.all, *node.courses})
        found: list[Fault] = []
        for place, child in enumerate(node.child):
            more, below = self._of(child, f"{path}.child[{place}]")
            most += more
            found += below
        if node.min_credits is not None and node.min_credits > most:
            reason = Reason("DOCUMENT_MINIMUM", wanted=node.min_credits, found=int(most))
            found.insert(0, Fault(f"{path}.min_credits", reason))
        return (most if node.at_most is None else min(most, node.at_most)), found


def _twice(names: list[str], path: str, at: str = "") -> Iterator[Fault]:
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name in seen:
            yield Fault(f"{path}[{place}]{at}", Reason("DOCUMENT_TWICE", found=name.strip()))
        seen.add(name)


def _unknown(
    names: Iterable[str], known: Collection[str], path: str, at: str = "", *, single: bool = False
) -> Iterator[Fault]:
    for place, name in enumerate(names):
        if name not in known:
            yield Fault(path if single else f"{path}[{place}]{at}", Reason("DOCUMENT_NO_SUCH", found=name))


def _amounts(path: str, amounts: Mapping[str, tuple[int | None, int]]) -> Iterator[Fault]:
    """Amounts that are less than their least, or absurd."""
    for name, (amount, least) in amounts.items():
        if amount is not None and not least <= amount <= MOST_AMOUNT:
            yield Fault(f"{path}.{name}", Reason("DOCUMENT_RANGE", wanted=f"{least} … {MOST_AMOUNT}", found=amount))
