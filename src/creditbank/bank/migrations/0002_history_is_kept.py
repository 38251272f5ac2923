"""The database refuses to edit or delete what was done; of each table only the columns named may change."""

from django.db import migrations

from creditbank.audit.append_only import append_only

_WAITING = ("state", "due_on", "notice_ends_on", "appeal_ends_on", "final_on", "apply_entry", "final_entry")
_CLAIM = (
    "issuer", "details", "credits", "hours", "grade", "grade_scale", "earned_on", "valid_until", "evidence",
    "route", "fingerprint", "shared_place", "status", "due_on",
)


class Migration(migrations.Migration):
    dependencies = [("bank", "0001_main_job")]

    operations = [
        append_only("bank_deposit", may_change=_CLAIM),
        append_only("bank_depositstep"),
        append_only("bank_award", may_change=("live",)),
        append_only("bank_awardevent"),
        append_only("bank_enrolment", may_change=("status",)),
        append_only("bank_enrolmentevent"),
        append_only("bank_coursepassed"),
        append_only("bank_conversion"),
        append_only("bank_conversionline", may_change=_WAITING),
        append_only("bank_lineinput", may_change=("live",)),
        append_only("bank_linegrant", may_change=("live", "waiting")),
        append_only("bank_linedecision"),
        append_only("bank_inquiry", may_change=("entry", "outcome", "closed_at")),
        append_only("bank_review", may_change=("answer", "reason", "answered_by", "answered_at")),
        append_only("bank_appeal", may_change=("outcome", "decided_by", "decided_at", "reason")),
    ]
