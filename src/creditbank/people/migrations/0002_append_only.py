from django.db import migrations

from creditbank.audit.append_only import append_only


class Migration(migrations.Migration):
    """History of people's rights and of who looked at what: rows are added, and only ends are set later."""

    dependencies = [("people", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        append_only("people_accreditation", may_change=("until",)),
        append_only("people_accreditationsuspension", may_change=("until",)),
        append_only("people_consent", may_change=("withdrawn_at",)),
        append_only("people_reveal"),
    ]
