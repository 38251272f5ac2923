"""The certificate of one award: a sheet of A4 with the facts, a drawn seal and two codes."""

from collections.abc import Iterable
from typing import Any

from creditbank.credentials.award import Achievement, Award, Granted
from creditbank.credentials.paper import press
from creditbank.credentials.paper.fonts import shown
from creditbank.credentials.paper.qr import qr_svg
from creditbank.credentials.paper.words import (
    Language,
    check_language,
    credits_figure,
    day,
    missing_note,
    name_line,
    name_lines,
    party_lines,
    results_line,
    words,
)

_SCALES = (1.0, 0.9, 0.8, 0.7)
"""Sizes of letters that are tried until all fits one sheet; two languages never fit the first, and each trial takes time."""

Fact = tuple[str, list[str], str, bool]
"""Key of ``WORDS``, its words, the value, and whether it takes the whole width."""


def certificate_pdf(award: Award, *, check_url: str, offline_text: str, language: Language = "zh") -> bytes:
    """The certificate as PDF/A-2b. The same award gives the same bytes.

    ``check_url`` opens the public check page; ``offline_text`` is the text of ``compact.pack`` and may be empty, then
    there is one code only. Raises ``CredentialError`` for an unknown language, a missing font, a text no code can hold.
    """
    return press.pdf("certificate", _sheet(award, check_url, offline_text, language), at=award.valid_from)


def certificate_png(
    award: Award, *, check_url: str, offline_text: str, language: Language = "zh", ppi: int = 144
) -> bytes:
    """The same sheet as a PNG image: 1,191 × 1,684 pixels at 144 pixels an inch."""
    return press.png("certificate", _sheet(award, check_url, offline_text, language), ppi=ppi)


def _sheet(award: Award, check_url: str, offline_text: str, language: Language) -> dict[str, Any]:
    check_language(language)
    granted = award.granted
    sheet = {
        "lang": "en" if language == "en" else "zh",
        "tall": False,
        "scales": _SCALES[language == "both" :],
        "kind": words("certificate" if granted is None else "conversion", language),
        "opening": words("this_is_to_certify", language),
        "holder": shown(award.holder.name or award.holder.number or award.holder.id),
        "statement": words("has_achieved" if granted is None else "was_granted", language),
        "achievement": name_lines(award.achievement.name if granted is None else granted.target_name, language),
        "facts": _facts(award, language),
        "issuer": party_lines(award.issuer, language),
        "day": day(award.valid_from, language),
        "ring": party_lines(award.issuer, language)[0],
        "seal_words": words("seal_words", language)[0],
        "id": shown(award.id),
    }
    notes = [*words("seal_note", language), *missing_note(sheet, language)]
    return {**sheet, "notes": notes, "codes": _codes(check_url, offline_text, language)}


def _facts(award: Award, language: Language) -> list[Fact]:
    """What is known, in the order people look for it; what is unknown takes no place."""
    achievement, granted = award.achievement, award.granted
    end = day(award.valid_until, language) if award.valid_until else words("no_end", language)[0]
    narrow = (
        ("number", award.number),
        ("learner_number", award.holder.number),
        ("code", achievement.code if granted is None else granted.target),
        ("level", _level(achievement)),
        ("bank_credits" if granted is None else "granted_credits", credits_figure(award.credits)),
        ("hours", "" if award.hours is None else str(award.hours)),
        ("earned_on", day(award.earned_on, language) if award.earned_on else ""),
        ("valid_from", day(award.valid_from, language)),
        ("valid_until", end),
    )
    wide = (
        ("result", results_line(award)),
        ("original_issuer", award.original_issuer),
        ("body" if granted is None else "school", name_line(award.issuer.name, language)),
        *(() if granted is None else _grant_facts(granted, language)),
        ("clause", award.clause or (granted.clause if granted else "")),
    )
    return [*_known(narrow, language, wide=False), *_known(wide, language, wide=True)]


def _level(achievement: Achievement) -> str:
    """The level by its name in the framework that the achievement is aligned to; else as it stands."""
    named = (one.name for one in achievement.alignments if one.code == achievement.level)
    return next(named, achievement.level)


def _grant_facts(granted: Granted, language: Language) -> tuple[tuple[str, str], ...]:
    programme = f"{name_line(granted.programme, language)}（{granted.programme_code}，{granted.year}）"
    return (("programme", programme), ("rule", granted.rule))


def _known(pairs: Iterable[tuple[str, str]], language: Language, *, wide: bool) -> list[Fact]:
    return [(key, words(key, language), shown(value), wide) for key, value in pairs if value]


def _codes(check_url: str, offline_text: str, language: Language) -> list[dict[str, Any]]:
    codes = [{"svg": qr_svg(check_url), "caption": words("check_caption", language), "dense": False}]
    if offline_text:
        codes.append({"svg": qr_svg(offline_text), "caption": words("offline_caption", language), "dense": True})
    return codes
