"""转换: applications, their lines, what each line takes and grants, and who decided."""

from django.db import models
from django.db.models import Q


class Conversion(models.Model):
    """One application of a learner before one enrolment. Never edited.

    ``problem`` and ``plan`` are canonical JSON texts: enough to check and to solve again, ids only.
    Personal data: facts of awards (no names, no numbers of papers); kept with the decision it explains.
    """

    id = models.UUIDField(primary_key=True)
    enrolment = models.ForeignKey("bank.Enrolment", on_delete=models.PROTECT, related_name="conversions")
    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="conversions")
    applied_on = models.DateField()
    problem = models.TextField()
    problem_hash = models.CharField(max_length=64)
    plan = models.TextField()
    engine = models.CharField(max_length=60)
    actor = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["enrolment", "applied_on"]), models.Index(fields=["learner", "at"])]

    def __str__(self) -> str:
        return str(self.id)


class ConversionLine(models.Model):
    """One instance of one rule within an application. ``state`` and the dates of waiting change, with a ``LineDecision``.

    Amounts are integers in the programme's unit. ``missing``: facts a person must supply (a possible line).
    Personal data: none beyond the application it belongs to.
    """

    class State(models.TextChoices):
        """All states; allowed moves are in ``bank.lines.MOVES``."""

        APPLIED = "applied"
        APPROVED = "approved"
        REFUSED = "refused"
        REFERRED = "referred"
        WITHDRAWN = "withdrawn"
        PUBLISHED = "published"
        FINAL = "final"
        CLOSED = "closed"
        REVERSED = "reversed"

    id = models.UUIDField(primary_key=True)
    conversion = models.ForeignKey(Conversion, on_delete=models.PROTECT, related_name="lines")
    enrolment = models.ForeignKey("bank.Enrolment", on_delete=models.PROTECT, related_name="lines")
    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    candidate = models.TextField()
    rule = models.CharField(max_length=160)
    rule_hash = models.CharField(max_length=64)
    category = models.CharField(max_length=60, blank=True)
    overlap = models.PositiveSmallIntegerField(null=True)
    lead = models.ForeignKey("bank.Award", on_delete=models.PROTECT, related_name="+")
    worth = models.BigIntegerField(null=True)
    lapsed = models.BigIntegerField(default=0)
    missing = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State.choices, default=State.APPLIED)
    due_on = models.DateField(null=True)
    notice_ends_on = models.DateField(null=True)
    appeal_ends_on = models.DateField(null=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    applied_on = models.DateField()
    final_on = models.DateField(null=True)
    apply_entry = models.UUIDField(null=True)
    final_entry = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["conversion", "position"]
        constraints = [
            models.UniqueConstraint(fields=["conversion", "position"], name="lines_in_order"),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(replaces__isnull=False) & ~Q(state__in=["withdrawn", "closed", "reversed"]),
                name="one_live_replacement_per_line",
            ),
        ]
        indexes = [
            models.Index(fields=["enrolment", "state"]),
            models.Index(fields=["learner", "state"]),
            models.Index(fields=["state", "notice_ends_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.state}"


class LineInput(models.Model):
    """What a line takes from one award's lot, with the facts recorded then. Only ``live`` changes, with the line's state.

    Personal data: none beyond the award it points at.
    """

    line = models.ForeignKey(ConversionLine, on_delete=models.PROTECT, related_name="inputs")
    award = models.ForeignKey("bank.Award", on_delete=models.PROTECT, related_name="inputs")
    slot = models.CharField(max_length=60)
    whole = models.BooleanField()
    lot = models.CharField(max_length=240)
    unit = models.CharField(max_length=8)
    amount = models.BigIntegerField()
    qualification = models.CharField(max_length=120)
    facts = models.JSONField()
    groups = models.JSONField(default=dict)
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["award", "qualification"],
                condition=Q(live=True, whole=True),
                name="award_once_per_qualification",
            ),
            models.UniqueConstraint(fields=["line", "award"], name="award_once_per_line"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="line_input_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.award_id} → {self.line_id}"


class LineGrant(models.Model):
    """What a line grants to one course, or as block credit to one module. Only ``live`` and ``waiting`` change.

    ``waiting``: grants of a replacement that is not final yet stay outside the unique index.
    Personal data: none beyond the enrolment it belongs to.
    """

    line = models.ForeignKey(ConversionLine, on_delete=models.PROTECT, related_name="grants")
    enrolment = models.ForeignKey("bank.Enrolment", on_delete=models.PROTECT, related_name="grants")
    position = models.PositiveSmallIntegerField()
    course = models.CharField(max_length=40, blank=True)
    module = models.CharField(max_length=60, blank=True)
    amount = models.BigIntegerField()
    facts = models.JSONField()
    grade_recorded = models.JSONField(default=dict)
    live = models.BooleanField(default=True)
    waiting = models.BooleanField(default=False)

    class Meta:
        ordering = ["line", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "course"],
                condition=Q(live=True, waiting=False) & ~Q(course=""),
                name="course_granted_once_per_enrolment",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="line_grant_positive"),
            models.CheckConstraint(
                condition=(Q(course="") & ~Q(module="")) | (~Q(course="") & Q(module="")), name="grant_course_or_module"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course or self.module} {self.amount}"


class LineDecision(models.Model):
    """One move of a line: by which verb, from where to where, who, when, the reasons as data. Append-only.

    Personal data: none beyond the line it belongs to.
    """

    id = models.UUIDField(primary_key=True)
    line = models.ForeignKey(ConversionLine, on_delete=models.PROTECT, related_name="decisions")
    sequence = models.PositiveIntegerField()
    verb = models.CharField(max_length=24)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    cause = models.CharField(max_length=24, blank=True)
    actor = models.BigIntegerField(null=True)
    effective_on = models.DateField()
    at = models.DateTimeField()
    reasons = models.JSONField(default=list)
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    """Facts that a person supplied for a possible line."""

    class Meta:
        ordering = ["line", "sequence"]
        constraints = [models.UniqueConstraint(fields=["line", "sequence"], name="line_decisions_in_order")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.from_state} → {self.to_state}"
