"""What is wrong with a document that was read, and what is said of a plan whose problem came as a document."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "PROBLEM_MALFORMED": ("算题文件有误，{path}：{reasons}", "The problem cannot be used, {path}: {reasons}"),
    "PLAN_DOCUMENT_MALFORMED": ("方案文件有误，{path}：{reasons}", "The plan cannot be used, {path}: {reasons}"),
    "DOCUMENT_UNREADABLE": ("{file} 读不出来：{text}。", "{file} cannot be read: {text}."),
    "DOCUMENT_NOT_JSON": ("不是 JSON 文件（{found}）。", "This is not JSON ({found})."),
    "DOCUMENT_FORM": ("格式不符（{found}）。", "The form is wrong ({found})."),
    "DOCUMENT_TOO_LARGE": (
        "文件有 {found} 字节，最多 {wanted} 字节。",
        "The document has {found} bytes, at most {wanted}.",
    ),
    "DOCUMENT_TOO_MANY": ("共有 {found} 项，最多 {wanted} 项。", "There are {found}, at most {wanted}."),
    "DOCUMENT_TOO_DEEP": ("嵌套太深，最多 {wanted} 层。", "It is nested too deeply: {wanted} levels at most."),
    "DOCUMENT_NO_SUCH": ("没有“{found}”，或它不能用在这里。", "There is no “{found}”, or none that fits here."),
    "DOCUMENT_TWICE": ("“{found}”重复了。", "“{found}” stands here twice."),
    "DOCUMENT_EMPTY": ("这里不能空着。", "This may not be empty."),
    "DOCUMENT_RANGE": ("应在 {wanted} 之间，写的是 {found}。", "It must be within {wanted}, not {found}."),
    "DOCUMENT_CHOOSE": (
        "应任选 {wanted} 项，这里只有 {found} 项。",
        "{wanted} are to be chosen, but there are {found}.",
    ),
    "DOCUMENT_CYCLE": ("“{found}”成了自己的一部分。", "“{found}” is a part of itself."),
    "DOCUMENT_TARGET": ("目标须是一门课程或一个模块，二者取一。", "A target is a course or a module, one of the two."),
    "DOCUMENT_COURSE_AMOUNT": (
        "课程只能整门授予，数额应为 {wanted}，写的是 {found}。",
        "A course is granted whole: the amount must be {wanted}, not {found}.",
    ),
    "DOCUMENT_MINIMUM": (
        "至少要 {wanted}，而这里最多只能取得 {found}。",
        "It asks for {wanted}, but no more than {found} can ever be earned here.",
    ),
    "PLAN_LINE_RULE": (
        "{awards} → {targets}：{amount}（规则 {rule}）。",
        "{awards} → {targets}: {amount} (rule {rule}).",
    ),
    "PLAN_UNEXPLAINED": (
        "未选用的成果有 {count} 项，太多，不逐项说明原因。",
        "Too many outcomes are not used ({count}) to say why of each.",
    ),
    "PLAN_PROVEN_LOG": (
        "已证明没有更好的方案：证明记录共 {steps} 步，另一个程序逐步核对无误。",
        "It is proven that nothing leaves less: another program has checked the proof, steps: {steps}.",
    ),
    "PLAN_INFEASIBLE_LOG": (
        "这一点已证明：证明记录共 {steps} 步，另一个程序逐步核对无误。",
        "That is proven: another program has checked the proof, steps: {steps}.",
    ),
    "PLAN_ACCEPTED": ("核对通过：方案可行，数额无误。", "Accepted: the plan is feasible and its figures are right."),
    "INFEASIBLE_CONFLICT": ("这些要求不能同时满足：{demands}。", "These cannot hold together: {demands}."),
    "INFEASIBLE_LOWERED": ("要能完成，最少须放宽：{demands}。", "It could be completed if less were asked: {demands}."),
    "DEMAND_CAP": ("上限“{demand}”（{asked}）", "the cap “{demand}” ({asked})"),
    "DEMAND_AT_MOST": ("模块“{demand}”至多计 {asked}", "at most {asked} counted of “{demand}”"),
    "DEMAND_CHOOSE": ("模块“{demand}”任选 {asked} 项", "{asked} to be chosen in “{demand}”"),
    "DEMAND_MIN_CREDITS": ("模块“{demand}”至少 {asked}", "at least {asked} in “{demand}”"),
    "DEMAND_FLOOR": ("最低要求“{demand}”（{asked}）", "the minimum “{demand}” ({asked})"),
    "DEMAND_LOWERED": ("{demand}，降为 {to}", "{demand}, lowered to {to}"),
}
