"""A small populated bank, and clients that are logged in."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from creditbank.bank.models import Enrolment
from tests.town import MORNING, Town, applied, enrolled, li_the_welder, open_learner, open_town


class Clock:
    """What ``timezone.now`` answers; moved on by hand."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def go_on(self, town: Town, days: int) -> None:
        """Both the pages and the verbs are so many days later."""
        self.moment += timedelta(days=days)
        town.moment = self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(MORNING)
    monkeypatch.setattr(timezone, "now", made)
    return made


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
def town(opened: Town, db: None, clock: Clock) -> Town:
    """The town as it was opened: what a test does is rolled back, and its clock is its own."""
    return Town(clock.moment, dict(opened.staff), dict(opened.learners))


@pytest.fixture
def enrolment(town: Town) -> Enrolment:
    return enrolled(town, "li")


@pytest.fixture
def filed(town: Town, enrolment: Enrolment) -> Enrolment:
    """The enrolment after 李师傅 has applied for the whole best plan."""
    applied(town, "li", enrolment)
    return enrolment


@pytest.fixture
def logged_in(town: Town) -> Callable[[str], Client]:
    """A client in which that person is logged in."""

    def client_of(who: str) -> Client:
        client = Client()
        client.force_login(town.user(who))
        return client

    return client_of


@pytest.fixture(autouse=True)
def nobody_has_asked_yet() -> None:
    """What is counted in memory is forgotten between tests."""
    cache.clear()
