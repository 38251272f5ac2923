"""Documents from outside: what is sound comes back as it was, everything else is told with its place."""

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from creditbank.kernel.canonical import canonical_json
from creditbank.plan.candidates import build
from creditbank.plan.document import MOST_BYTES, Malformed, read_plan, read_problem, schema
from creditbank.plan.document_faults import faults
from creditbank.plan.problem import Plan, Problem
from creditbank.plan.tests.random_problems import random_problem
from creditbank.plan.tests.samples import award, case, policy, programme, rule
from creditbank.plan.tests.test_candidates import rich
from creditbank.rules.definitions import Cap, Target, Test

SCHEMAS = Path(__file__).resolve().parents[4] / "docs" / "schema"
Json = dict[str, Any]


def sample() -> Json:
    """A problem with a bit of everything, as plain JSON."""
    full: Json = json.loads(canonical_json(build(rich())))
    return full


def code_and_path(document: Json | bytes) -> tuple[str, str]:
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(Malformed) as raised:
        read_problem(text)
    assert raised.value.code == "PROBLEM_MALFORMED"
    reasons: Any = raised.value.parameters["reasons"]
    return str(reasons[0]["code"]), str(raised.value.parameters["path"])


def test_what_is_sound_comes_back() -> None:
    problem = build(rich())
    assert read_problem(canonical_json(problem)) == problem
    sound = [problem for seed in range(200) if not faults(problem := random_problem(seed))]
    assert len(sound) > 100
    assert all(read_problem(canonical_json(problem)) == problem for problem in sound)


def test_an_empty_tree_is_complete_at_once_and_an_empty_document_is_none() -> None:
    empty = sample() | {"candidates": [], "caps": [], "floors": [], "rejected": [], "tree": {"id": "root"}}
    assert read_problem(json.dumps(empty).encode()).tree.child == ()
    assert code_and_path(b"") == ("DOCUMENT_NOT_JSON", "$")
    assert code_and_path(b"{}") == ("DOCUMENT_FORM", "$")


def changed(path: str, value: Any) -> Json:
    """The sample with the value at a JSON path replaced."""
    document = sample()
    at: Any = document
    *above, last = path.removeprefix("$.").replace("[", ".").replace("]", "").split(".")
    for step in above:
        at = at[int(step)] if step.isdigit() else at[step]
    at[int(last) if last.isdigit() else last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("$.colour", "red", "DOCUMENT_FORM"),
        ("$.scale", "two", "DOCUMENT_FORM"),
        ("$.scale", 9, "DOCUMENT_RANGE"),
        ("$.outcomes[0].issued", 0, "DOCUMENT_RANGE"),
        ("$.outcomes[0].available", 10_000, "DOCUMENT_RANGE"),
        ("$.outcomes[1].id", "f0", "DOCUMENT_TWICE"),
        ("$.outcomes[0].part_of", "f0", "DOCUMENT_CYCLE"),
        ("$.outcomes[0].part_of", "none", "DOCUMENT_NO_SUCH"),
        ("$.outcomes[0].unit", "kilogram", "DOCUMENT_FORM"),
        ("$.candidates[0].lead", "none", "DOCUMENT_NO_SUCH"),
        ("$.candidates[0].inputs", [], "DOCUMENT_EMPTY"),
        ("$.candidates[0].inputs[0].outcome", "none", "DOCUMENT_NO_SUCH"),
        ("$.candidates[0].targets", [], "DOCUMENT_EMPTY"),
        ("$.candidates[0].targets[0]", {"amount": 3}, "DOCUMENT_TARGET"),
        ("$.candidates[0].targets[0]", {"course": "C1", "amount": 1}, "DOCUMENT_COURSE_AMOUNT"),
        ("$.candidates[0].targets[0]", {"course": "none", "amount": 1}, "DOCUMENT_NO_SUCH"),
        ("$.candidates[0].targets[0]", {"module": "core", "amount": 1}, "DOCUMENT_NO_SUCH"),
        ("$.candidates[0].targets[0]", {"module": "open", "amount": 0}, "DOCUMENT_RANGE"),
        ("$.candidates[0].choose", 0, "DOCUMENT_RANGE"),
        ("$.candidates[0].budget", -1, "DOCUMENT_RANGE"),
        ("$.courses[0].credits", -1, "DOCUMENT_RANGE"),
        ("$.caps[0].at_most", -1, "DOCUMENT_RANGE"),
        ("$.caps[0].members[0].candidate", "none", "DOCUMENT_NO_SUCH"),
        ("$.caps[0].members[0].target", 99, "DOCUMENT_RANGE"),
        ("$.tree.child[0].id", "root", "DOCUMENT_TWICE"),
        ("$.tree.all", ["none"], "DOCUMENT_NO_SUCH"),
        ("$.tree.choose", 99, "DOCUMENT_CHOOSE"),
        ("$.tree.child[0].min_credits", 10**9, "DOCUMENT_MINIMUM"),
        ("$.tree.child[0].study_step", 0, "DOCUMENT_RANGE"),
        ("$.floors", [{"id": "f", "policy": "p", "at_least": 1, "courses": ["none"]}], "DOCUMENT_NO_SUCH"),
        ("$.floors", [{"id": "f", "policy": "p", "at_least": 1, "open_nodes": ["none"]}], "DOCUMENT_NO_SUCH"),
        ("$.rejected", [{"outcome": "none", "reason": {"code": "LEVEL"}}], "DOCUMENT_NO_SUCH"),
    ],
)
def test_every_fault_is_told_with_its_place(path: str, value: Any, code: str) -> None:
    document = changed(path, value)
    if path == "$.candidates[0].targets[0]":
        document["caps"] = []
    found, place = code_and_path(document)
    assert found == code
    assert place.startswith("$.") or path == "$.colour"
    assert path.startswith(place) or place.startswith(path)


def test_several_faults_are_told_together() -> None:
    document = changed("$.outcomes[0].issued", 0)
    document["courses"][0]["credits"] = -1
    with pytest.raises(Malformed) as raised:
        read_problem(json.dumps(document).encode())
    told: Any = raised.value.parameters["faults"]
    assert {one["path"] for one in told} >= {"$.outcomes[0].issued", "$.courses[0].credits"}


def nested(depth: int) -> bytes:
    tree = '{"id":"n","child":[' * depth + "]}" * depth
    return json.dumps(sample() | {"tree": "TREE"}).replace('"TREE"', tree).encode()


@pytest.mark.parametrize("document", [nested(52), nested(100_000), b"[" * 10**7, b'{"a":' * 10**6, b"[]" * 10**6])
def test_hostile_nesting_is_refused_before_anything_is_built(document: bytes) -> None:
    began = time.perf_counter()
    code, _ = code_and_path(document)
    assert code in {"DOCUMENT_TOO_DEEP", "DOCUMENT_TWICE", "DOCUMENT_NOT_JSON", "DOCUMENT_FORM"}
    assert time.perf_counter() - began < 5


def test_brackets_in_texts_are_no_nesting() -> None:
    document = sample()
    document["documents"] = ["[" * 1000, '\\"' + "{" * 1000]
    assert read_problem(json.dumps(document).encode()).documents[0].startswith("[[[")


def test_a_parts_chain_that_never_ends_is_refused() -> None:
    document = sample()
    chain = [{"id": f"p{i}", "lot": "l", "unit": "use", "issued": 1, "available": 1} for i in range(200)]
    document["outcomes"] += [one | {"part_of": f"p{i + 1}"} if i < 199 else one for i, one in enumerate(chain)]
    assert code_and_path(document)[0] == "DOCUMENT_TOO_DEEP"


def test_size_is_bounded() -> None:
    assert code_and_path(b" " * (MOST_BYTES + 1))[0] == "DOCUMENT_TOO_LARGE"
    outcome = {"lot": "l", "unit": "use", "issued": 1, "available": 1}
    many = sample() | {"outcomes": [outcome | {"id": f"o{i}"} for i in range(10_001)]}
    began = time.perf_counter()
    assert code_and_path(many) == ("DOCUMENT_TOO_MANY", "$.outcomes")
    many["outcomes"].pop()
    many |= {"candidates": [], "caps": [], "floors": [], "rejected": []}
    assert len(read_problem(json.dumps(many).encode()).outcomes) == 10_000
    assert time.perf_counter() - began < 5


def test_any_damage_is_told_and_never_crashes() -> None:
    draw = random.Random(1)  # noqa: S311 - test data
    text = canonical_json(build(rich()))
    refused = 0
    for _ in range(300):
        damaged = bytearray(text)
        for _ in range(draw.randint(1, 3)):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        try:
            read_problem(bytes(damaged))
        except Malformed as error:
            refused += str(error.parameters["path"]).startswith("$")
    assert refused > 100


@pytest.mark.parametrize(("kind", "name"), [(Problem, "problem"), (Plan, "plan")])
def test_the_published_schema_is_what_the_code_says(kind: type[Problem] | type[Plan], name: str) -> None:
    committed = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert committed == schema(kind)
    jsonschema.Draft202012Validator.check_schema(committed)


def problems() -> list[Problem]:
    half = Cap(id="half", measure="credits", share="0.5", of=(Test(field="lead.kind", is_="certificate"),), per=())
    block = rule("block", Target(course="A"))
    small = build(case(programme({"A": "3"}), [award("a1", bank=300)], [block], policy(cap=(half,))))
    return [build(rich()), small, *(random_problem(seed) for seed in range(100))]


def plain(value: Problem | Plan) -> Json:
    document: Json = json.loads(canonical_json(value))
    return document


def test_problems_and_plans_are_valid_by_their_schemas(solved_plan: Callable[[], Plan]) -> None:
    checks = jsonschema.Draft202012Validator(schema(Problem))
    for problem in problems():
        checks.validate(plain(problem))
    assert not checks.is_valid(plain(problems()[0]) | {"colour": "red"})
    jsonschema.Draft202012Validator(schema(Plan)).validate(plain(solved_plan()))


@pytest.fixture
def solved_plan() -> Callable[[], Plan]:
    def one() -> Plan:
        return Plan(
            status="proven", remaining=1, remaining_without=1, converted=0, lines=(), study_open={"open": 1}, log="-"
        )

    return one


def test_a_plan_is_read_bare_or_in_an_answer(solved_plan: Callable[[], Plan]) -> None:
    plan = solved_plan()
    bare = canonical_json(plan)
    assert read_plan(bare) == plan
    assert read_plan(b'{"checked": true, "plan": ' + bare + b"}") == plan
    with pytest.raises(Malformed) as raised:
        read_plan(b'{"plan": {"status": "good"}}')
    assert (raised.value.code, raised.value.parameters["path"]) == ("PLAN_DOCUMENT_MALFORMED", "$.plan.status")
