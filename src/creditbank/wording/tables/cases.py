"""Deposits, awards, enrolments and lines: what is not there, and what is not possible now."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "DEPOSIT_UNKNOWN": ("没有找到这份存入的成果。", "There is no such deposit."),
    "AWARD_UNKNOWN": ("没有找到这项已认证成果。", "There is no such certified outcome."),
    "ENROLMENT_UNKNOWN": ("没有找到这条学籍。", "There is no such enrolment."),
    "LINE_UNKNOWN": ("没有找到这条转换明细。", "There is no such conversion line."),
    "APPEAL_UNKNOWN": ("没有找到这件申诉。", "There is no such appeal."),
    "INQUIRY_UNKNOWN": ("没有找到这件核查。", "There is no such inquiry."),
    "REVIEW_UNKNOWN": ("没有找到这件复核。", "There is no such review."),
    "PROGRAMME_UNKNOWN": (
        "没有 {year} 年的培养方案“{programme}”。",
        "There is no programme “{programme}” of the year {year}.",
    ),
    "COURSE_UNKNOWN": (
        "培养方案“{programme}”中没有课程 {course}。",
        "The programme “{programme}” has no course {course}.",
    ),
    "DEPOSIT_STATUS": (
        "这份成果现为“{status}”，不能改为“{wanted}”。",
        "This deposit is “{status}” now and cannot become “{wanted}”.",
    ),
    "AWARD_STATUS": (
        "这项成果现为“{status}”，不能这样办理。",
        "This outcome is “{status}” now, so this cannot be done.",
    ),
    "ENROLMENT_STATUS": (
        "这条学籍现为“{status}”，不能这样办理。",
        "This enrolment is “{status}” now, so this cannot be done.",
    ),
    "LINE_STATE": (
        "这条转换现为“{state}”，不能改为“{wanted}”。请刷新页面查看最新状态。",
        "This line is “{state}” now and cannot become “{wanted}”. Reload the page to see its present state.",
    ),
    "GROUP_IS_COMPUTED": (
        "相似组 {groups} 由成果本身算出，不能另行指定；专家只可在没有内容组时设置“content”。",
        "The groups {groups} follow from the outcome itself; an expert may only set “content” where there is none.",
    ),
    "REVOKED_LOT_NOT_EMPTY": (
        "已撤销的成果 {award} 的账户 {lot} 里还有 {amount}（{unit}）。",
        "The lot {lot} of the revoked award {award} still holds {amount} ({unit}).",
    ),
    "REPLACED_LINE_STATE": (
        "只有已生效的转换可以替换，原来那条现为“{state}”。",
        "Only a final line can be replaced; the old one is “{state}” now.",
    ),
    "REASON_REQUIRED": ("请写明理由，对方会看到。", "Say why: the other side will read it."),
    "ALREADY_ENROLLED": (
        "已在读“{programme}”，不能重复入学。",
        "Already enrolled in “{programme}”; a second enrolment is not possible.",
    ),
    "COURSE_ALREADY_GRANTED": (
        "课程 {course} 已由转换取得，无需再登记修读成绩。",
        "Course {course} was granted by conversion; no result of study is needed.",
    ),
    "COURSE_ALREADY_PASSED": ("课程 {course} 已登记通过。", "Course {course} is recorded as passed already."),
    "NOTHING_CHOSEN": ("请至少选择一条转换。", "Choose at least one line."),
    "QUOTE_STALE": (
        "试算之后情况有变，没有提交：{differences}请重新试算。",
        "Nothing was filed, because things changed since the quote: {differences} Quote again.",
    ),
    "LINE_NOT_OFFERED": (
        "按现行规则已没有这条转换（{wanted}）。",
        "By the rules now in force this line is no longer offered ({wanted}).",
    ),
    "TEXT_TOO_LONG": ("“{field}”太长，最多 {most} 个字。", "{field} is too long: {most} characters at most."),
    "IRREVOCABLE": (
        "该校办法规定审定后不可撤回、不可替换。有误的转换仍可由学校冲正。",
        "This school's policy allows no withdrawal or replacement after approval. Errors can still be reversed by the school.",
    ),
    "UNDER_INQUIRY": (
        "其中一项成果正在核查，核查结束前不能生效。",
        "One of its outcomes is under inquiry; nothing can become final before that ends.",
    ),
    "FACTS_MISSING": (
        "通过之前须补充事实：{fields}。",
        "Before approval these facts must be supplied: {fields}.",
    ),
    "NOTICE_MISSING": (
        "须先公示，公示期满后才能生效。",
        "It must be published first; it is final when the notice is over.",
    ),
    "NOTICE_RUNNING": (
        "公示到 {until} 为止，期满后次日生效。",
        "The public notice runs until {until}; it can be final the day after.",
    ),
    "CAP_EXCEEDED": (
        "生效会超过上限，未生效：{reasons}",
        "Not made final, because a limit would be exceeded: {reasons}",
    ),
    "REPLACEMENT_OF_ANOTHER_GROUP": (
        "只有同一组的成果（同一职业、同一竞赛、同一专利）才能互相替换。",
        "Only outcomes of one group (one job field, one contest, one patent) can replace each other.",
    ),
    "NOTHING_TO_APPEAL": (
        "现为“{state}”，没有可申诉的不予通过决定。",
        "It is “{state}” now; there is no refusal to appeal against.",
    ),
    "APPEAL_OPEN": ("已有一件申诉在审理，请等待结果。", "An appeal is being decided already. Wait for its outcome."),
    "APPEAL_TOO_LATE": (
        "申诉期已于 {until} 届满；确有正当理由的，请向管理中心申请补期。",
        "The time for appeals ended on {until}. With good cause, ask the bank centre to admit a late one.",
    ),
    "APPEAL_DECIDED": ("这件申诉已有结果：{outcome}。", "This appeal was decided: {outcome}."),
    "APPEAL_ABOUT_NOTHING": (
        "请指明申诉哪一份存入或哪一条转换。",
        "Say which deposit or which line the appeal is about.",
    ),
    "APPEAL_UPHELD": ("申诉成立，重新办理。", "The appeal was upheld; it is taken up again."),
    "APPEAL_DISMISSED": ("申诉不成立：{found}", "The appeal was dismissed: {found}"),
    "INQUIRY_CLOSED": ("这件核查已结束：{outcome}。", "This inquiry was closed: {outcome}."),
    "REVIEW_ANSWERED": ("这件复核已有答复：{answer}。", "This review was answered: {answer}."),
    "LINES_OPEN": (
        "还有 {count} 条转换没有办结，办结后才能毕业。",
        "{count} conversion lines are still open; they must end before completion.",
    ),
    "REQUIREMENTS_OPEN": (
        "还差 {remaining}未完成，不能毕业。",
        "{remaining} still to be done; completion is not possible yet.",
    ),
    "AWARD_REVOKED": (
        "所依据的成果已被撤销，这条转换随之失效。",
        "The outcome it rests on was revoked, so this line falls with it.",
    ),
    "CERTIFIED_AGAIN_SINCE": (
        "撤销之后同一份证书已重新认证，不能再恢复原来那一项。",
        "The same document was certified again since; the revoked outcome cannot come back beside it.",
    ),
    "WORTH_ABSURD": (
        "积累学分应在 0 到 1000 之间，现为 {found}。",
        "Bank credits must lie between 0 and 1000; found {found}.",
    ),
    "LOT_TOUCHED": (
        "这项成果已被使用，请先冲正用到它的转换，再更正学分。",
        "This outcome is in use. Reverse the lines that use it first, then correct its credits.",
    ),
    "RULED_BY_HEAD": ("由机构负责人审定：{found}", "Decided by the head of the body: {found}"),
    "SHELF_LIFE_OVER": (
        "这类成果的保存期已于 {wanted} 届满，{found} 不能再认证。",
        "The shelf life of this kind ended on {wanted}; on {found} it can no longer be certified.",
    ),
}
