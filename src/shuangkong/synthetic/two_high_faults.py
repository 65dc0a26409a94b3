"""Planted faults of the two-high registers (“两高”台账预埋错误): each breaks one rule on purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.region import Fault, Filled, Planted

__all__ = ["spoil"]

Cells = dict[str, Cell]


@dataclass(frozen=True)
class _Spoiling:
    """One way to spoil a row: which rows it fits, the cells it writes, the rule meant to find it."""

    table: str
    key: str
    column: str
    fault: Fault
    rule: str
    fits: Callable[[Row], bool]
    cells: Callable[[Row], Cells]
    share: Decimal = Decimal("0.01")


def _day(row: Row, name: str) -> date:
    value = row[name]
    assert isinstance(value, date)
    return value


def _amount(row: Row, name: str) -> Decimal:
    value = row[name]
    assert isinstance(value, Decimal)
    return value


def _has(*names: str) -> Callable[[Row], bool]:
    return lambda row: all(row[name] is not None for name in names)


_PROJECT, _LINE = ("two_high_project", "two_high_id"), ("two_high_line", "two_high_line_id")
_WAYS = (
    _Spoiling(
        *_PROJECT,
        "review_on",
        "contradictory",
        "reviewed_before_production",
        _has("review_on", "built_on"),
        lambda row: {
            "review_on": _day(row, "built_on") + timedelta(days=40),
            "review_valid_to": _day(row, "built_on") + timedelta(days=770),
        },
    ),
    _Spoiling(
        *_PROJECT,
        "design_equal_tce",
        "wrong",
        "equal_not_below_calorific",
        lambda row: _amount(row, "design_equal_tce") > _amount(row, "design_calorific_tce"),
        lambda row: {
            "design_equal_tce": row["design_calorific_tce"],
            "design_calorific_tce": row["design_equal_tce"],
        },
    ),
    _Spoiling(
        *_PROJECT,
        "design_factor_year",
        "missing",
        "factor_named",
        lambda row: _amount(row, "design_electricity_10k_kwh") > 0,
        lambda _row: {"design_factor_year": None},
    ),
    _Spoiling(
        *_PROJECT,
        "closing_document",
        "missing",
        "closed_with_proof",
        _has("closed_on"),
        lambda _row: {"closing_document": None},
        Decimal("0.15"),
    ),
    _Spoiling(
        *_LINE,
        "two_high_line_energy_after",
        "wrong",
        "retrofit_saves",
        _has("two_high_line_energy_after"),
        lambda row: {"two_high_line_energy_after": _amount(row, "two_high_line_unit_energy") + 1},
        Decimal("0.08"),
    ),
    _Spoiling(
        *_LINE,
        "closing_document",
        "missing",
        "eliminated_with_proof",
        _has("two_high_line_eliminated_on"),
        lambda _row: {"closing_document": None},
        Decimal("0.2"),
    ),
    _Spoiling(
        *_LINE,
        "two_high_line_due_on",
        "contradictory",
        "due_after_found",
        _has("two_high_line_due_on"),
        lambda row: {"two_high_line_due_on": _day(row, "two_high_line_found_on") - timedelta(days=200)},
        Decimal("0.05"),
    ),
    _Spoiling(
        "two_high_actual",
        "two_high_id",
        "actual_energy_tce",
        "wrong",
        "within_approval",
        _has("actual_energy_tce"),
        lambda row: {"actual_energy_tce": _amount(row, "actual_energy_tce") * 10},
    ),
    _Spoiling(
        "two_high_actual",
        "two_high_id",
        "actual_energy_basis",
        "contradictory",
        "basis_of_approval",
        _has("actual_energy_basis"),
        lambda row: {
            "actual_energy_basis": "calorific"
            if row["actual_energy_basis"] == "coal_equivalent"
            else "coal_equivalent"
        },
    ),
    _Spoiling(
        "two_high_violation",
        "two_high_violation_id",
        "evidence_document",
        "missing",
        "rectified_with_evidence",
        lambda row: row["violation_state"] == "rectified",
        lambda _row: {"evidence_document": None},
        Decimal("0.2"),
    ),
    _Spoiling(
        "two_high_substitution",
        "two_high_substitution_id",
        "substitution_supply",
        "wrong",
        "demand_covered",
        _has("substitution_supply"),
        lambda row: {"substitution_supply": _amount(row, "substitution_supply") / 100},
        Decimal("0.05"),
    ),
)


def spoil(rows: Mapping[str, Sequence[Row]], dice: Random) -> Filled:
    """Return the rows with faults planted (预埋错误), each row spoiled once, and the answer key."""
    found = {table: list(each) for table, each in rows.items()}
    planted: list[Planted] = []
    touched: set[tuple[str, int]] = set()
    for way in _WAYS:
        table = found.get(way.table, [])
        fitting = [i for i, row in enumerate(table) if (way.table, i) not in touched and way.fits(row)]
        count = max(1, int(len(fitting) * way.share)) if fitting else 0
        for index in sorted(dice.sample(fitting, k=count)):
            touched.add((way.table, index))
            table[index] = {**table[index], **way.cells(table[index])}
            key = [str(table[index][way.key])]
            key += [str(table[index]["period"])] if way.table == "two_high_actual" else []
            planted.append(Planted(way.table, tuple(key), way.column, way.fault, way.rule))
    planted += _twice(found, dice)
    return Filled(found, planted)


def _twice(rows: dict[str, list[Row]], dice: Random) -> list[Planted]:
    """Let one source serve two projects; the rule marks the first of the rows that share it."""
    table = rows.get("two_high_substitution", [])
    if len(table) < 2:
        return []
    first, second = sorted(dice.sample(range(len(table)), k=2))
    table[second] = {**table[second], "substitution_source_id": table[first]["substitution_source_id"]}
    key = (str(table[first]["two_high_substitution_id"]),)
    return [Planted("two_high_substitution", key, "substitution_source_id", "contradictory", "source_once")]
