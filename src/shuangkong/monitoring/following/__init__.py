"""Following (跟读解析): evidence read in full after the acknowledgement, items into readings."""

from shuangkong.monitoring.following.asking import Asking
from shuangkong.monitoring.following.attendance import Attendance, Gap
from shuangkong.monitoring.following.directory import Directory, PointList, PointOf
from shuangkong.monitoring.following.follower import Follower, Sink
from shuangkong.monitoring.following.spool import Spool, read_spool
from shuangkong.monitoring.following.turning import Turner

__all__ = [
    "Asking",
    "Attendance",
    "Directory",
    "Follower",
    "Gap",
    "PointList",
    "PointOf",
    "Sink",
    "Spool",
    "Turner",
    "read_spool",
]
