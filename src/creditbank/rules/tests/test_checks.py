"""Definitions that are well formed and yet wrong: file, path, code and mend of each."""

from pathlib import Path

import msgspec
import pytest

from creditbank.rules.checks import check_rulebook
from creditbank.rules.checks_standards import check_standard
from creditbank.rules.examples import agrees
from creditbank.rules.findings import Place, errors_in
from creditbank.rules.schema import read_rulebook
from creditbank.rules.tests.bad_definitions import (
    BLOCK,
    CONTEST,
    HOURS,
    KIND,
    KINDS,
    PROGRAMME,
    RANKED,
    RULE,
    RULES,
    SKILL,
    STANDARDS,
    TESTS,
    WORTH,
)
from creditbank.rules.tests.trees import SAMPLE, changed, findings_of, sample

BAD = {**TESTS, **KINDS, **STANDARDS, **RULES}


@pytest.mark.parametrize("sentence", BAD)
def test_bad_definition(sentence: str, tmp_path: Path) -> None:
    file, old, new, path, code = BAD[sentence]
    found = errors_in(findings_of(changed(tmp_path, file, old, new)))
    assert (path, code) in [(one.path, one.code) for one in found if one.file == file], found
    assert all(one.mend for one in found)


def test_the_sample_has_nothing_to_mend() -> None:
    found = check_rulebook(sample())
    assert errors_in(found) == []
    assert {one.code for one in found} == {"ROWS_HOLES"}


def errors_after(tmp_path: Path, file: str, old: str, new: str) -> list[tuple[str, str, str]]:
    return [(one.file, one.path, one.code) for one in errors_in(findings_of(changed(tmp_path, file, old, new)))]


def test_one_fault_brings_one_finding(tmp_path: Path) -> None:
    file, old, new, path, code = RULES["an overlap above all"]
    assert errors_after(tmp_path, file, old, new) == [(file, path, code)]


def test_examples_are_run_only_where_the_definition_is_sound(tmp_path: Path) -> None:
    file, old, new, path, code = STANDARDS["a cell that is not on the scale"]
    assert errors_after(tmp_path, file, old, new) == [(file, path, code)]


def test_a_rule_without_targets(tmp_path: Path) -> None:
    targets = 'target = [{ course = "WELD-1" }, { course = "WELD-2" }, { course = "FAB-1" }]'
    assert errors_after(tmp_path, RULE, targets, "target = []") == [
        (RULE, "version[0].target", "EMPTY"),
        (RULE, "version[0].choose", "CHOOSE_RANGE"),
        (RULE, "programmes[0]", "NO_TARGET_HERE"),
    ]


def test_a_rule_without_slots(tmp_path: Path) -> None:
    slot = WORTH_TEXT.split("slot = ", 1)[1].split("\n", 1)[0]
    found = errors_after(tmp_path, WORTH, f"slot = {slot}", "slot = []")
    assert (WORTH, "version[0].slot", "EMPTY") in found


WORTH_TEXT = (SAMPLE / WORTH).read_text(encoding="utf-8")


def test_an_example_of_an_unknown_kind(tmp_path: Path) -> None:
    found = errors_after(tmp_path, WORTH, '{ level = "1", ', '{ kind = "poem", ')
    assert found == [(WORTH, "version[0].example[1].given.skill", "UNKNOWN_KIND")]


def test_a_rule_needs_both_sorts_of_example(tmp_path: Path) -> None:
    root = changed(tmp_path, RULE, 'expect = "refuse:LEVEL"', 'expect = "grant"')
    changed(tmp_path, RULE, 'skill = { level = "4" }', 'skill = { level = "1" }')
    (only,) = errors_in(findings_of(root))
    assert (only.path, only.code, only.mend) == (
        "version[0].example",
        "EXAMPLE_MISSING",
        '[[version.example]] expect = "refuse:…"',
    )


def test_a_course_in_no_catalogue_year_of_one_of_the_programmes(tmp_path: Path) -> None:
    text = (SAMPLE / PROGRAMME).read_text(encoding="utf-8")
    other = text.replace("460301", "460302").replace("WELD-1", "MILL-1").replace("WELD-2", "MILL-2")
    changed(tmp_path, "programmes/river-college/460302/2025.toml", "", other.replace("FAB-1", "MILL-3"))
    found = errors_after(tmp_path, RULE, '["river-college/460301"]', '["river-college/460301", "river-college/460302"]')
    assert found == [(RULE, "programmes[1]", "NO_TARGET_HERE")]


def test_all_targets_must_be_there_when_all_are_granted(tmp_path: Path) -> None:
    text = (SAMPLE / PROGRAMME).read_text(encoding="utf-8").replace("460301", "460302").replace("WELD-1", "MILL-1")
    changed(tmp_path, "programmes/river-college/460302/2025.toml", "", text)
    changed(tmp_path, RULE, '["river-college/460301"]', '["river-college/460301", "river-college/460302"]')
    assert errors_after(tmp_path, RULE, "choose = 2", 'grant = "all"') == [(RULE, "programmes[1]", "NO_TARGET_HERE")]


def test_gathering_is_for_course_credits_only(tmp_path: Path) -> None:
    root = changed(tmp_path, PROGRAMME, 'level = "associate"', 'level = "associate"\nunit = "credit"')
    assert [(one.path, one.code) for one in errors_in(findings_of(root))] == [("version[0].slot", "GATHERING")]


def test_two_slots_that_gather(tmp_path: Path) -> None:
    second = '{ id = "more", take = "credits", when = [{ field = "award.kind", is = "training" }] }]'
    root = changed(
        tmp_path,
        BLOCK,
        '{ field = "award.hours", at_least = 8 }] }]',
        f'{{ field = "award.hours", at_least = 8 }}] }}, {second}',
    )
    assert ("version[0].slot", "GATHERING") in [(one.path, one.code) for one in findings_of(root)]


def test_a_bank_standard_of_two_for_one_kind(tmp_path: Path) -> None:
    text = (SAMPLE / HOURS).read_text(encoding="utf-8").replace("bank/training-hours", "bank/other-hours")
    root = changed(tmp_path, "recognition/bank/other-hours.toml", "", text)
    assert [(one.file, one.path, one.code) for one in errors_in(findings_of(root))] == [
        (KIND, "standard", "ONE_BANK_STANDARD")
    ]


def test_a_fall_may_be_explained(tmp_path: Path) -> None:
    changed(tmp_path, CONTEST, "from = 2015-09-01", 'from = 2015-09-01\nfalling_because = "The document says so."')
    root = changed(tmp_path, CONTEST, '"provincial", "second", "3.00"', '"provincial", "second", "5.50"')
    assert errors_in(findings_of(root)) == []


def test_a_gap_between_versions_is_only_told(tmp_path: Path) -> None:
    found = findings_of(changed(tmp_path, SKILL, "until = 2023-01-01", "until = 2022-01-01"))
    gap = next(one for one in found if one.code == "VERSIONS_GAP")
    assert (gap.path, gap.severity, gap.mend) == ("version[0].until", "notice", "until = 2023-01-01")
    assert errors_in(found) == []


def test_an_overlap_says_where_to_end(tmp_path: Path) -> None:
    found = findings_of(changed(tmp_path, SKILL, "until = 2023-01-01", "until = 2023-01-02"))
    (only,) = errors_in(found)
    assert only.mend == "until = 2023-01-01"
    assert only.parameters == {"until": "2023-01-02", "next_from": "2023-01-01"}


def test_holes_of_a_table_are_told() -> None:
    hole = next(one for one in check_rulebook(sample()) if one.file == CONTEST)
    assert hole.parameters["count"] == 3
    assert hole.parameters["first"] == [["school", "second"], ["provincial", "third"], ["national", "third"]]


def test_the_same_rule_in_another_time_is_a_successor(tmp_path: Path) -> None:
    text = (SAMPLE / WORTH).read_text(encoding="utf-8").replace("river-college/bank-worth", "river-college/next")
    later = text.replace("until = 2026-03-01\n", "").replace("from = 2025-03-01", "from = 2026-03-01")
    root = changed(tmp_path, "articulation/river-college/next.toml", "", later)
    assert errors_in(findings_of(root)) == []


def test_versions_of_one_rule_may_be_alike(tmp_path: Path) -> None:
    text = (SAMPLE / WORTH).read_text(encoding="utf-8")
    version = text[text.index("[[version]]") :].replace("until = 2026-03-01\n", "")
    later = version.replace("from = 2025-03-01", "from = 2026-03-01")
    root = changed(tmp_path, WORTH, version[-30:], version[-30:] + "\n" + later)
    assert errors_in(findings_of(root)) == []


def test_a_standard_by_application_day_must_hold_when_the_rule_begins(tmp_path: Path) -> None:
    changed(tmp_path, CONTEST, "from = 2015-09-01", 'from = 2025-09-01\ndate_basis = "applied_on"')
    root = tmp_path / "rulebook"
    assert [(one.file, one.path, one.code, one.mend) for one in errors_in(findings_of(root))] == [
        (RULE, "version[0].worth_of[0].standard", "STANDARD_NOT_IN_FORCE", "2025-09-01")
    ]


def test_a_rule_is_not_blamed_for_its_broken_standard(tmp_path: Path) -> None:
    root = changed(tmp_path, CONTEST, "steps = -1", "steps = 0")
    assert [(one.file, one.code) for one in errors_in(findings_of(root))] == [(CONTEST, "TOO_SMALL")]


def test_a_step_that_no_example_exercises(tmp_path: Path) -> None:
    root = changed(tmp_path, RANKED, "given = { rank = 12, entrants = 60,", 'given = { prize = "second",')
    changed(tmp_path, RANKED, "given = { rank = 50, entrants = 60,", 'given = { prize = "none",')
    assert [(one.path, one.code) for one in errors_in(findings_of(root))] == [
        ("version[0].derive[0]", "STEP_NOT_EXERCISED")
    ]


def test_examples_may_say_their_kind_and_programme(tmp_path: Path) -> None:
    changed(
        tmp_path,
        WORTH,
        '{ level = "3", ',
        '{ kind = "occupational_skill_certificate", level = "3", earned_on = "2024-01-01", ',
    )
    root = changed(tmp_path, WORTH, 'expect = "grant:4.00"', 'expect = "grant:4"\nprogramme = "river-college/460301"')
    assert errors_in(findings_of(root)) == []


def test_a_budget_is_compared_with_blocks_of_a_known_size_only(tmp_path: Path) -> None:
    root = changed(tmp_path, BLOCK, "target = [", 'budget = "3.99"\ntarget = [')
    assert errors_in(findings_of(root)) == []
    changed(tmp_path, BLOCK, ", up_to = true", "")
    (only,) = errors_in(findings_of(root))
    assert (only.path, only.code, only.mend) == ("version[0].budget", "BUDGET_TOO_SMALL", 'budget = "4.00"')


def test_a_budget_is_not_compared_with_credits_that_are_no_amount(tmp_path: Path) -> None:
    changed(tmp_path, PROGRAMME, 'credits = "1.50"', 'credits = "some"')
    found = errors_after(tmp_path, RULE, 'budget = "worth"', 'budget = "1.00"')
    assert found == [(PROGRAMME, "course.FAB-1.credits", "AMOUNT_MALFORMED")]


def test_a_large_table_is_not_searched_for_holes() -> None:
    book = sample()
    (standard,) = book.standards["river-college/contest"]
    assert any(one.file == CONTEST and one.code == "ROWS_HOLES" for one in check_rulebook(book))
    wide = msgspec.structs.replace(
        standard,
        columns=("tier",) * 8,
        rows=(("national",) * 8 + ("1.00",),),
        shift=(),
        adjust=(),
    )
    assert not [one for one in check_standard(wide, Place(CONTEST), book) if one.code == "ROWS_HOLES"]


AGREEMENT = [
    ("grant", "grant:3.00", True),
    ("grant", "grant", True),
    ("grant:3", "grant:3.00", True),
    ("3.00", "grant:3", True),
    ("3.00", "grant", False),
    ("3.00", "refuse:WORTH_ZERO", False),
    ("three", "grant:3", False),
    ("grant:3.01", "grant:3.00", False),
    ("refuse", "refuse:LEVEL", True),
    ("refuse:LEVEL", "refuse:KIND,LEVEL", True),
    ("refuse:KIN", "refuse:KIND", False),
    ("refuse:LEVEL", "refer:LEVEL", False),
    ("refer", "grant:1", False),
]


@pytest.mark.parametrize(("expect", "answer", "expected"), AGREEMENT)
def test_agreement(expect: str, answer: str, *, expected: bool) -> None:
    assert agrees(expect, answer) is expected


def test_a_new_kind_standard_programme_policy_and_rule_need_no_python(tmp_path: Path) -> None:
    texts = {
        "kinds/reading_badge.toml": (
            'id = "reading_badge"\nname = { zh = "阅读徽章", en = "Reading badge" }\nsource = { demonstration = true }\n'
            'from = 2020-01-01\ncertifiers = ["union"]\nidentity = ["badge"]\n[evidence]\n[details]\n'
            'badge = { name = { zh = "徽章", en = "Badge" }, type = "text" }\n'
            'books = { name = { zh = "册数", en = "Books" }, type = "integer" }\n'
        ),
        "recognition/lake-college/reading.toml": (
            'id = "lake-college/reading"\nowner = "lake-college"\nname = { zh = "阅读", en = "Reading" }\n'
            'kind = "reading_badge"\nsource = { demonstration = true }\n[[version]]\nfrom = 2020-01-01\n'
            'derive = [{ field = "size", from = "books", bands = [["9", "few"], ["*", "many"]] }]\n'
            'columns = ["size"]\nrows = [["many", "1.00"]]\n'
            '[[version.example]]\ngiven = { books = 10 }\nexpect = "1.00"\n'
            '[[version.example]]\ngiven = { books = 9 }\nexpect = "refuse:WORTH_NO_ROW"\n'
        ),
        "policies/lake-college/open.toml": (
            'id = "lake-college/open"\ninstitution = "lake-college"\nname = { zh = "办法", en = "Policy" }\n'
            "source = { demonstration = true }\n[[version]]\nfrom = 2020-01-01\n"
        ),
        "programmes/lake-college/reading/2025.toml": (
            'id = "lake-college/reading"\nname = { zh = "阅读", en = "Reading" }\nsource = { demonstration = true }\n'
            'year = 2025\nqualification = "training"\nlevel = "associate"\npolicies = ["lake-college/open"]\n'
            '[tree]\nall = ["R-1"]\n[course.R-1]\nname = { zh = "阅读", en = "Reading" }\ncredits = "1.00"\nnature = "public"\n'
        ),
        "articulation/lake-college/reading.toml": (
            'id = "lake-college/reading"\nname = { zh = "转换", en = "Conversion" }\nsource = { demonstration = true }\n'
            'text = "A badge replaces the course."\nprogrammes = ["lake-college/reading"]\n[[version]]\nfrom = 2020-01-01\n'
            'slot = [{ id = "badge", when = [{ field = "award.kind", is = "reading_badge" }] }]\n'
            'worth_of = [{ slot = "badge", standard = "lake-college/reading" }]\nbudget = "worth"\n'
            'target = [{ course = "R-1" }]\n'
            '[[version.example]]\ngiven = { badge = { books = 12 } }\nexpect = "grant:1.00"\n'
            '[[version.example]]\ngiven = { badge = { books = 2 } }\nexpect = "refuse:WORTH_NO_ROW"\n'
        ),
    }  # fmt: skip
    for file, text in texts.items():
        root = changed(tmp_path, file, "", text)
    assert errors_in(findings_of(root)) == []
    book = read_rulebook(root)
    assert book.flexibility([("a", {"kind": "reading_badge"})]) == {"a": 1}
