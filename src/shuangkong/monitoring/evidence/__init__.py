"""Evidence (原始数据留痕): bytes as received, appended, chained, never changed."""

from shuangkong.monitoring.evidence.reading import Broken, read_records, verify
from shuangkong.monitoring.evidence.record import Record
from shuangkong.monitoring.evidence.segments import Segments

__all__ = ["Broken", "Record", "Segments", "read_records", "verify"]
