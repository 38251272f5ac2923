"""已认证成果: a deposit found true."""

from django.db import models
from django.db.models import Q


class Award(models.Model):
    """One certified outcome with the original figures as issued. Never edited, but the flag ``live``.

    ``bank_credits`` is what was first posted (scale 2); the current amount is the lot's. ``facts`` are what rules read.
    ``live`` falls when the award is revoked; status comes from the events.
    Personal data: what a person learned; kept for life, shown by purpose only.
    """

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=24, unique=True)
    """Public record number, for anyone to check."""
    deposit = models.OneToOneField("bank.Deposit", on_delete=models.PROTECT, related_name="award")
    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="awards")
    achievement = models.ForeignKey("catalogue.Achievement", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("people.Institution", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    issuer = models.CharField(max_length=120)
    facts = models.JSONField()
    groups = models.JSONField(default=dict)
    earned_on = models.DateField()
    valid_until = models.DateField(null=True)
    certified_on = models.DateField()
    certified_by = models.BigIntegerField(null=True)
    bank_credits = models.BigIntegerField()
    lot_unit = models.CharField(max_length=8)
    expires_on = models.DateField(null=True)
    kind_hash = models.CharField(max_length=64)
    standard_hash = models.CharField(max_length=64, blank=True)
    reasons = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64)
    shared_place = models.CharField(max_length=40, blank=True)
    part_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    live = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint", "shared_place"], condition=Q(live=True), name="one_live_award_per_paper"
            ),
            models.UniqueConstraint(
                fields=["fingerprint", "learner"], condition=Q(live=True), name="one_live_award_per_paper_and_learner"
            ),
            models.CheckConstraint(condition=Q(bank_credits__gte=0), name="award_bank_credits_not_negative"),
            models.CheckConstraint(condition=Q(lot_unit__in=["credit", "use"]), name="award_lot_unit_known"),
        ]
        indexes = [
            models.Index(fields=["learner", "certified_on"]),
            models.Index(fields=["body", "certified_on"]),
            models.Index(fields=["expires_on"]),
        ]

    def __str__(self) -> str:
        return self.number


class AwardEvent(models.Model):
    """What happened to an award after certification. Append-only; the latest event gives the status.

    Personal data: none beyond the award it belongs to.
    """

    class Event(models.TextChoices):
        """What can happen."""

        CERTIFIED = "certified"
        FROZEN = "frozen"
        RELEASED = "released"
        EXPIRED = "expired"
        REVOKED = "revoked"
        REINSTATED = "reinstated"
        CORRECTED = "corrected"

    id = models.UUIDField(primary_key=True)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="events")
    event = models.CharField(max_length=12, choices=Event.choices)
    actor = models.BigIntegerField(null=True)
    effective_on = models.DateField()
    at = models.DateTimeField()
    sequence = models.PositiveIntegerField()
    bank_credits = models.BigIntegerField(null=True)
    """With ``corrected``: what the lot was issued anew (scale 2; 0: one ``use``)."""
    reasons = models.JSONField(default=list)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["award", "sequence"]
        constraints = [models.UniqueConstraint(fields=["award", "sequence"], name="award_events_in_order")]

    def __str__(self) -> str:
        return f"{self.award_id} {self.event}"
