"""A quote on the terminal: in the programme's unit, with names and never ids, each thing said once."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from django.conf import settings

from creditbank.bank.quote import Quote
from creditbank.kernel.decision import Reason
from creditbank.plan.candidates import build
from creditbank.plan.case import AwardCase, Case, LotState
from creditbank.plan.problem import Unused
from creditbank.plan.solve import solve
from creditbank.rules.definitions import Name
from creditbank.rules.rulebook import Rulebook
from creditbank.rules.schema import load_rulebook
from creditbank.wording.plans import binding_names, plan_sentences, source_text, unused_sentence

DAY = "2025-05-12"
MICRO: Mapping[str, str | int | bool] = {"kind": "micro_credential", "assessed": True, "hours": 24, "issuer": "x"}
NAMES: dict[str, Name] = {
    "tools": {"zh": "“刀具管理”微证书", "en": "Tool management"},
    "processes": {"zh": "“数控工艺”微证书", "en": "CNC processes"},
}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook(Path(settings.RULEBOOK))


def _award(award_id: str, subject: str) -> AwardCase:
    facts = {**MICRO, "subject": subject, "earned_on": "2025-02-03"}
    lot = LotState(f"award:{award_id}", "use", 1, 1)
    return AwardCase(award_id, "micro_credential", facts, lot, earned_on="2025-02-03")


def _quote(book: Rulebook, programme_id: str, *awards: AwardCase) -> Quote:
    programme = book.programmes[programme_id, 2025]
    policies = (book.policies[one][-1] for one in programme.policies)
    case = Case(
        programme=programme,
        policies=tuple(policies),
        rules=tuple(versions[-1] for versions in book.rules.values() if programme_id in versions[-1].programmes),
        standards=book.standards,
        scales=book.scales,
        unit_scale=book.units[programme.unit].scale,
        applied_on=DAY,
        enrolment="e1",
        enrolled_on="2025-03-03",
        awards=awards,
    )
    problem = build(case)
    return Quote(case, problem, solve(problem), (), NAMES)


@pytest.fixture(scope="module")
def papers(book: Rulebook) -> Quote:
    return _quote(book, "skill-centre/lathe-2", _award("tools", "刀具管理"), _award("processes", "数控工艺"))


@pytest.fixture(scope="module")
def degree(book: Rulebook) -> Quote:
    return _quote(book, "craftsman-college/460103", _award("tools", "刀具管理"))


def test_papers_are_waived_and_sat_in_whole_papers(papers: Quote, book: Rulebook) -> None:
    said = plan_sentences(papers, book, "zh")
    assert said[0] == "试算《车工（二级/技师）》：可免考 1 科（1 条），还需考核 6 科；不转换则需考核 7 科。"
    assert said[1].startswith("“数控工艺”微证书、“刀具管理”微证书 → 相关知识：1 科。") or said[1].startswith(
        "“刀具管理”微证书、“数控工艺”微证书 → 相关知识：1 科。"
    )
    assert any(one.startswith("还需考核：") for one in said)
    assert not any("学分" in one.partition("依据")[0] or "修读" in one for one in said)


def test_one_of_a_unit_is_singular_in_english(papers: Quote, book: Rulebook) -> None:
    said = plan_sentences(papers, book, "en")
    assert said[0].endswith("1 paper waived (1 line), 6 papers still to be sat; 7 papers without conversion.")
    assert ": 1 paper. Clause: " in said[1]


def test_no_hours_are_praised_where_none_are_saved(papers: Quote, book: Rulebook) -> None:
    assert papers.hours_saved == 0
    assert "学时" not in plan_sentences(papers, book, "zh")[0]


def test_a_degree_is_counted_in_credits(degree: Quote, book: Rulebook) -> None:
    assert plan_sentences(degree, book, "zh")[0] == (
        "试算《数控技术》：可转换 0 学分（0 条），还需修读 80 学分；不转换则需修读 80 学分。"
    )


def test_that_a_plan_was_checked_is_said_once(papers: Quote, book: Rulebook) -> None:
    said = plan_sentences(papers, book, "zh")
    assert sum("核对" in one for one in said) == 1
    doubted = plan_sentences(replace(papers, findings=(Reason("STUDY"),)), book, "zh")
    assert doubted[-1] == "独立核对程序没有通过这个方案！"


def test_twins_of_two_policies_are_one_limit(degree: Quote, book: Rulebook) -> None:
    bound = replace(degree, plan=msgspec.structs.replace(degree.plan, binding=("all", "half", "online")))
    assert [name["zh"] for name in binding_names(bound)] == ["在线课程转换不超过 25 %", "全部转换不超过 50 %"]


def test_a_limit_is_one_of_the_programmes_own_policies(papers: Quote, degree: Quote, book: Rulebook) -> None:
    half = Unused(outcome="tools", reason=Reason("FLOOR", test="half", wanted="3"))
    assert "免考科目不超过一半”：至少 3 科" in unused_sentence(papers, half, book, "zh")
    assert "转换学分不超过毕业总学分的 50 %”：至少 3 学分" in unused_sentence(degree, half, book, "zh")


@pytest.mark.parametrize(
    ("reason", "named"),
    [
        (
            Reason("GROUP_ONCE", "group:job_field=6-18-01-01", "one-job-field", 1, ["processes"]),
            "同一职业领域的证书只用一项",
        ),
        (Reason("ALREADY_DONE", "target.course", wanted="CNC-101", found="passed"), "机械制图"),
        (Reason("CONDITION", "award.assessed", "is", True, False), "经考核应为“是”，现为“否”"),
        (Reason("COSTS", found="2"), "还需多修 2 学分"),
        (Reason("COVERED_BY", found=["processes"]), "已由其他成果取得（“数控工艺”微证书）"),
        (Reason("COVERED_BY", found=[]), "已由修读取得"),
    ],
    ids=lambda given: given.code if isinstance(given, Reason) else "",
)
def test_why_an_outcome_is_left_out_is_said_by_names(degree: Quote, book: Rulebook, reason: Reason, named: str) -> None:
    assert named in unused_sentence(degree, Unused(outcome="tools", reason=reason), book, "zh")


def test_a_missing_partner_is_named_by_its_kind(book: Rulebook) -> None:
    alone = _quote(book, "skill-centre/lathe-2", _award("tools", "刀具管理"))
    (unused,) = alone.plan.unused
    assert unused.reason.code == "MISSING_PARTNER"
    assert "还要求配上另一项成果（微证书）" in unused_sentence(alone, unused, book, "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_demonstration_is_named_once(language: str) -> None:
    source: dict[str, object] = {"document": "办法", "year": 2025, "demonstration": True}
    assert source_text(source, language).split()[-1] == {"zh": "示范", "en": "demonstration"}[language]
    assert source_text({**source, "clause": "课程对应为示范"}, language) == "办法 2025 课程对应为示范"
