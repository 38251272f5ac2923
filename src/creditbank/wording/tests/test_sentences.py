"""Every code that may be raised or given as a reason has its sentence in both languages, and no sentence is left over."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from django.conf import settings

from creditbank.bank.errors import Duplicate, InvalidClaim, QuoteStale
from creditbank.kernel.decision import Reason
from creditbank.people.roles import Action, Role
from creditbank.rules.conditions import CODE_OF_FIELD
from creditbank.rules.definitions import Name
from creditbank.rules.rulebook import SORTS, Rulebook
from creditbank.rules.schema import load_rulebook
from creditbank.wording.amounts import WHOLE
from creditbank.wording.names import ACCREDITATION, CATEGORY, DOCUMENT, GROUPS, LINE, ROLE, VERB
from creditbank.wording.sentences import word, word_error, word_fault, word_reason
from creditbank.wording.tables import PARTS, SENTENCES

SOURCE = Path(__file__).resolve().parents[2]
CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
NOT_CODES = {"SYSTEM", "NFC", "NFKC", "NAME", "GLOP", "SM2"}
"""Capitals that are arguments of other calls."""
HAN = re.compile(r"[\u4e00-\u9fff]")


def _files() -> Iterator[Path]:
    for path in SOURCE.rglob("*.py"):
        if not {"tests", "migrations", "config"} & set(path.parts) and "tables" not in path.parts:
            yield path


def _texts(node: ast.expr) -> Iterator[str]:
    """The texts that an argument may be: itself, or either side of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def _asked_for() -> set[str]:
    """Codes in capitals that are the first argument, or the ``code``, of a call; and the codes of failing tests."""
    found = {*CODE_OF_FIELD.values(), "CONDITION"}
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or "environ" in ast.unparse(node.func):
                continue
            arguments = [*node.args[:1], *(one.value for one in node.keywords if one.arg == "code")]
            found |= {text for one in arguments for text in _texts(one) if CODE.fullmatch(text) and len(text) > 2}
    for file in Path(settings.RULEBOOK).rglob("*.toml"):
        found |= set(re.findall(r'\bcode = "([A-Z_]+)"', file.read_text(encoding="utf-8")))
    return found - NOT_CODES


def _written() -> set[str]:
    """Every text in capitals anywhere in the code or the rulebook."""
    texts = [path.read_text(encoding="utf-8") for path in _files()]
    return {code for text in texts for code in re.findall(r'"([A-Z][A-Z0-9_]+)"', text)} | _asked_for()


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook(Path(settings.RULEBOOK))


def test_every_code_has_a_sentence() -> None:
    assert sorted(_asked_for() - set(SENTENCES)) == []


def test_no_sentence_is_for_a_code_that_nobody_uses() -> None:
    begun = tuple(re.findall(r'f"([A-Z][A-Z_]+_){', "".join(path.read_text(encoding="utf-8") for path in _files())))
    assert [code for code in sorted(set(SENTENCES) - _written()) if not code.startswith(begun)] == []


def test_no_code_stands_in_two_tables() -> None:
    counted = Counter(code for part in PARTS for code in part)
    assert [code for code, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_both_languages_say_the_same_parameters(code: str) -> None:
    zh, en = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in SENTENCES[code])
    assert zh == en
    assert HAN.search(SENTENCES[code][0]) or not re.search("[A-Za-z]", re.sub(r"{\w+}", "", SENTENCES[code][1]))
    assert not HAN.search(SENTENCES[code][1])


def test_units_without_decimal_places_are_those_of_the_rulebook(book: Rulebook) -> None:
    assert {unit for unit, definition in book.units.items() if definition.scale == 0} == set(WHOLE)
    assert set(book.units) == set(GROUPS["unit"])


def test_every_name_stands_in_both_languages() -> None:
    for group, names in GROUPS.items():
        for key, (zh, en) in names.items():
            assert HAN.search(zh), f"{group}.{key}"
            assert en, f"{group}.{key}"
            assert not HAN.search(en), f"{group}.{key}"


def test_states_roles_and_acts_are_all_named(book: Rulebook) -> None:
    from creditbank.bank.lines import MOVES

    assert set(LINE) == set(MOVES)
    assert set(ROLE) == {role.value for role in Role}
    assert {action.value for action in Action} <= set(VERB)
    assert set(DOCUMENT) == set(SORTS)
    assert {sort for kind in book.kinds.values() for sort in kind.certifiers} <= set(ACCREDITATION)
    assert {rule.category for versions in book.rules.values() for rule in versions if rule.category} <= set(CATEGORY)


def test_a_reason_names_fields_and_values_as_the_rulebook_does(book: Rulebook) -> None:
    reason = Reason("LEVEL", "award.level", "not_below", "3", "5")
    assert word_reason(reason, "zh", book, "occupational_skill_certificate") == (
        "等级不够：应不低于三级/高级工，现为五级/初级工。"
    )
    assert word_reason(reason, "en", book, "occupational_skill_certificate") == (
        "The level is not enough: it must be not below Level 3, senior worker; found Level 5, junior worker."
    )


def test_the_same_level_on_two_scales_is_not_guessed(book: Rulebook) -> None:
    assert "现为 5" in word_reason(Reason("LEVEL", "award.level", "not_below", "3", "5"), "zh", book)


def test_a_cap_is_named_with_its_figures_by_its_measure(book: Rulebook) -> None:
    over = Reason("CAP", "all", "at_most", 4000, 4050)
    assert word_reason(over, "zh", book) == "已达上限“全部转换不超过 50 %”：最多 40 学分，会达到 40.5 学分。"
    solved = Reason("CAP", "", "online", "20", "craftsman-college/adult-2020")
    assert word_reason(solved, "zh", book) == "已达上限“在线课程转换不超过 25 %”：最多 20 学分。"
    once = Reason("GROUP_ONCE", "group:job_field=6-31-01-03", "one-job-field", 1, ["a-1"])
    names: dict[str, Name] = {"a-1": {"zh": "电工三级", "en": "Electrician, level 3"}}
    assert "方案已选用：电工三级" in word_reason(once, "zh", book, names=names)


def test_a_limit_is_that_of_the_policy_that_the_reason_names(book: Rulebook) -> None:
    def said(policy: object, wanted: object) -> str:
        return word_reason(Reason("CAP", "", "half", wanted, policy), "zh", book)

    assert said("skill-centre/waiver", "3") == "已达上限“免考科目不超过一半”：最多 3 科。"
    assert said("province/gd-2025", "40") == "已达上限“转换学分不超过毕业总学分的 50 %”：最多 40 学分。"
    counted = Reason("CAP", "half", "skill-centre/waiver", 3, 4)
    assert word_reason(counted, "en", book) == (
        "The limit “At most half of the papers” is reached: at most 3 papers, and it would come to 4 papers."
    )


def test_where_several_limits_may_be_meant_none_is_guessed(book: Rulebook) -> None:
    said = word_reason(Reason("CAP", "half", "at_most", 4000, 4050), "zh", book)
    assert "“转换学分不超过毕业总学分的 50 %”或“免考科目不超过一半”" in said


def test_every_limit_of_the_rulebook_has_a_name(book: Rulebook) -> None:
    policies = [policy for versions in book.policies.values() for policy in versions]
    assert [(policy.id, cap.id) for policy in policies for cap in policy.cap if not cap.name] == []
    assert [(policy.id, floor.id) for policy in policies for floor in policy.floor if not floor.name] == []


def test_an_absent_fact_and_a_no_are_said_in_words(book: Rulebook) -> None:
    absent = Reason("CONDITION", "award.proctored", "is", True)
    assert word_reason(absent, "zh", book) == "不符合条件：线下监考应为“是”，证书未注明。"
    assert word_reason(absent, "en", book) == (
        "Condition not met: Examined under supervision must be “yes”; the document does not state it."
    )
    denied = Reason("CONDITION", "award.proctored", "is", True, False)
    assert word_reason(denied, "zh", book).endswith("应为“是”，现为“否”。")


def test_a_setting_and_rows_without_a_case_are_readable() -> None:
    twice = {"setting": "again", "policies": ["a/b", "c/d"], "wins": "c/d"}
    assert word("SETTING_TWICE", twice, "zh") == "“again”由几个办法规定（a/b、c/d），以 c/d 为准。"
    holes = {"count": 3, "first": [["school", "first"], ["city", "first"]]}
    assert word("ROWS_HOLES", holes, "zh") == "有 3 种情形没有对应的行，如 school/first、city/first。"


def test_the_check_character_may_be_any_letter() -> None:
    assert "前 12 位没有字母 I、L、O、U" in word("NUMBER_UNKNOWN", {"number": "CB-1"}, "zh")
    text = "前 12 位没有字母 I、L、O、U，最后一位校验位可以是任何字母或数字。"
    page = (SOURCE / "web" / "templates" / "web" / "verify.html").read_text(encoding="utf-8")
    assert text in page, "the page and the command say the same"


def test_where_an_outcome_was_used_is_said_by_programme_and_day(book: Rulebook) -> None:
    used = Reason("SPENT", "award.lot", found={"qualification": "craftsman-college/460301", "on": "2025-11-20"})
    assert word_reason(used, "zh", book) == "已用于《机电一体化技术》（2025年11月20日），一项成果只能用一次。"


def test_an_error_words_the_reasons_it_carries(book: Rulebook) -> None:
    error = InvalidClaim(
        [
            Reason("MISSING", "certificate_number"),
            Reason("DATE_IN_FUTURE", "earned_on", "not_after", "2025-11-20", "2026-01-01"),
        ]
    )
    said = word_error(error, "zh", book, "occupational_skill_certificate")
    assert "请填写证书编号。" in said
    assert "取得日期（2026年1月1日）还没有到" in said
    stale = word_error(QuoteStale([Reason("FROZEN", "award.status", found="frozen")]), "en")
    assert "under inquiry" in stale


def test_an_error_with_figures_says_them() -> None:
    error = Duplicate(
        "DUPLICATE_CERTIFIED", own=False, body="x", body_name="示范评价中心", on=date(2025, 3, 1).isoformat()
    )
    assert word_error(error, "zh") == (
        "同一份证书已于 2025年3月1日 由示范评价中心认证，不能重复存入。如有疑问，请联系该机构。"
    )


def test_amounts_and_states_in_parameters_are_worded() -> None:
    assert "还差 1.5 学分" in word("REQUIREMENTS_OPEN", {"remaining": 150}, "zh")
    assert word("REQUIREMENTS_OPEN", {"remaining": 1, "unit": "part"}, "en").startswith("1 paper still")
    assert "还差 2 科" in word("REQUIREMENTS_OPEN", {"remaining": 2, "unit": "part"}, "zh")
    assert "现为“公示中”" in word("LINE_STATE", {"state": "published", "wanted": "withdrawn"}, "zh")


def test_a_row_of_a_roster_is_counted_from_one() -> None:
    said = word_fault(3, "CLAIM_INVALID", [Reason("MISSING", "issuer")], "zh")
    assert said.startswith("第 3 行：")
    assert "请填写发证机构。" in said


def test_a_code_without_a_sentence_loses_nothing() -> None:
    assert word("SOMETHING_NEW", {"x": 1}, "zh") == "SOMETHING_NEW (x=1)"
