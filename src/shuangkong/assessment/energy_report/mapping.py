"""Mapping (报表转核算数据): a report as the energy lines and outputs that the facility accounts count."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from shuangkong.accounts.arithmetic import ratio
from shuangkong.accounts.facility import Flow, Line, Output
from shuangkong.assessment.energy_report.report import EnergyReport, EnergyUse

__all__ = ["accounted_lines", "accounted_outputs"]

_FLOWS: tuple[tuple[Flow, str], ...] = (
    ("opening_stock", "opening"),
    ("purchase", "purchased"),
    ("own_output", "own_output"),
    ("conversion_input", "conversion"),
    ("feedstock", "feedstock"),
    ("sold", "sold"),
    ("closing_stock", "closing"),
)


def accounted_lines(report: EnergyReport, *, synthetic: bool = False) -> tuple[Line, ...]:
    """Return a report's table 2 as lines of the facility account (表2 转能源收支).

    A blank cell makes no line. A measured factor comes with what was bought and in stock; all else takes the
    factors of the account.
    """
    made: list[Line] = []
    for use in report.uses:
        for flow, name in _FLOWS:
            quantity = use.cell(name)
            if quantity is not None:
                line = _line(flow, use, quantity)
                made.append(replace(line, number=len(made) + 1, is_synthetic=synthetic))
    return tuple(made)


def _line(flow: Flow, use: EnergyUse, quantity: Decimal) -> Line:
    is_measured = use.is_measured and flow in ("purchase", "opening_stock")
    return Line(
        flow=flow,
        product=use.product,
        quantity=quantity,
        unit=use.unit,
        measured=use.factor if is_measured else None,
        factor_unit=use.factor_unit if is_measured else "",
        status=use.status,
    )


def accounted_outputs(report: EnergyReport, *, synthetic: bool = False) -> tuple[Output, ...]:
    """Return a report's whole products as outputs with their share of the energy (表4 转产量与分摊).

    Lines of a process, of electricity alone, or without energy make none; the shares may sum to less than 1.
    """
    total = None if report.totals is None else report.totals.calorific
    if total is None:
        return ()
    found = []
    for line in report.products:
        share = None if line.energy is None or line.process else ratio(line.energy, total)
        if line.output is not None and isinstance(share, Decimal):
            found.append(Output(line.product, line.output, line.unit, share, line.status, synthetic))
    return tuple(found)
