"""Layouts (平衡表版式): which printed label is which flow or product, as declared in a pack."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.packs import Packs
from shuangkong.packs.plain import Plain
from shuangkong.quantity import EnergyBasis
from shuangkong.trace import Label, Status

__all__ = ["Layout", "LayoutColumn", "LayoutRow", "find_layout", "normal_label"]


def normal_label(text: str) -> str:
    """Return a label as it is compared (标签规范化): one width, no blanks anywhere.

    Examples
    --------
    >>> normal_label("９．库存增（－）、减（＋）量 ") == normal_label("9.库存增(-)、减(+)量")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).replace("−", "-").split())


@dataclass(frozen=True)
class LayoutRow:
    """A printed row (版式行) and the sign its quantities are printed with."""

    flow: str
    printed_sign: int = 1


@dataclass(frozen=True)
class LayoutColumn:
    """A printed column (版式列)."""

    product: str
    energy_basis: EnergyBasis | None = None


@dataclass(frozen=True)
class Layout:
    """The layout of one published table (版式).

    Attributes
    ----------
    rows, columns
        Normalised label → what it is.
    written
        Every label as the layout writes it; others of the same normal form are accepted with a note.
    unit
        Unit of the whole table; empty where the sheet names a unit for each column.
    units
        The table's way to write a unit → the unit.
    blank_is_zero
        Whether the source leaves zero cells blank. Otherwise a blank is an absent cell.
    round_to
        Step the source's digits are rounded to; None = digits beyond the column's quantum are a problem.
    tolerance
        What sums of its figures may miss by [unit of each column].
    """

    id: str
    label: Label
    status: Status
    source: str
    item: str
    product_rows: int
    has_unit_row: bool
    footnotes: tuple[str, ...]
    unit: str
    units: Mapping[str, str]
    blank_is_zero: bool
    round_to: Decimal | None
    tolerance: Decimal
    rows: Mapping[str, LayoutRow]
    columns: Mapping[str, LayoutColumn]
    written: frozenset[str]


def find_layout(packs: Packs, layout_id: str) -> Layout:
    """Return a layout by id (查找版式).

    Raises
    ------
    ProblemsFound
        ``balance_layout_unknown`` with the known ids.

    Examples
    --------
    >>> from shuangkong.packs import load_packs
    >>> layout = find_layout(load_packs("cn"), "yearbook-province")
    >>> layout.rows[normal_label("三、损失量")].flow, layout.blank_is_zero
    ('losses', True)
    """
    entries = {str(entry["id"]): entry for entry in packs.entries("balance_layouts")}
    if layout_id not in entries:
        raise ProblemsFound([Problem("balance_layout_unknown", layout_id, {"known": ", ".join(entries)})])
    return _layout(entries[layout_id])


def _layout(entry: Mapping[str, Plain]) -> Layout:
    header = cast(Mapping[str, Plain], entry["header"])
    rows, columns = (cast(tuple[Mapping[str, Plain], ...], entry[name]) for name in ("rows", "columns"))
    return Layout(
        id=str(entry["id"]),
        label=Label(str(entry["zh"]), str(entry["en"])),
        status=cast(Status, entry["status"]),
        source=str(entry["source"]),
        item=normal_label(str(header["item"])),
        product_rows=cast(int, header["product_rows"]),
        has_unit_row=bool(header["unit_row"]),
        footnotes=cast(tuple[str, ...], entry["footnotes"]),
        unit=str(entry["unit"] or ""),
        units=cast(Mapping[str, str], entry["units"]),
        blank_is_zero=bool(entry["blank_is_zero"]),
        round_to=cast(Decimal | None, entry["round_to"]),
        tolerance=cast(Decimal, entry["tolerance"]),
        rows={normal_label(label): _row(each) for each in rows for label in _labels(each)},
        columns={normal_label(label): _column(each) for each in columns for label in _labels(each)},
        written=frozenset(label for each in (*rows, *columns) for label in _labels(each)),
    )


def _row(entry: Mapping[str, Plain]) -> LayoutRow:
    return LayoutRow(str(entry["flow"]), cast(int, entry["printed_sign"]))


def _column(entry: Mapping[str, Plain]) -> LayoutColumn:
    return LayoutColumn(str(entry["product"]), cast(EnergyBasis | None, entry["energy_basis"]))


def _labels(entry: Mapping[str, Plain]) -> tuple[str, ...]:
    return cast(tuple[str, ...], entry["labels"])
