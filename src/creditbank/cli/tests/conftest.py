"""A small populated bank, and the commands run in it as by a person at a terminal."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker
from typer.testing import CliRunner, Result

from creditbank.cli.main import build
from tests.databases import FreshDatabase, fresh_database
from tests.town import Town, li_the_welder, open_learner, open_town

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def opened(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """李师傅 with his outcomes, and 张师傅 with none: made once for a file, and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = open_town()
        li_the_welder(made)
        open_learner(made, "zhang", "张伟", serial=24)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def town(opened: Town, db: None) -> Town:
    """The town as it was opened: what a test does is rolled back."""
    return Town(opened.moment, dict(opened.staff), dict(opened.learners))


@pytest.fixture(scope="session")
def run() -> Run:
    """Run one command in this process; answers and errors come back apart, in English unless said otherwise."""
    app, runner = build(), CliRunner()

    def one(*arguments: object, language: str = "en") -> Result:
        environment = {"CREDITBANK_LANGUAGE": language, "CREDITBANK_AS": None}
        return runner.invoke(app, [str(argument) for argument in arguments], env=environment)

    return one


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[FreshDatabase]:
    """An empty, migrated, committed database of this test alone."""
    with django_db_blocker.unblock(), fresh_database() as database:
        yield database
