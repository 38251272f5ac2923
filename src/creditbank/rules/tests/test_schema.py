"""Bad files: what is wrong is named with file, path and mend, and one fault does not hide another."""

import shutil
from pathlib import Path

import pytest

from creditbank.rules.definitions import Rule, Standard
from creditbank.rules.findings import RulebookInvalid, errors_in
from creditbank.rules.schema import load_rulebook, read_definition, read_rulebook
from creditbank.rules.tests.trees import SAMPLE, changed, findings_of, sample

SKILL = "recognition/bank/skill.toml"
CONTEST = "recognition/river-college/contest.toml"
RULE = "articulation/river-college/welding-contest.toml"
KIND = "kinds/training.toml"
PROGRAMME = "programmes/river-college/460301/2025.toml"

BAD: dict[str, tuple[str, str, str, str, str, str]] = {
    # file, what stands there, what is written instead, path, code, mend
    "an unknown key near a known one": (
        SKILL, 'owner = "bank"', 'owner = "bank"\ncolumn = 1', "column", "UNKNOWN_KEY", "columns",
    ),
    "an unknown key like no other": (
        "settings.toml", "evidence_days = 5", "evidence_days = 5\nzzz = 1", "zzz", "UNKNOWN_KEY",
        "name | source | evidence_days | review_days | appeal_days | decide_days | objection_days | inquiry_days | rescind_days | return_grace_days",
    ),
    "an unknown key deep in the second version": (
        SKILL, "from = 2023-01-01\n", "from = 2023-01-01\nwhen = [{ field = 'a', iss = 1 }]\n", "version[1].when[0].iss",
        "UNKNOWN_KEY", "is",
    ),
    "an unknown key in a table of fields": (
        KIND, 'type = "integer", at_least = 1', 'type = "integer", at_lest = 1', "details.hours.at_lest",
        "UNKNOWN_KEY", "at_least",
    ),
    "a number where a text is wanted": (SKILL, 'kind = "occ', 'kind = 1 # "occ', "kind", "WRONG_TYPE", '"…"'),
    "a text where a number is wanted": (
        "settings.toml", "review_days = 10", 'review_days = "ten"', "review_days", "WRONG_TYPE", "1",
    ),
    "true where a number is wanted": (
        "settings.toml", "review_days = 10", "review_days = true", "review_days", "WRONG_TYPE", "1",
    ),
    "a float where an amount is wanted": (
        CONTEST, 'flat = "-0.50"', "flat = -0.5", "version[0].adjust[0].flat", "WRONG_TYPE", '"-0.5"',
    ),
    "a float in a row": (
        SKILL, '[["5", "1.00"]', '[["5", 1.0]', "version[0].rows[0][1]", "WRONG_TYPE", '"1.0"',
    ),
    "a float where a test compares": (
        "articulation/river-college/training-block.toml", "at_least = 32", "at_least = 32.5",
        "version[0].when[0].at_least", "WRONG_TYPE", '"32.5"',
    ),
    "a table where a list is wanted": (
        SKILL, 'columns = ["level"]', "columns = { a = 1 }", "columns", "WRONG_TYPE", "[ … ]",
    ),
    "a text where a table is wanted": (
        KIND, 'source = { demonstration = true }', 'source = "law"', "source", "WRONG_TYPE", "{ … }",
    ),
    "a list where a table of fields is wanted": (
        KIND, "[evidence]", "evidence = []", "evidence", "WRONG_TYPE", "{ … }",
    ),
    "a band of three": (
        "recognition/river-college/project.toml", '["4999", "none"]', '["4999", "none", "x"]',
        "version[0].derive[0].bands[0]", "WRONG_TYPE", "[ …, … ]",
    ),
    "a text where a date is wanted": (
        KIND, "from = 2010-01-01", 'from = "soon"', "from", "WRONG_TYPE", "2025-01-31",
    ),
    "a number where a date is wanted": (KIND, "from = 2010-01-01", "from = 2010", "from", "WRONG_TYPE", "2025-01-31"),
    "a date of another form": (
        KIND, "from = 2010-01-01", 'from = "20100101"', "from", "WRONG_TYPE", "2025-01-31",
    ),
    "a time where a date is wanted": (
        KIND, "from = 2010-01-01", "from = 2010-01-01T08:00:00", "from", "WRONG_TYPE", "2025-01-31",
    ),
    "a number where one of some words is wanted": (
        PROGRAMME, 'qualification = "degree"', "qualification = 1", "qualification", "NOT_ONE_OF",
        '"degree" | "skill_level" | "training"',
    ),
    "a list where a word or a number is wanted": (
        "articulation/river-college/training-block.toml", "at_least = 32", "at_least = [32]",
        "version[0].when[0].at_least", "WRONG_TYPE", '"…" | 1 | true | false',
    ),
    "a list where one of some words may stand": (
        "policies/river-college/adult.toml", "from = 2017-09-01", "from = 2017-09-01\nagain = []", "version[0].again",
        "WRONG_TYPE", '"higher_level" | "never" | "other_qualification"',
    ),
    "a word that is not offered": (
        CONTEST, "from = 2015-09-01", 'from = 2015-09-01\ndate_basis = "born_on"', "version[0].date_basis",
        "NOT_ONE_OF", '"applied_on" | "certified_on" | "earned_on"',
    ),
    "a missing key": (CONTEST, 'owner = "river-college"\n', "", "version[0].owner", "MISSING_KEY", 'owner = "…"'),
    "a missing key of a version": (
        CONTEST, "from = 2015-09-01\n", "", "version[0].from", "MISSING_KEY", "from = 2025-01-31",
    ),
    "a missing name": (
        KIND, 'name = { zh = "培训证书", en = "Training certificate" }', "", "name", "MISSING_KEY",
        'name = { zh = "…", en = "…" }',
    ),
    "a name without English": (
        KIND, 'zh = "培训证书", en = "Training certificate"', 'zh = "培训证书"', "name.en", "NAME_INCOMPLETE", 'en = "…"',
    ),
    "a name with an empty Chinese text": (KIND, 'zh = "培训证书"', 'zh = " "', "name.zh", "NAME_INCOMPLETE", 'zh = "…"'),
    "a name in a third language": (
        KIND, 'en = "Training certificate"', 'en = "Training", de = "Kurs"', "name.de", "UNKNOWN_KEY", "en | zh",
    ),
    "a name of a field without English": (
        KIND, 'zh = "学时", en = "Hours"', 'zh = "学时"', "details.hours.name.en", "NAME_INCOMPLETE", 'en = "…"',
    ),
    "a key in header and version": (
        CONTEST, "from = 2015-09-01", 'from = 2015-09-01\nowner = "bank"', "version[0].owner", "KEY_TWICE", "owner",
    ),
    "two versions of a kind": (
        "kinds/skill_contest_prize.toml", "[[version]]\nfrom = 2010-01-01",
        "[[version]]\nfrom = 2009-01-01\n\n[[version]]\nfrom = 2010-01-01", "version", "ONE_VERSION", "[[version]]",
    ),
    "an id that is not the path": (KIND, 'id = "training"', 'id = "course"', "id", "ID_NOT_PATH", 'id = "training"'),
    "an id of a programme that is not its folder": (
        PROGRAMME, 'id = "river-college/460301"', 'id = "river-college/460302"', "id", "ID_NOT_PATH",
        'id = "river-college/460301"',
    ),
    "a year that is not the file's": (PROGRAMME, "year = 2025", "year = 2024", "year", "YEAR_NOT_PATH", "year = 2025"),
    "versions not in the order of time": (
        SKILL, "from = 2019-01-01\nuntil = 2023-01-01", "from = 2024-01-01", "version[1]", "VERSIONS_UNORDERED",
        "from ↑",
    ),
    "a file that is no TOML": (KIND, 'id = "training"', "id = training", "", "NOT_TOML", 'key = "value"'),
    "a folder nobody reads": ("recipes/soup.toml", "", "a = 1", "", "UNKNOWN_FILE",
        "units.toml | levels.toml | settings.toml | calendar.toml | occupations.csv | divisions.csv | kinds/ | recognition/ | policies/ | programmes/ | posts/ | articulation/",
    ),
    "a code list with another header": (
        "occupations.csv", "code,name", "code,title", "row[0]", "CSV_HEADER", "code,name",
    ),
    "a code list that is empty": ("divisions.csv", "code,name\n440000,广东省\n", "", "row[0]", "CSV_HEADER", "code,name"),
    "a code without a name": ("divisions.csv", "440000,广东省", "440000,", "row[1]", "CSV_ROW", "code,name"),
    "a row of three": ("divisions.csv", "440000,广东省", "440000,广东省,x", "row[1]", "CSV_ROW", "code,name"),
    "a code that stands twice": (
        "divisions.csv", "440000,广东省", "440000,广东省\n440000,广西", "row[2]", "CODE_TWICE", "广东省",
    ),
}  # fmt: skip


@pytest.mark.parametrize("sentence", BAD)
def test_bad_file(sentence: str, tmp_path: Path) -> None:
    file, old, new, path, code, mend = BAD[sentence]
    found = findings_of(changed(tmp_path, file, old, new))
    assert [(one.file, one.path, one.code, one.mend) for one in errors_in(found)] == [(file, path, code, mend)]


@pytest.mark.parametrize("file", ["units.toml", "levels.toml", "settings.toml", "calendar.toml", "occupations.csv"])
def test_a_file_that_is_not_there(file: str, tmp_path: Path) -> None:
    root = shutil.copytree(SAMPLE, tmp_path / "rulebook")
    (root / file).unlink()
    (only,) = findings_of(root)
    assert (only.file, only.code, only.mend) == (file, "MISSING_FILE", file)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    root = shutil.copytree(SAMPLE, tmp_path / "rulebook")
    (root / KIND).write_bytes("name = '培训'".encode("gbk"))
    (only,) = findings_of(root)
    assert (only.file, only.code) == (KIND, "UNREADABLE")


def test_all_files_are_read_and_all_faults_told(tmp_path: Path) -> None:
    changed(tmp_path, KIND, "from = 2010-01-01", 'from = "soon"\ncolour = "red"')
    changed(tmp_path, "settings.toml", "review_days = 10", "review_days = '10'")
    root = changed(tmp_path, RULE, "choose = 2", "choose = '2'\nbudge = 1")
    assert [(one.file, one.path, one.code) for one in findings_of(root)] == [
        ("settings.toml", "review_days", "WRONG_TYPE"),
        (KIND, "colour", "UNKNOWN_KEY"),
        (KIND, "from", "WRONG_TYPE"),
        (RULE, "version[0].budge", "UNKNOWN_KEY"),
        (RULE, "version[0].choose", "WRONG_TYPE"),
    ]


def test_a_fault_of_the_header_is_told_once(tmp_path: Path) -> None:
    root = changed(tmp_path, SKILL, 'kind = "occ', 'kind = 3 # "occ')
    assert [one.path for one in findings_of(root)] == ["kind"]


def test_the_error_carries_every_finding_as_a_sentence(tmp_path: Path) -> None:
    root = changed(tmp_path, KIND, 'id = "training"', 'id = "course"')
    with pytest.raises(RulebookInvalid) as caught:
        read_rulebook(root)
    assert caught.value.code == "RULEBOOK_INVALID"
    assert caught.value.parameters["findings"] == [
        'kinds/training.toml: id: ID_NOT_PATH(found=course); mend: id = "training"'
    ]
    assert str(caught.value.findings[0]).startswith("kinds/training.toml: id")


def test_the_sample_loads() -> None:
    assert load_rulebook(SAMPLE) == sample()


def test_loading_also_judges(tmp_path: Path) -> None:
    root = changed(tmp_path, RULE, "choose = 2", "choose = 4")
    read_rulebook(root)
    with pytest.raises(RulebookInvalid) as caught:
        load_rulebook(root)
    assert [one.code for one in caught.value.findings] == ["CHOOSE_RANGE"]


def test_one_definition_is_read_from_a_text() -> None:
    text = (SAMPLE / SKILL).read_text(encoding="utf-8")
    structs, findings = read_definition(Standard, text, SKILL, "bank/skill")
    assert structs == list(sample().standards["bank/skill"])
    assert findings == []


def test_a_definition_without_any_version_is_refused() -> None:
    text = (SAMPLE / RULE).read_text(encoding="utf-8").split("[[version]]", maxsplit=1)[0] + "version = []\n"
    structs, findings = read_definition(Rule, text, RULE)
    assert structs == []
    assert [one.code for one in findings] == ["ONE_VERSION"]


def test_a_version_that_is_no_table_is_an_unknown_key() -> None:
    text = (SAMPLE / SKILL).read_text(encoding="utf-8").split("[[version]]", maxsplit=1)[0] + "version = 3\n"
    structs, findings = read_definition(Standard, text, SKILL)
    assert structs == []
    assert [(one.path, one.code) for one in findings] == [("version", "UNKNOWN_KEY"), ("from", "MISSING_KEY")]


def test_files_of_no_concern_are_passed_over(tmp_path: Path) -> None:
    root = changed(tmp_path, "README.md", "", "What stands here.")
    assert errors_in(findings_of(root)) == []


def test_dates_in_tests_become_texts(tmp_path: Path) -> None:
    root = changed(
        tmp_path, RULE, "choose = 2", 'choose = 2\nwhen = [{ field = "line.applied_on", below = 2030-01-01 }]'
    )
    book = read_rulebook(root)
    assert book.rules["river-college/welding-contest"][0].when[0].below == "2030-01-01"
