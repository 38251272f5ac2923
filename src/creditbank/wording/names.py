"""Names of states, roles, acts, entries and facts, in Chinese and English. What the rulebook names is named there."""

from collections.abc import Mapping
from typing import Literal

Names = Mapping[str, tuple[str, str]]

DEPOSIT: Names = {
    "draft": ("草稿", "draft"),
    "submitted": ("已提交", "submitted"),
    "returned": ("退回补正", "returned for correction"),
    "accepted": ("已受理", "in review"),
    "certified": ("已认证", "certified"),
    "refused": ("不予认证", "refused"),
    "given_up": ("已放弃", "given up"),
}
LINE: Names = {
    "applied": ("已申请", "applied for"),
    "approved": ("审定通过", "approved"),
    "refused": ("不予通过", "refused"),
    "referred": ("待人工审定", "with a person to decide"),
    "withdrawn": ("已撤回", "withdrawn"),
    "published": ("公示中", "in public notice"),
    "final": ("已生效", "final"),
    "closed": ("已关闭", "closed"),
    "reversed": ("已冲正", "reversed"),
}
AWARD: Names = {
    "active": ("有效", "active"),
    "frozen": ("核查冻结", "frozen for an inquiry"),
    "expired": ("已到期", "expired"),
    "revoked": ("已撤销", "revoked"),
}
AWARD_EVENT: Names = {
    "certified": ("认证", "certified"),
    "frozen": ("冻结", "frozen"),
    "released": ("解冻", "released"),
    "expired": ("到期", "expired"),
    "revoked": ("撤销", "revoked"),
    "reinstated": ("恢复", "reinstated"),
    "corrected": ("更正学分", "worth corrected"),
}
ENROLMENT: Names = {
    "active": ("在读", "studying"),
    "completed": ("已毕业", "completed"),
    "left": ("已退学", "left"),
    "rescinded": ("毕业资格已撤销", "rescinded"),
}
OUTCOME: Names = {
    "upheld": ("成立", "upheld"),
    "dismissed": ("不成立", "dismissed"),
    "released": ("解冻，未发现问题", "released, nothing found"),
    "revoked": ("已撤销", "revoked"),
    "stands": ("维持", "the line stands"),
    "rescinds": ("撤销毕业资格", "rescinded"),
}
SOURCE: Names = {"studied": ("修读", "studied"), "converted": ("转换", "by conversion")}
VERB: Names = {
    "open_account": ("开户", "open an account"),
    "enrol": ("登记学籍", "enrol"),
    "pass_course": ("登记课程成绩", "record a course passed"),
    "deposit": ("存入", "deposit"),
    "submit": ("提交", "hand in"),
    "give_up": ("放弃", "give up"),
    "accept": ("受理", "take into review"),
    "return_for_correction": ("退回补正", "return for correction"),
    "certify": ("认证", "certify"),
    "certify_roster": ("批量认证", "certify a roster"),
    "certify_many": ("批量认证", "certify many deposits"),
    "refuse": ("不予认证", "refuse"),
    "quote": ("试算", "quote"),
    "apply": ("申请转换", "apply"),
    "decide": ("审定", "decide"),
    "publish_notice": ("公示", "publish the notice"),
    "object": ("提出异议", "object"),
    "finalise": ("生效", "make final"),
    "withdraw": ("撤回", "withdraw"),
    "close_refused": ("申诉期满关闭", "close after the time for appeals"),
    "appeal": ("申诉", "appeal"),
    "decide_appeal": ("审理申诉", "decide an appeal"),
    "freeze": ("冻结", "freeze"),
    "release": ("解冻", "release"),
    "revoke": ("撤销", "revoke"),
    "annul_revocation": ("取消撤销", "annul a revocation"),
    "expire": ("到期", "expire"),
    "replace": ("替换", "replace"),
    "leave": ("退学", "leave"),
    "complete": ("毕业", "complete"),
    "answer_review": ("答复复核", "answer a review"),
    "reverse": ("冲正", "reverse"),
    "correct_worth": ("更正学分", "correct a worth"),
    "view_record": ("查看档案", "look at a record"),
    "reveal_identity": ("查看明文", "see plain identity data"),
    "rank_all": ("批量试算", "rank everybody's programmes"),
    "simulate_rules": ("试算规则草案", "simulate a draft of rules"),
    "publish_rules": ("发布规则", "publish rules"),
    "check": ("核对", "check"),
    "keep_registers": ("维护登记册", "keep the registers"),
    "add_institution": ("登记机构", "register an institution"),
    "accredit": ("授予资质", "accredit"),
    "suspend": ("暂停资质", "suspend an accreditation"),
    "appoint": ("任职", "appoint"),
    "issue_credential": ("签发凭证", "issue credentials"),
    "issue": ("签发凭证", "issue a credential"),
    "issue_line": ("签发转换凭证", "issue credentials of a conversion"),
    "issue_transcript": ("签发成绩单", "issue a transcript"),
    "issue_cohort": ("批量签发", "issue a cohort"),
    "keep_keys": ("管理签名密钥", "keep signing keys"),
    "make_key": ("生成密钥", "make a key"),
    "rotate_key": ("更换密钥", "rotate a key"),
    "revoke_key": ("吊销密钥", "revoke a key"),
}
ENTRY: Names = {
    "certify": ("认证入账", "certified"),
    "apply": ("申请冻结", "held on application"),
    "open_again": ("再次使用", "opened for another use"),
    "close": ("退还", "hold returned"),
    "withdraw": ("撤回退还", "hold returned on withdrawal"),
    "final": ("转换生效", "conversion final"),
    "reverse": ("冲正", "reversed"),
    "expire": ("到期", "expired"),
    "freeze": ("核查冻结", "set aside for an inquiry"),
    "release": ("解冻退还", "returned after an inquiry"),
    "revoke": ("撤销", "revoked"),
    "annul_revocation": ("取消撤销", "revocation annulled"),
    "correct": ("更正", "corrected"),
}
ROLE: Names = {
    "learner": ("学习者", "learner"),
    "employer_clerk": ("企业经办人", "employer's clerk"),
    "union_officer": ("工会干部", "union officer"),
    "certification_clerk": ("认证机构经办人", "certification clerk"),
    "certification_reviewer": ("认证机构审核", "certification reviewer"),
    "certification_head": ("认证机构负责人", "head of certification"),
    "expert": ("学科专家", "subject expert"),
    "registrar": ("院校教务", "registrar"),
    "bank_operator": ("管理中心经办", "bank operator"),
    "rule_editor": ("规则编制人", "rule editor"),
    "rule_approver": ("规则审批人", "rule approver"),
    "auditor": ("审计人员", "auditor"),
}
ACCREDITATION: Names = {
    "college": ("院校", "college"),
    "contest_organiser": ("竞赛组委会", "contest organiser"),
    "enterprise": ("企业自主评价", "enterprise"),
    "examination_authority": ("考试机构", "examination authority"),
    "foreign_recogniser": ("境外学历资格认证", "recogniser of foreign qualifications"),
    "industry_body": ("行业组织", "industry body"),
    "innovation_office": ("创新成果管理部门", "innovation office"),
    "online_platform": ("在线课程平台", "online platform"),
    "patent_office": ("专利管理部门", "patent office"),
    "qualification_authority": ("职业资格主管部门", "qualification authority"),
    "rpl_centre": ("先前学习认定中心", "centre for recognition of prior learning"),
    "skill_assessment": ("技能评价机构", "skill assessment body"),
    "training_provider": ("培训机构", "training provider"),
    "union": ("工会", "union"),
}
INSTITUTION: Names = {
    "union": ("工会", "Union"),
    "college": ("院校", "College"),
    "certification_body": ("认证机构", "Certification body"),
    "enterprise": ("企业", "Enterprise"),
    "bank_centre": ("管理中心", "Bank centre"),
}
CATEGORY: Names = {
    "vocational_certificate": ("职业技能类证书", "vocational certificate"),
    "non_vocational_certificate": ("非职业类证书", "non-vocational certificate"),
    "training_certificate": ("培训证书", "training certificate"),
    "equal_or_higher_diploma": ("同等及以上学历课程", "courses of equal or higher education"),
    "lower_diploma": ("低一层次学历课程", "courses one level lower"),
    "achievement": ("竞赛、创新等成果", "contests, innovation and other achievements"),
    "online_course": ("在线课程", "online course"),
    "self_study_exam": ("自学考试", "self-study examination"),
}
TAG: Names = {
    "central": ("统设必修", "centrally set"),
    "practice": ("实践", "practice"),
    "thesis": ("毕业设计（论文）", "thesis"),
    "politics": ("思想政治", "politics"),
    "physical_education": ("体育", "physical education"),
    "internship": ("实习", "internship"),
    "theory": ("理论", "theory"),
    "skill": ("技能", "skill"),
    "online": ("在线", "online"),
    "public": ("公共课", "public course"),
    "specialised": ("专业课", "specialised course"),
    "elective": ("选修课", "elective"),
}
QUALIFICATION: Names = {
    "degree": ("学历教育", "Degree"),
    "skill_level": ("职业技能等级", "Skill level"),
    "training": ("非学历培训", "Training"),
}
UNIT: Names = {
    "credit": ("学分", "credits"),
    "course_credit": ("学分", "credits"),
    "use": ("份", "uses"),
    "part": ("科", "papers"),
    "point": ("分", "points"),
}
ROUTE: Names = {
    "standard": ("常规认证", "standard"),
    "rpl": ("先前学习认定", "recognition of prior learning"),
}
PLAN: Names = {
    "proven": ("已证明最优", "proven optimal"),
    "gap": ("未证明最优", "not proven optimal"),
    "infeasible": ("无法完成", "cannot be completed"),
}
PART: Names = {
    "form": ("格式不对", "form"),
    "check_digit": ("校验码不对", "check digit"),
    "check_character": ("校验码不对", "check character"),
    "birth_date": ("出生日期不对", "birth date"),
    "type": ("证件类型不对", "type of document"),
}
FACT: Names = {
    "kind": ("成果类型", "kind of outcome"),
    "issuer": ("发证机构", "issuer"),
    "body": ("认证机构", "certifying body"),
    "credits": ("原学分", "original credits"),
    "hours": ("学时", "hours"),
    "grade": ("成绩", "grade"),
    "grade_scale": ("成绩等级表", "grade scale"),
    "level": ("等级", "level"),
    "level_scale": ("等级表", "scale of levels"),
    "earned_on": ("取得日期", "date earned"),
    "valid_until": ("有效期至", "valid until"),
    "certified_on": ("认证日期", "date certified"),
    "enrolled_on": ("入学日期", "date of enrolment"),
    "applied_on": ("申请日期", "date of application"),
    "bank_credits": ("积累学分", "bank credits"),
    "route": ("认定途径", "route"),
    "count": ("成果数", "number of outcomes"),
    "overlap": ("内容重合度", "overlap"),
    "category": ("转换类别", "category"),
    "tags": ("课程标签", "tags"),
    "nature": ("课程性质", "nature of the course"),
    "module": ("模块", "module"),
    "course": ("课程", "course"),
    "field": ("专业", "field of study"),
    "institution": ("院校", "institution"),
    "qualification": ("资格类型", "sort of qualification"),
    "certificate": ("证书", "document"),
    "standard": ("认定标准", "recognition standard"),
    "rule": ("转换规则", "rule"),
    "birth_date": ("出生日期", "birth date"),
    "age": ("年龄", "age"),
    "action": ("操作", "act"),
}
DOCUMENT: Names = {
    "unit": ("单位", "unit"),
    "scale": ("等级序列", "scale"),
    "kind": ("成果种类", "kind"),
    "standard": ("认定标准", "standard"),
    "policy": ("政策", "policy"),
    "rule": ("转换规则", "rule"),
    "post": ("岗位", "post"),
    "programme": ("培养方案", "programme"),
    "settings": ("基本设置", "settings"),
    "calendar": ("日历", "calendar"),
}
GROUPS: Mapping[str, Names] = {
    "deposit": DEPOSIT,
    "line": LINE,
    "award": AWARD,
    "award_event": AWARD_EVENT,
    "enrolment": ENROLMENT,
    "outcome": OUTCOME,
    "source": SOURCE,
    "verb": VERB,
    "entry": ENTRY,
    "role": ROLE,
    "accreditation": ACCREDITATION,
    "institution": INSTITUTION,
    "category": CATEGORY,
    "tag": TAG,
    "qualification": QUALIFICATION,
    "unit": UNIT,
    "route": ROUTE,
    "plan": PLAN,
    "part": PART,
    "fact": FACT,
    "document": DOCUMENT,
}
"""All lists of names, by what they name."""


def name_of(group: str, key: str, language: str) -> str:
    """The name of a state, role, act … ; the id itself where nothing names it. Raises ``KeyError`` for no such group."""
    found = GROUPS[group].get(key)
    return found[column(language)] if found is not None else key


def column(language: str) -> Literal[0, 1]:
    """Where a language stands in the tables: ``en`` and its variants 1, everything else Chinese."""
    return 1 if language.startswith("en") else 0


def key_of(language: str) -> Literal["zh", "en"]:
    """The key of a language in the rulebook's names."""
    return "en" if language.startswith("en") else "zh"
