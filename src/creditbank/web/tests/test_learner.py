"""A learner's own pages, and that nobody else sees them."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from creditbank.bank import decide
from creditbank.bank.models import Appeal, Conversion, ConversionLine, Enrolment, LineInput
from creditbank.kernel.canonical import digest
from creditbank.kernel.decision import Reason
from tests.town import Town, applied, certified, deposited, enrolled

Clients = Callable[[str], Client]


def test_the_record_shows_the_three_amounts_apart(filed: Enrolment, logged_in: Clients) -> None:
    answer = logged_in("li").get("/record/")
    assert answer.status_code == 200
    record = answer.context["record"]
    assert (record.accumulated, record.pending) == (1400, 700)
    page = answer.content.decode()
    for word in ("李建国", "积累学分", "待定", "转换后学分", "互不相加", "焊工三级", "三级/高级工"):
        assert word in page


def test_what_moves_says_its_state_who_holds_it_and_when_it_is_due(filed: Enrolment, logged_in: Clients) -> None:
    page = logged_in("li").get("/record/").content.decode()
    assert "已申请" in page
    assert "在示范工匠学院" in page
    assert "期限 2025年12月4日" in page
    assert "在示范职业技能评价中心" in page
    assert "持电工四级（中级工）及以上证书，转换PLC技术与应用。" in page


def test_an_outcome_held_by_an_application_is_not_called_used(
    town: Town, enrolment: Enrolment, logged_in: Clients
) -> None:
    certified(town, "li", "english-online")
    applied(town, "li", enrolment)
    page = logged_in("li").get("/record/").content.decode()
    assert "申请占用中" in page
    assert "已使用" not in page
    whole = LineInput.objects.filter(unit="use").earliest("pk").line
    ConversionLine.objects.filter(pk=whole.pk).update(state="final")
    assert "已使用" in logged_in("li").get("/record/").content.decode()
    ConversionLine.objects.update(state="withdrawn")
    page = logged_in("li").get("/record/").content.decode()
    assert "已使用" not in page
    assert "申请占用中" not in page


def test_pending_credits_are_said_to_be_uncounted(enrolment: Enrolment, town: Town, logged_in: Clients) -> None:
    assert "还没有计入" not in logged_in("li").get("/record/").content.decode()
    applied(town, "li", enrolment)
    answer = logged_in("li").get("/record/")
    (row,) = answer.context["page"].enrolments
    assert row.progress.remaining == row.entry.required
    assert f"待定 {row.entry.pending // 100} 还没有计入，生效后再减。" in answer.content.decode()


def test_the_record_costs_the_same_number_of_statements_whatever_it_holds(
    town: Town, filed: Enrolment, logged_in: Clients
) -> None:
    client = logged_in("li")
    client.get("/record/")
    with CaptureQueriesContext(connection) as few:
        client.get("/record/")
    for number in range(12):
        certified(town, "li", "welder-3", details={"certificate_number": f"W-{number}"})
        deposited(town, "li", "fitter-3", details={"certificate_number": f"F-{number}"})
    enrolled(town, "li", ("craftsman-college/460103", 2025))
    with CaptureQueriesContext(connection) as many:
        client.get("/record/")
    assert len(many) == len(few)


def test_a_refusal_is_told_with_its_reason_and_can_be_appealed(
    town: Town, filed: Enrolment, logged_in: Clients
) -> None:
    line = ConversionLine.objects.filter(state="applied").first()
    assert line is not None
    decide.decide(
        town.call("chen"), line_id=line.pk, verdict="refuse", reasons=[Reason("STATED", found="课程内容不符")]
    )
    client = logged_in("li")
    page = client.get("/record/").content.decode()
    assert "课程内容不符" in page
    assert "不认可？提出申诉" in page
    answer = client.post(f"/record/lines/{line.pk}/appeal/", {"text": "内容相同，见大纲", "request_id": str(uuid4())})
    assert answer.headers["Location"] == "/record/"
    assert Appeal.objects.get(line=line).text == "内容相同，见大纲"


def test_a_line_can_be_withdrawn_and_pressing_twice_is_harmless(filed: Enrolment, logged_in: Clients) -> None:
    line = ConversionLine.objects.filter(state="applied").first()
    assert line is not None
    client, form = logged_in("li"), {"request_id": str(uuid4())}
    for _ in range(2):
        client.post(f"/record/lines/{line.pk}/withdraw/", form)
    line.refresh_from_db()
    assert line.state == "withdrawn"


def test_the_quote_says_what_pays_for_what_and_why_the_rest_does_not(enrolment: Enrolment, logged_in: Clients) -> None:
    answer = logged_in("li").get(f"/record/quote/{enrolment.pk}/")
    page = answer.content.decode()
    assert answer.context["plan"].status == "proven"
    for words in ("最优方案", "PLC技术与应用", "省下学时", "没有用上的成果", "目前没有转换规则适用于这项成果"):
        assert words in page
    assert Conversion.objects.count() == 0, "a quote writes nothing"


def test_applying_files_the_chosen_lines_only(enrolment: Enrolment, logged_in: Clients) -> None:
    client = logged_in("li")
    plan = client.get(f"/record/quote/{enrolment.pk}/").context["plan"]
    form = {"plan": digest(plan), "line": ["0"], "request_id": str(uuid4())}
    answer = client.post(f"/record/quote/{enrolment.pk}/", form)
    assert answer.headers["Location"] == "/record/"
    assert [line.rule for line in ConversionLine.objects.all()] == [plan.lines[0].rule]


def test_applying_for_a_plan_that_changed_shows_the_new_one_instead(
    town: Town, enrolment: Enrolment, logged_in: Clients
) -> None:
    client = logged_in("li")
    seen = digest(client.get(f"/record/quote/{enrolment.pk}/").context["plan"])
    certified(town, "li", "english-online")
    answer = client.post(f"/record/quote/{enrolment.pk}/", {"plan": seen, "line": ["0"]})
    assert answer.status_code == 200
    assert "试算之后情况有变" in answer.content.decode()
    assert Conversion.objects.count() == 0


def test_applying_for_nothing_is_refused_with_a_sentence(enrolment: Enrolment, logged_in: Clients) -> None:
    client = logged_in("li")
    plan = client.get(f"/record/quote/{enrolment.pk}/").context["plan"]
    answer = client.post(f"/record/quote/{enrolment.pk}/", {"plan": digest(plan)})
    assert "请至少选择一条转换" in answer.content.decode()


def test_the_transcript_can_be_read_by_its_owner(enrolment: Enrolment, logged_in: Clients) -> None:
    page = logged_in("li").get(f"/record/transcript/{enrolment.pk}/").content.decode()
    assert "李建国" in page
    assert "机电一体化技术" in page


@pytest.mark.parametrize("address", ["/record/quote/{}/", "/record/transcript/{}/"])
def test_another_learner_is_refused(enrolment: Enrolment, logged_in: Clients, address: str) -> None:
    answer = logged_in("zhang").get(address.format(enrolment.pk))
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "您只能在自己的账户中办理" in page
    assert "李" not in page


def test_another_learner_cannot_withdraw_for_me(filed: Enrolment, logged_in: Clients) -> None:
    line = ConversionLine.objects.filter(state="applied").first()
    assert line is not None
    assert logged_in("zhang").post(f"/record/lines/{line.pk}/withdraw/").status_code == 403
    line.refresh_from_db()
    assert line.state == "applied"


def test_what_does_not_exist_is_not_found(town: Town, logged_in: Clients) -> None:
    assert logged_in("li").get(f"/record/quote/{uuid4()}/").status_code == 404


def test_staff_are_led_to_their_desk(town: Town, logged_in: Clients) -> None:
    assert logged_in("wang").get("/record/").headers["Location"] == "/desk/"


def test_personal_pages_are_never_kept_by_a_cache(enrolment: Enrolment, logged_in: Clients) -> None:
    assert logged_in("li").get("/record/").headers["Cache-Control"] == "no-store"
