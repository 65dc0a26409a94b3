"""Orders to devices (下行命令): few commands, each from a file, so that whoever may write there may order.

Nothing is ordered unless the gateway is told so. Only asking for data and setting the clock are known here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from shuangkong.monitoring.hj212 import Envelope, Profile, Version, build_frame, flag_of

__all__ = [
    "ORDERED",
    "Order",
    "clock_order",
    "is_old",
    "ordered",
    "place_order",
    "recall_order",
    "written_order",
]

ORDERED = frozenset({"1011", "1012", "2031", "2051", "2061"})
"""Ask for the clock, set it, ask for data of days, minutes, hours."""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the workspace's one clock
_OLD_MN = 14
_LONGEST = 900


class Order(NamedTuple):
    """One command to one device (下行命令)."""

    mn: str
    st: str
    cn: str
    content: str


def _stamp(seconds: int) -> str:
    return (_EPOCH + timedelta(seconds=seconds)).strftime("%Y%m%d%H%M%S")


def clock_order(mn: str, st: str, now: int) -> Order:
    """Return the order that sets a device's clock (校时, CN 1012).

    Examples
    --------
    >>> clock_order("M", "31", 86_400).content
    'SystemTime=19700102000000'
    """
    return Order(mn, st, "1012", f"SystemTime={_stamp(now)}")


def recall_order(mn: str, st: str, cn: str, begin: int, end: int) -> Order:
    """Return the order that asks for data of a time again (补取数据, CN 2051, 2061, 2031).

    Examples
    --------
    >>> recall_order("M", "31", "2061", 0, 3600).content
    'BeginTime=19700101000000,EndTime=19700101010000'
    """
    return Order(mn, st, cn, f"BeginTime={_stamp(begin)},EndTime={_stamp(end)}")


def place_order(folder: Path, order: Order) -> Path:
    """Put an order where the gateway looks for it (下达): the same order stands there once."""
    folder.mkdir(parents=True, exist_ok=True)
    name = blake2b("\n".join((order.mn, order.cn, order.content)).encode(), digest_size=8).hexdigest()
    part = folder / f"{name}.part"
    part.write_text(json.dumps(order._asdict(), ensure_ascii=False), encoding="utf-8")
    part.chmod(0o600)
    return part.replace(folder / f"{name}.json")


def ordered(folder: Path) -> Iterator[tuple[Path, Order | None]]:
    """Yield the orders that wait, oldest first (待下达); None for a file that is none."""
    files = sorted(folder.glob("*.json"), key=lambda file: (file.stat().st_mtime_ns, file.name))
    for file in files:
        yield file, _read(file)


def _read(file: Path) -> Order | None:
    try:
        told = json.loads(file.read_bytes()[:4096])
        order = Order(*(told[name] for name in Order._fields))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    texts = all(isinstance(text, str) for text in order)
    if not texts or order.cn not in ORDERED or len(order.content) > _LONGEST or "&" in order.content:
        return None
    return order


def written_order(order: Order, profile: Profile, qn: str) -> tuple[bytes, bytes]:
    """Return the frame of an order, and the same without its password for the record (组包与留痕)."""
    version: Version = profile.version or ("2005" if len(order.mn) == _OLD_MN else "2017")
    sent = Envelope(qn, order.st, order.cn, profile.password, order.mn, flag_of(version, wants_answer=True))
    dialect = profile.dialects[0]
    frame = build_frame(sent, order.content, dialect=dialect, key=profile.key)
    shown = build_frame(sent._replace(pw="******"), order.content, dialect=dialect)
    return frame, shown


def is_old(file: Path, now: float, patience: float) -> bool:
    """Whether an order has waited longer than it is worth."""
    try:
        return now - file.stat().st_mtime > patience
    except OSError:
        return False
