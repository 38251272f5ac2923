"""What each kind of outcome looks like in the city: who issues it, what its name is, how often a worker has one."""

from dataclasses import dataclass

EMPLOYER = "employer"
"""Stands for the learner's own employer among the bodies."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind's looks. ``fixed``: the details that make a catalogue entry; ``weight``: how common it is.

    ``since``: first year in which the demonstration lets it be earned; ``age``: youngest age of the holder.
    """

    bodies: tuple[str, ...]
    fixed: tuple[str, ...]
    zh: str
    en: str
    prefix: str
    weight: int
    at_most: int
    since: int = 2015
    age: int = 18
    valid_years: int = 0


PAPERS = {
    "occupational_skill_certificate": Paper(
        ("skill-centre",), ("occupation", "level"),
        "{occupation}（{level}）职业技能等级证书", "{occupation}, {level}: skill certificate", "S0099", 9, 4, since=2020,
    ),
    "vocational_qualification": Paper(
        ("qualification-authority",), ("occupation", "qualification_class", "level"),
        "{occupation}职业资格证书（{qualification_class}）", "{occupation}: qualification ({qualification_class})", "ZG",
        2, 2,
    ),
    "industry_certificate": Paper(
        ("hongtu-training", "machinery-association", EMPLOYER), ("certificate", "issuer_class", "level"),
        "{certificate}证书（{level}）", "{certificate}: certificate ({level})", "HY", 4, 3, since=2020, valid_years=6,
    ),
    "training_certificate": Paper(
        ("hongtu-training", "union-school", EMPLOYER), ("training", "occupation", "hours"),
        "{training}（{hours} 学时）结业证书", "{training} ({hours} hours): certificate", "PX", 16, 9, since=2017,
    ),
    "union_course": Paper(
        ("union-school",), ("course", "subject_area", "hours"),
        "文化宫课程《{course}》（{hours} 学时）", "Union course “{course}” ({hours} hours)", "WHG", 16, 9, since=2022,
    ),
    "micro_credential": Paper(
        ("learning-platform", "machinery-association", "hongtu-training"), ("subject", "assessed", "hours"),
        "“{subject}”微证书（{hours} 学时）", "Micro-credential “{subject}” ({hours} hours)", "MC", 12, 8, since=2022,
    ),
    "online_course_certificate": Paper(
        ("learning-platform",), ("course", "level", "hours", "credits", "proctored"),
        "在线课程《{course}》（{hours} 学时）", "Online course “{course}” ({hours} hours)", "MOOC", 12, 7, since=2018,
    ),
    "on_the_job_training": Paper(
        (EMPLOYER,), ("post", "occupation"), "{post}岗位实践培训", "On-the-job training: {post}", "GW", 7, 4, since=2019,
    ),
    "post_competence": Paper(
        ("skill-centre",), ("post", "occupation", "level"),
        "{post}岗位能力（相当{level}）", "Competence in the post: {post} ({level})", "GN", 4, 2, since=2024, age=21,
    ),
    "skill_contest_prize": Paper(
        ("contest-committee",),
        ("contest", "edition", "organiser", "tier", "prize", "participation", "occupation"),
        "{edition} 年{contest}（{occupation}）{prize}，{participation}",
        "{contest} {edition} ({occupation}): {prize}, {participation}", "JS", 5, 3, since=2016,
    ),
    "ranked_contest": Paper(
        ("contest-committee",), ("contest", "edition", "tier"),
        "{edition} 年{contest}（{tier}）名次", "{contest} {edition} ({tier}): rank", "PM", 1, 1, since=2018,
    ),
    "innovation_project": Paper(
        ("innovation-office",), ("project_class", "outcome"),
        "{project_class}技改项目（{outcome}）", "Improvement project, {project_class} ({outcome})", "CX", 3, 2, since=2018,
        age=22,
    ),
    "patent": Paper(
        ("innovation-office",), ("type", "stage"), "{type}专利（{stage}）", "Patent: {type} ({stage})", "ZL", 2, 2,
        since=2016, age=22,
    ),
    "software_copyright": Paper(
        ("innovation-office",), (), "计算机软件著作权登记", "Software copyright", "SR", 2, 2, since=2018, age=20,
    ),
    "research_award": Paper(
        ("innovation-office",), ("tier",), "{tier}科技成果奖", "Award for science and technology ({tier})", "KJ", 1, 1,
        age=25,
    ),
    "craftsman_honour": Paper(
        ("city-union",), ("honour", "tier"), "{tier}“{honour}”荣誉", "{honour} ({tier})", "GJ", 1, 1, since=2018, age=24,
    ),
    "degree_course": Paper(
        ("vocational-college", "open-university"), ("course", "level", "credits"),
        "{level}课程《{course}》（{credits} 学分）", "Course “{course}” ({level}, {credits} credits)", "", 8, 6,
    ),
    "diploma": Paper(
        ("examination-authority", "vocational-college"), ("major", "level"),
        "{major}专业毕业证书（{level}）", "Diploma: {major} ({level})", "", 3, 1, since=2005, age=18,
    ),
    "self_study_exam": Paper(
        ("examination-authority",), ("course", "course_code", "level", "credits"),
        "自学考试《{course}》（{level}）", "Self-study examination “{course}” ({level})", "", 3, 3,
    ),
    "computer_rank": Paper(
        ("examination-authority",), ("subject", "level"),
        "全国计算机等级考试{level}（{subject}）", "National computer rank {level}: {subject}", "65", 3, 2,
    ),
    "rpl_portfolio": Paper(
        ("rpl-centre",), ("subject", "level"), "先前学习认定：{subject}（框架{level}）",
        "Recognition of prior learning: {subject} ({level})", "RPL", 2, 1, since=2024, age=24,
    ),
}  # fmt: skip
"""By kind. Together their limits allow for forty outcomes of one worker."""

ISSUER_BODIES = {"one_plus_x": "hongtu-training", "association": "machinery-association", "enterprise": EMPLOYER}
"""Industry certificates: the class of the issuer says who certifies."""
NUMBERS = {
    "hours": (16, 80, 8), "weeks": (2, 8, 1), "years_in_post": (2, 11, 1), "author_order": (1, 4, 1),
    "work_years": (3, 15, 1), "assessors": (2, 3, 1), "score": (60, 96, 1), "mentor_score": (66, 98, 1),
    "theory_score": (60, 92, 1), "skill_score": (62, 96, 1), "team_place": (1, 3, 1), "rank": (1, 12, 1),
    "entrants": (40, 80, 10), "amount_yuan": (0, 0, 1),
}  # fmt: skip
"""Figures within which a number is drawn: from, to, step."""
ALWAYS = ("score", "mentor_score", "team_place")
"""Details that need not be given but usually stand on the paper."""

# What everybody may have, whatever his major: kind and what stands on the paper.
COMMON: tuple[tuple[str, dict[str, str | int | bool]], ...] = (
    ("union_course", {"course": "劳动法与职工权益", "subject_area": "law", "hours": 36}),
    ("union_course", {"course": "劳动合同与社会保险", "subject_area": "law", "hours": 18}),
    ("union_course", {"course": "办公软件应用", "subject_area": "digital", "hours": 36}),
    ("union_course", {"course": "人工智能工具入门", "subject_area": "digital", "hours": 18}),
    ("union_course", {"course": "手机摄影与短视频", "subject_area": "digital", "hours": 24}),
    ("union_course", {"course": "数据表格进阶", "subject_area": "digital", "hours": 27}),
    ("union_course", {"course": "茶艺", "subject_area": "culture", "hours": 24}),
    ("union_course", {"course": "书法", "subject_area": "culture", "hours": 32}),
    ("union_course", {"course": "公文写作", "subject_area": "culture", "hours": 18}),
    ("union_course", {"course": "太极拳", "subject_area": "health", "hours": 24}),
    ("union_course", {"course": "职工心理健康", "subject_area": "health", "hours": 12}),
    ("union_course", {"course": "班组长管理能力", "subject_area": "skill", "hours": 36}),
    ("training_certificate", {"training": "班组安全员培训", "hours": 24}),
    ("training_certificate", {"training": "特种作业安全培训", "hours": 24}),
    ("training_certificate", {"training": "应急救护培训", "hours": 16}),
    ("training_certificate", {"training": "消防安全培训", "hours": 8}),
    ("training_certificate", {"training": "精益生产培训", "hours": 32}),
    ("training_certificate", {"training": "质量管理小组培训", "hours": 24}),
    ("training_certificate", {"training": "新员工岗前培训", "hours": 40}),
    ("training_certificate", {"training": "职业病防治培训", "hours": 7}),
    ("training_certificate", {"training": "带徒师傅培训", "hours": 24}),
    ("micro_credential", {"subject": "质量意识", "assessed": True, "hours": 16}),
    ("micro_credential", {"subject": "工匠精神", "assessed": True, "hours": 8}),
    ("micro_credential", {"subject": "数据思维", "assessed": True, "hours": 16}),
    ("micro_credential", {"subject": "能源管理", "assessed": True, "hours": 24}),
    ("micro_credential", {"subject": "工业互联网", "assessed": True, "hours": 24}),
    ("online_course_certificate", {"course": "中国传统文化", "level": "associate", "hours": 32}),
    ("online_course_certificate", {"course": "职场英语", "level": "associate", "hours": 48}),
    ("online_course_certificate", {"course": "大学英语", "level": "associate", "hours": 48}),
    ("online_course_certificate", {"course": "碳中和概论", "level": "bachelor", "hours": 24}),
    ("skill_contest_prize", {"contest": "江州市职工安全生产知识竞赛", "organiser": "authority", "tier": "city"}),
    ("skill_contest_prize", {"contest": "企业岗位练兵比武", "organiser": "authority", "tier": "school"}),
    ("computer_rank", {"subject": "计算机基础及MS Office应用", "level": "1"}),
    ("computer_rank", {"subject": "MS Office高级应用与设计", "level": "2"}),
    ("vocational_qualification", {"occupation": "6-31-01-03", "qualification_class": "entry"}),
    ("industry_certificate", {"certificate": "设备点检", "issuer_class": "enterprise"}),
    ("craftsman_honour", {"honour": "craftsman", "tier": "enterprise"}),
    ("craftsman_honour", {"honour": "labour_medal", "tier": "city"}),
    ("innovation_project", {"project_class": "school", "outcome": "concluded"}),
    ("rpl_portfolio", {"subject": "班组管理", "level": "3"}),
    ("diploma", {"major": "数控技术应用", "level": "secondary"}),
    ("diploma", {"major": "会计", "level": "secondary"}),
    ("diploma", {"major": "电子商务", "level": "associate"}),
    ("degree_course", {"course": "大学英语", "level": "associate", "credits": "3.00"}),
    ("degree_course", {"course": "应用文写作", "level": "associate", "credits": "2.00"}),
    ("degree_course", {"course": "市场营销学", "level": "associate", "credits": "3.00"}),
)
