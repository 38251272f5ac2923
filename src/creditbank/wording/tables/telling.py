"""The record, the transcript and the public check, told on a terminal."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "RECORD_HEAD": (
        "{name}（{learner}）的终身学习档案：积累学分 {accumulated}，待定 {pending}。转换后学分见各学籍，与积累学分互不相加。",
        "Lifelong learning record of {name} ({learner}): {accumulated} bank credits, {pending} pending. Granted credits stand with each enrolment; the amounts are never added.",
    ),
    "RECORD_DEPOSIT": (
        "存入：{name}，{status}，在{holder}处，期限 {due_on}。",
        "Deposit: {name}, {status}, with {holder}, due {due_on}.",
    ),
    "RECORD_DEPOSIT_UNDATED": ("存入：{name}，{status}。", "Deposit: {name}, {status}."),
    "RECORD_AWARD": (
        "成果：{name}（{number}），{body}认证，{status}，积累学分 {credits}；用于：{targets}。",
        "Outcome: {name} ({number}), certified by {body}, {status}, bank credits: {credits}; used for: {targets}.",
    ),
    "RECORD_ENROLMENT": (
        "学籍：{name}，{status}；转换 {granted}，待定 {pending}，修读 {passed}，毕业要求 {required}。",
        "Enrolment: {name}, {status}; granted {granted}, pending {pending}, studied {passed}, of {required}.",
    ),
    "RECORD_ENROLMENT_PART": (
        "学籍：{name}，{status}；免考 {granted}，待定 {pending}，已考核 {passed}，共需 {required}。",
        "Enrolment: {name}, {status}; waived {granted}, pending {pending}, passed {passed}, of {required}.",
    ),
    "RECORD_LINE": (
        "  转换：{targets}，{amount}，{state}。依据：{clause}",
        "  Line: {targets}, {amount}, {state}. Clause: {clause}",
    ),
    "TRANSCRIPT_HEAD": (
        "{name}，《{programme}》{year} 级：已取得 {earned} / {required}。",
        "{name}, {programme} ({year}): {earned} of {required} earned.",
    ),
    "TRANSCRIPT_COURSE": (
        "  {course}：{amount}，{how}，{grade}",
        "  {course}: {amount}, {how}, {grade}",
    ),
    "CHECK": (
        "查到 {number}：{name} 的“{outcome}”，{body}于 {certified_on} 认证，现为{status}。",
        "{number}: “{outcome}” of {name}, certified by {body} on {certified_on}; now {status}.",
    ),
    "NUMBER_UNKNOWN": (
        "没有查到编号“{number}”。请对照证明逐字核对：编号形如 CB-XXXX-XXXX-XXXX-X，前 12 位没有字母 I、L、O、U，最后一位校验位可以是任何字母或数字。",
        "Nothing stands under “{number}”. Compare it with the paper: it looks like CB-XXXX-XXXX-XXXX-X; the first 12 characters have no I, L, O or U, the check character at the end may be any letter or digit.",
    ),
    "STATED": ("{found}", "{found}"),
}
