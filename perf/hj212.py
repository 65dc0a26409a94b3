"""HJ 212 (数据包与网关): frames parsed on one core, frames answered when durable, the follower beside it.

    python perf/hj212.py [--seconds 4] [--quick]

Every figure stands beside a plain loop of 5,000,000 additions timed in the same run, so that a busy machine
is seen; the codec also beside a plain version (bitwise checksum, split) and a floor (one scan of the bytes).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from shuangkong.monitoring.evidence import read_records, verify
from shuangkong.monitoring.gateway import Device, DeviceList, Gateway
from shuangkong.monitoring.hj212 import Envelope, Profile, build_frame, read_frame

_ADDITIONS = 5_000_000
_HERE = Path(__file__).parent


def loop() -> float:
    """Return how long a plain loop of additions takes [s]."""
    begun, total = time.perf_counter(), 0
    for number in range(_ADDITIONS):
        total += number
    return time.perf_counter() - begun


def frames() -> list[bytes]:
    """Return frames of 360 bytes in the mean: several devices, factors and values."""
    found = []
    for device in range(50):
        for number in range(20):
            codes = [f"a{21000 + (device * 7 + each) % 90:05d}" for each in range(6 + number % 5)]
            items = [f"{code}-Avg={(number * 37 + device) % 997 / 10},{code}-Flag=N" for code in codes]
            sent = Envelope(f"{20260101120000000 + number}", "31", "2051", "123456", f"{device:024X}", 5)
            found.append(build_frame(sent, ";".join(["DataTime=20260101110000", *items]))[:-2])
    return found


def plain(raw: bytes) -> dict[str, str]:
    """Read a frame the plain way: the checksum bit by bit, the rest by splitting."""
    register = 0xFFFF
    for byte in raw[6:-4]:
        register = (register >> 8) ^ byte
        for _ in range(8):
            lowest = register & 1
            register >>= 1
            if lowest:
                register ^= 0xA001
    if register != int(raw[-4:], 16):
        raise ValueError("checksum")
    head, content = raw[6:-6].decode().split("CP=&&")
    cells = dict(part.split("=") for part in head.strip(";").split(";"))
    for item in content.split(";"):
        for field in item.split(","):
            name, value = field.split("=")
            cells[name] = value
    return cells


def rate(read: Callable[[bytes], object], raws: list[bytes], seconds: float) -> tuple[float, float]:
    """Return frames a second in the mean, and in the quickest short run: what the core does undisturbed."""
    runs, begun = [], time.perf_counter()
    while (start := time.perf_counter()) - begun < seconds:
        for raw in raws:
            read(raw)
        runs.append(time.perf_counter() - start)
    return len(raws) / (sum(runs) / len(runs)), len(raws) / min(runs)


def codec(seconds: float) -> None:
    """Time the codec."""
    raws = frames()
    mean = sum(map(len, raws)) / len(raws)
    assert all(read_frame(raw).ok and not read_frame(raw).deviations for raw in raws)
    print(f"codec, {len(raws)} frames of {mean:.0f} bytes in the mean; loop {loop():.3f} s")
    found: dict[str, tuple[float, float]] = {}
    for name, read, some in (
        ("read_frame", read_frame, raws[::4]),
        ("plain (bitwise checksum, split)", plain, raws[::20]),
        ("floor (one scan of the bytes)", lambda raw: raw.translate(None, b""), raws),
    ):
        found[name] = rate(read, some, seconds)
        print(f"  {name:34} {found[name][0]:12,.0f} frames/s, {found[name][1]:12,.0f} in the quickest run")


async def gateway(connections: int, in_flight: int, seconds: float, *, follow: bool) -> dict[str, float]:
    """Time the gateway under load, the load on the same machine."""
    folder = Path(tempfile.mkdtemp(prefix="hj212-"))
    known = DeviceList(
        Device(f"{number:024X}", Profile(f"{number:024X}", "123456")) for number in range(connections)
    )
    lists = folder / "devices.csv"
    lists.write_text("mn,password\n" + "".join(f"{each.mn},123456\n" for each in known), encoding="utf-8")
    points = folder / "points.csv"
    codes = [f"a{code:05d}" for code in range(21000, 21008)]
    points.write_text(
        "number,id,mn,factor,quantity,unit,decimals,nature\n"
        + "".join(
            f"{number * 8 + place + 1},p{number}-{place},{each.mn},{code},{code},mg/m3,2,concentration\n"
            for number, each in enumerate(known)
            for place, code in enumerate(codes)
        ),
        encoding="utf-8",
    )
    server = Gateway(folder, known)
    _, port = await server.start("127.0.0.1", 0)
    follower = None
    if follow:
        words = ("-m", "shuangkong", "evidence", "follow", str(folder), str(lists), "--points", str(points))
        follower = await asyncio.create_subprocess_exec(sys.executable, *words)
        await asyncio.sleep(2)
    load = await asyncio.create_subprocess_exec(
        sys.executable,
        str(_HERE / "hj212_load.py"),
        *("--port", str(port), "--connections", str(connections)),
        *("--in-flight", str(in_flight), "--seconds", str(seconds)),
        stdout=asyncio.subprocess.PIPE,
    )
    spent = time.process_time()
    out, _ = await load.communicate()
    found: dict[str, float] = json.loads(out)
    found["gateway_cpu_us"] = (time.process_time() - spent) / max(1, found["answered"]) * 1e6
    begun = time.perf_counter()
    await server.stop()
    if follower is not None:
        follower.terminate()
        await follower.wait()
        found["follower_behind_s"] = time.perf_counter() - begun
        told = json.loads((folder / "frames-findings.json").read_text(encoding="utf-8"))
        found["followed"], found["readings"] = told["frames"], told["readings"]
    kept, broken = verify(folder / "frames")
    assert broken is None and kept == found["answered"] == found["sent"], (kept, broken, found)
    assert len({record.raw for record in read_records(folder / "frames")}) == kept
    shutil.rmtree(folder)
    return found


def main() -> None:
    """Time all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--quick", action="store_true", help="the codec alone")
    asked = parser.parse_args()
    codec(asked.seconds)
    for connections, in_flight, follow in (
        [] if asked.quick else [(500, 4, False), (500, 4, True), (500, 1, False), (500, 1, True)]
    ):
        found = asyncio.run(gateway(connections, in_flight, asked.seconds, follow=follow))
        shown = ", ".join(f"{name} {value:,.1f}" for name, value in found.items())
        beside = "with the follower" if follow else "alone"
        print(f"gateway {connections} × {in_flight}, {beside}; loop {loop():.2f} s: {shown}")


if __name__ == "__main__":
    main()
