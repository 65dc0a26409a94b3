"""The review over many reports: peers, months, order, lists, divisions, and the accounts of a report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.accounts.facility import Factors, comprehensive_energy, dated_factors
from shuangkong.assessment.energy_report import (
    RULES,
    EnergyReport,
    EnergyUse,
    ProductEnergy,
    accounted_lines,
    accounted_outputs,
    compliance,
    read_reports,
)
from shuangkong.assessment.energy_report.identities import line_tce, unit_energy_of
from shuangkong.assessment.energy_report.peers import median, robust_score
from shuangkong.errors import ProblemsFound
from shuangkong.quantity import Period

CLINKER = {
    "period": "2025",
    "output_product": "水泥熟料",
    "reported_metric": "单位产品综合能耗",
    "unit": "吨",
    "reported_unit_energy_unit": "kgce/t",
}


def of_rule(found: Any, rule: str) -> list[Any]:
    return [each for each in found.doubts if each.rule == rule]


def clinkers(make: Any, values: list[str]) -> list[Any]:
    return [
        make("energy_report_product", {**CLINKER, "facility_id": f"P{number}", "reported_unit_energy": value})
        for number, value in enumerate(values)
    ]


def test_a_user_far_from_its_peers_is_named_with_the_middle(desk: Any, make: Any) -> None:
    more = {"energy_report_product": clinkers(make, ["99", "101", "102", "103", "160"])}
    (doubt,) = of_rule(desk.review({}, more), "peers")
    assert doubt.facility == "P4"
    # Of 99 100 101 102 103 160 the median is 101.5, the deviations 2.5 1.5 .5 .5 1.5 58.5, their median 1.5.
    assert doubt.problem.details["middle"] == "101.50"
    assert doubt.problem.details["peers"] == 6
    assert doubt.problem.details["score"] == "26.3"  # 58.5 / (1.4826 · 1.5)


def test_peers_close_by_and_peers_too_few_raise_nothing(desk: Any, make: Any) -> None:
    close = {"energy_report_product": clinkers(make, ["99", "101", "102", "103", "115"])}
    assert not of_rule(desk.review({}, close), "peers")  # 13 % apart, however tight the others are
    few = {"energy_report_product": clinkers(make, ["99", "101", "400"])}
    assert not of_rule(desk.review({}, few), "peers")


def test_peers_all_alike_decide_nothing() -> None:
    assert robust_score(Decimal(9), Decimal(1), Decimal(0), Decimal("1.4826")) is None


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=30))
def test_half_of_the_values_lie_on_either_side_of_the_median(numbers: list[int]) -> None:
    middle = median([Decimal(each) for each in numbers])
    assert sum(each < middle for each in numbers) <= len(numbers) / 2
    assert sum(each > middle for each in numbers) <= len(numbers) / 2


def months(make: Any, values: list[str]) -> dict[str, list[Any]]:
    return {
        "monthly_energy_report": [
            make("monthly_energy_report", {"period": f"2025-{number:02d}", "monthly_energy_tce": value})
            for number, value in enumerate(values, start=1)
        ]
    }


def test_twelve_months_check_the_year(desk: Any, make: Any) -> None:
    assert not desk.review({}, months(make, ["87.5"] * 12)).doubts
    (doubt,) = desk.review({}, months(make, ["80"] * 12)).doubts
    assert (doubt.rule, doubt.size) == ("monthly", Decimal("90.02"))
    (doubt,) = desk.review({}, months(make, ["80"] * 10)).doubts
    assert doubt.rule == "months"
    assert doubt.problem.details == {"count": 10, "missing": 2}


def test_a_year_of_nobody_is_refused(desk: Any) -> None:
    with pytest.raises(ProblemsFound) as caught:
        desk.review({"key_energy_user A": {"valid_from": "2020-01-01", "valid_to": "2029-12-31"}}, year=2030)
    assert [each.code for each in caught.value.problems] == ["energy_report_none"]


def test_the_gravest_and_biggest_come_first_and_the_lists_follow(desk: Any) -> None:
    found = desk.review(
        {
            "energy_report_basic this": {"report_total_tce": "900", "report_submitted_on": "2026-05-01"},
            "energy_report_consumption coal": {"consumption_purchased": "1100"},
            "energy_report_product clinker": {"output_quantity": "6400", "reported_unit_energy": "125"},
        }
    )
    assert [each.rule for each in found.doubts] == ["balance", "limit", "total", "late"]
    assert [each.rank for each in found.doubts] == [1, 2, 3, 4]
    assert found.sent_back == ("A",)
    assert found.inspections == ("A",)  # above a limit
    assert [each.facility for each in found.late] == ["A"]
    assert found.in_doubt("A") == Decimal("71.43")
    assert found.coverage.is_full
    assert found.doubts[0].place == "表2 原煤 消费量合计"
    assert found.doubts[0].as_json()["size_tce"] == "71.43"


def test_much_energy_in_doubt_is_inspected_whatever_the_rule(desk: Any) -> None:
    found = desk.review({"energy_report_basic last": {"report_total_equivalent_tce": "9000"}})
    assert [each.rule for each in found.doubts] == ["jump_total"]
    assert found.inspections == ("A",)
    assert found.sent_back == ()


def test_a_part_by_division_keeps_its_ranks(desk: Any, make: Any) -> None:
    listed = {"facility_name": "乙厂", "valid_from": "2020-01-01", "facility_id": "B"}
    more = {"key_energy_user": [make("key_energy_user", {**listed, "division_code": "990200"})]}
    late = {"energy_report_basic this": {"report_submitted_on": "2026-05-01"}}
    whole = desk.review(late, more)
    east, west = whole.within("990100".__eq__), whole.within("990200".__eq__)
    assert [(each.facility, each.rule, each.rank) for each in whole.doubts] == [
        ("B", "missing", 1),
        ("A", "late", 2),
    ]
    assert [each.rank for each in east.doubts] == [2]
    assert [each.facility for each in west.absent] == ["B"]
    assert (west.coverage.expected, west.coverage.present) == (1, 0)
    assert west.of("A") == ()


def test_each_rule_of_the_pack_is_known(desk: Any) -> None:
    terms = desk.review({}).terms
    assert all(terms.follows(rule)[0] in (1, 2, 3) for rule in RULES)
    assert {each["rule"] for each in terms.rule.parameters["doubts"]} == set(RULES)


def test_levels_are_counted_per_product(desk: Any, make: Any) -> None:
    named = {"reported_limit_standard": "GB 16780-2021", "reported_limit_product": "水泥熟料"}
    rows = [
        make(
            "energy_report_product",
            {**CLINKER, **named, "facility_id": f"L{number}", "reported_unit_energy": value},
        )
        for number, value in enumerate(["100", "100.1", "107.1", "117", "117.1"])
    ]
    (count,) = desk.review(
        {"energy_report_product clinker": None}, {"energy_report_product": rows}
    ).limits.products
    assert count.reached == {"1": 1, "2": 1, "3": 2, "above": 1}
    assert (count.product, count.total, count.not_judged) == ("水泥熟料", 5, 0)


def line(product: str, value: str, standard: str, metric: str, unit: str) -> ProductEnergy:
    return ProductEnergy(
        product, "", metric, Decimal(1000), "吨", None, Decimal(value), None, unit, standard, product, None
    )


def judged(each: ProductEnergy) -> Any:
    (found,) = compliance([EnergyReport("A", "990100", 2025, None, (), (each,))], 2025).lines
    return found


def test_net_recovery_is_compared_by_difference() -> None:
    converter = ("GB 21256-2025", "单位产品综合能耗", "kgce/t")
    assert judged(line("转炉工序(普通)", "-31", *converter)).level == "1"
    assert judged(line("转炉工序(普通)", "-29", *converter)).level == "2"
    worse = judged(line("转炉工序(普通)", "-10", *converter))
    assert (worse.level, worse.excess, worse.excess_tce) == ("above", Decimal(2), Decimal(2))
    assert "scrap" in worse.correction


def test_a_level_that_is_not_defined_is_not_failed() -> None:
    furnace = ("GB 21256-2025", "单位产品综合能耗", "kgce/t")
    found = judged(line("电弧炉工序(50-70 t)", "65", *furnace))  # levels 1 and 3 alone: 61 and 72
    assert (found.level, sorted(found.levels)) == ("3", ["1", "3"])


def test_electricity_above_a_limit_counts_at_its_calorific_value() -> None:
    found = judged(line("电解铝", "13850", "GB 21346-2022", "铝锭综合交流电耗", "kWh/t"))
    assert found.level == "above"
    assert found.excess_tce == Decimal("12.29")  # 100 kWh/t · 1,000 t · 0.1229 kgce/kWh


def test_a_product_without_a_standard_is_not_in_the_list() -> None:
    each = line("示例产品", "1", "", "单位产品综合能耗", "kgce/t")
    assert compliance([EnergyReport("A", "990100", 2025, None, (), (each,))], 2025).lines == ()


amounts = st.decimals(min_value=0, max_value=10**6, places=2)


@given(used=amounts, own=amounts, factor=st.decimals(min_value=Decimal("0.1"), max_value=2, places=4))
def test_a_line_is_its_net_use_times_its_factor(used: Decimal, own: Decimal, factor: Decimal) -> None:
    zero = Decimal(0)
    cells = (zero, used, own, used, used, zero, zero, zero, own, zero)
    use = EnergyUse("raw_coal", "吨", *cells, factor, None, "kgce/kg", False, None, None)
    assert line_tce(use, "calorific") == line_tce(use, "coal_equivalent") == (used - own) * factor


@given(energy=st.decimals(min_value=1, max_value=10**6, places=2), output=st.integers(1, 10**6))
def test_energy_per_unit_times_output_is_the_energy_again(energy: Decimal, output: int) -> None:
    each = ProductEnergy(
        "甲", "", "单位产品综合能耗", Decimal(output), "万吨", energy, None, None, "kgce/t", "", "", None
    )
    found = unit_energy_of(each)
    assert found is not None
    assert abs(found * output * 10 - energy) < Decimal("1e-30")


def test_the_accounts_of_a_sound_report_give_its_totals(sound: Any, frozen: Any) -> None:
    rows = frozen(**sound({}), division=[])
    report = read_reports(rows, 2025, synthetic=False)["A"]
    lines = accounted_lines(report)
    period = Period.parse("2025")
    for basis, said in (("calorific", "872.92"), ("coal_equivalent", "1050.02")):
        dated = dated_factors(rows, "990100", period, energy_basis=basis)
        found = comprehensive_energy("A", period, lines, Factors(basis, date(2025, 12, 31), dated))
        assert found.total.value is not None
        assert abs(found.total.value - Decimal(said)) <= Decimal("0.005")
    (output,) = accounted_outputs(report)
    assert (output.product, output.quantity) == ("水泥熟料", Decimal(8000))
    assert abs(output.share * Decimal("872.92") - 800) < Decimal("1e-9")
