"""``shuangkong simulate`` (设备模拟): many devices against a gateway, faults included."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.device_lists import seconds_ahead
from shuangkong.cli.screen import Screen, Speech
from shuangkong.monitoring.simulator import SimulatedDevice, Summary, run_devices, simulated
from shuangkong.trace import Label

__all__ = ["simulate"]


def simulate(
    *,
    host: Annotated[str, Parameter(help="网关地址 · address of the gateway")] = "127.0.0.1",
    port: Annotated[int, Parameter(help="网关端口 · port of the gateway")] = 0,
    devices: Annotated[int, Parameter(help="设备数 · number of devices")] = 50,
    seconds: Annotated[float, Parameter(help="运行秒数 · seconds to run")] = 10.0,
    seed: Annotated[int, Parameter(help="随机种子 · seed")] = 1,
    faults: Annotated[float, Parameter(help="带故障上传的比例 0–1 · share of uploads with a fault")] = 0.1,
    pause: Annotated[float, Parameter(help="两次上传之间的秒数 · seconds between two uploads")] = 0.0,
    patience: Annotated[
        float, Parameter(help="等待应答的秒数，之后重发 · seconds an answer is waited for")
    ] = 10.0,
    lists: Annotated[
        Path | None,
        Parameter(
            help="只写出设备名录与测点对照到此文件夹 · only write the lists of devices and points there"
        ),
    ] = None,
    offset: Annotated[str, Parameter(help="本地时间与 UTC 的差 · clock ahead of UTC")] = "+08:00",
    as_json: Annotated[bool, Parameter(name="--json", help="以 JSON 输出 · print JSON")] = False,
    lang: Annotated[Speech, Parameter(help="语言 · language: zh, en, both")] = "both",
) -> None:
    """模拟多台 HJ 212 设备上传（合成数据） · Simulate devices uploading; all their data are synthetic."""
    begin = datetime.now(UTC).replace(microsecond=0, tzinfo=None) + timedelta(seconds=seconds_ahead(offset))
    made = simulated(devices, seed=seed, share=faults, begin=begin)
    screen = Screen(lang, False)
    if lists is not None or not port:
        folder = lists or Path()
        _write_lists(made, folder)
        where = folder / "devices.csv"
        screen.line(Label(f"已写出 {where} 与 points.csv", f"wrote {where} and points.csv"))
        return
    found = asyncio.run(run_devices(made, (host, port), seconds=seconds, pause=pause, patience=patience))
    if as_json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        _show(found, screen)


def _show(found: Summary, screen: Screen) -> None:
    screen.line(
        Label(
            f"{found.devices} 台设备上传 {found.sent} 次；应答 {found.answered}/{found.awaited}；"
            f"重发 {found.repeated} 次；收到命令 {found.ordered} 条；断线 {found.lost_connections} 次",
            f"{found.devices} devices sent {found.sent} uploads; {found.answered}/{found.awaited} answered; "
            f"{found.repeated} repeated; {found.ordered} commands; {found.lost_connections} lines lost",
        )
    )
    for fault, number in sorted(found.faults.items()):
        screen.line(Label(f"  {fault}：{number}", f"  {fault}: {number}"))


def _write_lists(devices: Sequence[SimulatedDevice], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "devices.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("mn", "password", "version", "dialect", "key", "facility_id"))
        for number, each in enumerate(devices):
            writer.writerow(
                (each.mn, each.password, each.version, each.dialect, each.key.hex(), f"synthetic-{number}")
            )
    with (folder / "points.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("number", "id", "mn", "factor", "quantity", "unit", "decimals", "nature"))
        rows = [
            (each.mn, factor, *about)
            for each in devices
            for factor, *about in _POINTS[each.version == "2005"]
        ]
        for number, (mn, factor, *about) in enumerate(rows, 1):
            writer.writerow((number, f"synthetic-{mn}-{factor}", mn, factor, *about))


_METER = ("ele01", "electricity", "kWh", 1, "register")
_AIR = tuple((code, code, "mg/m3", 2, "concentration") for code in ("a21026", "a21002", "a34013"))
_WATER = tuple((code, code, "mg/L", 2, "concentration") for code in ("011", "060"))
_POINTS = ((*_AIR, _METER), (*_WATER, _METER))
