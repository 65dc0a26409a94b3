"""Checking (类型检查): an expression against the types of its names, before any row is seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from shuangkong.errors import Collector
from shuangkong.expression.functions import FUNCTIONS
from shuangkong.expression.kind import (
    DATE,
    OPEN,
    TEXT,
    TRUTH,
    Kind,
    Type,
    common_unit,
    number,
    unit_ratio,
)
from shuangkong.expression.node import Binary, Call, Constant, Membership, Name, Node, Unary
from shuangkong.quantity import find_unit

__all__ = ["Checker"]

_WRITTEN = frozenset({"text", "period"})
_MOST_DIGITS = 12


class Checker:
    """Finds the type of every node (类型检查), noting what does not fit; a fault is noted once.

    Parameters
    ----------
    types
        Name → type.
    per
        Names that all rows of a group share; None where the expression speaks of a single row.
    """

    def __init__(
        self,
        types: Mapping[str, Type],
        per: Collection[str] | None,
        problems: Collector,
        *,
        text: str,
        where: str,
    ) -> None:
        self._types = types
        self._per = per
        self._problems = problems
        self._text = text
        self._where = where
        self._is_of_each_row = per is None

    def _note(self, code: str, node: Node, **details: object) -> None:
        self._problems.add(code, f"{self._where}:{node.start + 1}", **details)

    def _written(self, node: Node) -> str:
        return self._text[node.start : node.end]

    def type_of(self, node: Node) -> Type | None:
        """Return the type of a node, or None where it has none; why not has been noted then."""
        if isinstance(node, Constant):
            return _constant(node)
        if isinstance(node, Name):
            return self._name(node)
        if isinstance(node, Unary):
            wanted: Kind = "number" if node.operator == "-" else "truth"
            return self._wanted(node.operand, wanted)
        if isinstance(node, Membership):
            return self._membership(node)
        if isinstance(node, Binary):
            return self._binary(node)
        return self._call(node)

    def _name(self, node: Name) -> Type | None:
        found = self._types.get(node.name)
        if found is None:
            known = ", ".join(self._types)
            self._note("expression_name_unknown", node, found=node.name, known=known)
        elif not self._is_of_each_row and node.name not in (self._per or ()):
            self._note("expression_outside_group", node, found=node.name)
        return found

    def _wanted(self, node: Node, *kinds: Kind) -> Type | None:
        """Return the type of a node that must be of some kind."""
        found = self.type_of(node)
        if found is not None and found.kind not in kinds:
            self._note(
                "expression_type", node, found=found, expected="/".join(kinds), operand=self._written(node)
            )
            return None
        return found

    def _alike(self, left: Node, right: Node, *kinds: Kind) -> Type | None:
        """Return the type that two operands share, their unit included."""
        one, other = self._wanted(left, *kinds), self._wanted(right, *kinds)
        if one is None or other is None:
            return None
        if one.kind == other.kind == "number":
            shared = common_unit(one, other)
            if shared is None:
                self._note(
                    "expression_units",
                    left,
                    left=self._written(left),
                    left_unit=one.unit or "1",
                    right=self._written(right),
                    right_unit=other.unit or "1",
                )
            return shared
        if one.kind != other.kind and not {one.kind, other.kind} <= _WRITTEN:
            self._note("expression_type", right, found=other, expected=one.kind, operand=self._written(right))
            return None
        return one

    def _membership(self, node: Membership) -> Type | None:
        kinds: tuple[Kind, ...] = ("number", "text", "period", "date")
        found = [self._alike(node.operand, option, *kinds) for option in node.options]
        return None if None in found else TRUTH

    def _binary(self, node: Binary) -> Type | None:
        if node.operator in {"and", "or"}:
            sides = self._wanted(node.left, "truth"), self._wanted(node.right, "truth")
            return None if None in sides else TRUTH
        if node.operator in {"=", "!="}:
            kinds: tuple[Kind, ...] = ("number", "text", "period", "date", "truth")
            return TRUTH if self._alike(node.left, node.right, *kinds) else None
        if node.operator in {"<", "<=", ">", ">="}:
            return TRUTH if self._alike(node.left, node.right, "number", "date") else None
        if node.operator in {"+", "-"}:
            return self._alike(node.left, node.right, "number")
        left, right = self._wanted(node.left, "number"), self._wanted(node.right, "number")
        if left is None or right is None:
            return None
        if left.unit is None or right.unit is None:
            return OPEN
        return Type("number", unit_ratio(left.unit, right.unit, is_product=node.operator == "*"))

    def _call(self, node: Call) -> Type | None:
        if not FUNCTIONS[node.function].is_of_group:
            return self._plain(node)
        if self._is_of_each_row:
            self._note("expression_group_only", node, function=node.function)
            return None
        self._is_of_each_row = True
        found = self._grouped(node)
        self._is_of_each_row = False
        return found

    def _grouped(self, node: Call) -> Type | None:
        if node.function == "sum":
            return self._wanted(node.arguments[0], "number")
        if node.function == "only":
            value, condition = self.type_of(node.arguments[0]), self._wanted(node.arguments[1], "truth")
            return None if condition is None else value
        found = [self._wanted(argument, "truth") for argument in node.arguments]
        if None in found:
            return None
        return number() if node.function == "count" else TRUTH

    def _plain(self, node: Call) -> Type | None:
        first = node.arguments[0]
        if node.function in {"missing", "present"}:
            return None if self.type_of(first) is None else TRUTH
        if node.function in {"min", "max"}:
            return self._extreme(node)
        if node.function == "if":
            condition = self._wanted(first, "truth")
            kinds: tuple[Kind, ...] = ("number", "text", "period", "date", "truth")
            found = self._alike(node.arguments[1], node.arguments[2], *kinds)
            return None if condition is None else found
        if node.function in {"year", "month"}:
            return None if self._wanted(first, "date", "period") is None else number()
        if node.function == "years":
            days = [self._wanted(argument, "date") for argument in node.arguments]
            return None if None in days else number("年")
        if node.function == "length":
            return None if self._wanted(first, "text", "period") is None else number()
        if node.function == "ends":
            texts = [self._wanted(argument, "text") for argument in node.arguments]
            return None if None in texts else TRUTH
        if node.function == "convert":
            return self._conversion(node)
        if node.function == "round":
            self._check_digits(node.arguments[1])
        return self._wanted(first, "number")

    def _extreme(self, node: Call) -> Type | None:
        first, *others = node.arguments
        found = [self._alike(first, other, "number", "date") for other in others]
        return None if None in found else found[-1]

    def _check_digits(self, node: Node) -> None:
        value = node.value if isinstance(node, Constant) else None
        if not isinstance(value, Decimal) or value != int(value) or value > _MOST_DIGITS:
            self._note(
                "expression_type",
                node,
                found=self._written(node),
                expected=f"0–{_MOST_DIGITS}",
                operand=self._written(node),
            )

    def _conversion(self, node: Call) -> Type | None:
        value, *written = node.arguments
        found = self._wanted(value, "number")
        units = [
            find_unit(unit.value) if isinstance(unit, Constant) and isinstance(unit.value, str) else None
            for unit in written
        ]
        source, target = units
        if source is None or target is None or source.dimension != target.dimension:
            self._note(
                "expression_conversion",
                node,
                source=self._written(written[0]),
                target=self._written(written[1]),
            )
            return None
        if found is not None and common_unit(found, number(source.symbol)) is None:
            self._note(
                "expression_units",
                value,
                left=self._written(value),
                left_unit=found.unit or "1",
                right=self._written(written[0]),
                right_unit=source.symbol,
            )
            return None
        return None if found is None else number(target.symbol)


def _constant(node: Constant) -> Type:
    """Return the type of a written value; zero goes with every unit, as it is nothing in each."""
    if isinstance(node.value, bool):
        return TRUTH
    if isinstance(node.value, Decimal):
        return OPEN if not node.value and not node.unit else number(node.unit)
    return TEXT if isinstance(node.value, str) else DATE
