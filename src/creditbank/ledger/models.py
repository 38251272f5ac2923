"""The three tables of the ledger. Nobody outside this room imports them.

What the constraints here cannot say is said by triggers (migration ``0002_guards``): entries and transfers are never
changed or deleted, an account opens empty and its totals only grow, a transfer has the unit of both its accounts.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

TOTAL_MAX = 9 * 10**18
"""Below the largest 64-bit integer, so that the database refuses a total before arithmetic overflows."""


class Account(models.Model):
    """Holds one unit for one owner; ``inflow`` and ``outflow`` are running totals of its transfers (账户).

    The balance is ``inflow - outflow``; it is not stored, so it cannot disagree.
    Personal data: none (names hold row ids; what is known of a person stands in other rooms).
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=32)
    may_go_negative = models.BooleanField()
    inflow = models.BigIntegerField(default=0)
    outflow = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "unit"], name="ledger_account_key"),
            models.CheckConstraint(
                condition=Q(inflow__gte=0, inflow__lte=TOTAL_MAX), name="ledger_account_inflow_in_range"
            ),
            models.CheckConstraint(
                condition=Q(outflow__gte=0, outflow__lte=TOTAL_MAX), name="ledger_account_outflow_in_range"
            ),
            models.CheckConstraint(
                condition=Q(may_go_negative=True) | Q(inflow__gte=F("outflow")), name="ledger_account_no_overdraft"
            ),
            # Else one row with a flag would be a hole through which value comes from nowhere.
            models.CheckConstraint(
                condition=Q(may_go_negative=False) | Q(name__startswith="issued:") | Q(name__startswith="granted:"),
                name="ledger_account_few_go_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} [{self.unit}]"


class Entry(models.Model):
    """Transfers posted together under an id that the caller chose (分录). Never changed, never deleted.

    There is no running number: the ids of the transfers give the order of posting.
    Personal data: none.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=32)
    effective_on = models.DateField()
    posted_at = models.DateTimeField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")), name="ledger_entry_reverses_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Transfer(models.Model):
    """A positive amount from one account to another of the same unit (转账). Never changed, never deleted.

    Personal data: none.
    """

    id = models.BigAutoField(primary_key=True)
    # The unique (entry, position) is the index of this key.
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="transfers", db_index=False)
    position = models.PositiveIntegerField()
    source = models.ForeignKey(Account, models.PROTECT, related_name="transfers_out")
    target = models.ForeignKey(Account, models.PROTECT, related_name="transfers_in")
    unit = models.CharField(max_length=32)
    amount = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "position"], name="ledger_transfer_position"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_transfer_positive"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="ledger_transfer_two_accounts"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.position}"
