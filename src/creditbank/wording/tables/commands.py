"""What a command says when it is done, and what was wrong with its input or its machine."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "DONE_INIT": (
        "银行已就绪：数据库 {database}，{programmes} 个培养方案。",
        "The bank is ready: database {database}, {programmes} programmes.",
    ),
    "DONE_CHECK": ("核对完毕：没有发现问题。", "Checked: nothing is wrong."),
    "DONE_NIGHTLY": (
        "夜间处理完毕：生效 {final}，未能生效 {not_final}，关闭 {closed}，到期 {expired}；签发状态列表 {signed}，未能签发 {not_signed}。",
        "Nightly run done: {final} final, {not_final} not final, {closed} closed, {expired} expired; {signed} status lists signed, {not_signed} not signed.",
    ),
    "DONE_RULEBOOK_CHECK": (
        "规则库检查通过：{kinds} 类成果，{standards} 个认定标准，{rules} 条转换规则，{policies} 个政策，{programmes} 个培养方案。",
        "The rulebook is sound: {kinds} kinds, {standards} standards, {rules} rules, {policies} policies, {programmes} programmes.",
    ),
    "RULEBOOK_NOTICES": (
        "另有 {count} 条提示不影响使用，加 --notices 查看。",
        "{count} notices forbid nothing; --notices shows them.",
    ),
    "DONE_PUBLISH": (
        "规则库已发布：{kinds} 类成果，{standards} 个认定标准，{rules} 条转换规则，{policies} 个政策，{programmes} 个培养方案。",
        "The rulebook is published: {kinds} kinds, {standards} standards, {rules} rules, {policies} policies, {programmes} programmes.",
    ),
    "DONE_INSTITUTION": ("已登记机构 {institution}。", "Institution {institution} is registered."),
    "DONE_ACCREDIT": ("已授予 {institution} 资质。", "{institution} is accredited."),
    "DONE_SUSPEND": ("资质 {accreditation} 已暂停。", "Accreditation {accreditation} is suspended."),
    "DONE_USER": ("已建立用户 {username}。", "User {username} is made."),
    "DONE_APPOINT": ("{username} 已任{role}。", "{username} is now {role}."),
    "DONE_ACCOUNT": ("已开户，学习者编号 {learner}。", "The account is open: learner number {learner}."),
    "DONE_ENROL": ("已登记学籍 {enrolment}。", "Enrolled: {enrolment}."),
    "DONE_PASS_COURSE": ("已登记课程 {course} 通过。", "Course {course} is recorded as passed."),
    "DONE_ACHIEVEMENT": ("目录项 {achievement} 已登记。", "Catalogue entry {achievement} is registered."),
    "DONE_DEPOSIT": ("成果 {deposit}：{status}，期限 {due_on}。", "Deposit {deposit}: {status}, due {due_on}."),
    "DONE_DRAFT": ("成果 {deposit}：{status}。", "Deposit {deposit}: {status}."),
    "DONE_CERTIFY": ("已认证，编号 {number}，积累学分 {credits}。", "Certified: {number}, bank credits: {credits}."),
    "DONE_ROSTER": (
        "名册办理完毕：认证 {awards}，有误 {faults}。",
        "Roster done: {awards} certified, {faults} faulty.",
    ),
    "DONE_APPLY": ("已申请 {conversion}，共 {lines} 条。", "Application {conversion} filed; lines: {lines}."),
    "DONE_LINE": ("这条转换现为{state}，{amount}。", "The line is {state} now, {amount}."),
    "DONE_APPEAL": ("已提交申诉 {appeal}，期限 {due_on}。", "Appeal {appeal} filed, due {due_on}."),
    "DONE_DECIDE_APPEAL": ("申诉{outcome}。", "The appeal is {outcome}."),
    "DONE_FREEZE": ("已冻结，核查 {inquiry}，期限 {due_on}。", "Frozen; inquiry {inquiry}, due {due_on}."),
    "DONE_RELEASE": ("核查结束，已解冻。", "The inquiry is over; the outcome is released."),
    "DONE_REVOKE": ("{number} 已撤销。", "{number} is revoked."),
    "REVIEW_OPENED": (
        "这项成果已用于毕业，由 {institution} 复核：{review}，期限 {due_on}。",
        "It counted for a graduate; {institution} reviews it: {review}, due {due_on}.",
    ),
    "DONE_ANNUL": (
        "{number} 的撤销已取消，成果恢复有效。",
        "The revocation of {number} is annulled; it is good again.",
    ),
    "DONE_REVIEW": ("已答复复核：{answer}。", "The review is answered: {answer}."),
    "DONE_EXPIRE": ("已到期处理。", "Expired."),
    "NOT_DUE": ("尚未到期，未作改动。", "Not due yet; nothing was changed."),
    "DONE_COMPLETE": ("已登记毕业。", "Completion is recorded."),
    "DONE_LEAVE": ("已登记退学。", "Leaving is recorded."),
    "DONE_REVERSE": ("已冲正。", "The line is reversed."),
    "DONE_CORRECT": ("{number} 的积累学分更正为 {credits}。", "{number} is worth {credits} bank credits now."),
    "SERVING": (
        "网站已启动：http://{host}:{port}/ （按 Ctrl-C 停止）",
        "The site is running: http://{host}:{port}/ (Ctrl-C stops it)",
    ),
    "PORT_TAKEN": (
        "端口 {port} 已被占用。请停止占用它的程序，或用 creditbank serve --port 换一个端口。",
        "Port {port} is taken. Stop what runs on it, or choose another with creditbank serve --port.",
    ),
    "PORT_REFUSED": (
        "无法在 {host}:{port} 提供服务。请换一个地址或大于 1023 的端口。",
        "Serving on {host}:{port} is not possible. Choose another address, or a port above 1023.",
    ),
    "USER_UNKNOWN": (
        "没有用户“{username}”。请用 creditbank add-user 建立，或核对 --as。",
        "No user “{username}”. Make one with creditbank add-user, or check --as.",
    ),
    "FILE_NOT_WRITABLE": (
        "不能写入文件“{file}”（{text}）。请换一个已有且可写的文件夹。",
        "The file “{file}” cannot be written ({text}). Name one in a folder that exists and may be written.",
    ),
    "JSON_MALFORMED": ("{file} 不是正确的 JSON：{text}", "{file} is not valid JSON: {text}"),
    "DAY_MALFORMED": (
        "{field}“{text}”不是日期，请写成 2025-03-01。",
        "{field} “{text}” is no day. Write it like 2025-03-01.",
    ),
    "QUOTE_OF_WHAT": (
        "请指明学籍，或学习者与培养方案。",
        "Say which enrolment, or which learner and programme.",
    ),
    "NOTHING_TO_REPLACE_WITH": (
        "没有更好的成果可以替换这条转换。",
        "There is no better outcome to replace this line with.",
    ),
    "PLAN_MALFORMED": (
        "{file} 不是试算结果：{text} 请用 creditbank quote --json 生成。",
        "{file} is no plan: {text} Make one with creditbank quote --json.",
    ),
    "LINE_NUMBER": (
        "没有第 {number} 条，方案共 {lines} 条。",
        "There is no line {number}; the plan has {lines}.",
    ),
    "CLAIM_MALFORMED": (
        "成果的字段“{place}”缺失、写错或无法识别，请对照 docs/walkthrough.md 的例子。",
        "The field “{place}” of the claim is missing, misspelt or malformed. Compare with docs/walkthrough.md.",
    ),
    "ROSTER_MALFORMED": (
        "名册应是一个 JSON 列表，每行写明 learner、achievement 和 claim，请对照 docs/walkthrough.md 的例子。",
        "A roster is a JSON list of rows with learner, achievement and claim. Compare with docs/walkthrough.md.",
    ),
    "ROSTER_ROW_MALFORMED": (
        "名册第 {row} 行的“{place}”缺失、写错或无法识别，没有作任何改动。",
        "Row {row} of the roster: “{place}” is missing, misspelt or malformed. Nothing was changed.",
    ),
    "SETTINGS_UNUSABLE": (
        "无法启动：{text}。请检查环境变量 CREDITBANK_VAR 和 DATABASE_URL。",
        "It cannot start: {text}. Check the environment variables CREDITBANK_VAR and DATABASE_URL.",
    ),
    "DATABASE": ("数据库拒绝了这次操作，未作改动：{text}", "The database refused; nothing was changed: {text}"),
    "DATABASE_LOCKED": (
        "数据库正忙（{where}），未作改动。请稍后再试。",
        "The database is busy ({where}); nothing was changed. Try again in a moment.",
    ),
    "DATABASE_BUSY": (
        "数据库正忙或暂时连不上，没有作任何改动。请过一会儿再试。",
        "The database is busy or cannot be reached; nothing was changed. Try again in a moment.",
    ),
    "DATABASE_FULL": (
        "磁盘已满（{where}），未作改动。请清理空间后再试。",
        "The disk is full ({where}); nothing was changed. Make room and try again.",
    ),
    "DATABASE_EMPTY": (
        "数据库还没有建立（{where}）。请先运行 creditbank init。",
        "The database is not set up ({where}). Run creditbank init first.",
    ),
    "DATABASE_GONE": (
        "连不上数据库（{where}）：{text} 请检查它是否在运行、目录是否可写。",
        "The database cannot be reached ({where}): {text} Check that it runs and that its folder is writable.",
    ),
}
