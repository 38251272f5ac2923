"""Amounts as readers write them: in the decimal places of their unit, and with its word."""

from creditbank.kernel.quantity import format_amount
from creditbank.rules.rulebook import Rulebook
from creditbank.wording.names import UNIT, column, key_of, name_of

WHOLE = ("use", "part", "point")
"""Units without decimal places, where no rulebook is at hand to say so."""


def figure(amount: int, unit: str, rulebook: Rulebook | None = None) -> str:
    """The bare numeral: 150 is 1.5 in credits; 2 is 2 in papers."""
    known = rulebook.units.get(unit) if rulebook is not None else None
    scale = known.scale if known is not None else 0 if unit in WHOLE else 2
    return format_amount(amount, scale)


def amount_words(amount: int | str, unit: str, language: str, rulebook: Rulebook | None = None) -> str:
    """The numeral with the unit's word: 1.5 学分, 2 科; 1 credit, 2 papers. A text is a numeral already."""
    numeral = figure(amount, unit, rulebook) if isinstance(amount, int) else amount
    word = _unit_word(unit, language, rulebook)
    return f"{numeral} {word.removesuffix('s') if numeral == '1' and column(language) else word}"


def _unit_word(unit: str, language: str, rulebook: Rulebook | None) -> str:
    if unit not in UNIT and rulebook is not None and unit in rulebook.units:
        return rulebook.units[unit].name[key_of(language)]
    return name_of("unit", unit, language)
