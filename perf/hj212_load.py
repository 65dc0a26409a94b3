"""Load on a gateway (网关压测): many connections, several frames in flight each, every answer timed.

The frames are built before the clock starts: what is measured is the gateway, not the building.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import deque
from typing import cast

from shuangkong.monitoring.hj212 import Envelope, build_frame

_ITEMS = "DataTime=20260101110000" + "".join(
    f";a{code:05d}-Avg={code % 97}.{code % 10},a{code:05d}-Flag=N" for code in range(21000, 21008)
)
_GRACE = 30.0


def frames_of(number: int, count: int) -> list[bytes]:
    """Return the frames one device will send: about 360 bytes each, every one of its own QN."""
    mn = f"{number:024X}"
    return [
        build_frame(Envelope(f"{20260101000000000 + each:017d}", "31", "2051", "123456", mn, 5), _ITEMS)
        for each in range(count)
    ]


_BUFFER = memoryview(bytearray(1 << 16))


class Sender(asyncio.BufferedProtocol):
    """One device: sends, waits for the answers, sends again."""

    def __init__(self, frames: list[bytes], in_flight: int, latencies: list[float]) -> None:
        self.frames = frames
        self.in_flight = in_flight
        self.latencies = latencies
        self.sent = self.answered = 0
        self.until = 0.0
        self.times: deque[float] = deque()
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def push(self, number: int) -> None:
        begin, end = self.sent, min(self.sent + number, len(self.frames))
        self.times.extend([time.perf_counter()] * (end - begin))
        self.sent = end
        self.transport.write(b"".join(self.frames[begin:end]))

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - as asyncio calls it
        return _BUFFER

    def buffer_updated(self, nbytes: int) -> None:
        number = bytes(_BUFFER[:nbytes]).count(b"\n")  # each answer ends with one, cut or not
        now = time.perf_counter()
        for _ in range(number):
            self.latencies.append(now - self.times.popleft())
        self.answered += number
        if now < self.until and self.sent < len(self.frames):
            self.push(number)
        elif not self.times and not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(exc)


async def load(
    port: int, *, connections: int, in_flight: int, seconds: float, most: int = 60_000
) -> dict[str, float]:
    """Send for some seconds, at most so many frames a second, and return what came of it."""
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    senders = []
    each = max(in_flight, int(most * seconds / connections))
    for number in range(connections):
        frames = frames_of(number, each)
        _, sender = await loop.create_connection(
            lambda frames=frames: Sender(frames, in_flight, latencies), "127.0.0.1", port
        )
        senders.append(sender)
    begun, spent_before = time.perf_counter(), time.process_time()
    for sender in senders:
        sender.until = begun + seconds
        sender.push(in_flight)
    await asyncio.wait([sender.done for sender in senders], timeout=seconds + _GRACE)
    spent = time.perf_counter() - begun
    latencies.sort()
    answered = sum(sender.answered for sender in senders)
    for sender in senders:
        sender.transport.close()
    return {
        "answered": answered,
        "sent": sum(sender.sent for sender in senders),
        "per_second": answered / spent,
        "p50_ms": latencies[len(latencies) // 2] * 1000 if latencies else 0.0,
        "p99_ms": latencies[len(latencies) * 99 // 100] * 1000 if latencies else 0.0,
        "load_cpu_us": (time.process_time() - spent_before) / max(1, answered) * 1e6,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--connections", type=int, default=500)
    parser.add_argument("--in-flight", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=5)
    asked = parser.parse_args()
    found = asyncio.run(
        load(asked.port, connections=asked.connections, in_flight=asked.in_flight, seconds=asked.seconds)
    )
    print(json.dumps(found))
