"""People, institutions, and who may do what."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "ROLE_MISSING": (
        "您的身份不能办理“{action}”。如工作需要，请向管理中心申请相应岗位。",
        "Your roles do not allow “{action}”. If your work needs it, ask the bank centre for that role.",
    ),
    "OTHER_INSTITUTION": (
        "这件事由另一机构经办，您只能办理本机构的“{action}”。",
        "This belongs to another institution; you may do “{action}” for your own only.",
    ),
    "OTHER_LEARNER": (
        "这是别人的学习账户，您只能在自己的账户中办理“{action}”。",
        "This is somebody else's account; you may do “{action}” in your own only.",
    ),
    "OWN_CASE": (
        "本人的事项须由他人办理（回避规定）。请交同事处理。",
        "Nobody decides on his own case. Ask a colleague to do it.",
    ),
    "CERTIFIER_MAY_NOT_CONVERT": (
        "您认证过其中的成果，按两人规则不能再审定它的转换。请交同事处理。",
        "You certified an outcome of this line; by the two-person rule somebody else must decide its conversion.",
    ),
    "IDENTITY_KEY_WRONG": (
        "身份信息用另一把密钥加密，现在的密钥打不开。请恢复建库时的 identity.key，或设置当时的 CREDITBANK_IDENTITY_KEY。",
        "Identity data was encrypted with another key. Restore the identity.key of this database, or set CREDITBANK_IDENTITY_KEY.",
    ),
    "EMPLOYER_MAY_NOT_DECIDE": (
        "您是该职工所在单位的经办人，按两人规则不能认证或审定本单位职工的成果。请交其他单位的人员处理。",
        "You are a clerk of this worker's employer; by the two-person rule somebody else must certify or decide.",
    ),
    "REFUSER_MAY_NOT_DECIDE_APPEAL": (
        "不予通过是您作出的，申诉须由他人审理。",
        "You refused this; another person must decide the appeal.",
    ),
    "PERSON_UNKNOWN": (
        "没有找到这位学习者（{learner}），请核对学习者编号。",
        "No such learner ({learner}). Check the learner number.",
    ),
    "PERSON_EXISTS": (
        "此证件号码已有学习账户，编号 {number}，无需再次开户。",
        "There is an account for this identity number already: {number}. No second one is needed.",
    ),
    "INSTITUTION_UNKNOWN": (
        "没有登记名为“{institution}”的机构，请先登记。",
        "No institution “{institution}” is registered. Register it first.",
    ),
    "ACCREDITATION_UNKNOWN": (
        "没有编号为 {accreditation} 的资质，请核对 creditbank accredit 给出的编号。",
        "There is no accreditation {accreditation}. Compare with the number that creditbank accredit gave.",
    ),
    "USCC_INVALID": (
        "统一社会信用代码“{found}”不正确（{part}），请核对 18 位代码。",
        "“{found}” is no valid unified social credit code ({part}). Check its 18 characters.",
    ),
    "IDENTITY_INVALID": (
        "证件号码不正确（{part}），请对照证件核对。",
        "The identity number is not right ({part}). Compare it with the document.",
    ),
    "BIRTH_DATE_DIFFERS": (
        "填写的出生日期（{said}）与证件号码中的不一致，请核对。",
        "The birth date given ({said}) is not the one in the identity number. Check both.",
    ),
    "NAME_MISSING": ("请填写姓名。", "Fill in the name."),
    "PHONE_MALFORMED": (
        "电话号码应为 5 至 15 位数字，可带国家区号。",
        "A telephone number has 5 to 15 digits, with a country code if you like.",
    ),
    "REVEAL_UNSPECIFIED": (
        "查看明文须由登录的人员办理，并写明查看哪些字段和用途。",
        "To see plain values, log in, name the fields and say what they are needed for.",
    ),
    "USERNAME_MISSING": ("请填写用户名。", "Fill in a user name."),
    "USERNAME_TAKEN": (
        "用户名“{username}”已有人使用，请换一个。",
        "The user name “{username}” is taken. Choose another.",
    ),
    "PASSWORD_WEAK": (
        "密码太弱（{problems}）：至少 8 位，不要用常见密码。",
        "The password is too weak ({problems}): at least 8 characters, and not a common one.",
    ),
    "BODY_UNKNOWN": ("没有登记这家机构（{found}）。", "No such institution is registered ({found})."),
    "NOT_ACCREDITED": (
        "该机构没有认证“{found}”的资质；须有下列资质之一：{wanted}。",
        "This body is not accredited to certify “{found}”. One of these is needed: {wanted}.",
    ),
    "OUT_OF_SCOPE": (
        "超出该机构的认证范围：{field}限于{wanted}，现为{found}。",
        "Outside this body's accreditation: {field} is limited to {wanted}; found {found}.",
    ),
    "NOT_YET_ACCREDITED": (
        "该机构的资质从 {wanted} 起生效，{found} 尚不能认证。",
        "The body's accreditation begins on {wanted}; on {found} it could not certify.",
    ),
    "ACCREDITATION_ENDED": (
        "该机构的资质已于 {wanted} 终止，{found} 不能认证。请改交其他有资质的机构。",
        "The body's accreditation ended on {wanted}; on {found} it could not certify. Turn to another accredited body.",
    ),
    "BODY_SUSPENDED": (
        "该机构的资质在 {found} 处于暂停期，恢复之前不能认证。",
        "The body's accreditation was suspended on {found}; it cannot certify until that ends.",
    ),
    "REQUEST_CONFLICT": (
        "这个请求编号已用于另一件事，未作任何改动。请刷新页面后重新操作。",
        "This request id was used for something else; nothing was changed. Reload the page and try again.",
    ),
}
