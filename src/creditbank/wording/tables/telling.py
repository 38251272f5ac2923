"""The record, the transcript and the public check, told on a terminal."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "RECORD_HEAD": (
        "{name}（{learner}）的终身学习档案：积累学分 {accumulated}，待定 {pending}。转换后学分见各学籍，与积累学分互不相加。",
        "Lifelong learning record of {name} ({learner}): {accumulated} bank credits, {pending} pending. Granted credits stand with each enrolment; the amounts are never added.",
    ),
    "RECORD_DEPOSIT": (
        "存入：{name}，{status}，在 {holder} 处，期限 {due_on}。",
        "Deposit: {name}, {status}, with {holder}, due {due_on}.",
    ),
    "RECORD_AWARD": (
        "成果：{name}（{number}），{body}认证，{status}，积累学分 {credits}；用于：{targets}。",
        "Outcome: {name} ({number}), certified by {body}, {status}, {credits} bank credits; used for: {targets}.",
    ),
    "RECORD_ENROLMENT": (
        "学籍：{name}，{status}；转换 {granted}，待定 {pending}，修读 {passed}，毕业要求 {required} 学分。",
        "Enrolment: {name}, {status}; granted {granted}, pending {pending}, studied {passed}, of {required} credits.",
    ),
    "RECORD_LINE": (
        "  转换：{targets}，{credits} 学分，{state}。依据：{clause}",
        "  Line: {targets}, {credits} credits, {state}. Clause: {clause}",
    ),
    "TRANSCRIPT_HEAD": (
        "{name}，《{programme}》{year} 级：已取得 {earned} / {required} 学分。",
        "{name}, {programme} ({year}): {earned} of {required} credits earned.",
    ),
    "TRANSCRIPT_COURSE": (
        "  {course} {name}：{credits} 学分，{how}，{grade}",
        "  {course} {name}: {credits} credits, {how}, {grade}",
    ),
    "CHECK": (
        "查到 {number}：{name} 的“{outcome}”，{body}于 {certified_on} 认证，现为{status}。",
        "{number}: “{outcome}” of {name}, certified by {body} on {certified_on}; now {status}.",
    ),
    "NUMBER_UNKNOWN": (
        "没有查到编号“{number}”。请对照证明逐字核对：编号形如 CB-XXXX-XXXX-XXXX-X，最后一位是校验位，没有字母 I、L、O、U。",
        "Nothing stands under “{number}”. Compare it with the paper: it looks like CB-XXXX-XXXX-XXXX-X, the last is a check character, and there is no I, L, O or U.",
    ),
    "STATED": ("{found}", "{found}"),
}
