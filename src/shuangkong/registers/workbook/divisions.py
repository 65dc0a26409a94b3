"""Divisions as a filer writes them (区划填写): by code or name, of today or of old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shuangkong.territory import LEVELS, Territory

__all__ = ["DivisionFound", "Divisions"]


@dataclass(frozen=True)
class DivisionFound:
    """What a written division stands for (区划识别): its code, or the problem that forbids it.

    A code with a problem is read and the problem says how.
    """

    code: str
    problem: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


class Divisions:
    """Finds the division that a cell means (区划识别), on a day.

    Examples
    --------
    >>> def row(code, name, start=None, end=None):
    ...     return {"division_code": code, "name_zh": name, "name_en": None, "level": "prefecture",
    ...             "parent_code": None, "valid_from": start, "valid_to": end, "status": "constructed",
    ...             "source": "示例"}
    >>> divisions = Divisions(Territory([row("990700", "甲市")]), date(2024, 12, 31))
    >>> divisions.find("甲市").code, divisions.find("990700 甲市").code, divisions.find("乙市").problem
    ('990700', '990700', 'entry_division_unknown')
    """

    def __init__(self, territory: Territory, on: date) -> None:
        self._territory = territory
        self._on = on
        self._names: dict[str, list[str]] = {}
        self._codes: set[str] = set()
        for level in LEVELS:
            for division in territory.at_level(level, on):
                self._codes.add(division.code)
                for name in {division.name.zh, division.name.en}:
                    self._names.setdefault(name, []).append(division.code)

    def find(self, text: str) -> DivisionFound:
        """Return the division of a code, a name, or a code and a name with a blank between them."""
        if text in self._codes:
            return DivisionFound(text)
        if text in self._territory.codes:
            return self._of_old_code(text)
        codes = self._names.get(text, [])
        if len(codes) == 1:
            return DivisionFound(codes[0])
        if codes:
            return DivisionFound("", "entry_division_ambiguous", {"found": text, "codes": ", ".join(codes)})
        code, _, name = text.partition(" ")
        if code in self._codes and code in self._names.get(name.strip(), ()):
            return DivisionFound(code)
        return DivisionFound("", "entry_division_unknown", {"found": text, "on": self._on})

    def _of_old_code(self, code: str) -> DivisionFound:
        others = self._territory.resolve(code, self._on)
        details = {"found": code, "codes": ", ".join(other.code for other in others) or "–", "on": self._on}
        if len(others) == 1:
            details["name"] = others[0].name.zh
            return DivisionFound(others[0].code, "entry_division_recoded", details)
        return DivisionFound("", "entry_division_ambiguous", details)
