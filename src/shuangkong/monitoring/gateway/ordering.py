"""Ordering (命令下达): takes orders from their folder to the device, each with a line in the evidence.

The line is durable before the frame is sent. An order that is not answered is sent again as the standard has
it (10 s, three times), one whose device is not there waits an hour.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import time, time_ns
from typing import TYPE_CHECKING

from shuangkong.monitoring.evidence import Record, Segments
from shuangkong.monitoring.gateway.orders import Order, is_old, ordered, written_order
from shuangkong.monitoring.hj212 import read_frame, reply

if TYPE_CHECKING:
    from shuangkong.monitoring.gateway.gateway import Gateway

__all__ = ["Ordering"]

_OVERTIME, _SENDS = 10.0, 4  # HJ 212-2017 table 1: once, and three times again
_PATIENCE = 3600.0
_EVERY = 0.5
_AT_ONCE = 100


@dataclass
class _Open:
    """An order that is not answered yet."""

    order: Order
    frame: bytes
    sends: int = 1
    since: float = field(default_factory=time)


class Ordering:
    """Sends what is ordered (命令下达), for one gateway.

    Parameters
    ----------
    folder
        Orders wait in ``orders`` below it; what was done stands in ``commands``.
    offset
        Seconds the workspace's clock is ahead of UTC, for the QN.
    """

    def __init__(self, gateway: Gateway, folder: Path, offset: int) -> None:
        self._gateway = gateway
        self._orders = folder / "orders"
        self._log = Segments(folder / "commands")
        self._offset = offset
        self._open: dict[str, _Open] = {}
        self._last = 0

    async def run(self) -> None:
        """Look for orders until cancelled (循环下达)."""
        while True:
            await asyncio.sleep(_EVERY)
            try:
                await self._again()
                for file, order in list(ordered(self._orders))[:_AT_ONCE]:
                    await self._take(file, order)
            except OSError:  # no line, no order: it waits until the disk takes it
                self._gateway.metrics.failed_commits += 1

    def answered(self, raw: bytes) -> None:
        """Note what a device says of an order (命令应答): 9011 before, 9012 after it is carried out."""
        frame = read_frame(raw)
        cells = {name: value for code, name, value in frame.fields if not code}
        qn = cells.get("QN") or frame.envelope.qn
        waiting = self._open.get(qn)
        if waiting is None or waiting.order.mn != frame.envelope.mn:
            return
        name = "ExeRtn" if "ExeRtn" in cells else "QnRtn"
        meaning = reply(name, cells.get(name, ""))
        said = f"{frame.envelope.cn} {name}={cells.get(name, '')[:8]}"
        self._gateway.metrics.orders[f"{name}_{cells.get(name, '')[:3]}"] += 1
        is_done = frame.envelope.cn != "9011" or cells.get("QnRtn", "1") != "1"
        if is_done:
            del self._open[qn]
        else:
            waiting.sends = _SENDS  # taken on: it is not sent again
            waiting.since = time() + _PATIENCE
        label = "" if meaning is None else meaning.label.zh
        self._gateway.note_later(self._write(f"{said} {label}".rstrip(), waiting.order, b"QN=" + qn.encode()))

    def close(self) -> None:
        """Close the record of commands (关闭)."""
        self._log.close()

    async def _take(self, file: Path, order: Order | None) -> None:
        if order is None:
            await self._end(file, "refused: no order", Order("", "", "", file.name))
            return
        device = self._gateway.devices.find(order.mn)
        if device is None or not device.profile.password:
            await self._end(file, "refused: no device of a known password", order)
            return
        line = self._gateway.lines.get(order.mn.encode())
        if line is None or not line.is_open:
            if is_old(file, time(), _PATIENCE):
                await self._end(file, "expired: the device was not connected", order)
            return
        frame, shown = written_order(order, device.profile, self._qn())
        await self._write("sent", order, shown)
        file.unlink(missing_ok=True)
        qn = shown[9:26].decode()
        self._open[qn] = _Open(order, frame)
        self._gateway.metrics.orders["sent"] += 1
        line.write(frame)

    async def _again(self) -> None:
        now = time()
        for qn, waiting in list(self._open.items()):
            if now - waiting.since < _OVERTIME:
                continue
            line = self._gateway.lines.get(waiting.order.mn.encode())
            if waiting.sends >= _SENDS or line is None or not line.is_open:
                del self._open[qn]
                await self._write("unanswered", waiting.order, b"QN=" + qn.encode())
                self._gateway.metrics.orders["unanswered"] += 1
                continue
            waiting.sends += 1
            waiting.since = now
            await self._write("sent again", waiting.order, b"QN=" + qn.encode())
            line.write(waiting.frame)

    async def _end(self, file: Path, why: str, order: Order) -> None:
        await self._write(why, order, order.content.encode())
        self._gateway.metrics.orders[why.partition(":")[0]] += 1
        file.unlink(missing_ok=True)

    async def _write(self, what: str, order: Order, raw: bytes) -> None:
        record = Record(time_ns() // 1000, order.mn, f"{what} [{order.cn}]", raw)
        self._log.append([record])

    def _qn(self) -> str:
        """Return a QN no other order of this gateway bears."""
        self._last = max(self._last + 1, time_ns() // 1_000_000 + self._offset * 1000)
        moment = datetime(1970, 1, 1) + timedelta(milliseconds=self._last)  # noqa: DTZ001
        return f"{moment:%Y%m%d%H%M%S}{self._last % 1000:03d}"
