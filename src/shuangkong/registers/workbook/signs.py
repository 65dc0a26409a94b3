"""Signs of a sheet (单元格特征收集): gathered cell by cell, its extent measured before it is allocated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from shuangkong.registers.workbook.book import Range, Spot, Traits
from shuangkong.registers.workbook.container import Limits, refusal

__all__ = ["SheetSigns", "check_extents", "is_percent"]

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def is_percent(code: str) -> bool:
    """Whether a number format shows a value as a percentage; a sign in quotes changes no value.

    Examples
    --------
    >>> is_percent("0.00%"), is_percent('0.0"%"'), is_percent(r"0\\%"), is_percent("0.0")
    (True, False, False, False)
    """
    return "%" in _QUOTED.sub("", code)


@dataclass
class SheetSigns:
    """What is found in one sheet of an old format (单元格特征), while it is read."""

    formulas: dict[Spot, str] = field(default_factory=dict)
    errors: dict[Spot, str] = field(default_factory=dict)
    percents: set[Spot] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    is_hidden: bool = False
    rows: int = 0
    columns: int = 0

    def reach(self, row: int, column: int) -> None:
        """Note that a value stands in a cell; both counted from 0."""
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)

    @property
    def traits(self) -> Traits:
        """What was found, as a sheet carries it."""
        return Traits(
            self.formulas,
            self.errors,
            frozenset(self.percents),
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
        )


def check_extents(sheets: Mapping[str, SheetSigns], where: str, limits: Limits) -> None:
    """Refuse a workbook that reaches further than may be read.

    Its sheets together may hold what one may: the reader of old formats opens them all at once.

    Raises
    ------
    ProblemsFound
        ``sheet_too_large``.
    """
    cells = 0
    for name, sheet in sheets.items():
        cells += sheet.rows * sheet.columns
        if sheet.rows > limits.rows or sheet.columns > limits.columns or cells > limits.cells:
            raise refusal(
                "sheet_too_large",
                f"{where}!{name}",
                rows=sheet.rows,
                columns=sheet.columns,
                allowed_rows=limits.rows,
                allowed_columns=limits.columns,
                allowed_cells=limits.cells,
            )
