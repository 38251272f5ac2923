"""A simulation says the same however many processes work on it. It needs a committed database, which others can read."""

from pathlib import Path

from creditbank.cli.tests.test_commands_simulate import POLICY, SMALL_SHARE, draft_file, make_town, simulated
from tests.databases import FreshDatabase


def test_the_number_of_processes_does_not_matter(own_database: FreshDatabase, tmp_path: Path) -> None:
    town = make_town()
    draft_file(tmp_path, POLICY, SMALL_SHARE)
    alone, together = simulated(town, tmp_path, processes=1), simulated(town, tmp_path, processes=2)
    assert alone == together
    assert alone.lost > 0
