"""The transcript: every course granted and every certified outcome with its source and clause, over as many sheets as needed."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from creditbank.credentials.award import Award, Granted, Transcript
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


def transcript_pdf(transcript: Transcript, *, check_url: str, language: Language = "zh") -> bytes:
    """The transcript as PDF/A-2b, A4 across. The same transcript gives the same bytes.

    Courses granted and outcomes certified stand in two tables with a total each: bank credits and granted credits are
    never added. Raises ``CredentialError`` for an unknown language, a missing font, an address no code can hold.
    """
    return press.pdf("transcript", _sheets(transcript, check_url, language), at=transcript.valid_from)


def _sheets(transcript: Transcript, check_url: str, language: Language) -> dict[str, Any]:
    check_language(language)
    sheets = {
        "lang": "en" if language == "en" else "zh",
        "kind": words("transcript", language),
        "name": name_lines(transcript.name, language),
        "facts": _facts(transcript, language),
        "tables": _tables(transcript, language),
        "issuer": party_lines(transcript.issuer, language),
        "number": shown(transcript.number),
        "holder": shown(transcript.holder.name),
        "page": words("page", language, page="{page}", pages="{pages}")[0],
        "day": day(transcript.valid_from, language),
        "ring": party_lines(transcript.issuer, language)[0],
        "seal_words": words("seal_words", language)[0],
        "id": shown(transcript.id),
    }
    notes = ["apart", *(["partial"] if transcript.partial else []), "seal_note"]
    said = [line for key in notes for line in words(key, language)] + missing_note(sheets, language)
    return {**sheets, "notes": said, "code": qr_svg(check_url), "caption": words("check_caption", language)}


def _facts(transcript: Transcript, language: Language) -> list[tuple[list[str], str]]:
    programme = name_line(transcript.programme, language) if transcript.programme else ""
    place = "，".join(filter(None, (transcript.programme_code, str(transcript.year or ""))))
    pairs = (
        ("holder", transcript.holder.name),
        ("learner_number", transcript.holder.number),
        ("number", transcript.number),
        ("programme", f"{programme}（{place}）" if place else programme),
        ("earned", credits_figure(transcript.earned)),
        ("required", credits_figure(transcript.required)),
        ("valid_from", day(transcript.valid_from, language)),
        ("valid_until", day(transcript.valid_until, language) if transcript.valid_until else ""),
    )
    return [(words(key, language), shown(value)) for key, value in pairs if value]


def _tables(transcript: Transcript, language: Language) -> list[dict[str, Any]]:
    """One table each, courses first; a transcript without awards keeps one empty table, so that nothing seems torn off."""
    known = {award.id: award for award in transcript.awards}
    outcomes = [award for award in transcript.awards if award.granted is None]
    courses = [award for award in transcript.awards if award.granted is not None]
    granted = [
        _row(award, _course(award, award.granted, known, language), language) for award in courses if award.granted
    ]
    certified = [_row(award, _outcome(award, language), language) for award in outcomes]
    tables = []
    if courses or not outcomes:
        tables.append(_table("courses", ("course", "granted_credits"), granted, courses, language))
    if outcomes:
        tables.append(_table("outcomes", ("outcome", "bank_credits"), certified, outcomes, language))
    return tables


def _table(
    title: str, own: tuple[str, str], rows: list[list[list[str]]], awards: Sequence[Award], language: Language
) -> dict[str, Any]:
    """``own``: what is counted here, and in which credits."""
    columns = ("row", own[0], "code", own[1], "hours", "result", "source", "clause", "date")
    return {
        "title": words(title, language),
        "columns": [words(column, language) for column in columns],
        "rows": [[[str(position)], *row] for position, row in enumerate(rows, start=1)],
        "total": words("total", language),
        "count": str(len(awards)),
        "credits": credits_figure(sum(award.credits or 0 for award in awards)),
        "hours": str(sum(award.hours or 0 for award in awards)),
        "none": words("none", language)[0],
    }


class _Told(NamedTuple):
    """What differs between a course and an outcome: name, code, where it comes from, by which clause."""

    name: list[str]
    code: str
    source: list[str]
    clause: list[str]


def _row(award: Award, told: _Told, language: Language) -> list[list[str]]:
    """The cells of a row but its number; a cell is its lines."""
    hours = "" if award.hours is None else str(award.hours)
    date = day(award.earned_on or award.valid_from, language)
    figures = [[credits_figure(award.credits)], [hours], [shown(results_line(award))]]
    return [told.name, [shown(told.code)], *figures, told.source, told.clause, [date]]


def _course(award: Award, granted: Granted, known: Mapping[str, Award], language: Language) -> _Told:
    """Its source is what paid for it, by name where the transcript has it; its clause is told with the rule."""
    sources = "；".join(_source(known[one], language) if one in known else one for one in granted.sources)
    clause = [shown(text) for text in (granted.clause or award.clause, granted.rule) if text]
    return _Told(name_lines(granted.target_name, language), granted.target, [shown(sources)], clause)


def _source(award: Award, language: Language) -> str:
    return f"{name_line(award.achievement.name, language)} {award.number}"


def _outcome(award: Award, language: Language) -> _Told:
    """Its source is who issued the paper, and the number under which it is certified."""
    issued = award.original_issuer or party_lines(award.issuer, language)[0]
    source = [shown(text) for text in (issued, award.number) if text]
    return _Told(name_lines(award.achievement.name, language), award.achievement.code, source, [shown(award.clause)])
