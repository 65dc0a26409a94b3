"""``shuangkong readings`` (读数库): load files, show a point, verify and tidy the month files."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.keeping import local_today
from shuangkong.cli.offices import HERE, LISTED, Listing, Workplace
from shuangkong.cli.selectors import now
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.monitoring.reading import Point, Readings, kinds, qualities
from shuangkong.monitoring.store import LatestFile, PointList, ReadingStore, clock, load_file
from shuangkong.trace import Label
from shuangkong.workspace import Workspace

__all__ = ["compact", "load", "points_of", "read_codes", "show", "store_of", "verify"]

_HEADERS = (
    Label("时间", "time"),
    Label("种类", "kind"),
    Label("数值", "value"),
    Label("标记", "quality"),
    Label("版本", "version"),
)
_CSV = ("point", "kind", "time", "value", "unit", "quality", "version")
_Moment = Annotated[str | None, Parameter(help="时刻，如 2026-01-31 或 2026-01-31T08:00 · moment")]


def store_of(workspace: Workspace) -> ReadingStore:
    """Return the readings of a workspace (工作区的读数库)."""
    folder = workspace.folder / "readings"
    folder.mkdir(exist_ok=True)
    return ReadingStore(folder, LatestFile(folder / "latest.sqlite"))


def points_of(workspace: Workspace) -> PointList:
    """Return the points that the workspace's register lists today (测点名录)."""
    return PointList.of(workspace.records.known("monitoring_point", local_today(workspace)))


def load(
    file: Annotated[Path, Parameter(help="CSV 或 Parquet · columns point, time, value, kind, quality")],
    /,
    *,
    codes: Annotated[
        Path | None, Parameter(help="对照表 CSV：code, point_id · what the file calls each point")
    ] = None,
    place: Workplace = HERE,
) -> None:
    """批量导入读数：全部导入或一条不导入 · Load a file of readings: all of it or nothing."""
    workspace = place.open()
    named = None if codes is None else read_codes(codes)
    received_at = (now() + workspace.records.offset).replace(tzinfo=None, microsecond=0)
    bulk, done = load_file(store_of(workspace), file, points_of(workspace), received_at, codes=named)
    if place.screen.is_json:
        counts = {name: getattr(done, name) for name in ("new", "replaced", "outdone", "equal", "is_known")}
        more = {"blank": bulk.blank, "repeated": bulk.repeated, "months": list(done.months)}
        place.screen.show_json(counts | more | {"sha256": bulk.sha256})
        return
    if done.is_known:
        place.screen.line(Label("该文件已导入过，未作改动", "this file was loaded before; nothing changed"))
        return
    zh = f"新增 {done.new} 条，更正 {done.replaced} 条，未变 {done.equal} 条"
    en = f"{done.new} new, {done.replaced} corrected, {done.equal} unchanged"
    place.screen.line(Label(f"{zh}，空值 {bulk.blank} 行", f"{en}, {bulk.blank} blank"), "green")


def verify(*, place: Workplace = HERE) -> None:
    """校验读数库：逐个文件核对摘要与次序 · Verify every file of readings: hash, rows and order."""
    store = store_of(place.open())
    rows, files = store.verify(), len(store.manifest.files)
    if place.screen.is_json:
        place.screen.show_json({"readings": rows, "files": files})
        return
    zh, en = f"{files} 个文件完好，现行读数 {rows} 条", f"{files} files are sound, {rows} readings"
    place.screen.line(Label(zh, en), "green")


def compact(*, place: Workplace = HERE) -> None:
    """清理不再引用的读数文件 · Remove files of readings that nothing names any more."""
    removed = store_of(place.open()).compact()
    if place.screen.is_json:
        place.screen.show_json({"removed": list(removed)})
        return
    place.screen.line(Label(f"清理 {len(removed)} 个文件", f"{len(removed)} files removed"), "green")


def show(
    point: Annotated[str, Parameter(help="测点编号 · id of the point")],
    /,
    *,
    from_: Annotated[_Moment, Parameter(name="--from")] = None,
    to: Annotated[_Moment, Parameter(name="--to")] = None,
    place: Listing = LISTED,
) -> None:
    """显示一个测点的现行读数，--to 不含在内 · Show the readings of a point, --to not included."""
    problems = Collector()
    start, end = _moment(from_, "--from", problems), _moment(to, "--to", problems)
    problems.raise_errors()
    workspace, screen = place.open(), place.screen
    found = points_of(workspace).points().get(point)
    if found is None:
        raise ProblemsFound([Problem("readings_point_missing", point, {"found": point})])
    rows = _rows(found, store_of(workspace).scan([found.number], None, start, end))
    if screen.is_json:
        plain = [dict(zip(_CSV, row, strict=True)) for row in rows]
        screen.show_json({"point": point, "readings": plain})
    elif screen.is_csv:
        screen.show_csv(_CSV, rows)
    else:
        title = Label(f"{point}（{found.unit}）：{len(rows)} 条", f"{point}: {len(rows)} readings")
        labels = {each.name: screen.brief(each.label) for each in kinds().values()}
        labels |= {each.name: screen.brief(each.label) for each in qualities().values()}
        shown = [
            (time, labels[kind], value, labels[quality], version)
            for _, kind, time, value, _, quality, version in rows
        ]
        screen.show_table(title, _HEADERS, shown)


def _rows(point: Point, readings: Readings) -> list[tuple[str, ...]]:
    kind_names = {each.number: each.name for each in kinds().values()}
    quality_names = {each.number: each.name for each in qualities().values()}
    columns = (column.tolist() for column in readings.columns.values())
    return [
        (
            point.id,
            kind_names.get(kind, str(kind)),
            str(clock(time)),
            f"{Decimal(value).scaleb(-point.decimals):f}",
            point.unit,
            quality_names.get(quality, str(quality)),
            str(version),
        )
        for _, kind, time, value, quality, version in zip(*columns, strict=True)
    ]


def _moment(text: str | None, option: str, problems: Collector) -> datetime | None:
    try:
        found = None if text is None else datetime.fromisoformat(text)
    except ValueError:
        found = None
    if text is not None and (found is None or found.tzinfo is not None):
        problems.add("readings_time", option, found=text)
        return None
    return found


def read_codes(file: Path) -> Mapping[str, str]:
    """Return code → point id of a CSV (读取对照表).

    Raises
    ------
    ProblemsFound
        ``file_missing``; ``readings_code`` for each row that is not complete or repeats a code.
    """
    problems, found = Collector(), dict[str, str]()
    if not file.is_file():
        raise ProblemsFound([Problem("file_missing", str(file))])
    with file.open(encoding="utf-8-sig", newline="") as opened:
        for number, row in enumerate(csv.DictReader(opened), 2):
            code, point = row.get("code") or "", row.get("point_id") or ""
            if not code or not point or code in found:
                problems.add("readings_code", str(file), row=number, found=code or "—")
            found[code] = point
    problems.raise_errors()
    return found
