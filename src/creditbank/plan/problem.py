"""The instance that the engine solves: outcomes, candidates, requirement tree, limits; and the answer, a ``Plan``.

Everything is frozen, integers and ids, JSON in and out (``creditbank.kernel.canonical``). Amounts are integers in the
scale of the programme's unit (credits of lots: scale of ``credit``). All tests of rules and policies have been evaluated
before: what a candidate may do, and what a limit counts, is spelt out, so that ``check.py`` needs nothing else.
Sources: the model's pages on lots, lines, caps (docs/ledger.md, docs/rules.md, docs/engine.md).
"""

import hashlib
from typing import Any, Literal

import msgspec

from creditbank.kernel.decision import Reason


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of the problem's values."""


class Outcome(Value, frozen=True, kw_only=True):
    """An award as the engine sees it: one lot with what it was issued and what is available of it now.

    ``facts`` is kept for the record and for explanations; no limit reads it here.
    """

    id: str
    lot: str
    unit: Literal["credit", "use"]
    issued: int
    available: int
    flex: int = 0
    """How many rules of any programme could use it: least flexible first."""
    order: tuple[str, str, str] = ("", "", "")
    """``expires_on`` (``9999-12-31`` when never), ``earned_on``, id: what expires first is drawn first."""
    again: str = ""
    """The lot of one use that a whole take draws on where the main lot is no longer whole (model: *used again*)."""
    part_of: str = ""
    """Another outcome of which this is a part: a plan never mixes them."""
    facts: dict[str, Any] = {}


class Input(Value, frozen=True, kw_only=True):
    """One award in a slot. A whole take uses all that was issued; a gathered one draws between 1 and ``at_most``."""

    outcome: str
    slot: str
    take: Literal["whole", "credits"] = "whole"


class Grantable(Value, frozen=True, kw_only=True):
    """A target a candidate may grant: a course (whole) or block credit to a module (``up_to``: any part of ``amount``)."""

    course: str = ""
    module: str = ""
    amount: int
    up_to: bool = False


class Candidate(Value, frozen=True, kw_only=True):
    """One instance of one rule: the exact awards in its slots and the targets that survived every test.

    ``inputs`` with ``take = "credits"`` are possible sources: of these at most ``at_most_awards`` are drawn from, in sum
    exactly the credits granted; ``lead`` is always drawn from. ``possible`` marks a candidate that misses a fact (Refer):
    it is never in a proven plan and is solved apart.
    """

    id: str
    rule: str
    rule_hash: str = ""
    category: str = ""
    inputs: tuple[Input, ...]
    lead: str
    targets: tuple[Grantable, ...]
    grant_all: bool = False
    choose: int | None = None
    budget: int | None = None
    worth: int | None = None
    at_most_awards: int | None = None
    draw_all: bool = False
    """Each source is drawn from: a test or an amount depends on which they are."""
    possible: bool = False
    reasons: tuple[Reason, ...] = ()


class Member(Value, frozen=True, kw_only=True):
    """What a limit counts: target ``target`` (index) of candidate ``candidate`` (id); for awards, the award ``outcome``.

    With both, the award counts where that target is granted.
    """

    candidate: str
    target: int = -1
    outcome: str = ""


class CapLimit(Value, frozen=True, kw_only=True):
    """One cap for one key: what is counted may not exceed ``at_most``, of which ``recorded`` stands already.

    ``share`` and ``base`` are kept for the explanation; ``at_most`` is the floor of share × base.
    For ``awards`` each distinct award counts once; ``recorded_awards`` lists those counted already.
    """

    id: str
    policy: str
    key: str = ""
    measure: Literal["credits", "awards"]
    at_most: int
    recorded: int = 0
    recorded_awards: tuple[str, ...] = ()
    share: str = ""
    base: int | None = None
    members: tuple[Member, ...] = ()


class FloorLimit(Value, frozen=True, kw_only=True):
    """At least so much over grants (``members``), what is ``recorded``, and study of ``courses`` and open nodes."""

    id: str
    policy: str
    at_least: int
    recorded: int = 0
    members: tuple[Member, ...] = ()
    courses: tuple[str, ...] = ()
    open_nodes: tuple[str, ...] = ()


class CourseState(Value, frozen=True, kw_only=True):
    """A course of the programme: credits, and whether it is done (``passed`` by study or ``granted`` by a live line)."""

    id: str
    credits: int
    done: Literal["", "passed", "granted"] = ""
    hours: int | None = None


class TreeNode(Value, frozen=True, kw_only=True):
    """A requirement node with integer amounts; ``blocked`` is block credit granted here by live lines."""

    id: str
    all: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    child: "tuple[TreeNode, ...]" = ()
    choose: int | None = None
    min_credits: int | None = None
    at_most: int | None = None
    open: bool = False
    study_step: int | None = None
    accepts_block: bool = False
    blocked: int = 0


class Rejected(Value, frozen=True, kw_only=True):
    """An award that a rule did not take, and why (first reason); ``rule`` empty: no rule at all."""

    outcome: str
    rule: str = ""
    reason: Reason


class Problem(Value, frozen=True, kw_only=True):
    """Everything that bears on the answer. Canonical: every tuple is sorted by id, so one case has one text."""

    programme: str
    """``id@year``."""
    unit: str
    scale: int
    applied_on: str
    outcomes: tuple[Outcome, ...]
    candidates: tuple[Candidate, ...]
    courses: tuple[CourseState, ...]
    tree: TreeNode
    caps: tuple[CapLimit, ...] = ()
    floors: tuple[FloorLimit, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    documents: tuple[str, ...] = ()
    """Hashes of all versions that were read."""


class Draw(Value, frozen=True, kw_only=True):
    """What a line takes from one award's lot."""

    outcome: str
    slot: str
    lot: str
    unit: str
    amount: int


class Granted(Value, frozen=True, kw_only=True):
    """What a line grants to one target."""

    course: str = ""
    module: str = ""
    amount: int


class Line(Value, frozen=True, kw_only=True):
    """A chosen candidate: draws, grants, what it was worth and what lapsed (budget − granted) of a whole take."""

    candidate: str
    rule: str
    lead: str
    draws: tuple[Draw, ...]
    grants: tuple[Granted, ...]
    worth: int | None = None
    lapsed: int = 0


class Unused(Value, frozen=True, kw_only=True):
    """An award the plan does not use, and the first reason that applies."""

    outcome: str
    reason: Reason


class Plan(Value, frozen=True, kw_only=True):
    """The answer: lines, what remains to study with the cheapest way to finish, the objective, and how sure it is.

    ``status``: ``proven`` (optimal), ``gap`` (feasible, ``bound`` is the best possible remaining), ``infeasible``.
    ``objective``: (remaining, usage, tie-break). ``floor_extra``: study above the tree's need, forced by a floor.
    """

    status: Literal["proven", "gap", "infeasible"]
    remaining: int
    remaining_without: int
    """What would remain if nothing were converted."""
    converted: int
    lines: tuple[Line, ...]
    study_courses: tuple[str, ...] = ()
    study_open: dict[str, int] = {}
    counted: dict[str, str] = {}
    """The module in which a done course counts, for courses that stand in several."""
    floor_extra: int = 0
    unused: tuple[Unused, ...] = ()
    binding: tuple[str, ...] = ()
    """Ids of caps and floors that stop the plan from doing better."""
    objective: tuple[int, int, int] = (0, 0, 0)
    bound: int = 0
    engine: str = ""
    proof: Literal["solver", "log", ""] = ""
    log: str = ""
    """The branch log that proves ``remaining`` (docs/proofs.md); empty where the solver's word is all there is."""
    nodes: int = 0
    """Nodes of the search that found the answer."""
    problem_hash: str = ""


def shared_courses(tree: TreeNode, /) -> dict[str, tuple[str, ...]]:
    """Courses that stand in more than one module, with those modules in tree order: their credits count in one only."""
    placed: dict[str, tuple[str, ...]] = {}
    for node in walk(tree):
        for course in dict.fromkeys((*node.all, *node.courses)):
            placed[course] = (*placed.get(course, ()), node.id)
    return {course: nodes for course, nodes in placed.items() if len(nodes) > 1}


def walk(tree: TreeNode, /) -> tuple[TreeNode, ...]:
    """The node and all below it, parents first."""
    return (tree, *(node for child in tree.child for node in walk(child)))


def tie_weight(*parts: str) -> int:
    """The weight of one choice in the last stage of the objective: 1 + the first 20 bits of the SHA-256 of its name.

    It is part of the definition of the optimum, so every engine and the checker read it here.
    """
    return 1 + (int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:3], "big") >> 4)
