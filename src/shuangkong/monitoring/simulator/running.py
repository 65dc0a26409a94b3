"""Running simulated devices (运行模拟设备): one connection each, answers awaited, uploads repeated."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from time import monotonic

from shuangkong.monitoring.hj212 import Envelope, Framer, build_frame, flag_of, read_frame
from shuangkong.monitoring.simulator.device import Sending, SimulatedDevice

__all__ = ["Summary", "run_devices"]

_SENDS = 4  # HJ 212-2017 table 1: once, and three times again
_BETWEEN = 0.005


@dataclass
class Summary:
    """What came of a run (运行结果).

    Attributes
    ----------
    awaited, answered
        Uploads that an answer was due for, and those that got it.
    ordered
        Commands the platform sent; each is answered 9011 and 9012.
    """

    devices: int
    sent: int = 0
    awaited: int = 0
    answered: int = 0
    repeated: int = 0
    ordered: int = 0
    lost_connections: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {**asdict(self), "faults": dict(sorted(self.faults.items()))}


@dataclass
class _Line:
    device: SimulatedDevice
    summary: Summary
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    framer: Framer = field(default_factory=Framer)
    came: Counter[str] = field(default_factory=Counter)

    async def listen(self) -> None:
        """Take answers as they come, and carry out commands."""
        while data := await self.reader.read(1 << 16):
            for piece in self.framer.feed(data):
                frame = read_frame(piece.raw)
                content = {name: value for code, name, value in frame.fields if not code}
                if frame.envelope.cn in ("9013", "9014"):
                    self.came[content.get("QN") or frame.envelope.qn] += 1
                elif frame.envelope.cn:
                    self.summary.ordered += 1
                    self._carry_out(frame.envelope.qn)

    def _carry_out(self, qn: str) -> None:
        device = self.device
        for cn, said in (("9011", "QnRtn=1"), ("9012", "ExeRtn=1")):
            content = f"QN={qn};{said}" if device.version == "2005" else said
            sent = Envelope(qn, "91", cn, device.password, device.mn, flag_of(device.version))
            self.writer.write(build_frame(sent, content, dialect=device.dialect, key=device.key))

    async def send(self, sending: Sending, patience: float) -> None:
        """Send one upload until it is answered."""
        summary = self.summary
        summary.sent += 1
        summary.faults[sending.fault or "none"] += 1
        summary.awaited += bool(sending.waits_for)
        for number, data in enumerate(sending.writes):
            if number:
                await asyncio.sleep(_BETWEEN)
            self.writer.write(data)
            await self.writer.drain()
        for attempt in range(_SENDS if sending.waits_for else 0):
            if attempt:
                summary.repeated += 1
                self.writer.write(sending.again)
            if await self._answered(sending.waits_for, patience):
                summary.answered += 1
                return

    async def _answered(self, qns: Sequence[str], patience: float) -> bool:
        until = monotonic() + patience
        while monotonic() < until:
            if all(self.came[qn] for qn in qns):
                return True
            await asyncio.sleep(_BETWEEN)
        return False


async def run_devices(
    devices: Sequence[SimulatedDevice],
    address: tuple[str, int],
    *,
    seconds: float,
    pause: float = 0.0,
    patience: float = 10.0,
) -> Summary:
    """Run devices against a gateway (运行).

    Parameters
    ----------
    pause
        Between two uploads of a device [s].
    patience
        For an answer, before an upload is repeated [s].
    """
    summary = Summary(len(devices))
    until = monotonic() + seconds

    async def live(device: SimulatedDevice) -> None:
        try:
            reader, writer = await asyncio.open_connection(*address)
        except OSError:
            summary.lost_connections += 1
            return
        line = _Line(device, summary, reader, writer)
        listening = asyncio.create_task(line.listen())
        try:
            while monotonic() < until:
                await line.send(device.next(), patience)
                await asyncio.sleep(pause)
        except OSError:
            summary.lost_connections += 1
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            writer.close()

    await asyncio.gather(*(live(device) for device in devices))
    return summary
