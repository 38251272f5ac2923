"""Wenzhou, 2016: stages of one patent, authors further back, prizes by rank, funds by band."""

from datetime import date
from typing import Any

import pytest

from creditbank.bank.errors import NotAllowedNow
from creditbank.bank.leave import complete
from creditbank.bank.models import Award
from creditbank.bank.quote import quote_replacement
from creditbank.bank.replace import replace
from creditbank.rules.definitions import Shape
from tests.scenarios.definitions import BLOCK, of, programme, rule
from tests.scenarios.desk import Desk, granted, lot, state, targets, used, why_unused

ROBOTS = "vocational-college/460305"
TINY = "vocational-college/test-patents"
NUMBER = "ZL202410000001.X"


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    return (
        programme(TINY, ["vocational-college/innovation-2016"], {"PT-1": "3.00"}, more=BLOCK),
        rule(
            "vocational-college/test-patent-block",
            TINY,
            {"patent": of("patent")},
            '{ module = "block", amount = "worth" }',
            category="achievement",
            more='worth_of = [{ slot = "patent", standard = "vocational-college/patents-2016" }]',
        ),
    )


def patent(desk: Desk, stage: str, earned_on: date, **details: Any) -> Award:
    given = {"patent_number": NUMBER, "type": "invention", "author_order": 1}
    return desk.award("li", "patent", earned_on, stage=stage, **{**given, **details})


def test_a_a_granted_patent_replaces_its_first_examination_net_four(desk: Desk) -> None:
    early = patent(desk, "preliminary_examination", date(2025, 3, 3))
    enrolment = desk.enrol("li", ROBOTS, date(2025, 9, 1))
    (old,) = desk.convert(enrolment, date(2025, 10, 13))
    assert granted(enrolment) == 200
    late = patent(desk, "granted", date(2026, 4, 13))
    day = date(2026, 5, 11)
    assert why_unused(desk.quote(enrolment, day), late).code == "GROUP_ONCE"
    better = quote_replacement(enrolment, day, old.pk)
    (line,) = better.plan.lines
    conversion = replace(desk.call("li", day), line_id=old.pk, line=line, plan=better.plan)
    (new,) = conversion.lines.all()
    assert (state(old), granted(enrolment), lot(late)) == ("final", 200, {})
    desk.settle([new], day)
    assert (state(old), state(new)) == ("reversed", "final")
    assert granted(enrolment) == 600
    assert lot(early) == {"use": 1}


def test_a_after_graduation_a_better_patent_cannot_enter(desk: Desk) -> None:
    patent(desk, "preliminary_examination", date(2025, 3, 3))
    enrolment = desk.enrol("li", TINY, date(2025, 9, 1))
    (old,) = desk.convert(enrolment, date(2025, 10, 13))
    late = patent(desk, "granted", date(2026, 4, 13))
    line = quote_replacement(enrolment, date(2026, 5, 11), old.pk).plan.lines[0]
    desk.pass_courses(enrolment, ["PT-1"], date(2026, 5, 11))
    complete(desk.call("zhao", date(2026, 5, 12)), enrolment_id=enrolment.pk)
    with pytest.raises(NotAllowedNow) as refused:
        replace(desk.call("li", date(2026, 5, 13)), line_id=old.pk, line=line)
    assert (refused.value.code, refused.value.parameters) == ("ENROLMENT_STATUS", {"status": "completed"})
    assert granted(enrolment) == 200
    assert lot(late) == {"use": 1}


def test_b_the_third_author_of_an_invention_gets_five_and_the_fifth_of_a_utility_model_nothing(desk: Desk) -> None:
    patent(desk, "granted", date(2025, 3, 3), author_order=3)
    fifth = patent(desk, "granted", date(2025, 3, 3), type="utility", patent_number="ZL202420000002.1", author_order=5)
    found = desk.quote(desk.enrol("li", ROBOTS, date(2025, 9, 1)), date(2025, 10, 13))
    (line,) = found.plan.lines
    assert line.worth == 500
    assert targets([line]) == {"innovation": 500}
    assert why_unused(found, fifth).code == "WORTH_ZERO"


def test_c_rank_12_of_60_is_a_second_prize_and_60000_yuan_are_three_credits(desk: Desk) -> None:
    contest = {"contest": "机械创新赛", "tier": "national", "entrants": 60}
    second = desk.award("li", "ranked_contest", date(2025, 3, 3), rank=12, edition=2024, **contest)
    project = desk.award("li", "innovation_project", date(2025, 3, 3), project_class="commissioned", outcome="concluded", role="host",
                         author_order=1, amount_yuan=60_000)  # fmt: skip
    enrolment = desk.enrol("li", ROBOTS, date(2025, 9, 1))
    found = desk.quote(enrolment, date(2025, 10, 13))
    (line,) = found.plan.lines
    assert {draw.outcome for draw in line.draws} == {str(project.pk)}
    assert targets([line]) == {"innovation": 300}
    reason = why_unused(found, second)
    assert (reason.code, reason.found) == ("WORTH_NO_ROW", {"award.tier": "national", "award.prize": "second"})


def test_c_rank_9_of_60_is_a_first_prize_to_the_last_place(desk: Desk) -> None:
    nine, ten = (
        desk.award(
            "li",
            "ranked_contest",
            date(2025, 3, 3),
            contest="机械创新赛",
            edition=year,
            tier="national",
            rank=rank,
            entrants=60,
        )
        for rank, year in ((9, 2024), (10, 2025))
    )
    found = desk.quote(desk.enrol("li", ROBOTS, date(2025, 9, 1)), date(2025, 10, 13))
    assert targets(found.plan.lines) == {"innovation": 600}
    assert used(found) == {nine.pk}
    assert why_unused(found, ten).code == "WORTH_NO_ROW"
