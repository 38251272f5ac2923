"""A small rulebook built by hand, and variants of it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from creditbank.people.models import Institution
from creditbank.rules.definitions import (
    DetailField,
    EvidenceField,
    Explanation,
    Kind,
    Name,
    Policy,
    Rule,
    Scale,
    ScaleValue,
    Slot,
    Source,
    Standard,
    Target,
    Test,
    UnitDefinition,
)
from creditbank.rules.programmes import BankSettings, CalendarDefinition, Course, Node, Post, Programme
from creditbank.rules.rulebook import Rulebook, assemble

AT = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)
SOURCE = Source(demonstration=True)


def name(text: str) -> Name:
    return {"zh": text, "en": text}


LEVELS = Scale(
    name=name("技能等级"), source=SOURCE, value=tuple(ScaleValue(id=step, name=name(step)) for step in "54321")
)
KIND = Kind(
    id="skill",
    name=name("职业技能等级证书"),
    source=SOURCE,
    from_=date(2025, 1, 1),
    certifiers=("skill_assessment",),
    evidence={"scan": EvidenceField(name=name("扫描件"))},
    details={
        "level": DetailField(name=name("等级"), scale="level"),
        "occupation": DetailField(name=name("职业"), type="text", occupation=True),
        "certificate_number": DetailField(name=name("证书编号"), type="text"),
    },
    identity=("certificate_number",),
)
STANDARD_2024 = Standard(
    id="bank/skill",
    owner="bank",
    name=name("技能证书认定标准"),
    kind="skill",
    source=SOURCE,
    from_=date(2024, 9, 1),
    until=date(2025, 9, 1),
    columns=("level",),
    rows=(("4", "3.00"),),
)
STANDARD_2025 = msgspec.structs.replace(STANDARD_2024, from_=date(2025, 9, 1), until=None, rows=(("4", "4.00"),))
POLICY = Policy(
    id="river-college/adult", institution="river-college", name=name("转换办法"), source=SOURCE, from_=date(2025, 1, 1)
)
PROGRAMME = Programme(
    id="river-college/460301",
    name=name("机电一体化技术"),
    source=SOURCE,
    year=2025,
    qualification="degree",
    level="associate",
    tree=Node(all=("WELD-1",)),
    course={"WELD-1": Course(name=name("焊接工艺"), credits="4.00", nature="specialised")},
)
POST = Post(
    id="welder", name=name("焊工"), source=SOURCE, occupation="6-18-01-01", level="4", functions=(name("焊接"),)
)
SETTINGS = BankSettings(
    name=name("管理中心"),
    source=SOURCE,
    evidence_days=5,
    review_days=10,
    appeal_days=15,
    decide_days=10,
    objection_days=5,
    inquiry_days=20,
    rescind_days=15,
    return_grace_days=30,
)


def rule(number: int = 1, **changed: Any) -> Rule:
    values: dict[str, Any] = {
        "id": f"river-college/rule-{number}",
        "name": name("转换规则"),
        "source": SOURCE,
        "text": "示范",
        "programmes": ("river-college/460301",),
        "from_": date(2025, 3, 1),
        "slot": (Slot(id="skill", when=(Test(field="award.kind", is_="skill"),)),),
        "grant": "all",
        "target": (Target(course="WELD-1"),),
    }
    return Rule(**{**values, **changed})


def twin() -> Rule:
    """A second rule that says what ``rule()`` says, and why."""
    why = Explanation(finding="DUPLICATE", with_="river-college/rule-1", why="两份文件各有一条")
    return rule(2, explains=(why,))


def book(**changed: Any) -> Rulebook:
    parts: dict[str, Any] = {
        "units": {"credit": UnitDefinition(name=name("学分"), scale=2)},
        "scales": {"level": LEVELS},
        "kinds": [KIND],
        "standards": [STANDARD_2024, STANDARD_2025],
        "rules": [rule()],
        "policies": [POLICY],
        "programmes": [PROGRAMME],
        "posts": [POST],
        "settings": SETTINGS,
        "calendar": CalendarDefinition(source=SOURCE),
        "occupations": {"6-18-01-01": "焊工"},
        "divisions": {"340100": "合肥市"},
    }
    return assemble(**{**parts, **changed})


def rules(count: int) -> Iterable[Rule]:
    """Each for another occupation, so that none is in conflict with another."""
    return (rule(number, slot=(slot_for(f"6-{number}"),)) for number in range(count))


def slot_for(occupation: str) -> Slot:
    return Slot(
        id="skill",
        when=(Test(field="award.kind", is_="skill"), Test(field="award.occupation", is_=occupation)),
    )


@pytest.fixture
def body(db: None) -> Institution:
    return Institution.objects.create(
        id="skill-centre", type="certification_body", name_zh="技能评价中心", name_en="Skill centre"
    )
