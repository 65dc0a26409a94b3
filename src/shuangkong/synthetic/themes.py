"""Every register of the invented region (演示台账汇总): the themes' fills, one after the other."""

from __future__ import annotations

from collections.abc import Mapping

from shuangkong.schema import Row
from shuangkong.synthetic import (
    abatement,
    buildings,
    data_centres,
    dispatch,
    energy_reports,
    industry,
    institutions,
    judgements,
    parks,
    power,
    rural,
    solvents,
    supervision,
    supply,
    transport,
    two_high,
    waste,
    water,
)
from shuangkong.synthetic.region import Fill, Filled, Planted, Region

__all__ = ["THEMES", "synthetic_registers"]

THEMES: Mapping[str, Fill] = {
    "industry": industry.fill,
    "power": power.fill,
    "supply": supply.fill,
    "data_centres": data_centres.fill,
    "parks": parks.fill,
    "buildings": buildings.fill,
    "transport": transport.fill,
    "rural": rural.fill,
    "water": water.fill,
    "solvents": solvents.fill,
    "institutions": institutions.fill,
    "waste": waste.fill,
    "abatement": abatement.fill,
    "supervision": supervision.fill,
    "dispatch": dispatch.fill,
    "judgements": judgements.fill,
    "two_high": two_high.fill,
    "energy_reports": energy_reports.fill,
}
"""Theme → what fills its registers."""


def synthetic_registers(region: Region, themes: Mapping[str, Fill] | None = None) -> Filled:
    """Return the rows of every register and what was made wrong among them (演示台账汇总).

    Examples
    --------
    >>> one = Filled({"meter": [{"meter_id": "M1"}]})
    >>> two = Filled({"meter": [{"meter_id": "M2"}], "boiler": []})
    >>> region = Region("990000", (), (), range(2020, 2026), 1)
    >>> found = synthetic_registers(region, {"a": lambda _: one, "b": lambda _: two})
    >>> {table: len(rows) for table, rows in found.rows.items()}
    {'meter': 2, 'boiler': 0}
    """
    rows: dict[str, list[Row]] = {}
    planted: list[Planted] = []
    for fill in (THEMES if themes is None else themes).values():
        filled = fill(region)
        for table, invented in filled.rows.items():
            rows.setdefault(table, []).extend(invented)
        planted += filled.planted
    return Filled(rows, planted)
