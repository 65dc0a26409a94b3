"""The gateway over real sockets: what is answered is durable, nobody else is answered."""

from __future__ import annotations

import asyncio
import errno
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from shuangkong.cli.device_lists import read_devices
from shuangkong.errors import ProblemsFound
from shuangkong.monitoring.evidence import read_records, verify
from shuangkong.monitoring.gateway import Device, DeviceList, Gateway, Limits
from shuangkong.monitoring.hj212 import Envelope, Framer, Profile, build_frame, read_frame

KILLS = int(os.environ.get("SHUANGKONG_KILLS", "3"))
MN = "010000A8900016F000169DC0"
SENT = Envelope("20260101120000123", "31", "2051", "123456", MN, 5)
CONTENT = "DataTime=20260101110000;a21026-Avg=12.3,a21026-Flag=N"
KNOWN = DeviceList(
    [
        Device(MN, Profile(MN, "123456")),
        Device("88888880000001", Profile("88888880000001", "123456")),
        Device("K" * 24, Profile("K" * 24, "123456", key=bytes(range(16)))),
    ]
)
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def talking(folder: Path, talk: Talk, limits: Limits | None = None) -> Gateway:
    """Run a gateway, let one client talk to it, stop it."""

    async def main() -> Gateway:
        gateway = Gateway(folder, KNOWN, limits)
        address, port = await gateway.start("127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(address, port)
        try:
            await asyncio.wait_for(talk(reader, writer), 20)
        finally:
            writer.close()
            await gateway.stop()
        return gateway

    return asyncio.run(main())


def numbered(number: int, content: str = CONTENT) -> bytes:
    return build_frame(SENT._replace(qn=f"{20260101120000000 + number}"), content)


def kept(folder: Path) -> list[bytes]:
    return [record.raw for record in read_records(folder / "frames")]


def refused(folder: Path) -> list[tuple[str, bytes]]:
    return [(record.note, record.raw) for record in read_records(folder / "refused")]


async def silent(reader: asyncio.StreamReader) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.3)


def test_frames_are_answered_when_they_are_durable(tmp_path: Path) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"".join(numbered(each) for each in range(50)))
        for each in range(50):
            reply = read_frame((await reader.readuntil(b"\r\n"))[:-2])
            assert (reply.envelope.cn, reply.crc_ok) == ("9014", True)
            assert reply.envelope.qn == f"{20260101120000000 + each}"
        assert len(kept(tmp_path)) == 50

    gateway = talking(tmp_path, talk)
    assert gateway.metrics.acknowledged == 50
    assert verify(tmp_path / "frames") == (50, None)


def test_each_edition_is_answered_in_its_own_way(tmp_path: Path) -> None:
    old = SENT._replace(mn="88888880000001", flag=1)
    sealed = SENT._replace(mn="K" * 24, flag=9)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(build_frame(old, CONTENT))
        assert b"Flag=0;CP=&&QN=20260101120000123;CN=2051&&" in await reader.readuntil(b"\r\n")
        writer.write(build_frame(SENT._replace(cn="9015", st="91", flag=9)))
        assert b"CN=9013;" in await reader.readuntil(b"\r\n")
        writer.write(build_frame(sealed, CONTENT, key=bytes(range(16))))
        assert b"Flag=8;" in await reader.readuntil(b"\r\n")

    talking(tmp_path, talk)
    assert len(kept(tmp_path)) == 3


def test_what_is_wrong_gets_no_answer_and_is_kept_apart(tmp_path: Path) -> None:
    stranger = build_frame(SENT._replace(mn="F" * 24), CONTENT)
    wrong = build_frame(SENT._replace(pw="000000"), CONTENT)
    broken = numbered(1)[:-6] + b"0000\r\n"
    looping = build_frame(SENT._replace(cn="9014"), "")

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(stranger + wrong + broken + looping + build_frame(SENT._replace(flag=4), CONTENT))
        await silent(reader)

    gateway = talking(tmp_path, talk)
    assert [note for note, _ in refused(tmp_path)] == ["unknown_device", "other_device", "crc"]
    assert len(kept(tmp_path)) == 2  # the answer and the frame that wants none
    assert gateway.metrics.acknowledged == 0


def test_a_frame_sent_again_is_stored_once_and_answered_again(tmp_path: Path) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(3):
            writer.write(numbered(1) * 2)
            for _ in range(2):
                await reader.readuntil(b"\r\n")
        writer.write(numbered(1, CONTENT.replace("12.3", "99.9")))  # the same QN, other content
        await reader.readuntil(b"\r\n")

    gateway = talking(tmp_path, talk)
    assert len(kept(tmp_path)) == 2
    assert (gateway.metrics.duplicates, gateway.metrics.conflicts) == (5, 1)

    async def again(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(numbered(1))
        await reader.readuntil(b"\r\n")

    talking(tmp_path, again)
    assert len(kept(tmp_path)) == 2  # known after a restart too


def test_junk_probes_and_slow_senders_are_dropped(tmp_path: Path) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 100)
        assert await asyncio.wait_for(reader.read(), 5) == b""

    assert talking(tmp_path, talk, Limits(junk=500)).metrics.refused["connection_junk"] == 1

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(numbered(1)[:40])
        await asyncio.sleep(0.5)
        writer.write(numbered(2))  # what never became whole costs nothing that follows
        await reader.readuntil(b"\r\n")
        assert await asyncio.wait_for(reader.read(), 5) == b""

    gateway = talking(tmp_path, slow, Limits(partial=0.2, idle=1.0))
    assert gateway.metrics.resynchronised == 1
    assert gateway.metrics.refused["connection_idle"] == 1


def test_connections_beyond_the_limit_are_refused(tmp_path: Path) -> None:
    async def main() -> int:
        gateway = Gateway(tmp_path, KNOWN, Limits(connections=1))
        address, port = await gateway.start("127.0.0.1", 0)
        first = await asyncio.open_connection(address, port)
        await asyncio.sleep(0.05)
        second = await asyncio.open_connection(address, port)
        with pytest.raises(ConnectionError):
            if not await asyncio.wait_for(second[0].read(), 5):
                raise ConnectionResetError
        first[1].close()
        second[1].close()
        await gateway.stop()
        return gateway.metrics.refused_connections

    assert asyncio.run(main()) == 1


def test_a_full_disk_answers_nobody_until_it_is_emptied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, is_full = os.write, [True]

    def guarded(descriptor: int, data: bytes) -> int:
        if is_full[0] and len(data) > 100:
            raise OSError(errno.ENOSPC, "no space")
        return write(descriptor, data)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        monkeypatch.setattr(os, "write", guarded)
        writer.write(numbered(1))
        await silent(reader)
        assert kept(tmp_path) == []
        is_full[0] = False
        await reader.readuntil(b"\r\n")
        assert len(kept(tmp_path)) == 1

    gateway = talking(tmp_path, talk)
    assert gateway.metrics.failed_commits >= 1


def test_a_flood_is_slowed_and_nothing_is_lost(tmp_path: Path) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"".join(numbered(each) for each in range(3000)))
        for _ in range(3000):
            await reader.readuntil(b"\r\n")

    talking(tmp_path, talk, Limits(in_flight=16, pending=64, resume=8))
    assert len(set(kept(tmp_path))) == 3000


def devices_csv(folder: Path) -> Path:
    file = folder / "devices.csv"
    file.write_text(f"mn,password\n{MN},123456\n", encoding="utf-8")
    return file


def started(folder: Path) -> tuple[subprocess.Popen[str], int]:
    child = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "shuangkong",
            "gateway",
            str(devices_csv(folder)),
            "--folder",
            str(folder),
            "--no-follow",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    return child, int(child.stdout.readline().split(":")[-1])


def test_no_answered_frame_is_missing_after_a_kill(tmp_path: Path) -> None:
    chance, answered, number = random.Random(9014), set(), 0
    for _ in range(KILLS):
        child, port = started(tmp_path)
        until = time.monotonic() + chance.uniform(0.1, 0.6)
        framer = Framer()
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.settimeout(0.05)
            while child.poll() is None:
                line.sendall(b"".join(numbered(number + each) for each in range(40)))
                number += 40
                try:
                    data = line.recv(1 << 16)
                except TimeoutError:
                    data = b""
                answered |= {read_frame(piece.raw).envelope.qn for piece in framer.feed(data)}
                if time.monotonic() > until:
                    child.send_signal(signal.SIGKILL)
                    child.wait()
            # What the system still holds for us was sent before the kill.
            try:
                while data := line.recv(1 << 16):
                    answered |= {read_frame(piece.raw).envelope.qn for piece in framer.feed(data)}
            except OSError:
                pass
        assert child.stdout is not None
        child.stdout.close()
        number -= 40  # a device sends again what was not answered
    assert answered
    child, port = started(tmp_path)
    child.terminate()
    assert child.wait() == 0
    assert child.stdout is not None
    child.stdout.close()
    stored = [read_frame(raw).envelope.qn for raw in kept(tmp_path)]
    assert answered <= set(stored)
    assert len(stored) == len(set(stored))  # what was sent again is stored once
    assert verify(tmp_path / "frames")[1] is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name\nx\n", "device_column"),
        (f"mn,version\n{MN},1999\n", "device_value"),
        (f"mn,key\n{MN},12\n", "device_value"),
        (f"mn\n{MN}\n{MN}\n", "device_repeated"),
    ],
)
def test_a_list_of_devices_that_cannot_be_used(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "devices.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsFound) as found:
        read_devices(file)
    assert [problem.code for problem in found.value.problems] == [code]


def test_a_list_of_devices_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as found:
        read_devices(tmp_path / "none.csv")
    assert [problem.code for problem in found.value.problems] == ["file_missing"]
