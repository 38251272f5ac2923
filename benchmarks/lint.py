"""Linting made rulebooks of several sizes: rules against each other, by themselves, and circles of programmes."""

import gc
import os
import random
import statistics
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from creditbank.rules.definitions import Name, Rule, Test
    from creditbank.rules.programmes import Programme
    from creditbank.rules.rulebook import Rulebook

SIZES = (1_000, 4_000)
FULL = 20_000
"""What the promise is about: measured with ``BENCH_SCALE=5``."""
RULES_FOR_A_PROGRAMME = 20
COURSES = 60
"""Of each programme, drawn from one list of so many names for each field, so that courses of several schools agree."""
NAMES_OF_A_FIELD = 110
PROGRAMMES_OF_A_SCHOOL = 10
ROUNDS = 3
OCCUPATIONS = 6
"""And as many trainings, in each of the fields."""
FIELDS = 60
COURSE = "degree_course"
KINDS = ("occupational_skill_certificate", "training_certificate", COURSE, "diploma")
NAME: "Name" = {"zh": "示范", "en": "Sample"}


def run() -> dict[str, object]:
    """Measure each size (times ``BENCH_SCALE``), and the rulebook of this project."""
    sizes = [round(size * float(os.environ.get("BENCH_SCALE", "1"))) for size in SIZES]
    return {
        "subject": "lint",
        "unit": "seconds",
        "machine": {"cores": os.cpu_count()},
        "rows": [*(_measured(f"{size:,} rules", _made(size)) for size in sizes), _measured("this rulebook", _own())],
        "note": (
            f"`lint_rules` on made rulebooks: {RULES_FOR_A_PROGRAMME} rules and {COURSES} courses for each programme,"
            f" {PROGRAMMES_OF_A_SCHOOL} programmes for each school, a tenth of the rules for a whole school, a fifth with two"
            f" awards; certificates, trainings, courses and diplomas as inputs, so that programmes convert into each"
            f" other. At most 60 seconds are allowed for {FULL:,} rules. Median of {ROUNDS} rounds."
        ),
    }


def _measured(name: str, book: "Rulebook") -> dict[str, object]:
    from creditbank.plan.lint_rules import lint_rules

    times, found = [], []
    for _ in range(ROUNDS):
        gc.collect()
        began = time.perf_counter()
        found = lint_rules(book)
        times.append(time.perf_counter() - began)
    errors = sum(one.severity == "error" for one in found)
    return {"name": name, "median": statistics.median(times), "errors": errors, "notices": len(found) - errors}


def _own() -> "Rulebook":
    from creditbank.rules.schema import read_rulebook

    return read_rulebook(Path(__file__).parents[1] / "rulebook")


def _made(rules: int) -> "Rulebook":
    """The project's kinds, scales and standards with made programmes and rules; the same for the same size."""
    from creditbank.rules.rulebook import assemble

    own, chance = _own(), random.Random(rules)
    programmes = [_programme(number, chance) for number in range(rules // RULES_FOR_A_PROGRAMME)]
    made = [_rule(number, programmes[number // RULES_FOR_A_PROGRAMME], chance) for number in range(rules)]
    return assemble(
        **{name: getattr(own, name) for name in ("units", "scales", "settings", "occupations", "divisions")},
        kinds=own.kinds.values(),
        standards=[one for versions in own.standards.values() for one in versions],
        rules=made,
        policies=[],
        programmes=programmes,
        posts=[],
        calendar=own.calendar_definition,
    )


def _programme(number: int, chance: random.Random) -> "Programme":
    from creditbank.rules.definitions import Source
    from creditbank.rules.programmes import Course, Node, Programme

    courses = {
        f"C-{one}": Course(
            name={"zh": f"课程{number % FIELDS}-{one}", "en": f"Course {one}"},
            credits=f"{1 + one % 6}.{chance.choice(('00', '00', '00', '50'))}",
            nature="specialised",
        )
        for one in chance.sample(range(NAMES_OF_A_FIELD), COURSES)
    }
    return Programme(
        id=f"school-{number // PROGRAMMES_OF_A_SCHOOL}/p-{number}",
        name={"zh": f"专业{number}", "en": f"Major {number}"},
        source=Source(demonstration=True),
        year=2025,
        qualification="degree",
        level="associate",
        tree=Node(child=(Node(id="core", all=tuple(courses)), Node(id="block", accepts_block=True, open=True))),
        course=courses,
    )


def _rule(number: int, programme: "Programme", chance: random.Random) -> "Rule":
    from creditbank.rules.definitions import Rule, Slot, Target

    field = number // RULES_FOR_A_PROGRAMME % FIELDS
    taken = chance.choices(KINDS, (5, 3, 5, 1), k=2 if chance.random() < 0.2 else 1)
    size = 1 if COURSE in taken else chance.choices((1, 2, 3, 4), (50, 30, 12, 8))[0]
    targets = chance.sample(sorted(programme.course), size)
    choice: dict[str, Any] = {"choose": 1} if chance.random() < 0.4 else {"grant": "all"}
    whole_school = chance.random() < 0.1
    return Rule(
        id=f"{programme.institution}/rule-{number}",
        name=NAME,
        source=programme.source,
        text="示范",
        programmes=(f"{programme.institution}/*" if whole_school else programme.id,),
        category="other",
        overlap=chance.choice((80, 85, 90)),
        from_=date(2025, 3, 1),
        slot=tuple(Slot(id=f"s{at}", when=_tests(kind, field, targets, chance)) for at, kind in enumerate(taken)),
        target=tuple(Target(course=one) for one in targets),
        **(choice if size > 1 else {}),
    )


def _tests(kind: str, field: int, targets: list[str], chance: random.Random) -> "tuple[Test, ...]":
    """What a slot asks: nearly every course rule takes the course of the same name."""
    from creditbank.rules.definitions import Test

    named = targets[0].removeprefix("C-") if chance.random() < 0.95 else str(chance.randrange(NAMES_OF_A_FIELD))
    asked = {
        "occupational_skill_certificate": (
            Test(field="award.occupation", is_=f"6-{field}-{chance.randrange(OCCUPATIONS)}"),
            Test(field="award.level", not_below=chance.choice("543"), on="occupational_skill"),
        ),
        "training_certificate": (
            Test(field="award.training", is_=f"培训{field}-{chance.randrange(OCCUPATIONS)}"),
            Test(field="award.hours", at_least=chance.choice((16, 32, 48))),
        ),
        COURSE: (
            Test(field="award.course", is_=f"课程{field}-{named}"),
            Test(field="award.level", not_below="associate", on="education"),
        ),
        "diploma": (Test(field="award.major", is_=f"专业{chance.randrange(1_000)}"),),
    }
    return (Test(field="award.kind", is_=kind), *asked[kind])
