"""Errors in what stands (差错排查): every check of published figures, run over a division's frozen rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from shuangkong.accounts.account import Account
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.identity import check_identity
from shuangkong.accounts.observation import observe
from shuangkong.accounts.reconciliation.finding import Finding
from shuangkong.accounts.reconciliation.published import (
    check_cumulative,
    check_growth,
    check_level,
    judge_identity,
)
from shuangkong.accounts.reconciliation.rules import ReconciliationRules

__all__ = ["find_errors"]

ENERGY, ENERGY_GROWTH = "energy_consumption", "energy_consumption_growth"
CURRENT, CONSTANT, REAL_GROWTH = "gdp_current", "gdp_constant", "gdp_real_growth"
YEARLY, CUMULATIVE = "intensity_change", "intensity_change_cumulative"


def find_errors(
    rows: FrozenRows, division: str, *, rules: ReconciliationRules, synthetic: bool = False
) -> tuple[Finding, ...]:
    """Return every published figure of a division that does not fit the others (公布数据差错排查).

    The three-way identity, cumulative against yearly changes, levels against growth, leaps of 10⁴. A figure
    that nothing stands beside is not checked; no figure is taken from another price base to fill a gap.
    """
    asked = _Asked(rows, division, rules, synthetic)
    return (*asked.identities(), *asked.cumulatives(), *asked.leaps(), *asked.growths())


class _Asked:
    """The observations of one division, by indicator."""

    def __init__(self, rows: FrozenRows, division: str, rules: ReconciliationRules, synthetic: bool) -> None:
        self.rows, self.division, self.rules, self.synthetic = rows, division, rules, synthetic
        names = (ENERGY, ENERGY_GROWTH, CURRENT, CONSTANT, REAL_GROWTH, YEARLY, CUMULATIVE)
        self.held = {
            name: observe(rows, name, division, synthetic=synthetic, names=rules.names) for name in names
        }

    def identities(self) -> Iterator[Finding]:
        tolerance = self.rules.identity.decimal("tolerance_pp")
        for period in sorted({each.period for each in self.held[ENERGY_GROWTH]}):
            checks = check_identity(
                self.rows, self.division, period.text, tolerance=tolerance, synthetic=self.synthetic
            )
            for check in checks:
                found = judge_identity(check, self.rules.names.place(self.division, period).zh)
                yield from () if found is None else (found,)

    def cumulatives(self) -> Iterator[Finding]:
        for published in self.held[CUMULATIVE]:
            yearly = [self.yearly(published, year) for year in published.period.years]
            held = [each for each in yearly if each is not None]
            if len(held) == len(yearly):
                found = check_cumulative(held, published, self.rules.tolerances)
                yield from () if found is None else (found,)

    def yearly(self, published: Account, year: int) -> Account | None:
        """Return the change of a year in the vintage of a cumulative one, else the only one there is."""
        of_year = [
            each
            for each in self.held[YEARLY]
            if each.period.text == str(year)
            and published.series.price_base_year in (None, each.series.price_base_year)
        ]
        same = [each for each in of_year if each.series.vintage == published.series.vintage]
        return (same or of_year)[0] if len(same or of_year) == 1 else None

    def leaps(self) -> Iterator[Finding]:
        for indicator in (ENERGY, CURRENT, CONSTANT):
            for before, after in pairwise(sorted(self.held[indicator], key=_by_series)):
                if before.series == after.series:
                    found = check_level(before, after, self.rules.tolerances)
                    yield from () if found is None else (found,)

    def growths(self) -> Iterator[Finding]:
        for indicator, rate in ((ENERGY, ENERGY_GROWTH), (CURRENT, REAL_GROWTH), (CONSTANT, REAL_GROWTH)):
            for growth in self.held[rate]:
                if growth.period.is_year:
                    for levels in _levels(self.held[indicator], growth):
                        found = check_growth(
                            levels, growth, self.rules.tolerances, current_prices=indicator == CURRENT
                        )
                        yield from () if found is None else (found,)


def _by_series(account: Account) -> tuple[str, str]:
    return str(account.series), account.period.text


def _levels(accounts: Sequence[Account], growth: Account) -> tuple[tuple[Account, Account], ...]:
    """Return the levels of the year before and the year of a growth; across vintages only for want of one."""
    year = growth.period.start.year
    ends = [[each for each in accounts if each.period.text == str(y)] for y in (year - 1, year)]
    pairs = [
        (before, after)
        for before in ends[0]
        for after in ends[1]
        if before.series.energy_basis == after.series.energy_basis
        and before.series.price_base_year == after.series.price_base_year
        and growth.series.energy_basis in (None, after.series.energy_basis)
    ]
    same = [pair for pair in pairs if pair[0].series.vintage == pair[1].series.vintage]
    return tuple(same or pairs)
