"""The demonstration: the same everywhere, told again from what is stored, not mixed with anybody's bank, clean."""

import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
import typer
from django.db import transaction
from django.utils import timezone
from typer.testing import CliRunner

from creditbank.bank.checking import check_bank
from creditbank.catalogue.in_force import current_rulebook
from creditbank.catalogue.publishing import publish
from creditbank.cli.demo import acting, building, city, cohort, hero, people_data
from creditbank.cli.demo.command import demo
from creditbank.cli.demo.institutions import BODIES, HOUSES, SHOWN_STAFF, all_staff
from creditbank.cli.demo.outcomes import Printer
from creditbank.cli.demo.papers import PAPERS
from creditbank.cli.demo.report import figures, read_report
from creditbank.cli.demo.telling import tell
from creditbank.people.identity import check_resident_number
from creditbank.people.institutions import add_institution
from creditbank.people.permissions import SYSTEM
from creditbank.people.roles import STAFF_ROLES
from creditbank.people.uscc import check_uscc
from creditbank.rules.schema import read_rulebook
from tests.databases import FreshDatabase, fresh_database

SIZE = 13


@pytest.fixture
def published(db: None, settings: Any) -> None:
    """An empty bank with the rulebook. Passwords are hashed fast: nobody logs in here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    publish(read_rulebook(settings.RULEBOOK), author="a", approver="b", at=timezone.now())


def _demo(fresh: FreshDatabase, file: Path, hash_seed: str) -> subprocess.CompletedProcess[str]:
    """Another process, with its own hash seed, so that no order can rest on one."""
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'creditbank.config.settings';"
        "import django; django.setup();"
        "import typer; from creditbank.cli.demo.command import demo;"
        "app = typer.Typer(); app.command()(demo); app()"
    )
    return subprocess.run(
        [sys.executable, "-c", code, "--no-serve", "--size", str(SIZE), "--json", str(file)],
        env={
            **fresh.environment,
            "CREDITBANK_VAR": fresh.environment.get("CREDITBANK_VAR", "") or str(file.parent),
            "PYTHONHASHSEED": hash_seed,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_runs_in_two_databases_give_the_same_figures_and_a_third_tells_them_again(
    django_db_setup: None, django_db_blocker: Any, tmp_path: Path
) -> None:
    with django_db_blocker.unblock():
        with fresh_database() as one:
            first = _demo(one, tmp_path / "first.json", "1")
            again = _demo(one, tmp_path / "again.json", "2")
        with fresh_database() as another:
            second = _demo(another, tmp_path / "second.json", "3")
    for run in (first, again, second):
        assert run.returncode == 0, run.stdout + run.stderr
    written = (tmp_path / "first.json").read_text()
    assert (tmp_path / "again.json").read_text() == written
    assert (tmp_path / "second.json").read_text() == written
    story = first.stdout[first.stdout.index("一、") :]
    assert again.stdout.endswith(story)
    assert second.stdout.endswith(story)
    assert "\x1b" not in first.stdout, "no colours or bars in a pipe"


def _assert_log_ins(file: Path) -> None:
    city.write_accounts(file)
    accounts = json.loads(file.read_text())
    assert all(set(account) == {"username", "password", "role_zh", "role_en", "name"} for account in accounts)
    assert [account["username"] for account in accounts[:2]] == [hero.USERNAME, hero.UNDECIDED]
    assert accounts[0]["name"] == "李建国"
    assert len(accounts) == 2 + len(SHOWN_STAFF)


@pytest.mark.usefixtures("published")
def test_what_is_built_is_clean_and_the_story_says_what_is_stored(tmp_path: Path) -> None:
    building.build(SIZE)
    assert check_bank() == []
    _assert_log_ins(tmp_path / "accounts.json")
    report = read_report()
    told = figures(report)
    assert told["learners"] == SIZE
    story = told["story"]
    quote = story["quote"]
    assert quote["status"] == "proven"
    assert quote["checked"]
    assert quote["binding"], "a limit binds"
    used, unused = {use["award"] for use in quote["used"]}, {one["award"] for one in quote["unused"]}
    assert not used & unused
    assert len(used | unused) == len(hero.BRINGS)
    assert story["final"]["granted"] == quote["converted"]
    assert story["final"]["remaining"] == quote["remaining"]
    assert story["final"]["hours_saved"] == quote["hours_saved"]
    assert all(float(story[plan]["converted"]) > 0 for plan in ("skill_quote", "training_quote"))
    assert told["ledger"]["ok"]


@pytest.mark.usefixtures("published")
def test_the_story_shows_what_a_worker_may_meet() -> None:
    building.build(1)
    story = figures(read_report())["story"]
    uses = Counter(use["rule"] for use in story["quote"]["used"])
    assert max(uses.values()) > 1, "several outcomes for one course"
    assert any(len(use["courses"]) > 1 for use in story["quote"]["used"]), "one outcome for several courses"
    codes = {one["reason"] for one in story["quote"]["unused"]}
    assert {"NO_RULE", "VALIDITY", "GROUP_ONCE", "COVERED_BY"} <= codes
    steps = {step["to"] for line in story["decisions"] for step in line["steps"]}
    assert {"applied", "refused", "referred", "approved", "published", "final"} <= steps
    refused = next(line["steps"] for line in story["decisions"] if "refused" in {one["to"] for one in line["steps"]})
    by = {step["to"]: step["by"] for step in refused}
    assert by["approved"] != by["refused"], "who refused does not decide the appeal"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.usefixtures("published")
def test_every_sentence_of_the_story_is_worded(language: str) -> None:
    building.build(1)
    said = tell(read_report(), language)
    assert sum(1 for sentence in said if sentence == "") == 9
    assert not [sentence for sentence in said if "DEMO_" in sentence or "{" in sentence]


@pytest.mark.usefixtures("published")
def test_an_interruption_leaves_nothing_behind() -> None:
    def interrupt(code: str, done: int, total: int) -> None:
        if code == "DEMO_DECISIONS":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        building.build(SIZE, progress=interrupt)
    assert not city.stands_already()
    assert not city.holds_something_else(acting.START)


@pytest.mark.usefixtures("published")
def test_somebody_elses_bank_is_left_alone() -> None:
    add_institution(
        request_id=uuid4(), actor=SYSTEM, id="a-real-union", type="union", name_zh="工会", name_en="Union",
        at=timezone.now(),
    )  # fmt: skip
    assert city.holds_something_else(acting.START)
    app = typer.Typer()
    app.command()(demo)
    answer = CliRunner().invoke(app, ["--no-serve", "--size", "1"])
    assert answer.exit_code == 2
    assert "CREDITBANK_VAR" in answer.stderr
    assert not city.stands_already()


@pytest.mark.usefixtures("published")
def test_the_cohort_is_as_large_and_as_mixed_as_it_should_be() -> None:
    book = current_rulebook()
    workers = cohort.draw_workers(book, 299, date(2026, 3, 2), Printer(book))
    counts = sorted(len(worker.outcomes) for worker in workers)
    assert counts[0] == cohort.FEWEST
    assert counts[-1] == cohort.MOST
    assert 12 <= counts[len(counts) // 2] <= 14
    assert {worker.programme for worker in workers} == {programme for programme, _ in cohort.MAJORS}
    assert {outcome.entry.kind for worker in workers for outcome in worker.outcomes} == set(PAPERS)
    applicants = Counter(worker.programme for worker in workers if worker.username)
    assert sum(applicants.values()) == 60
    assert set(applicants) == {programme for programme, _ in cohort.MAJORS}


@pytest.mark.usefixtures("db")
def test_a_file_that_cannot_be_written_is_told_before_anything_is_built(tmp_path: Path) -> None:
    app, runner = typer.Typer(), CliRunner()
    app.command()(demo)
    for file in (tmp_path / "nowhere" / "x.json", tmp_path):
        done = runner.invoke(app, ["--no-serve", "--json", str(file)])
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr.startswith(f"不能写入文件“{file}”")
    assert not city.stands_already()
    assert list(tmp_path.iterdir()) == []


def test_people_and_institutions_have_numbers_of_a_right_form_that_are_nobodys() -> None:
    rng = Random(1)  # noqa: S311
    people = [people_data.make_person(number, rng) for number in range(1, 300)] + [hero.HERO]
    numbers = [check_resident_number(person.identity_number) for person in people]
    assert len(set(numbers)) == len(people)
    assert all(number.startswith("99") for number in numbers)
    assert any(ord(character) > 0xFFFF for person in people for character in person.name), "rare characters"
    codes = [check_uscc(city.social_credit_code(house, serial)) for serial, house in enumerate(HOUSES, start=1)]
    assert len(set(codes)) == len(HOUSES)


def test_the_city_has_the_bodies_and_roles_it_should() -> None:
    types = Counter(house.type for house in HOUSES)
    assert types["certification_body"] == 10
    assert types["enterprise"] == 6
    assert {staff.role for staff in SHOWN_STAFF} == set(STAFF_ROLES)
    assert len({staff.username for staff in all_staff()}) == len(all_staff())
    certifiable = {kind for house in BODIES for kind in house.kinds}
    assert set(PAPERS) <= certifiable
