"""Logging in and out, and the accounts of a demonstration."""

import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.town import PASSWORD, Town


@pytest.mark.parametrize(("who", "page"), [("li", "/record/"), ("wang", "/desk/")])
def test_everybody_arrives_where_his_work_is(town: Town, client: Client, who: str, page: str) -> None:
    answer = client.post("/login/", {"username": who, "password": PASSWORD})
    assert answer.headers["Location"] == page


def test_a_wrong_password_is_told_without_saying_what_was_wrong(town: Town, client: Client) -> None:
    known = client.post("/login/", {"username": "li", "password": "wrong"}).content.decode()
    unknown = client.post("/login/", {"username": "nobody", "password": "wrong"}).content.decode()
    assert "用户名或密码不对" in known
    assert "用户名或密码不对" in unknown


def test_logging_out_takes_a_form_and_ends_the_session(town: Town, client: Client) -> None:
    client.force_login(town.user("li"))
    assert client.get("/logout/").status_code == 405
    client.post("/logout/")
    assert client.get("/record/").status_code == 302


def test_a_form_without_its_token_is_refused_with_a_plain_page(town: Town) -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "li", "password": PASSWORD})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_demonstration_accounts_are_shown_only_where_the_demonstration_ran(
    town: Town, client: Client, settings: LazySettings, tmp_path: Path
) -> None:
    settings.DEMO_ACCOUNTS_FILE = tmp_path / "demo-accounts.json"
    assert "示范账户" not in client.get("/login/").content.decode()
    account = {"username": "li", "password": PASSWORD, "role_zh": "学习者", "role_en": "Learner", "name": "李建国"}
    settings.DEMO_ACCOUNTS_FILE.write_text(json.dumps([account], ensure_ascii=False), encoding="utf-8")
    page = client.get("/login/").content.decode()
    assert "示范账户" in page
    assert "李建国" in page
