"""Naming (名称): what people call the divisions and indicators that rows know by code and id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.wording import period_label
from shuangkong.packs import Packs
from shuangkong.quantity import Period
from shuangkong.schema import Row
from shuangkong.trace import Label

__all__ = ["CODES", "Naming"]


@dataclass(frozen=True)
class Naming:
    """Names of divisions and indicators (名称表); where one is unknown, its code or id stands.

    Parameters
    ----------
    divisions
        Division code → its rows of ``division``, one for each time it had another name.
    indicators
        Indicator id → its label.

    Examples
    --------
    >>> names = Naming({}, {"energy_consumption": Label("能源消费总量", "total energy consumption")})
    >>> names.figure("990000", Period.parse("2020"), "energy_consumption").zh
    '990000 2020年能源消费总量'
    """

    divisions: Mapping[str, tuple[Row, ...]]
    indicators: Mapping[str, Label]

    @classmethod
    def of(cls, rows: FrozenRows, packs: Packs) -> Naming:
        """Return the names that frozen rows give, divisions else as the packs have them."""
        divisions: dict[str, tuple[Row, ...]] = {}
        for row in rows.rows("division") or packs.table("division"):
            code = str(row["division_code"])
            divisions[code] = (*divisions.get(code, ()), row)
        indicators = {
            str(entry["id"]): Label(str(entry["zh"]), str(entry["en"]))
            for entry in (*packs.entries("indicators"), *packs.entries("declarations"))
        }
        return cls(divisions, indicators)

    def division(self, code: str, on: date | None = None) -> Label:
        """Return the name of a division on a day (地区名称), by default its last one."""
        rows = sorted(self.divisions.get(code, ()), key=_last_day)
        if not rows:
            return Label(code, code)
        row = next((each for each in rows if on is not None and on <= _last_day(each)), rows[-1])
        return Label(str(row["name_zh"]), str(row["name_en"] or row["name_zh"]))

    def indicator(self, indicator_id: str) -> Label:
        """Return the label of an indicator (指标名称)."""
        return self.indicators.get(indicator_id, Label(indicator_id, indicator_id))

    def place(self, division: str, period: Period) -> Label:
        """Return division and period (某地某期)."""
        name, when = self.division(division, period.end), period_label(period)
        return Label(_joined(name.zh, when.zh), f"{name.en}, {when.en}")

    def figure(self, division: str, period: Period, indicator_id: str) -> Label:
        """Return what a figure is (某地某期某指标)."""
        place, name = self.place(division, period), self.indicator(indicator_id)
        return Label(_joined(place.zh, name.zh), f"{name.en}, {place.en}")


CODES = Naming({}, {})


def _last_day(row: Row) -> date:
    return row["valid_to"] if isinstance(row["valid_to"], date) else date.max


def _joined(*parts: str) -> str:
    """Join Chinese words closely; two Latin letters or digits never touch."""
    text = parts[0]
    for part in parts[1:]:
        touches = text[-1:].isascii() and part[:1].isascii()
        text = f"{text} {part}" if touches else f"{text}{part}"
    return text
