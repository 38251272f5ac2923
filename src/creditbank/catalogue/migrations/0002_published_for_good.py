from django.db import migrations

from creditbank.audit.append_only import append_only
from creditbank.audit.vendor_sql import VendorSql

# Two periods of one definition share a day: each begins before the other ends.
SQLITE_OVERLAP = """
    SELECT 1 FROM catalogue_version AS other
    WHERE other.sort = NEW.sort AND other.key = NEW.key AND other.id IS NOT NEW.id
      AND (other.until IS NULL OR NEW.start < other.until)
      AND (NEW.until IS NULL OR other.start < NEW.until)
"""
SQLITE_TRIGGER = """
    CREATE TRIGGER catalogue_version_no_overlap_{name} BEFORE {event} ON catalogue_version
    WHEN EXISTS ({overlap})
    BEGIN SELECT RAISE(ABORT, 'VERSION_OVERLAP'); END
"""


class Migration(migrations.Migration):
    """What is published stays: no change, no removal, and never two versions in force on one day."""

    dependencies = [("catalogue", "0001_initial")]

    operations = [
        append_only("catalogue_document"),
        append_only("catalogue_version", may_change=("until",)),
        append_only("catalogue_publication"),
        append_only("catalogue_achievement", may_change=("name_zh", "name_en", "active")),
        VendorSql(
            forwards={
                "sqlite": (
                    SQLITE_TRIGGER.format(name="insert", event="INSERT", overlap=SQLITE_OVERLAP),
                    SQLITE_TRIGGER.format(name="update", event="UPDATE", overlap=SQLITE_OVERLAP),
                ),
                "postgresql": (
                    "CREATE EXTENSION IF NOT EXISTS btree_gist",
                    "ALTER TABLE catalogue_version ADD CONSTRAINT catalogue_version_no_overlap EXCLUDE USING gist "
                    "(sort WITH =, key WITH =, daterange(start, until, '[)') WITH &&)",
                ),
            },
            backwards={
                "sqlite": (
                    "DROP TRIGGER catalogue_version_no_overlap_insert",
                    "DROP TRIGGER catalogue_version_no_overlap_update",
                ),
                "postgresql": ("ALTER TABLE catalogue_version DROP CONSTRAINT catalogue_version_no_overlap",),
            },
        ),
    ]
