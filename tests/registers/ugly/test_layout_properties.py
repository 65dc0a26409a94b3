"""Totals that are sums agree, others are off by what they are off; no line is lost, whatever the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shuangkong.quantity import find_unit, known_units
from shuangkong.registers import RegisterType
from shuangkong.registers.layout import Layout, LayoutRead, Total, read_with
from shuangkong.registers.layout.figures import convert
from shuangkong.registers.workbook.book import Book, RawCell, Sheet
from shuangkong.territory import Territory

Blocks = list[list[int]]
BLOCKS = st.lists(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=4), min_size=1, max_size=4)
TENTHS = st.decimals(-(10**9), 10**9, places=4)


def read(
    blocks: Blocks, off: int, layout: Layout, type_: RegisterType, territory: Territory
) -> tuple[LayoutRead, int]:
    """Read blocks of tenths, each with its subtotal, and a total that is off by some tenths."""
    rows: list[list[RawCell]] = [["2024年"], ["地区", "行业", "能耗（万吨标准煤）"]]
    for block in blocks:
        rows += [["甲市", f"行业{len(rows)}", tenths / 10] for tenths in block]
        rows += [["小计", None, sum(block) / 10], [None, None, None]]
    rows.append(["合计", None, (sum(map(sum, blocks)) + off) / 10])
    whole = replace(layout, totals=(Total("小计", "above"), Total("合计", "all")))
    book = Book("台账.xlsx", (Sheet("附表", rows),))
    return read_with(whole, book, type_, territory=territory), len(rows)


@given(blocks=BLOCKS, off=st.integers(-5, 5))
def test_a_total_is_off_by_exactly_what_it_is_off(
    blocks: Blocks,
    off: int,
    layouts: Mapping[str, Layout],
    types: Mapping[str, RegisterType],
    territory: Territory,
) -> None:
    found, lines = read(blocks, off, layouts["small"], types["industry_energy"], territory)
    assert [total.difference for total in found.totals] == [*[0] * len(blocks), Decimal(off) / 10]
    assert [problem.code for problem in found.problems] == ["layout_total_differs"] * bool(off)
    assert [row["energy_10k_tce"] for row in found.rows] == [
        Decimal(each) / 10 for block in blocks for each in block
    ]
    assert [line.number for line in found.lines] == list(range(1, lines + 1))
    assert sum(line.rows for line in found.lines) == len(found.rows)


@given(value=TENTHS, units=st.sampled_from(["energy_tce", "energy_kwh", "mass_t"]), data=st.data())
def test_a_figure_converted_and_back_is_the_same(value: Decimal, units: str, data: st.DataObject) -> None:
    symbols = sorted(symbol for symbol, unit in known_units().items() if unit.dimension == units)
    one, other = data.draw(st.sampled_from(symbols)), data.draw(st.sampled_from(symbols))
    there = convert(value, find_unit(one), other, None)
    assert convert(there, find_unit(other), one, None) == value
