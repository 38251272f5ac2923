"""``creditbank rulebook lint``: what is told, and when it ends with 1."""

import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from creditbank.cli.tests.conftest import Run

LATHE = "articulation/craftsman-college/cnc-lathe-operator.toml"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The rulebook with one rule in it twice."""
    folder = tmp_path / "rulebook"
    shutil.copytree(settings.RULEBOOK, folder)
    text = (folder / LATHE).read_text(encoding="utf-8")
    (folder / LATHE.replace("operator", "twin")).write_text(text.replace("lathe-operator", "lathe-twin", 1), "utf-8")
    return folder


def test_the_rulebook_itself_has_no_unexplained_conflict(run: Run) -> None:
    done = run("rulebook", "lint")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("No conflict of rules is unexplained: ")


def test_notices_are_told_on_request(run: Run) -> None:
    told = run("rulebook", "lint", "--notices", language="zh").stdout
    assert "都适用，给法不同" in told
    assert "例：" in told


def test_a_copy_is_told_with_example_and_mend_and_ends_with_one(run: Run, copied: Path) -> None:
    done = run("rulebook", "lint", copied)
    assert done.exit_code == 1
    first, *more = done.stderr.splitlines()
    assert "craftsman-college/cnc-lathe-twin repeats craftsman-college/cnc-lathe-operator" in first
    assert any(line.strip().startswith("Example: in Numerical control technology") for line in more)
    assert any(line.strip() == "Mend: remove craftsman-college/cnc-lathe-twin, or give it an end." for line in more)
    assert "重复" in run("rulebook", "lint", copied, language="zh").stderr


def test_for_programs_there_is_one_document(run: Run, copied: Path) -> None:
    done = run("rulebook", "lint", copied, "--json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    (finding,) = document["findings"]
    assert (document["ok"], finding["code"], finding["blocks"]) == (False, "DUPLICATE", True)
    assert finding["witness"]["grants"]
    assert finding["sentences"]


def test_an_explanation_in_the_file_lets_it_pass(run: Run, copied: Path) -> None:
    path = copied / LATHE.replace("operator", "twin")
    why = 'explains = [{ finding = "DUPLICATE", with = "craftsman-college/cnc-lathe-operator", why = "两份目录各列一次" }]\n'
    path.write_text(why + path.read_text(encoding="utf-8"), encoding="utf-8")
    done = run("rulebook", "lint", copied)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "1 conflicts explained" in done.stdout
    assert "两份目录各列一次" in run("rulebook", "lint", copied, "--notices").stdout


def test_rules_that_are_unsound_by_themselves_are_told_first(run: Run, copied: Path) -> None:
    path = copied / LATHE
    path.write_text(path.read_text(encoding="utf-8").replace('"CNC-203"', '"CNC-999"'), encoding="utf-8")
    done = run("rulebook", "lint", copied)
    assert done.exit_code == 1
    assert "CNC-999" in done.stderr
    assert "repeats" not in done.stderr


def test_a_folder_that_cannot_be_read_is_told_as_by_check(run: Run, tmp_path: Path) -> None:
    assert run("rulebook", "lint", tmp_path).exit_code == 1
