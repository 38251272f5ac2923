"""The checker of proof logs: what it accepts is true, and what was tampered with is refused."""

import random
import time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditbank.kernel.canonical import digest
from creditbank.plan import check_proof
from creditbank.plan.check import check
from creditbank.plan.check_bounds import Bounds, Leaf
from creditbank.plan.check_prices import Priced
from creditbank.plan.check_proof import LeafFormat, check_log
from creditbank.plan.check_state import Board
from creditbank.plan.check_study import Study
from creditbank.plan.problem import (
    Candidate,
    CapLimit,
    CourseState,
    FloorLimit,
    Grantable,
    Input,
    Member,
    Outcome,
    Plan,
    Problem,
    TreeNode,
)
from creditbank.plan.prove import prove, prove_infeasible
from creditbank.plan.solve import solve
from creditbank.plan.tests.logs import leaf_parts, solved, states_towards, written
from creditbank.plan.tests.random_problems import random_problem

change = msgspec.structs.replace
SEEDS = st.integers(0, 400)
DRAWS = st.randoms(use_true_random=False)


@settings(max_examples=250, deadline=None)
@given(SEEDS, DRAWS, st.integers(1, 3))
def test_no_log_proves_more_than_the_truth(seed: int, draw: random.Random, more: int) -> None:
    problem, least, _ = solved(seed)
    if least is not None and not is_unfit(problem):
        assert written(problem, least + more, draw) is None
        assert written(problem, None, draw) is None


@settings(max_examples=250, deadline=None)
@given(SEEDS, DRAWS)
def test_no_bound_exceeds_the_best_choice_on_the_way_to_it(seed: int, draw: random.Random) -> None:
    problem, least, lines = solved(seed)
    if least is None or is_unfit(problem):
        return
    for state in states_towards(problem, lines, draw):
        assert not state.dead
        bounds = Bounds(problem, state.board, least + 1)
        assert Leaf(bounds, state).value() <= least
        for _ in range(3):
            named = LeafFormat(problem, state.board).read(leaf_parts(problem, draw))
            assert named is not None
            assert Leaf(bounds, state, *named).value() <= least


@settings(max_examples=200, deadline=None)
@given(SEEDS, DRAWS, st.integers(0, 10_000), st.integers(1, 9))
def test_tampered_logs_are_refused(seed: int, draw: random.Random, place: int, more: int) -> None:
    problem, least, _ = solved(seed)
    log = None if is_unfit(problem) else written(problem, least, draw)
    if log is None:
        return
    assert check_log(problem, log, least) is None
    tokens = log.split(" ")
    at = place % len(tokens)
    other = leaf_parts(problem, draw) if tokens[at][0] != "-" else "0"
    for tampered in (
        [*tokens[:at], *tokens[at + 1 :]],
        [*tokens[:at], tokens[at], *tokens[at:]],
        [*tokens[:at], other, *tokens[at + 1 :]],
        [*tokens[:at], tokens[at] + "x", *tokens[at + 1 :]],
    ):
        assert check_log(problem, " ".join(tampered), least) is not None
    if least is not None:
        assert check_log(problem, log, least + more) is not None
        assert check_log(problem, log, None) is not None


@settings(max_examples=300, deadline=None)
@given(SEEDS, st.lists(st.sampled_from(["-", "0", "1", "2", "0.0", "1.1", "-0", "-1,c1", "-n2"]), max_size=9))
def test_any_text_that_is_accepted_is_true(seed: int, tokens: list[str]) -> None:
    problem, least, _ = solved(seed)
    if check_log(problem, " ".join(tokens), 4) is None:
        assert least is None or least >= 4
    if check_log(problem, " ".join(tokens), None) is None:
        assert least is None


@pytest.mark.parametrize("block", range(6))
def test_the_logs_of_the_prover_are_accepted(block: int) -> None:
    proven = 0
    for seed in range(block * 60, block * 60 + 60):
        problem, least, _ = solved(seed)
        log = prove_infeasible(problem) if least is None else prove(problem, least)
        if log is not None:
            proven += 1
            assert check_log(problem, log, least) is None, seed
            assert least is None or check_log(problem, log, least + 1) is not None, seed
    assert proven >= 50


def is_unfit(problem: Problem) -> bool:
    return (found := check_log(problem, "x", 0)) is not None and found.code == "PROOF_LOG_UNFIT"


def courses(*amounts: int) -> tuple[CourseState, ...]:
    return tuple(CourseState(id=f"C{i}", credits=amount) for i, amount in enumerate(amounts))


def outcomes(count: int) -> tuple[Outcome, ...]:
    return tuple(Outcome(id=f"o{i}", lot=f"l{i}", unit="use", issued=1, available=1) for i in range(count))


def candidate(name: str, *targets: Grantable, of: tuple[str, ...] = ("o0",), **fields: object) -> Candidate:
    inputs = tuple(Input(outcome=one, slot=f"s{i}") for i, one in enumerate(of))
    return msgspec.convert(
        {"id": name, "rule": name, "inputs": inputs, "lead": of[0], "targets": targets} | fields, Candidate
    )


def aim(course: int, amount: int) -> Grantable:
    return Grantable(course=f"C{course}", amount=amount)


def three_courses(**fields: object) -> Problem:
    """Two awards, each good for one of two courses, and a third course that must be studied: 2 remain of 9."""
    given = {
        "programme": "p@1",
        "unit": "course_credit",
        "scale": 0,
        "applied_on": "2025-01-01",
        "outcomes": outcomes(2),
        "candidates": (
            candidate("a", aim(0, 4), aim(1, 3), choose=1),
            candidate("b", aim(0, 4), aim(1, 3), of=("o1",), choose=1),
        ),
        "courses": courses(4, 3, 2),
        "tree": TreeNode(id="root", all=("C0", "C1", "C2")),
    }
    return msgspec.convert(given | fields, Problem)


def code(problem: Problem, log: str, claim: int | None) -> str:
    found = check_log(problem, log, claim)
    return "" if found is None else found.code


@pytest.mark.parametrize(
    ("log", "claim", "expected"),
    [
        ("-", 2, ""),
        ("-", 3, "PROOF_LOG_LEAF"),
        ("0 - -", 2, ""),
        ("0.1 - 1 - -c0,c2,c0", 2, ""),
        ("0 - 0 - -", 2, "PROOF_LOG_TOKEN"),
        ("0 0.0 - 0.1 - - -", 2, ""),
        ("0.0 0.1 - - -", 2, "PROOF_LOG_TOKEN"),
        ("0 -", 2, "PROOF_LOG_ENDS"),
        ("- -", 2, "PROOF_LOG_ENDS"),
        *(
            (token, 2, "PROOF_LOG_TOKEN")
            for token in ("", " ", "2", "0.2", "00 - -", "0. - -", "+0 - -", "٠ - -", "0.0.0")
        ),
        *((token, 2, "PROOF_LOG_TOKEN") for token in ("-0", "-c3", "-n1", "-c00", "-c0,", "-,c0", "--", "-c٠", "-C0")),
        *(
            (token, 2, "PROOF_LOG_TOKEN")
            for token in ("-c0=4", "-c0=0", "-c0=1,c0=2", "-c3=1", "-x0=1", "-c0=01", "-n0=1")
        ),
        ("-", None, "PROOF_LOG_LEAF"),
    ],
)
def test_what_a_log_may_say(log: str, claim: int | None, expected: str) -> None:
    assert code(three_courses(), log, claim) == expected


def test_a_candidate_that_misses_a_fact_is_out_and_cannot_be_branched_on() -> None:
    one, two = three_courses().candidates
    problem = three_courses(candidates=(change(one, possible=True), two))
    assert code(problem, "0 - -", 5) == "PROOF_LOG_TOKEN"
    assert code(problem, "1 - -", 5) == ""


def test_a_contradiction_is_a_leaf() -> None:
    one, two = three_courses().candidates
    both = change(one, choose=None, grant_all=True)
    problem = three_courses(candidates=(both, change(two, choose=None, grant_all=True)))
    assert code(problem, "0 - -", 2) == ""
    cap = CapLimit(
        id="cap",
        policy="p",
        measure="awards",
        at_most=0,
        members=(Member(candidate="a", outcome="o0"), Member(candidate="b", outcome="o1")),
    )
    assert code(change(problem, caps=(cap,)), "-", 9) == ""
    assert code(change(problem, caps=(cap,)), "0 - -", 9) == "PROOF_LOG_TOKEN"


def test_a_source_that_need_not_be_drawn_from_keeps_nobody_out() -> None:
    """Gathering from o0 and o1 with lead o0 can do without o1, which another rule takes whole."""
    gathers = msgspec.convert(
        {
            "id": "a",
            "rule": "a",
            "lead": "o0",
            "inputs": [{"outcome": one, "slot": "s", "take": "credits"} for one in ("o0", "o1")],
            "targets": [aim(0, 2)],
        },
        Candidate,
    )
    holding = tuple(change(one, unit="credit", issued=2, available=2) for one in outcomes(2))
    whole = candidate("b", aim(1, 2), of=("o1",))
    problem = three_courses(candidates=(gathers, whole), courses=courses(2, 2, 2), outcomes=holding)
    assert solve(problem, proof=False).remaining == 2
    assert code(problem, "0 - -", 3) == "PROOF_LOG_LEAF"
    tied = change(problem, candidates=(change(gathers, draw_all=True), whole))
    assert code(tied, "0 - -", 4) == ""


def test_floors_count_what_is_studied() -> None:
    floor = FloorLimit(id="f", policy="p", at_least=4, courses=("C0", "C1", "C2"))
    assert code(three_courses(floors=(floor,)), "-", 5) == "", "2 must be studied, and 2 + 3 is the next that can be"
    assert code(three_courses(floors=(floor,)), "-", 6) == "PROOF_LOG_LEAF"


@pytest.mark.parametrize(
    "broken",
    [
        three_courses(courses=(*courses(4, 3, 2), *courses(1))),
        three_courses(courses=courses(4, 4, 2)),
        three_courses(courses=courses(4, 3)),
        three_courses(tree=TreeNode(id="root", all=("C0",), courses=("C0",))),
        three_courses(tree=TreeNode(id="root", all=("C0",), child=(TreeNode(id="root"),))),
        three_courses(tree=TreeNode(id="root", open=True, study_step=-1)),
        three_courses(tree=TreeNode(id="root", min_credits=2_000_000)),
        three_courses(outcomes=outcomes(1)),
        three_courses(outcomes=tuple(change(one, available=2) for one in outcomes(2))),
        three_courses(candidates=(candidate("a", aim(0, 4)), candidate("a", aim(1, 3)))),
        three_courses(candidates=(change(candidate("a", aim(0, 4)), inputs=()),)),
        three_courses(candidates=(candidate("a", change(aim(0, 4), up_to=True)),)),
        three_courses(candidates=(candidate("a", Grantable(module="unknown", amount=1)),)),
        three_courses(floors=(FloorLimit(id="f", policy="p", at_least=1, members=(Member(candidate="a"),)),)),
        three_courses(
            floors=(FloorLimit(id="f", policy="p", at_least=1, members=(Member(candidate="a", target=0),) * 2),)
        ),
    ],
)
def test_problems_that_cannot_carry_a_log(broken: Problem) -> None:
    assert code(broken, "-", 1) == "PROOF_LOG_UNFIT"


def test_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert code(three_courses(), " ".join(["-"] * 200_001), 2) == "PROOF_LOG_LONG"
    assert code(three_courses(), "-" * 9_000_000, 2) == "PROOF_LOG_LONG"
    monkeypatch.setattr(check_proof, "MOST_STEPS", 10)
    assert code(three_courses(), "0 - -", 2) == "PROOF_LOG_WORK"


def test_a_hostile_tree_ends_in_time() -> None:
    amounts = [997 + 2 * i for i in range(500)]
    deep = TreeNode(id="root", courses=tuple(f"C{i}" for i in range(500)), choose=250)
    problem = three_courses(courses=courses(*amounts), candidates=(), tree=deep)
    began = time.perf_counter()
    assert code(problem, "-", 10**6) == "PROOF_LOG_WORK"
    assert time.perf_counter() - began < 30


def test_a_claim_beyond_all_bounds_is_refused_at_once() -> None:
    assert code(three_courses(), "-", 10**18) == "PROOF_LOG_LEAF"
    assert code(three_courses(), "0 - -", 10**18) == "PROOF_LOG_LEAF"


def test_weights_of_caps_take_their_room_into_account() -> None:
    """Each award gives 4 or 3 of the 9 to be done; the cap lets 4 through."""
    problem = three_courses(tree=TreeNode(id="root", courses=("C0", "C1", "C2"), min_credits=9))
    members = tuple(Member(candidate=one, target=t) for one in "ab" for t in (0, 1))
    cap = CapLimit(id="m", policy="p", measure="credits", at_most=4, members=members)
    capped = change(problem, caps=(cap,))
    assert code(capped, "-c0,c1,x0=12", 5) == ""
    assert code(capped, "-c0,c1,x0=12", 6) == "PROOF_LOG_LEAF"
    assert code(capped, "-c0,c1,x0=1", 5) == "PROOF_LOG_LEAF"


def test_a_priced_course_earns_all_its_credits() -> None:
    """At least 6 of 4 + 3 + 2: by study 4 and 2; with C0 at a price of 1 that and 2; below the minimum nothing counts."""
    problem = three_courses(tree=TreeNode(id="root", courses=("C0", "C1", "C2"), min_credits=6))
    study = Study(problem, Board(problem), [1])
    assert study.least(0) == 6
    assert Priced(study, {0: 1}).least(0) == 3
    assert Priced(study, {0: 1, 1: 1}).least(0) == 2


def plan_with(problem: Problem, **fields: object) -> Plan:
    return change(solve(problem, explain=False), **fields)


def test_a_plan_and_its_log_belong_together() -> None:
    problem = three_courses()
    plan = plan_with(problem, proof="log", log="0 - -")
    assert check(problem, plan) == []
    codes = [
        [one.code for one in check(problem, wrong)]
        for wrong in (
            change(plan, log=""),
            change(plan, proof="solver"),
            change(plan, proof=""),
            change(plan, log="0 -"),
            change(plan, remaining=3, bound=3),
        )
    ]
    assert codes[:4] == [["PROOF_LOG_SAID"]] * 3 + [["PROOF_LOG_ENDS"]]
    assert "PROOF_LOG_LEAF" in codes[4]


def test_a_worse_plan_has_no_log_that_proves_it() -> None:
    """A plan that is feasible, agrees with itself and says it is optimal is refused for its log alone."""
    problem = three_courses()
    worse = change(problem, candidates=problem.candidates[:1])
    plan = change(solve(worse, explain=False), problem_hash=digest(problem), proof="log", log="-")
    assert plan.remaining == 5
    assert [one.code for one in check(problem, plan)] == ["PROOF_LOG_LEAF"]
    assert [one.code for one in check(problem, change(plan, proof="solver", log=""))] == []


def test_an_infeasible_programme_is_proven_so() -> None:
    problem = three_courses(tree=TreeNode(id="root", all=("C0",), choose=1))
    plan = plan_with(problem, proof="log", log="-")
    assert plan.status == "infeasible"
    assert check(problem, plan) == []
    possible = three_courses()
    assert [one.code for one in check(possible, change(plan, problem_hash=digest(possible)))] == ["PROOF_LOG_LEAF"]


def test_the_order_of_branches_does_not_change_what_follows() -> None:
    """The state is a fixpoint: two orders of the same decisions end in the same state."""
    for seed in range(60):
        problem, least, lines = solved(seed)
        if least is None or is_unfit(problem):
            continue
        ends = [states_towards(problem, lines, random.Random(order))[-1] for order in range(3)]  # noqa: S311 - test data
        assert len({(end.granted, end.gone) for end in ends}) == 1, random_problem(seed)
