"""The desks of those who certify and decide."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

from django.test import Client

from creditbank.bank import decide as deciding
from creditbank.bank.models import Award, ConversionLine, Deposit, Enrolment, LineInput
from creditbank.kernel.decision import Reason
from creditbank.web.tests.conftest import Clock
from tests.town import Town, applied, certified, deposited, open_learner

Clients = Callable[[str], Client]


def press(client: Client, address: str, act: str, text: str = "", **more: str) -> str:
    """Press a button and read the page that follows."""
    answer = client.post(address, {"act": act, "text": text, "request_id": str(uuid4()), **more}, follow=True)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_body_sees_its_own_queue_with_masked_names(town: Town, logged_in: Clients) -> None:
    answer = logged_in("wang").get("/desk/")
    assert [row.outcome["zh"] for row in answer.context["deposits"]] == ["机修钳工三级"]
    page = answer.content.decode()
    assert "李**" in page
    assert "李建国" not in page
    assert list(logged_in("union").get("/desk/").context["deposits"]) == []


def test_an_overdue_deposit_is_marked(town: Town, logged_in: Clients, clock: Clock) -> None:
    clock.go_on(town, 30)
    assert "超期" in logged_in("wang").get("/desk/").content.decode()


def test_the_queue_is_filtered_by_status(town: Town, logged_in: Clients) -> None:
    answer = logged_in("wang").get("/desk/?state=certified")
    assert {row.status for row in answer.context["deposits"]} == {"certified"}


def test_a_deposit_is_accepted_and_certified(town: Town, logged_in: Clients) -> None:
    row = Deposit.objects.get(achievement_id="fitter-3")
    client, address = logged_in("wang"), f"/desk/deposits/{row.pk}/"
    assert "机修钳工" in client.get(address).content.decode()
    assert "已受理" in press(client, address, "accept")
    assert "已认证" in press(client, address, "certify")
    assert Award.objects.get(deposit=row).bank_credits == 400


def test_a_deposit_is_returned_with_a_reason_that_the_learner_reads(town: Town, logged_in: Clients) -> None:
    row = Deposit.objects.get(achievement_id="fitter-3")
    client, address = logged_in("wang"), f"/desk/deposits/{row.pk}/"
    assert "请写明理由" in press(client, address, "return")
    press(client, address, "return", "扫描件看不清")
    assert "扫描件看不清" in logged_in("li").get("/record/").content.decode()


def test_a_refusal_by_rule_is_told_and_nothing_is_written(town: Town, logged_in: Clients) -> None:
    open_learner(town, "young", "陈小明", born=date(2010, 3, 3), serial=36)
    row = deposited(town, "young", "fitter-3", details={"certificate_number": "Y-1"})
    page = press(logged_in("wang"), f"/desk/deposits/{row.pk}/", "certify")
    assert "未满该类成果的最低年龄" in page
    assert not Award.objects.filter(deposit=row).exists()


def test_another_body_cannot_look_or_act(town: Town, logged_in: Clients) -> None:
    row = Deposit.objects.get(achievement_id="fitter-3")
    client = logged_in("union")
    assert client.get(f"/desk/deposits/{row.pk}/").status_code == 403
    assert client.post(f"/desk/deposits/{row.pk}/", {"act": "certify"}).status_code == 403
    row.refresh_from_db()
    assert row.status == "submitted"


def test_a_learner_has_no_desk_to_work_at(town: Town, logged_in: Clients) -> None:
    assert "您还没有机构岗位" in logged_in("li").get("/desk/").content.decode()


def test_the_registrar_approves_publishes_and_makes_final(
    town: Town, filed: Enrolment, logged_in: Clients, clock: Clock
) -> None:
    client = logged_in("chen")
    row = ConversionLine.objects.filter(state="applied").first()
    assert row is not None
    assert str(row.pk) in client.get("/desk/").content.decode()
    address = f"/desk/lines/{row.pk}/"
    assert "审定通过" in press(client, address, "approve")
    assert "公示中" in press(client, address, "publish")
    running = client.get(address).content.decode()
    assert "公示到 2025年" in running
    assert "公示期满，记入学籍" not in running
    assert "公示到" in press(client, address, "finalise"), "the notice still runs"
    clock.go_on(town, 14)
    assert "公示期满，记入学籍" in logged_in("chen").get(address).content.decode()
    assert "已生效" in press(logged_in("chen"), address, "finalise"), "the session of two weeks ago is over"


def test_a_line_is_refused_only_with_a_reason(filed: Enrolment, logged_in: Clients) -> None:
    row = ConversionLine.objects.filter(state="applied").first()
    assert row is not None
    client, address = logged_in("chen"), f"/desk/lines/{row.pk}/"
    assert "请写明理由" in press(client, address, "refuse")
    assert "不予通过" in press(client, address, "refuse", "课程内容不符")


def test_a_button_that_is_not_there_does_nothing(filed: Enrolment, logged_in: Clients) -> None:
    row = ConversionLine.objects.filter(state="applied").first()
    assert row is not None
    assert "没有这个操作" in press(logged_in("chen"), f"/desk/lines/{row.pk}/", "delete")


def test_a_line_past_its_date_is_overdue_only_while_it_awaits_a_decision(
    town: Town, filed: Enrolment, logged_in: Clients, clock: Clock
) -> None:
    decided, referred, *waiting = ConversionLine.objects.filter(state="applied").order_by("position")
    deciding.decide(town.call("chen"), line_id=decided.pk, verdict="refuse", reasons=[Reason("STATED", found="不符")])
    deciding.decide(town.call("chen"), line_id=referred.pk, verdict="refer", reasons=[Reason("STATED", found="核实")])
    clock.go_on(town, 60)
    assert logged_in("zhao").get("/desk/").context["breakdown"].overdue_lines == 1 + len(waiting)


def test_an_award_without_bank_credits_shows_none_on_the_sheet(
    town: Town, enrolment: Enrolment, logged_in: Clients
) -> None:
    certified(town, "li", "english-online")
    applied(town, "li", enrolment)
    facts = LineInput.objects.filter(line__state="applied").order_by("pk")
    without = next(item for item in facts if item.facts["bank_credits"] == "0.00")
    with_some = next(item for item in facts if item.facts["bank_credits"] != "0.00")
    client = logged_in("chen")
    assert "积累学分：0" not in client.get(f"/desk/lines/{without.line_id}/").content.decode()
    assert "积累学分：" in client.get(f"/desk/lines/{with_some.line_id}/").content.decode()


def test_the_centre_sees_statistics_and_no_queue(filed: Enrolment, logged_in: Clients) -> None:
    answer = logged_in("zhao").get("/desk/")
    assert answer.context["totals"].awards == 4
    assert answer.context["breakdown"].lines == {"applied": ConversionLine.objects.count()}
    assert "deposits" not in answer.context
    assert "lines" not in answer.context


def test_a_notice_can_be_objected_to_by_whoever_has_an_account(
    town: Town, filed: Enrolment, logged_in: Clients, client: Client
) -> None:
    registrar = logged_in("chen")
    row = ConversionLine.objects.filter(state="applied").first()
    assert row is not None
    press(registrar, f"/desk/lines/{row.pk}/", "approve")
    press(registrar, f"/desk/lines/{row.pk}/", "publish")
    page = client.get("/notices/").content.decode()
    assert "李**" in page
    assert "李建国" not in page
    assert client.post(f"/notices/{row.pk}/object/", {"text": "不实"}).headers["Location"].startswith("/login/")
    logged_in("zhang").post(f"/notices/{row.pk}/object/", {"text": "他没有参加这次培训"})
    row.refresh_from_db()
    assert row.state == "referred"
