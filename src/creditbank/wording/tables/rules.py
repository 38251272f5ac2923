"""What a rule or a standard asked and what was found; and definitions that cannot be used."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "CONDITION": (
        "不符合条件：{field}应{requirement}，{shown}。",
        "Condition not met: {field} must be {requirement}; {shown}.",
    ),
    "LEVEL": (
        "等级不够：应{requirement}，{shown}。",
        "The level is not enough: it must be {requirement}; {shown}.",
    ),
    "VALIDITY": (
        "证书在申请之日不在有效期内：有效期至 {found}，申请之日 {wanted}。",
        "The document was not valid on the day of application: valid until {found}, applied on {wanted}.",
    ),
    "OVERLAP": (
        "内容重合度不够：应{requirement}（%），专家认定为 {found}（%）。",
        "The contents do not overlap enough: {requirement} per cent asked, the experts found {found}.",
    ),
    "KIND": (
        "成果类型不符：应{requirement}，{shown}。",
        "Not the right kind of outcome: it must be {requirement}; {shown}.",
    ),
    "CREDITS": (
        "原学分不够：应{requirement}，{shown}。",
        "Not enough original credits: {requirement} asked; {shown}.",
    ),
    "GRADE": (
        "成绩不符：应{requirement}，{shown}。",
        "The grade does not do: it must be {requirement}; {shown}.",
    ),
    "AGE_OF_OUTCOME": (
        "取得日期不符：应{requirement}，{shown}。",
        "The day it was earned does not fit: it must be {requirement}; {shown}.",
    ),
    "EXCLUDED": (
        "该课程按办法不得以转换取得（{wanted}）。",
        "By the policy this course cannot be granted by conversion ({wanted}).",
    ),
    "FACT_MISSING": (
        "缺少一项事实：{field}。可以申请，由审定人员补充。",
        "A fact is missing: {field}. You may apply; the school supplies it.",
    ),
    "FACT_NOT_COMPARABLE": (
        "{field}（{found}）无法与 {wanted} 比较，由人工审定。",
        "{field} ({found}) cannot be compared with {wanted}; a person decides.",
    ),
    "UNDER_AGE": (
        "取得时未满该类成果的最低年龄（{wanted} 岁），须由机构负责人审定。",
        "The holder was under the minimum age of this kind ({wanted}); the head of the body must decide.",
    ),
    "STANDARD_NOT_IN_FORCE": (
        "当日（{found}）没有有效的认定标准“{wanted}”。",
        "On that day ({found}) the recognition standard “{wanted}” was not in force.",
    ),
    "WORTH_ZERO": (
        "按认定标准“{found}”计得 0 学分，不能转换。成果本身仍然有效。",
        "By the recognition standard “{found}” it is worth nothing here. The outcome itself stays good.",
    ),
    "WORTH_NO_ROW": (
        "认定标准“{wanted}”中没有对应的一行（{found}）。成果本身仍然有效。",
        "The recognition standard “{wanted}” has no row for it ({found}). The outcome itself stays good.",
    ),
    "MISSING_PARTNER": (
        "适用的规则还要求配上另一项成果（{found}），您目前没有可用的。",
        "The rule for it needs another outcome as well ({found}), and you have none that is free.",
    ),
    "UNKNOWN_SCALE": (
        "没有等级表“{scale}”，请在 levels.toml 中补充。",
        "There is no scale “{scale}”: add it to levels.toml.",
    ),
    "OPERATORS": (
        "条件“{field}”须恰好使用一个算子，现为：{operators}。",
        "The test on “{field}” must have exactly one operator; found: {operators}.",
    ),
    "AMOUNT_MALFORMED": ("“{text}”不是数额，请写成 1.50 的形式。", "“{text}” is not an amount. Write it like 1.50."),
    "AMOUNT_TOO_FINE": (
        "“{text}”的小数位过多，最多 {scale} 位。",
        "“{text}” has too many decimals; at most {scale} are possible.",
    ),
    "PERIOD_EMPTY": (
        "期间的终止日 {end} 不晚于起始日 {start}。",
        "The period ends on {end}, which is not after its start on {start}.",
    ),
}
