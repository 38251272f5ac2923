"""The audit trail: one row for each thing done (留痕)."""

from typing import ClassVar

from django.db import models


class AuditRow(models.Model):
    """One verb done once: who, for which institution, on what, when. Only added, never changed.

    The id is the id of the request (for the rows of a bulk verb: derived from it), so a request that comes twice is
    found here first. The actor is a plain number: users stand in a room above this one.

    Personal data: the actor's user id and ids of subjects, for accountability, kept as long as the bank exists; names
    and identity numbers are never written here.
    """

    id = models.UUIDField(primary_key=True)
    verb = models.CharField(max_length=40)
    actor = models.BigIntegerField(null=True, db_index=True)
    """User id; null when the system itself acted (nightly work)."""
    institution = models.CharField(max_length=64, blank=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=100)
    content_hash = models.CharField(max_length=64)
    """Digest of the canonical JSON of what was asked."""
    at = models.DateTimeField(db_index=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")]
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_type} {self.subject_id}"
