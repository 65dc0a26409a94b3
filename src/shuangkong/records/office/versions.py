"""Versions of a document's figures (文件版次): the last version of a document supersedes those before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shuangkong.errors import Collector
from shuangkong.schema import Cell, Row

__all__ = ["standing_versions"]


def standing_versions(
    rows: Iterable[Row],
    *,
    about: Sequence[str],
    document: str = "document_number",
    version: str = "document_version",
) -> tuple[Row, ...]:
    """Return the rows of each document's last version (现行版次): of assigned targets, declared figures.

    Parameters
    ----------
    about
        Columns that say what a row is about: of assigned targets the division, the period, the indicator and
        the kind of target, so that a basic and an incentive target both stand. Two documents on one thing
        both stand too, for a person to choose between.

    Raises
    ------
    ProblemsFound
        ``version_repeated`` where one version of a document gives two rows about the same.

    Examples
    --------
    >>> first = {"document_number": "甲1号", "document_version": 1, "division_code": "990100", "value": 12}
    >>> second = first | {"document_version": 2, "value": 13}
    >>> [row["value"] for row in standing_versions([second, first], about=["division_code"])]
    [13]
    """
    problems = Collector()
    last: dict[tuple[Cell, ...], Row] = {}
    for row in sorted(rows, key=lambda row: _number(row[version])):
        key = (row[document], *(row[name] for name in about))
        if key in last and last[key][version] == row[version] and last[key] != row:
            where = "，".join("" if cell is None else str(cell) for cell in key[1:])
            problems.add("version_repeated", where, document=row[document], version=row[version])
        last[key] = row
    problems.raise_errors()
    return tuple(last[key] for key in sorted(last, key=lambda key: tuple(map(str, key))))


def _number(cell: Cell) -> int:
    if not isinstance(cell, int):
        raise TypeError(f"a version is a number, not {cell!r}")
    return cell
