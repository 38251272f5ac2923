"""The nearest programmes and what would help most, on the terminal and for programs."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from typer.testing import Result

from creditbank.bank import rank as ranking
from creditbank.bank import unlock as unlocking
from creditbank.bank.batch import digest_of
from tests.town import MECHATRONICS, Town, enrolled

Run = Callable[..., Result]
ON = ("--now", "2025-11-20")


def test_the_nearest_programmes_are_listed_with_what_is_left(town: Town, run: Run) -> None:
    enrolled(town, "li")
    number = town.learners["li"].number
    done = run("rank", number, "--as", "li", "--top", 2, "--json", *ON)
    document = json.loads(done.stdout)
    assert (done.exit_code, document["proven"], document["learner"]) == (0, True, number)
    assert [(row["place"], row["unit"]) for row in document["rows"]] == [
        (1, "course_credit"), (2, "course_credit"), (1, "part"), (2, "part"),
    ]  # fmt: skip
    said = run("rank", number, "--as", "li", *ON).stdout.splitlines()
    assert said[0].startswith("Of 21 programmes on 20 Nov 2025")
    assert any(
        "Mechatronics technology (craftsman-college/460301@2025)" in line and "Enrolled there." in line for line in said
    )
    assert any("still to be sat" in line for line in said)
    assert said[-1] == "Each figure is proven: less cannot remain."
    assert run("rank", number, "--as", "li", *ON, language="zh").stdout.endswith("以上各数都已证明不能再少。\n")


def test_what_would_help_most_is_told(town: Town, run: Run) -> None:
    number = town.learners["li"].number
    done = run("unlock", number, MECHATRONICS[0], "--as", "li", "--json", *ON)
    document = json.loads(done.stdout)
    assert (done.exit_code, document["proven"], document["programme"]) == (0, True, "craftsman-college/460301@2025")
    assert document["award"]["gain"] == document["remaining"] - document["award"]["remaining"] > 0
    said = run("unlock", number, MECHATRONICS[0], "--as", "li", *ON).stdout.splitlines()
    assert [line.split(":")[0] for line in said] == [
        "Mechatronics technology",
        "The outcome that would help most",
        "The course that would help most",
        "Outcomes that could be earned, compared",
    ]
    assert "最有帮助的一项成果" in run("unlock", number, MECHATRONICS[0], "--as", "li", *ON, language="zh").stdout


def test_an_entry_of_the_catalogue_is_told_by_its_name(town: Town, run: Run) -> None:
    number = town.learners["zhang"].number
    said = run("unlock", number, "skill-centre/electrician-3", "--as", "zhang", *ON).stdout
    document = json.loads(run("unlock", number, "skill-centre/electrician-3", "--as", "zhang", "--json", *ON).stdout)
    assert (document["award"] is None) is ("No further outcome would help" in said or "No rule would" in said)
    if document["name"]:
        assert f"“{document['name']['en']}”" in said


def test_what_is_not_proven_ends_with_three(town: Town, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    number = town.learners["zhang"].number
    whole = ranking.rank(town.call("zhang"), learner_id=town.learners["zhang"].pk, top=1)
    doubted = msgspec.structs.replace(whole, rows=(msgspec.structs.replace(whole.rows[0], status="gap"),))
    monkeypatch.setattr(ranking, "rank", lambda *_, **__: doubted)
    done = run("rank", number, "--as", "zhang", *ON)
    assert done.exit_code == 3
    assert done.stdout.splitlines()[-1].endswith("This figure is not proven to be the least.")
    known = unlocking.unlock(town.call("zhang"), learner_id=town.learners["zhang"].pk, programme=MECHATRONICS[0])
    unsure = unlocking.Unlocked(
        known.case, known.problem, known.plan, msgspec.structs.replace(known.unlock, proven=False)
    )
    monkeypatch.setattr(unlocking, "unlock", lambda *_, **__: unsure)
    done = run("unlock", number, MECHATRONICS[0], "--as", "zhang", *ON)
    assert (done.exit_code, "the effort ended" in done.stdout) == (3, True)


def test_everybody_is_ranked_into_a_folder(town: Town, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = run("batch", folder, "--as", "zhao", "--processes", 1, "--top", 1, "--json", *ON)
    document = json.loads(done.stdout)
    assert (done.exit_code, document["learners"], document["anew"], document["unproven"]) == (0, 1, 1, 0)
    assert document["sha256"] == digest_of(folder)
    said = run("batch", folder, "--as", "zhao", "--processes", 1, "--top", 1, *ON)
    assert said.stdout == f"Learners ranked into {folder}: 1; anew: 0; rows not proven: 0.\n"
    other = run("batch", folder, "--as", "zhao", "--processes", 1, "--json", *ON)
    assert (other.exit_code, json.loads(other.stderr)["error"]) == (2, "BATCH_OTHER_RUN")
    assert run("batch", tmp_path / "b", "--as", "li", *ON).exit_code == 1


def test_unknown_people_and_programmes_and_a_ranking_of_none(town: Town, run: Run) -> None:
    number = town.learners["li"].number
    assert run("rank", "L99999999X", "--as", "li", *ON).exit_code == 1
    unknown = run("unlock", number, "nowhere/nothing", "--as", "li", "--json", *ON)
    assert (unknown.exit_code, json.loads(unknown.stderr)["error"]) == (1, "PROGRAMME_UNKNOWN")
    assert run("rank", number, "--as", "li", "--top", 0, *ON).exit_code == 2
    assert run("rank", number, "--as", "zhang", *ON).exit_code == 1
    assert run("rank", number, "--as", "li", "--now", "2024-05-01").stdout == "There is no programme to compare.\n"
