"""Names (变量): what the expressions of a declaration may speak of, with its type and its value."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from shuangkong.assessment.declarations.declaration import Declaration
from shuangkong.expression import DATE, Scalar, Type, number
from shuangkong.packs import Packs
from shuangkong.quantity import Period
from shuangkong.registers import RegisterType
from shuangkong.registers.rules import PREVIOUS, names_of

__all__ = ["context_cells", "context_types", "own_types", "row_types", "threshold_of"]

_TARGETS = ("targets", "other_targets")


def row_types(type_: RegisterType, types: Mapping[str, RegisterType]) -> dict[str, Type]:
    """Return the names of a row (行变量): its columns, and those of the thing that an event befalls."""
    found = names_of(type_, types.get(type_.of) if type_.of else None)
    return {name: kind for name, kind in found.items() if not name.startswith(PREVIOUS)}


def own_types(type_: RegisterType) -> dict[str, Type]:
    """Return the names of a row by itself (本行变量): its columns alone."""
    return {name: kind for name, kind in names_of(type_, None).items() if not name.startswith(PREVIOUS)}


def context_types(declaration: Declaration, packs: Packs) -> dict[str, Type]:
    """Return the names that every row shares (公共变量): the period, the base year, the thresholds."""
    thresholds = {
        f"threshold.{name}": number(threshold_of(target, packs)[1] or None)
        for name, target in declaration.thresholds.items()
    }
    dates = {"period.start": DATE, "period.end": DATE, "base.end": DATE, "period.year": number()}
    return dates | thresholds


def context_cells(
    declaration: Declaration, packs: Packs, period: Period, base_year: int | None
) -> dict[str, Scalar]:
    """Return the values of those names (公共变量取值)."""
    thresholds = {
        f"threshold.{name}": threshold_of(t, packs)[0] for name, t in declaration.thresholds.items()
    }
    base = None if base_year is None else Period.parse(str(base_year)).end
    dates: dict[str, Scalar] = {"period.start": period.start, "period.end": period.end, "base.end": base}
    return {**dates, "period.year": period.end.year, **thresholds}


def threshold_of(target: str, packs: Packs) -> tuple[Decimal | None, str]:
    """Return the value of a target and its unit (门槛值); nothing where the packs hold no such target."""
    for name in _TARGETS:
        for entry in packs.entries(name):
            if entry["id"] == target:
                value, unit = entry["value"], entry["unit"]
                return (value if isinstance(value, Decimal) else None), str(unit or "")
    return None, ""
