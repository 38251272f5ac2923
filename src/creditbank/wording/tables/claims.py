"""What is wrong with a claim, field by field, and with a roster's row."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "CLAIM_INVALID": (
        "填写的内容有误，未保存：{reasons}请改正后重新提交。",
        "Nothing was saved, because the claim has mistakes: {reasons} Correct them and submit again.",
    ),
    "MISSING": ("请填写{field}。", "Fill in {field}."),
    "UNKNOWN_FIELD": (
        "这类成果没有“{field}”这一项，请删去。",
        "This kind of outcome has no field “{field}”: leave it out.",
    ),
    "NOT_TEXT": ("{field}应为文字，现为“{found}”。", "{field} must be text, not “{found}”."),
    "NOT_INTEGER": ("{field}应为整数，现为“{found}”。", "{field} must be a whole number, not “{found}”."),
    "NOT_AMOUNT": (
        "{field}应为不超过两位小数的数字（如 1.5），现为“{found}”。",
        "{field} must be a number with at most two decimals (such as 1.5), not “{found}”.",
    ),
    "NOT_DATE": (
        "{field}应为真实日期，写作 2025-03-01 的形式，现为“{found}”。",
        "{field} must be a real day, written like 2025-03-01, not “{found}”.",
    ),
    "NOT_ONE_OF": ("{field}只能是：{wanted}；现为“{found}”。", "{field} must be one of: {wanted}; found “{found}”."),
    "NOT_ON_SCALE": (
        "{field}不在等级表上，只能是：{wanted}；现为“{found}”。",
        "{field} is not on its scale. Possible: {wanted}; found “{found}”.",
    ),
    "TOO_SMALL": ("{field}不能小于 {wanted}，现为 {found}。", "{field} cannot be less than {wanted}; found {found}."),
    "TOO_LARGE": (
        "{field}不能大于 {wanted}，现为 {found}；请核对原件。",
        "{field} cannot be more than {wanted}; found {found}. Check the original document.",
    ),
    "UNKNOWN_OCCUPATION": (
        "职业编码“{found}”不在《职业分类大典（2022年版）》中，请从列表中选择。",
        "“{found}” is no code of the occupational classification of 2022. Choose one from the list.",
    ),
    "UNKNOWN_POST": (
        "岗位目录中没有“{found}”，请填写目录中的岗位编号，例如 cnc-lathe-operator。",
        "“{found}” is no post of the catalogue of posts. Give the id of one, such as cnc-lathe-operator.",
    ),
    "POST_DIFFERS": (
        "{field}应是该岗位对应的“{wanted}”，现为“{found}”；请核对岗位与职业。",
        "{field} must be that of the post, “{wanted}”; found “{found}”. Check post and occupation.",
    ),
    "FIXED_BY_CATALOGUE": (
        "{field}由目录规定为“{wanted}”，不能改为“{found}”；若证书所写不同，请另选目录项。",
        "The catalogue fixes {field} as “{wanted}”; it cannot be “{found}”. If your document differs, choose another entry.",
    ),
    "EVIDENCE_MISSING": ("缺少佐证材料：{field}。请补传。", "Evidence is missing: {field}. Add it."),
    "DATE_IN_FUTURE": (
        "{field}（{found}）还没有到，请核对日期。",
        "{field} ({found}) lies in the future. Check the date.",
    ),
    "DATE_ABSURD": (
        "{field}（{found}）早得不合情理，请核对原件上的年份。",
        "{field} ({found}) is too long ago to be right. Check the year on the document.",
    ),
    "ENDS_BEFORE_IT_BEGINS": (
        "{field}（{found}）早于取得日期（{wanted}），请核对。",
        "{field} ({found}) lies before the day it was earned ({wanted}). Check both.",
    ),
    "DUPLICATE": ("同一份证书已由{found}认证。", "The same document was certified already at {found}."),
    "DUPLICATE_WAITS": (
        "同一份证书已提交给{found}，正在办理。",
        "The same document was handed in at {found} and is being looked at.",
    ),
    "DUPLICATE_CERTIFIED": (
        "同一份证书已于 {on} 由{body_name}认证，不能重复存入。如有疑问，请联系该机构。",
        "This document was certified on {on} by {body_name}; it cannot be deposited again. If in doubt, ask that body.",
    ),
    "DUPLICATE_PENDING": (
        "同一份证书已于 {on} 提交给{body_name}，正在办理；请等待结果。那一份若已退回补正，也可放弃。",
        "This document was handed in to {body_name} on {on} and is being looked at. Wait for the answer; what was returned can also be given up.",
    ),
    "ACHIEVEMENT_UNKNOWN": (
        "学习成果目录中没有这一项，请从目录中重新选择。",
        "The catalogue of outcomes has no such entry. Choose one from the catalogue.",
    ),
    "LEARNER_UNKNOWN": ("没有这位学习者的账户，请先开户。", "There is no account of this learner. Open one first."),
    "REFERRED": (
        "需由人工审定：{reasons}请由机构负责人写明意见后认证。",
        "A person must decide: {reasons} The head of the body can certify with a written ruling.",
    ),
    "REFUSED": ("不符合规则，未认证：{reasons}", "Not certified, because the rules say no: {reasons}"),
}
