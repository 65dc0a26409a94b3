"""Dialects (方言): the one SQL text, checked to mean the same on every engine and written for another one.

The texts are in DuckDB's dialect. What an engine may be asked is a short list: choose, join, count, compare
and add. Whatever engines answer differently (division, averages, logarithms, floats) is not on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shuangkong.errors import Collector, Problem, ProblemsFound

if TYPE_CHECKING:
    from sqlglot.exp import Expression

__all__ = ["in_spark"]

_FUNCTIONS = frozenset(
    {
        *("And", "Or", "Xor", "Case", "If", "Coalesce", "Cast", "TryCast"),
        *("Sum", "Count", "Max", "Min"),
        *("Length", "DPipe", "Concat", "Substring"),
    }
)
_OPERATIONS = frozenset({"Div", "IntDiv", "Mod", "Pow", "BitwiseXor"})
_TYPES = frozenset({"DECIMAL", "BIGINT", "INT", "VARCHAR", "TEXT", "DATE", "BOOLEAN"})


def in_spark(text: str) -> str:
    """Return a SELECT in the dialect of Spark (转写为 Spark 方言); ``$name`` becomes ``:name``.

    Raises
    ------
    ProblemsFound
        ``engine_not_one_select``; ``engine_query_failed`` if the text cannot be read; or one
        ``engine_not_portable`` for each function, operation, type or number engines answer differently.

    Examples
    --------
    >>> in_spark("SELECT sum(value) AS total FROM observation WHERE period = $year")
    'SELECT SUM(value) AS total FROM observation WHERE period = :year'
    """
    # A heavy module that only this path needs.
    from sqlglot import exp, parse
    from sqlglot.errors import SqlglotError

    try:
        statements = parse(text, dialect="duckdb")
    except SqlglotError as error:
        reason = str(error).strip().split("\n", 1)[0]
        raise ProblemsFound([Problem("engine_query_failed", where(text), {"reason": reason})]) from error
    statement = statements[0] if len(statements) == 1 else None
    if not isinstance(statement, exp.Query):
        raise ProblemsFound([Problem("engine_not_one_select", where(text), {"found": len(statements)})])
    _refuse_unportable(statement, text)
    named = statement.transform(
        lambda node: exp.Placeholder(this=node.name) if isinstance(node, exp.Parameter) else node
    )
    written: str = named.sql(dialect="spark")
    return written


def where(text: str) -> str:
    """Return the beginning of a text, for a message (出处)."""
    line = " ".join(text.split())
    return f"SQL “{line[:60]}{'…' if len(line) > 60 else ''}”"


def _refuse_unportable(statement: Expression, text: str) -> None:
    problems = Collector()
    for found in sorted({word for node in statement.walk() if (word := _unportable(node))}):
        problems.add("engine_not_portable", where(text), found=found)
    problems.raise_errors()


def _unportable(node: Expression) -> str | None:
    from sqlglot import exp

    kind = type(node).__name__
    if isinstance(node, exp.Anonymous):
        return str(node.name)
    if (isinstance(node, exp.Func) and kind not in _FUNCTIONS) or kind in _OPERATIONS:
        return kind
    if isinstance(node, exp.DataType) and node.this.name not in _TYPES:
        return str(node.this.name)
    if isinstance(node, exp.Literal) and not node.is_string and "e" in node.name.lower():
        return str(node.name)
    return None
