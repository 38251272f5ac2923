"""People and institutions: users, learners, staff, who is accredited to certify what, consent and reveals."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from creditbank.people.encryption import EncryptedTextField
from creditbank.people.roles import STAFF_ROLES


class Institution(models.Model):
    """A union, college, certification body, enterprise, or the bank's own centre (机构). The id is a slug.

    Personal data: none.
    """

    class Type(models.TextChoices):
        """What sort of institution it is; what it may certify is said by ``Accreditation`` alone."""

        UNION = "union", "工会"
        COLLEGE = "college", "院校"
        CERTIFICATION_BODY = "certification_body", "认证机构"
        ENTERPRISE = "enterprise", "企业"
        BANK_CENTRE = "bank_centre", "管理中心"

    id = models.SlugField(primary_key=True, max_length=64)
    type = models.CharField(max_length=20, choices=Type.choices)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    uscc = models.CharField(max_length=18, blank=True)
    """Unified social credit code (统一社会信用代码), checked by ``people.uscc``."""
    division = models.CharField(max_length=12, blank=True)
    """Code of the administrative division."""
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(type__in=["union", "college", "certification_body", "enterprise", "bank_centre"]),
                name="institution_type_known",
            ),
            models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="institution_named"),
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="institution_uscc_once"),
        ]

    def __str__(self) -> str:
        return self.id


class UserManager(BaseUserManager["User"]):
    """Makes users; the name is Django's word for it."""

    def create_user(self, username: str, password: str | None = None, *, display_name: str = "") -> "User":
        """A user who can log in with this password; without one, nobody can."""
        user = self.model(username=username, display_name=display_name or username)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Someone who can log in. What he may do follows from ``Learner`` and ``StaffRole``, never from flags here.

    Personal data: log-in name and display name, to know who acts; kept while the audit trail is kept.
    """

    class Language(models.TextChoices):
        """Language of the pages."""

        ZH = "zh-hans", "简体中文"
        EN = "en", "English"

    username = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(max_length=100)
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.ZH)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.username


class NumberSeries(models.Model):
    """The last number given out in a series. Its row is the lock: numbers have no gaps and none is given twice.

    Personal data: none.
    """

    id = models.SlugField(primary_key=True, max_length=40)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.id} {self.last}"


class Learner(models.Model):
    """A person with a learning account (学习者). Found by the blind index; one account per identity number.

    Personal data: name, identity number, telephone, birth date, employer, to keep a lifelong record of the right
    person; number and telephone encrypted, masked on every page; kept while the account is open and as the law on
    archives says after that.
    """

    class IdentityType(models.TextChoices):
        """Which paper says who he is."""

        RESIDENT_ID = "resident_id", "居民身份证"
        RESIDENCE_PERMIT = "residence_permit", "港澳台居民居住证"
        PASSPORT = "passport", "护照"
        OTHER = "other", "其他"

    user = models.OneToOneField("people.User", models.PROTECT, null=True, blank=True, related_name="learner")
    number = models.CharField(max_length=10, unique=True)
    """Public learner number with a check character: ``L00000001X``."""
    name = models.CharField(max_length=100)
    identity_type = models.CharField(max_length=20, choices=IdentityType.choices)
    identity_number = EncryptedTextField()
    identity_index = models.CharField(max_length=64, unique=True)
    phone = EncryptedTextField(blank=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    birth_date = models.DateField(null=True, blank=True)
    employer = models.ForeignKey("people.Institution", models.PROTECT, null=True, blank=True, related_name="employees")
    opened_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(identity_type__in=["resident_id", "residence_permit", "passport", "other"]),
                name="learner_identity_type_known",
            ),
            models.CheckConstraint(condition=~Q(identity_index="") & ~Q(name=""), name="learner_identified"),
        ]

    def __str__(self) -> str:
        return self.number


class StaffRole(models.Model):
    """One role of one user at one institution, from a day until a day (任职).

    Personal data: who holds which post, to decide what he may do; kept as long as the audit trail.
    """

    user = models.ForeignKey("people.User", models.PROTECT, related_name="staff_roles")
    institution = models.ForeignKey("people.Institution", models.PROTECT, related_name="staff")
    role = models.CharField(max_length=30, choices=[(role.value, role.value) for role in STAFF_ROLES])
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    """First day on which he no longer holds it."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(role__in=[role.value for role in STAFF_ROLES]), name="staff_role_known"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="staff_period"),
            models.UniqueConstraint(fields=["user", "institution", "role", "since"], name="staff_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.institution_id}"


class Accreditation(models.Model):
    """What an institution may certify, from a day until a day (机构资质). Only the end may be set later.

    A wider or narrower scope is another row, so that an old certification can be judged by what held on its day.

    Personal data: none.
    """

    institution = models.ForeignKey("people.Institution", models.PROTECT, related_name="accreditations")
    type = models.SlugField(max_length=40)
    """Certifier type that kinds name, for example ``skill_assessment``."""
    kinds = models.JSONField()
    """Ids of the kinds it may certify."""
    scope = models.JSONField(default=dict)
    """Fields of an award's details → values allowed. A field left out is not limited."""
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    """First day on which it no longer holds."""
    source = models.TextField()
    """The document that grants it."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="accreditation_period"),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.type}"


class AccreditationSuspension(models.Model):
    """A time in which an accreditation rests (暂停). Only the end may be set later.

    Personal data: none.
    """

    accreditation = models.ForeignKey("people.Accreditation", models.PROTECT, related_name="suspensions")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    """First day on which it is in force again."""
    reason = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="suspension_period"),
        ]

    def __str__(self) -> str:
        return f"{self.accreditation_id} {self.since}"


class Consent(models.Model):
    """A learner's consent to one purpose in one wording (同意). Only the withdrawal may be set later.

    Personal data: that and when the learner consented, as proof of it; kept three years after withdrawal.
    """

    learner = models.ForeignKey("people.Learner", models.PROTECT, related_name="consents")
    purpose = models.SlugField(max_length=40)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")), name="consent_withdrawn_after"
            ),
            models.UniqueConstraint(
                fields=["learner", "purpose"], condition=Q(withdrawn_at=None), name="consent_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.purpose} {self.version}"


class Reveal(models.Model):
    """One unmasking of personal fields (查看明文): who saw which fields of whom, for what. Only added.

    Personal data: the viewer's user id and the learner, so that the learner can see who looked; kept as the audit
    trail is.
    """

    learner = models.ForeignKey("people.Learner", models.PROTECT, related_name="reveals")
    viewer = models.BigIntegerField()
    purpose = models.CharField(max_length=200)
    fields = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(purpose=""), name="reveal_has_purpose")]

    def __str__(self) -> str:
        return f"{self.viewer} saw {self.learner_id}"
