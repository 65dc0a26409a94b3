"""Electricity in both energy bases (电力两种折算): 当量值 and 等价值 side by side, never added."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from shuangkong.accounts.arithmetic import compound, difference
from shuangkong.quantity import EnergyBasis

__all__ = ["certificate_energy", "in_both_bases"]

_KWH_PER_CERTIFICATE = Decimal(1000)  # one certificate stands for 1 MWh
_KG_IN_TONNE = Decimal("0.001")


def in_both_bases(
    fuels_tce: Decimal, electricity_kwh: Decimal, factors: Mapping[EnergyBasis, Decimal]
) -> dict[EnergyBasis, Decimal]:
    """Return fuels and electricity together in each energy basis (两种口径能耗) [tce].

    Formula: E = fuels + electricity · factor / 1000. Fuels are the same in both.

    Parameters
    ----------
    factors
        Standard coal of one kilowatt-hour in each basis [kgce/kWh]: that of 当量值 is fixed, that of 等价值
        belongs to a year and area.

    Examples
    --------
    1,000 kWh beside 1 tce, at 0.1 and 0.3 kgce/kWh:

    >>> factors = {"calorific": Decimal("0.1"), "coal_equivalent": Decimal("0.3")}
    >>> in_both_bases(Decimal(1), Decimal(1000), factors)
    {'calorific': Decimal('1.1000'), 'coal_equivalent': Decimal('1.3000')}
    """
    return {
        basis: difference(fuels_tce, compound((electricity_kwh, factor, _KG_IN_TONNE)).copy_negate())
        for basis, factor in factors.items()
    }


def certificate_energy(certificates: int, factor: Decimal) -> Decimal:
    """Return the energy that certificates stand for (绿证折标) [tce].

    No text says how certificates convert under 发改运行〔2022〕1258号: the caller names the factor.

    Parameters
    ----------
    factor
        Standard coal of one kilowatt-hour [kgce/kWh].

    Examples
    --------
    >>> certificate_energy(10, Decimal("0.1229"))
    Decimal('1.2290000')
    """
    return compound((Decimal(certificates), _KWH_PER_CERTIFICATE, factor, _KG_IN_TONNE))
