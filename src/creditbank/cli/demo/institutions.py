"""江州, a city that does not exist: its institutions, what they may certify, and who works there."""

from dataclasses import dataclass
from random import Random

from creditbank.cli.demo.people_data import colleague_name
from creditbank.people.roles import Role


@dataclass(frozen=True, slots=True)
class House:
    """One institution of the city. ``code``: the first two characters of its social credit code."""

    id: str
    type: str
    zh: str
    en: str
    code: str
    accreditation: str = ""
    kinds: tuple[str, ...] = ()


_COLLEGE_KINDS = ("degree_course", "diploma", "online_course_certificate", "micro_credential", "supplementary_work")
_ENTERPRISE_KINDS = ("on_the_job_training", "training_certificate", "post_competence", "industry_certificate")

HOUSES = (
    House("bank-centre", "bank_centre", "江州市职工学分银行管理中心", "Jiangzhou Credit Bank Centre", "12"),
    House(
        "city-union", "union", "江州市总工会", "Jiangzhou Federation of Trade Unions", "81", "union",
        ("craftsman_honour", "training_certificate", "innovation_project"),
    ),
    House(
        "craftsman-college", "college", "江州工匠学院", "Jiangzhou Craftsman College", "12", "college", _COLLEGE_KINDS
    ),
    House(
        "vocational-college", "college", "江州职业技术学院", "Jiangzhou Vocational College", "12", "college",
        _COLLEGE_KINDS,
    ),
    House(
        "open-university", "college", "开放大学江州学习中心", "Open University, Jiangzhou study centre", "12",
        "college", _COLLEGE_KINDS,
    ),
    House(
        "skill-centre", "certification_body", "江州市职业技能等级认定中心", "Jiangzhou Skill Assessment Centre", "12",
        "skill_assessment", ("occupational_skill_certificate", "post_competence"),
    ),
    House(
        "qualification-authority", "certification_body", "江州市职业资格管理中心",
        "Jiangzhou Vocational Qualification Authority", "12", "qualification_authority", ("vocational_qualification",),
    ),
    House(
        "machinery-association", "certification_body", "江州市装备制造行业协会",
        "Jiangzhou Equipment Industry Association", "51", "industry_body", ("industry_certificate", "micro_credential"),
    ),
    House(
        "hongtu-training", "certification_body", "江州鸿图职业培训学校", "Hongtu Vocational Training School", "52",
        "training_provider", ("training_certificate", "industry_certificate", "micro_credential"),
    ),
    House(
        "learning-platform", "certification_body", "江州职工在线学习平台", "Jiangzhou Online Learning Platform", "12",
        "online_platform", ("online_course_certificate", "micro_credential"),
    ),
    House(
        "examination-authority", "certification_body", "江州市教育考试院", "Jiangzhou Examination Authority", "12",
        "examination_authority", ("self_study_exam", "computer_rank", "diploma"),
    ),
    House(
        "contest-committee", "certification_body", "江州市职工职业技能竞赛组委会", "Jiangzhou Skill Contest Committee",
        "81", "contest_organiser", ("skill_contest_prize", "ranked_contest"),
    ),
    House(
        "innovation-office", "certification_body", "江州市职工创新与知识产权服务中心",
        "Jiangzhou Office for Innovation and Patents", "12", "innovation_office",
        ("patent", "innovation_project", "research_award", "software_copyright"),
    ),
    House(
        "rpl-centre", "certification_body", "江州市先前学习认定中心",
        "Jiangzhou Centre for Recognition of Prior Learning", "12", "rpl_centre", ("rpl_portfolio",),
    ),
    House(
        "union-school", "certification_body", "江州市工人文化宫职工学校", "School of the Workers' Cultural Palace", "81",
        "union", ("union_course", "training_certificate"),
    ),
    House(
        "jiangzhou-machine-tools", "enterprise", "江州精密机床有限公司", "Jiangzhou Precision Machine Tools Ltd", "91",
        "enterprise", _ENTERPRISE_KINDS,
    ),
    House(
        "hengli-electromechanical", "enterprise", "江州恒力机电设备有限公司", "Hengli Electromechanical Ltd", "91",
        "enterprise", _ENTERPRISE_KINDS,
    ),
    House(
        "qiming-vehicles", "enterprise", "江州启明新能源汽车有限公司", "Qiming New Energy Vehicles Ltd", "91",
        "enterprise", _ENTERPRISE_KINDS,
    ),
    House(
        "qingyuan-chemicals", "enterprise", "江州清源精细化工有限公司", "Qingyuan Fine Chemicals Ltd", "91",
        "enterprise", _ENTERPRISE_KINDS,
    ),
    House(
        "zhibi-robotics", "enterprise", "江州智臂机器人有限公司", "Zhibi Robotics Ltd", "91", "enterprise",
        _ENTERPRISE_KINDS,
    ),
    House(
        "yungong-software", "enterprise", "江州云工工业软件有限公司", "Yungong Industrial Software Ltd", "91",
        "enterprise", _ENTERPRISE_KINDS,
    ),
)  # fmt: skip
BODIES = tuple(house for house in HOUSES if house.kinds)
"""Those that may certify something. Each has a clerk, a reviewer and a head."""
COLLEGES = tuple(house.id for house in HOUSES if house.type == "college")


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works somewhere. ``shown``: his log-in stands on the demonstration's log-in page."""

    username: str
    name: str
    institution: str
    role: Role
    shown: bool = True


SHOWN_STAFF = (
    Staff("employer", "周敏", "jiangzhou-machine-tools", Role.EMPLOYER_CLERK),
    Staff("union", "吴海燕", "city-union", Role.UNION_OFFICER),
    Staff("clerk", "郑洁", "skill-centre", Role.CERTIFICATION_CLERK),
    Staff("reviewer", "冯志强", "skill-centre", Role.CERTIFICATION_REVIEWER),
    Staff("head", "陈立新", "skill-centre", Role.CERTIFICATION_HEAD),
    Staff("expert", "沈一鸣", "craftsman-college", Role.EXPERT),
    Staff("registrar", "何静", "craftsman-college", Role.REGISTRAR),
    Staff("registrar2", "许文博", "craftsman-college", Role.REGISTRAR),
    Staff("operator", "赵雪梅", "bank-centre", Role.BANK_OPERATOR),
    Staff("editor", "孙浩然", "bank-centre", Role.RULE_EDITOR),
    Staff("approver", "钱国栋", "bank-centre", Role.RULE_APPROVER),
    Staff("auditor", "邓凯", "bank-centre", Role.AUDITOR),
)
"""One person for each role, and a second registrar for appeals."""
_TITLES = {
    Role.CERTIFICATION_CLERK: "clerk",
    Role.CERTIFICATION_REVIEWER: "reviewer",
    Role.CERTIFICATION_HEAD: "head",
    Role.REGISTRAR: "registrar",
}


def all_staff() -> tuple[Staff, ...]:
    """Those shown, and at every other certifying body and college one person for each role there."""
    taken = {(staff.institution, staff.role) for staff in SHOWN_STAFF}
    rng = Random("江州")  # noqa: S311 (a demonstration, not a secret)
    others = [
        Staff(f"{house.id}.{title}", colleague_name(rng), house.id, role, shown=False)
        for house in BODIES
        for role, title in _TITLES.items()
        if (house.id, role) not in taken and (role is not Role.REGISTRAR or house.id in COLLEGES)
    ]
    return (*SHOWN_STAFF, *others)


_WHO = {(staff.institution, staff.role): staff.username for staff in reversed(all_staff())}


def who(institution: str, role: Role) -> str:
    """The user name of the first person in that role there."""
    return _WHO[institution, role]
