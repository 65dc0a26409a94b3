"""Metrics of the gateway (运行指标): plain counters, told as text that a monitor reads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

__all__ = ["Metrics"]


@dataclass
class Metrics:
    """What the gateway has done since it began (运行计数)."""

    frames: int = 0
    acknowledged: int = 0
    duplicates: int = 0
    conflicts: int = 0
    batches: int = 0
    largest_batch: int = 0
    bytes: int = 0
    connections: int = 0
    refused_connections: int = 0
    dropped_connections: int = 0
    failed_commits: int = 0
    resynchronised: int = 0
    commit_microseconds: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    deviations: Counter[str] = field(default_factory=Counter)
    orders: Counter[str] = field(default_factory=Counter)

    def text(self) -> str:
        """Return the counters, one a line (文本格式).

        Examples
        --------
        >>> Metrics(frames=3).text().splitlines()[0]
        'shuangkong_gateway_frames 3'
        """
        lines = [
            f"shuangkong_gateway_{name} {value}"
            for name, value in vars(self).items()
            if isinstance(value, int)
        ]
        for name, counts in (
            ("refused", self.refused),
            ("deviations", self.deviations),
            ("orders", self.orders),
        ):
            lines += [
                f'shuangkong_gateway_{name}{{code="{code}"}} {number}'
                for code, number in sorted(counts.items())
            ]
        return "\n".join(lines) + "\n"
