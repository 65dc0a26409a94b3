"""Divisions and successions (行政区划及其沿革) as rows state them, dated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from shuangkong.trace import Label, Status

__all__ = ["LEVELS", "ChangeKind", "Division", "Level", "Succession"]

Level = Literal["nation", "region", "prefecture", "county"]
ChangeKind = Literal["recode", "merge", "split"]
LEVELS: tuple[Level, ...] = ("nation", "region", "prefecture", "county")


@dataclass(frozen=True)
class Division:
    """A division (行政区划) under one code, for the days it stands under it.

    Parameters
    ----------
    code
        Six digits of GB/T 2260.
    name
        Official name; the English one is the Chinese where a row gives none.
    valid_from, valid_to
        First and last day; None where the row records no beginning, or no end yet.
    """

    code: str
    name: Label
    level: Level
    parent_code: str | None
    valid_from: date | None
    valid_to: date | None
    status: Status
    source: str

    @classmethod
    def from_row(cls, row: Mapping[str, object]) -> Division:
        """Return the division a row of the table ``division`` states."""
        name_zh = cast(str, row["name_zh"])
        return cls(
            code=cast(str, row["division_code"]),
            name=Label(name_zh, cast(str | None, row["name_en"]) or name_zh),
            level=cast(Level, row["level"]),
            parent_code=cast(str | None, row["parent_code"]),
            valid_from=cast(date | None, row["valid_from"]),
            valid_to=cast(date | None, row["valid_to"]),
            status=cast(Status, row["status"]),
            source=cast(str, row["source"]),
        )

    def holds(self, on: date) -> bool:
        """Whether the code is in use on a day.

        Examples
        --------
        >>> division = Division("990100", Label("甲市", "Jia"), "prefecture", None, date(2001, 12, 31), None,
        ...                     "constructed", "示例")
        >>> division.holds(date(2001, 12, 30)), division.holds(date(2001, 12, 31))
        (False, True)
        """
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)


@dataclass(frozen=True)
class Succession:
    """One code following another (代码沿革) from a day on.

    ``recode`` is the same place under a new code; ``merge`` joins the old place to another; ``split`` takes
    a part of the old place out.
    """

    old_code: str
    new_code: str
    kind: ChangeKind
    effective_on: date
    note: str
    status: Status
    source: str

    @classmethod
    def from_row(cls, row: Mapping[str, object]) -> Succession:
        """Return the succession a row of the table ``division_succession`` states."""
        return cls(
            old_code=cast(str, row["old_code"]),
            new_code=cast(str, row["new_code"]),
            kind=cast(ChangeKind, row["kind"]),
            effective_on=cast(date, row["effective_on"]),
            note=cast(str | None, row["note"]) or "",
            status=cast(Status, row["status"]),
            source=cast(str, row["source"]),
        )
