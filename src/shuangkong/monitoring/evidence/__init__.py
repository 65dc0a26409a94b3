"""Evidence (原始数据留痕): bytes as received, appended, chained, never changed."""

from shuangkong.monitoring.evidence.reading import Broken, newest_records, read_records, verify
from shuangkong.monitoring.evidence.record import Record
from shuangkong.monitoring.evidence.segments import Segments
from shuangkong.monitoring.evidence.tail import Place, Tail

__all__ = ["Broken", "Place", "Record", "Segments", "Tail", "newest_records", "read_records", "verify"]
