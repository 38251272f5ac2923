"""The pages in a real Chromium, on a phone of 360 px and by keyboard alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from creditbank.bank.issue import issue
from creditbank.bank.models import Award, Enrolment
from creditbank.credentials.exporting import export
from creditbank.web.tests.keys import key_of
from tests.town import PASSWORD, Town, applied, enrolled, li_the_welder, open_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = ViewportSize(width=360, height=740)
expect.set_options(timeout=20_000)  # a busy machine answers late, and that is no fault of the page


@pytest.fixture(autouse=True)
def no_lasting_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's threads let go of the database after each page, so that it can be thrown away in the end."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


@pytest.fixture
def town(transactional_db: None) -> Town:
    made = open_town()
    li_the_welder(made)
    return made


@pytest.fixture
def enrolment(town: Town) -> Enrolment:
    made = enrolled(town, "li")
    applied(town, "li", made)
    return made


@pytest.fixture
def phone(page: Page, live_server: LiveServer) -> Iterator[Page]:
    """A Chinese phone. What the page's console complains about (a breach of the security policy) fails the test."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.set_viewport_size(PHONE)
    page.set_extra_http_headers({"Accept-Language": "zh-CN"})
    yield page
    assert [text for text in complaints if "404" not in text] == []


def log_in(page: Page, live_server: LiveServer, who: str) -> None:
    page.goto(f"{live_server.url}/login/")
    page.get_by_label("用户名").fill(who)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()


def overflow(page: Page) -> int:
    """How far the page could be scrolled sideways, in pixels."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_a_worker_reads_his_record_on_a_phone(phone: Page, live_server: LiveServer, enrolment: Enrolment) -> None:
    log_in(phone, live_server, "li")
    expect(phone.get_by_role("heading", level=1)).to_have_text("李建国")
    expect(phone.get_by_text("三个数含义不同，互不相加")).to_be_visible()
    moving = phone.get_by_role("region", name="正在办理")
    expect(moving.get_by_text("已申请").first).to_be_visible()
    moving.get_by_text("依据和经过").first.click()
    expect(moving.get_by_text(re.compile("电工|竞赛")).first).to_be_visible()
    phone.get_by_role("link", name="试算：还能换什么").click()
    expect(phone.get_by_text("最优方案", exact=True)).to_be_visible()
    phone.go_back()
    phone.get_by_role("link", name="成绩单").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("成绩单")


def test_no_page_scrolls_sideways_at_360_pixels(phone: Page, live_server: LiveServer, enrolment: Enrolment) -> None:
    wide = {}
    log_in(phone, live_server, "li")
    number = Award.objects.filter(learner__name="李建国").values_list("number", flat=True)[0]
    addresses = (
        "/",
        "/record/",
        f"/record/quote/{enrolment.pk}/",
        f"/record/transcript/{enrolment.pk}/",
        f"/verify/?number={number}",
        "/institutions/",
        "/programmes/",
        "/programmes/craftsman-college/460301/2025/",
        "/notices/",
        "/nowhere/",
    )
    for address in addresses:
        phone.goto(live_server.url + address)
        phone.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        if overflow(phone):
            wide[address] = overflow(phone)
    assert wide == {}


def test_every_target_for_a_finger_is_44_pixels_high(
    phone: Page, live_server: LiveServer, enrolment: Enrolment
) -> None:
    log_in(phone, live_server, "li")
    small = phone.evaluate(
        """[...document.querySelectorAll('main button, main summary, main a.act, main input:not([type=hidden])')]
           .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
           .map(one => one.textContent.trim())"""
    )
    assert small == []


def test_a_stranger_checks_a_number(phone: Page, live_server: LiveServer, town: Town) -> None:
    number = Award.objects.get(achievement_id="welder-3").number
    phone.goto(live_server.url)
    phone.get_by_label("证明上的编号").fill(number.lower().replace("-", " "))
    phone.get_by_role("main").get_by_role("button", name="查验").click()
    result = phone.get_by_role("status")
    expect(result.get_by_text("属实")).to_be_visible()
    expect(result.get_by_text("李**")).to_be_visible()
    expect(result.get_by_text("焊工三级")).to_be_visible()


def test_logging_in_takes_no_more_than_a_keyboard(phone: Page, live_server: LiveServer, town: Town) -> None:
    phone.goto(f"{live_server.url}/record/")
    expect(phone.get_by_label("用户名")).to_be_focused()
    phone.keyboard.type("li")
    phone.keyboard.press("Tab")
    phone.keyboard.type(PASSWORD)
    phone.keyboard.press("Enter")
    expect(phone).to_have_url(f"{live_server.url}/record/")
    phone.keyboard.press("Tab")
    skip = phone.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_visible()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("main")).to_be_focused()


def test_english_is_switched_on_in_the_footer_and_stays(phone: Page, live_server: LiveServer, town: Town) -> None:
    phone.goto(f"{live_server.url}/programmes/")
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Programmes")
    phone.goto(f"{live_server.url}/verify/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Check a number or a credential")
    phone.get_by_role("button", name="中文").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("查验一个编号或一份凭证")


def test_a_stranger_verifies_a_certificate_on_a_phone(
    phone: Page, live_server: LiveServer, town: Town, tmp_path: Path
) -> None:
    key_of("skill-station", town)
    row = issue(town.call("wang"), award_id=Award.objects.get(achievement_id="welder-3").pk)
    phone.goto(f"{live_server.url}/c/{row.number}")
    result = phone.get_by_role("status")
    expect(result.get_by_text("有效", exact=True)).to_be_visible()
    expect(result.get_by_text("签名：内容是否被改动过")).to_be_visible()
    expect(result.get_by_text("李**")).to_be_visible()
    assert overflow(phone) == 0
    picture = tmp_path / "certificate.png"
    picture.write_bytes(export(row, "png-certificate", now=town.moment))
    phone.get_by_label("凭证、证书图片或离线核验包").set_input_files(picture)
    phone.get_by_role("button", name="核验", exact=True).click()
    expect(phone.get_by_role("status").get_by_text("有效", exact=True)).to_be_visible()
    phone.get_by_label("或粘贴二维码里的文字").fill(row.document.replace("焊工三级", "焊工一级"))
    phone.get_by_role("button", name="核验", exact=True).click()
    result = phone.get_by_role("status")
    expect(result.get_by_text("无效", exact=True)).to_be_visible()
    expect(result.get_by_text("未通过")).to_be_visible()
    assert overflow(phone) == 0
    small = phone.evaluate(
        """[...document.querySelectorAll('main button, main summary, main input:not([type=hidden])')]
           .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
           .map(one => one.outerHTML)"""
    )
    assert small == []
