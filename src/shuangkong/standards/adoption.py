"""Parameter sign-off (参数核定): a shipped value, confirmed by two persons against the official text.

A sign-off names the value it confirmed. Where the value shipped is another one by now, it confirms nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from shuangkong.schema import Row, write_cell
from shuangkong.schema import table as find_table
from shuangkong.standards.value import StandardValue
from shuangkong.trace import SignOff, Status, worst

__all__ = ["Adoption", "adoptions", "confirmed", "key_of", "raised", "values_of"]


@dataclass(frozen=True)
class Adoption:
    """One signed-off value (核定值).

    Attributes
    ----------
    kind
        ``table``: a cell of a standards table; ``rule``: a parameter of a rule edition.
    name
        Name of the table, or ``key@edition`` of the rule.
    key
        JSON list of the row's key; path of the parameter, or ``*`` for the whole edition.
    """

    id: str
    kind: Literal["table", "rule"]
    name: str
    key: str
    sign_off: SignOff

    @property
    def where(self) -> str:
        """What it confirms, in one line."""
        return f"{self.id} {self.name} {self.key}"


def adoptions(rows: Iterable[Row], persons: Iterable[Row], *, on: date) -> tuple[Adoption, ...]:
    """Return the sign-offs that hold on a day (某日有效的核定): signed by two different persons by then.

    Parameters
    ----------
    rows, persons
        Rows of the tables ``adoption`` and ``person``; a person is named as there, else by id. Synthetic
        sign-offs confirm nothing.
    """
    names = {str(row["person_id"]): str(row["name_zh"]) for row in persons}
    found = [_read(row, names) for row in rows if _is_signed(row, on)]
    return tuple(sorted(found, key=lambda each: (each.sign_off.signed_on, each.id)))


def _is_signed(row: Row, on: date) -> bool:
    second = row["second_person"]
    if second is None or second == row["first_officer"] or row["is_synthetic"]:
        return False
    days = (row["first_signed_on"], row["second_signed_on"])
    return all(isinstance(day, date) and day <= on for day in days)


def _read(row: Row, names: Mapping[str, str]) -> Adoption:
    first, second = str(row["first_officer"]), str(row["second_person"])
    sign_off = SignOff(
        confirmed=str(row["adopted_column"] or row["adopted_key"]),
        value=str(row["adopted_value"]),
        confirmed_as=cast(Status, row["adopted_as"]),
        document=str(row["confirmed_document"]),
        page=str(row["document_page"]),
        persons=(names.get(first, first), names.get(second, second)),
        signed_on=max(cast(date, row["first_signed_on"]), cast(date, row["second_signed_on"])),
    )
    kind = cast(Literal["table", "rule"], row["adopted_kind"])
    return Adoption(
        str(row["adoption_id"]), kind, str(row["adopted_name"]), str(row["adopted_key"]), sign_off
    )


def raised(status: Status, confirmed_as: Status) -> Status:
    """Return the status of a value that was confirmed (核定后的状态): never a worse one.

    Examples
    --------
    >>> raised("unverified", "secondary"), raised("official", "secondary")
    ('secondary', 'official')
    """
    return confirmed_as if worst((status, confirmed_as)) == status else status


def values_of(value: StandardValue) -> dict[str, str]:
    """Return column → written form of the cells a standard's value was read from (参数原值)."""
    layout = find_table(value.table)
    cells: Sequence[Decimal | None] = (value.value, value.value_max)
    return {
        column: write_cell(cell, layout.column(column))
        for column, cell in zip(value.columns, cells, strict=False)
        if cell is not None
    }


def confirmed(value: StandardValue, held: Iterable[Adoption]) -> StandardValue:
    """Return a standard's value as signed off (核定后的参数值): its status raised, its signers named.

    An interval is confirmed only when both its bounds are.
    """
    if not value.table:
        return value
    of_row = [
        each.sign_off
        for each in held
        if (each.kind, each.name) == ("table", value.table) and key_of(each.key) == value.key
    ]
    if not of_row:
        return value
    chosen: list[SignOff] = []
    for column, written in values_of(value).items():
        fitting = [each for each in of_row if (each.confirmed, each.value) == (column, written)]
        if not fitting:
            return value
        chosen.append(fitting[-1])
    status = raised(value.status, worst(each.confirmed_as for each in chosen))
    return replace(value, status=status, sign_offs=tuple(chosen))


def key_of(written: str) -> tuple[str | None, ...] | None:
    """Return a row's key from its JSON list (行主键), None where it is none.

    Examples
    --------
    >>> key_of('["GB/T 2589-2020", "原煤"]')
    ('GB/T 2589-2020', '原煤')
    """
    try:
        found = json.loads(written)
    except ValueError:
        return None
    return tuple(found) if isinstance(found, list) else None
