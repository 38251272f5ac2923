"""Certificate and transcript on paper: everything is there, nothing overlaps, nothing is taken for markup."""

import struct
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
import zxingcpp

from creditbank.credentials.award import Award, Holder, Party, Result
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.paper import certificate_pdf, certificate_png, qr_png, qr_svg, transcript_pdf
from creditbank.credentials.paper.fonts import drawable, font_file, shown
from creditbank.credentials.tests.paper_samples import (
    CHECK_URL,
    ISSUER,
    LONG_ACHIEVEMENT,
    LONG_NAME,
    WELDER,
    award,
    conversion,
    named,
    pages_of,
    pictures_of,
    transcript,
)

OFFLINE = "CB1:" + "K5QWY3DPEHPK3PXPABCD2345" * 24


def certificate(one: Award, language: Any = "zh") -> bytes:
    return certificate_pdf(one, check_url=CHECK_URL, offline_text=OFFLINE, language=language)


def test_the_certificate_tells_every_fact_in_chinese() -> None:
    (page,) = pages_of(certificate(award()))
    for fact in (
        "学习成果认证证书", "欧阳建国", "职业技能等级证书（焊工，三级）", "CB-7K2M-Q9XD-4RTV-H", "L2026001234", "6-18-02-04",
        "三级/高级工", "12.5", "320", "2025年6月30日", "2026年3月2日", "2036年3月2日", "理论知识86；操作技能91",
        "佛山市顺德区恒力机械制造有限公司", "广东南方焊接职业技能培训学校", "学习成果认定标准（试行）》第十二条第二款第（三）项",
    ):  # fmt: skip
        assert fact in page, fact


def test_the_seal_is_said_in_words_to_be_a_picture() -> None:
    (page,) = pages_of(certificate(award()))
    assert "示意图" in page.replace("印章为示意图，不代替签名", "")
    assert "印章为示意图，不代替签名" in page
    (page,) = pages_of(certificate(award(), "en"))
    assert "Thesealisapictureanddoesnotreplaceasignature" in page


def test_days_are_those_of_beijing() -> None:
    late = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    (page,) = pages_of(certificate(award(valid_from=late)))
    assert "2027年1月1日" in page


def test_english_and_both_languages() -> None:
    (english,) = pages_of(certificate(award(), "en"))
    assert "CertificateofaCertifiedLearningOutcome" in english
    assert "Occupationalskillcertificate(welder,level3)" in english
    assert "30June2025" in english
    assert "学习成果认证证书" not in english
    (both,) = pages_of(certificate(award(), "both"))
    for word in ("学习成果认证证书", "CertificateofaCertifiedLearningOutcome", "取得日期", "Dateearned", "Guangdong"):
        assert word in both


def test_a_conversion_names_course_programme_and_rule() -> None:
    (page,) = pages_of(certificate(conversion()))
    for fact in (
        "学分转换证书",
        "焊接工艺与设备",
        "ME2031",
        "转换后学分",
        "460104",
        "welder-3-to-me2031",
        "第三条第二款",
    ):
        assert fact in page
    assert "积累学分" not in page


def test_what_is_unknown_takes_no_place() -> None:
    bare = award(credits=None, hours=None, results=(), clause="", original_issuer="", earned_on=None, valid_until=None)
    (page,) = pages_of(certificate(bare))
    for word in ("积累学分", "学时", "成绩", "认定条款", "原发证机构", "取得日期"):
        assert word not in page
    assert "有效期至长期" in page


def test_no_trace_of_the_identity_number_reaches_paper() -> None:
    pdf = certificate(award())
    assert "pepper-and-salt" not in pages_of(pdf)[0]
    assert "abababab" not in pages_of(pdf)[0]


@pytest.mark.parametrize("language", ["zh", "both"])
def test_both_codes_can_be_read_off_the_printed_sheet(language: str) -> None:
    (picture,) = pictures_of(certificate(award(), language))
    found = {code.text for code in zxingcpp.read_barcodes(picture)}
    assert found == {CHECK_URL, OFFLINE}


def test_without_an_offline_text_there_is_one_code() -> None:
    (picture,) = pictures_of(certificate_pdf(award(), check_url=CHECK_URL, offline_text=""))
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [CHECK_URL]


FITS = {
    "a long name of a person wraps": award(holder=Holder(name=LONG_NAME)),
    "a long name of an achievement shrinks": award(
        achievement=type(WELDER)(id="x", name=named(LONG_ACHIEVEMENT), description=named(""), criteria=named(""))
    ),
    "a long word without a place to break is broken": award(original_issuer="urn:oid:" + "1234567890" * 12),
    "many results take several lines": award(
        results=tuple(Result(name=f"科目{at}", value="90", scale="百分制") for at in range(20))
    ),
    "an institution with a very long name": award(
        issuer=Party(
            id="did:web:a", name=named("中国（上海）自由贸易试验区临港新片区职业技能等级认定与学分银行服务联合中心")
        )
    ),
    "one character each": award(
        holder=Holder(name="一"),
        issuer=Party(id="did:web:a", name=named("校")),
        achievement=type(WELDER)(id="x", name=named("工"), description=named(""), criteria=named("")),
    ),
    "no names at all": award(
        holder=Holder(),
        issuer=Party(id="did:web:a", name=named("")),
        achievement=type(WELDER)(id="x", name=named(""), description=named(""), criteria=named("")),
    ),
}


@pytest.mark.parametrize("case", FITS.values(), ids=FITS.keys())
@pytest.mark.parametrize("language", ["zh", "both"])
def test_it_stays_one_sheet_on_which_all_can_be_read(case: Award, language: str) -> None:
    (page,) = pages_of(certificate(case, language))
    told = (case.holder.name, case.achievement.name["zh"], case.original_issuer, case.issuer.name["zh"], case.clause)
    assert all(text in page for text in told)
    (picture,) = pictures_of(certificate(case, language))
    assert len(zxingcpp.read_barcodes(picture)) == 2


def test_what_cannot_fit_goes_on_and_the_picture_grows_instead() -> None:
    endless = award(clause="第十二条" * 900)
    pages = pages_of(certificate(endless))
    assert len(pages) > 1
    assert "第十二条" * 900 in "".join(pages)
    width, height = size_of(certificate_png(endless, check_url=CHECK_URL, offline_text=OFFLINE))
    assert height > 1.6 * width


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_the_picture_is_the_sheet() -> None:
    png = certificate_png(award(), check_url=CHECK_URL, offline_text=OFFLINE)
    assert size_of(png) == (1191, 1684)


@pytest.mark.parametrize("name", ["𠮷田䶮", "㛃喆堃", "马𬭚翀", "买买提·𤩽", "Zoë Müller"])
def test_rare_characters_of_names_are_drawn(name: str) -> None:
    (page,) = pages_of(certificate(award(holder=Holder(name=name))))
    assert name.replace(" ", "") in page
    assert "〔U+" not in page


MISSING = {
    "a character of extension B": ("李\U0002a6a5", "李〔U+2A6A5〕"),
    "a picture character": ("李😀", "李〔U+1F600〕"),
    "a turn of the writing direction": ("李\u202e国建", "李〔U+202E〕国建"),
    "a letter without width": ("李\u200b国", "李〔U+200B〕国"),
    "a control character": ("李\x07国", "李〔U+0007〕国"),
    "half a character": ("李\ud842国", "李〔U+D842〕国"),
}


@pytest.mark.parametrize(("name", "written"), MISSING.values(), ids=MISSING.keys())
def test_a_character_that_cannot_be_drawn_is_told_and_explained(name: str, written: str) -> None:
    (page,) = pages_of(certificate(award(holder=Holder(name=name))))
    assert written in page
    assert "字库所缺字的统一码编号" in page


def test_a_chosen_shape_of_a_character_stays_that_character() -> None:
    assert shown("葛\U000e0100城") == "葛城"


MARKUP = (
    "#panic()", "#eval(\"1+1\")", "#image(\"/etc/passwd\")", "$x^2$", "*粗* _斜_ `码`", "= 标题", "@ref <label>", "\\u{41}",
    "// 注释", "/* 注 */", "~a --- b", "]) #set page(width: 1cm) [(", "{\"data\": 1}", "https://example.org/#x",
)  # fmt: skip


@pytest.mark.parametrize("text", MARKUP)
def test_what_looks_like_markup_is_printed_as_it_is(text: str) -> None:
    tried = award(holder=Holder(name=text), clause=text, original_issuer=text)
    (page,) = pages_of(certificate(tried))
    assert page.count("".join(text.split())) >= 3


def test_the_same_award_gives_the_same_bytes() -> None:
    assert certificate(award()) == certificate(award())
    assert certificate(award()) != certificate(award(credits=1300))
    assert transcript_pdf(transcript(3, 1), check_url=CHECK_URL) == transcript_pdf(
        transcript(3, 1), check_url=CHECK_URL
    )


def test_the_file_says_that_it_is_fit_for_archives() -> None:
    for pdf in (certificate(award()), transcript_pdf(transcript(1, 1), check_url=CHECK_URL)):
        assert b"<pdfaid:part>2</pdfaid:part>" in pdf
        assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf


def test_several_threads_print_at_once() -> None:
    wanted = {at: certificate(award(credits=at * 100)) for at in range(4)}
    found: dict[int, list[bytes]] = {at: [] for at in wanted}

    def work(at: int) -> None:
        found[at] = [certificate(award(credits=at * 100)) for _ in range(3)]

    threads = [threading.Thread(target=work, args=(at,)) for at in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {at: [pdf] * 3 for at, pdf in wanted.items()}


REFUSED = {
    "a language the paper does not speak": ({"language": "fr"}, "PAPER_LANGUAGE_UNKNOWN"),
    "an address no code can hold": ({"check_url": "https://a.example/" + "x" * 3000}, "QR_TOO_LONG"),
    "an offline text no code can hold": ({"offline_text": "CB1:" + "A" * 5000}, "QR_TOO_LONG"),
}


@pytest.mark.parametrize(("changes", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_paper_cannot_do_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(CredentialError) as refused:
        certificate_pdf(award(), **{"check_url": CHECK_URL, "offline_text": OFFLINE} | changes)
    assert refused.value.code == code


@pytest.mark.parametrize(("package", "file"), [("no_such_fonts", "a.otf"), ("noto_cjk_sans_otc", "absent.ttc")])
def test_a_font_that_is_not_installed_is_named(package: str, file: str) -> None:
    with pytest.raises(CredentialError) as refused:
        font_file(package, file)
    assert refused.value.code == "FONT_MISSING"
    assert refused.value.parameters["file"] == file


def test_the_fonts_hold_what_names_are_written_with() -> None:
    unified = set(range(0x4E00, 0x9FFF + 1)) - drawable()
    assert len(unified) < 16, "all but the last additions to the basic block"
    assert len(set(range(0x3400, 0x4DBF + 1)) - drawable()) == 0, "the whole of extension A"


def test_the_transcript_repeats_its_head_and_counts_its_pages() -> None:
    pages = pages_of(transcript_pdf(transcript(60, 12), check_url=CHECK_URL))
    assert len(pages) > 3
    for at, page in enumerate(pages, start=1):
        assert f"第{at}页，共{len(pages)}页" in page
        assert "欧阳建国" in page
        assert "TR-2026-0001" in page
    with_rows = [page for page in pages if "ME20" in page]
    assert len(with_rows) > 2
    assert all("课程（模块、单元）" in page and "认定条款" in page for page in with_rows)


def test_every_course_has_its_source_and_clause() -> None:
    text = "".join(pages_of(transcript_pdf(transcript(5, 2), check_url=CHECK_URL)))
    for at in range(5):
        assert f"ME{2000 + at}" in text
    assert (
        text.count("职业技能等级证书（焊工，三级）CB-7K2M-Q9XD-4RTV-H；https://elsewhere.example/credentials/42") == 5
    )
    assert text.count("welder-3-to-me2031") == 5
    assert text.count("佛山市顺德区恒力机械制造有限公司") == 2


def test_bank_credits_and_granted_credits_are_counted_apart() -> None:
    text = "".join(pages_of(transcript_pdf(transcript(5, 2), check_url=CHECK_URL)))
    assert "合计：515240" in text, "5 courses, 15 credits, 240 hours"
    assert "合计：225640" in text, "2 outcomes, 25 credits, 640 hours"
    assert "积累学分与转换后学分互不相加" in text
    assert "只含学习者档案的一部分" in text


def test_a_transcript_without_awards_says_so() -> None:
    text = "".join(pages_of(transcript_pdf(transcript(0, 0), check_url=CHECK_URL)))
    assert "无合计：0" in text


@pytest.mark.parametrize("language", ["en", "both"])
def test_the_transcript_in_english_and_in_both_languages(language: Any) -> None:
    pages = pages_of(transcript_pdf(transcript(2, 1), check_url=CHECK_URL, language=language))
    text = "".join(pages)
    assert "Transcriptofconvertedcredit" in text
    assert "WeldingProcessesandEquipment" in text
    assert ("成绩单" in text) == (language == "both")


def test_the_code_of_the_transcript_opens_the_check_page() -> None:
    pictures = pictures_of(transcript_pdf(transcript(2, 1), check_url=CHECK_URL))
    assert [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)] == [CHECK_URL]


def test_codes_for_pages() -> None:
    assert qr_svg(ISSUER.id).startswith("<svg")
    assert qr_png(OFFLINE).startswith(b"\x89PNG")
    assert 'fill="#123"' in qr_svg("A", dark="#123") or 'stroke="#123"' in qr_svg("A", dark="#123")
