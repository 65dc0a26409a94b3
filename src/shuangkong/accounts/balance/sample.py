"""Sample balance (示例平衡表): a small invented sheet as a yearbook prints it, with its factors."""

from __future__ import annotations

from importlib import resources

from shuangkong.accounts.balance.filing import Imported, Origin
from shuangkong.accounts.balance.importing import read_sheet
from shuangkong.accounts.balance.layout import find_layout
from shuangkong.accounts.balance.structure import read_structure
from shuangkong.packs import Packs
from shuangkong.quantity import Period
from shuangkong.schema import Row, read_csv, table

__all__ = ["sample_balance", "sample_factors", "sample_sheet"]

_SHEET, _FACTORS = "sample_sheet.csv", "sample_factors.csv"
_SOURCE = "演示数据，数值虚构 synthetic, invented figures"


def sample_sheet() -> str:
    """Return the sheet as CSV text (示例版面): title, head of two tiers, units, 项目 column, footnote."""
    return _text(_SHEET)


def sample_balance(packs: Packs, division: str, period: Period) -> Imported:
    """Return the sample sheet imported as a division's synthetic balance (导入示例平衡表).

    Examples
    --------
    >>> from shuangkong.packs import load_packs
    >>> imported = sample_balance(load_packs("cn"), "000000", Period.parse("2023"))
    >>> len(imported.rows), {row["is_synthetic"] for row in imported.rows}
    (330, {True})
    """
    layout = find_layout(packs, "yearbook-province")
    origin = Origin(division, period, "synthetic", _SOURCE, "constructed", is_synthetic=True)
    return read_sheet(sample_sheet(), layout, read_structure(packs), origin=origin, where=_SHEET)


def sample_factors(division: str, period: Period) -> tuple[Row, ...]:
    """Return the invented factors of the sample as rows of ``balance_factor`` (示例系数)."""
    rows = read_csv(_text(_FACTORS), table("balance_factor"), _FACTORS)
    return tuple({**row, "division_code": division, "period": period.text} for row in rows)


def _text(name: str) -> str:
    return (resources.files("shuangkong.accounts.balance") / name).read_text(encoding="utf-8")
