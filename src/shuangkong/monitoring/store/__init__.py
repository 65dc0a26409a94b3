"""Readings store (读数库): month files published atomically, versions kept apart, late data merged."""

from shuangkong.monitoring.store.held import Held, together
from shuangkong.monitoring.store.latest import Latest, LatestFile
from shuangkong.monitoring.store.manifest import FileEntry, StoreManifest
from shuangkong.monitoring.store.months import clock, month_text, seconds
from shuangkong.monitoring.store.store import Delivered, ReadingStore

__all__ = [
    "Delivered",
    "FileEntry",
    "Held",
    "Latest",
    "LatestFile",
    "ReadingStore",
    "StoreManifest",
    "clock",
    "month_text",
    "seconds",
    "together",
]
