"""李师傅: who he is and what he brings. His certificates are real ones of the classification; he himself is made up."""

from dataclasses import dataclass
from datetime import date

from creditbank.cli.demo.outcomes import Facts
from creditbank.cli.demo.people_data import Person, identity_number, phone_number

BIRTH = date(1988, 6, 18)
HERO = Person("李建国", identity_number(BIRTH, 900, woman=False), phone_number(900), BIRTH)
USERNAME = "li.jianguo"
UNDECIDED = "worker000"
"""A worker of the cohort who has not applied for anything yet: a visitor may do it for him."""
EMPLOYER = "jiangzhou-machine-tools"
PROGRAMME, YEAR = "craftsman-college/460103", 2025
SKILL_PROGRAMME = "skill-centre/lathe-2"
TRAINING_PROGRAMME = "city-union/new-energy-safety"
RETURNED = "contest"
"""The outcome whose papers were not complete at first."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One outcome: a name for the act, its kind, what stands on the paper, and its dates."""

    name: str
    kind: str
    facts: Facts
    earned_on: date
    valid_until: date | None = None


BRINGS = (
    Brought("diploma", "diploma", {"major": "数控技术应用", "level": "secondary", "education_category": "vocational"},
            date(2006, 7, 1)),
    Brought("school-it", "degree_course", {"course": "信息技术", "level": "secondary", "credits": "4.00", "score": 85,
            "education_category": "vocational"}, date(2006, 1, 12)),
    Brought("lathe", "occupational_skill_certificate", {"occupation": "6-18-01-01", "level": "3"}, date(2021, 6, 20)),
    Brought("milling", "occupational_skill_certificate", {"occupation": "6-18-01-02", "level": "4"}, date(2020, 5, 8)),
    Brought("multi-process", "occupational_skill_certificate", {"occupation": "6-18-01-07", "level": "3"},
            date(2024, 11, 15)),
    Brought("fitter", "occupational_skill_certificate", {"occupation": "6-20-03-01", "level": "4"}, date(2022, 9, 3)),
    Brought("electrician", "occupational_skill_certificate", {"occupation": "6-31-01-03", "level": "4"},
            date(2023, 4, 16)),
    Brought("contest", "skill_contest_prize", {"tier": "provincial", "prize": "second", "participation": "individual",
            "organiser": "authority", "occupation": "6-18-01-01"}, date(2024, 10, 26)),
    Brought("contest-city", "skill_contest_prize", {"tier": "city", "prize": "first", "participation": "individual",
            "organiser": "authority", "occupation": "6-18-01-01"}, date(2023, 9, 17)),
    Brought("post", "post_competence", {"occupation": "6-18-01-01", "level": "3", "years_in_post": 12},
            date(2025, 3, 28)),
    Brought("on-the-job", "on_the_job_training", {"post": "数控车床操作", "occupation": "6-18-01-01", "weeks": 4,
            "mentor_score": 92}, date(2025, 5, 30)),
    Brought("training-cnc", "training_certificate", {"training": "数控车削编程实训", "occupation": "6-18-01-07",
            "hours": 48, "score": 88}, date(2023, 12, 9)),
    Brought("training-safety", "training_certificate", {"training": "特种作业安全培训", "hours": 24, "score": 91},
            date(2024, 3, 14)),
    Brought("online-electrics", "online_course_certificate", {"course": "电工技术", "level": "associate", "hours": 32,
            "score": 81}, date(2024, 6, 30)),
    Brought("online-electronics", "online_course_certificate", {"course": "电子技术", "level": "associate", "hours": 48,
            "score": 76}, date(2024, 12, 20)),
    Brought("online-english", "online_course_certificate", {"course": "大学英语", "level": "associate", "hours": 48,
            "score": 73}, date(2025, 6, 28)),
    Brought("online-mathematics", "online_course_certificate", {"course": "高等数学", "level": "associate", "hours": 56,
            "score": 68}, date(2025, 6, 28)),
    Brought("micro-intelligent", "micro_credential", {"subject": "智能制造", "assessed": True, "hours": 24},
            date(2023, 5, 19)),
    Brought("micro-additive", "micro_credential", {"subject": "增材制造", "assessed": True, "hours": 16},
            date(2023, 8, 11)),
    Brought("micro-tools", "micro_credential", {"subject": "刀具管理", "assessed": True, "hours": 24},
            date(2025, 4, 18)),
    Brought("micro-processes", "micro_credential", {"subject": "数控工艺", "assessed": True, "hours": 32},
            date(2025, 9, 5)),
    Brought("union-law", "union_course", {"course": "劳动法与职工权益", "subject_area": "law", "hours": 36},
            date(2024, 7, 20)),
    Brought("union-contracts", "union_course", {"course": "劳动合同与社会保险", "subject_area": "law", "hours": 18},
            date(2025, 7, 12)),
    Brought("union-office", "union_course", {"course": "办公软件应用", "subject_area": "digital", "hours": 36},
            date(2023, 11, 4)),
    Brought("union-ai", "union_course", {"course": "人工智能工具入门", "subject_area": "digital", "hours": 18},
            date(2025, 8, 16)),
    Brought("union-tea", "union_course", {"course": "茶艺", "subject_area": "culture", "hours": 24}, date(2024, 4, 27)),
    Brought("patent", "patent", {"type": "utility", "stage": "granted", "author_order": 2}, date(2024, 8, 6)),
    Brought("project", "innovation_project", {"project_class": "city", "outcome": "applied", "role": "member",
            "author_order": 3, "amount_yuan": 0}, date(2025, 10, 10)),
    Brought("certificate-association", "industry_certificate", {"certificate": "数控设备维护专项能力",
            "issuer_class": "association"}, date(2022, 12, 1), date(2025, 11, 30)),
    Brought("certificate-enterprise", "industry_certificate", {"certificate": "设备点检", "issuer_class": "enterprise"},
            date(2023, 2, 24)),
)  # fmt: skip
"""Thirty outcomes of twenty years."""
