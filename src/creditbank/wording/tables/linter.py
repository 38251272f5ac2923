"""What the rule linter found: the conflict, its example, the mend. The codes are made of those of ``plan.lint_findings``."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "RULES_CONFLICT": (
        "有 {count} 处规则冲突没有说明理由，未发布：{findings}",
        "{count} conflicts of rules are not explained, so nothing was published: {findings}",
    ),
    "LINT_DUPLICATE": (
        "规则 {rule} 与 {other} 重复：条件、目标和专业都一样，又在同一时期有效。",
        "The rule {rule} repeats {other}: the same tests, targets and programmes, in force at the same time.",
    ),
    "LINT_EQUIVALENT": (
        "规则 {rule} 与 {other} 写法不同，所要求的和所给的却一样。",
        "The rules {rule} and {other} differ in form, yet they ask and grant the same.",
    ),
    "LINT_DOMINATED": (
        "规则 {rule} 是多余的：{other} 要求不更多，给的不更少。",
        "The rule {rule} is needless: {other} asks no more and gives no less.",
    ),
    "LINT_BLANKET_AGAINST_SPECIFIC": (
        "{other} 面向整个学校或整类成果，{rule} 只管其中一部分；同一成果换 {targets}，两条给法不同。",
        "{other} is for a whole school or kind, {rule} for a part of it; for the same outcome and {targets} they grant differently.",
    ),
    "LINT_SEVERAL_APPLY": (
        "同一成果换 {targets}，{rule} 与 {other} 都适用，给法不同。",
        "For one outcome and {targets} both {rule} and {other} apply, and grant differently.",
    ),
    "LINT_NEVER_APPLIES_PERIOD": (
        "规则 {rule} 从不适用：终止日不在起始日之后。",
        "The rule {rule} never applies: it ends no later than it begins.",
    ),
    "LINT_NEVER_APPLIES_KIND": (
        "规则 {rule} 从不适用：槽位“{slot}”的成果类型在规则终止前从未认证。",
        "The rule {rule} never applies: what its slot “{slot}” takes is never certified before the rule ends.",
    ),
    "LINT_NEVER_APPLIES_TESTS": (
        "规则 {rule} 从不适用：条件互相矛盾，没有成果能全部满足。",
        "The rule {rule} never applies: its tests contradict each other, so that no outcome meets them all.",
    ),
    "LINT_UNREACHABLE_PROGRAMME": (
        "规则 {rule} 够不着：没有它所说的专业。",
        "The rule {rule} is out of reach: none of its programmes exists.",
    ),
    "LINT_UNREACHABLE_TARGET": (
        "规则 {rule} 够不着：它的目标不在任何一个所说的专业里。",
        "The rule {rule} is out of reach: none of its programmes has one of its targets.",
    ),
    "LINT_UNREACHABLE_PERIOD": (
        "规则 {rule} 够不着：它终止时，所说的专业还没有开设（{first}）。",
        "The rule {rule} is out of reach: it ends before the first of its programmes begins ({first}).",
    ),
    "LINT_CYCLIC": (
        "规则 {rules} 绕成一圈，学分越绕越多：课程 {course} 的 {put_in} 学分（连同途中要修的）转一圈回到 {programme}，成为 {taken_out} 学分。",
        "The rules {rules} make a circle in which credit grows: the {put_in} credits of the course {course}, and what is studied on the way, come back to {programme} as {taken_out}.",
    ),
    "LINT_STALE_EXPLANATION": (
        "规则 {rule} 的 explains 说明了 {finding}（{other}），但已经没有这处冲突。",
        "The rule {rule} explains {finding} ({other}), but there is no such conflict any more.",
    ),
    "LINT_MEND_DUPLICATE": ("删去 {rule}，或给它写上终止日。", "remove {rule}, or give it an end."),
    "LINT_MEND_EQUIVALENT": ("只留一条，或给 {rule} 写上终止日。", "keep one of them, or give {rule} an end."),
    "LINT_MEND_DOMINATED": (
        "删去 {rule}，或让它比 {other} 给得更多、要得更少。",
        "remove {rule}, or let it give more or ask less than {other}.",
    ),
    "LINT_MEND_BLANKET_AGAINST_SPECIFIC": (
        "在 {other} 里把 {rule} 所管的除外，或让两条给法一致。",
        "exclude from {other} what {rule} is for, or let both grant the same.",
    ),
    "LINT_MEND_SEVERAL_APPLY": (
        "让条件互不重叠，或让数额一致。",
        "let their tests exclude each other, or their amounts agree.",
    ),
    "LINT_MEND_NEVER_APPLIES": ("放宽条件，或删去 {rule}。", "loosen its tests, or remove {rule}."),
    "LINT_MEND_UNREACHABLE": (
        "改正目标、专业或有效期，或删去 {rule}。",
        "mend its targets, programmes or period, or remove {rule}.",
    ),
    "LINT_MEND_CYCLIC": (
        "让其中一条给的学分不超过所用成果的学分。",
        "let one of them grant no more than the credits of what it takes.",
    ),
    "LINT_MEND_STALE_EXPLANATION": ("删去这条 explains。", "remove this entry of explains."),
    "LINT_OR_EXPLAIN": (
        '若属有意，在其中一条规则里写 explains = [{{ finding = "{finding}", with = "另一条", why = "…" }}]。',
        'If it is meant, say so in one of the rules: explains = [{{ finding = "{finding}", with = "the other", why = "…" }}].',
    ),
    "LINT_OR_EXPLAIN_ALONE": (
        '若属有意，在规则里写 explains = [{{ finding = "{finding}", why = "…" }}]。',
        'If it is meant, say so in the rule: explains = [{{ finding = "{finding}", why = "…" }}].',
    ),
    "LINT_EXPLAINED": ("已说明：{why}", "Explained: {why}"),
    "LINT_EXAMPLE": ("例：在 {programme}，{awards}。{answers}", "Example: in {programme}, {awards}. {answers}"),
    "LINT_EXAMPLE_REFUSED": ("例：{awards}。{reasons}", "Example: {awards}. {reasons}"),
    "LINT_GIVES_ALL": ("{rule} 给 {targets}，全给。", "{rule} gives {targets}, all of them."),
    "LINT_GIVES_CHOOSE": ("{rule} 从 {targets} 中任选 {limit} 个。", "{rule} gives {limit} of {targets}."),
    "LINT_GIVES_BUDGET": ("{rule} 在 {limit} 以内给 {targets}。", "{rule} gives {targets} within {limit}."),
    "LINT_GIVES_EACH": ("{rule} 给 {targets}。", "{rule} gives {targets}."),
    "LINT_STEP": (
        "{given}（{from}）按 {rule} 在 {programme} 换 {granted}，{credits} 学分。",
        "{given} ({from}) by {rule} gives {granted} in {programme}, {credits} credits.",
    ),
    "LINT_STEP_STUDY": (
        "{given}（{from}）按 {rule} 在 {programme} 换 {granted}，{credits} 学分，再修 {study} 学分毕业。",
        "{given} ({from}) by {rule} gives {granted} in {programme}, {credits} credits; {study} more are studied to complete it.",
    ),
    "DONE_LINT": (
        "规则之间没有未说明的冲突：{rules} 条规则，{explained} 处已说明。",
        "No conflict of rules is unexplained: {rules} rules, {explained} conflicts explained.",
    ),
}
