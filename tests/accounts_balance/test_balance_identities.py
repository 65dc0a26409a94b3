"""Every identity is tested where it sits, and only what is wrong is found."""

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangkong.accounts.balance import (
    Balance,
    LongTable,
    balance_of,
    check_balance,
    find_layout,
    likely_cause,
    read_long,
    read_structure,
    sample_balance,
    total_consumption,
)
from shuangkong.errors import Problem
from shuangkong.packs import load_packs
from shuangkong.quantity import Period

SMALL = Decimal("0.000001")
PACKS = load_packs("cn")
STRUCTURE = read_structure(PACKS)
SAMPLE = balance_of(sample_balance(PACKS, "000000", Period.parse("2023")).rows, STRUCTURE)
Make = Callable[..., dict[str, Any]]


def changed(balance: Balance, product: str, flow: str, quantity: str | None) -> Balance:
    """The balance with one cell planted, or taken away."""
    key = (product, flow, None)
    cells = dict(balance.cells)
    if quantity is None:
        del cells[key]
    else:
        cells[key] = replace(cells[key], quantity=Decimal(quantity))
    return replace(balance, cells=cells)


def found_in(balance: Balance, tolerance: Decimal = SMALL) -> dict[tuple[str, str], str]:
    """(product flow, identity or code) → size."""
    return {
        (problem.where.removeprefix(f"{balance.division} {balance.period.text} "), kind(problem)): str(
            problem.details.get("gap", problem.details["found"])
        )
        for problem in check_balance(balance, tolerance=tolerance).problems
    }


def kind(problem: Problem) -> str:
    return str(problem.details.get("identity", problem.code))


def test_the_sample_holds_at_every_level() -> None:
    check = check_balance(SAMPLE, tolerance=SMALL)
    assert check.holds and check.tested > 300


@pytest.mark.parametrize(
    ("product", "flow", "planted", "expected"),
    [
        # a component of the supply: its row, and the group's row of the same flow
        ("raw_coal", "inflow", "310", {("raw_coal supply", "a"): "-10", ("coal_total inflow", "p"): "-10"}),
        # a printed sum of transformation: the row, the balance row and the group
        (
            "raw_coal",
            "transformation",
            "-2690",
            {
                ("raw_coal transformation", "b"): "10",
                ("raw_coal difference", "d"): "-10",
                ("coal_total transformation", "p"): "-10",
            },
        ),
        # deep inside final use: residential, not final
        ("electricity", "urban", "31", {("electricity residential", "c"): "-1"}),
        # a sector: final use
        ("electricity", "trade", "21", {("electricity final", "c"): "-1"}),
        # an of-which line above its row
        ("coke", "feedstock", "78", {("coke feedstock", "balance_of_which"): "1"}),
        # the balance difference alone
        ("electricity", "difference", "3", {("electricity difference", "d"): "3"}),
        # the physical sum of consumption
        ("electricity", "total_consumption", "601", {("electricity total_consumption", "e"): "1"}),
        # a product in its group
        ("gasoline", "feedstock", "1", {("oil_total feedstock", "p"): "-1"}),
    ],
)
def test_a_planted_error_is_found_where_it_sits(
    product: str, flow: str, planted: str, expected: dict[tuple[str, str], str]
) -> None:
    assert found_in(changed(SAMPLE, product, flow, planted)) == expected


def test_a_turned_sign_is_found_and_proposed_as_cause() -> None:
    problems = check_balance(changed(SAMPLE, "electricity", "outflow", "420"), tolerance=SMALL).problems
    codes = {problem.code: problem for problem in problems}
    assert set(codes) == {"balance_identity", "balance_sign"}
    assert codes["balance_sign"].details["expected"] == "≤ 0"
    identity = codes["balance_identity"]
    assert (identity.details["identity"], identity.details["cause"]) == ("a", "sign")
    assert "电力" in identity.text("zh") and "-840 亿千瓦时" in identity.text("zh")


def test_a_component_nobody_filed_leaves_the_identity_open() -> None:
    (problem,) = check_balance(changed(SAMPLE, "electricity", "outflow", None), tolerance=SMALL).problems
    assert (problem.code, problem.severity) == ("balance_identity_open", "warning")
    assert problem.details["absent"] == "本省(区、市)调出量(-)" and problem.details["gap"] == "-420"


def test_a_row_that_is_absent_is_untested_not_zero() -> None:
    whole = check_balance(SAMPLE, tolerance=SMALL)
    part = check_balance(changed(SAMPLE, "electricity", "supply", None), tolerance=SMALL)
    assert part.untested > whole.untested
    assert {kind(problem) for problem in part.problems} == {"d"}, "the difference still stands alone"


def test_coke_put_in_again_is_accepted_with_and_without() -> None:
    without = changed(changed(SAMPLE, "coke", "transformation", "140"), "coke", "difference", "5")
    assert check_balance(without, tolerance=SMALL).holds
    assert not check_balance(changed(SAMPLE, "coke", "transformation", "138"), tolerance=SMALL).holds


def test_a_change_of_stock_follows_from_its_levels(cell: Make) -> None:
    levels = [cell("coke", "opening_stock", "10"), cell("coke", "closing_stock", "7")]
    filed = balance_of([*levels, cell("coke", "stock_change", "-3")], STRUCTURE)
    (problem,) = check_balance(filed, tolerance=SMALL).problems
    assert problem.details["expected"] == "3"
    implied = balance_of([*levels, cell("coke", "production", "5"), cell("coke", "supply", "8")], STRUCTURE)
    assert check_balance(implied, tolerance=SMALL).holds, "levels stand in for the change"


def test_the_tolerance_decides_at_its_edge() -> None:
    planted = changed(SAMPLE, "electricity", "difference", "0.015")
    assert check_balance(planted, tolerance=Decimal("0.015")).holds
    assert not check_balance(planted, tolerance=Decimal("0.014")).holds


SUMMED = sorted(
    (product, flow)
    for product, flow, _ in SAMPLE.cells
    if STRUCTURE.flows[flow].parent and STRUCTURE.flows[flow].kind == "component"
)


@settings(deadline=None, max_examples=40)
@given(at=st.sampled_from(SUMMED), size=st.decimals("0.01", "1000", places=2), sign=st.sampled_from([1, -1]))
def test_no_changed_component_goes_unseen(at: tuple[str, str], size: Decimal, sign: int) -> None:
    product, flow = at
    quantity = SAMPLE.cells[product, flow, None].quantity + size * sign
    parent = STRUCTURE.flows[flow].parent
    shown = parent if parent in SAMPLE.flows else STRUCTURE.flows[str(parent)].parent
    found = found_in(changed(SAMPLE, product, flow, str(quantity)))
    assert f"{product} {shown}" in {place for place, _ in found}


def test_causes_come_from_a_closed_list() -> None:
    terms = {"进口": Decimal("12.5"), "生产": Decimal(40)}
    found = Decimal("52.5")
    assert likely_cause(Decimal(-40), Decimal("12.5"), terms, SMALL).code == "left_out"
    slip = likely_cause(
        found - Decimal("412.5"), found, {"进口": Decimal("12.5"), "生产": Decimal(400)}, SMALL
    )
    assert (slip.code, slip.names) == ("decimal_slip", ("生产",))
    assert likely_cause(Decimal("1.7"), Decimal(1), terms, SMALL).code == "unknown"
    assert all(likely_cause(gap, found, terms, SMALL).label.zh for gap in (Decimal(1), Decimal(-25)))


# Published balances of 2007, read from beside the clone; none of their figures stands here.

PUBLIC = "data/public"
TABLE = LongTable(
    division="region",
    period="year",
    flow="item_zh",
    product="energy_zh",
    unit="unit",
    value="value",
    status="status",
    source="source",
    divisions={},
    vintage="2008",
)


def published(shared: Path, name: str, layout_id: str) -> dict[str, Balance]:
    text = (shared / PUBLIC / name).read_text(encoding="utf-8")
    regions = sorted({row["region"] for row in csv.DictReader(text.splitlines())})
    codes = {region: f"{number:06d}" for number, region in enumerate(regions, start=1)}
    layout = find_layout(PACKS, layout_id)
    table = replace(TABLE, divisions=codes)
    rows = read_long(text, layout, STRUCTURE, table=table, where=name).rows
    return {
        region: balance_of([row for row in rows if row["division_code"] == code], STRUCTURE)
        for region, code in codes.items()
    }


@pytest.fixture(scope="module")
def provinces(shared: Path) -> dict[str, Balance]:
    return published(shared, "energy_balance_2007_provinces_physical.csv", "yearbook-province")


@pytest.fixture(scope="module")
def nation(shared: Path) -> Balance:
    return published(shared, "energy_balance_2007_national_standard.csv", "yearbook-nation")["全国"]


def findings(balance: Balance, layout_id: str) -> dict[tuple[str, str], str]:
    return found_in(balance, find_layout(PACKS, layout_id).tolerance)


def test_nothing_published_is_lost(shared: Path, provinces: dict[str, Balance], nation: Balance) -> None:
    text = (shared / PUBLIC / "energy_balance_2007_provinces_physical.csv").read_text(encoding="utf-8")
    filed = [cell for balance in provinces.values() for cell in balance.cells.values() if len(cell.notes) < 2]
    assert len(filed) == len(list(csv.DictReader(text.splitlines())))
    assert {len(balance.cells) for balance in provinces.values()} == {33 * 22}
    national = (shared / PUBLIC / "energy_balance_2007_national_standard.csv").read_text(encoding="utf-8")
    assert len(nation.cells) == len(list(csv.DictReader(national.splitlines()))), "no blank became a zero"


def test_the_clean_province_has_no_finding(provinces: dict[str, Balance]) -> None:
    check = check_balance(provinces["海南"], tolerance=find_layout(PACKS, "yearbook-province").tolerance)
    assert check.holds and check.tested > 600
    assert check_balance(provinces["海南"], tolerance=SMALL).tested == check.tested


def test_real_inconsistencies_are_found_at_their_level(provinces: dict[str, Balance]) -> None:
    layout = "yearbook-province"
    sichuan = findings(provinces["四川"], layout)
    assert set(sichuan) == {
        ("raw_coal difference", "d"),
        ("coal_total difference", "p"),
        ("coal_total feedstock", "p"),
    }
    shandong = findings(provinces["山东"], layout)
    assert [place for place, identity in shandong if identity == "c"] == ["other_coking_products final"]
    shaanxi = findings(provinces["陕西"], layout)
    assert ("coke_oven_gas feedstock", "balance_of_which") in shaanxi
    assert ("other_gas total_consumption", "e") in shaanxi


def test_every_province_agrees_with_sums_taken_by_hand(shared: Path, provinces: dict[str, Balance]) -> None:
    """The same identities straight from the file, with plain sums of its row numbers."""
    text = (shared / PUBLIC / "energy_balance_2007_provinces_physical.csv").read_text(encoding="utf-8")
    printed: dict[tuple[str, str], Counter[int]] = {}
    for row in csv.DictReader(text.splitlines()):
        column = printed.setdefault((row["region"], row["energy_zh"]), Counter())
        column[int(row["row_no"])] += Decimal(row["value"])  # type: ignore[assignment]
    names = {product.label.zh: product.id for product in STRUCTURE.products.values()}
    tolerance = find_layout(PACKS, "yearbook-province").tolerance
    expected = {region: set() for region in provinces}
    for (region, energy), column in printed.items():
        sums = {
            ("supply", "a"): [column[1] - sum(column[row] for row in range(2, 11))],
            ("transformation", "b"): [
                column[11] - sum(column[row] for row in (12, 13, 14, 15, 16, 17, 19)) - taken
                for taken in (0, column[18])
            ],
            ("final", "c"): [column[21] - sum(column[row] for row in (22, 23, 25, 26, 27, 28, 31))],
            ("residential", "c"): [column[28] - column[29] - column[30]],
            ("difference", "d"): [column[1] + column[11] - column[20] - column[21] - column[32]],
        }
        expected[region] |= {
            (f"{names[energy]} {flow}", letter)
            for (flow, letter), gaps in sums.items()
            if min(abs(gap) for gap in gaps) > tolerance
        }
    for region, balance in provinces.items():
        found = {key for key in findings(balance, "yearbook-province") if key[1] in "abcd"}
        assert found == expected[region], region
    assert expected["海南"] == set() and sum(map(len, expected.values())) > 100


def test_the_turned_signs_of_the_nation_are_found(nation: Balance) -> None:
    found = findings(nation, "yearbook-nation")
    assert {place for place, kind in found if kind == "balance_sign"} == {
        "kerosene exports calorific",
        "kerosene bunkers_here calorific",
    }
    check = check_balance(nation, tolerance=find_layout(PACKS, "yearbook-nation").tolerance)
    (supply,) = [problem for problem in check.problems if kind(problem) == "a"]
    assert supply.where.endswith("kerosene supply calorific") and supply.details["cause"] == "sign"
    assert {problem.details["cause"] for problem in check.problems if "cause" in problem.details} == {"sign"}


@pytest.mark.parametrize("basis", ["calorific", "coal_equivalent"])
def test_the_nation_comes_to_its_published_total_both_ways(nation: Balance, basis: Any) -> None:
    total = total_consumption(nation, basis)
    cent = Decimal("0.01")
    assert total.printed.value is not None and total.by_use.value is not None and total.gap is not None
    assert abs(total.by_use.value - total.printed.value) < cent
    assert abs(total.gap) < cent


def test_electricity_of_the_exporting_region(shared: Path, provinces: dict[str, Balance]) -> None:
    text = (shared / "reference" / "data.md").read_text(encoding="utf-8")
    use = provinces["内蒙古"].quantity("electricity", "final")
    assert use is not None and f"{use:,.1f} 亿kWh" in text
