"""Distributed engine (分布式引擎): Apache Spark over Spark Connect, asked the same SQL text.

Needs the extra ``shuangkong[spark]`` and a Spark Connect server that can read the frozen files.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shuangkong.engine.dialect import in_spark, where
from shuangkong.engine.protocol import Parameters
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.schema import Cell

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["SparkEngine"]

_PORT = 15002  # of Spark Connect, where an address names none
_PATIENCE = 10  # seconds
_EXACT = re.compile(r"decimal\(\d+,\d+\)|(?:tiny|small|big)?int|string|date|boolean|void")
_TURNS_INTO_FLOAT = re.compile(r"\bas (?:double|float)\b", re.IGNORECASE)
_TEXT_LITERAL = re.compile(r"'(?:[^']|'')*'")
_SETTINGS: Mapping[str, str] = {
    "spark.sql.session.timeZone": "UTC",  # a date must not depend on where the server stands
    "spark.sql.ansi.enabled": "true",  # overflow and bad casts are errors, not NULL
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",  # no digit is dropped to make room
}


class SparkEngine:
    """Runs the one SQL text on Apache Spark (分布式引擎).

    Parameters
    ----------
    remote
        Address of the Spark Connect server, such as ``sc://spark.example:15002``.

    Raises
    ------
    ProblemsFound
        ``engine_spark_missing`` if the extra is not installed; ``engine_spark_unreachable`` if no server
        answers there.
    """

    def __init__(self, remote: str) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise ProblemsFound([Problem("engine_spark_missing", remote, {"reason": error})]) from error
        try:
            _knock(remote)
            self._session = SparkSession.builder.remote(remote).create()
            for name, value in _SETTINGS.items():
                self._session.conf.set(name, value)
        except Exception as error:  # the client raises gRPC, configuration and Spark errors alike
            details = {"reason": _first_line(error)}
            raise ProblemsFound([Problem("engine_spark_unreachable", remote, details)]) from error

    def __enter__(self) -> SparkEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def register(self, name: str, files: Sequence[Path]) -> None:
        """Make Parquet files readable as the table ``name``; a second call replaces the first."""
        frame = self._session.read.parquet(*(file.resolve().as_uri() for file in files))
        frame.createOrReplaceTempView(name)

    def run(self, text: str, parameters: Parameters = ()) -> list[tuple[Cell, ...]]:
        """Answer one SELECT.

        Raises
        ------
        ProblemsFound
            As `shuangkong.engine.DuckEngine.run`, and ``engine_not_portable`` for what engines answer
            differently.
        """
        from pyspark.errors import PySparkException

        written = in_spark(text)
        values = dict(parameters) if isinstance(parameters, Mapping) else list(parameters)
        try:
            frame = self._session.sql(written, args=values)
            _refuse_inexact(frame, text)
            for row in self._session.sql("EXPLAIN EXTENDED " + written, args=values).collect():
                if _TURNS_INTO_FLOAT.search(_TEXT_LITERAL.sub("''", str(row[0]))):
                    raise ProblemsFound([Problem("engine_float_inside", where(text))])
            return [tuple(_cell(cell) for cell in row) for row in frame.collect()]
        except PySparkException as error:
            details = {"reason": _first_line(error)}
            raise ProblemsFound([Problem("engine_query_failed", where(text), details)]) from error

    def close(self) -> None:
        """End the session; the server goes on."""
        self._session.stop()


def _knock(remote: str) -> None:
    # The client itself would go on trying for ten minutes.
    address = urlsplit(remote)
    with socket.create_connection((address.hostname or "", address.port or _PORT), timeout=_PATIENCE):
        pass


def _refuse_inexact(frame: DataFrame, text: str) -> None:
    problems = [
        Problem("engine_result_inexact", where(text), {"column": name, "type": kind})
        for name, kind in frame.dtypes
        if not _EXACT.fullmatch(kind)
    ]
    if problems:
        raise ProblemsFound(problems)


def _cell(cell: object) -> Cell:
    if cell is None or isinstance(cell, str | int | bool | Decimal | date):
        return cell
    raise TypeError(f"no exact cell: {type(cell).__name__}")


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]
