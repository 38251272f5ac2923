"""A ranking, and what would help most, in plain sentences."""

from collections.abc import Iterable

from creditbank.bank.rank import Ranked, Ranking
from creditbank.bank.unlock import Unlocked
from creditbank.kernel.quantity import format_amount
from creditbank.plan.unlock import Gain
from creditbank.rules.rulebook import Rulebook
from creditbank.wording.amounts import amount_words
from creditbank.wording.names import column, key_of
from creditbank.wording.plans import limit_names
from creditbank.wording.sentences import word
from creditbank.wording.values import Speaker


def ranking_sentences(ranking: Ranking, language: str) -> list[str]:
    """One line a programme, and how sure the figures are."""
    if not ranking.rows:
        return [word("RANK_NONE", {}, language)]
    said = [word("RANK_HEAD", {"day": ranking.day, "programmes": ranking.programmes}, language)]
    said += [_row(row, language) for row in ranking.rows]
    return said + [word("RANK_PROVEN", {}, language)] * ranking.proven


def unlock_sentences(found: Unlocked, book: Rulebook, language: str) -> list[str]:
    """What is left, the outcome and the course that would help most, or why none would."""
    unlock, programme = found.unlock, found.case.programme
    head = "UNLOCK_HEAD_PART" if programme.unit == "part" else "UNLOCK_HEAD"
    named = programme.name[key_of(language)]
    said = [word(head, {"programme": named, "remaining": _amount(found, unlock.remaining, language)}, language)]
    if unlock.award:
        parameters = {"award": _award(found, unlock.award, book, language), **_saved(found, unlock.award, language)}
        said.append(word("UNLOCK_AWARD", parameters, language))
    else:
        limits = (name[key_of(language)] for name in limit_names(found.case.policies, unlock.limits))
        joined = ("” and “" if column(language) else "”和“").join(limits)
        said.append(word(f"UNLOCK_{unlock.reason}", {"limit": joined}, language))
    if unlock.course:
        course = programme.course[unlock.course.course].name[key_of(language)]
        said.append(word("UNLOCK_COURSE", {"course": course, **_saved(found, unlock.course, language)}, language))
    certainty = "UNLOCK_PROVEN" if unlock.proven else "UNLOCK_GAP"
    return [*said, word(certainty, {"compared": unlock.compared}, language)]


def _row(row: Ranked, language: str) -> str:
    def amount(value: int) -> str:
        return amount_words(format_amount(value, row.scale), row.unit, language)

    parameters = {
        "place": str(row.place),
        "programme": row.name[key_of(language)],
        "id": f"{row.programme}@{row.year}",
        "remaining": amount(row.remaining),
        "converted": amount(row.converted),
        "without": amount(row.without),
    }
    said = [word("RANK_ROW_PART" if row.unit == "part" else "RANK_ROW", parameters, language)]
    said += [word("PLAN_HOURS", {"hours": row.hours_saved}, language)] * bool(row.hours_saved)
    said += [word("RANK_ENROLLED", {}, language)] * bool(row.enrolment)
    if row.possible is not None:
        said.append(word("RANK_POSSIBLE", {"remaining": amount(row.possible)}, language))
    said += [word("RANK_GAP", {}, language)] * (row.status == "gap")
    return (" " if column(language) else "").join(said)


def _award(found: Unlocked, gain: Gain, book: Rulebook, language: str) -> str:
    """The entry of the catalogue by its name, or the kind; and what it must show."""
    prospect = gain.prospect
    if prospect is None:
        return ""
    speaker = Speaker(language, book, prospect.kind)
    name = (found.name or book.kinds[prospect.kind].name)[key_of(language)]
    shown = [f"{speaker.field(one)} {speaker.value(one, value)}" for one, value in prospect.facts.items()]
    return _with(f"“{name}”" if found.name else name, shown, language)


def _with(name: str, shown: Iterable[str], language: str) -> str:
    listed = ("; " if column(language) else "；").join(shown)
    if not listed:
        return name
    return f"{name} ({listed})" if column(language) else f"{name}（{listed}）"


def _saved(found: Unlocked, gain: Gain, language: str) -> dict[str, str]:
    return {"gain": _amount(found, gain.gain, language), "remaining": _amount(found, gain.remaining, language)}


def _amount(found: Unlocked, amount: int, language: str) -> str:
    return amount_words(format_amount(amount, found.problem.scale), found.problem.unit, language)
