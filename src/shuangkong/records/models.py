"""The one model (记录模型): a version of a row, never changed once written."""

from django.db import models

__all__ = ["Record"]


class Record(models.Model):  # type: ignore[misc] # Django ships no types
    """One version of one row (一条记录): what was kept, by whom, why and when."""

    seq = models.BigIntegerField(primary_key=True)
    design = models.SmallIntegerField()
    kind = models.TextField()
    table = models.TextField()
    type_version = models.IntegerField()
    filing = models.TextField()
    key_json = models.TextField()
    cells_json = models.TextField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    author = models.TextField()
    reason = models.TextField()
    state = models.TextField()
    # That no hash stands twice follows from seq: it goes up one by one and each covers its own.
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """Versions are found by table and key, in the order they were kept."""

        app_label = "records"
        indexes = (models.Index(fields=["table", "key_json", "seq"], name="record_by_key"),)
