from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditbank.rules.definitions import Kind
from creditbank.rules.facts import (
    award_facts,
    group_keys,
    identity_text,
    input_facts,
    lead_of,
    prefixed,
    programme_facts,
    shared_place,
    stored_facts,
)
from creditbank.rules.tests.trees import sample

BOOK = sample()
SKILL = BOOK.kinds["occupational_skill_certificate"]
PRIZE = BOOK.kinds["skill_contest_prize"]
PATENT = BOOK.kinds["patent"]
TRAINING = BOOK.kinds["training"]
DETAILS: dict[str, Any] = {"certificate_number": "A-1", "occupation": "6-18-02-04", "level": "3"}


def test_award_facts_have_figures_dates_as_texts_and_details() -> None:
    assert award_facts(
        SKILL,
        DETAILS,
        issuer="centre",
        body="union",
        credits="3.00",
        hours=48,
        grade="good",
        grade_scale="five",
        earned_on=date(2024, 5, 1),
        valid_until="2027-05-01",
        certified_on=date(2025, 1, 2),
        bank_credits="4.00",
        route="rpl",
    ) == {
        "kind": "occupational_skill_certificate",
        "level_scale": "occupational_skill",
        "issuer": "centre",
        "body": "union",
        "credits": "3.00",
        "hours": 48,
        "grade": "good",
        "grade_scale": "five",
        "earned_on": "2024-05-01",
        "valid_until": "2027-05-01",
        "certified_on": "2025-01-02",
        "bank_credits": "4.00",
        "route": "rpl",
        **DETAILS,
    }


def test_what_is_empty_is_absent_but_zero_is_not() -> None:
    facts = award_facts(PATENT, {}, issuer="", credits="", hours=0, valid_until=None, bank_credits="0")
    assert facts == {"kind": "patent", "hours": 0, "bank_credits": "0"}


def test_a_figure_asked_for_as_a_detail_is_the_figure() -> None:
    assert award_facts(TRAINING, {"hours": 40}, hours=99)["hours"] == 40
    assert award_facts(TRAINING, {}, hours=99)["hours"] == 99


def test_grade_scale_comes_from_the_kind_first() -> None:
    graded = msgspec.structs.replace(
        PATENT,
        details={**PATENT.details, "grade": msgspec.structs.replace(PRIZE.details["prize"], scale="contest_prize")},
    )
    assert award_facts(graded, {"grade": "first"}, grade_scale="other")["grade_scale"] == "contest_prize"


def test_prefixed() -> None:
    assert prefixed("award", {"level": "3"}) == {"award.level": "3"}


def test_programme_facts() -> None:
    programme = BOOK.programmes[("river-college/460301", 2025)]
    facts = programme_facts(programme)
    assert facts == {
        "programme.id": "river-college/460301",
        "programme.institution": "river-college",
        "programme.year": 2025,
        "programme.qualification": "degree",
        "programme.level": "associate",
        "programme.level_scale": "education",
        "programme.unit": "course_credit",
        "programme.occupations": ("6-31-01-03",),
        "programme.field": "mechatronics",
    }
    assert "programme.field" not in programme_facts(msgspec.structs.replace(programme, field=""))


def test_inputs_are_summed_and_the_lowest_level_counts() -> None:
    one: dict[str, Any] = {"credits": "1.50", "hours": 16, "level": "3", "level_scale": "occupational_skill"}
    other: dict[str, Any] = {"credits": "2", "hours": 8, "level": "4", "level_scale": "occupational_skill"}
    assert input_facts([one, other], BOOK.scales) == {
        "inputs.count": 2,
        "inputs.credits": "3.50",
        "inputs.hours": 24,
        "inputs.level": "4",
        "inputs.level_scale": "occupational_skill",
    }


NO_LEVEL: dict[str, list[dict[str, Any]]] = {
    "no inputs": [],
    "two scales": [
        {"level": "3", "level_scale": "occupational_skill"},
        {"level": "associate", "level_scale": "education"},
    ],
    "one without a level": [{"level": "3", "level_scale": "occupational_skill"}, {"level_scale": "occupational_skill"}],
    "a level that is not on the scale": [{"level": "9", "level_scale": "occupational_skill"}],
    "an unknown scale": [{"level": "3", "level_scale": "nowhere"}],
    "no scale": [{"level": "3"}],
}


@pytest.mark.parametrize("sentence", NO_LEVEL)
def test_no_common_level(sentence: str) -> None:
    assert input_facts(NO_LEVEL[sentence], BOOK.scales) == {"inputs.count": len(NO_LEVEL[sentence])}


def test_a_sum_needs_the_figure_of_every_input() -> None:
    facts = input_facts([{"credits": "1", "hours": 3}, {"credits": "x"}], BOOK.scales)
    assert facts == {"inputs.count": 2}


LEADS: dict[str, tuple[list[dict[str, Any]], int]] = {
    "most original credits": ([{"credits": "1.00"}, {"credits": "10"}, {"credits": "9"}], 1),
    "original credits before bank credits": ([{"bank_credits": "9"}, {"credits": "0.50"}], 1),
    "else most bank credits": ([{"bank_credits": "2"}, {"bank_credits": "3"}], 1),
    "ties to the first slot": ([{"credits": "3.00"}, {"credits": "3"}], 0),
    "nothing known": ([{}, {}], 0),
}


@pytest.mark.parametrize("sentence", LEADS)
def test_lead(sentence: str) -> None:
    inputs, expected = LEADS[sentence]
    assert lead_of(inputs) == expected


def test_stored_facts_leave_out_texts_but_occupation_codes() -> None:
    assert stored_facts(SKILL, award_facts(SKILL, DETAILS, credits="1")) == {
        "kind": "occupational_skill_certificate",
        "level_scale": "occupational_skill",
        "credits": "1",
        "occupation": "6-18-02-04",
        "level": "3",
    }


def test_group_keys_are_readable_codes_or_digests() -> None:
    assert group_keys(SKILL, DETAILS) == {"job_field": "6-18-02-04"}
    key = group_keys(PRIZE, {"contest": "Welding Cup", "edition": 2024})["activity"]
    assert len(key) == 16
    assert key == group_keys(PRIZE, {"contest": "welding cup", "edition": 2024})["activity"]
    assert key != group_keys(PRIZE, {"contest": "welding cup", "edition": 2025})["activity"]
    assert group_keys(PRIZE, {"contest": "Welding Cup"}) == {}


def test_several_codes_make_one_readable_key() -> None:
    kind = msgspec.structs.replace(SKILL, groups={"step": ("occupation", "level")})
    assert group_keys(kind, DETAILS) == {"step": "6-18-02-04/3"}


@given(st.text(min_size=1))
def test_identity_does_not_depend_on_case_spaces_or_width(number: str) -> None:
    typed = {**DETAILS, "certificate_number": f"  {number.upper()} "}
    same = {**DETAILS, "certificate_number": number.upper()}
    assert identity_text(SKILL, " Centre", typed) == identity_text(SKILL, "CENTRE", same)


def test_identity_tells_kind_issuer_and_number_apart() -> None:
    base = identity_text(SKILL, "centre", DETAILS)
    assert base == '["occupational_skill_certificate","centre","a-1"]'
    assert identity_text(SKILL, "centre", {**DETAILS, "certificate_number": "Ａ－1"}) == base
    assert identity_text(SKILL, "other", DETAILS) != base
    assert identity_text(SKILL, "centre", {**DETAILS, "certificate_number": "A-2"}) != base
    assert identity_text(PRIZE, "centre", DETAILS) != base
    assert identity_text(SKILL, "centre", {}) != base


def test_shared_place() -> None:
    assert shared_place(PATENT, {"author_order": 3}) == "3"
    assert shared_place(PRIZE, {}) == ""
    unshared: Kind = SKILL
    assert shared_place(unshared, DETAILS) == ""
