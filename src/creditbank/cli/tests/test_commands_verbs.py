"""What the commands add to the verbs: chosen lines, plans from a file, refusals by rule, answers for programs."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

from typer.testing import Result

from creditbank.bank.models import Award, ConversionLine
from creditbank.people.institutions import suspend
from creditbank.people.models import Accreditation
from creditbank.people.permissions import SYSTEM
from tests.town import Town, applied, certified, deposited, enrolled

Run = Callable[..., Result]
ON = ("--now", "2025-11-20")


def _rest(town: Town) -> None:
    held = Accreditation.objects.get(institution="skill-station")
    suspend(
        request_id=uuid4(), actor=SYSTEM, accreditation=held.pk, since=date(2025, 11, 1), reason="x", at=town.moment
    )


def test_a_refusal_by_rule_writes_nothing_and_says_why(town: Town, run: Run) -> None:
    waiting = deposited(town, "zhang", "welder-3", details={"certificate_number": "SF-zhang"})
    _rest(town)
    done = run("certify", waiting.pk, "--as", "wang", *ON)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Not certified, because the rules say no: The body's accreditation was suspended")
    assert not Award.objects.filter(deposit=waiting).exists()


def test_with_json_a_refusal_by_rule_has_its_code_and_reasons(town: Town, run: Run) -> None:
    waiting = deposited(town, "zhang", "welder-3", details={"certificate_number": "SF-zhang"})
    _rest(town)
    done = run("certify", waiting.pk, "--as", "wang", "--json", *ON)
    assert (done.exit_code, done.stdout) == (1, "")
    said = json.loads(done.stderr)
    assert said["error"] == "REFUSED"
    assert [reason["code"] for reason in said["parameters"]["reasons"]] == ["BODY_SUSPENDED"]


def test_an_accreditation_that_is_not_there_cannot_rest(town: Town, run: Run) -> None:
    done = run("suspend", "99999", "--since", "2025-11-01", "--reason", "x", *ON)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("There is no accreditation 99999.")


def test_nobody_decides_on_his_own_case(town: Town, run: Run) -> None:
    filed = applied(town, "li", enrolled(town, "li"))
    done = run("decide", filed.lines.all()[0].pk, "approve", "--as", "li", "--json", *ON)
    assert (done.exit_code, done.stdout) == (1, "")
    assert json.loads(done.stderr)["error"] in {"ROLE_MISSING", "OWN_CASE"}


def test_a_quote_in_a_file_is_applied_for_line_by_line(town: Town, run: Run, tmp_path: Path) -> None:
    enrolment = enrolled(town, "li")
    quoted = run("quote", enrolment.pk, "--as", "li", "--json", *ON)
    plan = json.loads(quoted.stdout)
    assert plan["checked"] is True
    assert len(plan["plan"]["lines"]) > 1
    file = tmp_path / "plan.json"
    file.write_text(quoted.stdout, encoding="utf-8")
    request = uuid4()
    order = ("apply", enrolment.pk, "--plan", file, "--line", 2, "--as", "li", "--request-id", request, "--json", *ON)
    first, second = run(*order), run(*order)
    assert first.exit_code == 0
    assert first.stdout == second.stdout
    answer = json.loads(first.stdout)
    assert answer["conversion"] == str(request)
    assert [line["rule"] for line in answer["lines"]] == [plan["plan"]["lines"][1]["rule"]]
    assert ConversionLine.objects.count() == 1


def test_a_request_id_that_was_used_for_something_else_is_refused(town: Town, run: Run) -> None:
    enrolment, request = enrolled(town, "li"), uuid4()
    assert run("apply", enrolment.pk, "--line", 1, "--as", "li", "--request-id", request, *ON).exit_code == 0
    done = run("leave", enrolment.pk, "--as", "chen", "--request-id", request, "--json", *ON)
    assert (done.exit_code, json.loads(done.stderr)["error"]) == (1, "REQUEST_CONFLICT")


def test_a_line_is_replaced_by_an_outcome_of_its_own_group_or_not_at_all(town: Town, run: Run) -> None:
    """Other outcomes would fit other courses; they are no replacement."""
    enrolment = enrolled(town, "li")
    line = applied(town, "li", enrolment).lines.all()[0]
    certified(town, "li", "fitter-3", details={"certificate_number": "SF-other"})
    done = run("replace", line.pk, "--as", "li", "--json", *ON)
    assert (done.exit_code, done.stdout) == (2, "")
    assert json.loads(done.stderr)["error"] == "NOTHING_TO_REPLACE_WITH"


def test_a_number_under_which_nothing_stands_is_a_no(town: Town, run: Run) -> None:
    done = run("verify", "CB-0000-0000-0000-0", "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (1, {"found": False})


def test_a_number_is_found_however_it_is_spelled(town: Town, run: Run) -> None:
    award = Award.objects.filter(learner=town.learners["li"]).earliest("number")
    done = run("verify", award.number.lower().replace("-", " "), "--json")
    said = json.loads(done.stdout)
    assert (said["number"], said["status"], said["name"]) == (award.number, "active", "李**")


def test_the_nightly_run_counts_what_it_did(town: Town, run: Run) -> None:
    filed = applied(town, "li", enrolled(town, "li"))
    line = filed.lines.all()[0]
    assert run("decide", line.pk, "approve", "--as", "chen", *ON).exit_code == 0
    assert run("publish-notice", line.pk, "--as", "chen", *ON).exit_code == 0
    done = run("nightly", "--now", "2025-12-20")
    assert done.stdout == (
        "Nightly run done: 1 final, 0 not final, 0 closed, 0 expired; 0 status lists signed, 0 not signed.\n"
    )
    again = run("nightly", "--now", "2025-12-20", "--json")
    assert json.loads(again.stdout) == {
        "final": [],
        "not_final": [],
        "closed": [],
        "expired": [],
        "signed": [],
        "not_signed": [],
    }


def test_check_names_what_is_wrong_and_fails(town: Town, run: Run) -> None:
    assert run("check").stdout == "Checked: nothing is wrong.\n"
    award = Award.objects.filter(learner=town.learners["li"]).earliest("number")
    Award.objects.filter(pk=award.pk).update(live=False)
    done = run("check", "--json")
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    assert said["ok"] is False
    assert [finding["code"] for finding in said["findings"]] == ["AWARD_LIVE_FLAG", "REVOKED_LOT_NOT_EMPTY"]
    plain = run("check")
    assert (plain.exit_code, plain.stdout.partition(" ")[0]) == (1, "AWARD_LIVE_FLAG")
