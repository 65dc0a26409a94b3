"""Names of divisions in sheets (区划名称): a name or a code of the day into the code that is kept."""

from __future__ import annotations

import re
from datetime import date

from shuangkong.errors import Collector
from shuangkong.territory import Territory

__all__ = ["DivisionNames"]

_CODE = re.compile(r"[0-9]{6}")


class DivisionNames:
    """Finds the code of a division as sheets write it (区划名称换代码), each name of a day once.

    Parameters
    ----------
    on
        Day the names stand on; None takes the last day of the row's period, or the names that have no end.
    """

    def __init__(self, territory: Territory | None, on: date | None) -> None:
        self._territory = territory
        self._on = on
        self._found: dict[tuple[str, date], tuple[str, ...]] = {}

    def code(self, written: str, day: date | None, place: str, problems: Collector) -> str:
        """Return the code of a division; empty, with the problem noted, where it has none.

        Problems noted: ``layout_division_unknown``, ``layout_division_several`` and
        ``layout_division_followed``.
        """
        on = self._on or day or date.max
        if self._territory is None:
            if not _CODE.fullmatch(written):
                problems.add("layout_division_unknown", place, found=written, on=on)
                return ""
            return written
        codes = self._codes(self._territory, written, on)
        if len(codes) > 1:
            problems.add("layout_division_several", place, found=written, codes=", ".join(codes))
            return ""
        if not codes:
            problems.add("layout_division_unknown", place, found=written, on=on)
            return ""
        if _CODE.fullmatch(written) and codes[0] != written:
            problems.add("layout_division_followed", place, "warning", found=written, code=codes[0])
        return codes[0]

    def _codes(self, territory: Territory, written: str, on: date) -> tuple[str, ...]:
        if (written, on) not in self._found:
            if not _CODE.fullmatch(written):
                divisions = territory.named(written, on)
            else:
                divisions = territory.resolve(written, on) if written in territory.codes else ()
                divisions = tuple(each for each in divisions if each.code == written) or divisions
            self._found[written, on] = tuple(division.code for division in divisions)
        return self._found[written, on]
