"""Values of standards (标准参数值): a number or an interval with everything that makes it citable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from shuangkong.quantity import EnergyBasis
from shuangkong.standards.edition import Edition
from shuangkong.trace import SignOff, Status

__all__ = ["Entry", "StandardValue"]


@dataclass(frozen=True)
class StandardValue:
    """A value of a standard (标准参数值).

    Parameters
    ----------
    value, value_max
        The number [unit]; with ``value_max`` it is an interval, of which no midpoint is ever taken.
        ``value`` is None only in what `matches` lists; `lookup` raises instead.
    energy_basis
        当量值 or 等价值 for electricity and heat; None where the two do not differ.
    status
        How this very figure was read, not the worst of its row.
    conditions
        What else the figure depends on: variant, year, process, level, bounds of a price step.
    table, key, columns
        The cells it was read from: what a sign-off names.
    sign_offs
        Who confirmed it in the workspace; none as it is shipped.
    """

    metric: str
    subject: str
    value: Decimal | None
    value_max: Decimal | None
    unit: str
    edition: str
    energy_basis: EnergyBasis | None
    document: str
    source: str
    status: Status
    valid_from: date | None
    valid_to: date | None
    note: str = ""
    conditions: Mapping[str, str] = field(default_factory=dict)
    table: str = ""
    key: tuple[str | None, ...] = ()
    columns: tuple[str, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()

    @property
    def is_interval(self) -> bool:
        """Whether the standard gives a range, from which a measured or chosen value must be taken."""
        return self.value_max is not None

    def __str__(self) -> str:
        given = ", ".join(f"{name}={text}" for name, text in self.conditions.items())
        number = "–" if self.value is None else str(self.value)
        number += f"…{self.value_max}" if self.value_max is not None else ""
        basis = f", {self.energy_basis}" if self.energy_basis else ""
        return f"{self.subject} {number} {self.unit} [{self.edition}{basis}{', ' if given else ''}{given}]"


@dataclass(frozen=True)
class Entry:
    """A value with the names it answers to (参数条目) and the edition that dates it."""

    value: StandardValue
    names: frozenset[str]
    edition: Edition
    is_set_each_year: bool = False
