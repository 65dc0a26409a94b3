"""Energy (计量能量): from registers to hourly use with bounds, from samples to valid means."""

from shuangkong.monitoring.energy.booking import Booked
from shuangkong.monitoring.energy.metering import Energy, hourly_readings, meter_energy
from shuangkong.monitoring.energy.meters import Calibration, MeterEvent, Meters, Multiplier
from shuangkong.monitoring.energy.reason import REASONS, Reason, quality_of
from shuangkong.monitoring.energy.recomputing import changed_hours, periods_of, recompute
from shuangkong.monitoring.energy.terms import MeteringTerms
from shuangkong.monitoring.energy.totals import Totals, totals

__all__ = [
    "REASONS",
    "Booked",
    "Calibration",
    "Energy",
    "MeterEvent",
    "MeteringTerms",
    "Meters",
    "Multiplier",
    "Reason",
    "Totals",
    "changed_hours",
    "hourly_readings",
    "meter_energy",
    "periods_of",
    "quality_of",
    "recompute",
    "totals",
]
