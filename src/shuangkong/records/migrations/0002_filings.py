"""Kind, type version and filing of a record; PostgreSQL guarded like SQLite (报送与种类、防改触发器)."""

from importlib import import_module

from django.db import migrations, models

__all__ = ["Migration"]

# A module whose name begins with a figure cannot be imported by name.
_first = import_module("shuangkong.records.migrations.0001_initial")

_REFUSE = """
CREATE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'records are append-only: no %', lower(TG_OP)
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
# Once a statement, over all rows it added: a trigger a row would cost more than the row.
_FOLLOW = """
CREATE FUNCTION record_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  lowest bigint; highest bigint; number bigint; last bigint;
BEGIN
  SELECT min(seq), max(seq), count(*) INTO lowest, highest, number FROM added;
  SELECT coalesce(max(seq), 0) INTO last FROM records_record WHERE seq < lowest;
  IF number > 0 AND (lowest <> last + 1 OR highest <> lowest + number - 1
      OR EXISTS (SELECT FROM records_record WHERE seq > highest)) THEN
    RAISE EXCEPTION 'records are append-only: seq must follow the last one'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$
"""
_POSTGRESQL = (
    _REFUSE,
    _FOLLOW,
    "CREATE TRIGGER record_never_updated BEFORE UPDATE ON records_record EXECUTE FUNCTION record_refuse()",
    "CREATE TRIGGER record_never_deleted BEFORE DELETE ON records_record EXECUTE FUNCTION record_refuse()",
    "CREATE TRIGGER record_never_truncated BEFORE TRUNCATE ON records_record "
    "EXECUTE FUNCTION record_refuse()",
    "CREATE TRIGGER record_only_appended AFTER INSERT ON records_record "
    "REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION record_follow()",
    "REVOKE UPDATE, DELETE, TRUNCATE ON records_record FROM PUBLIC",
    # The owner could grant it to itself again, but no longer does it by mistake.
    "REVOKE UPDATE, DELETE, TRUNCATE ON records_record FROM CURRENT_USER",
)


def _guard_postgresql(apps, schema_editor) -> None:  # type: ignore[no-untyped-def] # noqa: ARG001
    if schema_editor.connection.vendor == "postgresql":
        for statement in _POSTGRESQL:
            schema_editor.execute(statement, params=None)


def _unguard_postgresql(apps, schema_editor) -> None:  # type: ignore[no-untyped-def] # noqa: ARG001
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION record_refuse() CASCADE")
        schema_editor.execute("DROP FUNCTION record_follow() CASCADE")


class Migration(migrations.Migration):  # type: ignore[misc] # Django ships no types
    """Rows kept before stay as they are, under design 1, with the hashes they have (增加报送)."""

    dependencies = (("records", "0001_initial"),)
    operations = (
        # SQLite makes the table anew to alter it; its triggers would go with the old one.
        migrations.RunPython(_first.unguard_sqlite, _first.guard_sqlite),
        migrations.AddField("Record", "design", models.SmallIntegerField(default=1), preserve_default=False),
        migrations.AddField("Record", "kind", models.TextField(default="row"), preserve_default=False),
        migrations.AddField("Record", "type_version", models.IntegerField(default=0), preserve_default=False),
        migrations.AddField("Record", "filing", models.TextField(default=""), preserve_default=False),
        migrations.AlterField("Record", "previous_hash", models.CharField(max_length=64)),
        migrations.AlterField("Record", "hash", models.CharField(max_length=64)),
        migrations.RunPython(_first.guard_sqlite, _first.unguard_sqlite),
        migrations.RunPython(_guard_postgresql, _unguard_postgresql),
    )
