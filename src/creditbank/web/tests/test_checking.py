"""The check page for credentials, pictures, bundles and codes; and a learner's certificates."""

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from creditbank.bank.inquire import freeze
from creditbank.bank.issue import issue
from creditbank.bank.models import Award
from creditbank.bank.revoke import revoke
from creditbank.credentials.compact import pack
from creditbank.credentials.exporting import export
from creditbank.credentials.formats import open_badge
from creditbank.credentials.keyring import signer_of
from creditbank.credentials.models import Credential
from creditbank.kernel.decision import Reason
from creditbank.web.tests.keys import key_of
from tests.town import Town


@pytest.fixture
def welder(town: Town) -> Credential:
    """The credential of 李师傅's welding certificate."""
    key_of("skill-station", town)
    return issue(town.call("wang"), award_id=Award.objects.get(achievement_id="welder-3").pk)


def page_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def handed_in(client: Client, *, file: bytes | None = None, text: str = "", status: int = 200) -> str:
    form: dict[str, object] = {"text": text}
    if file is not None:
        form["file"] = SimpleUploadedFile("credential", file)
    answer = client.post("/verify/", form)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_code_on_a_certificate_opens_every_step_with_a_masked_name(welder: Credential, client: Client) -> None:
    answer = client.get(f"/c/{welder.number}")
    page = answer.content.decode()
    shown = answer.context["shown"]
    assert (shown.verdict, [step.outcome for step, _ in shown.steps].count("passed")) == ("valid", 8)
    assert "有效：签名完整" in page
    assert "李**" in page
    assert "李建国" not in page
    assert "没有查到" not in page
    assert "示范职业技能评价中心" in page


def test_a_number_of_a_credential_may_be_typed_in_any_spelling(welder: Credential, client: Client) -> None:
    typed = welder.number.lower().replace("-", " ")
    assert "有效：签名完整" in page_of(client, f"/verify/?number={typed}")
    slipped = welder.number[:-1] + ("A" if welder.number[-1] != "A" else "B")
    assert "没有查到" in page_of(client, f"/c/{slipped}", 404)


def test_a_revocation_shows_at_once_and_not_with_the_next_list(welder: Credential, town: Town, client: Client) -> None:
    assert client.get(f"/c/{welder.number}").context["shown"].verdict == "valid"
    revoke(town.call("wang"), award_id=welder.subject, reasons=[Reason("STATED", found="伪造")])
    answer = client.get(f"/c/{welder.number}")
    assert answer.context["shown"].verdict == "revoked"
    assert "已撤销" in answer.content.decode()


def test_an_inquiry_shows_as_suspended(welder: Credential, town: Town, client: Client) -> None:
    freeze(town.call("wang"), award_id=welder.subject, reason="举报")
    assert client.get(f"/c/{welder.number}").context["shown"].verdict == "suspended"


@pytest.mark.parametrize("form", ["open-badge", "jwt", "png", "svg", "bundle"])
def test_every_form_of_it_is_read_from_a_file(welder: Credential, town: Town, client: Client, form: str) -> None:
    content = export(welder, form, now=town.moment)
    assert "有效：签名完整" in handed_in(client, file=content)


def test_the_picture_of_the_certificate_carries_the_credential(welder: Credential, town: Town, client: Client) -> None:
    assert "有效：签名完整" in handed_in(client, file=export(welder, "png-certificate", now=town.moment))


def test_one_changed_letter_is_seen(welder: Credential, client: Client) -> None:
    changed = json.loads(welder.document)
    changed["credentialSubject"]["creditsEarned"] = 40
    page = handed_in(client, text=json.dumps(changed))
    assert "签名与内容不符" in page
    assert "李**" not in page, "what nobody signed is not repeated"


def test_the_address_in_the_code_leads_to_its_page(welder: Credential, client: Client) -> None:
    answer = client.post("/verify/", {"text": f"https://bank.example/c/{welder.number}"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/c/{welder.number}")


def test_the_text_of_an_offline_code_is_checked_with_the_list(welder: Credential, town: Town, client: Client) -> None:
    award = open_badge.parse(json.loads(welder.document))
    text = pack(award, signer_of("skill-station", town.moment), at=town.moment)
    assert "有效：签名完整" in handed_in(client, text=text)
    assert "无效" in handed_in(client, text=text[:40] + ("A" if text[40] != "A" else "B") + text[41:])


BAD = {
    "nothing at all": ({"text": "  "}, 400, "请选一个文件"),
    "a sentence": ({"text": "我有证书"}, 200, "无效"),
    "half a document": ({"text": '{"type": ['}, 200, "无效"),
    "an unsigned document": ({"text": '{"@context": ["https://www.w3.org/ns/credentials/v2"]}'}, 200, "无效"),
    "markup": ({"text": "{<script>alert(1)</script>"}, 200, "无效"),
    "a deep nest": ({"text": '{"a":' * 5000 + "1" + "}" * 5000}, 200, "无效"),
}


@pytest.mark.parametrize("sentence", BAD)
def test_what_is_no_credential_is_told_so(town: Town, client: Client, sentence: str) -> None:
    form, status, words = BAD[sentence]
    answer = client.post("/verify/", form)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "<script>" not in answer.content.decode()


def test_a_file_that_is_too_large_is_not_even_read(town: Town, client: Client) -> None:
    assert "内容太大" in handed_in(client, file=b"x" * 2_700_000, status=413)


def test_the_form_asks_for_its_token(welder: Credential) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/verify/", {"text": "x"}).status_code == 403


def test_a_stranger_may_ask_only_so_often(town: Town, client: Client, settings: Settings) -> None:
    settings.VERIFY_PER_MINUTE = 2
    for _ in range(2):
        handed_in(client, text="我有证书")
    answer = client.post("/verify/", {"text": "我有证书"})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "核验太频繁" in answer.content.decode()
    assert client.get("/verify/").status_code == 200


def test_a_learner_gets_his_certificate_issued_on_first_demand(town: Town, logged_in: Callable[[str], Client]) -> None:
    key_of("skill-station", town)
    award = Award.objects.get(achievement_id="welder-3")
    li = logged_in("li")
    assert f"/record/awards/{award.pk}/pdf/" in li.get("/record/").content.decode()
    starts = {"pdf": b"%PDF", "png-certificate": b"\x89PNG", "open-badge": b"{", "bundle": b"{"}
    for form, start in starts.items():
        answer = li.get(f"/record/awards/{award.pk}/{form}/")
        assert answer.status_code == 200
        assert answer.content.startswith(start)
        assert "attachment" in answer.headers["Content-Disposition"]
    assert Credential.objects.count() == 1


def test_nobody_else_gets_it(town: Town, logged_in: Callable[[str], Client]) -> None:
    key_of("skill-station", town)
    address = f"/record/awards/{Award.objects.get(achievement_id='welder-3').pk}/pdf/"
    assert Client().get(address).status_code == 302
    assert logged_in("zhang").get(address).status_code == 403
    assert logged_in("li").get(address.replace("pdf", "docx")).status_code == 404


def test_without_a_key_of_the_body_the_page_says_what_to_do(town: Town, logged_in: Callable[[str], Client]) -> None:
    award = Award.objects.get(achievement_id="welder-3")
    answer = logged_in("li").get(f"/record/awards/{award.pk}/pdf/")
    assert answer.status_code == 409
    assert "没有可用的签名密钥" in answer.content.decode()
