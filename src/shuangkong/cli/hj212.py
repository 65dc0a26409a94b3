"""``shuangkong hj212`` (HJ 212 数据包): frames from standard input, one JSON line each."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Annotated, BinaryIO

from cyclopts import Parameter

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.monitoring.hj212 import DIALECTS, Dialect, Frame, Framer, Profile, Version, read_frame

__all__ = ["decode", "frames_of"]

_CHUNK = 1 << 16


def decode(
    *,
    edition: Annotated[
        Version | None, Parameter(help="按哪一版解析，缺省依标志位 · edition; else as the Flag tells")
    ] = None,
    dialect: Annotated[
        Dialect | None,
        Parameter(help="只接受哪种校验码，缺省三种都接受 · the only checksum taken; else all three"),
    ] = None,
    key: Annotated[
        str, Parameter(help="SM4 密钥，32 位十六进制 · SM4 key of the device, 32 hex digits")
    ] = "",
) -> None:
    """从标准输入解析 HJ 212 数据包 · Decode frames from standard input, one JSON line each."""
    profile = Profile(
        version=edition,
        dialects=DIALECTS if dialect is None else (dialect,),
        key=_key(key),
    )
    write = sys.stdout.write
    for frame in frames_of(sys.stdin.buffer, profile):
        write(json.dumps(frame.as_json(), ensure_ascii=False) + "\n")
    sys.stdout.flush()


def frames_of(stream: BinaryIO, profile: Profile) -> Iterator[Frame]:
    """Yield every frame of a stream, and what is none as a refused one (逐帧解析)."""
    framer = Framer(encrypted=bool(profile.key))
    while chunk := stream.read1(_CHUNK) if hasattr(stream, "read1") else stream.read(_CHUNK):
        for piece in framer.feed(chunk):
            yield read_frame(piece.raw, profile, ends=piece.ends)
    for piece in framer.flush():
        yield read_frame(piece.raw, profile, ends=piece.ends)


def _key(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b"?"
    if len(found) not in (0, 16):
        raise ProblemsFound([Problem("sm4_key", "--key", {"length": len(text)})])
    return found
