"""Inquiries, reviews after graduation, and appeals."""

from django.db import models
from django.db.models import Q


class Inquiry(models.Model):
    """A case for which an award is frozen (冻结) until it is released or revoked.

    Personal data: why a person's award is looked into; kept with the award, shown to those who decide.
    """

    id = models.UUIDField(primary_key=True)
    award = models.ForeignKey("bank.Award", on_delete=models.PROTECT, related_name="inquiries")
    reason = models.TextField()
    opened_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    entry = models.UUIDField(null=True)
    """The ledger entry that moved the lot's content aside; none if there was nothing in it."""
    outcome = models.CharField(max_length=12, blank=True)
    """Empty while open; then ``released`` or ``revoked``."""
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["award"], condition=Q(outcome=""), name="one_open_inquiry_per_award"),
        ]

    def __str__(self) -> str:
        return f"{self.award_id} {self.outcome or 'open'}"


class Review(models.Model):
    """A graduate's line rests on an award that was revoked: the school must say whether it stands.

    Personal data: none beyond the enrolment it belongs to.
    """

    id = models.UUIDField(primary_key=True)
    award = models.ForeignKey("bank.Award", on_delete=models.PROTECT, related_name="reviews")
    line = models.ForeignKey("bank.ConversionLine", on_delete=models.PROTECT, related_name="reviews")
    enrolment = models.ForeignKey("bank.Enrolment", on_delete=models.PROTECT, related_name="reviews")
    institution = models.ForeignKey("people.Institution", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.CharField(max_length=12, blank=True)
    """Empty while open; then ``stands`` or ``rescinds``."""
    reason = models.TextField(blank=True)
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["award", "line"], condition=Q(answer=""), name="one_open_review_per_award_and_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.answer or 'open'}"


class Appeal(models.Model):
    """A learner disagrees with a refusal; other persons decide. About a deposit or about a line.

    Personal data: a person's reasons; kept with the decision.
    """

    id = models.UUIDField(primary_key=True)
    deposit = models.ForeignKey("bank.Deposit", null=True, on_delete=models.PROTECT, related_name="appeals")
    line = models.ForeignKey("bank.ConversionLine", null=True, on_delete=models.PROTECT, related_name="appeals")
    text = models.TextField()
    filed_by = models.BigIntegerField(null=True)
    filed_at = models.DateTimeField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=12, blank=True)
    """Empty while open; then ``upheld`` or ``dismissed``."""
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deposit"], condition=Q(outcome=""), name="one_open_appeal_per_deposit"),
            models.UniqueConstraint(fields=["line"], condition=Q(outcome=""), name="one_open_appeal_per_line"),
            models.CheckConstraint(
                condition=Q(deposit__isnull=False, line__isnull=True) | Q(deposit__isnull=True, line__isnull=False),
                name="appeal_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deposit_id or self.line_id} {self.outcome or 'open'}"
