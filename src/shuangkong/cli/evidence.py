"""``shuangkong evidence`` (原始数据留痕): check its chain, read it in full, judge anew what was refused."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.device_lists import read_devices, read_points, seconds_ahead
from shuangkong.cli.screen import Screen, Speech
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.monitoring.evidence import verify
from shuangkong.monitoring.following import Asking, Follower, PointList, Spool
from shuangkong.monitoring.gateway import place_order, replay
from shuangkong.trace import Label

__all__ = ["check", "follow", "follow_command", "replay_refused"]

_FOLDERS = ("frames", "replayed", "refused", "commands")
_FOLLOWED = ("frames", "replayed")
_PAUSE, _REPORT = 0.2, 10.0

_Folder = Annotated[Path, Parameter(help="留痕文件夹 · folder of the evidence")]
_Devices = Annotated[Path, Parameter(help="设备名录 CSV · CSV of devices")]
_Lang = Annotated[Speech, Parameter(help="语言 · language: zh, en, both")]


def check(folder: _Folder, /, *, lang: _Lang = "both") -> None:
    """校验留痕链是否完整 · Check that nothing of the evidence was changed or taken away."""
    screen, broken = Screen(lang, False), []
    for name in _FOLDERS:
        if not (folder / name).is_dir():
            continue
        number, fault = verify(folder / name)
        screen.line(Label(f"{name}：{number} 条记录完整", f"{name}: {number} records hold"))
        if fault is not None and not fault.is_tail:
            broken.append(
                Problem("evidence_broken", str(folder / name / fault.segment), {"place": fault.place})
            )
    if broken:
        raise ProblemsFound(broken)


def replay_refused(folder: _Folder, devices: _Devices, /, *, lang: _Lang = "both") -> None:
    """设备档案修正后重放拒收帧 · Judge refused frames again after a device's profile was mended."""
    found = replay(folder, read_devices(devices))
    screen = Screen(lang, False)
    left = "、".join(f"{why} {number}" for why, number in sorted(found.left.items())) or "0"
    screen.line(
        Label(
            f"现已收下 {found.taken} 帧，此前已收下 {found.known} 帧，仍拒收：{left}",
            f"{found.taken} frames taken now, {found.known} taken before, refused still: {left}",
        )
    )
    for mn, dialects in sorted(found.dialects.items()):
        for dialect, number in dialects.items():
            if dialect != "none":
                screen.line(
                    Label(
                        f"设备 {mn} 有 {number} 帧的校验码属于 {dialect}：请核实后在名录 dialect 列填写",
                        f"{number} frames of {mn} bear {dialect}: confirm it, then put it in the list",
                    )
                )


def follow(
    folder: _Folder,
    devices: _Devices,
    /,
    *,
    points: Annotated[Path | None, Parameter(help="测点对照 CSV · CSV of points")] = None,
    offset: Annotated[str, Parameter(help="本地时间与 UTC 的差 · clock ahead of UTC")] = "+08:00",
    commands: Annotated[
        bool, Parameter(help="下达校时与补取命令 · order clocks set and missing data asked for")
    ] = False,
    once: Annotated[bool, Parameter(help="读到末尾即结束 · stop at the end")] = False,
) -> None:
    """跟读留痕并转为读数 · Read the evidence in full and turn it into readings, from where it stopped."""
    known = read_devices(devices)
    directory = PointList() if points is None else read_points(points)
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / "following.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)  # one that ends at this moment is waited for
    ahead = seconds_ahead(offset)
    followers = [
        Follower(folder / name, folder / f"{name}.json", known, directory, Spool(folder / "spool"), ahead)
        for name in _FOLLOWED
    ]
    _run(followers, folder / "orders" if commands else None, once=once)
    os.close(lock)


def _run(followers: list[Follower], orders: Path | None, *, once: bool) -> None:
    ended: list[int] = []
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda number, _: ended.append(number))
    parent, asking, reported = os.getppid(), Asking(followers[0].attendance), time.monotonic()
    while True:
        taken = sum([follower.step() for follower in followers])
        if time.monotonic() - reported > _REPORT:
            _report(followers, asking, orders)
            reported = time.monotonic()
        if not taken and (once or ended or os.getppid() != parent):
            break
        if not taken:
            time.sleep(_PAUSE)
    _report(followers, asking, orders)


def _report(followers: list[Follower], asking: Asking, orders: Path | None) -> None:
    for follower in followers:
        follower.report()
    if orders is not None:
        for order in asking.due(int(time.time()) + followers[0].offset):
            place_order(orders, order)


def follow_command(
    folder: Path, devices: Path, points: Path | None, *, offset: str, commands: bool
) -> list[str]:
    """Return how a process that follows is started (跟读进程)."""
    words = [sys.executable, "-m", "shuangkong", "evidence", "follow", str(folder), str(devices)]
    words += [f"--offset={offset}", *(["--commands"] if commands else [])]
    return words if points is None else [*words, f"--points={points}"]
