"""Reading rows of older versions (读取旧版本的行): through the renames of the type; the rows stay as kept."""

from __future__ import annotations

from shuangkong.errors import Collector
from shuangkong.registers.type import RegisterType
from shuangkong.schema import Cell, Row

__all__ = ["read_through"]


def read_through(row: Row, type_: RegisterType, version: int) -> Row:
    """Return a row kept under a version of a type in the columns it has now (按改名表读取).

    A column that the version did not have is missing; one that was renamed to nothing is left out.

    Raises
    ------
    ProblemsFound
        ``row_version_unknown`` if the type was never at that version, ``row_column_unknown`` for each column
        that neither is there now nor was renamed, ``row_column_twice`` where two old ones are now the same.
    """
    problems = Collector()
    if not 1 <= version <= type_.version:
        problems.add("row_version_unknown", type_.id, found=version, version=type_.version)
    names = type_.renames.get(version, {})
    cells: dict[str, Cell] = {}
    for old, cell in row.items():
        now = names.get(old, old)
        if not now:
            continue
        if now not in type_.table.column_names:
            problems.add("row_column_unknown", type_.id, column=old, found=version)
        elif now in cells:
            problems.add("row_column_twice", type_.id, column=old, now=now)
        cells[now] = cell
    problems.raise_errors()
    return {name: cells.get(name) for name in type_.table.column_names}
