from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditbank.kernel.decision import Grant, Reason, Refer, Refuse
from creditbank.rules.definitions import Adjust, Derive, PerHours, Shift, Standard, Test
from creditbank.rules.standards import cell_text, fact_name, version_in_force, worth
from creditbank.rules.tests.trees import sample

BOOK = sample()
DAY = date(2025, 1, 1)


def standard(name: str) -> Standard:
    found = BOOK.standard(name, DAY)
    assert found is not None
    return found


def answer(name: str, **facts: Any) -> str:
    return told(standard(name), facts)


def told(held: Standard, facts: dict[str, Any]) -> str:
    decision = worth(held, {fact_name(key.replace("__", ".")): value for key, value in facts.items()}, BOOK.scales)
    if isinstance(decision, Grant):
        return f"{decision.value // 100}.{decision.value % 100:02d}"
    word = "refer" if isinstance(decision, Refer) else "refuse"
    return f"{word} {decision.reasons[0].code} {decision.reasons[0].field}"


GOLDEN: dict[str, tuple[str, dict[str, Any], str]] = {
    "Longqiao: association, national first, second member": (
        "river-college/contest",
        {"tier": "national", "prize": "first", "organiser": "association", "team_place": 2},
        "3.00",
    ),
    "Longqiao: school third, team member": (
        "river-college/contest",
        {"tier": "school", "prize": "third", "organiser": "authority", "team_place": 2},
        "refuse WORTH_ZERO standard",
    ),
    "Longqiao: below the lowest tier there is nothing": (
        "river-college/contest",
        {"tier": "school", "prize": "first", "organiser": "association"},
        "refuse WORTH_NO_ROW award.tier",
    ),
    "Longqiao: the main member has all of it": (
        "river-college/contest",
        {"tier": "national", "prize": "first", "organiser": "authority", "team_place": 1},
        "6.00",
    ),
    "Longqiao: no place in a team changes nothing": (
        "river-college/contest",
        {"tier": "national", "prize": "second", "organiser": "authority"},
        "5.00",
    ),
    "Longqiao: a prize without a row": (
        "river-college/contest",
        {"tier": "national", "prize": "third", "organiser": "authority"},
        "refuse WORTH_NO_ROW standard",
    ),
    "Longqiao: who organised it is not known": (
        "river-college/contest",
        {"tier": "national", "prize": "first"},
        "refer FACT_MISSING award.organiser",
    ),
    "Longqiao: the tier to be shifted is not known": (
        "river-college/contest",
        {"prize": "first", "organiser": "association"},
        "refer FACT_MISSING award.tier",
    ),
    "Longqiao: the prize is not known": (
        "river-college/contest",
        {"tier": "national", "organiser": "authority"},
        "refer FACT_MISSING award.prize",
    ),
    "Wenzhou: third author of an invention": (
        "river-college/patent",
        {"type": "invention", "stage": "granted", "author_order": 3},
        "5.00",
    ),
    "Wenzhou: fourth author of a utility model": (
        "river-college/patent",
        {"type": "utility", "stage": "granted", "author_order": 4},
        "0.50",
    ),
    "Wenzhou: fifth author of a utility model": (
        "river-college/patent",
        {"type": "utility", "stage": "granted", "author_order": 5},
        "refuse WORTH_ZERO standard",
    ),
    "Wenzhou: commissioned, 60,000 yuan": (
        "river-college/project",
        {"project_class": "commissioned", "amount_yuan": 60_000, "concluded": True},
        "3.00",
    ),
    "Wenzhou: commissioned, the last yuan of a band": (
        "river-college/project",
        {"project_class": "commissioned", "amount_yuan": 199_999, "concluded": True},
        "3.00",
    ),
    "Wenzhou: commissioned, the first yuan of the next": (
        "river-college/project",
        {"project_class": "commissioned", "amount_yuan": 200_000, "concluded": True},
        "5.00",
    ),
    "Wenzhou: commissioned, too little money": (
        "river-college/project",
        {"project_class": "commissioned", "amount_yuan": 10, "concluded": True},
        "refuse WORTH_NO_ROW standard",
    ),
    "Wenzhou: a national project needs no funds": (
        "river-college/project",
        {"project_class": "national", "concluded": True},
        "6.00",
    ),
    "Wenzhou: the funds of a commissioned one are not known": (
        "river-college/project",
        {"project_class": "commissioned", "concluded": True},
        "refer FACT_MISSING award.funds",
    ),
    "Wenzhou: not concluded": (
        "river-college/project",
        {"project_class": "national", "concluded": False},
        "refuse CONDITION award.concluded",
    ),
    "Wenzhou: rank 12 of 60 is a second prize": (
        "river-college/ranked",
        {"rank": 12, "entrants": 60, "programme__field": "mechatronics"},
        "1.00",
    ),
    "Wenzhou: rank 9 of 60 is exactly 15 per cent": (
        "river-college/ranked",
        {"rank": 9, "entrants": 60, "programme__field": "mechatronics"},
        "2.00",
    ),
    "Wenzhou: rank 10 of 60 is above": (
        "river-college/ranked",
        {"rank": 10, "entrants": 60, "programme__field": "mechatronics"},
        "1.00",
    ),
    "a special row stands before the general one": (
        "river-college/ranked",
        {"rank": 1, "entrants": 60, "programme__field": "computing"},
        "1.00",
    ),
    "above the last band": (
        "river-college/ranked",
        {"rank": 60, "entrants": 60, "programme__field": "computing"},
        "refer WORTH_NO_ROW standard",
    ),
    "a prize that is stated is not derived": (
        "river-college/ranked",
        {"rank": 60, "entrants": 60, "prize": "second", "programme__field": "computing"},
        "1.00",
    ),
    "no entrants, no rank": (
        "river-college/ranked",
        {"rank": 1, "entrants": 0, "programme__field": "computing"},
        "refer FACT_MISSING award.prize",
    ),
    "the bank's table": ("bank/skill", {"level": "3"}, "4.00"),
    "hours are cut down to whole steps": ("bank/training-hours", {"hours": 47}, "2.50"),
    "hours exactly on a step": ("bank/training-hours", {"hours": 48}, "3.00"),
    "hours above the most": ("bank/training-hours", {"hours": 20_000}, "4.00"),
    "hours below the least step": ("bank/training-hours", {"hours": 7}, "refuse WORTH_ZERO standard"),
    "hours as an amount": ("bank/training-hours", {"hours": "16.00"}, "1.00"),
    "hours are not known": ("bank/training-hours", {}, "refer FACT_MISSING award.hours"),
}


@pytest.mark.parametrize("sentence", GOLDEN)
def test_golden(sentence: str) -> None:
    name, facts, expected = GOLDEN[sentence]
    assert answer(name, **facts) == expected


def test_a_refusal_by_row_says_what_was_looked_up() -> None:
    facts: dict[str, Any] = {"award.tier": "national", "award.prize": "third", "award.organiser": "authority"}
    assert worth(standard("river-college/contest"), facts, BOOK.scales) == Refuse(
        (
            Reason(
                "WORTH_NO_ROW",
                "standard",
                "row",
                "river-college/contest",
                {"award.tier": "national", "award.prize": "third"},
            ),
        )
    )


def test_a_missing_fact_in_when_refers() -> None:
    held = msgspec.structs.replace(standard("bank/skill"), when=(Test(field="award.assessed", is_=True),))
    assert told(held, {"level": "3"}) == "refer FACT_MISSING award.assessed"


def test_a_table_without_columns_gives_one_amount() -> None:
    held = msgspec.structs.replace(standard("bank/skill"), columns=(), rows=(("2.00",),))
    assert told(held, {}) == "2.00"


def test_the_floor_comes_after_the_adjustment() -> None:
    held = msgspec.structs.replace(standard("river-college/patent"), floor="0.50")
    assert told(held, {"type": "utility", "stage": "granted", "author_order": 9}) == "0.50"
    assert told(held, {"type": "utility", "stage": "granted", "author_order": 1}) == "2.00"


def test_the_step_comes_last() -> None:
    held = msgspec.structs.replace(
        standard("bank/training-hours"), adjust=(Adjust(field="hours", above=20, flat="0.30"),), floor="0.90"
    )
    assert told(held, {"hours": 30}) == "2.00"  # 1.875 + 0.30 = 2.175, stepped down
    assert told(held, {"hours": 8}) == "0.50"  # the floor 0.90, stepped down


def test_adjustments_add_up() -> None:
    held = msgspec.structs.replace(
        standard("river-college/patent"),
        adjust=(
            Adjust(field="author_order", above=1, per_step="-0.50"),
            Adjust(field="author_order", above=2, flat="-1.00"),
        ),
    )
    assert told(held, {"type": "invention", "stage": "granted", "author_order": 3}) == "4.00"


def test_shifts_read_the_facts_as_they_were() -> None:
    down = Shift(field="tier", steps=-1, on="contest_tier", when=(Test(field="award.tier", is_="national"),))
    further = Shift(field="tier", steps=-1, on="contest_tier", when=(Test(field="award.tier", is_="provincial"),))
    held = msgspec.structs.replace(standard("river-college/contest"), shift=(down, further))
    assert told(held, {"tier": "national", "prize": "first"}) == "3.50"
    both = msgspec.structs.replace(held, shift=(down, down))
    assert told(both, {"tier": "national", "prize": "first"}) == "1.50"


def test_a_shift_above_the_highest_step_refuses() -> None:
    up = Shift(field="tier", steps=1, on="contest_tier")
    held = msgspec.structs.replace(standard("river-college/contest"), shift=(up,))
    assert told(held, {"tier": "national", "prize": "first"}) == "refuse WORTH_NO_ROW award.tier"
    assert told(held, {"tier": "provincial", "prize": "first"}) == "6.00"


def test_bands_of_amounts() -> None:
    band = Derive(field="band", from_="amount", bands=(("0.50", "low"), ("*", "high")))
    held = msgspec.structs.replace(
        standard("bank/skill"), columns=("band",), rows=(("low", "1.00"), ("high", "2.00")), derive=(band,)
    )
    assert told(held, {"amount": "0.50"}) == "1.00"
    assert told(held, {"amount": "0.51"}) == "2.00"


VERSIONS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "the last day of the old table": ("bank/skill", {"award.earned_on": "2022-12-31"}, "", "2019-01-01"),
    "the first day of the new one": ("bank/skill", {"award.earned_on": "2023-01-01"}, "", "2023-01-01"),
    "before any table": (
        "bank/skill",
        {"award.earned_on": "2018-12-31"},
        "",
        "refuse STANDARD_NOT_IN_FORCE standard",
    ),
    "by the day of the application": ("river-college/patent", {}, "2016-09-01", "2016-09-01"),
    "a day before": ("river-college/patent", {}, "2016-08-31", "refuse STANDARD_NOT_IN_FORCE standard"),
    "by the day of certification": (
        "river-college/project",
        {"award.certified_on": "2020-01-01"},
        "2010-01-01",
        "2016-09-01",
    ),
    "the day is not known": ("river-college/project", {}, "2020-01-01", "refer FACT_MISSING award.certified_on"),
}


@pytest.mark.parametrize("sentence", VERSIONS)
def test_version_in_force(sentence: str) -> None:
    name, facts, applied_on, expected = VERSIONS[sentence]
    found = version_in_force(BOOK.standards[name], facts, applied_on)
    if isinstance(found, Standard):
        assert found.from_.isoformat() == expected
    else:
        word = "refer" if isinstance(found, Refer) else "refuse"
        assert f"{word} {found.reasons[0].code} {found.reasons[0].field}" == expected
        assert len(found.reasons) == 1


def test_a_version_ends_on_its_last_day() -> None:
    (early, _) = BOOK.standards["bank/skill"]
    assert isinstance(version_in_force([early], {"award.earned_on": "2023-01-01"}, ""), Refuse)


def test_no_version_at_all() -> None:
    found = version_in_force([], {}, "2025-01-01")
    assert found == Refuse((Reason("STANDARD_NOT_IN_FORCE", "standard", "in_force", "", "2025-01-01"),))


def test_cells() -> None:
    assert [cell_text(value) for value in (True, False, 3, "x")] == ["true", "false", "3", "x"]
    assert fact_name("tier") == "award.tier"
    assert fact_name("programme.field") == "programme.field"


@given(
    st.sampled_from(["national", "provincial", "school"]),
    st.integers(1, 9),
    st.sampled_from(["authority", "association"]),
)
def test_a_better_tier_is_never_worth_less(tier: str, place: int, organiser: str) -> None:
    held = standard("river-college/contest")
    order = ["school", "provincial", "national"]

    def amount(of: str) -> int:
        facts: dict[str, Any] = {
            "award.tier": of,
            "award.prize": "first",
            "award.organiser": organiser,
            "award.team_place": place,
        }
        decision = worth(held, facts, BOOK.scales)
        return decision.value if isinstance(decision, Grant) else 0

    better = order[min(order.index(tier) + 1, 2)]
    assert amount(tier) <= amount(better)


@given(st.integers(0, 500), st.integers(1, 60), st.sampled_from(["0.10", "0.50", "1.00"]))
def test_hours_never_round_up(hours: int, per_credit: int, step: str) -> None:
    held = msgspec.structs.replace(standard("bank/training-hours"), per_hours=PerHours(hours=per_credit, step=step))
    decision = worth(held, {"award.hours": hours}, BOOK.scales)
    amount = decision.value if isinstance(decision, Grant) else 0
    hundredths = int(step.replace(".", ""))
    assert amount % hundredths == 0
    assert amount * per_credit <= hours * 100 < (amount + hundredths) * per_credit
