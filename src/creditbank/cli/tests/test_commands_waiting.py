"""What waits, listed on the terminal and for programs."""

import json
from collections.abc import Callable

from typer.testing import Result

from creditbank.bank.appeal import appeal
from creditbank.bank.decide import decide
from creditbank.bank.inquire import freeze
from creditbank.bank.models import Award, Deposit
from creditbank.kernel.decision import Reason
from tests.town import Town, applied, enrolled

Run = Callable[..., Result]
ON = ("--now", "2025-11-20")


def test_everything_that_waits_is_listed_with_its_id_state_and_due_date(town: Town, run: Run) -> None:
    first, *others = applied(town, "li", enrolled(town, "li")).lines.order_by("position")
    decide(town.call("chen"), line_id=first.pk, verdict="refuse", reasons=[Reason("STATED", found="x")])
    filed = appeal(town.call("li"), line_id=first.pk, text="见大纲")
    inquiry = freeze(town.call("wang"), award_id=Award.objects.get(achievement_id="welder-3").pk, reason="举报")
    done = run("waiting", "--as", "zhao", "--json", *ON)
    rows = json.loads(done.stdout)["waiting"]
    seen = {(row["what"], row["id"], row["state"]) for row in rows}
    waits = Deposit.objects.get(achievement_id="fitter-3")
    assert seen == {
        ("deposit", str(waits.pk), "submitted"),
        ("appeal", str(filed.pk), "open"),
        ("inquiry", str(inquiry.pk), "open"),
        *(("line", str(line.pk), "applied") for line in others),
    }
    assert [row["due_on"] for row in rows] == sorted(row["due_on"] for row in rows)
    assert next(row["subject"] for row in rows if row["what"] == "appeal") == str(first.pk)
    said = run("waiting", "--as", "zhao", *ON).stdout
    assert f"2025-12-11  appeal {filed.pk}: " in said.replace("11 Dec 2025", "2025-12-11")


def test_staff_see_what_waits_at_their_own_institution_only(town: Town, run: Run) -> None:
    applied(town, "li", enrolled(town, "li"))
    rows = json.loads(run("waiting", "--as", "wang", "--json", *ON).stdout)["waiting"]
    assert [(row["what"], row["institution"], row["name"]) for row in rows] == [("deposit", "skill-station", "李**")]
    other = run("waiting", "--institution", "craftsman-college", "--as", "wang", "--json", *ON)
    assert (other.exit_code, json.loads(other.stderr)["error"]) == (1, "ROLE_MISSING")
    same = run("waiting", "--institution", "skill-station", "--as", "zhao", "--json", *ON)
    assert json.loads(same.stdout)["waiting"] == rows


def test_a_learner_sees_no_list_and_an_unknown_institution_is_named(town: Town, run: Run) -> None:
    assert run("waiting", "--as", "li", *ON).exit_code == 1
    done = run("waiting", "--institution", "nowhere", "--as", "zhao", "--json", *ON)
    assert json.loads(done.stderr)["error"] == "INSTITUTION_UNKNOWN"


def test_nothing_waiting_is_said(town: Town, run: Run) -> None:
    assert run("waiting", "--as", "union", *ON).stdout == "Nothing waits.\n"
