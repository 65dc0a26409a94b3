"""Facilities (用能单位): comprehensive energy per GB/T 2589, energy per product, and their sums."""

from shuangkong.accounts.facility.comprehensive import FacilityEnergy, comprehensive_energy, facility_energy
from shuangkong.accounts.facility.factor import EnergyFactor, Factors, dated_factors, in_tce
from shuangkong.accounts.facility.line import BOUNDARY, Flow, Line, lines_of
from shuangkong.accounts.facility.output import Output, energy_per_output, outputs_of, sum_facilities

__all__ = [
    "BOUNDARY",
    "EnergyFactor",
    "FacilityEnergy",
    "Factors",
    "Flow",
    "Line",
    "Output",
    "comprehensive_energy",
    "dated_factors",
    "energy_per_output",
    "facility_energy",
    "in_tce",
    "lines_of",
    "outputs_of",
    "sum_facilities",
]
