"""Tracing (溯源): how an expression came to its value, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shuangkong.expression.compiling import compiled
from shuangkong.expression.node import Binary, Call, Constant, Membership, Name, Node, Unary, parts
from shuangkong.expression.value import Cells, Value
from shuangkong.trace import Absence, Label, Trace

__all__ = ["traced", "written"]


def written(value: Value) -> str:
    """Return a value as it is shown (值的写法).

    Examples
    --------
    >>> written(Decimal("1.50")), written(True), written(date(2024, 1, 1))
    ('1.5', 'true', '2024-01-01')
    """
    if isinstance(value, Absence):
        return f"{value.reason.zh} {value.reason.en}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class _Explanation:
    """What all nodes of one trace share."""

    text: str
    cells: Cells
    group: Sequence[Cells]

    def node(self, node: Node) -> Trace:
        """Return the trace of a node; its parts are evaluated when they are opened."""
        source = self.text[node.start : node.end]
        value = written(compiled(node, self.text)(self.cells, self.group))
        if isinstance(node, Constant | Name):
            return Trace(Label(source, source), value)
        return Trace(Label(source, source), value, formula=source, inputs=lambda: self._inputs(node))

    def _inputs(self, node: Unary | Membership | Binary | Call) -> tuple[Trace, ...]:
        """Return the parts; those of a function of a group are many rows' and stay closed."""
        if isinstance(node, Call) and node.function in {"sum", "count", "any", "all", "only"}:
            rows = len(self.group)
            return (Trace(Label("数据行数", "rows"), str(rows)),)
        return tuple(self.node(part) for part in parts(node) if not isinstance(part, Constant))


def traced(node: Node, text: str, cells: Cells, group: Sequence[Cells]) -> Trace:
    """Return the trace of an expression's value (表达式的溯源)."""
    return _Explanation(text, cells, group).node(node)
