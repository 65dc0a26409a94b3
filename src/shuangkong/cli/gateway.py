"""``shuangkong gateway`` (数据接收网关): listen for devices until told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.device_lists import read_devices, read_points, seconds_ahead
from shuangkong.cli.evidence import follow_command
from shuangkong.cli.screen import Screen, Speech
from shuangkong.monitoring.gateway import Gateway, Limits, tell
from shuangkong.trace import Label

__all__ = ["gateway"]


def gateway(
    devices: Annotated[
        Path, Parameter(help="设备名录 CSV · CSV of devices: mn, password, version, dialect, key …")
    ],
    /,
    *,
    folder: Annotated[Path, Parameter(help="留痕文件夹 · folder of the evidence")] = Path("evidence"),
    points: Annotated[
        Path | None, Parameter(help="测点对照 CSV · CSV of points: number, id, mn, factor …")
    ] = None,
    host: Annotated[str, Parameter(help="监听地址 · address to listen on")] = "127.0.0.1",
    port: Annotated[int, Parameter(help="端口，0 为任选 · port; 0 takes any")] = 0,
    metrics_port: Annotated[
        int | None, Parameter(help="本机指标端口，0 为任选，缺省不开 · local port of the metrics; else none")
    ] = None,
    metrics_every: Annotated[
        float, Parameter(help="每隔几秒打印运行指标，0 为不打印 · seconds between metrics; 0 prints none")
    ] = 0.0,
    follow: Annotated[
        bool, Parameter(help="同时启动跟读解析进程 · read the frames in full in a process beside")
    ] = True,
    commands: Annotated[
        bool,
        Parameter(help="允许下行命令：校时、补取数据 · allow orders: clocks set, missing data asked for"),
    ] = False,
    offset: Annotated[str, Parameter(help="本地时间与 UTC 的差 · clock ahead of UTC")] = "+08:00",
    lang: Annotated[Speech, Parameter(help="语言 · language: zh, en, both")] = "both",
) -> None:
    """接收 HJ 212 设备上传，先落盘后应答 · Receive frames of devices; answered when durable."""
    known = read_devices(devices)
    ahead = seconds_ahead(offset)
    if points is not None:
        read_points(points)  # what is wrong with it is told before anything listens
    server = Gateway(folder, known, Limits(), orders_offset=ahead if commands else None)
    beside = follow_command(folder, devices, points, offset=offset, commands=commands) if follow else []
    listening = _Listening(host, port, metrics_port, metrics_every)
    asyncio.run(_serve(server, listening, beside, Screen(lang, False)))


@dataclass(frozen=True)
class _Listening:
    host: str
    port: int
    metrics_port: int | None
    every: float


async def _serve(server: Gateway, listening: _Listening, beside: list[str], screen: Screen) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stopped.set)
    address, number = await server.start(listening.host, listening.port)
    screen.line(Label(f"正在监听 {address}:{number}", f"listening on {address}:{number}"), "green")
    told = None
    if listening.metrics_port is not None:
        told = await tell(server, "127.0.0.1", listening.metrics_port)
        where = f"http://127.0.0.1:{told.sockets[0].getsockname()[1]}/metrics"
        screen.line(Label(f"运行指标 {where}", f"metrics at {where}"))
    sys.stdout.flush()
    follower = await asyncio.create_subprocess_exec(*beside) if beside else None
    while not stopped.is_set():
        try:
            await asyncio.wait_for(stopped.wait(), listening.every or None)
        except TimeoutError:
            print(server.told(), file=sys.stderr, flush=True)
    if told is not None:
        told.close()
    await server.stop()
    if follower is not None:
        if follower.returncode is None:
            follower.terminate()  # it takes what is left first
        await follower.wait()
