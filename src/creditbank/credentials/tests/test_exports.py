"""Exports for others' systems: the structure they ask for, without their schema files."""

from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element

import msgspec
import pytest
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from hypothesis import given, settings
from python_calamine import CalamineWorkbook

from creditbank.credentials.award import Transcript
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.formats import ctdl, elm, elmo, sheets
from creditbank.credentials.tests.format_samples import AWARD, GRANT, TRANSCRIPT
from creditbank.credentials.tests.strategies import transcripts

ORDER: dict[str, list[str]] = {
    "elmo": ["generatedDate", "learner", "report"],
    "learner": ["identifier", "givenNames", "familyName"],
    "report": ["issuer", "learningOpportunitySpecification", "issueDate", "gradingScheme"],
    "issuer": ["country", "identifier", "title", "url"],
    "learningOpportunitySpecification": ["identifier", "title", "description", "specifies"],
    "specifies": ["learningOpportunityInstance"],
    "learningOpportunityInstance": [
        "identifier",
        "date",
        "status",
        "gradingSchemeLocalId",
        "resultLabel",
        "credit",
        "level",
        "engagementHours",
    ],
    "credit": ["scheme", "value"],
    "level": ["type", "value"],
    "gradingScheme": ["description"],
}
"""Children of each element in the order of elmo-schemas v1, of those that we write."""

REQUIRED: dict[str, set[str]] = {
    "elmo": {"generatedDate", "learner", "report"},
    "learner": {"givenNames", "familyName"},
    "report": {"issuer", "issueDate"},
    "issuer": {"identifier", "title", "url"},
    "learningOpportunitySpecification": {"title", "specifies"},
    "specifies": {"learningOpportunityInstance"},
    "credit": {"scheme"},
    "level": {"type"},
}


def _name(element: Element) -> str:
    assert element.tag.startswith(f"{{{elmo.NAMESPACE}}}")
    return element.tag.partition("}")[2]


@settings(max_examples=30, deadline=None)
@given(transcripts().filter(lambda transcript: transcript.awards))
def test_an_elmo_file_has_the_elements_of_its_schema_in_their_order(transcript: Transcript) -> None:
    root = fromstring(elmo.build_transcript(transcript))
    assert _name(root) == "elmo"
    for element in root.iter():
        children = [_name(child) for child in element]
        order = ORDER.get(_name(element), [])
        assert children == sorted(children, key=order.index)
        assert REQUIRED.get(_name(element), set()) <= set(children)
        if _name(element) == "identifier":
            assert element.get("type")


def test_an_elmo_file_has_a_report_for_each_issuer_and_gives_every_award() -> None:
    document = elmo.build_transcript(TRANSCRIPT)
    assert document.count(b"<report>") == 2
    assert {award.number for award in elmo.parse_all(document)} == {AWARD.number, GRANT.number}
    with pytest.raises(CredentialError, match="EXPORT_EMPTY"):
        elmo.build_transcript(msgspec.structs.replace(TRANSCRIPT, awards=()))


def test_letters_that_xml_cannot_write_are_left_out_and_rare_ones_are_not() -> None:
    assert elmo.token("李\x00 \n 𮧵\ufffe娜") == "李 𮧵娜"


def test_a_transfer_value_profile_has_what_credential_engine_requires_and_nothing_of_a_person() -> None:
    document = ctdl.build(AWARD)
    required = {
        "@id",
        "@type",
        "ceterms:ctid",
        "ceterms:assessmentMethodDescription",
        "ceterms:learningMethodDescription",
    }
    assert required <= document.keys()
    assert document["ceterms:ctid"].startswith("ce-")
    assert document["ceterms:ctid"] == ctdl.build(AWARD)["ceterms:ctid"] != ctdl.ctid("urn:other")
    text = msgspec.json.encode(document).decode()
    for private in (AWARD.holder.name, AWARD.holder.id, AWARD.number, AWARD.id):
        assert private not in text


def test_an_elm_credential_names_every_node() -> None:
    """ELM is linked data of version 1.1 of the data model: each node has an id and a type, each text its language."""

    def nodes(value: Any, *, root: bool = True) -> Any:
        if isinstance(value, dict):
            if not root and value.keys() - {"zh", "en"}:
                yield value
            for name, inner in value.items():
                if name != "@context":
                    yield from nodes(inner, root=False)
        elif isinstance(value, list):
            for inner in value:
                yield from nodes(inner, root=False)

    document = elm.build(AWARD)
    found = list(nodes(document))
    assert len(found) > 15
    assert [node for node in found if not {"id", "type"} <= node.keys()] == []
    assert {"issuanceDate", "issuer", "credentialSubject", "credentialSchema"} <= document.keys()


REGISTER = {
    "身份证号": "11010119900307123X",
    "专业名称": "机电一体化技术",
    "教育层次代码": "86",
    "教育类别代码": "321",
    "届别": "2026",
    "毕业结业肄业": "1690",
    "毕业季": "1321",
    "学号": "0042",
    "转换学校代码": "51234",
    "转换后教育层次代码": "21",
    "毕业状态": "1690",
}


def _read(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


TITLES: dict[str, str] = {
    "courses": "姓名 身份证号 专业名称 课程名称 教育层次代码 教育类别代码 学分 学时 成绩 获得时间 届别 毕业结业肄业 毕业季 备注 学号",
    "certificate_conversions": (
        "姓名 身份证号 转换学校代码 原证书来源代码 原证书类型 原证书名称 原证书等级 原发证机构 原教育层次代码 原教育类别代码 "
        "原学分 原学时 原成绩 获得时间 转换后教育层次代码 转换后课程代码 转换后课程名称 转换后学分 转换时间 转换后专业"
    ),
}


@pytest.mark.parametrize("sheet", sheets.SHEETS, ids=lambda sheet: sheet.id)
def test_a_sheet_reads_back_as_it_was_written(sheet: sheets.Sheet) -> None:
    row = (
        sheets.course_row(AWARD, REGISTER) if sheet is sheets.COURSES else sheets.conversion_row(AWARD, GRANT, REGISTER)
    )
    titles, line, *others = _read(sheets.write(sheet, [row]))
    assert titles == [column.title for column in sheet.columns]
    assert titles == TITLES.get(sheet.id, " ".join(titles)).split()
    assert line == [row.get(title, "") for title in titles]
    assert others == []


def test_the_sheets_have_their_number_of_columns() -> None:
    assert [len(sheet.columns) for sheet in sheets.SHEETS] == [15, 20, 24]


def test_a_row_says_what_the_award_says() -> None:
    row = sheets.conversion_row(AWARD, GRANT, REGISTER)
    assert (row["原证书名称"], row["原证书来源代码"], row["原发证机构"]) == (
        "电工（三级／高级工）",
        "02",
        "示范市职业技能评价中心",
    )
    assert (row["转换后课程代码"], row["转换后学分"], row["转换时间"], row["转换后专业"]) == (
        "EE204",
        "4",
        "202609",
        "机电一体化技术",
    )
    with pytest.raises(CredentialError, match="SHEET_NOT_GRANTED"):
        sheets.conversion_row(AWARD, AWARD, REGISTER)


BAD_CELLS: dict[str, tuple[str, str, str]] = {
    "a required cell is empty": ("课程名称", "", "SHEET_CELL_EMPTY"),
    "a level of another sheet": ("教育层次代码", "20", "SHEET_CELL_UNFIT"),
    "a word for a code": ("教育类别代码", "成人", "SHEET_CELL_UNFIT"),
    "credits in words": ("学分", "三", "SHEET_CELL_UNFIT"),
    "credits below nothing": ("学分", "-1", "SHEET_CELL_UNFIT"),
    "credits too fine": ("学分", "1.005", "SHEET_CELL_UNFIT"),
    "a month that is none": ("获得时间", "202613", "SHEET_CELL_UNFIT"),
    "a day for a month": ("获得时间", "2026-05", "SHEET_CELL_UNFIT"),
    "an endless text": ("备注", "x" * 1_001, "SHEET_CELL_UNFIT"),
}


@pytest.mark.parametrize(("title", "cell", "code"), BAD_CELLS.values(), ids=BAD_CELLS.keys())
def test_a_cell_that_the_receiver_would_refuse_is_refused_with_its_place(title: str, cell: str, code: str) -> None:
    good = sheets.course_row(AWARD, REGISTER)
    with pytest.raises(CredentialError) as refused:
        sheets.write(sheets.COURSES, [good, good | {title: cell}])
    assert refused.value.code == code
    assert (refused.value.parameters["line"], refused.value.parameters["column"]) == (3, title)


def test_no_cell_becomes_a_formula_or_loses_its_zeros() -> None:
    row = sheets.course_row(AWARD, REGISTER) | {"备注": '=HYPERLINK("http://x")', "学号": "007"}
    content = sheets.write(sheets.COURSES, [row])
    line = _read(content)[1]
    assert line[-2:] == ['=HYPERLINK("http://x")', "007"]


def test_a_sheet_of_too_many_rows_is_not_written() -> None:
    with pytest.raises(CredentialError, match="SHEET_TOO_LONG"):
        sheets.write(sheets.COURSES, [sheets.course_row(AWARD, REGISTER)] * (sheets.MOST_ROWS + 1))
