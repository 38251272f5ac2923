"""What can be earned and by which rules: achievements, and every published version of the rulebook."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q


class Document(models.Model):
    """The canonical text of one published definition, found by its SHA-256. Never changed, never removed.

    The text leaves out ``until``: ending a version does not make another document of it.

    Personal data: none.
    """

    sha256 = models.CharField(primary_key=True, max_length=64)
    sort = models.CharField(max_length=20)
    """Which shape it has: ``kind``, ``standard``, ``rule``, ``policy``, ``programme``, ``scale``…"""
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(text=""), name="document_has_text")]

    def __str__(self) -> str:
        return f"{self.sort} {self.sha256[:12]}"


class Version(models.Model):
    """One version of one definition, in force from ``start`` until ``until`` (first day not in force) (版本).

    Written by one person, approved by another. Only ``until`` may be set later. The database refuses two versions of
    one definition in force on one day.

    Personal data: names or user names of author and approver, who answer for a public rule; kept for ever.
    """

    sort = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    start = models.DateField()
    until = models.DateField(null=True, blank=True)
    document = models.ForeignKey("catalogue.Document", models.PROTECT, related_name="versions")
    author = models.CharField(max_length=100)
    approver = models.CharField(max_length=100)
    published_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["sort", "key", "start"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sort", "key", "start"], name="version_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("start")), name="version_period"),
            models.CheckConstraint(
                condition=~Q(author=F("approver")) & ~Q(author="") & ~Q(approver=""), name="version_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.key} {self.start}"


class Publication(models.Model):
    """One act of publishing that changed something (发布). The newest tells every process whether its rulebook is stale.

    Personal data: none.
    """

    token = models.UUIDField(unique=True, default=uuid4)
    at = models.DateTimeField()
    added = models.IntegerField()
    """Versions added."""
    ended = models.IntegerField()
    """Versions given an end."""

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} +{self.added}"


class Achievement(models.Model):
    """One entry of the catalogue of learning outcomes (学习成果目录项): kind, body, names and what is fixed.

    Fields fixed here cannot be given otherwise in an award. ``kind`` and ``fixed`` never change; an entry that is no
    longer offered is made inactive.

    Personal data: none.
    """

    id = models.CharField(primary_key=True, max_length=100)
    kind = models.CharField(max_length=60)
    body = models.ForeignKey("people.Institution", models.PROTECT, related_name="achievements")
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    fixed = models.JSONField(default=dict)
    """Flat facts: field of the kind's details → value."""
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["kind", "active"], name="achievement_kind")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="achievement_named")
        ]

    def __str__(self) -> str:
        return self.id
