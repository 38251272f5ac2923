"""Facts for the golden samples: a full award, a grant of a conversion, a transcript, an endorsement. All invented (示范)."""

from datetime import UTC, date, datetime

import msgspec

from creditbank.credentials.award import (
    Achievement,
    Alignment,
    Association,
    Award,
    Endorsement,
    Evidence,
    Granted,
    Holder,
    Party,
    Result,
    Status,
    Transcript,
)

ISSUER = Party(
    id="did:web:bank.example:issuers:beijing-demo",
    name={"zh": "示范市职工学分银行", "en": "Demonstration Workers' Credit Bank"},
    uscc="12110000400000123X",
    url="https://bank.example/",
)
SCHOOL = Party(
    id="did:web:bank.example:issuers:demo-college",
    name={"zh": "示范开放大学", "en": "Demonstration Open University"},
)
HOLDER = Holder(
    id="did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
    name="李娜",
    number="L000042",
    identity_hash="sha256$b1d14dc4bc4ec4d2ea4c5e06b4e4bbf8fc90b8ee5ba9c2fa3c7c4aef12bd1ad4",
    identity_salt="c8Kz1",
)
STATUSES = (
    Status(list_url="https://bank.example/status/1", index=94_567, purpose="revocation"),
    Status(list_url="https://bank.example/status/2", index=23_452, purpose="suspension"),
)

AWARD = Award(
    id="urn:uuid:4f1c7a50-5f0e-4a43-9a5b-0a8b1d3c2e10",
    number="CB2026000123",
    holder=HOLDER,
    issuer=ISSUER,
    achievement=Achievement(
        id="https://bank.example/achievements/electrician-3",
        name={"zh": "电工（三级／高级工）", "en": "Electrician (level 3, senior)"},
        description={
            "zh": "能独立完成低压电气控制线路的安装、调试与检修。",
            "en": "Installs, tests and repairs low-voltage control circuits unaided.",
        },
        criteria={
            "zh": "理论知识与技能操作均达 60 分及以上。",
            "en": "At least 60 of 100 in both theory and practice.",
        },
        kind="occupational_skill_certificate",
        type="Certification",
        code="6-31-01-03",
        level="3",
        level_scale="occupational_skill",
        alignments=(
            Alignment(
                framework="中华人民共和国职业分类大典（2022年版）",
                code="6-31-01-03",
                name="电工",
                url="https://bank.example/occupations/6-31-01-03",
                type="ceterms:Credential",
            ),
        ),
    ),
    earned_on=date(2026, 5, 20),
    valid_from=datetime(2026, 6, 1, 1, 2, 3, tzinfo=UTC),
    valid_until=datetime(2031, 6, 1, tzinfo=UTC),
    original_issuer="示范市职业技能评价中心",
    credits=1_250,
    hours=240,
    results=(Result(name="理论知识", value="82", scale="百分制"), Result(name="技能操作", value="合格")),
    evidence=(Evidence(name="职业技能等级证书扫描件", sha256="ab" * 32),),
    statuses=STATUSES,
    clause="示范认定标准 第五条",
)

GRANT = Award(
    id="urn:uuid:7b7f2e19-0d63-4a4f-8a0e-7a5d1a2b3c4d",
    number="CB2026000456",
    holder=HOLDER,
    issuer=SCHOOL,
    achievement=Achievement(
        id="https://college.example/courses/EE204",
        name={"zh": "电气控制技术", "en": "Electrical Control"},
        description={
            "zh": "由职业技能等级证书转换取得的课程学分。",
            "en": "Course credit granted for a skill certificate.",
        },
        criteria={"zh": "按转换规则审定并公示。", "en": "Decided under a conversion rule, after public notice."},
        type="Course",
        code="EE204",
    ),
    valid_from=datetime(2026, 9, 1, tzinfo=UTC),
    credits=400,
    statuses=STATUSES[:1],
    granted=Granted(
        programme={"zh": "机电一体化技术", "en": "Mechatronics"},
        programme_code="560301",
        year=2026,
        target="EE204",
        target_name={"zh": "电气控制技术", "en": "Electrical Control"},
        rule="demo-electrician-to-ee204",
        rule_hash="0f" * 32,
        clause="示范转换办法 第八条",
        sources=(AWARD.id,),
    ),
)

TRANSCRIPT = Transcript(
    id="urn:uuid:0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
    number="CT2026000007",
    holder=HOLDER,
    issuer=SCHOOL,
    name={"zh": "学分成绩单", "en": "Transcript of credits"},
    valid_from=datetime(2026, 9, 2, tzinfo=UTC),
    programme={"zh": "机电一体化技术", "en": "Mechatronics"},
    programme_code="560301",
    year=2026,
    earned=400,
    required=8_000,
    partial=True,
    awards=(AWARD, GRANT),
    associations=(Association(type="isRelatedTo", source=AWARD.achievement.id, target=GRANT.achievement.id),),
    statuses=STATUSES[:1],
)

ENDORSEMENT = Endorsement(
    id="urn:uuid:5c1f3e64-1a2b-4c3d-9e8f-7a6b5c4d3e2f",
    issuer=SCHOOL,
    subject=ISSUER.id,
    comment="本校承认该行认证的职业技能等级证书。",
    valid_from=datetime(2026, 1, 1, tzinfo=UTC),
    statuses=STATUSES[:1],
)

BARE = msgspec.structs.replace(
    AWARD, valid_until=None, hours=None, results=(), evidence=(), statuses=(), clause="", original_issuer=""
)
"""An award with little more than it must have."""
