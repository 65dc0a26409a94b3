"""Records (记录): kept rows, append-only, bitemporal and hash-chained.

The database layer is loaded when a `Records` is opened, never by importing this package.
"""

from shuangkong.records.chain import FIRST_HASH, Head
from shuangkong.records.kept import Kept, Records

__all__ = ["FIRST_HASH", "Head", "Kept", "Records"]
