"""What can be read: records, transcripts, public checks, queues and sheets, notices, traces, counts. Reading writes only who looked."""

from datetime import date
from uuid import uuid4

import pytest

from creditbank.bank.certify import certify
from creditbank.bank.decide import decide
from creditbank.bank.deposit import return_for_correction
from creditbank.bank.notices import notices
from creditbank.bank.numbers import record_number
from creditbank.bank.progress import progress_of
from creditbank.bank.queues import deposit_queue, deposit_sheet, line_queue, line_sheet
from creditbank.bank.quote import filed_quotes
from creditbank.bank.record import check_number, record, transcript
from creditbank.bank.revoke import revoke
from creditbank.bank.statistics import breakdown, totals
from creditbank.bank.trace import award_traces, line_traces
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.decision import Reason
from creditbank.people.models import Reveal
from creditbank.rules.definitions import Shape
from tests.people import CENTRE
from tests.scenarios.definitions import BLOCK, of, policy, programme, rule
from tests.scenarios.desk import Desk
from tests.scenarios.world import LATER, NC, TODAY, WHY, World

TINY = "craftsman-college/test-reading"
TWELVE = "craftsman-college/test-twelve"


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    return (
        policy("craftsman-college/test-reading", 'grade_recorded = { zh = "良好", en = "Good" }'),
        programme(TINY, ["craftsman-college/test-reading"], {"RE-1": "3.00", "RE-2": "2.00"}, more=BLOCK),
        rule("craftsman-college/test-reading-course", TINY, {"rank": of("computer_rank", level="2")}, "RE-1"),
        rule(
            "craftsman-college/test-reading-block",
            TINY,
            {"rank": of("computer_rank", level="3")},
            '{ module = "block", amount = "2.00" }',
        ),
    )


def test_the_record_keeps_accumulated_pending_and_granted_apart(world: World) -> None:
    own = record(world.call("li", TODAY), learner_id=world.li)
    assert own.name == "李建国"
    assert (own.accumulated, own.pending) == (
        world.award.bank_credits + world.free.bank_credits,
        world.award.bank_credits,
    )
    (waiting,) = own.deposits
    assert (waiting.status, waiting.holder, [step.what for step in waiting.history]) == (
        "submitted",
        CENTRE,
        ["submitted"],
    )
    entries = {entry.id: entry for entry in own.awards}
    held, free = entries[str(world.award.pk)], entries[str(world.free.pk)]
    assert (held.free, held.uses[0].state, free.free, free.uses) == (0, "applied", world.free.bank_credits, [])
    (enrolment,) = own.enrolments
    assert (enrolment.granted, enrolment.passed, enrolment.required, enrolment.lines[0].holder) == (
        0,
        0,
        8000,
        "craftsman-college",
    )
    assert enrolment.pending == sum(grant["amount"] for grant in enrolment.lines[0].grants)
    assert not Reveal.objects.exists()


def test_a_final_line_a_refused_line_and_a_returned_deposit_say_who_must_act(world: World) -> None:
    world.final_line()
    (second,) = world.desk.apply(world.enrolment, LATER)
    decide(world.call("zhao", LATER), line_id=second.pk, verdict="refuse", reasons=WHY)
    return_for_correction(world.call("wu", LATER), deposit_id=world.deposit.pk, reasons=WHY)
    found = record(world.call("li", LATER), learner_id=world.li)
    holders = {line.state: line.holder for line in found.enrolments[0].lines}
    assert holders == {"final": "", "refused": "learner"}
    assert found.deposits[0].holder == "learner"
    assert found.enrolments[0].granted > 0


def test_a_look_by_somebody_else_is_masked_and_written_down(world: World) -> None:
    for who, purpose in (("wang", "case"), ("zhao", "case"), ("sun", "supervision")):
        seen = record(world.call(who, TODAY), learner_id=world.li, purpose=purpose)
        assert seen.name == "李**"
    seen = transcript(world.call("zhao", TODAY), enrolment_id=world.enrolment.pk)
    assert seen.name == "李**"
    assert list(Reveal.objects.order_by("pk").values_list("purpose", flat=True)) == [
        "case",
        "case",
        "supervision",
        "transcript",
    ]


def test_a_transcript_has_courses_studied_and_converted_and_blocks(desk: Desk) -> None:
    for level in ("2", "3"):
        desk.award("li", "computer_rank", date(2025, 3, 29), subject=f"{level} 级", level=level)
    enrolment = desk.enrol("li", TINY, date(2025, 9, 1))
    desk.convert(enrolment, TODAY)
    desk.pass_courses(enrolment, ["RE-2"], LATER)
    found = transcript(desk.call("li", LATER), enrolment_id=enrolment.pk)
    assert [(course.course, course.credits, course.source, course.grade) for course in found.courses] == [
        ("RE-1", 300, "converted", "良好"),
        ("RE-2", 200, "studied", "85"),
    ]
    assert [(block.course, block.credits, block.name["zh"]) for block in found.blocks] == [("block", 200, "块")]
    assert (found.earned, found.required) == (700, 500)
    entries = record(desk.call("li", LATER), learner_id=desk.learner("li")).enrolments
    entry = next(one for one in entries if one.programme == TINY)
    progress = progress_of(entry, current_rulebook().programmes[TINY, 2025])
    assert (progress.remaining, progress.hours_saved) == (0, 48)
    assert (progress.granted_share, progress.passed_share, progress.pending_share) == (10_000, 0, 0)


def test_anyone_may_check_a_number_in_any_spelling(world: World) -> None:
    number = world.award.number
    found = check_number(f" {number.lower().replace('-', ' ')} ")
    assert found is not None
    assert (found.number, found.name, found.status) == (number, "李**", "active")
    revoke(world.call("chen", TODAY), award_id=world.award.pk, reasons=[Reason("FALSE_EVIDENCE")])
    revoked = check_number(number)
    assert revoked is not None
    assert revoked.status == "revoked"
    other = record_number(uuid4())
    assert [check_number(text) for text in (other, "", "CB-1", number + "7")] == [None] * 4


def test_queues_hold_what_waits_and_sheets_what_is_needed(world: World) -> None:
    (row,), total = deposit_queue(world.call("wang", TODAY), body=CENTRE)
    assert (row.id, row.name, total) == (str(world.deposit.pk), "李**", 1)
    assert deposit_queue(world.call("wang", TODAY), body=CENTRE, status="certified")[1] == 2
    sheet = deposit_sheet(world.call("wang", TODAY), deposit_id=world.deposit.pk)
    assert dict(sheet.fields)["subject"] == "C语言"
    assert [step.what for step in sheet.history] == ["submitted"]
    (line,), total = line_queue(world.call("zhao", TODAY), institution="craftsman-college")
    assert (line.id, line.state, total) == (str(world.line.pk), "applied", 1)
    assert line_queue(world.call("zhao", TODAY), institution="craftsman-college", state="final") == ([], 0)
    opened = line_sheet(world.call("zhao", TODAY), line_id=world.line.pk)
    assert opened.line.rule == "craftsman-college/cnc-lathe-operator"
    assert opened.facts[0][1]["level"] == "3"
    assert opened.missing == ()


def test_a_notice_shows_what_for_what_by_which_clause_and_not_whose(world: World) -> None:
    world.published_line()
    (entry,), total = notices(TODAY)
    assert total == 1
    assert (entry.name, entry.ends_on, entry.unit) == ("李**", date(2026, 4, 20), "course_credit")
    assert entry.clause
    assert notices(date(2026, 4, 21)) == ([], 0)


def test_traces_tell_every_step_and_who_took_it(world: World) -> None:
    certify(world.call("wang", TODAY), deposit_id=world.deposit.pk)
    world.final_line()
    traces = award_traces(world.call("li", LATER), learner_id=world.li)
    by_kind = {trace.kind: trace for trace in traces}
    lathe = by_kind["occupational_skill_certificate"]
    assert (lathe.bank_credits, [(step.to, step.by) for step in lathe.steps]) == (
        400,
        [("submitted", "李建国"), ("certified", "王老师")],
    )
    assert lathe.standard is not None
    assert by_kind["computer_rank"].standard is None
    (line,) = line_traces(world.call("li", LATER), enrolment_id=world.enrolment.pk)
    assert (line.rule, line.state, line.kind) == (
        "craftsman-college/cnc-lathe-operator",
        "final",
        "occupational_skill_certificate",
    )
    assert [(step.to, step.by) for step in line.steps] == [
        ("applied", "李建国"),
        ("approved", "赵老师"),
        ("published", "赵老师"),
        ("final", "赵老师"),
    ]


def test_filed_quotes_are_shown_as_they_were_and_checked_again(world: World) -> None:
    world.desk.apply(world.enrolment, TODAY, lines=world.plan.lines)
    (filed,) = filed_quotes(world.call("li", LATER), enrolment_id=world.enrolment.pk)
    assert (filed.findings, filed.hours_saved) == ((), 48)
    assert [line.rule for line in filed.plan.lines] == ["craftsman-college/cnc-lathe-operator"]


def test_counts(world: World) -> None:
    assert (totals().learners, totals().outcomes, totals().awards, totals().conversions) == (4, 3, 2, 0)
    late = breakdown(date(2026, 6, 1))
    assert (late.deposits, late.lines, late.enrolments) == (
        {"certified": 2, "submitted": 1},
        {"applied": 1},
        {"active": 1},
    )
    assert (late.overdue_deposits, late.overdue_lines) == (1, 1)
    assert world.enrolment.programme == NC
