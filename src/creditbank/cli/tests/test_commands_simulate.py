"""A draft is tried on everybody before it is published: who gains, who loses, by how much; and who may ask."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker
from typer.testing import Result

from creditbank.audit.models import AuditRow
from creditbank.bank.holdings import holdings_of
from creditbank.bank.rank import offered_on
from creditbank.bank.simulate import simulate
from creditbank.bank.simulate_draft import read_draft
from creditbank.bank.simulate_shapes import Simulation
from creditbank.catalogue.in_force import current_rulebook
from creditbank.people.errors import Forbidden
from creditbank.people.models import Learner
from creditbank.plan.candidates import build
from creditbank.plan.engine import least_remaining
from creditbank.rules.findings import RulebookInvalid
from creditbank.rules.rulebook import Rulebook
from tests.town import Town, applied, certified, enrolled, li_the_welder, open_learner, open_town

Run = Callable[..., Result]
Changes = tuple[tuple[str, str], ...]
DAY = date(2025, 11, 20)
ON = ("--now", "2025-11-20")
MECHATRONICS = "craftsman-college/460301@2025"
RULE = "articulation/craftsman-college/mech-electrician-technician.toml"
POLICY = "policies/province/gd-2025.toml"
PROGRAMME = "programmes/craftsman-college/460301/2025.toml"
LEVEL_THREE: Changes = (('not_below = "2"', 'not_below = "3"'), ('level = "3" } }', 'level = "4" } }'))
SMALL_SHARE: Changes = (('share = "0.50"', 'share = "0.05"'), ('"38.00"', '"1.00"'), ('"38.50"', '"1.50"'))
EXAMPLE = "[[version.example]]"
TWO_MORE: Changes = (
    ('min_credits = "80.00"', 'min_credits = "82.00"'),
    ('min_credits = "8.00"', 'min_credits = "10.00"'),
)


@pytest.fixture(scope="module")
def opened(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """李师傅 studies mechatronics, 张师傅 has a course of English and a fitter's certificate, 王师傅 has nothing."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_town()
        transaction.set_rollback(True)


def make_town() -> Town:
    town = open_town()
    li_the_welder(town)
    open_learner(town, "zhang", "张伟", serial=24)
    open_learner(town, "wang-gong", "王强", serial=36)
    enrolled(town, "li")
    certified(town, "zhang", "english-online", details={"certificate_number": "SF-zhang-1"})
    certified(town, "zhang", "fitter-3", details={"certificate_number": "SF-zhang-2"})
    return town


def draft_file(folder: Path, name: str, changes: Changes) -> Path:
    text = (Path(settings.RULEBOOK) / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    if name == POLICY and changes:
        # The first two examples are of the share; those after them grant more than a small one allows.
        text = EXAMPLE.join(text.split(EXAMPLE)[:3])
    made = folder / name
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_text(text, encoding="utf-8")
    return made


def simulated(town: Town, folder: Path, **options: bool | int) -> Simulation:
    return simulate(town.call(), read_draft(folder, current_rulebook()), on=DAY, **options)  # type: ignore[arg-type]


def _one_by_one(draft: Rulebook) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    """What is left now and by the draft, for everybody before every programme, each case built and solved by itself."""
    book, found = current_rulebook(), {}
    for learner in Learner.objects.all():
        held = holdings_of(learner.pk, book)
        for programme in offered_on(draft, DAY):
            old = book.programmes[programme.id, programme.year]
            cases = held.case(book, old, DAY), held.case(draft, programme, DAY)
            if not any(build(case).candidates for case in cases) and programme.id not in held.places:
                continue
            left = tuple(least_remaining(build(case)) for case in cases)
            if left[0] != left[1]:
                found[learner.number, f"{programme.id}@{programme.year}"] = left
    return found  # type: ignore[return-value]


def test_exactly_those_gain_who_hold_what_the_draft_lets_count(town: Town, tmp_path: Path) -> None:
    draft_file(tmp_path, RULE, LEVEL_THREE)
    found = simulated(town, tmp_path)
    assert [one.learner for one in found.movers] == [town.learners["li"].number]
    assert (found.gained, found.lost, found.unproven) == (1, 0, 0)
    (mover,) = found.movers
    assert (mover.programme, mover.enrolled) == (MECHATRONICS, True)
    assert mover.before is not None
    assert mover.after is not None
    assert mover.gain == mover.before - mover.after > 0
    assert mover.converted_after is not None
    assert mover.converted_before is not None
    assert mover.converted_after - mover.converted_before == mover.gain
    (effect,) = found.programmes
    assert (effect.programme, effect.credits_gained, effect.credits_lost) == (MECHATRONICS, mover.gain, 0)
    (change,) = found.changes
    assert (change.sort, change.what, change.reach, change.programmes) == ("rule", "changed", "programmes", 1)


@pytest.mark.parametrize(("name", "changes"), [(RULE, LEVEL_THREE), (POLICY, SMALL_SHARE), (PROGRAMME, TWO_MORE)])
def test_it_says_what_solving_every_case_by_itself_says(
    town: Town, tmp_path: Path, name: str, changes: Changes
) -> None:
    applied(town, "li", town.learners["li"].enrolments.get())  # what is held for a line is not free any more
    draft_file(tmp_path, name, changes)
    found = simulated(town, tmp_path)
    expected = _one_by_one(read_draft(tmp_path, current_rulebook()))
    assert {(one.learner, one.programme): (one.before, one.after) for one in found.movers} == expected


def test_a_smaller_share_makes_losers_only(town: Town, tmp_path: Path) -> None:
    draft_file(tmp_path, POLICY, SMALL_SHARE)
    found = simulated(town, tmp_path)
    assert found.gained == 0
    assert found.lost == len(found.movers) > 0
    assert all(one.gain < 0 for one in found.movers)
    assert sum(one.credits_lost for one in found.programmes) == -sum(one.gain for one in found.movers)
    assert [one.gain for one in found.movers] == sorted(one.gain for one in found.movers)


def test_what_a_programme_asks_more_everybody_studies_more(town: Town, tmp_path: Path) -> None:
    draft_file(tmp_path, PROGRAMME, TWO_MORE)
    found = simulated(town, tmp_path, enrolled_only=True)
    assert found.enrolled_only
    assert [(one.learner, one.gain) for one in found.movers] == [(town.learners["li"].number, -200)]


def test_a_programme_that_is_new_is_compared_with_studying_everything(town: Town, tmp_path: Path) -> None:
    moved = (('id = "craftsman-college/460301"', 'id = "craftsman-college/460999"'),)
    draft_file(tmp_path, PROGRAMME, moved)
    (tmp_path / PROGRAMME).rename(tmp_path / "2025.toml")
    (tmp_path / "programmes/craftsman-college/460999").mkdir()
    (tmp_path / "2025.toml").rename(tmp_path / "programmes/craftsman-college/460999/2025.toml")
    found = simulated(town, tmp_path)
    (effect,) = found.programmes
    assert effect.new
    assert found.lost == 0


def test_a_draft_that_changes_nothing_compares_nobody(town: Town, tmp_path: Path) -> None:
    file = draft_file(tmp_path, RULE, ())
    assert simulated(town, file).changes == ()
    assert simulated(town, Path(settings.RULEBOOK)).pairs == 0


def test_a_standard_of_the_bank_bears_on_certification_only(town: Town, tmp_path: Path) -> None:
    name = "recognition/bank/occupational-skill.toml"
    text = (Path(settings.RULEBOOK) / name).read_text(encoding="utf-8")
    (tmp_path / "recognition/bank").mkdir(parents=True)
    (tmp_path / name).write_text(text.replace('zh = "', 'zh = "新', 1), encoding="utf-8")
    found = simulated(town, tmp_path)
    assert {one.reach for one in found.changes} == {"certification"}
    assert found.pairs == 0


def test_faults_are_told_with_their_place_and_nothing_issimulated(town: Town, run: Run, tmp_path: Path) -> None:
    file = draft_file(tmp_path, RULE, (("MECH-107", "MECH-999"),))
    done = run("rulebook", "simulate", file, *ON)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{RULE} version[0].target[1]" in done.stderr
    assert "MECH-999" in done.stderr
    assert not AuditRow.objects.filter(verb="simulate_rules").exists()


def test_files_that_no_rulebook_has_are_refused(town: Town, tmp_path: Path) -> None:
    (tmp_path / "stray.toml").write_text("x = 1")
    with pytest.raises(RulebookInvalid, match="UNKNOWN_FILE"):
        read_draft(tmp_path, current_rulebook())
    (tmp_path / "stray.toml").unlink()
    with pytest.raises(RulebookInvalid, match="MISSING_FILE"):
        read_draft(tmp_path, current_rulebook())


def test_the_command_tells_it_in_sentences_and_tables(town: Town, run: Run, tmp_path: Path) -> None:
    draft_file(tmp_path, RULE, LEVEL_THREE)
    done = run("rulebook", "simulate", tmp_path, "--processes", 1, *ON)
    assert done.exit_code == 0, done.stderr
    assert "Learners: 3, compared: 1, pairs with a programme: 1. Gain 1, lose 0, unchanged 0." in done.stdout
    assert town.learners["li"].number in done.stdout
    assert "李建国" not in done.stdout
    chinese = run("rulebook", "simulate", tmp_path, "--processes", 1, *ON, language="zh")
    assert "受益 1" in chinese.stdout
    row = AuditRow.objects.filter(verb="simulate_rules").first()
    assert row is not None
    assert row.detail == {"pairs": 1, "gained": 1, "lost": 0, "movers": 1}


def test_the_command_answers_programs_and_writes_a_table(town: Town, run: Run, tmp_path: Path) -> None:
    file = draft_file(tmp_path, RULE, LEVEL_THREE)
    table = tmp_path / "movers.csv"
    done = run("rulebook", "simulate", file, "--processes", 1, "--csv", table, "--json", *ON)
    said = json.loads(done.stdout)
    assert (said["learners"], said["gained"], len(said["movers"])) == (3, 1, 1)
    with table.open(encoding="utf-8", newline="") as read:
        (row,) = csv.DictReader(read)
    assert row["learner"] == said["movers"][0]["learner"]
    assert int(row["before"]) - int(row["after"]) == said["programmes"][0]["credits_gained"]
    nowhere = run("rulebook", "simulate", file, "--csv", tmp_path / "no" / "x.csv", *ON)
    assert nowhere.exit_code == 2


def test_a_registrar_sees_his_own_students_and_a_learner_nothing(town: Town, tmp_path: Path) -> None:
    draft_file(tmp_path, POLICY, SMALL_SHARE)
    draft = read_draft(tmp_path, current_rulebook())
    seen = simulate(town.call("chen"), draft, on=DAY)
    assert seen.enrolled_only
    assert {one.programme for one in seen.movers} <= {MECHATRONICS}
    with pytest.raises(Forbidden):
        simulate(town.call("li"), draft, on=DAY)
