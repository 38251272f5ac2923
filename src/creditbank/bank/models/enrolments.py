"""学籍: a learner in one catalogue year of a programme."""

from django.db import models
from django.db.models import Q


class Enrolment(models.Model):
    """One learner in one programme version. Only ``status`` changes, each time with an ``EnrolmentEvent``.

    Personal data: which programme a person studies; kept as part of the lifelong record.
    """

    class Status(models.TextChoices):
        """``active → completed | left``, ``completed → rescinded``."""

        ACTIVE = "active"
        COMPLETED = "completed"
        LEFT = "left"
        RESCINDED = "rescinded"

    id = models.UUIDField(primary_key=True)
    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="enrolments")
    institution = models.ForeignKey("people.Institution", on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    enrolled_on = models.DateField()
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ACTIVE)
    student_number = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "programme"], condition=Q(status="active"), name="one_active_enrolment_per_programme"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["active", "completed", "left", "rescinded"]), name="enrolment_status_known"
            ),
        ]
        indexes = [models.Index(fields=["institution", "programme", "status"])]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.programme}@{self.year}"


class EnrolmentEvent(models.Model):
    """A change of an enrolment's status, with who and why. Append-only.

    Personal data: none beyond the enrolment it belongs to.
    """

    id = models.UUIDField(primary_key=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    status = models.CharField(max_length=12)
    actor = models.BigIntegerField(null=True)
    effective_on = models.DateField()
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["enrolment", "sequence"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "sequence"], name="enrolment_events_in_order")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.status}"


class CoursePassed(models.Model):
    """A course of the programme passed by study: it counts as study and is no target of conversion.

    Personal data: a course result; kept as part of the lifelong record.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="passed")
    course = models.CharField(max_length=40)
    passed_on = models.DateField()
    score = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "course"], name="course_passed_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.course}"
