"""Records (记录): kept rows, append-only, bitemporal and hash-chained; filings and their approval.

The database layer is loaded when a `Records` is opened, never by importing this package.
"""

from shuangkong.records.chain import FIRST_HASH, Head
from shuangkong.records.filed import Filed
from shuangkong.records.kept import Kept, Records
from shuangkong.records.version import Version

__all__ = ["FIRST_HASH", "Filed", "Head", "Kept", "Records", "Version"]
