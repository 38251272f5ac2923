"""The engine at the command line: documents in and out, no database, an exit code for each kind of answer."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner, Result

from creditbank.cli import commands_engine
from creditbank.cli.main import build
from creditbank.kernel.canonical import canonical_json
from creditbank.plan.candidates import build as build_problem
from creditbank.plan.problem import FloorLimit, Plan, Problem
from creditbank.plan.solve import solve
from creditbank.plan.tests.test_candidates import rich
from creditbank.plan.tests.test_check_proof import three_courses

Run = Callable[..., Result]
change = msgspec.structs.replace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    floor = FloorLimit(id="own", policy="p", at_least=12, courses=("C0", "C1", "C2"))
    documents: dict[str, Any] = {
        "small": three_courses(),
        "rich": build_problem(rich()),
        "impossible": three_courses(floors=(floor,)),
    }
    for name, problem in documents.items():
        (tmp_path / f"{name}.json").write_bytes(canonical_json(problem))
    return tmp_path


def solved(run: Run, folder: Path, *more: str) -> dict[str, Any]:
    done = run("plan", "--problem", folder / "small.json", "--json", *more)
    assert (done.exit_code, done.stderr) == (0, "")
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_a_problem_is_answered_proven_and_checked(run: Run, folder: Path) -> None:
    told = solved(run, folder)
    assert told["checked"]
    assert told["plan"]["remaining"] == 2
    assert told["plan"]["proof"] == "log"
    assert told["plan"]["log"]


def test_a_plan_is_told_in_plain_sentences(run: Run, folder: Path) -> None:
    done = run("plan", "--problem", folder / "small.json")
    assert done.exit_code == 0
    assert "7 credits by conversion (2 lines), 2 credits still to be studied" in done.stdout
    assert "o0 → C" in done.stdout
    assert "Still to be studied: C2." in done.stdout
    assert "another program has checked the proof" in done.stdout
    chinese = run("plan", "--problem", folder / "rich.json", language="zh").stdout
    assert "还需修读" in chinese
    assert "未选用" in chinese


def test_without_a_proof_the_answer_is_the_same(run: Run, folder: Path) -> None:
    with_log, without = solved(run, folder)["plan"], solved(run, folder, "--no-proof")["plan"]
    assert "log" not in without
    assert without["proof"] == "solver"
    assert {**without, "log": with_log["log"], "proof": "log"} == with_log


def test_the_checker_accepts_what_was_solved_and_refuses_what_was_changed(run: Run, folder: Path) -> None:
    answer = folder / "plan.json"
    document = solved(run, folder)
    answer.write_text(json.dumps(document), encoding="utf-8")
    accepted = run("plan-check", folder / "small.json", answer)
    assert accepted.exit_code == 0
    assert accepted.stdout.startswith("Accepted")
    document["plan"]["remaining"] = 1
    answer.write_text(json.dumps(document["plan"]), encoding="utf-8")
    refused = run("plan-check", folder / "small.json", answer, "--json")
    assert refused.exit_code == 1
    told = json.loads(refused.stdout)
    assert not told["accepted"]
    assert "FIGURE" in {one["code"] for one in told["findings"]}
    said = run("plan-check", folder / "small.json", answer)
    assert said.stdout.startswith("The independent checker does not accept this plan!")
    assert run("plan-check", folder / "rich.json", answer).exit_code == 1


def test_a_plan_full_of_unknown_names_is_refused_and_nothing_breaks(run: Run, folder: Path) -> None:
    answer = folder / "plan.json"
    plan = solved(run, folder)["plan"]
    for line in plan["lines"]:
        line["draws"][0]["outcome"] = "nobody"
        line["grants"][0]["course"] = "nothing"
    answer.write_text(json.dumps(plan | {"study_open": {"no": -1}, "counted": {"no": "one"}}), encoding="utf-8")
    assert run("plan-check", folder / "small.json", answer).exit_code == 1


def test_an_impossible_programme_gets_its_reason_and_a_way_out(run: Run, folder: Path) -> None:
    done = run("plan", "--problem", folder / "impossible.json", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["plan"]["status"] == "infeasible"
    assert told["infeasible"]["lowered"] == [{"sort": "floor", "id": "own", "asked": 12, "to": 9}]
    said = run("plan", "--problem", folder / "impossible.json").stdout
    assert "the minimum “own” (12 credits), lowered to 9 credits" in said
    (folder / "plan.json").write_text(done.stdout, encoding="utf-8")
    assert run("plan-check", folder / "impossible.json", folder / "plan.json").exit_code == 0


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "$: This is not JSON"),
        ('{"programme": 1}', "$.programme: The form is wrong"),
        ("[" * 10_000, "$: It is nested too deeply"),
    ],
)
def test_bad_input_is_told_with_its_place(run: Run, folder: Path, text: str, place: str) -> None:
    (folder / "bad.json").write_text(text, encoding="utf-8")
    done = run("plan", "--problem", folder / "bad.json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert place in done.stderr
    assert run("plan-check", folder / "bad.json", folder / "bad.json").exit_code == 2
    assert run("plan-check", folder / "small.json", folder / "bad.json").exit_code == 2


def test_bad_input_with_json_is_one_document(run: Run, folder: Path) -> None:
    bad = change(three_courses(), courses=())
    (folder / "bad.json").write_bytes(canonical_json(bad))
    done = run("plan", "--problem", folder / "bad.json", "--json")
    told = json.loads(done.stderr)
    assert (done.exit_code, told["error"], told["parameters"]["path"]) == (2, "PROBLEM_MALFORMED", "$.tree.all[0]")


def test_files_that_are_not_there_and_problems_that_are_too_large(run: Run, folder: Path) -> None:
    missing = run("plan", "--problem", folder / "none.json")
    assert missing.exit_code == 2
    assert "cannot be read" in missing.stderr
    assert run("plan").exit_code == 2
    one = three_courses().candidates[0]
    many = tuple(change(one, id=f"c{number}") for number in range(commands_engine.MOST_SOLVED + 1))
    (folder / "many.json").write_bytes(canonical_json(three_courses(candidates=many)))
    refused = run("plan", "--problem", folder / "many.json")
    assert (refused.exit_code, "$.candidates" in refused.stderr) == (2, True)


def test_a_gap_is_flagged(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_gap(problem: Problem, **options: Any) -> Plan:
        plan = solve(problem, explain=False, proof=False)
        return change(plan, status="gap", proof="", bound=plan.remaining - 1)

    monkeypatch.setattr(commands_engine, "solve", with_gap)
    done = run("plan", "--problem", folder / "small.json")
    assert done.exit_code == 3
    assert "Not proven optimal: the best possible leaves 1 credit" in done.stdout


def test_standard_input_is_read_where_the_file_is_a_dash(folder: Path) -> None:
    app, runner = build(), CliRunner()
    english = {"CREDITBANK_LANGUAGE": "en"}
    problem = (folder / "small.json").read_bytes()
    done = runner.invoke(app, ["plan", "--problem", "-", "--json"], input=problem, env=english)
    assert done.exit_code == 0
    checked = runner.invoke(app, ["plan-check", str(folder / "small.json"), "-"], input=done.stdout, env=english)
    assert checked.exit_code == 0


@pytest.mark.parametrize("name", ["problem", "plan"])
def test_the_schema_is_printed(run: Run, name: str) -> None:
    committed = Path(__file__).resolve().parents[4] / "docs" / "schema" / f"{name}.schema.json"
    assert run("plan", "--schema", name).stdout == committed.read_text(encoding="utf-8")
