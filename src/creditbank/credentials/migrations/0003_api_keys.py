"""Keys of programs that issue over HTTP."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from creditbank.audit.append_only import append_only

set_once = import_module("creditbank.credentials.migrations.0002_history_is_kept").set_once


class Migration(migrations.Migration):
    dependencies = [("credentials", "0002_history_is_kept"), ("people", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.institution"
                    ),
                ),
            ],
            options={"ordering": ["institution", "made_at", "pk"]},
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(("revoked_at", None), ("revoked_at__gte", models.F("made_at")), _connector="OR"),
                name="api_key_revoked_after",
            ),
        ),
        append_only("credentials_apikey", may_change=("revoked_at",)),
        set_once("credentials_apikey", "credentials_apikey_ends_once", ("revoked_at",)),
    ]
