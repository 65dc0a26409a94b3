"""Embedded engine (内置引擎): DuckDB in memory, shut off from files, network and Python variables."""

from __future__ import annotations

import atexit
import os
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from shuangkong.engine.dialect import where
from shuangkong.engine.protocol import Parameters
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.schema import Cell

if TYPE_CHECKING:
    import duckdb  # loaded at first use: rows are kept without it

__all__ = ["DuckEngine", "connect", "quoted", "reading"]

_EXACT = re.compile(
    r"DECIMAL\(\d+,\d+\)|U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|VARCHAR|DATE|BOOLEAN|\"NULL\"", re.IGNORECASE
)
_TEXT_LITERAL = re.compile(r"'(?:[^']|'')*'")
_TURNS_INTO_FLOAT = re.compile(r"AS (?:DOUBLE|FLOAT)\b|\b(?:avg|mean)\(")


def connect() -> duckdb.DuckDBPyConnection:
    """Open a private in-memory database that fetches no extension and sees no Python variable."""
    import duckdb

    return duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
        }
    )


def reading() -> duckdb.DuckDBPyConnection:
    """Return a cursor for reading files (读取游标): one private database a process serves them all."""
    return _database_of(os.getpid()).cursor()


@cache
def _database_of(_process: int) -> duckdb.DuckDBPyConnection:
    # One for each process: the threads of a database do not outlive a fork. Let go before the module is.
    atexit.register(_database_of.cache_clear)
    return connect()


def quoted(name: str) -> str:
    """Return an SQL identifier, quoted."""
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class DuckEngine:
    """Runs one SQL text over registered Parquet files (内置引擎).

    Parameters
    ----------
    folder
        The only folder whose files a query may read.
    threads
        How many threads work on a query; as many as the machine has cores unless given. Sums of fixed-point
        numbers are the same for every count.

    Examples
    --------
    >>> with DuckEngine(Path("objects")) as engine:
    ...     engine.run("SELECT 0.1 + 0.2 AS total, $year AS year", {"year": 2020})
    [(Decimal('0.3'), 2020)]
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        self._connection = connect()
        if threads is not None:
            self._connection.execute(f"SET threads = {threads:d}")
        allowed = _literal(str(folder.resolve()) + "/")
        self._connection.execute(f"SET allowed_directories = [{allowed}]")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET explain_output = 'all'")
        self._connection.execute("SET lock_configuration = true")
        self._checked: set[tuple[str, tuple[type, ...]]] = set()

    def __enter__(self) -> DuckEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def register(self, name: str, files: Sequence[Path]) -> None:
        """Make Parquet files readable as the table ``name``; a second call replaces the first."""
        paths = ", ".join(_literal(str(file.resolve())) for file in files)
        self._connection.execute(
            f"CREATE OR REPLACE VIEW {quoted(name)} AS SELECT * FROM read_parquet([{paths}])"
        )
        self._checked.clear()

    def run(self, text: str, parameters: Parameters = ()) -> list[tuple[Cell, ...]]:
        """Answer one SELECT.

        Raises
        ------
        ProblemsFound
            ``engine_not_one_select`` for anything but one SELECT; ``engine_query_failed`` if the database
            refuses it; ``engine_float_inside`` if it turns a value into a float on the way;
            ``engine_result_inexact`` for each column that is no exact number, text, date or truth value.
        """
        from duckdb import Error

        values = dict(parameters) if isinstance(parameters, Mapping) else list(parameters)
        asked = (
            text,
            tuple(type(value) for value in (values.values() if isinstance(values, dict) else values)),
        )
        try:
            self._refuse_other_statements(text)
            if asked not in self._checked:
                self._refuse_floats(text, values)
            answer = self._connection.execute(text, values)
            _refuse_inexact_columns(answer.description or [], text)
            rows: list[tuple[Cell, ...]] = answer.fetchall()
        except Error as error:
            raise _problem("engine_query_failed", text, reason=_first_line(error)) from error
        self._checked.add(asked)
        return rows

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def _refuse_other_statements(self, text: str) -> None:
        from duckdb import StatementType

        statements = self._connection.extract_statements(text)
        if [statement.type for statement in statements] != [StatementType.SELECT]:
            raise _problem("engine_not_one_select", text, found=len(statements))

    def _refuse_floats(self, text: str, values: dict[str, Cell] | list[Cell]) -> None:
        # Summing doubles depends on the order of threads; a cast at the end would hide it from the result's
        # types, so the plan itself is searched.
        for _, plan in self._connection.execute("EXPLAIN (FORMAT JSON) " + text, values).fetchall():
            if _TURNS_INTO_FLOAT.search(_TEXT_LITERAL.sub("''", plan)):
                raise _problem("engine_float_inside", text)


def _refuse_inexact_columns(description: Sequence[Sequence[object]], text: str) -> None:
    problems = [
        Problem("engine_result_inexact", where(text), {"column": column[0], "type": str(column[1])})
        for column in description
        if not _EXACT.fullmatch(str(column[1]))
    ]
    if problems:
        raise ProblemsFound(problems)


def _problem(code: str, text: str, **details: object) -> ProblemsFound:
    return ProblemsFound([Problem(code, where(text), details)])


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]
