"""Triggers that keep the ledger append-only, whoever writes: totals only grow, a transfer has one unit.

On SQLite a later migration that rebuilds one of these tables drops its triggers: install them again there.
"""

from django.db import migrations

SQLITE = {
    "ledger_entry_not_changed": """
        BEFORE UPDATE ON ledger_entry
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: ledger_entry'); END""",
    "ledger_entry_not_deleted": """
        BEFORE DELETE ON ledger_entry
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: ledger_entry'); END""",
    # INSERT OR REPLACE deletes a row without asking the DELETE trigger.
    "ledger_entry_not_replaced": """
        BEFORE INSERT ON ledger_entry
        WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id OR reverses_id = NEW.reverses_id)
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: ledger_entry'); END""",
    "ledger_transfer_not_changed": """
        BEFORE UPDATE ON ledger_transfer
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: ledger_transfer'); END""",
    "ledger_transfer_not_deleted": """
        BEFORE DELETE ON ledger_transfer
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: ledger_transfer'); END""",
    "ledger_transfer_not_replaced": """
        BEFORE INSERT ON ledger_transfer
        WHEN EXISTS (SELECT 1 FROM ledger_transfer
                     WHERE id = NEW.id OR (entry_id = NEW.entry_id AND position = NEW.position))
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: ledger_transfer'); END""",
    "ledger_transfer_one_unit": """
        BEFORE INSERT ON ledger_transfer
        WHEN NEW.unit IS NOT (SELECT unit FROM ledger_account WHERE id = NEW.source_id)
          OR NEW.unit IS NOT (SELECT unit FROM ledger_account WHERE id = NEW.target_id)
        BEGIN SELECT RAISE(ABORT, 'a transfer has the unit of both its accounts'); END""",
    "ledger_account_not_deleted": """
        BEFORE DELETE ON ledger_account
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: ledger_account'); END""",
    "ledger_account_not_replaced": """
        BEFORE INSERT ON ledger_account
        WHEN EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.id OR (name = NEW.name AND unit = NEW.unit))
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: ledger_account'); END""",
    "ledger_account_opens_empty": """
        BEFORE INSERT ON ledger_account
        WHEN NEW.inflow <> 0 OR NEW.outflow <> 0
        BEGIN SELECT RAISE(ABORT, 'an account opens empty'); END""",
    "ledger_account_only_grows": """
        BEFORE UPDATE ON ledger_account
        WHEN NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.unit <> OLD.unit
          OR NEW.may_go_negative <> OLD.may_go_negative
          OR NEW.inflow < OLD.inflow OR NEW.outflow < OLD.outflow
        BEGIN SELECT RAISE(ABORT, 'the totals of an account only grow, and nothing else of it changes'); END""",
}

POSTGRESQL_FUNCTIONS = {
    "ledger_append_only": """
        BEGIN RAISE EXCEPTION 'the ledger is append-only: %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END""",
    "ledger_account_opens_empty": """
        BEGIN RAISE EXCEPTION 'an account opens empty' USING ERRCODE = 'restrict_violation'; END""",
    "ledger_account_only_grows": """
        BEGIN
            RAISE EXCEPTION 'the totals of an account only grow, and nothing else of it changes'
            USING ERRCODE = 'restrict_violation';
        END""",
    "ledger_transfer_one_unit": """
        BEGIN
            IF EXISTS (
                SELECT 1 FROM arrived
                JOIN ledger_account source ON source.id = arrived.source_id
                JOIN ledger_account target ON target.id = arrived.target_id
                WHERE arrived.unit <> source.unit OR arrived.unit <> target.unit
            ) THEN
                RAISE EXCEPTION 'a transfer has the unit of both its accounts' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END""",
}

POSTGRESQL = {
    # Once per statement: it speaks even when no row would have been hit.
    ("ledger_entry_append_only", "ledger_entry"): """
        BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()""",
    ("ledger_transfer_append_only", "ledger_transfer"): """
        BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()""",
    ("ledger_transfer_one_unit", "ledger_transfer"): """
        AFTER INSERT ON ledger_transfer REFERENCING NEW TABLE AS arrived
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_transfer_one_unit()""",
    ("ledger_account_not_deleted", "ledger_account"): """
        BEFORE DELETE OR TRUNCATE ON ledger_account
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()""",
    ("ledger_account_opens_empty", "ledger_account"): """
        BEFORE INSERT ON ledger_account
        FOR EACH ROW WHEN (NEW.inflow <> 0 OR NEW.outflow <> 0)
        EXECUTE FUNCTION ledger_account_opens_empty()""",
    ("ledger_account_only_grows", "ledger_account"): """
        BEFORE UPDATE ON ledger_account
        FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.unit <> OLD.unit
                           OR NEW.may_go_negative <> OLD.may_go_negative
                           OR NEW.inflow < OLD.inflow OR NEW.outflow < OLD.outflow)
        EXECUTE FUNCTION ledger_account_only_grows()""",
}


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, body in POSTGRESQL_FUNCTIONS.items():
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ {body} $body$", params=None
            )
        for (name, _), rule in POSTGRESQL.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {rule}", params=None)
    else:
        for name, rule in SQLITE.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {rule}", params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, table in POSTGRESQL:
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
        for name in POSTGRESQL_FUNCTIONS:
            schema_editor.execute(f"DROP FUNCTION {name}()")
    else:
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
