"""A ranking and what would help most, in both languages: figures, units, and what is said only where it is so."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.conf import settings

from creditbank.bank.rank import Ranked, Ranking
from creditbank.bank.unlock import Unlocked
from creditbank.kernel.decision import Reason
from creditbank.plan.candidates import build
from creditbank.plan.case import Case
from creditbank.plan.problem import Plan
from creditbank.plan.prospects import Prospect
from creditbank.plan.solve import solve
from creditbank.plan.unlock import Gain, Unlock
from creditbank.rules.definitions import Name
from creditbank.rules.rulebook import Rulebook
from creditbank.rules.schema import load_rulebook
from creditbank.wording.ranks import ranking_sentences, unlock_sentences
from creditbank.wording.sentences import word_reason

NAME: Name = {"zh": "数控技术", "en": "Numerical control"}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook(Path(settings.RULEBOOK))


def row(**fields: Any) -> Ranked:
    sound = {"place": 1, "programme": "x/y", "year": 2025, "name": NAME, "unit": "course_credit", "scale": 2,
             "remaining": 4050, "converted": 150, "without": 4200, "hours_saved": 0, "status": "proven"}  # fmt: skip
    return Ranked(**{**sound, **fields})


def said(one: Ranked, language: str) -> str:
    ranking = Ranking(learner="L1", day="2026-03-10", rows=(one,), programmes=21, touched=9, solved=3)
    return "\n".join(ranking_sentences(ranking, language))


def test_a_row_says_what_is_left_and_what_it_is_of() -> None:
    assert said(row(), "en") == (
        "Of 21 programmes on 10 Mar 2026, by what is left to study:\n"
        "1. Numerical control (x/y@2025): 40.5 credits still to be studied; 1.5 credits by conversion, 42 credits without.\n"
        "Each figure is proven: less cannot remain."
    )
    papers = row(unit="part", scale=0, remaining=5, converted=2, without=7)
    assert "还需考核 5 科；可免考 2 科，不转换则需考核 7 科。" in said(papers, "zh")


def test_hours_enrolment_possibility_and_doubt_are_said_where_they_are() -> None:
    full = row(hours_saved=24, enrolment="e1", possible=3800, status="gap")
    assert said(full, "en").endswith(
        "Class hours saved: 24. Enrolled there. If every missing fact turns out well: 38 credits."
        " This figure is not proven to be the least."
    )
    assert said(full, "zh").endswith("省下 24 学时。已在读。补齐所缺事实后，最少还需 38 学分。这个数未能证明最少。")


def unlocked(
    book: Rulebook, unlock: Unlock, name: Name | None = None, programme: str = "craftsman-college/460103"
) -> Unlocked:
    found = book.programmes[programme, 2025]
    case = Case(
        programme=found,
        policies=tuple(book.policies[policy][-1] for policy in found.policies),
        rules=(),
        standards={},
        scales=book.scales,
        unit_scale=book.units[found.unit].scale,
        applied_on=date(2026, 3, 10).isoformat(),
        enrolment="",
        enrolled_on="2025-09-01",
        awards=(),
    )
    problem = build(case)
    plan: Plan = solve(problem, explain=False, proof=False)
    return Unlocked(case, problem, plan, unlock, name)


def test_an_award_is_named_by_its_kind_and_what_it_must_show(book: Rulebook) -> None:
    facts = {"level": "3", "occupation": "6-18-01-01"}
    prospect = Prospect(id="new", kind="occupational_skill_certificate", facts=facts)
    gain = Gain(gain=400, remaining=3600, prospect=prospect, rules=("r",))
    helped = Unlock(remaining=4000, award=gain, course=Gain(gain=300, remaining=3700, course="CNC-101"), compared=12)
    lines = unlock_sentences(unlocked(book, helped), book, "zh")
    assert lines[0] == "《数控技术》还需修读 40 学分。"
    assert lines[1].startswith("最有帮助的一项成果：职业技能等级证书（技能等级 三级/高级工；职业（工种） ")
    assert lines[1].endswith("，可少修 4 学分，还需 36 学分。")
    assert lines[2] == "最有帮助的一门课程：机械制图，修完可减少 3 学分，还需 37 学分。"
    entry = msgspec.structs.replace(gain, prospect=msgspec.structs.replace(prospect, facts={}, achievement="lathe-3"))
    named = unlocked(
        book, msgspec.structs.replace(helped, award=entry, proven=False), {"zh": "车工三级", "en": "Turner, 3"}
    )
    lines = unlock_sentences(named, book, "en")
    assert lines[1] == "The outcome that would help most: “Turner, 3”; it saves 4 credits and leaves 36 credits."
    assert lines[-1].startswith("Outcomes that could be earned, compared: 12; the effort ended")


@pytest.mark.parametrize("reason", ["LIMITS", "COVERED", "NO_RULE"])
def test_where_nothing_helps_it_says_why(book: Rulebook, reason: str) -> None:
    limits = tuple(cap.id for policy in book.policies["province/gd-2025"] for cap in policy.cap)[:1]
    told = unlock_sentences(unlocked(book, Unlock(remaining=4000, reason=reason, limits=limits)), book, "zh")
    assert {"LIMITS": "限制", "COVERED": "都已有", "NO_RULE": "没有规则"}[reason] in told[1]
    assert "{" not in "".join(told)
    papers = unlock_sentences(
        unlocked(book, Unlock(remaining=5, reason=reason), programme="skill-centre/lathe-2"), book, "en"
    )
    assert papers[0].endswith("5 papers still to be sat.")


def test_a_used_outcome_says_by_which_rule_it_counts_for_what() -> None:
    names: dict[str, Name] = {
        "r1": {"zh": "车工证书", "en": "Turner's certificate"},
        "A": {"zh": "制图", "en": "Drawing"},
    }
    reason = Reason("USED", "rule.id", wanted="r1", found=["A"])
    assert word_reason(reason, "zh", names=names) == "按“车工证书”计入：制图。"
    assert word_reason(reason, "en", names=names) == "By “Turner's certificate” it counts for: Drawing."
