"""Checks of a facility's lines (收支核对): nothing negative, nothing used that was not there."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shuangkong.accounts.arithmetic import exact_sum
from shuangkong.accounts.facility.line import Flow, Line
from shuangkong.errors import Collector
from shuangkong.quantity import find_unit

__all__ = ["check_lines"]

_INTO: tuple[Flow, ...] = ("purchase", "opening_stock", "own_output", "medium", "medium_output")
_OUT_OF: tuple[Flow, ...] = ("closing_stock", "sold", "conversion_input", "feedstock", "medium_sold")


def check_lines(lines: Sequence[Line], where: str) -> None:
    """Refuse lines that cannot be right (收支核对), all problems at once.

    Raises
    ------
    ProblemsFound
        ``facility_no_lines``, ``facility_quantity_negative``, ``facility_unit_unknown``,
        ``facility_factor_incomplete``, ``facility_units_differ``, ``facility_stock_one_sided``,
        ``facility_more_used_than_had``, ``facility_synthetic_beside_real``.
    """
    problems = Collector()
    if not lines:
        problems.add("facility_no_lines", where)
    if len({line.is_synthetic for line in lines}) > 1:
        problems.add("facility_synthetic_beside_real", where)
    for line in lines:
        _check_line(line, problems, f"{where} {line}")
    if not len(problems):
        for product in dict.fromkeys(line.product for line in lines):
            _check_product(
                [line for line in lines if line.product == product], problems, f"{where} {product}"
            )
    problems.raise_errors()


def _check_line(line: Line, problems: Collector, where: str) -> None:
    if line.quantity < 0 or (line.measured is not None and line.measured <= 0):
        found = line.quantity if line.quantity < 0 else line.measured
        problems.add("facility_quantity_negative", where, found=found, unit=line.unit)
    if find_unit(line.unit) is None:
        problems.add("facility_unit_unknown", where, found=line.unit)
    if (line.measured is None) != (line.factor_unit == ""):
        problems.add("facility_factor_incomplete", where, factor=line.measured, unit=line.factor_unit or "—")


def _check_product(lines: Sequence[Line], problems: Collector, where: str) -> None:
    dimensions = {line.amount[0] for line in lines}
    if len(dimensions) > 1:
        problems.add("facility_units_differ", where, found=" / ".join(sorted({line.unit for line in lines})))
        return
    stocks = {line.flow for line in lines} & {"opening_stock", "closing_stock"}
    if len(stocks) == 1:
        problems.add("facility_stock_one_sided", where, found=next(iter(stocks)))
    had, used = _amount(lines, _INTO), _amount(lines, _OUT_OF)
    if used > had:
        problems.add("facility_more_used_than_had", where, had=had, used=used, more=used - had)


def _amount(lines: Sequence[Line], flows: tuple[Flow, ...]) -> Decimal:
    return exact_sum(line.amount[1] for line in lines if line.flow in flows)
