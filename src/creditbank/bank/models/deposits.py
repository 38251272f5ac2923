"""存入: a person's claim with its evidence; no value, no lot."""

from django.db import models
from django.db.models import Q


class Deposit(models.Model):
    """A claim of one outcome by or for one learner. Changes only by the verbs, each with a ``DepositStep``.

    ``details`` and the figures are as on the original document. ``on_behalf_of`` is the institution that put it in for
    the learner, if it was not himself.
    Personal data: what a person learned and the numbers of papers; kept as the evidence of the lifelong record.
    """

    class Status(models.TextChoices):
        """``draft → submitted → returned ↺ | accepted → certified | refused``; ``draft | returned → given_up``."""

        DRAFT = "draft"
        SUBMITTED = "submitted"
        RETURNED = "returned"
        ACCEPTED = "accepted"
        CERTIFIED = "certified"
        REFUSED = "refused"
        GIVEN_UP = "given_up"

    id = models.UUIDField(primary_key=True)
    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="deposits")
    achievement = models.ForeignKey("catalogue.Achievement", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("people.Institution", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    route = models.CharField(max_length=12, default="standard")
    issuer = models.CharField(max_length=120)
    details = models.JSONField(default=dict)
    credits = models.CharField(max_length=16, blank=True)
    hours = models.PositiveIntegerField(null=True)
    grade = models.CharField(max_length=40, blank=True)
    grade_scale = models.CharField(max_length=40, blank=True)
    earned_on = models.DateField()
    valid_until = models.DateField(null=True)
    evidence = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64)
    shared_place = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices)
    due_on = models.DateField(null=True)
    on_behalf_of = models.ForeignKey("people.Institution", null=True, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status__in=["draft", "submitted", "returned", "accepted", "certified", "refused", "given_up"]
                ),
                name="deposit_status_known",
            ),
        ]
        indexes = [
            models.Index(fields=["body", "status", "due_on"]),
            models.Index(fields=["learner", "status"]),
            models.Index(fields=["fingerprint"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class DepositStep(models.Model):
    """One move of a deposit, with who, when and the reasons as data. Append-only.

    Personal data: none beyond the deposit it belongs to.
    """

    id = models.UUIDField(primary_key=True)
    deposit = models.ForeignKey(Deposit, on_delete=models.PROTECT, related_name="steps")
    sequence = models.PositiveIntegerField()
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12)
    actor = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    reasons = models.JSONField(default=list)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["deposit", "sequence"]
        constraints = [models.UniqueConstraint(fields=["deposit", "sequence"], name="deposit_steps_in_order")]

    def __str__(self) -> str:
        return f"{self.deposit_id} {self.from_status} → {self.to_status}"
