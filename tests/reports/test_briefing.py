"""The short report says what the verdicts say, and keeps the invented apart from the published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import html as parser

from shuangkong.cli.asking import inquire
from shuangkong.cli.keeping import local_today, now
from shuangkong.cli.report import gather, plan_periods, write_report
from shuangkong.cli.selectors import Selectors
from shuangkong.reports import (
    Level,
    Part,
    ProgressChart,
    Report,
    Row,
    Table,
    TileMap,
    briefing,
    html,
)
from shuangkong.synthetic.totals import synthetic_prefecture_rows
from shuangkong.trace import Label
from shuangkong.workspace import Workspace

REGION = "150000"


def make(folder: Path, *, with_synthetic: bool) -> Path:
    workspace = Workspace.create(folder, name="示例", division=REGION, packs=["cn-15-13fyp", "cn-15-14fyp"])
    records, packs = workspace.records, workspace.packs
    for name in ("division", "observation", "warning_level", "assessment_grade"):
        records.keep(name, packs.table(name), author="王敏", reason="公开数据", recorded_at=now())
    if with_synthetic:
        below = [str(r["division_code"]) for r in packs.table("division") if r["parent_code"] == REGION]
        rows = synthetic_prefecture_rows(below, REGION, seed=1)
        records.keep("observation", rows, author="王敏", reason="演示数据", recorded_at=now())
    workspace.freeze(local_today(workspace))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("mixed") / "w", with_synthetic=True)


def report_in(folder: Path) -> Report:
    inquiry = inquire(Selectors(workspace=folder).selection())
    return briefing(gather(inquiry, REGION, plan_periods(inquiry)))


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    return report_in(folder)


def tables(part: Part, title: str) -> Iterator[Table]:
    for section in part.sections:
        for block in section.blocks:
            if isinstance(block, Table) and block.title.zh.startswith(title):
                yield block


def written(row: Row) -> list[str]:
    return [
        cell if isinstance(cell, str) else cell.text.zh if isinstance(cell, Level) else cell.zh
        for cell in row.cells
    ]


def test_it_opens_with_region_periods_and_day_and_ends_with_what_it_was_made_from(report: Report) -> None:
    assert report.title.zh == "内蒙古自治区节能减排目标考核简报"
    assert [name.zh for name, _ in report.subject] == ["地区", "考核期间", "数据截至", "文稿性质"]
    assert report.subject[1][1] == "2016—2020年、2021—2025年"
    assert [name.zh for name, _ in report.basis] == ["快照", "规则包", "程序版本"]
    assert len(report.basis[0][1]) == 64
    assert "cn-15-14fyp@2026.1" in report.basis[1][1]


def test_the_parts_stand_apart(report: Report) -> None:
    assert [(part.title.zh, part.is_synthetic) for part in report.parts] == [
        ("摘要", False),
        ("一、公布数据的考核结果", False),
        ("二、演示数据", True),
        ("三、落后事项与依据", False),
    ]


def test_the_summary_words_the_published_results(report: Report) -> None:
    first, second = (block.text.zh for block in report.parts[0].sections[0].blocks)
    assert "16.93" in first
    assert "发改办环资〔2020〕901号的分级规则为一级预警" in first
    assert "目标共 2 项：未达标 1 项，不予评定 1 项。" in first
    assert "不予评定" in second
    assert "目标共 62 项" in second


def test_published_levels_bear_the_name_of_their_own_notice(report: Report) -> None:
    (levels,) = tables(report.parts[1], "预警等级")
    found = [(*written(row)[:4], row.cells[2].tone) for row in levels.rows]
    assert found[0] == ("2021年上半年", "能耗强度", "三级预警", "发改办环资〔2021〕629号", "green")
    assert found[2] == ("2020年前三季度", "能耗强度", "一级预警", "发改办环资〔2020〕901号", "red")
    assert [(each[0], each[2], each[4]) for each in found[4:]] == [
        ("2013年上半年", "三级", "none"),
        ("2011年上半年", "一级", "none"),
    ]
    (grades,) = tables(report.parts[1], "节能目标责任考核等次")
    assert [written(row)[:2] for row in grades.rows] == [["2013年", "完成"], ["2007年", "未完成"]]


def test_the_yearly_chain_can_be_followed_by_hand(report: Report) -> None:
    chain, open_chain = tables(report.parts[1], "逐年变化")
    assert [written(row) for row in chain.rows] == [
        ["2016年", "−4.06", "−4.06", "−2.97", "达到"],
        ["2017年", "−1.57", "−5.57", "−5.85", "未达到"],
        ["2018年", "10.86", "4.69", "−8.65", "未达到"],
        ["2019年", "4.49", "9.39", "−11.37", "未达到"],
        ["2020年", "6.89", "16.93", "−14.00", "未达到"],
    ]
    assert all("公报" in row.notes[0].text.zh for row in chain.rows)
    assert [written(row)[1] for row in open_chain.rows] == ["—", "—", "—", "−3.00", "—"]
    assert {written(row)[2] for row in open_chain.rows} == {"—"}


def test_the_chart_begins_at_the_base_year_and_marks_what_is_due(report: Report) -> None:
    charts = [
        b for section in report.parts[1].sections for b in section.blocks if isinstance(b, ProgressChart)
    ]
    (chart,) = charts
    assert [point.year for point in chart.points] == [2015, 2016, 2017, 2018, 2019, 2020]
    assert (chart.points[0].actual, chart.due_year) == (0, 2020)
    assert round(chart.points[-1].schedule, 2) == -14


def test_every_cell_of_the_map_stands_and_the_silent_prefecture_is_not_rated(report: Report) -> None:
    part = report.parts[2]
    (chart,) = [b for section in part.sections for b in section.blocks if isinstance(b, TileMap)]
    assert "示意图" in chart.title.zh
    assert len(chart.tiles) == 12
    silent = [tile for tile in chart.tiles if tile.text == "不予评定"]
    assert [tile.tone for tile in silent] == ["none"]
    (table,) = tables(part, "分地区结果")
    assert len(table.rows) == 12
    assert all(row.is_synthetic for row in table.rows)


def test_no_invented_figure_stands_in_the_published_parts(report: Report) -> None:
    page = parser.fromstring(html(report))
    real = [s for s in page.findall(".//section") if not s.find_class("banner")]
    assert len(real) == 4
    assert not any(section.find_class("tag") for section in real)
    assert all("演示" not in section.text_content() for section in real[:3])
    (invented,) = [s for s in page.findall(".//section") if s.find_class("banner")]
    assert "16.93" not in invented.text_content()


def test_what_is_behind_is_told_with_its_clause(report: Report) -> None:
    (behind,) = tables(report.parts[3], "落后于要求的目标")
    (row,) = behind.rows
    assert written(row)[-1].endswith("“到2020年，全区万元GDP能耗比2015年下降14%”")
    assert isinstance(row.cells[0], Label)


def test_without_invented_rows_there_is_no_such_part(tmp_path: Path) -> None:
    real = report_in(make(tmp_path / "w", with_synthetic=False))
    assert not real.is_synthetic
    assert [part.title.zh for part in real.parts][-1] == "二、落后事项与依据"
    assert "演示" not in html(real)


def test_the_same_snapshot_gives_the_same_bytes(folder: Path) -> None:
    inquiry = inquire(Selectors(workspace=folder).selection())
    first = [path.read_bytes() for path in write_report(inquiry, REGION, plan_periods(inquiry))]
    again = [path.read_bytes() for path in write_report(inquiry, REGION, plan_periods(inquiry))]
    assert first == again


def test_published_prefectures_stand_among_the_published(tmp_path: Path) -> None:
    folder = make(tmp_path / "w", with_synthetic=False)
    workspace = Workspace.open(folder)
    template = next(
        r for r in workspace.packs.table("observation") if r["indicator_id"] == "intensity_change"
    )
    rows = [
        {
            **template,
            "division_code": "150200",
            "period": str(year),
            "value": Decimal(-4),
            "price_base_year": 2020,
        }
        for year in range(2021, 2026)
    ]
    workspace.records.keep("observation", rows, author="王敏", reason="试", recorded_at=now())
    frozen = workspace.freeze(local_today(workspace))
    inquiry = replace(inquire(Selectors(workspace=folder).selection()), snapshot=frozen)
    published = briefing(gather(inquiry, REGION, plan_periods(inquiry))).parts[1]
    (chart,) = [b for section in published.sections for b in section.blocks if isinstance(b, TileMap)]
    rated = [tile.name.zh for tile in chart.tiles if tile.tone != "none"]
    assert rated == ["包头市"]
    assert not published.is_synthetic
