"""Carbon accounts (碳排放核算): fossil by named factor set, electricity by calibre, two views, intensity."""

from shuangkong.accounts.carbon.account import ACTIVITIES, CarbonAccount, carbon_account, carbon_below
from shuangkong.accounts.carbon.emission import CO2_UNIT, Activity, emissions
from shuangkong.accounts.carbon.factors import FactorSet, fuel_factor, grid_factor, heat_factor
from shuangkong.accounts.carbon.intensity import (
    CARBON_INTENSITY_UNIT,
    carbon_change,
    carbon_intensity,
    cumulative_carbon_change,
    restatement,
)
from shuangkong.accounts.carbon.series import CarbonSeries, View, same_factors

__all__ = [
    "ACTIVITIES",
    "CARBON_INTENSITY_UNIT",
    "CO2_UNIT",
    "Activity",
    "CarbonAccount",
    "CarbonSeries",
    "FactorSet",
    "View",
    "carbon_account",
    "carbon_below",
    "carbon_change",
    "carbon_intensity",
    "cumulative_carbon_change",
    "emissions",
    "fuel_factor",
    "grid_factor",
    "heat_factor",
    "restatement",
    "same_factors",
]
