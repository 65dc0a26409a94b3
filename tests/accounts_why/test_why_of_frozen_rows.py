"""Why energy and carbon changed, asked of frozen rows."""

from datetime import date
from decimal import Decimal

import pytest

from shuangkong.accounts import Account, Asker, Question, Series
from shuangkong.accounts.decomposition import why_carbon, why_energy
from shuangkong.errors import ProblemsFound
from shuangkong.quantity import Period
from shuangkong.trace import Figure, Label, Trace

ENERGY = {"unit": "万吨标准煤", "energy_basis": "coal_equivalent"}
GDP = {"unit": "亿元", "price_base_year": 2020}
ENERGIES = {"150000": ("110", "130", "150"), "150100": ("40", "44", "50"), "150200": ("60", "80", "90")}
GDPS = {"150000": ("100", "106", "112"), "150100": ("50", "52", "54"), "150200": ("45", "48", "50")}
YEARS = ("2020", "2021", "2022")


def observations(observed, *, energies=ENERGIES, gdps=GDPS):
    return [
        observed(division, name, year, value, **cells)
        for name, table, cells in (("energy_consumption", energies, ENERGY), ("gdp_constant", gdps, GDP))
        for division, values in table.items()
        for year, value in zip(YEARS, values, strict=True)
        if value is not None
    ]


def divisions(*codes):
    return [
        {"division_code": code, "parent_code": parent, "level": level, "valid_from": None, "valid_to": None}
        for code, parent, level in (
            ("150000", None, "region"),
            *((code, "150000", "prefecture") for code in codes),
        )
    ]


def asker(frozen, rows, *codes, year="2022"):
    question = Question("150000", Period.parse(year), date(2023, 6, 1), (), "coal_equivalent", "energy")
    return Asker(question, frozen(division=divisions(*codes), observation=rows))


def test_prefectures_and_the_unallocated_rest_make_the_region(frozen, observed):
    found = why_energy(asker(frozen, observations(observed), "150100", "150200"), 2020)
    assert found.below() == (("150100",), ("150200",))
    assert list(found.effects()) == ["activity", "structure_prefecture", "intensity"]
    assert found.change().value == 40
    assert found.unexplained.value == 0, "the rest is 10 in 2020 and 10 in 2022"
    effects = sum(effect.value for effect in found.effects().values())
    assert abs(effects + found.unexplained.value - (150 - 110)) < Decimal("1e-20")
    assert found.manner == "chained" and [str(each) for each in found.periods] == list(YEARS)
    assert {row.key[0] for row in found.effect("intensity", ("150100",)).trace.rows} == {"150100"}


def test_a_silent_prefecture_is_named_and_stays_in_the_rest(frozen, observed):
    energies = ENERGIES | {"150200": ("60", None, "90")}
    found = why_energy(asker(frozen, observations(observed, energies=energies), "150100", "150200"), 2020)
    assert found.below() == (("150100",),)
    assert found.effect("activity").trace.coverage.absent == ("150200",)
    assert found.unexplained.value == 30
    assert found.unexplained.trace.coverage.absent == ("150200",)
    ends = why_energy(
        asker(frozen, observations(observed, energies=energies), "150100", "150200"), 2020, manner="end_point"
    )
    assert ends.below() == (("150100",), ("150200",)), "both ends are known"


def test_the_whole_is_explained_where_no_part_reports(frozen, observed):
    rows = [row for row in observations(observed) if row["division_code"] == "150000"]
    found = why_energy(asker(frozen, rows, "150100"), 2020)
    assert list(found.effects()) == ["activity", "intensity"]
    assert found.change().value == 40 and found.unexplained is None
    whole = why_energy(asker(frozen, observations(observed), "150100", "150200"), 2020, is_whole=True)
    assert whole.effects().keys() == found.effects().keys()
    assert whole.effect("activity").value == found.effect("activity").value


def test_nothing_known_is_absent_and_says_what_is_missing(frozen, observed):
    rows = [row for row in observations(observed) if row["period"] != "2021"]
    found = why_energy(asker(frozen, rows), 2020)
    assert found.code == "not_published" and "2021" in found.reason.en
    assert "energy_consumption" in found.reason.zh


def test_gdp_at_several_constant_prices_asks_which(frozen, observed):
    rows = observations(observed)
    rows += [row | {"price_base_year": 2015} for row in rows if row["indicator_id"] == "gdp_constant"]
    with pytest.raises(ProblemsFound) as found:
        why_energy(asker(frozen, rows, "150100", "150200"), 2020)
    assert [each.code for each in found.value.problems] == ["account_two_price_bases"]
    chosen = why_energy(asker(frozen, rows, "150100", "150200"), 2020, price_base_year=2015)
    assert chosen.change().value == 40


def test_energy_does_not_cross_a_vintage(frozen, observed):
    rows = [row | ({"vintage": "v2"} if row["period"] == "2022" else {}) for row in observations(observed)]
    with pytest.raises(ProblemsFound) as found:
        why_energy(asker(frozen, rows), 2020)
    assert [each.code for each in found.value.problems] == ["account_two_vintages"]


def test_first_and_last_year_differ(frozen, observed):
    with pytest.raises(ProblemsFound) as found:
        why_energy(asker(frozen, observations(observed), year="2020"), 2020)
    assert [each.code for each in found.value.problems] == ["decomposition_one_period"]


def carbon(values):
    return {
        int(year): Account(
            "150000",
            "co2",
            Period.parse(year),
            Figure(Decimal(value), "万吨", Trace(Label("", ""), "")),
            Series("coal_equivalent"),
        )
        for year, value in zip(YEARS, values, strict=True)
    }


def test_carbon_is_explained_in_the_kaya_view(frozen, observed):
    rows = observations(observed)
    rows += [observed("150000", "population_year_end", year, "2400", unit="万人") for year in YEARS]
    found = why_carbon(asker(frozen, rows), carbon(("300", "340", "360")), 2020)
    assert found.effect("population").value == 0
    assert found.change().value == 60
    total = sum(effect.value for effect in found.effects().values())
    assert abs(total - 60) < Decimal("1e-20")


def test_carbon_without_population_energy_or_a_year_is_absent(frozen, observed):
    rows = observations(observed)
    values = carbon(("300", "340", "360"))
    assert "population" in why_carbon(asker(frozen, rows), values, 2020).reason.en
    people = [observed("150000", "population_year_end", year, "2400", unit="万人") for year in YEARS]
    assert "energy" in why_carbon(asker(frozen, people), values, 2020).reason.en
    del values[2021]
    assert "CO2" in why_carbon(asker(frozen, rows + people), values, 2020).reason.en
    assert not hasattr(why_carbon(asker(frozen, rows + people), values, 2020, manner="end_point"), "reason")
