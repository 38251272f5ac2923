"""What was signed stays as it was signed: rows are only added, of each table only the columns named may change, ends once."""

from django.db import migrations

from creditbank.audit.append_only import append_only
from creditbank.audit.vendor_sql import VendorSql


def set_once(table: str, trigger: str, columns: tuple[str, ...], *, only: str = "") -> VendorSql:
    """A reversible operation: what stands in these columns stays; ``only``: for rows of that purpose.

    Ends of keys and revocations reach strangers, who keep what they read: taking one back would make two truths.
    """
    rows = f" AND OLD.purpose = '{only}'" if only else ""
    changed = " OR ".join(f'(OLD."{one}" IS NOT NULL AND OLD."{one}" {{differs}} NEW."{one}")' for one in columns)
    refusal = f"APPEND_ONLY {table}: set once"
    sqlite = (
        f'CREATE TRIGGER "{trigger}" BEFORE UPDATE ON "{table}" '
        f"WHEN ({changed.format(differs='IS NOT')}){rows} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    )
    function = (
        f'CREATE FUNCTION "{trigger}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    postgresql = (
        f'CREATE TRIGGER "{trigger}" BEFORE UPDATE ON "{table}" FOR EACH ROW '
        f'WHEN (({changed.format(differs="IS DISTINCT FROM")}){rows}) EXECUTE FUNCTION "{trigger}"()'
    )
    return VendorSql(
        {"sqlite": (sqlite,), "postgresql": (function, postgresql)},
        {
            "sqlite": (f'DROP TRIGGER "{trigger}"',),
            "postgresql": (f'DROP TRIGGER "{trigger}" ON "{table}"', f'DROP FUNCTION "{trigger}"()'),
        },
    )


class Migration(migrations.Migration):
    dependencies = [("credentials", "0001_keys_and_credentials"), ("audit", "0001_initial")]

    operations = [
        append_only("credentials_issuerkey", may_change=("secret", "retired_at", "revoked_at", "reason")),
        set_once("credentials_issuerkey", "credentials_issuerkey_ends_once", ("retired_at", "revoked_at")),
        append_only("credentials_credential", may_change=("live", "superseded_by_id")),
        append_only("credentials_credentialsource", may_change=("suspended_at",)),
        append_only(
            "credentials_statuslist",
            may_change=("drawn", "changes", "signed_changes", "document", "signed_at", "valid_until"),
        ),
        append_only("credentials_statusentry", may_change=("set_at",)),
        set_once("credentials_statusentry", "credentials_revocation_stays", ("set_at",), only="revocation"),
    ]
