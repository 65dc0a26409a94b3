"""Snapshots (快照): content-addressed tables, a manifest, a canonical hash, and the difference of two."""

from shuangkong.snapshot.atomic import replacing
from shuangkong.snapshot.checking import check_rows
from shuangkong.snapshot.difference import (
    CellChange,
    Difference,
    RowChange,
    TableDifference,
    VerdictChange,
    diff,
)
from shuangkong.snapshot.documents import keep_document, read_document
from shuangkong.snapshot.fingerprints import earlier_fingerprints
from shuangkong.snapshot.frozen import Snapshot, list_snapshots, open_snapshot
from shuangkong.snapshot.guard import alone
from shuangkong.snapshot.layout import Layout
from shuangkong.snapshot.manifest import Extent, Manifest, TableEntry
from shuangkong.snapshot.pruning import Pruned, prune
from shuangkong.snapshot.publishing import Dictionary, Source, draft, freeze, publish

__all__ = [
    "CellChange",
    "Dictionary",
    "Difference",
    "Extent",
    "Layout",
    "Manifest",
    "Pruned",
    "RowChange",
    "Snapshot",
    "Source",
    "TableDifference",
    "TableEntry",
    "VerdictChange",
    "alone",
    "check_rows",
    "diff",
    "draft",
    "earlier_fingerprints",
    "freeze",
    "keep_document",
    "list_snapshots",
    "open_snapshot",
    "prune",
    "publish",
    "read_document",
    "replacing",
]
