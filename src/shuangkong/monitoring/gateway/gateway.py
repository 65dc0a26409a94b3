"""The gateway (数据接收网关): asyncio, one committer, answers only for what is durable."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, perf_counter, time_ns

from shuangkong.monitoring.evidence import Record, Segments, newest_records
from shuangkong.monitoring.gateway.device import Devices
from shuangkong.monitoring.gateway.metrics import Metrics
from shuangkong.monitoring.gateway.ordering import Ordering
from shuangkong.monitoring.gateway.recent import Recent
from shuangkong.monitoring.gateway.session import Session
from shuangkong.monitoring.gateway.taking import Refused, Taken, take
from shuangkong.monitoring.hj212 import MAXIMUM, Piece

__all__ = ["Gateway", "Limits"]


_ANSWERS = frozenset({b"9011", b"9012"})
_BUFFER = 1 << 16
"""Bytes read at once; one buffer serves all connections, as each is emptied before the next is read."""


@dataclass(frozen=True)
class Limits:
    """How much of everything the gateway bears (容量限制).

    Parameters
    ----------
    connections, per_peer
        Connections at once, in all and from one address.
    in_flight
        Frames of one connection that wait to be durable; then it is not read further.
    pending, resume
        Frames in all that wait; above the first nobody is read, below the second all are again.
    idle, partial
        Seconds without a byte, and seconds a frame may take to become whole.
    junk
        Bytes that are no frame, after which a connection is closed.
    dead
        Refused frames of one connection that are kept; more are only counted.
    """

    connections: int = 12_000
    per_peer: int = 12_000
    in_flight: int = 256
    pending: int = 4096
    resume: int = 1024
    idle: float = 600.0
    partial: float = 30.0
    junk: int = 16_384
    dead: int = 1_000
    longest: int = MAXIMUM


@dataclass
class _Waiting:
    """What one batch will make durable."""

    records: list[Record] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    replies: dict[Session, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    dead: list[Record] = field(default_factory=list)


class Gateway:
    """Receives frames of many devices (数据接收网关).

    Parameters
    ----------
    folder
        Evidence is kept in ``frames`` and ``refused`` below it.
    devices
        Who may send.
    orders_offset
        Seconds the clock of orders to devices is ahead of UTC; None where nothing is ordered.
    """

    def __init__(
        self,
        folder: Path,
        devices: Devices,
        limits: Limits | None = None,
        *,
        orders_offset: int | None = None,
    ) -> None:
        self.devices = devices
        self.limits = limits or Limits()
        self.metrics = Metrics()
        self.sessions: set[Session] = set()
        self.by_peer: defaultdict[str, int] = defaultdict(int)
        self._kept = Segments(folder / "frames")
        self._refused = Segments(folder / "refused")
        self._recent = Recent()
        self._remember(folder / "frames")
        self._waiting = _Waiting()
        self._batch, self._durable = 1, 0
        self._is_paused = False
        self.buffer = memoryview(bytearray(_BUFFER))
        self._wake = asyncio.Event()
        self._pool = ThreadPoolExecutor(1, "commit")
        self._tasks: list[asyncio.Task[None]] = []
        self._server: asyncio.Server | None = None
        self.lines: dict[bytes, Session] = {}
        self._heard: dict[bytes, float] = {}
        self._begun = monotonic()
        self._ordering = None if orders_offset is None else Ordering(self, folder, orders_offset)
        self._later: set[asyncio.Task[None]] = set()

    def _remember(self, folder: Path) -> None:
        """Know again what came before the last stop: a device repeats what was not answered."""
        for record in newest_records(folder, self._recent.size):
            taken = take(record.raw, self.devices)
            if isinstance(taken, Taken):
                self._recent.add(taken.identity, taken.digest, 0)

    async def start(self, host: str, port: int) -> tuple[str, int]:
        """Listen, and return where (启动)."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Session(self), host, port, backlog=1024)
        self._tasks = [loop.create_task(self._commit()), loop.create_task(self._watch())]
        if self._ordering is not None:
            self._tasks.append(loop.create_task(self._ordering.run()))
        found: tuple[str, int] = self._server.sockets[0].getsockname()[:2]
        return found

    async def stop(self) -> None:
        """Take no more, make durable what was taken, answer it, and close (停止)."""
        if self._server is not None:
            self._server.close()
        for session in list(self.sessions):
            session.pause()
        while self._waiting.records or self._waiting.dead or self._durable < self._batch - 1:
            self._wake.set()
            await asyncio.sleep(0.005)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for session in list(self.sessions):
            session.close()
        self._pool.shutdown()
        self._kept.close()
        self._refused.close()
        if self._ordering is not None:
            await asyncio.gather(*self._later, return_exceptions=True)
            self._ordering.close()

    def silent(self) -> list[str]:
        """Return the devices not heard for three of their intervals (静默设备)."""
        now = monotonic()
        return [
            device.mn
            for device in self.devices
            if now - self._heard.get(device.mn.encode(), self._begun) > 3 * device.interval
        ]

    def told(self) -> str:
        """Return the metrics and how things stand now (运行指标)."""
        now = {
            "connected": len(self.sessions),
            "waiting": len(self._waiting.records),
            "silent_devices": len(self.silent()),
            "paused": int(self._is_paused),
        }
        return self.metrics.text() + "".join(f"shuangkong_gateway_{name} {n}\n" for name, n in now.items())

    def note_later(self, work: Coroutine[None, None, None]) -> None:
        """Do a small thing soon (稍后处理)."""
        task = asyncio.get_running_loop().create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    def receive(self, session: Session, piece: Piece) -> None:
        """Take one piece of a stream (收帧)."""
        metrics = self.metrics
        if piece.kind == "junk":
            session.junk += len(piece.raw)
            if session.junk > self.limits.junk:
                self.drop(session, "junk")
            return
        metrics.frames += 1
        metrics.bytes += len(piece.raw)
        taken = take(piece.raw, self.devices, ends=piece.ends)
        if isinstance(taken, Refused):
            self._refuse(session, piece.raw, taken.reason)
            return
        if taken.frame is not None:
            metrics.deviations.update(taken.frame.deviations)
        mn, _, cn, _, _ = taken.identity
        self._heard[mn] = session.heard
        self.lines[mn] = session
        if self._ordering is not None and cn in _ANSWERS:
            self._ordering.answered(piece.raw)
        if taken.device.profile.key:
            session.expect_ciphertext()
        batch = self._recent.batch_of(taken.digest)
        if batch is not None:
            metrics.duplicates += 1
            self._again(session, taken, batch)
            return
        if self._recent.add(taken.identity, taken.digest, self._batch):
            metrics.conflicts += 1
        waiting = self._waiting
        waiting.records.append(Record(time_ns() // 1000, session.peer, "", piece.raw))
        waiting.digests.append(taken.digest)
        if taken.reply is not None:
            waiting.replies[session].append(taken.reply)
            session.in_flight += 1
        self._hold(session)

    def drop(self, session: Session, why: str) -> None:
        """Close a connection that misbehaves (断开)."""
        self.metrics.dropped_connections += 1
        self.metrics.refused[f"connection_{why}"] += 1
        session.close()

    def _refuse(self, session: Session, raw: bytes, reason: str) -> None:
        self.metrics.refused[reason] += 1
        session.refused += 1
        if session.refused <= self.limits.dead:
            self._waiting.dead.append(Record(time_ns() // 1000, session.peer, reason, raw))
            self._wake.set()

    def _again(self, session: Session, taken: Taken, batch: int) -> None:
        """Answer a frame that came before: at once if it is durable, else together with it."""
        if taken.reply is None:
            return
        if batch <= self._durable:
            session.write(taken.reply)
            self.metrics.acknowledged += 1
            return
        self._waiting.replies[session].append(taken.reply)  # durable not before the batch that is waited for
        session.in_flight += 1
        self._wake.set()

    def _hold(self, session: Session) -> None:
        self._wake.set()
        if session.in_flight >= self.limits.in_flight:
            session.pause()
        if len(self._waiting.records) >= self.limits.pending and not self._is_paused:
            self._is_paused = True
            for each in self.sessions:
                each.pause()

    async def _commit(self) -> None:
        """Make one batch after the other durable, and answer it."""
        loop = asyncio.get_running_loop()
        while True:
            await self._wake.wait()
            self._wake.clear()
            batch, self._waiting = self._waiting, _Waiting()
            if not (batch.records or batch.dead or batch.replies):
                continue
            number, self._batch = self._batch, self._batch + 1
            # Chained here, so that the other thread does nothing but wait for the disk.
            left = [
                (segments, segments.chained(records))
                for segments, records in ((self._kept, batch.records), (self._refused, batch.dead))
                if records
            ]
            begun = perf_counter()
            while True:
                try:
                    await loop.run_in_executor(self._pool, _store, left)
                except OSError:
                    self.metrics.failed_commits += 1
                    await asyncio.sleep(0.5)  # a full disk may be emptied; nobody is answered meanwhile
                else:
                    break
            self._durable = number
            self.metrics.commit_microseconds += int((perf_counter() - begun) * 1e6)
            self._answer(batch)
            if self._is_paused and len(self._waiting.records) <= self.limits.resume:
                self._is_paused = False
                for each in self.sessions:
                    each.resume()

    def _answer(self, batch: _Waiting) -> None:
        metrics = self.metrics
        metrics.batches += 1
        metrics.largest_batch = max(metrics.largest_batch, len(batch.digests))
        for session, replies in batch.replies.items():
            session.write(b"".join(replies))
            session.in_flight -= len(replies)
            metrics.acknowledged += len(replies)
            if session.in_flight < self.limits.in_flight and not self._is_paused:
                session.resume()

    async def _watch(self) -> None:
        """Close connections that are idle, and give up frames that never become whole."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(min(1.0, self.limits.partial / 3, self.limits.idle / 3))
            now = loop.time()
            for session in list(self.sessions):
                if now - session.heard > self.limits.idle:
                    self.drop(session, "idle")
                elif session.partial_since and now - session.partial_since > self.limits.partial:
                    self.metrics.resynchronised += 1
                    session.give_up()


def _store(left: list[tuple[Segments, bytes]]) -> None:
    """Write what is left of a batch; what a failure leaves is tried again."""
    while left:
        segments, data = left[0]
        segments.write(data)
        left.pop(0)
