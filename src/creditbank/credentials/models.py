"""What was signed, by which key, and where its status is told: keys, credentials, their sources, status lists."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class IssuerKey(models.Model):
    """One signing key of one institution (签名密钥), from a moment until a moment. Only the two ends may be set, each once.

    ``secret`` is the sealed private part (``credentials.sealing``). It is emptied when the key ends, so that nobody can
    sign with it afterwards; a key in a device never had one, and ``device`` names the signer that reaches it.

    Personal data: none.
    """

    class Algorithm(models.TextChoices):
        """What the key signs with, as ``proofs.keys.ALGORITHMS`` names it."""

        ED25519 = "Ed25519"
        P256 = "P-256"
        P384 = "P-384"
        SM2 = "SM2"

    institution = models.ForeignKey("people.Institution", models.PROTECT, related_name="+")
    algorithm = models.CharField(max_length=10, choices=Algorithm.choices)
    public = models.CharField(max_length=120, unique=True)
    """The public key as ``publicKeyMultibase``, which is also the fragment of its verification method."""
    secret = models.TextField(blank=True)
    device = models.CharField(max_length=60, blank=True)
    valid_from = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    """When a newer key took its place; what it signed before stays valid."""
    revoked_at = models.DateTimeField(null=True)
    """The moment from which nothing that it signs is to be trusted; may lie before the day on which this became known."""
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["institution", "valid_from", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "algorithm"],
                condition=Q(retired_at=None, revoked_at=None),
                name="one_active_key_per_algorithm",
            ),
            models.CheckConstraint(
                condition=Q(algorithm__in=["Ed25519", "P-256", "P-384", "SM2"]), name="issuer_key_algorithm_known"
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None) | Q(retired_at__gt=F("valid_from")), name="issuer_key_retired_after"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("valid_from")), name="issuer_key_revoked_after"
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None, revoked_at=None) | Q(("secret", "")), name="issuer_key_secret_ends_with_it"
            ),
            models.CheckConstraint(
                condition=~Q(retired_at=None, revoked_at=None)
                | (~Q(("secret", "")) & Q(device=""))
                | (Q(("secret", "")) & ~Q(device="")),
                name="issuer_key_here_or_in_a_device",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.algorithm} {self.public[:12]}"


class Credential(models.Model):
    """One signed document about one learner (可验证凭证), as it left the bank. Never edited, but ``live`` and ``superseded_by``.

    ``live`` falls when it is revoked or a newer one takes its place; whether it is suspended say its sources.

    Personal data: name, learner number, what was learned and the grade, in the document: it is the learner's own
    certificate; given to him and to those who may see his record, kept as long as the award.
    """

    class Kind(models.TextChoices):
        """What it states."""

        AWARD = "award"
        CONVERSION = "conversion"
        TRANSCRIPT = "transcript"

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=24, unique=True)
    """Public number of the credential itself, ``VC-…``; that of the award stands inside."""
    kind = models.CharField(max_length=12, choices=Kind.choices)
    format = models.CharField(max_length=24)
    subject = models.UUIDField()
    """What it states: the award; the grant of a line; the enrolment of a transcript."""
    issuer = models.ForeignKey("people.Institution", models.PROTECT, related_name="+")
    learner = models.ForeignKey("people.Learner", models.PROTECT, related_name="credentials")
    key = models.ForeignKey("credentials.IssuerKey", models.PROTECT, related_name="+")
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    """SHA-256 of the document's UTF-8 bytes, in hexadecimal."""
    issued_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    live = models.BooleanField(default=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="supersedes")

    class Meta:
        ordering: ClassVar = ["issued_at", "pk"]
        constraints: ClassVar = [
            # A transcript tells how things stood on its day: older ones stay true beside newer ones.
            models.UniqueConstraint(
                fields=["subject", "format"],
                condition=Q(live=True) & ~Q(kind="transcript"),
                name="one_live_credential_per_subject",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["award", "conversion", "transcript"]), name="credential_kind_known"
            ),
            models.CheckConstraint(condition=~Q(document=""), name="credential_has_document"),
            models.CheckConstraint(condition=Q(superseded_by=None) | Q(live=False), name="credential_superseded_ended"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["learner", "issued_at"], name="credential_of_learner"),
            models.Index(fields=["subject"], name="credential_subject"),
            models.Index(fields=["issuer", "issued_at"], name="credential_of_issuer"),
        ]

    def __str__(self) -> str:
        return self.number


class CredentialSource(models.Model):
    """One award or line on which a credential rests (来源), so that what befalls it reaches everything derived from it.

    ``suspended_at`` is set while an inquiry into that award, or a review of that line, runs; nothing else changes.

    Personal data: none beyond the credential it belongs to.
    """

    class Sort(models.TextChoices):
        """What the id names."""

        AWARD = "award"
        LINE = "line"

    credential = models.ForeignKey(Credential, models.PROTECT, related_name="sources")
    sort = models.CharField(max_length=8, choices=Sort.choices)
    source = models.UUIDField(db_index=True)
    suspended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["credential", "source"], name="credential_source_once"),
            models.CheckConstraint(condition=Q(sort__in=["award", "line"]), name="credential_source_sort_known"),
        ]

    def __str__(self) -> str:
        return f"{self.credential_id} ← {self.sort} {self.source}"


class StatusList(models.Model):
    """One list of status bits of one issuer (状态列表), with the text that was signed last.

    Which bits are set say the entries; ``changes`` counts what happened to them, ``signed_changes`` how many of these
    the signed text tells. They differ until the next batch is signed.

    Personal data: none.
    """

    class Purpose(models.TextChoices):
        """What a set bit means."""

        REVOCATION = "revocation"
        SUSPENSION = "suspension"

    issuer = models.ForeignKey("people.Institution", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    number = models.PositiveIntegerField()
    """1, 2 … per issuer and purpose; a new list is opened when the last one fills up."""
    length = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField(default=0)
    """How many of its indexes are taken."""
    changes = models.PositiveBigIntegerField(default=1)
    signed_changes = models.PositiveBigIntegerField(default=0)
    document = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["issuer", "purpose", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "purpose", "number"], name="status_list_once"),
            models.CheckConstraint(
                condition=Q(purpose__in=["revocation", "suspension"]), name="status_list_purpose_known"
            ),
            # Below this length a list says too much about the few who are in it. Bitstring Status List 1.0, §6.1.
            models.CheckConstraint(condition=Q(length__gte=131_072), name="status_list_long_enough"),
            models.CheckConstraint(condition=Q(drawn__lte=F("length")), name="status_list_not_overdrawn"),
            models.CheckConstraint(condition=Q(signed_changes__lte=F("changes")), name="status_list_signed_what_was"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.purpose} {self.number}"


class StatusEntry(models.Model):
    """One bit of a list, drawn at random for one credential. A revocation that is set stays set; a suspension ends.

    It is drawn before the credential can be signed, so the credential may not be there yet, and is not when signing was
    broken off; the same credential finds it again.

    Personal data: none.
    """

    status_list = models.ForeignKey(StatusList, models.PROTECT, related_name="entries")
    purpose = models.CharField(max_length=12, choices=StatusList.Purpose.choices)
    index = models.PositiveIntegerField()
    credential = models.ForeignKey(Credential, models.DO_NOTHING, db_constraint=False, related_name="statuses")
    set_at = models.DateTimeField(null=True)
    """Since when the bit is set; empty while it is not."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["status_list", "index"], name="status_index_once"),
            models.UniqueConstraint(fields=["credential", "purpose"], name="status_entry_per_purpose"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status_list"], condition=Q(set_at__isnull=False), name="status_bits_set"),
        ]

    def __str__(self) -> str:
        return f"{self.status_list_id} {self.index}"


class ApiKey(models.Model):
    """One key with which a program of an institution may issue over HTTP (接口密钥). Only its end may be set, once.

    What is kept is the SHA-256 of the key: it is random and long, so that nobody finds it from its hash.

    Personal data: none.
    """

    institution = models.ForeignKey("people.Institution", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    """Which program holds it."""
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["institution", "made_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("made_at")), name="api_key_revoked_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.name}"
