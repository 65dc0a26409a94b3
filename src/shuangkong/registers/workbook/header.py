"""Finding the form in a sheet (识别表头): columns by their labels, in any order, with others beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shuangkong.errors import Collector
from shuangkong.registers.type import FormColumn, RegisterType
from shuangkong.registers.workbook.book import Book, RawCell, Sheet
from shuangkong.registers.workbook.entry import Slot
from shuangkong.registers.workbook.form import (
    FIELD_HEAD,
    SHEET_GUIDE,
    Stamp,
    column_of,
    field_id,
    form_hash,
    label_key,
)

__all__ = ["Header", "check_stamp", "find_header", "labels_of", "stamp_of"]

_LINES_SEARCHED = 50


@dataclass(frozen=True)
class Header:
    """Where the form stands in a sheet (表头位置).

    Attributes
    ----------
    row
        Line of the header, from 0; ``first`` is the first line that may hold data.
    others
        Columns of the sheet that are none of the form: index → header.
    """

    row: int
    first: int
    slots: tuple[Slot, ...]
    others: Mapping[int, str]
    repeated: Mapping[int, str]


def stamp_of(book: Book) -> Stamp | None:
    """Return the version stamp of a workbook: from its properties, or from the line that shows it."""
    stamp = Stamp.of_properties(book.stamp)
    if stamp is not None:
        return stamp
    for sheet in book.sheets:
        for row in sheet.cells[:_LINES_SEARCHED]:
            for cell in row:
                if isinstance(cell, str) and (stamp := Stamp.of_text(cell)):
                    return stamp
    return None


def check_stamp(stamp: Stamp | None, register: RegisterType, problems: Collector, where: str) -> None:
    """Report a workbook made for another type or version (版本核对)."""
    if stamp is None:
        problems.add("filing_stamp_missing", where, "note", version=register.version)
    elif stamp.type_id != register.id:
        problems.add("filing_type_other", where, found=stamp.type_id, expected=register.id)
    elif stamp.version > register.version:
        problems.add("filing_version_newer", where, found=stamp.version, known=register.version)
    elif stamp.version < register.version and stamp.version not in register.renames:
        problems.add("filing_version_unreadable", where, found=stamp.version, known=register.version)
    elif stamp.version < register.version:
        problems.add("filing_version_older", where, "note", found=stamp.version, known=register.version)
    elif stamp.form and stamp.form != form_hash(register):
        problems.add("filing_form_changed", where, "warning", found=stamp.form, expected=form_hash(register))


def labels_of(register: RegisterType, book: Book, stamp: Stamp | None) -> Mapping[str, FormColumn]:
    """Return every label that names a form column: Chinese, English, its own name, and what it was before.

    The sheet of instructions of an older template lists its labels beside its field names, so that a label
    that has changed since is still understood.
    """
    fields = {field_id(form): form for form in register.form}
    renames = register.renames.get(stamp.version, {}) if stamp is not None else {}
    labels: dict[str, FormColumn] = {}
    for label, name in _guide(book):
        column, bracket, sets = name.partition("[")
        form = fields.get(renames.get(column, column) + bracket + sets)
        if form is not None:
            labels[label_key(label)] = form
    for old, new in renames.items():
        if new in fields:
            labels[label_key(old)] = fields[new]
    for form in register.form:
        for label in (form.header.zh, form.header.en, field_id(form)):
            labels[label_key(label)] = form
    return labels


def _guide(book: Book) -> Iterator[tuple[str, str]]:
    """Yield label and field name of every line of the sheet of instructions that has both."""
    for sheet in book.sheets:
        if sheet.name == SHEET_GUIDE:
            at = 1  # where templates before stood them
            for row in sheet.cells:
                at = row.index(FIELD_HEAD) if FIELD_HEAD in row else at
                label, name = row[0], row[at] if at < len(row) else None
                if isinstance(label, str) and isinstance(name, str):
                    yield label, name


def find_header(sheet: Sheet, register: RegisterType, labels: Mapping[str, FormColumn]) -> Header | None:
    """Return where the form stands in a sheet; None where no line names at least half of its columns."""
    best, found = -1, 0
    for row, cells in enumerate(sheet.cells[:_LINES_SEARCHED]):
        count = len({id(form) for form in _forms(cells, labels)})
        if count > found:
            best, found = row, count
    if found * 2 < len(register.form):
        return None
    return _header(sheet, register, labels, best)


def _forms(cells: Iterable[RawCell], labels: Mapping[str, FormColumn]) -> Iterator[FormColumn]:
    for cell in cells:
        if isinstance(cell, str) and (form := labels.get(label_key(cell))) is not None:
            yield form


def _header(sheet: Sheet, register: RegisterType, labels: Mapping[str, FormColumn], row: int) -> Header:
    slots: list[Slot] = []
    others: dict[int, str] = {}
    repeated: dict[int, str] = {}
    for index, cell in enumerate(sheet.cells[row]):
        if cell is None:
            continue
        form = labels.get(label_key(cell))
        if form is None:
            others[index] = str(cell)
        elif any(slot.form is form for slot in slots):
            repeated[index] = str(cell)
        else:
            slots.append(Slot(index, form, column_of(register, form)))
    first = row + 1
    while first < len(sheet.cells) and _repeats_header(sheet.cells[first], labels, slots):
        first += 1
    return Header(row, first, tuple(slots), others, repeated)


def _repeats_header(
    cells: Sequence[RawCell], labels: Mapping[str, FormColumn], slots: Sequence[Slot]
) -> bool:
    """Whether a line below the header only says it again, in English or in names of fields."""
    said = [cells[slot.index] for slot in slots if slot.index < len(cells) and cells[slot.index] is not None]
    return bool(said) and all(label_key(cell) in labels for cell in said)
