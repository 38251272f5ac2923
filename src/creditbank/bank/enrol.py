"""学籍: a learner in a programme, the courses he passes by study, and how it ends."""

from datetime import date
from uuid import UUID

from django.db import transaction

from creditbank.bank.call import Call
from creditbank.bank.errors import NotAllowedNow, NotFound
from creditbank.bank.models import CoursePassed, Enrolment, EnrolmentEvent
from creditbank.catalogue.in_force import current_rulebook
from creditbank.people.learners import lock_learner
from creditbank.people.permissions import Action
from creditbank.rules.programmes import Programme

MOVES: dict[str, tuple[str, ...]] = {
    "active": ("completed", "left"),
    "completed": ("rescinded",),
    "left": (),
    "rescinded": (),
}


@transaction.atomic
def enrol(
    call: Call, *, learner_id: int, programme: str, year: int, enrolled_on: date, student_number: str = ""
) -> Enrolment:
    """Enter a learner in one catalogue year of a programme. Raises ``NotFound``, ``NotAllowedNow``, ``Forbidden``."""
    content = [learner_id, programme, year, enrolled_on.isoformat(), student_number]
    lock_learner(learner_id)
    if (done := call.earlier("enrol", content)) is not None:
        return get_enrolment(UUID(done))
    found = programme_of(programme, year)
    call.require(Action.ENROL, institution=found.institution, learner_id=learner_id)
    _require_past(call, "enrolled_on", enrolled_on)
    _require_length("student_number", student_number, 40)
    if Enrolment.objects.filter(learner_id=learner_id, programme=programme, status="active").exists():
        raise NotAllowedNow("ALREADY_ENROLLED", programme=programme)
    row = Enrolment.objects.create(
        id=call.request_id,
        learner_id=learner_id,
        institution_id=found.institution,
        programme=programme,
        year=year,
        enrolled_on=enrolled_on,
        student_number=student_number,
        at=call.now,
    )
    append_event(call, row, "active")
    call.record("enrol", "enrolment", row.pk, content, institution=found.institution)
    return row


@transaction.atomic
def pass_course(call: Call, *, enrolment_id: UUID, course: str, passed_on: date, score: str = "") -> CoursePassed:
    """Record a course passed by study: it is no target of conversion from then on."""
    row = lock_enrolment(enrolment_id)
    content = [str(enrolment_id), course, passed_on.isoformat(), score]
    if (done := call.earlier("pass_course", content)) is not None:
        return CoursePassed.objects.get(pk=done)
    call.require(Action.ENROL, institution=row.institution_id, learner_id=row.learner_id)
    require_active(row)
    _require_past(call, "passed_on", passed_on)
    _require_length("score", score, 20)
    if course not in programme_of(row.programme, row.year).course:
        raise NotFound("COURSE_UNKNOWN", course=course, programme=row.programme)
    if row.grants.filter(course=course, live=True).exists():
        raise NotAllowedNow("COURSE_ALREADY_GRANTED", course=course)
    if row.passed.filter(course=course).exists():
        raise NotAllowedNow("COURSE_ALREADY_PASSED", course=course)
    passed = CoursePassed.objects.create(enrolment=row, course=course, passed_on=passed_on, score=score, at=call.now)
    call.record("pass_course", "course_passed", passed.pk, content, institution=row.institution_id)
    return passed


def programme_of(programme: str, year: int) -> Programme:
    """The catalogue year of that programme. Raises ``NotFound``."""
    found = current_rulebook().programmes.get((programme, year))
    if found is None:
        raise NotFound("PROGRAMME_UNKNOWN", programme=programme, year=year)
    return found


def get_enrolment(enrolment_id: UUID) -> Enrolment:
    """The enrolment with that id. Raises ``NotFound``."""
    row = Enrolment.objects.filter(pk=enrolment_id).select_related("learner", "institution").first()
    if row is None:
        raise NotFound("ENROLMENT_UNKNOWN", enrolment=str(enrolment_id))
    return row


def lock_enrolment(enrolment_id: UUID) -> Enrolment:
    """The enrolment, after taking its learner's lock."""
    lock_learner(get_enrolment(enrolment_id).learner_id)
    return get_enrolment(enrolment_id)


def require_active(row: Enrolment) -> None:
    """Raise ``NotAllowedNow`` unless the learner studies there now."""
    if row.status != "active":
        raise NotAllowedNow("ENROLMENT_STATUS", status=row.status)


def _require_past(call: Call, field: str, day: date) -> None:
    if day > call.day:
        raise NotAllowedNow("DATE_IN_FUTURE", field=field, found=day.isoformat())


def _require_length(field: str, text: str, most: int) -> None:
    if len(text) > most:
        raise NotAllowedNow("TEXT_TOO_LONG", field=field, most=most)


def change_status(call: Call, row: Enrolment, status: str, note: str = "") -> None:
    """Move the enrolment and append the event; the verb that calls it writes the audit row."""
    if status not in MOVES[row.status]:
        raise NotAllowedNow("ENROLMENT_STATUS", status=row.status, wanted=status)
    row.status = status
    row.save(update_fields=["status"])
    append_event(call, row, status, note)


def append_event(call: Call, row: Enrolment, status: str, note: str = "") -> EnrolmentEvent:
    """Append to the enrolment's history."""
    return EnrolmentEvent.objects.create(
        id=call.derived("enrolment", row.pk, status),
        enrolment=row,
        sequence=row.events.count(),
        status=status,
        actor=call.actor.user_id,
        effective_on=call.day,
        at=call.now,
        note=note,
    )
