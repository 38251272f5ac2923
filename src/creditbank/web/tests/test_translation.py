"""English is complete: every text of the templates and views stands in the compiled catalogue, and nothing else does."""

import gettext
import re
from pathlib import Path

from django.utils.translation import trans_real
from django.utils.translation.template import templatize

ROOM = Path(__file__).resolve().parents[1]
CATALOGUE = ROOM / "locale" / "en" / "LC_MESSAGES"
CALL = re.compile(r"""gettext\((?:u?)(['"])(.+?)\1\)""")
VIEW = re.compile(r"""\b_\((["'])(.+?)\1\)""")
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.MULTILINE)


def _used() -> set[str]:
    found: set[str] = set()
    for template in (ROOM / "templates").rglob("*.html"):
        found |= {text for _, text in CALL.findall(templatize(template.read_text(encoding="utf-8")))}
    for view in ROOM.glob("*.py"):
        found |= {text for _, text in VIEW.findall(view.read_text(encoding="utf-8"))}
    return found


def _compiled() -> dict[str, str]:
    with (CATALOGUE / "django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    return {key: value for key, value in catalogue._catalog.items() if key}  # type: ignore[attr-defined]


def test_every_text_has_its_english_and_nothing_is_left_over() -> None:
    assert _used() == set(_compiled())
    assert all(_compiled().values())


def test_the_compiled_catalogue_is_that_of_the_text_file() -> None:
    text = (CATALOGUE / "django.po").read_text(encoding="utf-8")
    assert {key: value.replace('\\"', '"') for key, value in ENTRY.findall(text)} == _compiled()


def test_parameters_are_the_same_in_both_languages() -> None:
    names = re.compile(r"%\((\w+)\)s")
    assert [key for key, value in _compiled().items() if set(names.findall(key)) != set(names.findall(value))] == []


def test_the_languages_offered_are_these_two() -> None:
    assert list(trans_real.get_languages()) == ["zh-hans", "en"]
