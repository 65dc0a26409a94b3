"""Telling (指标接口): the metrics over HTTP on a local port, and which devices are silent; nothing else."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shuangkong.monitoring.gateway.gateway import Gateway

__all__ = ["tell"]

_LINE, _PATIENCE = 4096, 5.0


async def tell(gateway: Gateway, host: str, port: int) -> asyncio.Server:
    """Listen for ``GET /metrics`` and ``GET /silent`` (监听)."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await asyncio.wait_for(reader.readline(), _PATIENCE)
            while await asyncio.wait_for(reader.readline(), _PATIENCE) not in (b"\r\n", b"\n", b""):
                pass
            writer.write(_reply(gateway, line))
            await writer.drain()
        except (OSError, ValueError, TimeoutError):  # a line too long, or one who hesitates or leaves
            pass
        finally:
            writer.close()

    return await asyncio.start_server(answer, host, port, limit=_LINE)


def _reply(gateway: Gateway, line: bytes) -> bytes:
    method, _, rest = line.partition(b" ")
    path = rest.partition(b" ")[0]
    kind, status = "text/plain; version=0.0.4; charset=utf-8", "200 OK"
    if method != b"GET" or path not in (b"/metrics", b"/silent"):
        status, text = "404 Not Found", "GET /metrics, GET /silent\n"
    elif path == b"/metrics":
        text = gateway.told()
    else:
        kind, text = "application/json", json.dumps({"silent": gateway.silent()}) + "\n"
    body = text.encode()
    head = (
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join((*head, "", "")).encode() + body
