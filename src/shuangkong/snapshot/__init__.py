"""Snapshots (快照): content-addressed tables, a manifest, a canonical hash, and the difference of two."""

from shuangkong.snapshot.atomic import replacing
from shuangkong.snapshot.checking import check_rows
from shuangkong.snapshot.difference import Difference, TableDifference, diff
from shuangkong.snapshot.frozen import Snapshot, freeze, list_snapshots, open_snapshot
from shuangkong.snapshot.layout import Layout
from shuangkong.snapshot.manifest import Extent, Manifest, TableEntry

__all__ = [
    "Difference",
    "Extent",
    "Layout",
    "Manifest",
    "Snapshot",
    "TableDifference",
    "TableEntry",
    "check_rows",
    "diff",
    "freeze",
    "list_snapshots",
    "open_snapshot",
    "replacing",
]
