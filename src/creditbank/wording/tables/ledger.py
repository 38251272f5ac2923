"""The ledger and the checks of the whole database: read by operators."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "OVERDRAFT": (
        "账户 {name} 只有 {available}（{unit}），不够支出 {wanted}。这项成果可能已在别处使用，请刷新后重试。",
        "Account {name} holds {available} ({unit}), not {wanted}. The outcome may be in use elsewhere: reload and try again.",
    ),
    "ACCOUNT_UNKNOWN": ("账户名 {name} 不属于任何账户类别。", "The account name {name} is of no family."),
    "ACCOUNT_MALFORMED": (
        "账户 {name}（{unit}）的名称或透支标记有误。",
        "Account {name} ({unit}) has a wrong name or overdraft flag.",
    ),
    "AMOUNT_INVALID": (
        "数额 {amount} 应为 1 到 {at_most} 之间的整数。",
        "The amount {amount} must be a whole number from 1 to {at_most}.",
    ),
    "UNIT_MALFORMED": ("单位“{unit}”写法不对。", "The unit “{unit}” is malformed."),
    "UNIT_DIFFERS": (
        "分录 {entry} 第 {position} 笔的单位（{unit}）与账户不同。",
        "Transfer {position} of entry {entry} has another unit ({unit}) than its accounts.",
    ),
    "KIND_MALFORMED": ("分录类型“{kind}”写法不对。", "The kind of entry “{kind}” is malformed."),
    "ENTRY_EMPTY": ("分录 {entry} 没有任何转账。", "Entry {entry} moves nothing."),
    "ENTRY_UNKNOWN": ("没有分录 {entry}。", "There is no entry {entry}."),
    "ENTRY_CONFLICT": (
        "分录编号 {entry} 已用于内容不同的分录。",
        "The entry id {entry} was used for an entry of other content.",
    ),
    "ENTRY_WITHOUT_TRANSFERS": ("分录 {entry} 没有转账。", "Entry {entry} has no transfers."),
    "EFFECTIVE_ON_NOT_A_DAY": ("分录 {entry} 的生效日期不是日期。", "The effective day of entry {entry} is no day."),
    "POSTED_AT_WITHOUT_ZONE": ("分录 {entry} 的记账时间没有时区。", "The posting time of entry {entry} has no zone."),
    "REVERSES_ITSELF": ("分录 {entry} 不能冲正自己。", "Entry {entry} cannot reverse itself."),
    "REVERSAL_INCOMPLETE": (
        "分录 {entry} 没有把 {reverses} 完整冲回。",
        "Entry {entry} does not bring back all of {reverses}.",
    ),
    "ALREADY_REVERSED": ("分录 {entry} 已由 {by} 冲正。", "Entry {entry} was reversed by {by} already."),
    "SAME_ACCOUNT": ("转出与转入是同一账户 {name}。", "Source and target are one account: {name}."),
    "TOTAL_TOO_LARGE": ("账户 {name}（{unit}）的累计数过大。", "The totals of account {name} ({unit}) grow too large."),
    "TOTALS_DIFFER": (
        "账户 {name}（{unit}）的累计数与转账不符：记载 {inflow}/{outflow}，实为 {moved_in}/{moved_out}。",
        "Totals of {name} ({unit}) differ from its transfers: stated {inflow}/{outflow}, moved {moved_in}/{moved_out}.",
    ),
    "OVERDRAWN": ("账户 {name}（{unit}）透支：{balance}。", "Account {name} ({unit}) is overdrawn: {balance}."),
    "HASH_DIFFERS": ("分录 {entry} 的内容与指纹不符。", "The content of entry {entry} differs from its hash."),
    "DEPOSIT_HISTORY": (
        "存入 {deposit} 的状态（{status}）与其经过不符。",
        "Deposit {deposit} is {status}, but its history says otherwise.",
    ),
    "LINE_HISTORY": (
        "转换 {line} 的状态（{state}）与其经过不符。",
        "Line {line} is {state}, but its history says otherwise.",
    ),
    "ENROLMENT_HISTORY": (
        "学籍 {enrolment} 的状态（{status}）与其经过不符。",
        "Enrolment {enrolment} is {status}, but its history says otherwise.",
    ),
    "INPUT_LIVE_FLAG": (
        "转换 {line} 的成果占用标记与状态不符。",
        "The inputs of line {line} are not live exactly while the line is.",
    ),
    "GRANT_LIVE_FLAG": (
        "转换 {line} 的课程占用标记与状态不符。",
        "The grants of line {line} are not live exactly while the line is.",
    ),
    "AWARD_NOT_ISSUED": ("成果 {award} 没有认证分录。", "Award {award} was not issued by its own entry."),
    "AWARD_LIVE_FLAG": (
        "成果 {award} 的有效标记与其经过不符。",
        "The live flag of award {award} differs from its events.",
    ),
    "AWARD_EVENT_UNKNOWN": ("有一条不认识的成果事件 {event}。", "An event of an award is of no known sort: {event}."),
    "HOLD_DIFFERS": (
        "转换 {line} 占用 {held}，应为 {inputs}。",
        "Line {line} holds {held}; its inputs say {inputs}.",
    ),
    "GRANTS_DIFFER": (
        "学籍 {enrolment} 记入 {granted}，各条转换合计 {lines}。",
        "Enrolment {enrolment} was granted {granted}; its lines add up to {lines}.",
    ),
    "PROBLEM_CHANGED": (
        "申请 {conversion} 存下的算题与指纹不符。",
        "The stored problem of application {conversion} differs from its hash.",
    ),
    "PLAN_NOT_ACCEPTED": (
        "申请 {conversion} 存下的方案没有通过独立检验（{first}）。",
        "The independent checker does not accept the stored plan of application {conversion} ({first}).",
    ),
    "PLAN_DIFFERS": (
        "申请 {conversion} 存下的问题重新求解，得到的方案与当时（{engine}）不同。",
        "The stored problem of application {conversion} solved again gives another plan than it did then ({engine}).",
    ),
}
