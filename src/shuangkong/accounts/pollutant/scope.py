"""Scope of a reduction account (核算范围): whose lines it holds, who is expected, and what fits nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.pollutant.line import RECORDS, ProjectLine, line_key, read_lines, rows_of
from shuangkong.accounts.total import divisions_below
from shuangkong.errors import Collector
from shuangkong.quantity import Period
from shuangkong.trace import Coverage

__all__ = ["divisions_of", "lines_of", "members"]

_PARTED = ("nation", "region")  # levels whose projects are filed by the divisions below them


def members(rows: FrozenRows, division: str) -> Mapping[str, str]:
    """Return every division at or below one → the division directly below it that it belongs to (隶属)."""
    parents = _parents(rows)
    found = {division: division}
    for code in parents:
        path = [code]
        while path[-1] != division and path[-1] in parents and len(path) <= len(parents):
            path.append(parents[path[-1]])
        if path[-1] == division and len(path) > 1:
            found[code] = path[-2]
    return found


def _parents(rows: FrozenRows) -> Mapping[str, str]:
    return {str(row["division_code"]): str(row["parent_code"] or "") for row in rows.rows("division")}


def lines_of(
    rows: FrozenRows, within: Mapping[str, str], period: Period, problems: Collector, *, synthetic: bool
) -> list[ProjectLine]:
    """Return the lines of some divisions and a period (核算范围内的项目); nothing falls out unsaid.

    Problems noted: ``reduction_division_unknown`` for a line of a division nobody knows, and
    ``reduction_record_without_line`` for a cut or an offset use of a project that is not on the list.
    """
    known = {*_parents(rows), *within}
    of_period = read_lines(rows, period.years, synthetic=synthetic)
    for line in of_period:
        if line.division not in known:
            problems.add("reduction_division_unknown", str(line), found=line.division)
    keys = {(line.project, line.pollutant, line.year) for line in of_period}
    for name in RECORDS:
        for row in rows_of(rows, name, period.years, synthetic=synthetic):
            division, key = str(row["division_code"]), line_key(row)
            if key not in keys and (division in within or division not in known):
                problems.add("reduction_record_without_line", " ".join(map(str, key)), table=name)
    return [line for line in of_period if line.division in within]


def divisions_of(
    rows: FrozenRows, division: str, period: Period, within: Mapping[str, str], filed: Iterable[str]
) -> Coverage:
    """Return which divisions filed a line (填报覆盖): those below a region; any other stands for itself."""
    levels = {row["level"] for row in rows.rows("division", division_code=division)}
    below = () if levels.isdisjoint(_PARTED) else divisions_below(rows, division, period.end)
    heard = {within[code] for code in filed}
    if not below:
        return Coverage(1, 1) if heard else Coverage(1, 0, (division,))
    absent = tuple(code for code in below if code not in heard)
    return Coverage(len(below), len(below) - len(absent), absent)
