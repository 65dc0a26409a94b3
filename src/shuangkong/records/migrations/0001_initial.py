"""The record table, and the triggers that keep it append-only (建表与防改触发器)."""

from django.db import migrations, models

__all__ = ["Migration"]

_REFUSE = "BEGIN SELECT RAISE(ABORT, '{reason}'); END"
_TRIGGERS = (
    "CREATE TRIGGER record_never_updated BEFORE UPDATE ON records_record "
    + _REFUSE.format(reason="records are append-only: no update"),
    "CREATE TRIGGER record_never_deleted BEFORE DELETE ON records_record "
    + _REFUSE.format(reason="records are append-only: no delete"),
    # INSERT OR REPLACE would delete the old row without any delete trigger.
    "CREATE TRIGGER record_only_appended BEFORE INSERT ON records_record "
    "WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM records_record) "
    + _REFUSE.format(reason="records are append-only: seq must follow the last one"),
)


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
        migrations.RunSQL(
            sql=list(_TRIGGERS),
            reverse_sql=[
                "DROP TRIGGER record_never_updated",
                "DROP TRIGGER record_never_deleted",
                "DROP TRIGGER record_only_appended",
            ],
        ),
    )
