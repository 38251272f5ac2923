"""Reading people for the rooms above: one by id, many with a lock, and the note that somebody looked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from creditbank.people.errors import PersonUnknown
from creditbank.people.models import Learner, Reveal, User


@dataclass(frozen=True, slots=True)
class LearnerFacts:
    """What certifying reads of a person."""

    id: int
    birth_date: date | None
    employer: str | None


def get_learner(learner_id: int) -> Learner:
    """The learner with that id. Raises ``PersonUnknown``."""
    found = Learner.objects.filter(pk=learner_id).first()
    if found is None:
        raise PersonUnknown("PERSON_UNKNOWN", learner=learner_id)
    return found


def learner_by_number(number: str) -> Learner:
    """The learner with that public number. Raises ``PersonUnknown``."""
    found = Learner.objects.filter(number=number.strip().upper()).first()
    if found is None:
        raise PersonUnknown("PERSON_UNKNOWN", learner=number)
    return found


def learner_ids(numbers: Iterable[str]) -> dict[str, int]:
    """Ids of learners by public number, spelled as given; unknown numbers are absent."""
    spelled = {number: number.strip().upper() for number in numbers}
    wanted = sorted(set(spelled.values()))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        found.update(Learner.objects.filter(number__in=wanted[start : start + 500]).values_list("number", "pk"))
    return {number: found[plain] for number, plain in spelled.items() if plain in found}


def lock_learners(ids: Iterable[int]) -> dict[int, LearnerFacts]:
    """Lock many learners, in the order of their ids (so that two rosters cannot wait for each other); unknown ids are absent."""
    wanted = sorted(set(ids))
    found: dict[int, LearnerFacts] = {}
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        rows = (
            Learner.objects.select_for_update()
            .filter(pk__in=chunk)
            .order_by("pk")
            .values_list("pk", "birth_date", "employer_id")
        )
        found.update((pk, LearnerFacts(pk, birth_date, employer)) for pk, birth_date, employer in rows)
    return found


def log_reveal(learner: Learner, viewer: int | None, purpose: str, fields: Iterable[str], at: datetime) -> None:
    """Write down that somebody other than the person looked, and what for; the person sees it."""
    Reveal.objects.create(learner=learner, viewer=viewer or 0, purpose=purpose, fields=list(fields), at=at)


def find_user(username: str) -> User:
    """The user with that log-in name. Raises ``PersonUnknown``."""
    found = User.objects.filter(username=username).first()
    if found is None:
        raise PersonUnknown("USER_UNKNOWN", username=username)
    return found


def display_names(ids: Iterable[int | None]) -> dict[int, str]:
    """What users are called, by id; unknown ids and ``None`` are absent. One query."""
    wanted = sorted({one for one in ids if one is not None})
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "display_name"))
