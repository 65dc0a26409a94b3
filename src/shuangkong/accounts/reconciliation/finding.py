"""Findings (核对发现): what does not fit in published or filed figures, by how much, and the likely cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from shuangkong.accounts.account import Account
from shuangkong.accounts.arithmetic import difference
from shuangkong.accounts.observation import plain
from shuangkong.errors import Problem
from shuangkong.quantity import quantise
from shuangkong.trace import Label, RowReference, Status, worst

__all__ = ["CAUSES", "Cause", "Check", "Finding", "cause_label", "finding", "half_step"]

Check = Literal["identity", "cumulative", "growth", "level", "components", "sources", "lists", "years"]
Cause = Literal[
    "unit_slip_percent",
    "ten_thousand_slip",
    "components_do_not_add",
    "growth_across_vintages",
    "duplicate_source",
    "listed_twice",
    "mislabelled_years",
    "unexplained",
]
CAUSES: tuple[Cause, ...] = get_args(Cause)
_LABELS: dict[Cause, Label] = {
    "unit_slip_percent": Label(
        "增量被印成百分数（单位误植）", "an increment printed as a percentage (slip of unit)"
    ),
    "ten_thousand_slip": Label(
        "差一万倍，单位中的“万”多写或漏写", "off by 10,000: the 万 of a unit added or lost"
    ),
    "components_do_not_add": Label("合计与分项不相等", "the total is not the sum of its components"),
    "growth_across_vintages": Label(
        "跨数据版本计算增速（修订前后不可比）", "growth taken across two vintages of the statistics"
    ),
    "duplicate_source": Label("同一指标有两个来源，数值不同", "two sources state one figure differently"),
    "listed_twice": Label("同一地区重复列入名单", "one division stands in two lists"),
    "mislabelled_years": Label("年份标注错误", "the years are mislabelled"),
    "unexplained": Label("未找到列举的原因", "none of the listed causes fits"),
}
_SHOWN = Decimal("0.000001")


def cause_label(cause: Cause) -> Label:
    """Return a cause in words (原因说明)."""
    return _LABELS[cause]


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit (核对发现) [unit].

    Attributes
    ----------
    check
        Which comparison failed.
    cause
        A cause from the closed list; a proposal, never a correction.
    found, expected
        The figure as it stands, and what the others imply; None where the finding is about names.
    named
        Divisions, years or sources the finding names.
    """

    check: Check
    cause: Cause
    where: str
    unit: str = ""
    found: Decimal | None = None
    expected: Decimal | None = None
    named: tuple[str, ...] = ()
    rows: tuple[RowReference, ...] = ()
    status: Status = "official"
    is_synthetic: bool = False

    @property
    def size(self) -> Decimal | None:
        """How far the figure is off (差额) [unit]: found − expected."""
        if self.found is None or self.expected is None:
            return None
        return difference(self.found, self.expected)

    def problem(self) -> Problem:
        """Return the finding as a warning (提示信息): a published figure is not ours to refuse."""
        label = cause_label(self.cause)
        details: dict[str, object] = {
            "cause_zh": label.zh,
            "cause_en": label.en,
            "found": _shown(self.found),
            "expected": _shown(self.expected),
            "size": _shown(self.size),
            "unit": self.unit,
            "named": "、".join(self.named),
        }
        return Problem(f"reconciliation_{self.check}", self.where, details, "warning")

    def as_json(self) -> dict[str, object]:
        """Return the finding as plain data."""
        return {
            "check": self.check,
            "cause": self.cause,
            "unit": self.unit or None,
            **{name: None if (value := getattr(self, name)) is None else str(value) for name in _NUMBERS},
            "named": list(self.named),
            "rows": [{"table": r.table, "key": list(r.key), "hash": r.table_hash} for r in self.rows],
            "status": self.status,
            "is_synthetic": self.is_synthetic,
            **self.problem().as_json(),
        }


_NUMBERS = ("found", "expected", "size")


def finding(
    check: Check,
    cause: Cause,
    accounts: Sequence[Account],
    *,
    found: Decimal,
    expected: Decimal,
    named: tuple[str, ...] = (),
) -> Finding:
    """Return a finding about the last of some accounts (数值类发现); the others say what was expected."""
    about = accounts[-1]
    return Finding(
        check=check,
        cause=cause,
        where=about.label.zh,
        unit=about.figure.unit,
        found=found,
        expected=expected,
        named=named,
        rows=tuple(row for each in accounts for row in each.figure.trace.rows),
        status=worst(each.figure.status for each in accounts),
        is_synthetic=any(each.figure.is_synthetic for each in accounts),
    )


def half_step(value: Decimal) -> Decimal:
    """Return how far rounding may have moved a printed figure (半个末位): half a step of its last digit.

    Zeros at the end are taken for padding, so the step is never too small.

    Examples
    --------
    >>> half_step(Decimal("9.5")), half_step(Decimal("9.500000")), half_step(Decimal("120"))
    (Decimal('0.05'), Decimal('0.05'), Decimal('0.5'))
    """
    exponent = value.normalize().as_tuple().exponent
    return Decimal("0.5").scaleb(min(0, int(exponent)))


def _shown(value: Decimal | None) -> str:
    return "—" if value is None else plain(quantise(value, _SHOWN))
