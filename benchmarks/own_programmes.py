"""The rulebook's own programmes before the demonstration's workers: real rules on invented people.

The demonstration city is built as ``creditbank demo`` builds it. Then every worker is put before every programme of the
rulebook as if he thought of enrolling and had not applied for anything yet, so that all he was certified is still in his bank.
"""

import os
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from creditbank.plan.case import AwardCase
    from creditbank.plan.problem import Problem

WORKERS = 300
DAY = date(2025, 12, 20)
"""The last day of the demonstration's story."""


@cache
def own_problems(workers: int = WORKERS) -> "tuple[Problem, ...]":
    """The problems in which there is anything to choose from. The city is built in ``CREDITBANK_VAR``, which must be set."""
    build_city(workers)
    from creditbank.bank.cases import prospective_case
    from creditbank.catalogue.in_force import current_rulebook
    from creditbank.people.models import Learner
    from creditbank.plan.candidates import build

    programmes = current_rulebook().programmes
    found = []
    for learner in Learner.objects.order_by("pk"):
        for name in sorted(programmes):
            case = prospective_case(learner.pk, programmes[name], DAY)
            awards = tuple(_untouched(award) for award in case.awards)
            problem = build(replace(case, awards=awards, recorded=()))
            if any(not candidate.possible for candidate in problem.candidates):
                found.append(problem)
    return tuple(found)


def build_city(workers: int) -> None:
    """Fill the empty database of this process with the demonstration city and so many workers."""
    if not os.environ.get("CREDITBANK_VAR"):
        raise SystemExit("CREDITBANK_VAR must name an empty folder: python -m benchmarks sets it")
    os.environ["DJANGO_SETTINGS_MODULE"] = "creditbank.config.settings"
    os.environ["DATABASE_URL"] = ""  # a file in that folder
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from creditbank.catalogue.publishing import publish
    from creditbank.cli.demo.building import build
    from creditbank.people.permissions import SYSTEM
    from creditbank.rules.schema import read_rulebook

    call_command("migrate", verbosity=0)
    book = read_rulebook(Path(settings.RULEBOOK))
    publish(book, author="creditbank", approver="rulebook", at=timezone.now(), actor=SYSTEM)
    build(workers)


def _untouched(award: "AwardCase") -> "AwardCase":
    """The award as it was certified."""
    return replace(award, spent=(), again=None, lot=replace(award.lot, available=award.lot.issued))
