"""Load on a gateway (网关压测): many connections, several frames in flight each, every answer timed."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import deque

from shuangkong.monitoring.hj212 import Envelope, build_frame

_ITEMS = "DataTime=20260101110000" + "".join(
    f";a{code:05d}-Avg={code % 97}.{code % 10},a{code:05d}-Flag=N" for code in range(21000, 21006)
)


class Sender(asyncio.Protocol):
    """One device: sends, waits for the answers, sends again."""

    def __init__(self, number: int, in_flight: int, until: float, latencies: list[float]) -> None:
        self.mn = f"{number:024X}"
        self.in_flight = in_flight
        self.until = until
        self.latencies = latencies
        self.sent = self.answered = 0
        self.times: deque[float] = deque()
        self.acknowledged: list[str] = []
        self.done = asyncio.get_running_loop().create_future()
        self._rest = b""
        plain = build_frame(Envelope("0" * 17, "31", "2051", "123456", self.mn, 5), _ITEMS)
        self._head, self._tail = plain[6:9], plain[26:-6]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.push(self.in_flight)

    def push(self, number: int) -> None:
        now = time.perf_counter()
        frames = []
        for _ in range(number):
            self.sent += 1
            qn = f"{20260101000000000 + self.sent:017d}"
            frames.append(build_frame(Envelope(qn, "31", "2051", "123456", self.mn, 5), _ITEMS))
            self.times.append(now)
        self.transport.write(b"".join(frames))  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        whole = data.rfind(b"\n") + 1
        self._rest = data[whole:]
        number = data.count(b"\n", 0, whole)
        now = time.perf_counter()
        for _ in range(number):
            self.latencies.append(now - self.times.popleft())
        self.answered += number
        if now < self.until:
            self.push(number)
        elif not self.times and not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(exc)


async def load(host: str, port: int, connections: int, in_flight: int, seconds: float) -> dict[str, float]:
    """Send for some seconds and return what came of it."""
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    begun = time.perf_counter()
    senders = []
    for number in range(connections):
        _, sender = await loop.create_connection(
            lambda number=number: Sender(number, in_flight, begun + seconds, latencies), host, port
        )
        senders.append(sender)
    await asyncio.wait([sender.done for sender in senders], timeout=seconds + 30)
    spent = time.perf_counter() - begun
    latencies.sort()
    answered = sum(sender.answered for sender in senders)
    return {
        "answered": answered,
        "sent": sum(sender.sent for sender in senders),
        "per_second": answered / spent,
        "p50_ms": latencies[len(latencies) // 2] * 1000 if latencies else 0,
        "p99_ms": latencies[len(latencies) * 99 // 100] * 1000 if latencies else 0,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--connections", type=int, default=500)
    parser.add_argument("--in-flight", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=5)
    asked = parser.parse_args()
    found = asyncio.run(load(asked.host, asked.port, asked.connections, asked.in_flight, asked.seconds))
    print(json.dumps(found))
