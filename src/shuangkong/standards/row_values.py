"""Values of one standards row (参数行的数值) and the cells they are read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from shuangkong.errors import Collector
from shuangkong.quantity import EnergyBasis
from shuangkong.schema import Row, write_cell
from shuangkong.schema import table as find_table
from shuangkong.standards.edition import Edition, written_editions
from shuangkong.standards.value import Entry, StandardValue
from shuangkong.trace import Status

__all__ = ["RowValues", "chosen_editions", "number", "text"]


def text(row: Row, name: str) -> str:
    """Return a text cell, blank as the empty text."""
    return cast(str | None, row[name]) or ""


def number(row: Row, name: str) -> Decimal | None:
    """Return a decimal cell; None where it is blank."""
    return cast(Decimal | None, row[name])


def chosen_editions(table: str, written: str, problems: Collector, where: str) -> tuple[Edition, ...]:
    """Return the editions a table's cell means; one that is not listed is a problem."""
    found = written_editions(table).get(written, ())
    if not found:
        problems.add("standard_edition_unlisted", where, edition=written, table=table)
    return found


@dataclass(frozen=True)
class RowValues:
    """What all values of one row share (同一行数值的共同部分)."""

    table: str
    row: Row
    subject: str
    names: Iterable[str]
    editions: tuple[Edition, ...]
    document: str = ""
    energy_basis: EnergyBasis | None = None
    conditions: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str | None, ...]:
        """The row's key as written (主键)."""
        layout = find_table(self.table)
        cells = ((self.row[name], layout.column(name)) for name in layout.key)
        return tuple(None if cell is None else write_cell(cell, column) for cell, column in cells)

    def values(
        self,
        metric: str,
        columns: tuple[str, ...],
        unit: str,
        *,
        status: Status | None = None,
        is_set_each_year: bool = False,
        **conditions: str,
    ) -> Iterator[Entry]:
        """Yield the value of a column, or of two that bound it, under each of its editions.

        Equal bounds are one number.
        """
        low, high = number(self.row, columns[0]), number(self.row, columns[-1])
        given = {name: said for name, said in {**self.conditions, **conditions}.items() if said}
        for edition in self.editions:
            value = StandardValue(
                metric=metric,
                subject=self.subject,
                value=low,
                value_max=None if high == low else high,
                unit=unit,
                edition=edition.id,
                energy_basis=self.energy_basis,
                document=self.document or edition.document,
                source=text(self.row, "source"),
                status=status or cast(Status, self.row["status"]),
                valid_from=edition.valid_from,
                valid_to=edition.valid_to,
                note=text(self.row, "note"),
                conditions=given,
                table=self.table,
                key=self.key,
                columns=columns[:1] if high == low else columns,
            )
            names = frozenset({self.subject, *(name for name in self.names if name)})
            yield Entry(value, names, edition, is_set_each_year)
