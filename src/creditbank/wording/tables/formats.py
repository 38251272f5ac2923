"""What cannot be written or read in a format of credentials: exports, baked pictures, the Excel sheets of schools."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "CREDITS_OUT_OF_RANGE": (
        "学分 {credits} 超出凭证能准确书写的范围，未签发；请核对数额。",
        "The credits {credits} are beyond what a credential writes exactly. Nothing was issued; check the amount.",
    ),
    "DATE_MALFORMED": (
        "{path} 处的日期“{text}”不存在或写法不对；请联系颁发机构更正。",
        "The day “{text}” at {path} does not exist or is not written as it should be. Ask the issuer to mend it.",
    ),
    "EXPORT_EMPTY": (
        "成绩单 {transcript} 里没有成果，无可导出。",
        "The transcript {transcript} has no awards, so there is nothing to export.",
    ),
    "SHEET_CELL_EMPTY": ("第 {line} 行“{column}”不能空着。", "Line {line}: “{column}” may not be empty."),
    "SHEET_CELL_UNFIT": (
        "第 {line} 行“{column}”不能填“{cell}”；请按代码表或格式更正。",
        "Line {line}: “{cell}” does not fit into “{column}”. Use its code table or its form.",
    ),
    "SHEET_NOT_GRANTED": (
        "{award} 不是转换取得的学分，不能填入转换表。",
        "{award} was not granted by a conversion and cannot stand in a conversion sheet.",
    ),
    "SHEET_TOO_LONG": (
        "行数太多（最多 {most} 行）；请分成几个文件。",
        "There are too many lines, {most} at most. Split them into several files.",
    ),
    "XML_ENTITIES": (
        "文件里有实体或文档类型声明，像是攻击，未予读取。",
        "The file declares entities or a document type, as attacks do. It was not read.",
    ),
    "XML_MALFORMED": ("不是完整的 XML 文件；请重新导出。", "This is no whole XML file. Export it again."),
}
