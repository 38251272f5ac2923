"""What a stranger may read."""

import pytest
from django.test import Client
from stdnum.iso7064 import mod_37_36

from creditbank.bank.models import Award, Enrolment
from creditbank.people.models import Institution
from tests.town import Town


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    return answer.content.decode()


def test_the_first_page_counts_what_is_in_the_bank(town: Town, client: Client) -> None:
    answer = client.get("/")
    assert answer.context["totals"].learners == 2
    assert answer.context["totals"].outcomes == 5
    assert answer.context["totals"].awards == 4
    assert answer.context["totals"].conversions == 0
    for door in ("/record/", "/verify/", "/desk/"):
        assert f'"{door}"' in answer.content.decode()


def test_a_true_number_shows_a_masked_name_and_nothing_more(town: Town, client: Client) -> None:
    award = Award.objects.get(achievement_id="welder-3")
    page = text_of(client, f"/verify/?number={award.number}")
    assert "属实" in page
    assert "李**" in page
    assert "焊工三级" in page
    assert "李建国" not in page
    assert "SF-welder-3-0001" not in page


@pytest.mark.parametrize("spelling", [str.lower, lambda number: number.replace("-", ""), lambda number: f" {number} "])
def test_a_number_may_be_typed_in_any_spelling(town: Town, client: Client, spelling) -> None:  # type: ignore[no-untyped-def]
    number = Award.objects.get(achievement_id="welder-3").number
    answer = client.get("/verify/", {"number": spelling(number)})
    assert answer.status_code == 200
    assert answer.context["found"].number == number


def test_a_slip_in_a_number_is_explained_by_its_check_character(town: Town, client: Client) -> None:
    number = Award.objects.get(achievement_id="welder-3").number
    slipped = number[:-1] + ("A" if number[-1] != "A" else "B")
    page = text_of(client, f"/verify/?number={slipped}", 404)
    assert "校验位与前面不符" in page
    assert "李**" not in page


def test_a_well_formed_number_of_nothing_is_told_apart_from_a_slip(town: Town, client: Client) -> None:
    check = mod_37_36.calc_check_digit("0" * 12)
    page = text_of(client, f"/verify/?number=CB-0000-0000-0000-{check}", 404)
    assert "校验位也对" in page


def test_what_is_typed_is_never_run(town: Town, client: Client) -> None:
    page = text_of(client, "/verify/?number=<script>alert(1)</script>", 404)
    assert "<script>" not in page


def test_the_register_lists_what_each_body_may_certify(town: Town, client: Client) -> None:
    page = text_of(client, "/institutions/?q=评价")
    assert "示范职业技能评价中心" in page
    assert "技能评价机构" in page
    assert "职业技能等级证书" in page
    assert "省工会" not in page


def test_long_lists_are_paged_and_a_page_beyond_the_last_is_not_found(town: Town, client: Client) -> None:
    Institution.objects.bulk_create(
        Institution(id=f"works-{n:02d}", type="enterprise", name_zh=f"第{n}厂", name_en=f"Works {n}") for n in range(30)
    )
    first = client.get("/institutions/")
    assert len(first.context["rows"]) == 25
    assert first.context["paging"].pages == 2
    assert len(client.get("/institutions/?page=2").context["rows"]) == 10
    assert client.get("/institutions/?page=3").status_code == 404


def test_the_programmes_are_listed_by_sort(town: Town, client: Client) -> None:
    page = text_of(client, "/programmes/?sort=skill_level")
    assert "示范工匠学院" not in page
    assert (
        client.get("/programmes/").context["paging"].total
        > client.get("/programmes/?sort=degree").context["paging"].total
    )


def test_a_programme_shows_its_courses_limits_and_rules_with_their_sources(town: Town, client: Client) -> None:
    page = text_of(client, "/programmes/craftsman-college/460301/2025/")
    assert "PLC技术与应用" in page
    assert "全部转换不超过 50 %" in page
    assert "粤职院制〔2020〕45号" in page
    assert "持电工四级（中级工）及以上证书" in page
    assert "持电工三级（高级工）及以上证书" not in page, "a version that lapsed"


def test_an_unknown_programme_is_not_found(town: Town, client: Client) -> None:
    assert client.get("/programmes/craftsman-college/460301/1999/").status_code == 404


def test_health_is_good_when_a_rulebook_is_published(town: Town, client: Client) -> None:
    assert client.get("/health/").json() == {"ok": True}


@pytest.mark.parametrize("address", ["/", "/verify/", "/institutions/", "/programmes/", "/notices/", "/login/"])
def test_every_public_page_sends_the_headers_and_runs_no_script(town: Town, client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = answer.content.decode()
    assert "<script" not in page
    assert "style=" not in page


@pytest.mark.parametrize("address", ["/record/", "/desk/", "/record/quote/{}/", "/record/transcript/{}/"])
def test_personal_pages_ask_a_stranger_to_log_in(enrolment: Enrolment, client: Client, address: str) -> None:
    answer = client.get(address.format(enrolment.pk))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login/?next=")


def test_a_page_that_does_not_exist_says_so_plainly(town: Town, client: Client) -> None:
    assert "没有这一页" in text_of(client, "/nowhere/", 404)


def test_english_is_one_switch_away(town: Town, client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    page = text_of(client, "/programmes/craftsman-college/460301/2025/")
    assert "Mechatronics technology" in page
    assert 'lang="en"' in page
    assert "培养方案" not in page
