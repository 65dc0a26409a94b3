"""Orders to devices, simulated devices, refused frames judged anew, metrics over HTTP."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path

import pytest

from shuangkong.cli import run
from shuangkong.cli.device_lists import read_devices, read_points, seconds_ahead
from shuangkong.errors import ProblemsFound
from shuangkong.monitoring.evidence import read_records, verify
from shuangkong.monitoring.following import Asking, Attendance, Gap, read_spool
from shuangkong.monitoring.gateway import (
    Device,
    DeviceList,
    Gateway,
    clock_order,
    place_order,
    recall_order,
    replay,
    tell,
)
from shuangkong.monitoring.hj212 import Dialect, Envelope, Profile, build_frame, read_frame, written_crc
from shuangkong.monitoring.simulator import FAULTS, Summary, run_devices, simulated

MN = "010000A8900016F000169DC0"
PASSWORD = "S3cret"
SENT = Envelope("20260101120000123", "31", "2061", PASSWORD, MN, 5)
KNOWN = DeviceList([Device(MN, Profile(MN, PASSWORD)), Device("K" * 24, Profile("K" * 24, PASSWORD))])
BEGIN = datetime(2026, 1, 1, 8)  # noqa: DTZ001


def lines(folder: Path) -> list[str]:
    return [record.note for record in read_records(folder / "commands")]


def test_an_order_is_sent_answered_and_recorded_without_the_password(tmp_path: Path) -> None:
    orders = tmp_path / "orders"
    place_order(orders, recall_order(MN, "31", "2061", 0, 3600))
    place_order(orders, recall_order(MN, "31", "2061", 0, 3600))  # the same order stands there once
    place_order(orders, clock_order("F" * 24, "31", 0))
    place_order(orders, clock_order(MN, "31", 0)._replace(cn="1072", content="NewPW=1"))

    async def main() -> Gateway:
        gateway = Gateway(tmp_path, KNOWN, orders_offset=28_800)
        reader, writer = await asyncio.open_connection(*await gateway.start("127.0.0.1", 0))
        writer.write(build_frame(SENT, "DataTime=20260101110000"))
        assert b"CN=9014" in await reader.readuntil(b"\r\n")
        order = read_frame((await asyncio.wait_for(reader.readuntil(b"\r\n"), 10))[:-2])
        assert (order.envelope.cn, order.envelope.pw, order.wants_answer) == ("2061", PASSWORD, True)
        assert order.items[""] == {"BeginTime": "19700101000000", "EndTime": "19700101010000"}
        for cn, said in (("9011", "QnRtn=1"), ("9012", "ExeRtn=1")):
            writer.write(build_frame(SENT._replace(qn=order.envelope.qn, cn=cn, flag=4), said))
        await asyncio.sleep(0.7)
        writer.close()
        await gateway.stop()
        return gateway

    gateway = asyncio.run(main())
    found = lines(tmp_path)
    assert sorted(found) == sorted(
        [
            "sent [2061]",
            "9011 QnRtn=1 准备执行请求 [2061]",
            "9012 ExeRtn=1 执行成功 [2061]",
            "refused: no device of a known password [1012]",
            "refused: no order []",
        ]
    )
    assert gateway.metrics.orders["sent"] == 1
    for segment in (tmp_path / "commands").glob("*.seg"):
        assert PASSWORD.encode() not in segment.read_bytes()
    assert verify(tmp_path / "commands")[1] is None
    assert not list(orders.glob("*.json"))


def test_nothing_is_ordered_unless_the_gateway_is_told_so(tmp_path: Path) -> None:
    place_order(tmp_path / "orders", clock_order(MN, "31", 0))

    async def main() -> None:
        gateway = Gateway(tmp_path, KNOWN)
        reader, writer = await asyncio.open_connection(*await gateway.start("127.0.0.1", 0))
        writer.write(build_frame(SENT, "DataTime=20260101110000"))
        await reader.readuntil(b"\r\n")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.8)
        writer.close()
        await gateway.stop()

    asyncio.run(main())
    assert not (tmp_path / "commands").exists()


def test_what_is_missing_is_asked_for_once_in_some_hours() -> None:
    attendance = Attendance(KNOWN, skewed={MN: 900}, asking={"K" * 24: "32"})
    gap = Gap(MN, "31", "2061", 0, 7200)
    attendance.remember([gap], {})
    asking = Asking(attendance)
    first = list(asking.due(100_000))
    assert {(order.mn, order.cn) for order in first} == {(MN, "1012"), ("K" * 24, "1012"), (MN, "2061")}
    assert list(asking.due(100_010)) == []
    assert [order.cn for order in asking.due(100_000 + 6 * 3600)] == ["1012", "2061"]


def test_metrics_and_silent_devices_over_http(tmp_path: Path) -> None:
    async def ask(port: int, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        found = await reader.read()
        writer.close()
        return found

    async def main() -> None:
        gateway = Gateway(tmp_path, DeviceList([Device(MN, Profile(MN), interval=0)]))
        await gateway.start("127.0.0.1", 0)
        server = await tell(gateway, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        assert b"shuangkong_gateway_silent_devices 1\n" in await ask(port, b"GET /metrics HTTP/1.1\r\n\r\n")
        assert MN.encode() in await ask(port, b"GET /silent HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await ask(port, b"POST / HTTP/1.1\r\n\r\n")).startswith(b"HTTP/1.1 404")
        assert await ask(port, b"x" * 100_000 + b"\r\n\r\n") in (b"",)
        server.close()
        await gateway.stop()

    asyncio.run(main())


def simulate(folder: Path, number: int, share: float, seconds: float) -> tuple[Gateway, Summary]:
    devices = simulated(number, seed=7, share=share, begin=BEGIN)
    known = DeviceList(
        Device(each.mn, Profile(each.mn, each.password, each.version, (each.dialect,), key=each.key))
        for each in devices
    )

    async def main() -> tuple[Gateway, Summary]:
        gateway = Gateway(folder, known)
        address = await gateway.start("127.0.0.1", 0)
        summary = await run_devices(devices, address, seconds=seconds, patience=5)
        await gateway.stop()
        return gateway, summary

    return asyncio.run(main())


def test_simulated_devices_with_every_fault_are_answered(tmp_path: Path) -> None:
    gateway, summary = simulate(tmp_path, 18, 0.6, 1.5)
    assert set(summary.faults) == {*FAULTS, "none"}
    assert summary.answered == summary.awaited > 100
    assert gateway.metrics.refused == {"crc": summary.faults["wrong_crc"]}
    assert gateway.metrics.conflicts == summary.faults["other_content"]
    raws = [record.raw for record in read_records(tmp_path / "frames")]
    assert len(raws) == len(set(raws))


def test_one_seed_makes_the_same_uploads() -> None:
    first, second = (simulated(6, seed=3, share=0.5, begin=BEGIN) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        assert [one.next() for _ in range(30)] == [other.next() for _ in range(30)]


def test_a_checksum_right_in_two_ways_is_taken_either_way() -> None:
    def sent(number: int, dialect: Dialect) -> bytes:
        return build_frame(SENT, f"a21026-Avg={number}", dialect=dialect)[:-2]

    raw = next(raw for raw in (sent(each, "modbus") for each in range(5000)) if raw[-4:-2] == raw[-2:])
    assert read_frame(raw, Profile(dialects=("modbus-swapped",))).ok
    assert read_frame(raw, Profile(dialects=("modbus",))).ok
    assert not read_frame(raw, Profile(dialects=("hj",))).ok


def test_refused_frames_are_taken_after_the_profile_is_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frames = [
        build_frame(
            SENT._replace(qn=f"{20260101120000000 + each}"),
            "DataTime=20260101110000;a21026-Avg=1.5",
            dialect="modbus",
        )
        for each in range(5)
    ]
    segment = frames[0][6:-6]
    frames.append(frames[0][:-6] + (b"0000" if written_crc(segment, "hj") != b"0000" else b"1111") + b"\r\n")

    async def main(known: DeviceList) -> None:
        gateway = Gateway(tmp_path / "ev", known)
        _, writer = await asyncio.open_connection(*await gateway.start("127.0.0.1", 0))
        writer.write(b"".join(frames))
        await asyncio.sleep(0.3)
        writer.close()
        await gateway.stop()

    asyncio.run(main(DeviceList([Device(MN, Profile(MN, PASSWORD, dialects=("hj",)))])))
    strict = tmp_path / "devices.csv"
    strict.write_text(f"mn,password,dialect\n{MN},{PASSWORD},hj\n", encoding="utf-8")
    assert run(["evidence", "replay", str(tmp_path / "ev"), str(strict)]) == 0
    said = capsys.readouterr().out
    assert "5 frames of" in said and "modbus" in said and PASSWORD not in said
    mended = DeviceList([Device(MN, Profile(MN, PASSWORD, dialects=("modbus",)))])
    found = replay(tmp_path / "ev", mended)
    assert (found.taken, found.known, dict(found.left)) == (5, 0, {"crc": 1})
    assert replay(tmp_path / "ev", mended).known == 5
    kept = list(read_records(tmp_path / "ev" / "replayed"))
    assert {record.note for record in kept} == {"replayed: crc"}
    strict.write_text(f"mn,password,dialect\n{MN},{PASSWORD},modbus\n", encoding="utf-8")
    points = tmp_path / "points.csv"
    points.write_text(
        f"number,id,mn,factor,quantity,unit,decimals,nature\n7,p,{MN},a21026,a21026,mg/m3,2,concentration\n",
        encoding="utf-8",
    )
    folder = str(tmp_path / "ev")
    assert run(["evidence", "follow", folder, str(strict), "--points", str(points), "--once"]) == 0
    (spooled,) = (tmp_path / "ev" / "spool").iterdir()
    assert read_spool(spooled).value.tolist() == [150]
    assert json.loads((tmp_path / "ev" / "replayed-findings.json").read_text(encoding="utf-8"))["frames"] == 5
    assert run(["evidence", "check", folder]) == 0
    segment_file = next((tmp_path / "ev" / "replayed").glob("*.seg"))
    data = bytearray(segment_file.read_bytes())
    data[60] ^= 1
    segment_file.write_bytes(data + data)
    (tmp_path / "ev" / "replayed" / "00000002.seg").write_bytes(b"")
    assert run(["evidence", "check", folder]) == 1
    assert "断链" in capsys.readouterr().err  # evidence_broken


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("number,id\n1,x\n", "device_column"),
        (f"number,id,mn,factor,quantity,unit\n0,a,{MN},a21026,q,u\n", "point_value"),
        (f"number,id,mn,factor,quantity,unit,nature\n1,a,{MN},a21026,q,u,x\n", "point_value"),
        (f"number,id,mn,factor,quantity,unit\n1,a,{MN},a1,q,u\n2,b,{MN},a1,q,u\n", "point_repeated"),
    ],
)
def test_a_list_of_points_that_cannot_be_used(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "points.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsFound) as found:
        read_points(file)
    assert [problem.code for problem in found.value.problems] == [code]


def test_an_offset_that_is_none() -> None:
    with pytest.raises(ProblemsFound) as found:
        seconds_ahead("8")
    assert [problem.code for problem in found.value.problems] == ["offset_value"]


def test_simulated_lists_can_be_read(tmp_path: Path) -> None:
    assert run(["simulate", "--lists", str(tmp_path), "--devices", "12"]) == 0
    assert len(read_devices(tmp_path / "devices.csv")) == 12
    assert len(read_points(tmp_path / "points.csv")) == 44
