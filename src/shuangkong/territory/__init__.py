"""Territory (行政区划): divisions by code and day, their levels, and the succession of codes."""

from shuangkong.territory.division import LEVELS, ChangeKind, Division, Level, Succession
from shuangkong.territory.territory import Territory

__all__ = ["LEVELS", "ChangeKind", "Division", "Level", "Succession", "Territory"]
