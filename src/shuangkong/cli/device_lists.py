"""Lists of devices and of their points (设备名录、测点对照): CSV read with every problem of every line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast, get_args

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.monitoring.following import PointList, PointOf
from shuangkong.monitoring.gateway import Device, DeviceList
from shuangkong.monitoring.hj212 import DIALECTS, VERSIONS, Dialect, Profile, Version
from shuangkong.monitoring.reading import Nature, Point

__all__ = ["read_devices", "read_points", "seconds_ahead"]

_COLUMNS = (
    "mn",
    "password",
    "version",
    "dialect",
    "key",
    "facility_id",
    "outlet_id",
    "interval",
    "minute_interval",
)
_POINT_COLUMNS = (
    "number",
    "id",
    "mn",
    "factor",
    "field",
    "facility_id",
    "division_code",
    "quantity",
    "unit",
    "decimals",
    "nature",
)
_POINT_NEEDED = ("number", "id", "mn", "factor", "quantity", "unit")
_NATURES: tuple[Nature, ...] = get_args(Nature)
_OFFSET = re.compile(r"([+-])(\d\d):([0-5]\d)")


def seconds_ahead(offset: str) -> int:
    """Return an offset such as ``+08:00`` [s] (时差).

    Raises
    ------
    ProblemsFound
        ``offset_value``.

    Examples
    --------
    >>> seconds_ahead("+08:00"), seconds_ahead("-00:30")
    (28800, -1800)
    """
    match = _OFFSET.fullmatch(offset)
    if match is None:
        raise ProblemsFound([Problem("offset_value", "--offset", {"found": offset[:20]})])
    sign, hours, minutes = match.groups()
    return (int(hours) * 60 + int(minutes)) * 60 * (-1 if sign == "-" else 1)


def _lines(
    file: Path, columns: tuple[str, ...], needed: tuple[str, ...], problems: Collector
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield where and what of each line; problems of the whole file are raised."""
    if not file.is_file():
        problems.add("file_missing", str(file))
        problems.raise_errors()
    with file.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened)
        names = reader.fieldnames or ()
        if set(names) - set(columns) or set(needed) - set(names):
            found = ", ".join(sorted(set(names) - set(columns))) or "—"
            problems.add(
                "device_column", str(file), found=found, needed=", ".join(needed), known=", ".join(columns)
            )
            problems.raise_errors()
        for number, row in enumerate(reader, 2):
            yield f"{file}:{number}", {name: (row.get(name) or "").strip() for name in columns}


def read_devices(file: Path) -> DeviceList:
    """Return the devices of a CSV (读取设备名录).

    Raises
    ------
    ProblemsFound
        With every problem of every line: ``file_missing``, ``device_column``, ``device_value``,
        ``device_repeated``.
    """
    problems = Collector()
    devices: dict[str, Device] = {}
    for where, cells in _lines(file, _COLUMNS, ("mn",), problems):
        device = _device(cells, where, problems)
        if device.mn in devices:
            problems.add("device_repeated", where, mn=device.mn)
        devices[device.mn] = device
    problems.raise_errors()
    return DeviceList(devices.values())


def _device(cells: Mapping[str, str], where: str, problems: Collector) -> Device:
    version: Version | None = next((each for each in VERSIONS if each == cells["version"]), None)
    dialects: tuple[Dialect, ...] = tuple(each for each in DIALECTS if each == cells["dialect"])
    try:
        key = bytes.fromhex(cells["key"])
    except ValueError:
        key = b"?"
    interval, minute = _whole(cells["interval"] or "60"), _whole(cells["minute_interval"] or "600")
    faults = {
        "mn": not cells["mn"],
        "version": bool(cells["version"]) and version is None,
        "dialect": bool(cells["dialect"]) and not dialects,
        "key": len(key) not in (0, 16),
        "interval": not interval,
        "minute_interval": not minute,
    }
    for name, is_wrong in faults.items():
        if is_wrong:
            shown = "…" if name == "key" else cells[name] or "—"
            problems.add("device_value", where, column=name, found=shown)
    profile = Profile(cells["mn"], cells["password"], version, dialects or DIALECTS, key=key)
    return Device(
        cells["mn"], profile, cells["facility_id"], cells["outlet_id"], interval or 60, minute or 600
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def read_points(file: Path) -> PointList:
    """Return which factor of which device is which point (读取测点对照).

    Raises
    ------
    ProblemsFound
        With every problem of every line: ``file_missing``, ``device_column``, ``point_value``,
        ``point_repeated``.
    """
    problems = Collector()
    found: dict[tuple[str, str, str], PointOf] = {}
    for where, cells in _lines(file, _POINT_COLUMNS, _POINT_NEEDED, problems):
        number, decimals = _whole(cells["number"]), _whole(cells["decimals"] or "3")
        faults = {name: not cells[name] for name in _POINT_NEEDED}
        faults["number"] = not number or number >= 1 << 31
        faults["decimals"] = decimals is None or decimals > 9
        faults["nature"] = bool(cells["nature"]) and cells["nature"] not in _NATURES
        for name, is_wrong in faults.items():
            if is_wrong:
                problems.add("point_value", where, column=name, found=cells[name] or "—")
        key = (cells["mn"], cells["factor"], cells["field"])
        if key in found:
            problems.add(
                "point_repeated", where, mn=key[0], factor="-".join(part for part in key[1:] if part)
            )
        point = Point(
            number or 0,
            cells["id"],
            cells["facility_id"],
            cells["division_code"],
            cells["quantity"],
            cells["unit"],
            3 if decimals is None else decimals,
            cast(Nature, cells["nature"] or "register"),
        )
        found[key] = PointOf(cells["mn"], cells["factor"], point, cells["field"])
    problems.raise_errors()
    return PointList(found.values())
