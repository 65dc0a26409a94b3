"""A draft from the headers of a workbook: its doubts, and what it reads once a person has settled them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.registers import RegisterType
from shuangkong.registers.layout import Layout, Proposal, parse_layout, propose, read_with, write_layout
from shuangkong.registers.workbook import read_book
from shuangkong.registers.workbook.book import Book, Sheet
from shuangkong.schema import Table
from shuangkong.territory import Territory
from shuangkong.trace import Label

Types = Mapping[str, RegisterType]
Path_ = Callable[[str], Path]


@pytest.fixture(scope="session")
def industries(file_of: Path_, types: Types, territory: Territory) -> Proposal:
    return propose(read_book(file_of("industries.xlsx")), types.values(), territory)


def of_code(doubts: Sequence[Problem], code: str) -> list[Mapping[str, object]]:
    found = [doubt.details for doubt in doubts if doubt.code == code]
    assert found, code
    return found


def test_headers_are_matched_with_a_confidence(industries: Proposal) -> None:
    assert industries.layout.type == "industry_energy"
    assert (industries.layout.title_rows, industries.layout.header_rows) == (2, 2)
    fills = {column.name: column.fills for column in industries.layout.columns if column.fills}
    assert fills == {
        "盟市": "division_code",
        "行业": "industry",
        "能源消费/综合能耗(等价值)": "energy_10k_tce",
        "能源消费/用电量": "electricity_100m_kwh",
        "增加值增速": "growth_pct",
        "主要产品产量/水泥": "cement_10k_t",
        "备注": "note",
    }
    sure = {guess.form.column for guess in industries.guesses if guess.confidence == 1}
    assert sure == {"industry", "electricity_100m_kwh", "growth_pct", "note"}
    assert Decimal("0.5") < industries.confidence < 1


def test_everything_doubtful_is_named(industries: Proposal) -> None:
    assert Counter(doubt.code for doubt in industries.doubts) == {
        "layout_doubt_header": 2,
        "layout_doubt_column": 1,
        "layout_doubt_total": 2,
        "layout_doubt_mark": 3,
        "layout_doubt_form": 2,
        "layout_doubt_fill_down": 1,
    }
    marks = of_code(industries.doubts, "layout_doubt_mark")
    assert {mark["found"] for mark in marks} == {"—", "/", "无"}
    assert set(industries.layout.marks.values()) == {"ask"}
    for doubt in industries.doubts:
        assert doubt.severity == "warning"
        assert doubt.text("zh")
        assert doubt.text("en")


def test_a_draft_cannot_be_filed_and_stays_one_on_disk(
    industries: Proposal, file_of: Path_, types: Types, territory: Territory
) -> None:
    draft = parse_layout(write_layout(industries.layout), "draft.yaml")
    assert draft == industries.layout
    found = read_with(
        draft, read_book(file_of("industries.xlsx")), types["industry_energy"], territory=territory
    )
    codes = [problem.code for problem in found.problems if problem.severity == "error"]
    assert codes[0] == "layout_unconfirmed"
    assert "layout_mark_undeclared" in codes


def settled(draft: Layout) -> Layout:
    """The draft as a person leaves it: in the file, in words."""
    entry = yaml.safe_load(write_layout(draft))
    entry["marks"] = {"—": "missing", "/": "not_applicable", "无": "missing", "": "missing"}
    for column in entry["columns"]:
        if column.get("fills") == "energy_10k_tce":
            column["marks"] = {"无": "zero"}
    entry |= {"confirmed_by": "张三", "confirmed_on": date(2025, 1, 20)}
    return parse_layout(yaml.safe_dump(entry, allow_unicode=True), "settled.yaml")


def test_the_settled_draft_reads_what_the_layout_by_hand_reads(
    industries: Proposal,
    file_of: Path_,
    layouts: Mapping[str, Layout],
    types: Types,
    territory: Territory,
) -> None:
    book, type_ = read_book(file_of("industries.xlsx")), types["industry_energy"]
    drafted = read_with(settled(industries.layout), book, type_, territory=territory)
    by_hand = read_with(layouts["industries"], book, type_, territory=territory)
    assert drafted.rows == by_hand.rows
    assert drafted.totals == by_hand.totals
    assert drafted.header == by_hand.header
    assert not any(problem.severity == "error" for problem in drafted.problems)


def test_sheets_named_by_divisions_and_months_as_columns(
    file_of: Path_, types: Types, territory: Territory
) -> None:
    found = propose(read_book(file_of("months.xlsx")), types.values(), territory, layout_id="by-month")
    assert found.layout.id == "by-month"
    assert found.layout.sheets.named == "(?P<division>.+)"
    assert found.layout.sheets.leave_out == ("汇总",)
    assert found.layout.sets == {"division_code": "{division}"}
    months = next(column for column in found.layout.columns if column.pattern)
    assert (months.fills, months.sets) == ("value", {"period": "{year}-{month:2}"})
    assert [column.name for column in found.layout.columns if column.total_of] == ["全年"]
    assert of_code(found.doubts, "layout_doubt_sheet") == [{"found": "汇总"}]
    required = of_code(found.doubts, "layout_doubt_required")
    assert [each["column"] for each in required] == ["vintage", "source"]


def small_book(header: list[str], *rows: list[str | float | None], title: str = "2024年") -> Book:
    return Book("台账.xlsx", (Sheet("附表", [[title], header, *rows]),))


def test_short_names_and_units_left_open(types: Types, territory: Territory) -> None:
    book = small_book(["地区", "行业", "综合能耗"], ["甲", "钢铁", 1], ["乙市", "钢铁", 2])
    found = propose(book, types.values(), territory)
    assert found.layout.values == {"division_code": {"甲": "990100"}}
    assert of_code(found.doubts, "layout_doubt_division")[0]["code"] == "990100"
    assert of_code(found.doubts, "layout_doubt_unit") == [{"column": "综合能耗", "expected": "万吨标准煤"}]


def test_a_unit_of_another_kind_is_no_match(types: Types, territory: Territory) -> None:
    book = small_book(["地区", "行业", "综合能耗（吨）"], ["甲市", "钢铁", 1])
    found = propose(book, types.values(), territory)
    assert [each["found"] for each in of_code(found.doubts, "layout_doubt_column")] == ["综合能耗(吨)"]


def test_blanks_below_a_name_are_filled_only_as_a_doubt(types: Types, territory: Territory) -> None:
    rows: list[list[str | float | None]] = [["甲市", "钢铁", 1], [None, "水泥", 2]]
    found = propose(small_book(["地区", "行业", "用电量（亿千瓦时）"], *rows), types.values(), territory)
    assert found.layout.columns[0].fill_down == "blank"
    assert of_code(found.doubts, "layout_doubt_fill_down") == [{"column": "地区"}]


def test_two_types_that_read_alike(types: Types, territory: Territory) -> None:
    one = types["industry_energy"]
    twin = replace(one, id="twin", table=Table("twin", Label("t", "t"), one.table.columns, one.table.key))
    book = small_book(["地区", "行业", "综合能耗（吨标准煤）"], ["甲市", "钢铁", 1])
    found = propose(book, [one, twin], territory)
    assert of_code(found.doubts, "layout_doubt_type") == [
        {"found": "industry_energy", "matched": 3, "next": "twin"}
    ]
    assert not any(
        doubt.code == "layout_doubt_type" for doubt in propose(book, types.values(), territory).doubts
    )


def test_the_month_of_the_title(types: Types, territory: Territory) -> None:
    book = small_book(["地区", "行业", "综合能耗（吨标准煤）"], ["甲市", "钢铁", 1], title="2024年 3月")
    found = propose(book, types.values(), territory)
    read = read_with(
        replace(found.layout, confirmed_by="张三"), book, types["industry_energy"], territory=territory
    )
    assert [row["period"] for row in read.rows] == ["2024-03"]


def test_what_no_type_resembles_is_not_drafted(types: Types, territory: Territory) -> None:
    for book in (small_book(["姓名", "电话"], ["张三", 1]), Book("空.xlsx", (Sheet("一", []),))):
        with pytest.raises(ProblemsFound) as found:
            propose(book, types.values(), territory)
        assert [problem.code for problem in found.value.problems] == ["layout_doubt_none"]
