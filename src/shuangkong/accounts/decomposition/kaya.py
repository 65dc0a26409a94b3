"""Kaya view (Kaya 恒等式): carbon as population, wealth, energy per wealth and carbon per energy."""

from __future__ import annotations

from shuangkong.accounts.account import Account
from shuangkong.accounts.decomposition.part import Driver, State, telescope
from shuangkong.errors import Collector
from shuangkong.trace import Label

__all__ = ["KAYA_DRIVERS", "kaya"]

KAYA_DRIVERS = (
    Driver("population", Label("人口规模", "population")),
    Driver("gdp_per_head", Label("人均地区生产总值", "GDP per head")),
    Driver("energy_intensity", Label("能耗强度", "energy per GDP")),
    Driver("carbon_per_energy", Label("能源碳强度", "carbon per energy")),
)


def kaya(population: Account, gdp: Account, energy: Account, carbon: Account) -> State:
    """Return one period of the Kaya identity (Kaya 恒等式的一个时点).

    Formula: CO2 = P · (GDP/P) · (E/GDP) · (CO2/E), all of one division and period.

    Raises
    ------
    ProblemsFound
        ``decomposition_accounts_differ`` if the four are not of one division and period,
        ``account_no_price_base`` or ``account_no_energy_basis`` if GDP or energy does not state its own,
        ``decomposition_value_absent`` for a figure without a value.
    """
    accounts = (population, gdp, energy, carbon)
    problems = Collector()
    for each in accounts:
        if (each.division, each.period) != (carbon.division, carbon.period):
            problems.add("decomposition_accounts_differ", str(each), other=str(carbon))
        if each.figure.absence is not None:
            reason = each.figure.absence.reason
            problems.add("decomposition_value_absent", str(each), reason_zh=reason.zh, reason_en=reason.en)
    if gdp.series.price_base_year is None:
        problems.add("account_no_price_base", str(gdp), indicator=gdp.indicator_id)
    if energy.series.energy_basis is None:
        problems.add("account_no_energy_basis", str(energy), indicator=energy.indicator_id)
    problems.raise_errors()
    part = telescope((), [driver.id for driver in KAYA_DRIVERS], accounts)
    return State(carbon.period, carbon.figure.unit, KAYA_DRIVERS, (part,), series=carbon.series)
