"""Readings store (读数库): month files published atomically, versions kept apart, late data merged."""

from shuangkong.monitoring.store.directory import Directory, PointList
from shuangkong.monitoring.store.held import Held, together
from shuangkong.monitoring.store.latest import Latest, LatestFile
from shuangkong.monitoring.store.loading import Bulk, load_file, read_file
from shuangkong.monitoring.store.manifest import FileEntry, StoreManifest
from shuangkong.monitoring.store.months import clock, month_text, seconds
from shuangkong.monitoring.store.store import Delivered, ReadingStore

__all__ = [
    "Bulk",
    "Delivered",
    "Directory",
    "FileEntry",
    "Held",
    "Latest",
    "LatestFile",
    "PointList",
    "ReadingStore",
    "StoreManifest",
    "clock",
    "load_file",
    "month_text",
    "read_file",
    "seconds",
    "together",
]
