"""Findings that need solving, on the sample rulebook of the rules with one thing changed."""

from pathlib import Path

import pytest

from creditbank.plan.lint import check_programmes_and_policies
from creditbank.rules.findings import Finding
from creditbank.rules.schema import read_rulebook
from creditbank.rules.tests.trees import SAMPLE, changed

POLICY = "policies/river-college/adult.toml"
PROGRAMME = "programmes/river-college/460301/2025.toml"
CONTEST = "articulation/river-college/welding-contest.toml"
FLOOR = 'floor = [{ id = "assessed"'
EXAMPLES = """
[[version.example]]
programme = "river-college/460301"
recorded = [{ module = "electives", credits = "4.00", rule = { overlap = 90 } }]
line = { course = "WELD-2", rule = { overlap = 90 }, awards = [{ kind = "training", "groups.activity" = "x" }] }
expect = "grant"

[[version.example]]
programme = "river-college/460301"
recorded = [{ module = "electives", credits = "4.00", rule = { overlap = 90 } }]
line = { module = "electives", credits = "2.01", rule = { overlap = 90 } }
expect = "refuse:CAP:half"

[[version.example]]
programme = "river-college/460301"
line = { course = "WELD-2", rule = { overlap = 79 }, applied_on = 2020-01-01 }
expect = "refuse:OVERLAP"

[[version.example]]
programme = "river-college/460301"
line = { course = "WELD-2" }
expect = "refer:FACT_MISSING"

[[version.example]]
programme = "river-college/460301"
recorded = [{ course = "FAB-1", awards = [{ kind = "training" }] }]
floor = "assessed"
expect = "lacks:0.50"
"""


def findings(root: Path) -> dict[str, Finding]:
    return {one.code: one for one in check_programmes_and_policies(read_rulebook(root))}


def with_examples(tmp_path: Path) -> Path:
    return changed(tmp_path, POLICY, 'at_least = "2.00" }]\n', 'at_least = "2.00" }]\n' + EXAMPLES)


def test_a_sound_rulebook_has_no_findings(tmp_path: Path) -> None:
    assert findings(with_examples(tmp_path)) == {}


def test_a_policy_without_examples_is_told() -> None:
    found = check_programmes_and_policies(read_rulebook(SAMPLE))
    assert {one.parameters["wanted"] for one in found if one.code == "EXAMPLE_MISSING"} == {"grant", "refuse"}


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (PROGRAMME, 'min_credits = "12.00"', 'min_credits = "9.00"', "TOTAL_DIFFERS"),
        (PROGRAMME, "open = true, ", "", "NOT_COMPLETABLE"),
        (
            PROGRAMME,
            "child = [",
            'choose = 1\nchild = [\n  { id = "never", courses = ["FAB-1"], min_credits = "9.00" },',
            "CHOICE_NOT_COMPLETABLE",
        ),
        (
            POLICY,
            'one_of = ["training", "study"] }]',
            'one_of = ["training", "study"] }, { field = "target.course", is = "FAB-1" }]',
            "FLOOR_UNREACHABLE",
        ),
        (POLICY, '["training", "study"]', '["training"]', "FLOOR_WITHOUT_STUDY"),
        (POLICY, 'share = "0.50"', 'share = "0.50", at_most = "3.00"', "CAP_FORM"),
        (POLICY, 'share = "0.50"', 'share = "1.01"', "SHARE"),
        (POLICY, 'share = "0.50"', 'share = "half"', "SHARE"),
        (POLICY, 'share = "0.50"', 'share = "0.50", per = ["group:nothing"]', "UNKNOWN_CAP_KEY"),
        (POLICY, 'share = "0.50"', 'share = "0.50", base = [{ field = "target.nature", is = "public" }]', "BASE_EMPTY"),
        (
            POLICY,
            'share = "0.50" }',
            'share = "0.50" }, { id = "half", measure = "awards", at_most = 1 }',
            "LIMIT_TWICE",
        ),
        (
            POLICY,
            'share = "0.50" }',
            'share = "0.50" }, { id = "more", measure = "credits", of = [{ not = { field = "rule.category", is = "online" } }], share = "0.60" }',
            "CAP_NEVER_REACHED",
        ),
        (POLICY, FLOOR, 'periods = { year = { starts = ["02-29"] } }\n' + FLOOR, "PERIOD_START"),
        (POLICY, FLOOR, "windows = { months = [] }\n" + FLOOR, "WINDOW_NEVER_OPEN"),
        (POLICY, FLOOR, "irrevocable = true\n" + FLOOR, "IRREVOCABLE_RETURN"),
        (POLICY, 'expect = "lacks:0.50"', 'expect = "lacks:0.51"', "EXAMPLE_FAILS"),
        (POLICY, 'expect = "lacks:0.50"', 'expect = "lacks:some"', "EXAMPLE_FAILS"),
        (POLICY, 'floor = "assessed"', 'floor = "nothing"', "EXAMPLE_FAILS"),
        (POLICY, 'floor = "assessed"', "", "EXAMPLE_FAILS"),
        (POLICY, 'line = { course = "WELD-2" }', 'line = { course = "NO-1" }', "EXAMPLE_FAILS"),
        (
            POLICY,
            'programme = "river-college/460301"\nline = { course = "WELD-2" }',
            'programme = "river-college/0"\nline = { course = "WELD-2" }',
            "EXAMPLE_FAILS",
        ),
        (POLICY, FLOOR, "windows = { months = [6] }\n" + FLOOR, "EXAMPLE_FAILS"),
        (CONTEST, "overlap = 85", "overlap = 79", "RULE_DEAD"),
    ],
)
def test_what_is_wrong_is_found(tmp_path: Path, file: str, old: str, new: str, code: str) -> None:
    with_examples(tmp_path)
    found = findings(changed(tmp_path, file, old, new))
    assert code in found


def test_the_reason_of_a_dead_rule_is_named(tmp_path: Path) -> None:
    found = findings(changed(tmp_path, CONTEST, "overlap = 85", "overlap = 79"))["RULE_DEAD"]
    assert (found.severity, found.parameters["reason"]) == ("error", "OVERLAP")
    assert found.file == CONTEST


def test_a_blanket_rule_that_is_dead_at_one_programme_is_a_notice(tmp_path: Path) -> None:
    changed(tmp_path, CONTEST, "overlap = 85", "overlap = 79")
    found = findings(changed(tmp_path, CONTEST, '["river-college/460301"]', '["river-college/*"]'))["RULE_DEAD"]
    assert found.severity == "notice"


def test_settings_set_twice_are_told_with_the_winner(tmp_path: Path) -> None:
    changed(tmp_path, POLICY, FLOOR, "notice_days = 3\n" + FLOOR)
    other = (SAMPLE / POLICY).read_text(encoding="utf-8").replace("river-college/adult", "river-college/other")
    changed(tmp_path, "policies/river-college/other.toml", "", other.replace(FLOOR, "notice_days = 9\n" + FLOOR))
    found = findings(
        changed(tmp_path, PROGRAMME, '["river-college/adult"]', '["river-college/adult", "river-college/other"]')
    )
    assert found["SETTING_TWICE"].parameters["wins"] == "river-college/other"
    assert found["CAP_NEVER_REACHED"].severity == "notice"
