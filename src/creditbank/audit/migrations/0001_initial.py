from django.db import migrations, models

from creditbank.audit.append_only import append_only


class Migration(migrations.Migration):
    """The audit trail, append-only from its first row."""

    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("verb", models.CharField(max_length=40)),
                ("actor", models.BigIntegerField(db_index=True, null=True)),
                ("institution", models.CharField(blank=True, max_length=64)),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.CharField(max_length=100)),
                ("content_hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField(db_index=True)),
                ("detail", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["at"],
                "indexes": [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")],
            },
        ),
        append_only("audit_auditrow"),
    ]
