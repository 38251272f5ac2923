"""Record and transcript on the terminal: amounts in each programme's unit, names and never ids."""

from pathlib import Path

import pytest
from django.conf import settings

from creditbank.bank.record_shapes import (
    AwardEntry,
    DepositEntry,
    EnrolmentEntry,
    LifelongRecord,
    LineEntry,
    Transcript,
    TranscriptCourse,
    Use,
)
from creditbank.rules.definitions import Name
from creditbank.rules.rulebook import Rulebook
from creditbank.rules.schema import load_rulebook
from creditbank.wording.records import record_sentences, transcript_sentences

PAPER: Name = {"zh": "相关知识", "en": "Knowledge"}
LATHE: Name = {"zh": "车工（二级/技师）", "en": "Lathe operator, level 2"}
CARD: Name = {"zh": "微证书", "en": "Micro-credential"}
BODY: Name = {"zh": "平台", "en": "Platform"}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook(Path(settings.RULEBOOK))


def _line(state: str) -> LineEntry:
    grant = {"course": "T-2", "module": "", "name": PAPER, "amount": 1, "grade": {}}
    return LineEntry("l1", "c1", "r", CARD, "条文。", {}, state, "", None, ["a1"], [CARD], [grant], 0, [])


def _record(state: str) -> LifelongRecord:
    award = AwardEntry(
        id="a1", number="CB-1", name=CARD, kind=CARD, body=BODY, issuer="x", earned_on="2025-02-03",
        certified_on="2025-03-03", expires_on=None, valid_until=None, status="active", level="", bank_credits=100,
        free=0, unit="credit", figures={}, uses=[Use("l1", LATHE, state, ["T-2"], 1)],
    )  # fmt: skip
    enrolment = EnrolmentEntry(
        id="e1", programme="skill-centre/lathe-2", name=LATHE, year=2025, institution=BODY, status="active", unit="part",
        granted=1, pending=0, passed=2, required=7, lines=[_line(state)],
    )  # fmt: skip
    deposits = [
        DepositEntry(str(number), CARD, CARD, "returned", holder, "2025-04-01", "2025-02-03", [])
        for number, holder in enumerate(("learner", "skill-station"))
    ]
    return LifelongRecord("L1", "李", 100, 0, deposits, [award], [enrolment])


def test_papers_are_counted_whole_and_courses_are_named(book: Rulebook) -> None:
    said = record_sentences(_record("final"), book, "zh")
    assert "学籍：车工（二级/技师），在读；免考 1，待定 0，已考核 2，共需 7 科。" in said
    assert "  转换：相关知识，1 科，已生效。依据：条文。" in said
    assert "成果：微证书（CB-1），平台认证，有效，积累学分 1；用于：相关知识。" in said


def test_english_says_one_paper_and_seven_papers(book: Rulebook) -> None:
    said = record_sentences(_record("final"), book, "en")
    assert "Enrolment: Lathe operator, level 2, studying; waived 1, pending 0, passed 2, of 7 papers." in said
    assert "  Line: Knowledge, 1 paper, final. Clause: 条文。" in said


def test_a_use_that_does_not_stand_says_how_it_stands(book: Rulebook) -> None:
    assert any(one.endswith("用于：相关知识（已冲正）。") for one in record_sentences(_record("reversed"), book, "zh"))


def test_who_holds_a_deposit_is_named(book: Rulebook) -> None:
    said = record_sentences(_record("final"), book, "zh", {"skill-station": {"zh": "评价站", "en": "Station"}})
    assert [one for one in said if one.startswith("存入")] == [
        "存入：微证书，退回补正，在学习者处，期限 2025年4月1日。",
        "存入：微证书，退回补正，在评价站处，期限 2025年4月1日。",
    ]


@pytest.mark.parametrize(
    ("unit", "amount", "head", "course"),
    [
        ("part", 1, "已取得 1 / 1 科。", "  T-2 相关知识：1 科，转换，合格"),
        ("course_credit", 150, "已取得 1.5 / 1.5 学分。", "  T-2 相关知识：1.5 学分，转换，合格"),
    ],
)
def test_a_transcript_counts_in_its_own_unit(book: Rulebook, unit: str, amount: int, head: str, course: str) -> None:
    entry = TranscriptCourse("T-2", PAPER, amount, "converted", "合格", "2025-05-05")
    block = TranscriptCourse("electives", {"zh": "选修", "en": "Electives"}, amount, "converted", "", "2025-05-05")
    found = Transcript("e1", "L1", "李", LATHE, 2025, BODY, "active", [entry], [block], amount, amount, unit)
    said = transcript_sentences(found, book, "zh")
    assert said[0].endswith(head)
    assert said[1] == course
    assert said[2].startswith("  选修："), "a module has no code that readers know"
