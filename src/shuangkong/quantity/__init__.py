"""Quantities (量): units of measure, energy basis, periods, price basis, fixed-point quanta and rounding."""

from shuangkong.quantity.basis import EnergyBasis, PriceBasis
from shuangkong.quantity.period import Period
from shuangkong.quantity.rounding import Rounding, compare_at, exact, quantise
from shuangkong.quantity.unit import Unit, find_unit, known_units

__all__ = [
    "EnergyBasis",
    "Period",
    "PriceBasis",
    "Rounding",
    "Unit",
    "compare_at",
    "exact",
    "find_unit",
    "known_units",
    "quantise",
]
