"""What the independent checker finds wrong with a plan: read by operators, and in a bank that works, by nobody."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "OTHER_PROBLEM": ("方案回答的是另一道算题（{found}）。", "The plan answers another problem ({found})."),
    "INFEASIBLE_WITH_LINES": ("既说无解，又列了转换。", "It says that nothing is possible, and lists lines."),
    "NO_SUCH_CANDIDATE": ("没有这样的转换（{found}）。", "There is no such candidate ({found})."),
    "LINE_NAMES": (
        "这条转换的{field}应为 {wanted}，写成了 {found}。",
        "{field} of the line must be {wanted}, not {found}.",
    ),
    "DRAWS": ("{found} 所取的成果不对。", "{found} draws on the wrong outcomes."),
    "DRAW_AMOUNT": ("从成果 {field} 取的数额不对（{found}）。", "The amount drawn from {field} is wrong ({found})."),
    "GATHERED_SUM": ("零存整取应取 {wanted}，实取 {found}。", "Gathered must be {wanted}, not {found}."),
    "TOO_MANY_AWARDS": ("最多取自 {wanted} 项成果，实为 {found} 项。", "At most {wanted} outcomes, not {found}."),
    "LEAD_NOT_DRAWN": ("没有取主成果（{found}）。", "The lead outcome is not drawn on ({found})."),
    "TARGETS": ("{found} 的目标不对。", "The targets of {found} are wrong."),
    "GRANT_AMOUNT": ("{field} 应给 {wanted}，写成了 {found}。", "{field} must get {wanted}, not {found}."),
    "GRANT_ALL": ("{found} 应给全部目标。", "{found} must grant all its targets."),
    "CHOOSE": ("最多任选 {wanted} 门，实为 {found} 门。", "At most {wanted} may be chosen, not {found}."),
    "BUDGET": (
        "学分不够换它对应的任何一门课（限额 {wanted}）。",
        "It is not worth enough for any of its courses (budget {wanted}).",
    ),
    "DRAW_ALL": ("{field} 应取全部成果。", "{field} must draw on all its outcomes."),
    "LAPSED": ("失效数额应为 {wanted}，写成了 {found}。", "What lapses is {wanted}, not {found}."),
    "COURSE_TWICE": ("课程 {field} 给了两次，或已经取得。", "The course {field} is granted twice, or done already."),
    "NO_BLOCK_HERE": ("模块 {field} 不接受整块学分。", "The module {field} accepts no block credit."),
    "STUDY": ("还需修读的课程不对：{found}。", "The courses still to study are wrong: {found}."),
    "OPEN_STUDY": ("模块 {field} 的任选修读数额不对（{found}）。", "Open study in {field} is wrong ({found})."),
    "COUNTED": ("课程归入的模块不对。", "Courses are counted in the wrong modules."),
    "TREE": ("照此修完仍不满足毕业要求（{field}）。", "With all this the requirements are not met ({field})."),
    "FIGURE": ("{field} 应为 {wanted}，写成了 {found}。", "{field} must be {wanted}, not {found}."),
    "PROOF_LOG_SAID": (
        "证明方式写的是“{found}”，与是否附有证明记录不符。",
        "The kind of proof (“{found}”) does not agree with whether a log is there.",
    ),
    "PROOF_LOG_LONG": (
        "证明记录太长：{found} 步，最多 {wanted} 步。",
        "The proof log is too long: {found} tokens; at most {wanted}.",
    ),
    "PROOF_LOG_WORK": (
        "核对这份证明记录的工作量太大（{found}，最多 {wanted}）。",
        "Checking this proof log would take too much work ({found}; at most {wanted}).",
    ),
    "PROOF_LOG_UNFIT": (
        "这道算题不能附证明记录（问题出在 {found}）。",
        "This problem cannot carry a proof log (because of {found}).",
    ),
    "PROOF_LOG_TOKEN": (
        "证明记录第 {wanted} 步写法不对，或该处不能这样分支：{found}。",
        "Step {wanted} of the proof log is malformed, or no choice that is open there: {found}.",
    ),
    "PROOF_LOG_ENDS": (
        "证明记录应有 {wanted} 步，写到了第 {found} 步。",
        "The proof log should have {wanted} steps, and has gone to {found}.",
    ),
    "PROOF_LOG_LEAF": (
        "证明记录第 {field} 步没有证明：该处最少还需修读 {found}，须达到 {wanted}。",
        "Step {field} of the proof log proves too little: as little as {found} might be left there, {wanted} is claimed.",
    ),
    "NOT_PROVEN": ("说已证明，界却是 {found}。", "It says proven, but the bound is {found}."),
}
