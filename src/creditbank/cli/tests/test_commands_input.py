"""What was typed or read from a file: sentences on standard error, exit code 2 for what cannot be read, 1 for a no."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from typer.testing import Result

from creditbank.bank.models import Award, Deposit
from tests.town import Town, enrolled

Run = Callable[..., Result]
CLAIM: dict[str, Any] = {
    "issuer": "示范省人力资源和社会保障厅",
    "earned_on": "2025-06-12",
    "details": {"certificate_number": "SF-1"},
    "evidence": [{"code": "certificate_scan", "name": "scan.pdf", "sha256": "0"}],
}
ON = ("--now", "2025-11-20")


def _file(folder: Path, content: Any) -> Path:
    path = folder / "file.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def _number(town: Town, who: str) -> str:
    return town.learners[who].number


def test_a_no_is_exit_code_1_on_standard_error(town: Town, run: Run) -> None:
    done = run("record", "L999999999", "--as", "zhao")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "No such learner (L999999999). Check the learner number.\n"


def test_the_sentences_are_chinese_unless_english_is_asked_for(town: Town, run: Run) -> None:
    done = run("record", "L999999999", "--as", "zhao", language="zh")
    assert done.stderr == "没有找到这位学习者（L999999999），请核对学习者编号。\n"


def test_with_json_an_error_is_one_document_on_standard_error(town: Town, run: Run) -> None:
    done = run("record", "L999999999", "--as", "zhao", "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert json.loads(done.stderr) == {
        "error": "PERSON_UNKNOWN",
        "parameters": {"learner": "L999999999"},
        "message": "No such learner (L999999999). Check the learner number.",
    }


def test_an_unknown_user_is_told_how_to_make_one(town: Town, run: Run) -> None:
    done = run("record", _number(town, "li"), "--as", "nobody")
    assert done.exit_code == 1
    assert "creditbank add-user" in done.stderr


def test_who_acts_must_be_said(town: Town, run: Run) -> None:
    done = run("record", _number(town, "li"))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--as" in done.stderr


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{", "file.json"),
        ("[]", "“issuer, earned_on”"),
        ({**CLAIM, "isuer": "x"}, "“isuer”"),
        ({name: value for name, value in CLAIM.items() if name != "issuer"}, "“issuer”"),
        ({**CLAIM, "earned_on": "12.6.2025"}, "“earned_on”"),
        ({**CLAIM, "hours": "48"}, "“hours”"),
        ({**CLAIM, "credits": 3.0}, "“credits”"),
        ({**CLAIM, "details": []}, "“details”"),
        ({**CLAIM, "details": {"score": 8.5}}, "“details[...]”"),
        ({**CLAIM, "evidence": ["scan.pdf"]}, "“evidence[0]”"),
    ],
    ids=str,
)
def test_a_claim_that_is_none_names_the_field(town: Town, run: Run, tmp_path: Path, content: Any, named: str) -> None:
    before = Deposit.objects.count()
    done = run("deposit", _number(town, "zhang"), "welder-3", _file(tmp_path, content), "--as", "zhang", *ON)
    assert (done.exit_code, done.stdout) == (2, "")
    assert named in done.stderr
    assert Deposit.objects.count() == before


def test_a_claim_with_wrong_facts_is_a_no_with_every_field(town: Town, run: Run, tmp_path: Path) -> None:
    wrong = {
        **CLAIM,
        "earned_on": "2026-01-01",
        "details": {"certificate_number": "SF-1", "level": "2"},
        "evidence": [],
    }
    done = run("deposit", _number(town, "zhang"), "welder-3", _file(tmp_path, wrong), "--as", "zhang", "--json", *ON)
    assert (done.exit_code, done.stdout) == (1, "")
    said = json.loads(done.stderr)
    assert said["error"] == "CLAIM_INVALID"
    codes = {reason["code"] for reason in said["parameters"]["reasons"]}
    assert codes == {"FIXED_BY_CATALOGUE", "DATE_IN_FUTURE", "EVIDENCE_MISSING"}


@pytest.mark.parametrize("option", ["--claim", "--plan"])
def test_a_file_that_is_not_there_is_bad_input(town: Town, run: Run, option: str) -> None:
    command = "submit" if option == "--claim" else "apply"
    done = run(command, uuid4(), option, "nowhere.json", "--as", "li")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "nowhere.json" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("accredit", "skill-station", "--type", "x", "--kind", "patent", "--since", "soon", "--source", "s"),
            "“soon”",
        ),
        (("quote", "--as", "li"), "Say which enrolment"),
        (("quote", uuid4()), "--as"),
        (("correct-worth", uuid4(), "a-lot", "--reason", "x", "--as", "zhao"), "a-lot"),
        (("decide", uuid4(), "perhaps", "--as", "chen"), "perhaps"),
        (("add-institution", "x", "--type", "club", "--name-zh", "甲", "--name-en", "A"), "club"),
        (("record", "L1", "--as", "li", "--now", "yesterday"), "--now"),
        (("accept", "12", "--as", "wang"), "deposit_id"),
    ],
    ids=lambda given: given[0] if isinstance(given, tuple) else "",
)
def test_what_cannot_be_read_is_exit_code_2(town: Town, run: Run, arguments: tuple[Any, ...], sentence: str) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({}, "ROSTER_MALFORMED"),
        ([1], "ROSTER_ROW_MALFORMED"),
        ([{"learner": "L1", "achievement": "welder-3"}], "ROSTER_ROW_MALFORMED"),
        ([{"learner": "L1", "achievement": "welder-3", "claim": {**CLAIM, "hours": "x"}}], "ROSTER_ROW_MALFORMED"),
    ],
)
def test_a_roster_that_is_none_names_the_row(town: Town, run: Run, tmp_path: Path, document: Any, code: str) -> None:
    done = run("certify-roster", "skill-station", _file(tmp_path, document), "--as", "wang", "--json", *ON)
    assert (done.exit_code, done.stdout) == (2, "")
    said = json.loads(done.stderr)
    assert said["error"] == code
    assert said["parameters"].get("row", 1) == 1


def test_a_roster_writes_the_good_rows_and_names_the_others(town: Town, run: Run, tmp_path: Path) -> None:
    good = {"learner": _number(town, "zhang").lower(), "achievement": "welder-3", "claim": CLAIM}
    unknown = {**good, "learner": "L999999999"}
    again = {**good, "achievement": "no-such-entry"}
    path = _file(tmp_path, [unknown, good, again])
    done = run("certify-roster", "skill-station", path, "--as", "wang", *ON)
    assert done.exit_code == 1
    assert done.stdout == "Roster done: 1 certified, 2 faulty.\n"
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["Row 1", "Row 3"]
    assert Award.objects.filter(learner=town.learners["zhang"]).count() == 1


def test_with_json_a_roster_answers_awards_and_faults_by_row(town: Town, run: Run, tmp_path: Path) -> None:
    good = {"learner": _number(town, "zhang"), "achievement": "welder-3", "claim": CLAIM}
    path = _file(tmp_path, [good, {**good, "learner": "L999999999"}])
    done = run("certify-roster", "skill-station", path, "--as", "wang", "--json", *ON)
    assert (done.exit_code, done.stderr) == (1, "")
    said = json.loads(done.stdout)
    assert list(said["awards"]) == ["0"]
    assert said["faults"]["1"]["code"] == "LEARNER_UNKNOWN"


def test_a_long_roster_shows_no_bar_in_a_pipe(town: Town, run: Run, tmp_path: Path) -> None:
    rows = [
        {
            "learner": _number(town, "zhang"),
            "achievement": "welder-3",
            "claim": {**CLAIM, "details": {"certificate_number": f"SF-{number}"}},
        }
        for number in range(30)
    ]
    done = run("certify-roster", "skill-station", _file(tmp_path, rows), "--as", "wang", *ON)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "Roster done: 30 certified, 0 faulty.\n"


def test_a_plan_that_is_none_is_bad_input(town: Town, run: Run, tmp_path: Path) -> None:
    enrolment = enrolled(town, "li")
    for content in ("[]", '{"plan": {"status": "proven"}}'):
        done = run("apply", enrolment.pk, "--plan", _file(tmp_path, content), "--as", "li", *ON)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "creditbank quote --json" in done.stderr


def test_a_line_that_the_plan_has_not_is_bad_input(town: Town, run: Run) -> None:
    done = run("apply", enrolled(town, "li").pk, "--line", "40", "--as", "li", *ON)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "There is no line 40" in done.stderr
