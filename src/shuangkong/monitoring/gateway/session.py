"""Sessions of the gateway (连接): one connection, its bytes cut into frames, its answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from shuangkong.monitoring.hj212 import Framer

if TYPE_CHECKING:
    from shuangkong.monitoring.gateway.gateway import Gateway

__all__ = ["Session"]


class Session(asyncio.BufferedProtocol):
    """One connection of a device (连接)."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._framer = Framer(gateway.limits.longest)
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._is_reading = True
        self.peer = ""
        self.in_flight = 0
        self.junk = 0
        self.refused = 0
        self.heard = self._loop.time()
        self.partial_since = 0.0

    @property
    def is_open(self) -> bool:
        """Whether something can be sent to it."""
        return self._transport is not None and not self._transport.is_closing()

    @property
    def _address(self) -> str:
        return self.peer.rpartition(":")[0]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet nobody: a device speaks first (建立连接)."""
        gateway = self._gateway
        self._transport = cast(asyncio.Transport, transport)
        host, port = (transport.get_extra_info("peername") or ("?", 0))[:2]
        self.peer = f"{host}:{port}"
        limits = gateway.limits
        if len(gateway.sessions) >= limits.connections or gateway.by_peer[self._address] >= limits.per_peer:
            gateway.metrics.refused_connections += 1
            self._transport.abort()
            return
        gateway.metrics.connections += 1
        gateway.by_peer[self._address] += 1
        gateway.sessions.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - as asyncio calls it
        """Forget the connection (连接断开); what it sent whole stays."""
        if self in self._gateway.sessions:
            self._gateway.sessions.discard(self)
            self._gateway.by_peer[self._address] -= 1
            for piece in self._framer.flush():
                self._gateway.receive(self, piece)
        self._transport = None

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - as asyncio calls it
        """Return where the bytes go (接收缓冲)."""
        return self._gateway.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Cut what came into frames (收到字节)."""
        self.heard = self._loop.time()
        receive = self._gateway.receive
        for piece in self._framer.feed(bytes(self._gateway.buffer[:nbytes])):
            receive(self, piece)
        if not self._framer.waiting:
            self.partial_since = 0.0
        elif not self.partial_since:
            self.partial_since = self.heard

    def expect_ciphertext(self) -> None:
        """Cut by length alone from now on (加密连接): ciphertext may look like the end of a frame."""
        self._framer.encrypted = True

    def give_up(self) -> None:
        """Take what waits as it stands (超时切分): the frame will not become whole."""
        self.partial_since = 0.0
        for piece in self._framer.flush():
            self._gateway.receive(self, piece)

    def pause_writing(self) -> None:
        """Read no more of one who does not take his answers (写缓冲已满)."""
        self.pause()

    def resume_writing(self) -> None:
        """Read on (恢复)."""
        self.resume()

    def pause(self) -> None:
        """Read no more for now (暂停读取): TCP slows the device down."""
        if self._is_reading and self._transport is not None and not self._transport.is_closing():
            self._is_reading = False
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on (恢复读取)."""
        if not self._is_reading and self._transport is not None and not self._transport.is_closing():
            self._is_reading = True
            self._transport.resume_reading()

    def write(self, data: bytes) -> None:
        """Send answers (应答); to one who has gone, none."""
        if self._transport is not None:
            self._transport.write(data)

    def close(self) -> None:
        """Close the connection (关闭连接)."""
        if self._transport is not None:
            self._transport.close()
