"""A foreign implementation (lua-HJ212) uploads and is answered: run where it is installed.

``SHUANGKONG_LUA_PATH`` is a LUA_PATH that finds ``hj212`` (srdgame/lua-HJ212), ``middleclass`` and ``date``.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

import pytest

from shuangkong.monitoring.evidence import read_records
from shuangkong.monitoring.gateway import Device, DeviceList, Gateway
from shuangkong.monitoring.hj212 import Profile, read_frame

LUA = shutil.which("lua5.3") or shutil.which("lua")
LUA_PATH = os.environ.get("SHUANGKONG_LUA_PATH", "")
MN = "010000A8900016F000169DC0"
ROUNDS = 20


@pytest.mark.skipif(not LUA or not LUA_PATH, reason="needs lua, lua-socket and SHUANGKONG_LUA_PATH")
def test_lua_hj212_is_answered(tmp_path: Path) -> None:
    async def main() -> tuple[int | None, bytes, bytes]:
        gateway = Gateway(tmp_path, DeviceList([Device(MN, Profile(MN, "123456"))]))
        _, port = await gateway.start("127.0.0.1", 0)
        script = str(Path(__file__).with_name("foreign_client.lua"))
        client = await asyncio.create_subprocess_exec(
            *(str(LUA), script, str(port), str(ROUNDS), MN),
            env={**os.environ, "LUA_PATH": f"{LUA_PATH};;"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(client.communicate(), 60)
        await gateway.stop()
        return client.returncode, out, err

    code, out, err = asyncio.run(main())
    assert code == 0, err.decode()
    assert int(out.split()[-1]) == 4 * ROUNDS
    frames = [read_frame(record.raw) for record in read_records(tmp_path / "frames")]
    assert len(frames) == 4 * ROUNDS
    assert {frame.envelope.cn for frame in frames} == {"2011", "2051", "2061", "2031"}
    assert all(frame.deviations == () and "a21026" in frame.items for frame in frames)
