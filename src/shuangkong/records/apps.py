"""The records as an installed app (记录应用)."""

from django.apps import AppConfig

__all__ = ["RecordsConfig"]


class RecordsConfig(AppConfig):  # type: ignore[misc] # Django ships no types
    """Names the app (记录应用)."""

    name = "shuangkong.records"
    label = "records"
    verbose_name = "记录"
