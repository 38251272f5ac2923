"""Awards for the tests of paper and QR codes: the usual one, and those that do not fit."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pypdfium2  # type: ignore[import-untyped]

from creditbank.credentials.award import (
    Achievement,
    Award,
    Granted,
    Holder,
    Party,
    Result,
    Status,
    Transcript,
)
from creditbank.rules.definitions import Name

SITE = "https://xuefen.gdftu.org.cn"
DID = "did:web:xuefen.gdftu.org.cn:issuers:nanfang-weld"
CHECK_URL = f"{SITE}/check/CB-7K2M-Q9XD-4RTV-H"


def named(zh: str, en: str = "") -> Name:
    return {"zh": zh, "en": en or zh}


ISSUER = Party(id=DID, name=named("广东南方焊接职业技能培训学校", "Guangdong Nanfang Welding Training School"))
WELDER = Achievement(
    id=f"{SITE}/achievements/welder-3",
    name=named("职业技能等级证书（焊工，三级）", "Occupational skill certificate (welder, level 3)"),
    description=named("能独立完成常用金属材料的焊接"),
    criteria=named("理论知识和操作技能考核均合格"),
    kind="occupational_skill_certificate",
    code="6-18-02-04",
    level="三级/高级工",
    level_scale="skill_level",
)


def award(**changes: Any) -> Award:
    """An award as the bank makes them every day."""
    usual: dict[str, Any] = {
        "id": f"{SITE}/credentials/6f1b0c1e-8b5e-4b63-9d0a-2f6f4a1f7c11",
        "number": "CB-7K2M-Q9XD-4RTV-H",
        "holder": Holder(
            id="did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
            name="欧阳建国",
            number="L2026001234",
            identity_hash="sha256$" + "ab" * 32,
            identity_salt="pepper-and-salt",
        ),
        "issuer": ISSUER,
        "achievement": WELDER,
        "earned_on": date(2025, 6, 30),
        "valid_from": datetime(2026, 3, 1, 17, 2, 3, tzinfo=UTC),
        "valid_until": datetime(2036, 3, 1, 16, 0, 0, tzinfo=UTC),
        "original_issuer": "佛山市顺德区恒力机械制造有限公司",
        "credits": 1250,
        "hours": 320,
        "results": (Result(name="理论知识", value="86"), Result(name="操作技能", value="91")),
        "statuses": (
            Status(list_url=f"{SITE}/status/nanfang-weld/revocation/2", index=104_233, purpose="revocation"),
            Status(list_url=f"{SITE}/status/nanfang-weld/suspension/2", index=88_017, purpose="suspension"),
        ),
        "clause": "《广东省职工学分银行学习成果认定标准（试行）》第十二条第二款第（三）项",
    }
    return Award(**usual | changes)


GRANTED = Granted(
    programme=named("机械制造与自动化（高职专科）", "Mechanical Manufacturing and Automation"),
    programme_code="460104",
    year=2026,
    target="ME2031",
    target_name=named("焊接工艺与设备", "Welding Processes and Equipment"),
    rule="welder-3-to-me2031",
    rule_hash="a" * 64,
    clause="第三条第二款",
    sources=(f"{SITE}/credentials/6f1b0c1e-8b5e-4b63-9d0a-2f6f4a1f7c11",),
)


def conversion(**changes: Any) -> Award:
    """A grant of a conversion."""
    return award(**{"id": "urn:uuid:8a0c9d0e-0000-4000-8000-000000000001", "granted": GRANTED, "clause": ""} | changes)


def transcript(courses: int, outcomes: int) -> Transcript:
    """A transcript with as many rows; each course names the first outcome and a document from elsewhere as its sources."""
    sources = (award().id, "https://elsewhere.example/credentials/42")
    granted = tuple(
        conversion(
            id=f"urn:uuid:00000000-0000-4000-8000-{at:012}",
            credits=300,
            hours=48,
            granted=Granted(**{name: getattr(GRANTED, name) for name in GRANTED.__struct_fields__}
                            | {"target": f"ME{2000 + at}", "sources": sources}),
        )
        for at in range(courses)
    )  # fmt: skip
    certified = tuple(award(id=award().id if at == 0 else f"urn:uuid:1-{at}") for at in range(outcomes))
    return Transcript(
        id="urn:uuid:20000000-0000-4000-8000-000000000001",
        number="TR-2026-0001",
        holder=award().holder,
        issuer=ISSUER,
        name=named("学分转换成绩单", "Transcript of converted credit"),
        valid_from=award().valid_from,
        programme=GRANTED.programme,
        programme_code="460104",
        year=2026,
        earned=18_000,
        required=14_000,
        partial=True,
        awards=(*granted, *certified),
    )


LONG_NAME = "阿卜杜热合曼·阿卜杜克热木·买买提明·艾斯卡尔江·图尔荪托合提"
LONG_ACHIEVEMENT = (
    "二〇二六年度全国职工职业技能大赛暨第十八届全国青年职业技能大赛（数控加工中心操作工、多工序数控机床操作调整工、"
    "工业机器人系统操作员三个职业工种联合赛项）决赛个人组一等奖并授予全国技术能手称号"
)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page as a reader would copy it, without white space and break points."""
    document = pypdfium2.PdfDocument(pdf)
    return [re.sub(r"[\s\u200b\ufffe]", "", page.get_textpage().get_text_range()) for page in document]


def pictures_of(pdf: bytes, scale: float = 2.5) -> list[Any]:
    """Each page as an array of pixels; 2.5 is 180 pixels an inch, what a plain office scanner gives."""
    return [page.render(scale=scale, grayscale=True).to_numpy() for page in pypdfium2.PdfDocument(pdf)]
