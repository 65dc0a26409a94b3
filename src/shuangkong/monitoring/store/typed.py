"""Typing (取值): texts of a file to numbers, a column at a time and without a float in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shuangkong.errors import Problem
from shuangkong.monitoring.reading import Point, kinds, qualities
from shuangkong.monitoring.store.source import Source

if TYPE_CHECKING:
    import duckdb

__all__ = ["SHOWN", "Codes", "row_problems", "typed"]

SHOWN = 100
"""Problems of one sort that are told one by one; the rest is counted."""

_NATURE_KINDS = {
    "register": "register",
    "state": "state",
    "rate": "rtd",
    "concentration": "rtd",
    "flow": "rtd",
}

# Naive times of the one clock: nothing that names an offset, which the database would add on the way.
_TYPED = """
SELECT coalesce(enum_code(TRY_CAST(f.point AS point_code)), -1)::INTEGER AS point,
    coalesce({kind}, -1)::TINYINT AS kind,
    coalesce({quality}, -1)::TINYINT AS quality,
    coalesce(epoch_us(f.at) // 1000000, -1) AS time,
    coalesce(f.digits, 0) AS digits,
    (CASE WHEN f.dot = 0 THEN 0 ELSE f.size - f.dot END)::UTINYINT AS places,
    f.size = 0 AS is_blank,
    f.size > 0 AND (f.digits IS NULL OR NOT f.is_plain) AS is_wrong{more}
FROM (SELECT *, strlen(written) AS size, instr(written, '.') AS dot,
        TRY_CAST(replace(written, '.', '') AS BIGINT) AS digits,
        regexp_full_match(written, '-?[0-9]*[.]?[0-9]*') AS is_plain,
        CASE WHEN time LIKE '____-__-__ __:__:__' OR regexp_full_match(time, '{clock}')
            THEN TRY_CAST(time AS TIMESTAMP) END AS at
    FROM (SELECT *, coalesce(value, '') AS written{row} FROM {source})) AS f
{joins}
"""


_CLOCK = "[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?"


@dataclass(frozen=True)
class Codes:
    """What texts of a file stand for (代码对照): codes of points, in one order."""

    points: Mapping[str, Point]

    @classmethod
    def of(cls, points: Mapping[str, Point], codes: Mapping[str, str] | None) -> Codes:
        """Return the codes of points: their ids, and the other names that are given for them."""
        named = {**{name: name for name in points}, **(codes or {})}
        return cls({code: points[name] for code, name in named.items() if name in points})

    def numbers(self) -> NDArray[np.int32]:
        """Return the number of the point of each code, in their order."""
        return np.array([point.number for point in self.points.values()], np.int32)

    def decimals(self) -> NDArray[np.int8]:
        """Return the decimals of the point of each code."""
        return np.array([point.decimals for point in self.points.values()], np.int8)

    def kinds(self) -> NDArray[np.int8]:
        """Return the kind of the point of each code where none is said; -1 where it has to be."""
        default = {nature: kinds()[name].number for nature, name in _NATURE_KINDS.items()}
        return np.array([default.get(point.nature, -1) for point in self.points.values()], np.int8)


def _kind_codes() -> dict[str, int]:
    return {
        code: kind.number
        for kind in kinds().values()
        for code in (kind.name, kind.label.zh, str(kind.number))
    }


def _quality_codes() -> dict[str, int]:
    found = {
        code: quality.number
        for quality in qualities().values()
        for code in (quality.name, quality.label.zh, quality.letter)
    }
    return found | {"": qualities()["unflagged"].number}


def typed(
    connection: duckdb.DuckDBPyConnection, source: Source, codes: Codes
) -> dict[str, NDArray[np.generic]]:
    """Return the columns of a file as numbers (列取值); -1 where a code is not known.

    ``point`` is the place among the codes; ``digits`` are a value's digits without the decimal point, and
    ``places`` how many of them stood behind it.
    """
    listed = ", ".join("'" + code.replace("'", "''") + "'" for code in codes.points) or "'—'"
    connection.execute(f"CREATE TEMP TYPE point_code AS ENUM ({listed})")
    _table(connection, "kind_code", _kind_codes())
    _table(connection, "quality_code", _quality_codes())
    found: dict[str, NDArray[np.generic]] = connection.execute(_query(source)).fetchnumpy()
    if not source.has_kind and len(codes.points):
        place = found["point"].astype(np.int32, copy=False)
        found["kind"] = np.where(place < 0, 0, codes.kinds()[place])
    return found


def row_problems(
    connection: duckdb.DuckDBPyConnection, source: Source, codes: Codes, where: str
) -> Iterator[Problem]:
    """Yield what is wrong with the rows of a file whose codes are known to the connection (逐行问题)."""
    more = ", f.row, f.point AS point_text, f.time AS time_text, f.written"
    more += ", f.kind AS kind_text" if source.has_kind else ", '' AS kind_text"
    more += ", f.quality AS quality_text" if source.has_quality else ", '' AS quality_text"
    connection.execute(
        f"CREATE TEMP TABLE checked AS {_query(source, more, ', row_number() OVER () + 1 AS row')}"
    )
    for column in ("point", "kind", "quality"):
        unknown = f"WHERE {column} < 0"
        if column == "kind" and not source.has_kind:
            places = np.flatnonzero(codes.kinds() < 0).tolist()
            unknown = f"WHERE point IN ({', '.join(map(str, places)) or 'NULL'})"
        rows = connection.execute(
            f"SELECT coalesce({column}_text, ''), count(*), min(row) FROM checked {unknown}"
            " GROUP BY ALL ORDER BY 3"
        ).fetchall()
        for code, count, row in rows:
            details = {"found": code or "—", "count": count, "row": row}
            yield Problem(f"readings_{column}_unknown", where, details)
    yield from _wrong_cells(connection, where, "readings_time", "time_text", "time < 0")
    yield from _wrong_cells(connection, where, "readings_value", "written", "is_wrong")


def _wrong_cells(
    connection: duckdb.DuckDBPyConnection, where: str, code: str, column: str, wrong: str
) -> Iterator[Problem]:
    (count,) = connection.execute(f"SELECT count(*) FROM checked WHERE {wrong}").fetchone() or (0,)
    rows = connection.execute(
        f"SELECT row, coalesce({column}, '') FROM checked WHERE {wrong} ORDER BY row LIMIT {SHOWN}"
    ).fetchall()
    for row, found in rows:
        yield Problem(code, f"{where}:{row}", {"found": found or "—"})
    if count > SHOWN:
        yield Problem("readings_more", where, {"code": code, "count": count - SHOWN})


def _query(source: Source, more: str = "", row: str = "") -> str:
    joins = ["LEFT JOIN kind_code AS k ON k.code = f.kind"] if source.has_kind else []
    joins += ["LEFT JOIN quality_code AS q ON q.code = coalesce(f.quality, '')"] if source.has_quality else []
    return _TYPED.format(
        kind="k.number" if source.has_kind else "0",
        quality="q.number" if source.has_quality else str(qualities()["unflagged"].number),
        source=source.text,
        joins="\n".join(joins),
        clock=_CLOCK,
        more=more,
        row=row,
    )


def _table(connection: duckdb.DuckDBPyConnection, name: str, numbers: Mapping[str, int]) -> None:
    connection.execute(f"CREATE TEMP TABLE {name} (code VARCHAR, number INTEGER)")
    columns = [list(numbers), list(numbers.values())]
    connection.execute(f"INSERT INTO {name} SELECT unnest(?::VARCHAR[]), unnest(?::INTEGER[])", columns)
