"""Units of figures (计量单位换算): one quantity in another multiple of its unit, or a reasoned absence."""

from __future__ import annotations

from dataclasses import replace

from shuangkong.accounts.arithmetic import compound, ratio
from shuangkong.quantity import find_unit
from shuangkong.trace import Absence, Figure, Label

__all__ = ["in_unit"]


def in_unit(figure: Figure, symbol: str | None) -> Figure:
    """Return a figure in another unit of the same dimension (单位换算) [symbol].

    A unit of another dimension, or one nobody knows, leaves it absent with ``unit_differs``.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from shuangkong.trace import Trace
    >>> figure = Figure(Decimal(22500), "万吨标准煤", Trace(Label("", ""), ""))
    >>> in_unit(figure, "亿吨标准煤").value
    Decimal('2.25')
    >>> in_unit(figure, "%").absence.code
    'unit_differs'
    """
    if figure.value is None or symbol is None or figure.unit == symbol:
        return figure
    held, wanted = find_unit(figure.unit), find_unit(symbol)
    if held is not None and wanted is not None and held.dimension == wanted.dimension:
        value = ratio(compound((figure.value, held.factor)), wanted.factor)
        if not isinstance(value, Absence):
            return replace(figure, value=value, unit=symbol)
    reason = Absence(
        "unit_differs",
        Label(
            f"数据单位 {figure.unit} 与目标单位 {symbol} 不同类", f"{figure.unit} is no unit like {symbol}"
        ),
    )
    return replace(figure, value=None, absence=reason)
