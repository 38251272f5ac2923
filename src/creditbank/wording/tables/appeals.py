"""What waits for a decision, in lists for the terminal."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "WAITING_NONE": ("没有需要处理的事项。", "Nothing waits."),
    "WAITING_DEPOSIT": (
        "{due_on}  存入 {id}：{about}，{state}（{learner}，{institution}）",
        "{due_on}  deposit {id}: {about}, {state} ({learner}, {institution})",
    ),
    "WAITING_LINE": (
        "{due_on}  转换 {id}：{about}，{state}（{learner}，{institution}）",
        "{due_on}  line {id}: {about}, {state} ({learner}, {institution})",
    ),
    "WAITING_APPEAL": (
        "{due_on}  申诉 {id}：{about}，待审理（{learner}，{institution}）",
        "{due_on}  appeal {id}: {about}, to be decided ({learner}, {institution})",
    ),
    "WAITING_REVIEW": (
        "{due_on}  毕业后复核 {id}：{about}，待答复（{learner}，{institution}）",
        "{due_on}  review after graduation {id}: {about}, to be answered ({learner}, {institution})",
    ),
    "WAITING_INQUIRY": (
        "{due_on}  核查 {id}：{about}，进行中（{learner}，{institution}）",
        "{due_on}  inquiry {id}: {about}, running ({learner}, {institution})",
    ),
}
