"""The eight promises of ARCHITECTURE.md, each with the tests that keep it. A test that is renamed is missed here."""

import ast
import re

import pytest

from tests.architecture.project import ROOT, functions, tree

PROMISES: dict[str, list[str]] = {
    "1 every credit has a source: award, rule version, clause": [
        "tests/scenarios/test_reading.py::test_traces_tell_every_step_and_who_took_it",
        "tests/scenarios/test_reading.py::test_a_notice_shows_what_for_what_by_which_clause_and_not_whose",
        "tests/scenarios/test_checking.py::test_what_is_broken_is_found",
    ],
    "2 nothing is edited or lost": [
        "src/creditbank/audit/tests/test_append_only.py::test_the_database_refuses_to_change_or_remove_an_audit_row",
        "src/creditbank/ledger/tests/test_guards.py::test_a_change_is_refused",
        "src/creditbank/ledger/tests/test_guards.py::test_a_row_cannot_be_written_over",
        "src/creditbank/ledger/tests/test_guards.py::test_a_second_reversal_is_refused",
    ],
    "3 every converted credit names its course, module or unit": [
        "tests/scenarios/test_reading.py::test_a_transcript_has_courses_studied_and_converted_and_blocks",
        "tests/scenarios/test_every_pair.py::test_there_is_a_conversion",
        "src/creditbank/plan/tests/test_check.py::test_an_award_with_its_part_and_block_where_none_is_accepted",
    ],
    "4 no lot gives what it does not hold; posted twice counts once": [
        "src/creditbank/ledger/tests/test_guards.py::test_an_overdraft_that_slips_past_the_code_is_refused",
        "src/creditbank/ledger/tests/test_at_once.py::test_forty_threads_draw_on_one_lot",
        "src/creditbank/ledger/tests/test_at_once.py::test_the_same_entry_from_twenty_threads_counts_once",
        "src/creditbank/ledger/tests/core.py::a_retry_after_the_balance_is_spent_gets_its_first_answer",
        "src/creditbank/audit/tests/test_append_only.py::test_one_request_id_is_written_once",
    ],
    "5 an old decision can be computed again": [
        "tests/scenarios/test_checking.py::test_a_stored_problem_solved_again_gives_the_stored_plan",
        "tests/scenarios/test_reading.py::test_filed_quotes_are_shown_as_they_were_and_checked_again",
        "tests/scenarios/test_leaving_and_correcting.py::test_an_old_student_keeps_the_old_rules",
    ],
    "6 the engine proves its answer or says by how much it may be wrong": [
        "src/creditbank/plan/tests/test_check.py::test_tampered_plans_are_refused",
        "src/creditbank/plan/tests/test_check.py::test_a_plan_that_says_nothing_of_its_bound_is_not_proven",
    ],
    "7 a person sees the state, the holder and the due date": [
        "src/creditbank/web/tests/test_learner.py::test_what_moves_says_its_state_who_holds_it_and_when_it_is_due",
        "tests/scenarios/test_reading.py::test_a_final_line_a_refused_line_and_a_returned_deposit_say_who_must_act",
    ],
    "8 personal data is masked, every reveal is logged": [
        "src/creditbank/people/tests/test_learners.py::test_a_reveal_gives_the_plain_values_and_is_written_down",
        "src/creditbank/people/tests/test_encryption.py::test_the_row_in_the_database_holds_neither_number_nor_telephone",
        "tests/scenarios/test_reading.py::test_a_look_by_somebody_else_is_masked_and_written_down",
    ],
}
"""Promise → ``file::test``."""


def _defined(test: str) -> bool:
    file, _, name = test.partition("::")
    path = ROOT / file
    if not path.exists():
        return False
    module = tree(path)
    classes = {node.name for node in ast.walk(module) if isinstance(node, ast.ClassDef)}
    assigned = {
        target.id
        for node in ast.walk(module)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return name in {node.name for node in functions(module)} | classes | assigned


@pytest.mark.parametrize("promise", PROMISES)
def test_a_promise_is_kept_by_tests_that_exist(promise: str) -> None:
    assert PROMISES[promise], "no test keeps this promise"
    assert [test for test in PROMISES[promise] if not _defined(test)] == []


def test_the_architecture_page_lists_the_same_promises() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text()
    section = page.partition("## Promises")[2].partition("\n## ")[0]
    assert re.findall(r"^(\d)\. ", section, re.MULTILINE) == [promise[0] for promise in PROMISES]
