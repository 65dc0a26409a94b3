"""Expressions (表达式): parsed once, checked against types, then decided for any number of rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.expression.checking import Checker
from shuangkong.expression.compiling import compiled
from shuangkong.expression.functions import FUNCTIONS
from shuangkong.expression.kind import Kind, Type
from shuangkong.expression.node import Call, Name, Node, walk
from shuangkong.expression.parsing import tree
from shuangkong.expression.throughout import Columns, is_true_throughout
from shuangkong.expression.tracing import traced
from shuangkong.expression.value import Cells, Evaluate, Value
from shuangkong.trace import Trace

__all__ = ["Expression", "parse"]


@dataclass(frozen=True)
class Expression:
    """An expression (表达式) over named cells.

    Examples
    --------
    >>> from shuangkong.expression import number
    >>> rate = parse("energy / output")
    >>> sorted(rate.names)
    ['energy', 'output']
    >>> rate.type_of({"energy": number("吨标准煤"), "output": number("万元")}).unit
    '吨标准煤/万元'
    >>> rate.value({"energy": 6, "output": 4})
    Decimal('1.5')
    >>> rate.value({"energy": 6, "output": 0}).code
    'undefined_ratio'
    """

    text: str
    where: str = field(default="expression", compare=False)
    node: Node = field(kw_only=True, repr=False)

    @cached_property
    def names(self) -> frozenset[str]:
        """Names whose cells the value depends on (变量)."""
        return frozenset(node.name for node in walk(self.node) if isinstance(node, Name))

    @cached_property
    def is_of_group(self) -> bool:
        """Whether it speaks of the rows of a group and not of one row."""
        return any(
            isinstance(node, Call) and FUNCTIONS[node.function].is_of_group for node in walk(self.node)
        )

    @cached_property
    def evaluate(self) -> Evaluate:
        """The compiled expression, for many rows: ``evaluate(cells, group)``."""
        return compiled(self.node, self.text)

    def check(
        self,
        types: Mapping[str, Type],
        *,
        per: Collection[str] | None = None,
        wanted: Kind | None = None,
    ) -> tuple[Problem, ...]:
        """Return what does not fit the types of the names (类型检查); empty if everything does.

        Parameters
        ----------
        per
            Names that all rows of a group share; None where the expression speaks of a single row.
        wanted
            What the whole must be.

        Notes
        -----
        Codes: ``expression_name_unknown``, ``expression_type``, ``expression_units``,
        ``expression_conversion``, ``expression_group_only``, ``expression_outside_group``,
        ``expression_result``.
        """
        problems = Collector()
        checker = Checker(types, per, problems, text=self.text, where=self.where)
        found = checker.type_of(self.node)
        if found is not None and wanted is not None and found.kind != wanted:
            problems.add("expression_result", self.where, found=found, expected=wanted)
        return tuple(problems)

    def type_of(self, types: Mapping[str, Type], *, per: Collection[str] | None = None) -> Type:
        """Return the type of the value (结果类型), its unit with it.

        Raises
        ------
        ProblemsFound
            With what `check` finds.
        """
        problems = Collector()
        found = Checker(types, per, problems, text=self.text, where=self.where).type_of(self.node)
        if found is None:
            raise ProblemsFound(problems)
        return found

    def value(self, cells: Cells, group: Sequence[Cells] = ()) -> Value:
        """Return the value (求值), or why there is none; a missing cell is never zero.

        Raises
        ------
        ProblemsFound
            If a cell is of another type than the expression needs (``expression_cell``).
        """
        try:
            return self.evaluate(cells, group)
        except TypeError as error:
            raise ProblemsFound([Problem("expression_cell", self.where, {"detail": error})]) from None

    def is_true_throughout(self, columns: Columns, count: int) -> bool:
        """Whether it is true in all of so many rows (整块判定), given the columns of its names.

        False says only that some row must be looked at with `value`.
        """
        return is_true_throughout(self.node, columns, count)

    def trace(self, cells: Cells, group: Sequence[Cells] = ()) -> Trace:
        """Return how the value came about (溯源), opened part by part."""
        return traced(self.node, self.text, cells, group)


def parse(text: str, where: str = "expression") -> Expression:
    """Return the expression of a text (解析表达式).

    Raises
    ------
    ProblemsFound
        With what is wrong and at which character of the text, counted from 1.

    Examples
    --------
    >>> parse("missing(a) or a >= 0").value({"a": None})
    True
    """
    return Expression(text, where, node=tree(text, where))
