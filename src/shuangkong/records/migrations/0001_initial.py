"""The record table, and the triggers that keep it append-only on SQLite (建表与防改触发器)."""

from django.db import migrations, models

__all__ = ["Migration", "guard_sqlite", "unguard_sqlite"]

_REFUSE = "BEGIN SELECT RAISE(ABORT, '{reason}'); END"
_TRIGGERS = {
    "record_never_updated": "BEFORE UPDATE ON records_record "
    + _REFUSE.format(reason="records are append-only: no update"),
    "record_never_deleted": "BEFORE DELETE ON records_record "
    + _REFUSE.format(reason="records are append-only: no delete"),
    # INSERT OR REPLACE would delete the old row without any delete trigger.
    "record_only_appended": "BEFORE INSERT ON records_record "
    "WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM records_record) "
    + _REFUSE.format(reason="records are append-only: seq must follow the last one"),
}


def guard_sqlite(apps, schema_editor) -> None:  # type: ignore[no-untyped-def] # noqa: ARG001
    """Make the triggers, on SQLite alone."""
    if schema_editor.connection.vendor == "sqlite":
        for name, rule in _TRIGGERS.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {rule}")


def unguard_sqlite(apps, schema_editor) -> None:  # type: ignore[no-untyped-def] # noqa: ARG001
    """Drop the triggers."""
    if schema_editor.connection.vendor == "sqlite":
        for name in _TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):  # type: ignore[misc] # Django ships no types
    """First version (初始版本)."""

    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="Record",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("table", models.TextField()),
                ("key_json", models.TextField()),
                ("cells_json", models.TextField()),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("author", models.TextField()),
                ("reason", models.TextField()),
                ("state", models.TextField()),
                ("previous_hash", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "indexes": [models.Index(fields=["table", "key_json", "seq"], name="record_by_key")],
            },
        ),
        migrations.RunPython(guard_sqlite, unguard_sqlite),
    )
