"""Why an outcome is used in a plan or not, what stops a plan from doing better, and how sure the answer is."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "USED": ("按“{wanted}”计入：{found}。", "By “{wanted}” it counts for: {found}."),
    "CAP": (
        "已达上限“{limit}”：{figures}。",
        "The limit “{limit}” is reached: {figures}.",
    ),
    "FLOOR": (
        "另有最低要求“{limit}”：至少 {least}须以修读等方式取得，用了它就达不到。",
        "A minimum applies (“{limit}”): at least {least} must come from study; using this would break it.",
    ),
    "GROUP_ONCE": (
        "同组成果只能用 {wanted} 项（{limit}），方案已选用：{found}。这一项留在账户里，以后仍可用。",
        "Only {wanted} of a group can count ({limit}); the plan uses: {found}. This one stays in your account.",
    ),
    "COSTS": (
        "若使用它，还需多修 {amount}，因此没有选用。",
        "Using it would leave {amount} more to be studied, so the plan does not.",
    ),
    "COVERED_BY": (
        "它可换的课程已由其他成果取得（{found}），这一项留在账户里，以后仍可用。",
        "What it could count for is covered by other outcomes ({found}); it stays in your account for later.",
    ),
    "COVERED_BY_STUDY": (
        "它可换的课程已由修读取得，这一项留在账户里，以后仍可用。",
        "What it could count for is covered by study; it stays in your account for later.",
    ),
    "NO_RULE": (
        "目前没有转换规则适用于这项成果。成果本身仍然有效，规则更新后可再试算。",
        "No rule takes this outcome yet. It stays good; quote again when rules change.",
    ),
    "NO_COURSE_HERE": (
        "这个培养方案里没有它能换的课程，可试算其他专业。",
        "This programme has no course it could count for. Try a quote for another programme.",
    ),
    "ALREADY_DONE": (
        "它能换的课程（{wanted}）已经取得或正在申请，不必再换。",
        "The course it could count for ({wanted}) is done or applied for already.",
    ),
    "SPENT": (
        "已用于{found}，一项成果只能用一次。",
        "It was used for {found}; an outcome can be used once.",
    ),
    "HELD": (
        "正在{found}的申请中，办结或撤回后才能再用。",
        "It is held by the application for {found} until that ends or is withdrawn.",
    ),
    "PART_OF": (
        "它与同一方案中的另一项成果互为整体和部分（{found}），不能同时使用。",
        "It and another outcome of the plan are whole and part ({found}); they cannot both be used.",
    ),
    "RULE_NOT_YET": (
        "对应的规则从 {wanted} 起才生效。",
        "The rule for it is in force from {wanted} only.",
    ),
    "RULE_LAPSED": (
        "对应的规则已于 {wanted} 失效。",
        "The rule for it lapsed on {wanted}.",
    ),
    "TOO_MANY_CANDIDATES": (
        "规则 {rule} 的组合超过 {most} 种，无法试算。请联系管理中心收窄规则。",
        "The rule {rule} has more than {most} combinations. Ask the bank centre to narrow it.",
    ),
    "EXPIRED": (
        "已到期（{found}），银行中的学分已失效。",
        "It has expired ({found}); its credits in the bank have lapsed.",
    ),
    "FROZEN": ("正在核查，核查结束前不能使用。", "It is under inquiry and cannot be used before that ends."),
    "REVOKED": ("已被撤销，不能使用。", "It was revoked and cannot be used."),
    "WINDOW": (
        "现在不是受理月份，下次从 {wanted} 起受理。",
        "Applications are not taken this month; the next day is {wanted}.",
    ),
    "UNPROVEN": (
        "没有用到它；计算量用尽，未能证明用它不会更好。",
        "It is not used; the effort ended before it was proven that using it is no better.",
    ),
    "PLAN_NOT_SOLVED": (
        "计算量用尽而没有得到方案，请联系管理中心。",
        "The effort ended before a plan was found. Ask the bank centre.",
    ),
    "PLAN_HEAD": (
        "试算《{programme}》：可转换 {converted}（{lines}），还需修读 {remaining}；不转换则需修读 {without}。",
        "Quote for {programme}: {converted} by conversion ({lines}), {remaining} still to be studied; {without} without conversion.",
    ),
    "PLAN_HEAD_PART": (
        "试算《{programme}》：可免考 {converted}（{lines}），还需考核 {remaining}；不转换则需考核 {without}。",
        "Quote for {programme}: {converted} waived ({lines}), {remaining} still to be sat; {without} without conversion.",
    ),
    "PLAN_HOURS": ("省下 {hours} 学时。", "Class hours saved: {hours}."),
    "PLAN_LINE": (
        "{awards} → {targets}：{amount}。依据：{clause}（{source}）",
        "{awards} → {targets}: {amount}. Clause: {clause} ({source})",
    ),
    "PLAN_LINE_LAPSED": (
        "{awards} → {targets}：{amount}，余下 {lapsed}按规则失效。依据：{clause}（{source}）",
        "{awards} → {targets}: {amount}; lapsed by the rule: {lapsed}. Clause: {clause} ({source})",
    ),
    "PLAN_UNUSED": ("未选用 {award}：{reason}", "Not used, {award}: {reason}"),
    "PLAN_BINDING": ("起作用的限制：{limit}。", "Limit that binds: {limit}."),
    "PLAN_STUDY_OPEN": ("另在“{module}”自选 {amount}。", "And {amount} of your choice in “{module}”."),
    "PLAN_STUDY": ("还需修读：{courses}。", "Still to be studied: {courses}."),
    "PLAN_STUDY_PART": ("还需考核：{courses}。", "Still to be sat: {courses}."),
    "PLAN_PROVEN": (
        "求解器判定没有更好的方案（{engine}）。",
        "By the solver, no plan leaves less to be done ({engine}).",
    ),
    "PLAN_PROVEN_CHECKED": (
        "已证明没有更好的方案：证明（{steps} 步）、可行性和数额都由另一个程序独立核对，通过。",
        "Proven: nothing leaves less. Another program has checked the proof (steps: {steps}), feasibility and figures: accepted.",
    ),
    "PLAN_GAP": (
        "未能证明最优：最好也不会少于 {bound}（{engine}）。",
        "Not proven optimal: the best possible leaves {bound} ({engine}).",
    ),
    "PLAN_INFEASIBLE": (
        "按现行限制，这个培养方案无论如何都完成不了，请联系院校（{engine}）。",
        "Under the present limits this programme cannot be completed at all. Ask the school ({engine}).",
    ),
    "PLAN_CHECKED": (
        "可行性和数额已由另一个程序独立核对：通过。",
        "Another program has checked feasibility and figures: accepted.",
    ),
    "PLAN_NOT_CHECKED": ("独立核对程序没有通过这个方案！", "The independent checker does not accept this plan!"),
    "CLAUSE": ("第{clause}条", "clause {clause}"),
    "DEMONSTRATION": ("示范", "demonstration"),
}
