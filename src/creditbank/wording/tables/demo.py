"""The demonstration: what is being built, and one worker's story."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "DEMO_BUILDS": (
        "正在建立示范城市“江州”（虚构），不到一分钟……",
        "Building the demonstration city, Jiangzhou (made up); this takes less than a minute …",
    ),
    "DEMO_STANDS": (
        "示范城市已经建好，不再重建；下面按数据库里存的内容重讲一遍。",
        "The demonstration stands already and is not built again; the story is told from what is stored.",
    ),
    "DEMO_OTHER_DATA": (
        "这个数据库（{where}）里已有别的机构和数据，示范城市不会混进去。请用 CREDITBANK_VAR 或 DATABASE_URL 另指一个空库。",
        "This database ({where}) holds other institutions already; the demonstration is not mixed in. Name an empty one with CREDITBANK_VAR or DATABASE_URL.",
    ),
    "DEMO_ACT_REFUSED": (
        "示范城市没有建成：“{act}”未被规则接受（{reasons}）。数据库未作改动；多半是规则库改过了。",
        "The demonstration was not built: the rules do not accept “{act}” ({reasons}). Nothing was written; the rulebook has probably changed.",
    ),
    "DEMO_CITY": ("登记机构、资质和岗位", "Registering institutions, accreditations and posts"),
    "DEMO_ACCOUNTS": ("为职工开户、登记学籍", "Opening accounts, enrolling"),
    "DEMO_ROSTERS": ("各机构按名册认证成果", "Certifying rosters of outcomes"),
    "DEMO_APPLICATIONS": ("试算并申请转换", "Quoting and applying"),
    "DEMO_DECISIONS": ("院校审定、公示", "Schools decide and publish"),
    "DEMO_NIGHTLY": ("公示期满，转换生效", "Notices end, lines become final"),
    "DEMO_READY": ("示范城市建成，用时 {seconds} 秒。", "The demonstration stands after {seconds} seconds."),
    "DEMO_TITLE_CITY": ("一、江州的职工学分银行", "1. The workers' credit bank of Jiangzhou"),
    "DEMO_COHORT": (
        "{learners} 名职工在 8 个专业就读，共存入 {outcomes} 项成果，其中 {awards} 项已认证，{conversions} 条转换已生效。",
        "{learners} workers study in 8 majors. They put in {outcomes} outcomes; {awards} are certified and {conversions} conversion lines are final.",
    ),
    "DEMO_HERO": (
        "其中一位是{name}师傅（编号 {learner}），{employer}的车工，2025 年 9 月起在工匠学院就读《{programme}》。下面是他的经过。",
        "One of them is {name} ({learner}), a lathe operator at {employer}, who studies {programme} at the craftsman college since September 2025. This is his story.",
    ),
    "DEMO_TITLE_DEPOSITS": ("二、存入与认证", "2. Deposits and certification"),
    "DEMO_DEPOSITED": (
        "{on}，他把 {count} 项成果存入学分银行，交给 {bodies} 家机构认证。",
        "On {on} he put {count} outcomes into the bank, for {bodies} bodies to certify.",
    ),
    "DEMO_RETURNED": (
        "{on}，“{award}”被{by}退回补正：{reasons}{text}{again}，他补正后重新提交。",
        "On {on} “{award}” was returned by {by}: {reasons} {text} On {again} he handed it in again, corrected.",
    ),
    "DEMO_CERTIFIED": (
        "  {on}　{award}：{body} {by} 认证，积累学分 {credits}（{standard}）。编号 {number}",
        "  {on}  {award}: certified by {body} ({by}), bank credits: {credits} ({standard}). {number}",
    ),
    "DEMO_CERTIFIED_WITHOUT": (
        "  {on}　{award}：{body} {by} 认证；银行对这类成果不计积累学分，成果照样可以转换。编号 {number}",
        "  {on}  {award}: certified by {body} ({by}); the bank gives no credits for this kind, yet it can be converted. {number}",
    ),
    "DEMO_ACCUMULATED": (
        "合计积累学分 {credits}。积累学分说明成果的分量，不等于转换后学分。",
        "{credits} bank credits in all. They say what an outcome weighs; granted credits are another matter.",
    ),
    "DEMO_TITLE_PLAN": ("三、学历的最佳方案", "3. The best plan for the degree"),
    "DEMO_TITLE_DECISIONS": ("四、申请、审定、公示、申诉、生效", "4. Application, decision, notice, appeal, final"),
    "DEMO_APPLIED": (
        "{on}，他按方案申请了全部 {lines} 条转换。用到的成果随即占用，别处不能再用。",
        "On {on} he applied for all {lines} lines of the plan. The outcomes are held from then on.",
    ),
    "DEMO_APPROVED": (
        "{on}，教务{by}审定通过 {lines} 条，当日公示。认证过这些成果的人不得审定它们的转换。",
        "On {on} the registrar {by} approved {lines} lines and published them the same day. Whoever certified an outcome may not decide its conversion.",
    ),
    "DEMO_STEP_REFUSED": (
        "{on}，“{targets}”这条{by}不予通过：{reasons}{text}",
        "On {on} {by} refused “{targets}”: {reasons} {text}",
    ),
    "DEMO_STEP_REFERRED": (
        "{on}，“{targets}”这条{by}要求补充事实：{reasons}{text}",
        "On {on} {by} asked for a fact on “{targets}”: {reasons} {text}",
    ),
    "DEMO_STEP_APPEAL": (
        "{on}，他的申诉由另一位教务{by}审理，成立：{text}这条改为审定通过。",
        "On {on} his appeal was decided by another registrar, {by}, and upheld: {text} The line is approved.",
    ),
    "DEMO_STEP_APPROVED": (
        "{on}，“{targets}”这条由{by}审定通过。{text}",
        "On {on} {by} approved “{targets}”. {text}",
    ),
    "DEMO_STEP_FINAL": (
        "公示到 {until} 为止，没有异议；{on}，{lines} 条生效，共 {credits} 学分记入学籍。",
        "The notice ran until {until} without objection; on {on} {lines} lines became final, {credits} credits in all.",
    ),
    "DEMO_TITLE_LEFT": ("五、还要修读多少", "5. What remains"),
    "DEMO_LEFT": (
        "毕业要求 {required} 学分：转换 {granted}，待定 {pending}，还需修读 {remaining}。少上 {hours} 学时的课。",
        "Of {required} credits {granted} are granted and {pending} pending; {remaining} remain. {hours} class hours are saved.",
    ),
    "DEMO_TITLE_SKILL": ("六、下一张技能等级证书", "6. The next skill certificate"),
    "DEMO_TITLE_TRAINING": ("七、工会的培训项目", "7. The union's training programme"),
    "DEMO_SPENT": (
        "已用于学历的 {spent} 项成果，按该办法不能再次使用。",
        "{spent} outcomes were used for the degree; this policy does not take them again.",
    ),
    "DEMO_TITLE_RECORD": ("八、终身学习档案与查验", "8. The lifelong record and how to check it"),
    "DEMO_CHECK_NUMBER": (
        "任何人都可凭编号查验：creditbank verify {number}，或打开网站的“公众查验”页。",
        "Anyone can check a record number: creditbank verify {number}, or the public page of the site.",
    ),
    "DEMO_CREDENTIAL": (
        "签名凭证 {number} 可带走并离线核对：creditbank credential export {number} --format bundle --out 凭证.json --as li.jianguo，再运行 creditbank verify 凭证.json --trust-bundle；纸质证书用 --format pdf。",
        "The signed credential {number} can be taken along and checked offline: creditbank credential export {number} --format bundle --out credential.json --as li.jianguo, then creditbank verify credential.json --trust-bundle; --format pdf gives the certificate on paper.",
    ),
    "DEMO_TITLE_LEDGER": ("九、账本", "9. The ledger"),
    "DEMO_LEDGER_OK": (
        "{accounts} 个账户、{transfers} 笔转账逐笔重算，全部相符。",
        "{accounts} accounts and {transfers} transfers were counted again one by one: all agree.",
    ),
    "DEMO_LEDGER_WRONG": (
        "{accounts} 个账户、{transfers} 笔转账重算不符！请运行 creditbank check。",
        "{accounts} accounts and {transfers} transfers do not add up! Run creditbank check.",
    ),
    "DEMO_TITLE_LOGIN": ("十、登录看看", "10. Log in and look"),
    "DEMO_LOGIN": ("密码都是 {password}", "The password of all is {password}"),
    "DEMO_ACCOUNT": ("  {username}　{text}　{name}", "  {username}  {text}  {name}"),
    "NOT_IN_REGISTER": (
        "在发证机构的登记中查不到{field}。",
        "The issuer's register does not show the {field}.",
    ),
}
