"""Appeals, reviews after graduation and inquiries: what learners see of them, and the desks that decide."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from creditbank.bank import appeal as appealing
from creditbank.bank import decide as deciding
from creditbank.bank import deposit as depositing
from creditbank.bank.enrol import change_status
from creditbank.bank.finalise import finalise
from creditbank.bank.inquire import freeze
from creditbank.bank.models import Appeal, Award, ConversionLine, Deposit, Enrolment, Inquiry, Review
from creditbank.bank.revoke import revoke
from creditbank.kernel.decision import Reason
from creditbank.people.institutions import appoint
from creditbank.people.permissions import SYSTEM, Role
from creditbank.people.users import create_user
from creditbank.web.tests.conftest import Clock
from creditbank.web.tests.test_desk import press
from tests.town import Town

Clients = Callable[[str], Client]
WHY = [Reason("STATED", found="课程内容不符")]


def employ(town: Town, username: str, place: str, role: Role) -> None:
    """One more member of staff."""
    user = town.staff[username] = create_user(username=username, display_name=username, password=None)
    since = date(2024, 1, 1)
    appoint(request_id=uuid4(), actor=SYSTEM, user=user, institution=place, role=role, since=since, at=town.moment)


@pytest.fixture
def refused(town: Town, filed: Enrolment) -> ConversionLine:
    """A line that 陈老师 has refused; 周老师 is a registrar too."""
    employ(town, "zhou", "craftsman-college", Role.REGISTRAR)
    row = ConversionLine.objects.filter(state="applied").earliest("position")
    return deciding.decide(town.call("chen"), line_id=row.pk, verdict="refuse", reasons=WHY)


@pytest.fixture
def appealed(town: Town, refused: ConversionLine) -> Appeal:
    return appealing.appeal(town.call("li"), line_id=refused.pk, text="内容相同，见大纲")


@pytest.fixture
def appealed_deposit(town: Town) -> Appeal:
    row = Deposit.objects.get(achievement_id="fitter-3")
    employ(town, "xu", "skill-station", Role.CERTIFICATION_REVIEWER)
    depositing.refuse(town.call("xu"), deposit_id=row.pk, reasons=WHY)
    return appealing.appeal(town.call("li"), deposit_id=row.pk, text="证书真实")


def test_an_appealed_line_says_who_decides_and_until_when_and_is_not_offered_again(
    appealed: Appeal, logged_in: Clients
) -> None:
    answer = logged_in("li").get("/record/")
    page = answer.content.decode()
    assert "申诉中 · 由示范工匠学院审理 · 期限 2025年12月11日" in page
    assert "内容相同，见大纲" in page
    assert "不认可？提出申诉" not in page
    assert "取回成果" not in page, "withdrawing is refused while the appeal is open"
    (entry,) = [line for one in answer.context["record"].enrolments for line in one.lines if line.state == "refused"]
    assert (entry.holder, entry.due_on) == ("craftsman-college", "2025-12-11")
    assert (entry.appeal.id, entry.appeal.holder, entry.appeal.outcome) == (str(appealed.pk), "craftsman-college", "")


def test_an_appealed_deposit_says_so_too(appealed_deposit: Appeal, logged_in: Clients) -> None:
    answer = logged_in("li").get("/record/")
    assert "申诉中 · 由示范职业技能评价中心审理" in answer.content.decode()
    assert "不认可？提出申诉" not in answer.content.decode()
    (entry,) = answer.context["record"].deposits
    assert (entry.holder, entry.appeal.text, entry.appeal.due_on) == ("skill-station", "证书真实", entry.due_on)


def test_a_dismissed_appeal_is_told_with_its_reason(town: Town, appealed_deposit: Appeal, logged_in: Clients) -> None:
    appealing.decide_appeal(town.call("wang"), appeal_id=appealed_deposit.pk, outcome="dismissed", reason="档案中没有")
    page = logged_in("li").get("/record/").content.decode()
    assert "申诉不成立" in page
    assert "档案中没有" in page
    assert "不认可？提出申诉" not in page


def test_who_refused_may_not_decide_and_reads_why(appealed: Appeal, logged_in: Clients) -> None:
    page = press(logged_in("chen"), f"/desk/appeals/{appealed.pk}/", "uphold", "重新核对过")
    assert "不予通过是您作出的，申诉须由他人审理。" in page
    appealed.refresh_from_db()
    assert appealed.outcome == ""


def test_another_registrar_finds_the_appeal_and_upholds_it(appealed: Appeal, logged_in: Clients) -> None:
    client, address = logged_in("zhou"), f"/desk/appeals/{appealed.pk}/"
    assert "申诉 1" in client.get("/desk/").content.decode(), "the number of open appeals is seen from the other queues"
    queue = client.get("/desk/?queue=appeals")
    assert [row.id for row in queue.context["cases"]] == [str(appealed.pk)]
    assert address in queue.content.decode()
    sheet = client.get(address).content.decode()
    for words in ("内容相同，见大纲", "课程内容不符", "李**"):
        assert words in sheet
    assert "李建国" not in sheet
    assert "请写明理由" in press(client, address, "uphold")
    assert "已办理" in press(client, address, "uphold", "大纲一致")
    assert appealed.line is not None
    appealed.line.refresh_from_db()
    assert appealed.line.state == "approved"
    page = logged_in("li").get("/record/").content.decode()
    assert "申诉成立" in page
    assert "大纲一致" in page


def test_the_refused_line_leads_to_its_appeal(refused: ConversionLine, town: Town, logged_in: Clients) -> None:
    client, address = logged_in("zhou"), f"/desk/lines/{refused.pk}/"
    before = client.get(address).content.decode()
    assert "学习者可以申诉到 2025年12月11日" in before
    assert "目前没有需要办理的" not in before
    filed = appealing.appeal(town.call("li"), line_id=refused.pk, text="内容相同")
    assert f"/desk/appeals/{filed.pk}/" in client.get(address).content.decode()
    assert "申诉中" in client.get("/desk/?state=refused&queue=lines").content.decode()


def test_the_head_decides_on_deposits_and_the_reviewer_has_no_such_queue(
    appealed_deposit: Appeal, logged_in: Clients
) -> None:
    assert "appeals" not in logged_in("xu").get("/desk/").context["queues"]
    assert logged_in("xu").get(f"/desk/appeals/{appealed_deposit.pk}/").status_code == 403
    client = logged_in("wang")
    assert [row.about["zh"] for row in client.get("/desk/?queue=appeals").context["cases"]] == ["机修钳工三级"]
    assert f"/desk/appeals/{appealed_deposit.pk}/" in (
        client.get(f"/desk/deposits/{appealed_deposit.deposit_id}/").content.decode()
    )
    assert "不成立" in press(client, f"/desk/appeals/{appealed_deposit.pk}/", "dismiss", "档案中没有")


def test_the_centre_sees_all_appeals_by_due_date(
    appealed: Appeal, appealed_deposit: Appeal, logged_in: Clients
) -> None:
    rows = logged_in("zhao").get("/desk/").context["cases"]
    assert {row.id for row in rows} == {str(appealed.pk), str(appealed_deposit.pk)}
    assert [row.due_on for row in rows] == sorted(row.due_on for row in rows)
    assert len(logged_in("zhou").get("/desk/?queue=appeals").context["cases"]) == 1


def test_a_queue_costs_the_same_number_of_statements_however_long_it_is(
    town: Town, appealed: Appeal, logged_in: Clients
) -> None:
    client = logged_in("zhao")
    client.get("/desk/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/")
    for row in ConversionLine.objects.filter(state="applied"):
        deciding.decide(town.call("chen"), line_id=row.pk, verdict="refuse", reasons=WHY)
        appealing.appeal(town.call("li"), line_id=row.pk, text="内容相同")
    with CaptureQueriesContext(connection) as many:
        assert len(client.get("/desk/").context["cases"]) > 1
    assert len(many) == len(few)


def test_an_inquiry_is_released_by_the_head(town: Town, logged_in: Clients) -> None:
    award = Award.objects.get(achievement_id="welder-3")
    inquiry = freeze(town.call("wang"), award_id=award.pk, reason="有人举报证书不实")
    client, address = logged_in("wang"), f"/desk/inquiries/{inquiry.pk}/"
    assert address in client.get("/desk/?queue=inquiries").content.decode()
    assert "有人举报证书不实" in client.get(address).content.decode()
    assert logged_in("union").get(address).status_code == 403
    assert "解冻，未发现问题" in press(client, address, "release", "证书属实")
    assert Inquiry.objects.get().outcome == "released"


@pytest.fixture
def reviewed(town: Town, filed: Enrolment, clock: Clock) -> Review:
    """李师傅 has graduated with one line final, whose award was revoked afterwards."""
    row = ConversionLine.objects.filter(state="applied").earliest("position")
    for other in ConversionLine.objects.filter(state="applied").exclude(pk=row.pk):
        deciding.withdraw(town.call("li"), line_id=other.pk)
    deciding.decide(town.call("chen"), line_id=row.pk, verdict="approve")
    deciding.publish_notice(town.call("chen"), line_id=row.pk)
    clock.go_on(town, 20)
    finalise(town.call("chen"), line_id=row.pk)
    filed.refresh_from_db()
    change_status(town.call("chen"), filed, "completed", "毕业")
    award = row.inputs.all()[0].award
    head = {"skill-station": "wang", "province-union": "head"}[award.body_id]
    if head == "head":
        employ(town, "head", "province-union", Role.CERTIFICATION_HEAD)
    revoke(town.call(head), award_id=award.pk, reasons=[Reason("FALSE_EVIDENCE")], note="工厂没有这个人")
    return Review.objects.get()


@pytest.mark.parametrize(
    ("act", "answer", "state"), [("stands", "stands", "final"), ("rescinds", "rescinds", "reversed")]
)
def test_a_review_is_answered_by_the_registrar(
    reviewed: Review, logged_in: Clients, act: str, answer: str, state: str
) -> None:
    client, address = logged_in("chen"), f"/desk/reviews/{reviewed.pk}/"
    assert address in client.get("/desk/?queue=reviews").content.decode()
    assert "工厂没有这个人" in client.get(address).content.decode()
    assert "请写明理由" in press(client, address, act)
    assert "已办理" in press(client, address, act, "已另行核实")
    reviewed.refresh_from_db()
    reviewed.line.refresh_from_db()
    assert (reviewed.answer, reviewed.line.state) == (answer, state)
    assert list(client.get("/desk/?queue=reviews").context["cases"]) == []


@pytest.mark.parametrize(
    ("place", "role", "words"),
    [
        ("heavy-works", Role.EMPLOYER_CLERK, "替职工存入成果"),
        ("province-union", Role.UNION_OFFICER, "替职工存入成果"),
        ("craftsman-college", Role.EXPERT, "学科专家的意见"),
        ("bank-centre", Role.RULE_EDITOR, "creditbank rulebook check"),
        ("bank-centre", Role.RULE_APPROVER, "creditbank rulebook publish"),
        ("bank-centre", Role.AUDITOR, "creditbank check"),
    ],
)
def test_a_role_without_a_queue_is_told_what_it_can_do(
    town: Town, logged_in: Clients, place: str, role: Role, words: str
) -> None:
    employ(town, "new", place, role)
    page = logged_in("new").get("/desk/").content.decode()
    assert words in page
    assert "您的岗位在这里没有待办清单" not in page
    assert 'href="/notices/"' in page


@pytest.mark.parametrize("what", ["appeals", "reviews", "inquiries"])
def test_what_does_not_exist_is_not_found(town: Town, logged_in: Clients, what: str) -> None:
    assert logged_in("zhao").get(f"/desk/{what}/{uuid4()}/").status_code == 404
