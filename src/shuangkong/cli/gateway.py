"""``shuangkong gateway`` (数据接收网关): listen for devices until told to stop."""

from __future__ import annotations

import asyncio
import csv
import signal
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.screen import Screen, Speech
from shuangkong.errors import Collector
from shuangkong.monitoring.gateway import Device, DeviceList, Gateway, Limits
from shuangkong.monitoring.hj212 import DIALECTS, VERSIONS, Dialect, Profile, Version
from shuangkong.trace import Label

__all__ = ["gateway", "read_devices"]

_COLUMNS = ("mn", "password", "version", "dialect", "key", "facility_id", "outlet_id")


def gateway(
    devices: Annotated[
        Path, Parameter(help="设备名录 CSV · CSV of devices: mn, password, version, dialect, key …")
    ],
    /,
    *,
    folder: Annotated[Path, Parameter(help="留痕文件夹 · folder of the evidence")] = Path("evidence"),
    host: Annotated[str, Parameter(help="监听地址 · address to listen on")] = "127.0.0.1",
    port: Annotated[int, Parameter(help="端口，0 为任选 · port; 0 takes any")] = 0,
    metrics_every: Annotated[
        float, Parameter(help="每隔几秒打印运行指标，0 为不打印 · seconds between metrics; 0 prints none")
    ] = 0.0,
    lang: Annotated[Speech, Parameter(help="语言 · language: zh, en, both")] = "both",
) -> None:
    """接收 HJ 212 设备上传，先落盘后应答 · Receive frames of devices; answered when durable."""
    known = read_devices(devices)
    asyncio.run(_serve(Gateway(folder, known, Limits()), host, port, metrics_every, Screen(lang, False)))


async def _serve(server: Gateway, host: str, port: int, every: float, screen: Screen) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stopped.set)
    address, number = await server.start(host, port)
    screen.line(Label(f"正在监听 {address}:{number}", f"listening on {address}:{number}"), "green")
    sys.stdout.flush()
    while not stopped.is_set():
        try:
            await asyncio.wait_for(stopped.wait(), every or None)
        except TimeoutError:
            print(server.metrics.text(), file=sys.stderr, flush=True)
    await server.stop()


def read_devices(file: Path) -> DeviceList:
    """Return the devices of a CSV (读取设备名录).

    Raises
    ------
    ProblemsFound
        With every problem of every line: ``file_missing``, ``device_column``, ``device_value``,
        ``device_repeated``.
    """
    problems = Collector()
    if not file.is_file():
        problems.add("file_missing", str(file))
        problems.raise_errors()
    with file.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened)
        unknown = sorted(set(reader.fieldnames or ()) - set(_COLUMNS))
        if unknown or "mn" not in (reader.fieldnames or ()):
            found, known = ", ".join(unknown) or "—", ", ".join(_COLUMNS)
            problems.add("device_column", str(file), found=found, known=known)
            problems.raise_errors()
        devices: dict[str, Device] = {}
        for number, row in enumerate(reader, 2):
            device = _device(row, f"{file}:{number}", problems)
            if device.mn in devices:
                problems.add("device_repeated", f"{file}:{number}", mn=device.mn)
            devices[device.mn] = device
    problems.raise_errors()
    return DeviceList(devices.values())


def _device(row: dict[str, str], where: str, problems: Collector) -> Device:
    cells = {name: (row.get(name) or "").strip() for name in _COLUMNS}
    version: Version | None = next((each for each in VERSIONS if each == cells["version"]), None)
    dialects: tuple[Dialect, ...] = tuple(each for each in DIALECTS if each == cells["dialect"])
    try:
        key = bytes.fromhex(cells["key"])
    except ValueError:
        key = b"?"
    faults = {
        "mn": not cells["mn"],
        "version": bool(cells["version"]) and version is None,
        "dialect": bool(cells["dialect"]) and not dialects,
        "key": len(key) not in (0, 16),
    }
    for name, is_wrong in faults.items():
        if is_wrong:
            shown = "…" if name == "key" else cells[name] or "—"
            problems.add("device_value", where, column=name, found=shown)
    profile = Profile(cells["mn"], cells["password"], version, dialects or DIALECTS, key=key)
    return Device(cells["mn"], profile, cells["facility_id"], cells["outlet_id"])
