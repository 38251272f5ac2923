from datetime import date
from typing import Any

import msgspec
import pytest

from creditbank.kernel.canonical import canonical_json, digest
from creditbank.rules.rulebook import (
    SORTS,
    Rulebook,
    assemble,
    assemble_documents,
    documents,
    from_document,
)
from creditbank.rules.tests.trees import sample

BOOK = sample()


def rebuilt(**changed: Any) -> Rulebook:
    parts: dict[str, Any] = {
        "units": BOOK.units,
        "scales": BOOK.scales,
        "kinds": BOOK.kinds.values(),
        "standards": [one for held in BOOK.standards.values() for one in held],
        "rules": [one for held in BOOK.rules.values() for one in held],
        "policies": [one for held in BOOK.policies.values() for one in held],
        "programmes": BOOK.programmes.values(),
        "posts": BOOK.posts.values(),
        "settings": BOOK.settings,
        "calendar": BOOK.calendar_definition,
        "occupations": BOOK.occupations,
        "divisions": BOOK.divisions,
        **changed,
    }
    return assemble(**parts)


def test_what_was_read() -> None:
    assert BOOK.occupations == {"6-18-02-04": "焊工", "6-31-01-03": "电工"}
    assert BOOK.divisions == {"440000": "广东省"}
    assert BOOK.units["credit"].scale == 2
    assert BOOK.settings.decide_days == 10
    assert [one.from_.year for one in BOOK.standards["bank/skill"]] == [2019, 2023]
    assert not BOOK.calendar.is_worked(date(2025, 10, 1))
    assert BOOK.calendar.is_worked(date(2025, 10, 11))
    assert BOOK.kinds["skill_contest_prize"].from_ == date(2010, 1, 1)


@pytest.mark.parametrize(
    ("day", "year"), [("2018-12-31", None), ("2019-01-01", 2019), ("2022-12-31", 2019), ("2023-01-01", 2023)]
)
def test_version_of_a_standard_in_force(day: str, year: int | None) -> None:
    found = BOOK.standard("bank/skill", date.fromisoformat(day))
    assert (found.from_.year if found else None) == year
    assert BOOK.bank_standard("occupational_skill_certificate", date.fromisoformat(day)) is found


def test_no_bank_standard() -> None:
    assert BOOK.bank_standard("patent", date(2025, 1, 1)) is None
    assert BOOK.bank_standard("nothing", date(2025, 1, 1)) is None
    assert BOOK.standard("nothing", date(2025, 1, 1)) is None


def test_policy_and_programme() -> None:
    assert BOOK.policy("river-college/adult", date(2017, 8, 31)) is None
    assert BOOK.policy("river-college/adult", date(2017, 9, 1)) is BOOK.policies["river-college/adult"][0]
    assert BOOK.programme("river-college/460301", 2025) is BOOK.programmes[("river-college/460301", 2025)]
    assert BOOK.programme("river-college/460301", 2024) is None


@pytest.mark.parametrize(
    ("programme", "day", "expected"),
    [
        ("river-college/460301", "2025-03-01", ["bank-worth", "training-block", "welding-contest"]),
        ("river-college/460301", "2025-02-28", []),
        ("river-college/460301", "2026-03-01", ["training-block", "welding-contest"]),
        ("river-college/other", "2025-03-01", ["training-block"]),
        ("lake-college/460301", "2025-03-01", []),
    ],
)
def test_rules_for_a_programme(programme: str, day: str, expected: list[str]) -> None:
    found = BOOK.rules_for(programme, date.fromisoformat(day))
    assert [rule.id for rule in found] == [f"river-college/{name}" for name in expected]


def test_a_rule_that_names_programme_and_school_is_found_once() -> None:
    rule = msgspec.structs.replace(
        BOOK.rules["river-college/welding-contest"][0], programmes=("river-college/*", "river-college/460301")
    )
    assert rebuilt(rules=[rule]).rules_for("river-college/460301", date(2025, 3, 1)) == (rule,)


def test_rules_of_a_large_rulebook_are_found_by_programme() -> None:
    one = BOOK.rules["river-college/welding-contest"][0]
    many = [
        msgspec.structs.replace(one, id=f"c/{number}", programmes=(f"c/{number % 1000}",)) for number in range(20_000)
    ]
    book = rebuilt(rules=many)
    assert len(book.rules_for("c/7", date(2025, 3, 1))) == 20


def test_versions_are_in_order_of_time_however_they_came() -> None:
    late, early = reversed(BOOK.standards["bank/skill"])
    assert rebuilt(standards=[late, early]).standards["bank/skill"] == (early, late)


def test_shifts_know_their_scale() -> None:
    (standard,) = BOOK.standards["river-college/contest"]
    assert [shift.on for shift in standard.shift] == ["contest_tier"]
    (again,) = rebuilt(standards=[standard]).standards["river-college/contest"]
    assert again is standard


def test_a_shift_of_an_unknown_field_is_left_for_the_checks() -> None:
    (standard,) = BOOK.standards["river-college/contest"]
    shift = msgspec.structs.replace(standard.shift[0], field="colour", on="")
    broken = msgspec.structs.replace(standard, shift=(shift,))
    assert rebuilt(standards=[broken]).standards[standard.id][0].shift[0].on == ""
    orphan = msgspec.structs.replace(broken, kind="nothing")
    assert rebuilt(standards=[orphan]).standards[standard.id][0] is orphan


def test_every_sort_has_documents_and_they_read_back_the_same() -> None:
    found = list(documents(BOOK))
    assert list(dict.fromkeys(sort for sort, *_ in found)) == list(SORTS)
    for sort, _, _, _, struct in found:
        assert from_document(sort, canonical_json(struct)) == struct


def test_documents_say_their_period() -> None:
    found = {(sort, name, start): until for sort, name, start, until, _ in documents(BOOK)}
    assert found[("standard", "bank/skill", date(2019, 1, 1))] == date(2023, 1, 1)
    assert found[("standard", "bank/skill", date(2023, 1, 1))] is None
    assert found[("kind", "patent", date(2010, 1, 1))] is None
    assert found[("programme", "river-college/460301@2025", None)] is None


def test_a_rulebook_is_the_same_after_a_round_through_documents() -> None:
    read = [(sort, name, from_document(sort, canonical_json(struct))) for sort, name, _, _, struct in documents(BOOK)]
    again = assemble_documents(read, occupations=BOOK.occupations, divisions=BOOK.divisions)
    assert again == BOOK


def test_an_unknown_sort_and_a_strange_text() -> None:
    with pytest.raises(KeyError):
        from_document("poem", b"{}")
    with pytest.raises(msgspec.ValidationError):
        from_document("unit", b'{"name":{"zh":"x","en":"x"},"scale":2,"colour":1}')


def test_hash_of_a_definition() -> None:
    kind = BOOK.kinds["patent"]
    assert BOOK.hash_of(kind) == digest(kind)
    assert BOOK.hash_of(kind) is BOOK.hash_of(kind)
    other = msgspec.structs.replace(kind, minimum_age=16)
    assert BOOK.hash_of(other) == digest(other) != digest(kind)


def test_flexibility_counts_rules_with_a_fitting_slot() -> None:
    awards: list[tuple[str, dict[str, Any]]] = [
        ("skilled", {"kind": "occupational_skill_certificate", "level": "2"}),
        ("low", {"kind": "occupational_skill_certificate", "level": "5"}),
        ("unknown", {"kind": "occupational_skill_certificate"}),
        ("short", {"kind": "training", "hours": 7}),
        ("patent", {"kind": "patent"}),
    ]
    assert BOOK.flexibility(awards) == {"skilled": 2, "low": 1, "unknown": 2, "short": 0, "patent": 0}


def test_a_slot_for_any_kind_counts_for_all() -> None:
    one = BOOK.rules["river-college/bank-worth"][0]
    slot = msgspec.structs.replace(one.slot[0], when=())
    book = rebuilt(rules=[msgspec.structs.replace(one, slot=(slot,))])
    assert book.flexibility([("patent", {"kind": "patent"})]) == {"patent": 1}


def test_the_hash_does_not_depend_on_when_a_version_ends() -> None:
    early = BOOK.standards["bank/skill"][0]
    for until in (None, date(2030, 1, 1)):
        assert BOOK.hash_of(msgspec.structs.replace(early, until=until)) == BOOK.hash_of(early)
    assert BOOK.hash_of(msgspec.structs.replace(early, from_=date(2018, 1, 1))) != BOOK.hash_of(early)
