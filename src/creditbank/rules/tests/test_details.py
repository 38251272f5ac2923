from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from creditbank.kernel.decision import Reason
from creditbank.rules.details import check_details, check_figures
from creditbank.rules.tests.trees import sample

BOOK = sample()
TODAY = date(2025, 6, 1)
GOOD: dict[str, dict[str, Any]] = {
    "occupational_skill_certificate": {"certificate_number": "A-1", "occupation": "6-18-02-04", "level": "3"},
    "training": {"certificate_number": "C-1", "hours": 40},
    "project": {"project_number": "P", "project_class": "national", "amount_yuan": 0, "concluded": True},
    "patent": {"patent_number": "ZL1", "type": "utility", "stage": "granted", "author_order": 1},
}


def check(kind: str, **changed: Any) -> tuple[dict[str, Any], list[Reason]]:
    details = {**GOOD[kind], **changed}
    return check_details(BOOK.kinds[kind], details, scales=BOOK.scales, occupations=BOOK.occupations, today=TODAY)


@pytest.mark.parametrize("kind", GOOD)
def test_good_details_are_kept(kind: str) -> None:
    assert check(kind) == (GOOD[kind], [])


READ: dict[str, tuple[str, str, Any, Any]] = {
    "a text is trimmed": ("training", "certificate_number", "  C 1 ", "C 1"),
    "a form sends an integer as text": ("training", "hours", " 40 ", 40),
    "hours up to the limit": ("training", "hours", 20_000, 20_000),
    "an amount is written plainly": ("training", "score", "85.50", "85.5"),
    "an amount may be an integer": ("training", "score", 90, "90"),
    "an amount may reach its bound": ("training", "score", "100.00", "100"),
    "an amount may be zero": ("training", "score", "0", "0"),
    "a date as text": ("training", "finished_on", "2025-06-01", "2025-06-01"),
    "a date as date": ("training", "finished_on", date(2025, 5, 1), "2025-05-01"),
    "of a point in time its day": ("training", "finished_on", datetime(2025, 5, 1, 8), "2025-05-01"),  # noqa: DTZ001
    "a boolean as text": ("project", "concluded", "false", False),
    "true as text": ("project", "concluded", "true", True),
    "the lowest integer": ("patent", "author_order", 1, 1),
}


@pytest.mark.parametrize("sentence", READ)
def test_read(sentence: str) -> None:
    kind, name, written, expected = READ[sentence]
    facts, reasons = check(kind, **{name: written})
    assert reasons == []
    assert facts[name] == expected
    assert type(facts[name]) is type(expected)


STEPS = ["5", "4", "3", "2", "1"]
WRONG: dict[str, tuple[str, str, Any, Reason]] = {
    "a required field is absent": ("training", "hours", None, Reason("MISSING", "hours")),
    "a required field is blank": ("training", "hours", "  ", Reason("MISSING", "hours")),
    "a field nobody knows": ("training", "colour", "red", Reason("UNKNOWN_FIELD", "colour")),
    "a number where text is wanted": (
        "training",
        "certificate_number",
        7,
        Reason("NOT_TEXT", "certificate_number", found=7),
    ),
    "a list where text is wanted": (
        "training",
        "certificate_number",
        ["x"],
        Reason("NOT_TEXT", "certificate_number", found="['x']"),
    ),
    "a text beyond measure": (
        "training",
        "certificate_number",
        "x" * 501,
        Reason("TOO_LARGE", "certificate_number", "length_at_most", 500, 501),
    ),
    "a word where an integer is wanted": ("training", "hours", "forty", Reason("NOT_INTEGER", "hours", found="forty")),
    "a fraction where an integer is wanted": ("training", "hours", 1.5, Reason("NOT_INTEGER", "hours", found="1.5")),
    "a boolean where an integer is wanted": ("training", "hours", True, Reason("NOT_INTEGER", "hours", found=True)),
    "fewer hours than asked": ("training", "hours", 0, Reason("TOO_SMALL", "hours", "at_least", 1, 0)),
    "negative hours": ("training", "hours", "-3", Reason("TOO_SMALL", "hours", "at_least", 1, -3)),
    "absurd hours": ("training", "hours", 20_001, Reason("TOO_LARGE", "hours", "at_most", 20_000, 20_001)),
    "a word where an amount is wanted": ("training", "score", "good", Reason("NOT_AMOUNT", "score", found="good")),
    "an amount too fine": ("training", "score", "1.005", Reason("NOT_AMOUNT", "score", found="1.005")),
    "a float where an amount is wanted": ("training", "score", 1.5, Reason("NOT_AMOUNT", "score", found="1.5")),
    "a boolean where an amount is wanted": ("training", "score", True, Reason("NOT_AMOUNT", "score", found=True)),
    "a negative amount": ("training", "score", "-0.01", Reason("TOO_SMALL", "score", "at_least", 0, "-0.01")),
    "an amount above its bound": (
        "training",
        "score",
        "100.01",
        Reason("TOO_LARGE", "score", "at_most", 100, "100.01"),
    ),
    "a word where a date is wanted": (
        "training",
        "finished_on",
        "yesterday",
        Reason("NOT_DATE", "finished_on", found="yesterday"),
    ),
    "a day that does not exist": (
        "training",
        "finished_on",
        "2025-02-30",
        Reason("NOT_DATE", "finished_on", found="2025-02-30"),
    ),
    "a date to come": (
        "training",
        "finished_on",
        "2025-06-02",
        Reason("DATE_IN_FUTURE", "finished_on", "not_after", "2025-06-01", "2025-06-02"),
    ),
    "neither true nor false": (
        "project",
        "concluded",
        "perhaps",
        Reason("NOT_ONE_OF", "concluded", "one_of", ["true", "false"], "perhaps"),
    ),
    "a number where true or false is wanted": (
        "project",
        "concluded",
        1,
        Reason("NOT_ONE_OF", "concluded", "one_of", ["true", "false"], 1),
    ),
    "a value that is not offered": (
        "patent",
        "type",
        "design",
        Reason("NOT_ONE_OF", "type", "one_of", ["invention", "utility"], "design"),
    ),
    "a level that is not on the scale": (
        "occupational_skill_certificate",
        "level",
        "9",
        Reason("NOT_ON_SCALE", "level", "one_of", STEPS, "9"),
    ),
    "a level as a number": (
        "occupational_skill_certificate",
        "level",
        3,
        Reason("NOT_ON_SCALE", "level", "one_of", STEPS, 3),
    ),
    "an occupation that is not classified": (
        "occupational_skill_certificate",
        "occupation",
        "9-99",
        Reason("UNKNOWN_OCCUPATION", "occupation", found="9-99"),
    ),
}


@pytest.mark.parametrize("sentence", WRONG)
def test_wrong(sentence: str) -> None:
    kind, name, written, expected = WRONG[sentence]
    facts, reasons = check(kind, **{name: written})
    assert reasons == [expected]
    assert name not in facts


def test_original_credits_asked_for_as_a_detail_have_the_bound_of_the_figure() -> None:
    asked = BOOK.kinds["training"].details["score"]
    details = {
        "credits": msgspec.structs.replace(asked, at_most=None),
        "mark": msgspec.structs.replace(asked, at_most=None),
    }
    kind = msgspec.structs.replace(BOOK.kinds["training"], details=details)
    facts, reasons = check_details(
        kind, {"credits": "1000.01", "mark": "1000.01"}, scales=BOOK.scales, occupations=(), today=TODAY
    )
    assert reasons == [Reason("TOO_LARGE", "credits", "at_most", 1000, "1000.01")]
    assert facts == {"mark": "1000.01"}


def test_every_field_gets_its_message() -> None:
    _, reasons = check("training", hours="x", score="y", zebra=1, alpha=2)
    assert [(reason.code, reason.field) for reason in reasons] == [
        ("UNKNOWN_FIELD", "alpha"),
        ("UNKNOWN_FIELD", "zebra"),
        ("NOT_INTEGER", "hours"),
        ("NOT_AMOUNT", "score"),
    ]


WELDER = {"certificate_number": "A-1", "post": "welder", "occupation": "6-18-02-04", "level": "3"}
POSTS: dict[str, tuple[dict[str, str], list[Reason]]] = {
    "a post with its occupation": ({}, []),
    "a post that is not in the catalogue": ({"post": "焊工"}, [Reason("UNKNOWN_POST", "post", found="焊工")]),
    "an occupation that is not that of the post": (
        {"occupation": "6-31-01-03"},
        [Reason("POST_DIFFERS", "occupation", "is", "6-18-02-04", "6-31-01-03")],
    ),
    "of an unknown occupation nothing more is said": (
        {"occupation": "9-99"},
        [Reason("UNKNOWN_OCCUPATION", "occupation", found="9-99")],
    ),
}


@pytest.mark.parametrize("sentence", POSTS)
def test_posts(sentence: str) -> None:
    written, expected = POSTS[sentence]
    skill = BOOK.kinds["occupational_skill_certificate"]
    post = msgspec.structs.replace(skill.details["certificate_number"], post=True)
    kind = msgspec.structs.replace(skill, details={**skill.details, "post": post})
    found = WELDER | written
    facts, reasons = check_details(
        kind, found, scales=BOOK.scales, occupations=BOOK.occupations, posts=BOOK.posts, today=TODAY
    )
    assert reasons == expected
    assert ("post" in facts) == ("UNKNOWN_POST" not in {reason.code for reason in reasons})
    _, unchecked = check_details(kind, found, scales=BOOK.scales, occupations=BOOK.occupations, today=TODAY)
    assert [reason for reason in unchecked if reason.code != "UNKNOWN_OCCUPATION"] == []


FIGURES: dict[str, tuple[dict[str, Any], list[Reason]]] = {
    "no figures": ({}, []),
    "good figures": ({"credits": "1000", "hours": 20_000}, []),
    "zero": ({"credits": "0", "hours": 0}, []),
    "negative credits": ({"credits": "-1"}, [Reason("TOO_SMALL", "credits", "at_least", 0, "-1")]),
    "absurd credits": ({"credits": "1000.01"}, [Reason("TOO_LARGE", "credits", "at_most", 1000, "1000.01")]),
    "malformed credits": ({"credits": "three"}, [Reason("NOT_AMOUNT", "credits", found="three")]),
    "negative hours": ({"hours": -1}, [Reason("TOO_SMALL", "hours", "at_least", 0, -1)]),
    "absurd hours": ({"hours": 20_001}, [Reason("TOO_LARGE", "hours", "at_most", 20_000, 20_001)]),
    "a grade on its scale": ({"grade": "first", "grade_scale": "contest_prize", "scales": BOOK.scales}, []),
    "a grade off its scale": (
        {"grade": "fourth", "grade_scale": "contest_prize", "scales": BOOK.scales},
        [Reason("NOT_ON_SCALE", "grade", "one_of", ["third", "second", "first"], "fourth")],
    ),
    "a grade of no scale": (
        {"grade": "A", "grade_scale": "letters", "scales": BOOK.scales},
        [Reason("NOT_ONE_OF", "grade_scale", "one_of", sorted(BOOK.scales), "letters")],
    ),
    "a grade without scales to look it up": ({"grade": "A", "grade_scale": "letters"}, []),
}


@pytest.mark.parametrize("sentence", FIGURES)
def test_figures(sentence: str) -> None:
    given, expected = FIGURES[sentence]
    assert check_figures(**given) == expected
