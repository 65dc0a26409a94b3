"""Accounts (核算): totals, intensity and growth from frozen rows, each within its own series."""

from shuangkong.accounts.account import Account, Series, same_series
from shuangkong.accounts.arithmetic import printed
from shuangkong.accounts.change import Asker, change_since, figure_in, has_parts, level_in
from shuangkong.accounts.frozen import FrozenRows, adopted, signed_off
from shuangkong.accounts.growth import average_rate, chain, cumulative
from shuangkong.accounts.identity import (
    IdentityCheck,
    UnitSlip,
    check_identity,
    identity,
    implied_gdp_growth,
)
from shuangkong.accounts.intensity import intensity, intensity_change
from shuangkong.accounts.naming import CODES, Naming
from shuangkong.accounts.observation import observe, observed_in
from shuangkong.accounts.question import Question
from shuangkong.accounts.total import divisions_below, sum_below, total, unallocated
from shuangkong.accounts.wording import amount, period_label, points, signed, year_spans

__all__ = [
    "CODES",
    "Account",
    "Asker",
    "FrozenRows",
    "IdentityCheck",
    "Naming",
    "Question",
    "Series",
    "UnitSlip",
    "adopted",
    "amount",
    "average_rate",
    "chain",
    "change_since",
    "check_identity",
    "cumulative",
    "divisions_below",
    "figure_in",
    "has_parts",
    "identity",
    "implied_gdp_growth",
    "intensity",
    "intensity_change",
    "level_in",
    "observe",
    "observed_in",
    "period_label",
    "points",
    "printed",
    "same_series",
    "signed",
    "signed_off",
    "sum_below",
    "total",
    "unallocated",
    "year_spans",
]
