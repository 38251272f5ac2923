"""The three Excel sheets that schools upload to a provincial credit bank: columns in their order, and their code tables.

A sheet holds many persons, and asks for what no credential says: the identity number, codes of the register, the year of
leaving. ``course_row`` and ``conversion_row`` take from an award what it knows; the ``register`` of the school adds the rest.
Each sheet is checked cell by cell before it is written; codes that could not be confirmed are marked 待核 in
docs/credentials-formats.md.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Literal

import msgspec

from creditbank.credentials.award import Award, Granted
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.formats.achievements import chinese
from creditbank.kernel.errors import InvalidAmount
from creditbank.kernel.quantity import format_amount, parse_amount

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 100_000

Codes = Mapping[str, str]
Row = Mapping[str, str]
"""One line of a sheet: column title → text. A column left out is an empty cell."""

LEVELS: Codes = {"85": "本科", "86": "专科", "783": "专升本", "784": "高起本"}
CATEGORIES: Codes = {"321": "成人", "322": "普高", "1221": "网络", "1381": "中职", "1421": "自考"}
LEAVING: Codes = {"1261": "毕业", "1262": "结业", "1690": "在校"}
SEASONS: Codes = {"1321": "春", "1322": "秋"}
CONVERTED_LEVELS: Codes = {"20": "本科", "21": "专科", "22": "专升本", "23": "高起本"}
CONVERTED_CATEGORIES: Codes = {"30": "成人", "31": "普高", "32": "网络", "33": "中职", "34": "自考"}
ORIGINS: Codes = {"01": "课程", "02": "证书"}
"""Code tables: code → what it means (学历层次、教育类别、毕业状态、毕业季、来源)."""


class Column(msgspec.Struct, frozen=True):
    """One column: its title, whether each row must fill it, and what may stand in it."""

    title: str
    required: bool = False
    kind: Literal["text", "amount", "month"] = "text"
    codes: Codes = {}
    """Where not empty, a cell is one of these codes."""


class Sheet(msgspec.Struct, frozen=True):
    """One kind of upload."""

    id: str
    name: str
    columns: tuple[Column, ...]


_NAME = Column("姓名", required=True)
_IDENTITY = Column("身份证号", required=True)

COURSES = Sheet(
    "courses",
    "课程成绩",
    (
        _NAME,
        _IDENTITY,
        Column("专业名称"),
        Column("课程名称", required=True),
        Column("教育层次代码", codes=LEVELS),
        Column("教育类别代码", codes=CATEGORIES),
        Column("学分", required=True, kind="amount"),
        Column("学时", kind="amount"),
        Column("成绩"),
        Column("获得时间", kind="month"),
        Column("届别"),
        Column("毕业结业肄业", codes=LEAVING),
        Column("毕业季", codes=SEASONS),
        Column("备注"),
        Column("学号"),
    ),
)

_ORIGIN = (
    _NAME,
    _IDENTITY,
    Column("转换学校代码", required=True),
    Column("原证书来源代码", required=True, codes=ORIGINS),
    Column("原证书类型"),
    Column("原证书名称", required=True),
    Column("原证书等级"),
)
_VALUE = (
    Column("原教育层次代码", codes=CONVERTED_LEVELS),
    Column("原教育类别代码", codes=CONVERTED_CATEGORIES),
    Column("原学分", kind="amount"),
    Column("原学时", kind="amount"),
    Column("原成绩"),
    Column("获得时间", kind="month"),
    Column("转换后教育层次代码", required=True, codes=CONVERTED_LEVELS),
    Column("转换后课程代码", required=True),
    Column("转换后课程名称", required=True),
    Column("转换后学分", required=True, kind="amount"),
    Column("转换时间", kind="month"),
    Column("转换后专业"),
)

CERTIFICATE_CONVERSIONS = Sheet("certificate_conversions", "证书转换课程", (*_ORIGIN, Column("原发证机构"), *_VALUE))
COURSE_CONVERSIONS = Sheet(
    "course_conversions",
    "外校课程转换课程",
    (
        *_ORIGIN,
        *_VALUE,
        Column("原专业名称"),
        Column("原办学机构"),
        Column("届别"),
        Column("毕业状态", codes=LEAVING),
        Column("学号"),
    ),
)

SHEETS = (COURSES, CERTIFICATE_CONVERSIONS, COURSE_CONVERSIONS)
"""The visible list: a new upload is one more line."""

_MONTH = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])", re.ASCII)


def course_row(award: Award, register: Row) -> dict[str, str]:
    """The line of ``award`` in ``COURSES``; ``register`` adds what only the school knows, and prevails."""
    result = award.results[0].value if award.results else ""
    known = {
        "姓名": award.holder.name,
        "课程名称": chinese(award.achievement.name),
        "学分": _amount(award.credits),
        "学时": _hours(award),
        "成绩": result,
        "获得时间": _month(award.earned_on),
        "备注": award.number,
    }
    return known | dict(register)


def conversion_row(source: Award, grant: Award, register: Row) -> dict[str, str]:
    """The line of ``CERTIFICATE_CONVERSIONS`` or ``COURSE_CONVERSIONS`` that says: ``source`` was counted as ``grant``.

    Raises ``CredentialError`` where ``grant`` is no grant of a conversion.
    """
    if grant.granted is None:
        raise CredentialError("SHEET_NOT_GRANTED", award=grant.id)
    return _source_cells(source) | _target_cells(grant, grant.granted) | dict(register)


def _source_cells(source: Award) -> dict[str, str]:
    issuer = source.original_issuer or chinese(source.issuer.name)
    return {
        "姓名": source.holder.name,
        "原证书来源代码": "01" if source.achievement.type == "Course" else "02",
        "原证书名称": chinese(source.achievement.name),
        "原证书等级": source.achievement.level,
        "原发证机构": issuer,
        "原办学机构": issuer,
        "原学分": _amount(source.credits),
        "原学时": _hours(source),
        "原成绩": source.results[0].value if source.results else "",
        "获得时间": _month(source.earned_on),
    }


def _target_cells(grant: Award, granted: Granted) -> dict[str, str]:
    return {
        "转换后课程代码": granted.target,
        "转换后课程名称": chinese(granted.target_name),
        "转换后学分": _amount(grant.credits),
        "转换时间": _month(grant.earned_on or grant.valid_from.date()),
        "转换后专业": chinese(granted.programme),
    }


def _amount(credits_: int | None) -> str:
    return "" if credits_ is None else format_amount(credits_, 2)


def _hours(award: Award) -> str:
    return "" if award.hours is None else str(award.hours)


def _month(day: date | None) -> str:
    return "" if day is None else f"{day:%Y%m}"


def write(sheet: Sheet, rows: Sequence[Row]) -> bytes:
    """``rows`` as an Excel file with one worksheet: titles in the first line, every cell as text, no formulas.

    Raises ``CredentialError`` for the first cell that the receiver would not accept, naming line and column.
    Cells of columns that the sheet does not have are left out: one row can serve two sheets.
    """
    if len(rows) > MOST_ROWS:
        raise CredentialError("SHEET_TOO_LONG", most=MOST_ROWS)
    for line, row in enumerate(rows, 2):
        for column in sheet.columns:
            _check(column, row.get(column.title, ""), line)
    import xlsxwriter  # type: ignore[import-untyped]  # a twentieth of a second, for who writes a sheet only

    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet.name)
        for at, column in enumerate(sheet.columns):
            page.write_string(0, at, column.title)
            for line, row in enumerate(rows, 1):
                page.write_string(line, at, row.get(column.title, ""))
    return file.getvalue()


def _check(column: Column, cell: str, line: int) -> None:
    if not cell:
        if column.required:
            raise CredentialError("SHEET_CELL_EMPTY", line=line, column=column.title)
    elif not _fits(column, cell):
        raise CredentialError("SHEET_CELL_UNFIT", line=line, column=column.title, cell=cell[:80])


def _fits(column: Column, cell: str) -> bool:
    if column.codes:
        return cell in column.codes
    if column.kind == "month":
        return _MONTH.fullmatch(cell) is not None
    if column.kind == "amount":
        try:
            return parse_amount(cell, 2) >= 0
        except InvalidAmount:
            return False
    return len(cell) <= 1_000
