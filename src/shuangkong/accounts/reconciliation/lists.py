"""Lists and tables (名单与表头): divisions listed twice, years that stand over other years' figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from shuangkong.accounts.reconciliation.finding import Finding
from shuangkong.packs import RuleEdition

__all__ = ["check_lists", "check_years"]

Cell = tuple[str, int]
"""A division and a year."""


def check_lists(
    lists: Mapping[str, Sequence[str]], expected: Collection[str], where: str
) -> tuple[Finding, ...]:
    """Return who stands in several lists that should be disjoint (名单重复), and who in none.

    Parameters
    ----------
    lists
        Name of a list, such as a warning level → divisions in it.
    expected
        Who has to stand in exactly one; who stands in none may be meant where another stands twice.

    Examples
    --------
    >>> (found,) = check_lists({"2": ["610000"], "3": ["610000"]}, ["610000", "140000"], "2011H1")
    >>> found.cause, found.named
    ('listed_twice', ('610000', '2', '3', '140000'))
    """
    places: dict[str, list[str]] = defaultdict(list)
    for name, members in lists.items():
        for member in members:
            places[member].append(name)
    missing = tuple(sorted(set(expected) - places.keys()))
    return tuple(
        Finding("lists", "listed_twice", where, named=(member, *names, *missing))
        for member, names in sorted(places.items())
        if len(names) > 1
    )


def check_years(
    claimed: Mapping[Cell, Decimal], official: Mapping[Cell, Decimal], rule: RuleEdition, where: str
) -> tuple[Finding, ...]:
    """Return the years of a table that stand over the official figures of other years (年份错标).

    A column is mislabelled where it equals the official column of another year for every division both have,
    for at least as many as the rule asks, and does not equal its own.
    """
    least = rule.count("relabelled_minimum")
    theirs, ours = _by_year(claimed), _by_year(official)
    findings = []
    for year, column in sorted(theirs.items()):
        if _equal(column, ours.get(year, {})) > 0:
            continue
        for other, true in sorted(ours.items()):
            if other != year and _equal(column, true) >= least:
                named = (str(year), str(other))
                findings.append(Finding("years", "mislabelled_years", where, named=named))
    return tuple(findings)


def _by_year(cells: Mapping[Cell, Decimal]) -> Mapping[int, Mapping[str, Decimal]]:
    columns: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for (division, year), value in cells.items():
        columns[year][division] = value
    return columns


def _equal(column: Mapping[str, Decimal], true: Mapping[str, Decimal]) -> int:
    """Return for how many divisions two columns agree; 0 where any differs."""
    common = column.keys() & true.keys()
    return len(common) if all(column[each] == true[each] for each in common) else 0
