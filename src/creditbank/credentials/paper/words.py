"""The fixed words of the paper, Chinese and English, and how facts are written on it."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any, Literal, get_args

from creditbank.credentials.award import Award, Party
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.paper.fonts import shown
from creditbank.kernel.quantity import format_amount
from creditbank.rules.definitions import Name

Language = Literal["zh", "en", "both"]
"""Which language the paper speaks; ``both`` is Chinese with English beneath."""

BEIJING = timezone(timedelta(hours=8))
"""In whose days the paper dates: no summer time since 1992."""

WORDS: Mapping[str, tuple[str, str]] = {
    "certificate": ("学习成果认证证书", "Certificate of a Certified Learning Outcome"),
    "conversion": ("学分转换证书", "Certificate of Converted Credit"),
    "transcript": ("成绩单", "Transcript"),
    "this_is_to_certify": ("兹证明", "This is to certify that"),
    "has_achieved": (
        "取得下列学习成果，经认证属实：",
        "has achieved the following learning outcome, which was found true:",
    ),
    "was_granted": (
        "的学习成果经审定，转换为下列课程（模块、单元）的学分：",
        "was granted credit for the following course, module or unit:",
    ),
    "number": ("编号", "Number"),
    "holder": ("姓名", "Name"),
    "learner_number": ("学习者编号", "Learner number"),
    "code": ("代码", "Code"),
    "level": ("等级", "Level"),
    "bank_credits": ("积累学分", "Bank credits"),
    "granted_credits": ("转换后学分", "Credits granted"),
    "hours": ("学时", "Hours of study"),
    "result": ("成绩", "Result"),
    "earned_on": ("取得日期", "Date earned"),
    "valid_from": ("签发日期", "Date of issue"),
    "valid_until": ("有效期至", "Valid until"),
    "no_end": ("长期", "no end date"),
    "original_issuer": ("原发证机构", "Original issuer"),
    "body": ("认证机构", "Certified by"),
    "school": ("审定学校", "Granted by"),
    "clause": ("认定条款", "Clause"),
    "programme": ("培养方案", "Programme"),
    "rule": ("转换规则", "Rule"),
    "issuer": ("签发机构", "Issuer"),
    "page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "check_caption": ("扫码联网查验：状态以此为准", "Scan to check online: the status shown there counts"),
    "offline_caption": (
        "离线核验码：含签名，不联网可验真；是否已撤销须查状态表",
        "Offline code: carries the signature; whether revoked, only the status list can tell",
    ),
    "seal_words": ("示意图", "PICTURE"),
    "seal_note": (
        "印章为示意图，不代替签名；本纸件以二维码核验结果为准。",
        "The seal is a picture and does not replace a signature; what counts is the check of the codes.",
    ),
    "missing_note": (
        "〔U+…〕为字库所缺字的统一码编号：{codes}。",
        "〔U+…〕 is the Unicode number of a character that the fonts lack: {codes}.",
    ),
    "courses": ("转换取得的课程（模块、单元）", "Courses, modules and units granted by conversion"),
    "outcomes": ("已认证的学习成果", "Certified learning outcomes"),
    "row": ("序号", "No."),
    "course": ("课程（模块、单元）", "Course, module or unit"),
    "outcome": ("学习成果", "Learning outcome"),
    "source": ("来源", "Source"),
    "date": ("日期", "Date"),
    "total": ("合计", "Total"),
    "required": ("培养方案要求学分", "Credits required"),
    "earned": ("已取得学分", "Credits earned"),
    "partial": ("本成绩单只含学习者档案的一部分。", "This transcript shows a part of the learner's record only."),
    "apart": ("积累学分与转换后学分互不相加。", "Bank credits and granted credits are never added to each other."),
    "none": ("无", "none"),
}
"""Word → Chinese, English."""


def check_language(language: str, /) -> None:
    """Raises ``CredentialError`` for a language that the paper does not speak."""
    if language not in get_args(Language):
        raise CredentialError("PAPER_LANGUAGE_UNKNOWN", language=language, known=", ".join(get_args(Language)))


def words(key: str, language: Language, **parameters: object) -> list[str]:
    """A fixed word, once for each language of the paper, the main one first."""
    zh, en = (text.format(**parameters) if parameters else text for text in WORDS[key])
    return {"zh": [zh], "en": [en], "both": [zh, en]}[language]


def name_lines(name: Name, language: Language) -> list[str]:
    """A name, once for each language of the paper in which it is known; one empty line where it is not known at all."""
    zh, en = name.get("zh", ""), name.get("en", "")
    wanted = {"zh": [zh or en], "en": [en or zh], "both": [zh or en, en]}[language]
    return [shown(text) for text in dict.fromkeys(wanted) if text] or [""]


def name_line(name: Name, language: Language) -> str:
    """A name in the main language of the paper."""
    return name_lines(name, language)[0]


def day(value: date | datetime, language: Language) -> str:
    """``2026年11月24日`` or ``24 November 2026``; a moment counts by the day in Beijing."""
    local = value.astimezone(BEIJING).date() if isinstance(value, datetime) else value
    if language == "en":
        return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{local.year}年{local.month}月{local.day}日"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def credits_figure(amount: int | None) -> str:
    """Credits of scale 2 as a numeral; empty where there are none to speak of."""
    return "" if amount is None else format_amount(amount, 2)


def results_line(award: Award) -> str:
    """Grades and scores as issued, in one line."""
    return "；".join(" ".join(filter(None, (one.name, one.value, one.scale))) for one in award.results)


def party_lines(party: Party, language: Language) -> list[str]:
    """The names of an institution, or its id where it has none."""
    known = name_lines(party.name, language)
    return known if any(known) else [shown(party.id)]


def missing_note(sheet: Mapping[str, Any], language: Language) -> list[str]:
    """The note that explains the codes which stand for missing characters anywhere on the sheet; empty without any."""
    codes = dict.fromkeys(re.findall(r"〔(U\+[0-9A-F]{4,6})〕", json.dumps(sheet, ensure_ascii=False)))
    return words("missing_note", language, codes="、".join(codes)) if codes else []
