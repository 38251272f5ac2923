"""学历, 非学历 and 职业技能等级: from each to each there is a conversion in the rulebook, seen through to its end."""

from datetime import date
from typing import Any

import pytest

from creditbank.catalogue.in_force import current_rulebook
from tests.scenarios.desk import Desk, granted, targets

DEGREE, TRAINING, SKILL = "degree", "training", "skill"
PAIRS: dict[tuple[str, str], tuple[str, dict[str, Any], str, dict[str, int]]] = {
    (DEGREE, DEGREE): (
        "degree_course",
        {"course": "机械制图", "level": "associate", "education_category": "regular", "credits": "3.00", "score": 80},
        "craftsman-college/460103",
        {"CNC-101": 300},
    ),
    (DEGREE, TRAINING): (
        "degree_course",
        {
            "course": "动力电池技术",
            "level": "associate",
            "education_category": "regular",
            "credits": "3.00",
            "score": 80,
        },
        "city-union/new-energy-safety",
        {"SAFE-102": 200},
    ),
    (DEGREE, SKILL): (
        "diploma",
        {"major": "机电一体化技术", "level": "associate", "education_category": "adult", "credits": "80.00"},
        "skill-centre/electrician-3",
        {"T-1": 1, "T-2": 1},
    ),
    (TRAINING, DEGREE): (
        "union_course",
        {"course": "办公软件应用", "subject_area": "digital", "hours": 54},
        "craftsman-college/460103",
        {"PUB-IT-1": 300},
    ),
    (TRAINING, TRAINING): (
        "union_course",
        {"course": "劳动法与职工权益", "subject_area": "law", "hours": 18},
        "city-union/new-energy-safety",
        {"electives": 50},
    ),
    (TRAINING, SKILL): (
        "training_certificate",
        {"training": "电工培训", "occupation": "6-31-01-03", "hours": 120, "score": 80},
        "skill-centre/electrician-3",
        {"T-2": 1},
    ),
    (SKILL, DEGREE): (
        "occupational_skill_certificate",
        {"occupation": "6-11-02-15", "level": "3"},
        "craftsman-college/470201",
        {"CHEM-204": 300, "CHEM-304": 300},
    ),
    (SKILL, TRAINING): (
        "occupational_skill_certificate",
        {"occupation": "6-31-01-03", "level": "4"},
        "city-union/new-energy-safety",
        {"SAFE-101": 100, "SAFE-302": 100},
    ),
    (SKILL, SKILL): (
        "occupational_skill_certificate",
        {"occupation": "6-18-01-02", "level": "2"},
        "skill-centre/lathe-2",
        {"T-1": 1},
    ),
}


@pytest.mark.parametrize("pair", PAIRS, ids=" to ".join)
def test_there_is_a_conversion(desk: Desk, pair: tuple[str, str]) -> None:
    kind, details, programme, expected = PAIRS[pair]
    qualification = current_rulebook().programmes[programme, 2025].qualification
    assert {"degree": DEGREE, "training": TRAINING}.get(qualification, SKILL) == pair[1]
    desk.award("li", kind, date(2025, 10, 20), **details)
    enrolment = desk.enrol("li", programme, date(2025, 11, 3))
    (line,) = desk.convert(enrolment, date(2026, 4, 13))
    assert targets([line]) == expected
    unit = current_rulebook().programmes[programme, 2025].unit
    assert granted(enrolment, unit) == sum(expected.values())


def test_every_ordered_pair_is_there() -> None:
    assert set(PAIRS) == {
        (source, target) for source in (DEGREE, TRAINING, SKILL) for target in (DEGREE, TRAINING, SKILL)
    }
