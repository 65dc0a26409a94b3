"""A physical balance in standard quantity, under each basis, and what the bases do to transfers."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangkong.accounts.balance import (
    Balance,
    Factor,
    Factors,
    add_balances,
    balance_of,
    both_bases,
    check_balance,
    filed_factors,
    find_factors,
    in_standard_quantity,
    net_transfers,
    read_structure,
    sample_balance,
    sample_factors,
    total_consumption,
)
from shuangkong.errors import ProblemsFound
from shuangkong.packs import load_packs
from shuangkong.quantity import Period

PACKS = load_packs("cn")
STRUCTURE = read_structure(PACKS)
YEAR, END = Period.parse("2023"), date(2023, 12, 31)
SAMPLE = balance_of(sample_balance(PACKS, "000000", YEAR).rows, STRUCTURE)
SMALL = Decimal("0.000001")
Make = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def factors(frozen: Any) -> Factors:
    rows = frozen(balance_factor=sample_factors("000000", YEAR))
    filed = filed_factors(rows, "000000", YEAR, synthetic=True)
    assert {factor.rows[0].table for factor in filed} == {"balance_factor"}
    return find_factors(STRUCTURE, on=END, filed=filed)


def with_power(rate: int = 300, **transfer: int) -> Factors:
    filed = [Factor("electricity", Decimal(rate), "gce/kWh", "coal_equivalent", status="constructed")]
    filed += [
        Factor("electricity", Decimal(value), "gce/kWh", "coal_equivalent", "transfer", "constructed")
        for value in transfer.values()
    ]
    return find_factors(STRUCTURE, on=END, filed=filed)


def test_every_identity_holds_in_both_bases(factors: Factors) -> None:
    for basis, balance in both_bases(SAMPLE, factors).items():
        check = check_balance(balance, tolerance=Decimal(0))
        assert check.holds and check.tested > 300, basis
        assert {own for _, own in balance.columns} == {basis}


def test_total_consumption_is_the_same_from_both_sides(factors: Factors) -> None:
    for basis in ("calorific", "coal_equivalent"):
        total = total_consumption(in_standard_quantity(SAMPLE, factors, basis), basis)
        assert total.gap == 0
        assert total.account.figure is total.by_use and total.account.series.energy_basis == basis
        assert (total.by_use.status, total.by_use.is_synthetic) == ("constructed", True)
        coverage = total.by_use.trace.coverage
        assert coverage is not None and coverage.is_full and coverage.expected == 8


def test_an_unclosed_balance_shows_as_a_gap_between_the_sides(cell: Make) -> None:
    rows = [cell("other_energy", flow, "0") for flow in ("losses", "transformation", "difference")]
    rows += [cell("other_energy", "supply", "10"), cell("other_energy", "final", "7")]
    total = total_consumption(
        in_standard_quantity(balance_of(rows, STRUCTURE), with_power(), "calorific"), "calorific"
    )
    assert total.gap == 3


def test_a_row_that_is_absent_leaves_the_total_absent(cell: Make) -> None:
    balance = balance_of([cell("other_energy", "supply", "10")], STRUCTURE)
    total = total_consumption(in_standard_quantity(balance, with_power(), "calorific"), "calorific")
    assert total.gap is None and total.by_use.absence is not None
    assert total.by_use.absence.code == "row_absent" and "终端消费量" in total.by_use.absence.reason.zh


def test_a_product_without_a_factor_is_named_in_every_total(cell: Make) -> None:
    rows = [
        cell("raw_coal", "final", "100"),
        cell("other_gas", "final", "5"),
        cell("briquette", "final", "0"),
    ]
    standard = in_standard_quantity(balance_of(rows, STRUCTURE), with_power(), "calorific")
    figure = standard.figure("energy_total", "final", "calorific")
    assert figure.value == Decimal("71.43")
    assert figure.trace.coverage is not None and figure.trace.coverage.absent == ("other_gas",)
    assert standard.quantity("briquette", "final", "calorific") == 0, "zero needs no factor"
    assert with_power().lacking["other_gas", "calorific"] == "standard_without_product"
    assert with_power().lacking["coke_oven_gas", "calorific"] == "standard_interval"


def test_a_converted_cell_opens_into_its_row_and_factor(factors: Factors) -> None:
    figure = in_standard_quantity(SAMPLE, factors, "coal_equivalent").figure(
        "electricity", "outflow", "coal_equivalent"
    )
    assert figure.value == -1260
    assert [row.table for row in figure.trace.rows] == ["energy_balance_cell", "balance_factor"]
    (printed,) = figure.trace.inputs()
    assert printed.value == "-420 亿千瓦时"


def test_only_one_basis_is_added(factors: Factors) -> None:
    bases = both_bases(SAMPLE, factors)
    with pytest.raises(ProblemsFound) as found:
        add_balances({"甲": bases["calorific"], "乙": bases["coal_equivalent"]}, "000000")
    assert [problem.code for problem in found.value.problems] == ["balance_two_bases"]


def test_only_one_period_and_vintage_is_added(cell: Make) -> None:
    parts = {
        vintage: balance_of([cell("coke", "final", "1", vintage=vintage)], STRUCTURE) for vintage in "ab"
    }
    with pytest.raises(ProblemsFound) as found:
        add_balances(parts, "000000")
    assert [problem.code for problem in found.value.problems] == ["balance_not_alike"]


def test_a_silent_part_is_named_in_the_sum(cell: Make) -> None:
    one = balance_of([cell("coke", "final", "1"), cell("coke", "losses", "2")], STRUCTURE)
    other = balance_of([cell("coke", "final", "3")], STRUCTURE)
    both = add_balances({"甲": one, "乙": other}, "000000")
    assert both.quantity("coke", "final") == 4
    coverage = both.figure("coke", "losses").trace.coverage
    assert coverage is not None and coverage.absent == ("乙",)


def test_bad_factors_are_refused_together() -> None:
    filed = [
        Factor("philosophers_stone", Decimal(1), "kgce/kg"),
        Factor("electricity", Decimal(1), "kgce/kg"),
        Factor("coke", Decimal(1), "kgce/kg"),
        Factor("coke", Decimal("0.9"), "kgce/kg", "calorific"),
    ]
    with pytest.raises(ProblemsFound) as found:
        find_factors(STRUCTURE, on=END, filed=filed)
    assert [problem.code for problem in found.value.problems] == [
        "balance_product_unknown",
        "balance_factor_unit",
        "balance_factor_repeated",
    ]


def test_net_transfers_in_three_measures(factors: Factors) -> None:
    heat, electricity = net_transfers(SAMPLE, factors)
    assert (heat.product, heat.physical.value, heat.loss_moved) == ("heat", 0, 0)
    assert electricity.physical.value == -400
    assert electricity.calorific.value == Decimal("-491.6")
    assert electricity.coal_equivalent.value == -1200
    assert electricity.loss_moved == Decimal("-708.4")


def test_a_silent_side_leaves_the_net_absent(cell: Make) -> None:
    balance = balance_of([cell("electricity", "inflow", "5")], STRUCTURE)
    (transfer,) = net_transfers(balance, with_power())
    assert transfer.physical.value is None and transfer.loss_moved is None
    filed = balance_of([cell("electricity", "net_transfer", "-5")], STRUCTURE)
    (transfer,) = net_transfers(filed, with_power())
    assert (transfer.physical.value, transfer.coal_equivalent.value) == (-5, -15)


def test_transfers_may_have_a_factor_of_their_own(cell: Make) -> None:
    rows = [cell("electricity", flow, "0") for flow in ("losses", "transformation", "difference")]
    rows += [cell("electricity", flow, "10") for flow in ("supply", "inflow", "final")]
    balance = balance_of([*rows, cell("electricity", "outflow", "0")], STRUCTURE)
    own = in_standard_quantity(balance, with_power(300, transfer=280), "coal_equivalent")
    assert own.quantity("electricity", "inflow", "coal_equivalent") == 28
    assert own.quantity("electricity", "supply", "coal_equivalent") == 28
    assert total_consumption(own, "coal_equivalent").gap == -2, (
        "the difference of the two values, in the open"
    )


def region(cell: Make, code: str, burnt: Decimal, made: Decimal, sent: Decimal) -> Balance:
    """A region that burns standard coal for power, sends some out (in where negative), uses the rest."""
    values = {
        "other_energy": {"supply": burnt, "transformation": -burnt},
        "electricity": {"supply": -sent, "net_transfer": -sent, "transformation": made, "final": made - sent},
    }
    rows = [
        cell(product, flow, str(held.get(flow, 0)), division_code=code)
        for product, held in values.items()
        for flow in ("supply", "net_transfer", "transformation", "losses", "final", "difference")
    ]
    return balance_of(rows, STRUCTURE)


AMOUNTS = st.decimals("0", "999", places=3)


@settings(deadline=None, max_examples=25)
@given(burnt=AMOUNTS, made=AMOUNTS, sent=AMOUNTS, rate=st.integers(200, 400))
def test_what_one_region_sheds_the_other_takes(
    burnt: Decimal, made: Decimal, sent: Decimal, rate: int
) -> None:
    producer, user = (
        region(_make, code, burnt if sign > 0 else Decimal(0), made if sign > 0 else Decimal(0), sent * sign)
        for code, sign in (("000001", 1), ("000002", -1))
    )
    used = with_power(rate)
    moved = [net_transfers(each, used)[-1].loss_moved for each in (producer, user)]
    assert moved[0] is not None and moved[1] is not None and moved[0] + moved[1] == 0
    assert (moved[0] < 0) == (sent > 0)
    for basis in ("calorific", "coal_equivalent"):
        parts = {each.division: in_standard_quantity(each, used, basis) for each in (producer, user)}
        whole = total_consumption(add_balances(parts, "000000"), basis)
        alone = [total_consumption(each, basis).by_use.value for each in parts.values()]
        assert whole.by_use.value == sum(value for value in alone if value is not None)
        assert whole.gap == 0
        assert add_balances(parts, "000000").quantity("electricity", "net_transfer", basis) == 0
        physical = add_balances({each.division: each for each in (producer, user)}, "000000")
        assert (
            in_standard_quantity(physical, used, basis).cells.keys() == add_balances(parts, "0").cells.keys()
        )


def _make(product: str, flow: str, quantity: str, **cells: Any) -> dict[str, Any]:
    row = {
        "division_code": "000000",
        "period": "2023",
        "product_id": product,
        "flow_id": flow,
        "quantity": Decimal(quantity),
        "unit": STRUCTURE.products[product].unit,
        "energy_basis": None,
        "vintage": "v1",
        "is_synthetic": False,
        "status": "constructed",
        "source": "generated",
        "note": None,
    }
    return row | cells
