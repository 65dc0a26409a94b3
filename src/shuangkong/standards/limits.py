"""Limits, levels and prices (限额、能效水平、电价、排放限值), from rows of the four tables."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from typing import cast

from shuangkong.errors import Collector
from shuangkong.schema import Row
from shuangkong.standards.edition import Edition
from shuangkong.standards.row_values import RowValues, chosen_editions, number, text
from shuangkong.standards.value import Entry
from shuangkong.trace import Status

__all__ = ["efficiency_entries", "emission_entries", "limit_entries", "price_entries"]

_PRICE_CONDITIONS = (
    "jurisdiction",
    "surcharge_type",
    "metric",
    "metric_unit",
    "lower",
    "lower_inclusive",
    "upper",
    "upper_inclusive",
    "step_size",
    "condition",
)
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def efficiency_entries(row: Row, problems: Collector, where: str) -> Iterator[Entry]:
    """Yield the benchmark (标杆水平) and the baseline (基准水平) of a product."""
    shared = RowValues(
        "standard_efficiency",
        row,
        subject=text(row, "product"),
        names=(),
        editions=chosen_editions("standard_efficiency", text(row, "edition"), problems, where),
        conditions={"process": text(row, "process"), "indicator": text(row, "metric")},
    )
    for level in ("benchmark", "baseline"):
        yield from shared.values("efficiency_level", (level,), text(row, "level_unit"), level=level)


def limit_entries(row: Row, problems: Collector, where: str) -> Iterator[Entry]:
    """Yield the three levels of an energy limit (能耗限额); a blank level is not defined, not failed."""
    shared = RowValues(
        "standard_limit",
        row,
        subject=text(row, "product"),
        names=(),
        editions=chosen_editions("standard_limit", text(row, "standard"), problems, where),
        conditions={"indicator": text(row, "metric")},
    )
    for level in ("1", "2", "3"):
        yield from shared.values("energy_limit", (f"level{level}",), text(row, "level_unit"), level=level)


def emission_entries(row: Row, problems: Collector, where: str) -> Iterator[Entry]:
    """Yield the limit of a pollutant at a source (排放限值)."""
    oxygen = number(row, "reference_o2_pct")
    shared = RowValues(
        "standard_emission",
        row,
        subject=text(row, "source_point"),
        names=(),
        editions=chosen_editions("standard_emission", text(row, "document"), problems, where),
        conditions={
            "pollutant": text(row, "pollutant"),
            "jurisdiction": text(row, "jurisdiction"),
            "operator": text(row, "limit_op"),
            "reference_o2_pct": "" if oxygen is None else str(oxygen),
        },
    )
    yield from shared.values("emission_limit", ("limit",), text(row, "limit_unit"))


def price_entries(row: Row, problems: Collector, where: str) -> Iterator[Entry]:
    """Yield a step of a price rule (电价加价); the rule is its edition and the row dates it.

    A step that adds per ``step_size`` carries the surcharge per step as its value.
    """
    try:
        first, last = _day(text(row, "effective_from")), _day(text(row, "effective_to"), is_last=True)
    except ValueError:
        problems.add("standard_date_invalid", where, found=f"{row['effective_from']}–{row['effective_to']}")
        return
    edition = Edition(
        id=text(row, "rule_id"),
        document=text(row, "document"),
        valid_from=first,
        valid_to=last,
        named_only=first is None,
        not_before=None,
        status=cast(Status, row["status"]),
        source=text(row, "source"),
    )
    step = number(row, "step_size")
    shared = RowValues(
        "standard_price",
        row,
        subject=text(row, "industry"),
        names=text(row, "industry").split(";"),
        editions=(edition,),
        conditions={name: "" if row[name] is None else str(row[name]) for name in _PRICE_CONDITIONS},
    )
    column = "surcharge_cny_per_kwh" if step is None else "step_surcharge_cny_per_kwh"
    unit = "CNY/kWh" if step is None else "CNY/kWh per step"
    yield from shared.values("tiered_price", (column,), unit)


def _day(written: str, *, is_last: bool = False) -> date | None:
    """Return the day a date of reduced precision begins, or ends, with (2021-08 → 1 or 31 August)."""
    if not written:
        return None
    if not _DATE.fullmatch(written):
        raise ValueError(written)
    parts = [int(part) for part in written.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if is_last else 1)
    if len(parts) == 3:
        return date(year, month, parts[2])
    return date(year, month, calendar.monthrange(year, month)[1] if is_last else 1)
