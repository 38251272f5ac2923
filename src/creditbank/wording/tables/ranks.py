"""Which programmes are nearest, and what would help most."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "RANK_HEAD": (
        "{day}比较了 {programmes} 个培养方案，按还需修读的多少排列：",
        "Of {programmes} programmes on {day}, by what is left to study:",
    ),
    "RANK_ROW": (
        "{place}. 《{programme}》（{id}）：还需修读 {remaining}；可转换 {converted}，不转换则需修读 {without}。",
        "{place}. {programme} ({id}): {remaining} still to be studied; {converted} by conversion, {without} without.",
    ),
    "RANK_ROW_PART": (
        "{place}. 《{programme}》（{id}）：还需考核 {remaining}；可免考 {converted}，不转换则需考核 {without}。",
        "{place}. {programme} ({id}): {remaining} still to be sat; {converted} waived, {without} without.",
    ),
    "RANK_ENROLLED": ("已在读。", "Enrolled there."),
    "RANK_POSSIBLE": (
        "补齐所缺事实后，最少还需 {remaining}。",
        "If every missing fact turns out well: {remaining}.",
    ),
    "RANK_GAP": ("这个数未能证明最少。", "This figure is not proven to be the least."),
    "RANK_PROVEN": ("以上各数都已证明不能再少。", "Each figure is proven: less cannot remain."),
    "RANK_NONE": ("没有可比较的培养方案。", "There is no programme to compare."),
    "UNLOCK_HEAD": ("《{programme}》还需修读 {remaining}。", "{programme}: {remaining} still to be studied."),
    "UNLOCK_HEAD_PART": ("《{programme}》还需考核 {remaining}。", "{programme}: {remaining} still to be sat."),
    "UNLOCK_AWARD": (
        "最有帮助的一项成果：{award}，可少修 {gain}，还需 {remaining}。",
        "The outcome that would help most: {award}; it saves {gain} and leaves {remaining}.",
    ),
    "UNLOCK_COURSE": (
        "最有帮助的一门课程：{course}，修完可减少 {gain}，还需 {remaining}。",
        "The course that would help most: {course}; passing it takes off {gain} and leaves {remaining}.",
    ),
    "UNLOCK_LIMITS": (
        "再添一项成果也不能少修：受“{limit}”限制。",
        "No further outcome would help: the limit “{limit}” stands in the way.",
    ),
    "UNLOCK_COVERED": (
        "再添一项成果也不能少修：规则能换的课程都已有成果或修读取得。",
        "No further outcome would help: what rules could convert is covered by outcomes or study.",
    ),
    "UNLOCK_NO_RULE": (
        "没有规则能让再添的成果在这个培养方案里多换学分。",
        "No rule would let a further outcome count for more here.",
    ),
    "UNLOCK_PROVEN": (
        "比较了 {compared} 项可能取得的成果，没有更好的。",
        "Outcomes that could be earned, compared: {compared}; none is better.",
    ),
    "UNLOCK_GAP": (
        "比较了 {compared} 项可能取得的成果；计算量用尽，未能证明没有更好的。",
        "Outcomes that could be earned, compared: {compared}; the effort ended before it was proven that none is better.",
    ),
    "DONE_BATCH": (
        "已为 {learners} 名学习者排序，写入 {file}；重新计算 {anew} 名，未证明 {unproven} 行。",
        "Learners ranked into {file}: {learners}; anew: {anew}; rows not proven: {unproven}.",
    ),
    "BATCH_OTHER_RUN": (
        "{file} 里是另一次计算（日期、规则库或设置不同）。请另选文件夹；要在它的基础上更新，加 --before。",
        "{file} holds another run: another day, rulebook or setting. Take another folder; --before builds on that one.",
    ),
    "BATCH_NO_RUN": ("{file} 里没有计算结果。", "{file} holds no run."),
}
