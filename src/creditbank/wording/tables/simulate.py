"""What a simulation of a draft says, before anything is published."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "SIMULATE_READS": ("读取成果", "Reading outcomes"),
    "SIMULATE_SOLVES": ("逐一求解", "Solving cases"),
    "SIMULATE_NOTHING": ("草案与已发布的规则没有差别。", "The draft says what is published already."),
    "SIMULATE_CHANGES": ("草案改动 {count} 处：", "The draft changes {count} definitions:"),
    "SIMULATE_CHANGE_PROGRAMMES": (
        "{what}：{definition}，涉及 {programmes} 个培养方案。",
        "{what}: {definition}; programmes touched: {programmes}.",
    ),
    "SIMULATE_CHANGE_CERTIFICATION": (
        "{what}：{definition}，只影响今后的认证，已认证的成果不重算。",
        "{what}: {definition}; it bears on certification from now on, certified outcomes are not reckoned anew.",
    ),
    "SIMULATE_CHANGE_ANOTHER_DAY": (
        "{what}：{definition}，在这一天没有作用；可用 --day 另选日期。",
        "{what}: {definition}; without effect on this day, --day chooses another.",
    ),
    "SIMULATE_CHANGE_NONE": (
        "{what}：{definition}，不影响转换。",
        "{what}: {definition}; without effect on conversion.",
    ),
    "SIMULATE_NEW": ("新增", "New"),
    "SIMULATE_CHANGED": ("修改", "Changed"),
    "SIMULATE_ENDED": ("终止", "Ended"),
    "SIMULATE_TOTAL": (
        "{learners} 名学习者中，{touched} 名受到比较，共 {pairs} 个“学习者—培养方案”：受益 {gained}，受损 {lost}，不变 {unchanged}。",
        "Learners: {learners}, compared: {touched}, pairs with a programme: {pairs}. Gain {gained}, lose {lost}, unchanged {unchanged}.",
    ),
    "SIMULATE_ENROLLED_ONLY": ("只比较了在读学生。", "Only enrolled learners were compared."),
    "SIMULATE_CREDITS": (
        "合计少修 {gained} {unit}，多修 {lost} {unit}。",
        "In sum {gained} {unit} less to study, and {lost} {unit} more.",
    ),
    "SIMULATE_UNPROVEN": (
        "有 {count} 个结果未得到证明，已标明。",
        "Results without a proof: {count}; they are marked.",
    ),
    "SIMULATE_MOVERS": ("变化最大的学习者：", "Who moves most:"),
    "SIMULATE_CSV": ("全部变化已写入 {file}（{count} 行）。", "All who move are written to {file} ({count} rows)."),
    "SIMULATE_COLUMN_PROGRAMME": ("培养方案", "Programme"),
    "SIMULATE_COLUMN_COMPARED": ("比较", "Compared"),
    "SIMULATE_COLUMN_GAIN": ("受益", "Gain"),
    "SIMULATE_COLUMN_LOSE": ("受损", "Lose"),
    "SIMULATE_COLUMN_LESS": ("少修学分", "Less to study"),
    "SIMULATE_COLUMN_MORE": ("多修学分", "More to study"),
    "SIMULATE_COLUMN_LEARNER": ("学习者", "Learner"),
    "SIMULATE_COLUMN_BEFORE": ("现剩余", "Left now"),
    "SIMULATE_COLUMN_AFTER": ("草案后剩余", "Left by the draft"),
    "SIMULATE_COLUMN_CONVERTED": ("转换学分", "Converted"),
    "SIMULATE_IMPOSSIBLE": ("不能修完", "cannot be completed"),
    "SIMULATE_FAULTS": (
        "草案有 {count} 处错误，没有进行测算：",
        "The draft has {count} faults; nothing was simulated:",
    ),
}
