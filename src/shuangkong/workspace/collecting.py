"""Collecting (收报): a file examined whole, then filed whole or not at all; wrong cells marked in a copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.records.office import Office, Signature, Standing, Submission
from shuangkong.records.office.duties import check_rows_own
from shuangkong.records.office.filer import filer_of
from shuangkong.registers.examining import Examination, Examined, examine
from shuangkong.registers.type import RegisterType
from shuangkong.registers.workbook import mark
from shuangkong.schema import Cell, Row
from shuangkong.workspace.folder import Workspace

if TYPE_CHECKING:
    from shuangkong.registers.layout import Layout

__all__ = ["Collected", "Delivery", "Refused", "collect", "examined", "known_layouts", "open_office"]


@dataclass(frozen=True)
class Delivery:
    """A file that somebody hands in (报送件).

    Parameters
    ----------
    filer_code
        For whom it is filed; None for the place or facility of the person who files.
    period
        None takes the round's, else the one period that the rows speak of; where they speak of none, the
        month of filing.
    layout
        Id of the layout that an office's own workbook is read by; None for one made from the template.
    """

    path: Path
    type_id: str
    filer_code: str | None = None
    period: str | None = None
    round_id: str | None = None
    layout: str | None = None
    document_number: str | None = None
    issued_on: date | None = None
    is_synthetic: bool = False


@dataclass(frozen=True)
class Collected:
    """What came of it (收报结果): the filing as it stands, and warnings and notes about its rows."""

    standing: Standing
    rows: int
    problems: tuple[Problem, ...]


class Refused(ProblemsFound):
    """A file that was read and not taken (退回更正): every problem, and the copy that shows them.

    Attributes
    ----------
    marked
        The copy with the wrong cells marked; None where none was asked for.
    """

    def __init__(self, problems: Iterable[Problem], marked: Path | None) -> None:
        super().__init__(problems)
        self.marked = marked


def open_office(workspace: Workspace) -> Office:
    """Return the office of a workspace (办公室)."""
    return Office(
        workspace.records,
        workspace.types,
        workspace.territory,
        division=workspace.division,
        evidence=workspace.evidence,
    )


def known_layouts(workspace: Workspace) -> tuple[Layout, ...]:
    """Return the layouts of the packs and those of the workspace's folder ``layouts/`` (可用版式)."""
    from shuangkong.registers.layout import layouts_of, read_layouts  # most files need none

    own = workspace.folder / "layouts"
    return (*layouts_of(workspace.packs), *(read_layouts(own) if own.is_dir() else ()))


def examined(workspace: Workspace, delivery: Delivery, type_: RegisterType, on: date) -> Examined:
    """Read and check a file against what is kept (初审); nothing is kept.

    Raises
    ------
    ProblemsFound
        If the file is no workbook that can be opened safely, or the layout is not known.
    """
    layout = None
    if delivery.layout is not None:
        from shuangkong.registers.layout import find_layout

        layout = find_layout(known_layouts(workspace), delivery.layout)
    given: dict[str, Cell] = {}
    if "is_synthetic" in type_.table.column_names:
        given["is_synthetic"] = delivery.is_synthetic
    things = None
    if type_.of:
        things = workspace.records.known(workspace.types[type_.of].table.name, on)
    kept = workspace.records.known(type_.table.name, on)
    against = Examination(workspace.territory, on, kept, things, given)
    return examine(delivery.path, type_, against, layout=layout)


def collect(
    workspace: Workspace,
    delivery: Delivery,
    signature: Signature,
    *,
    marked: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Collected:
    """Examine a file and file it (收报): everything in it, or nothing.

    Parameters
    ----------
    marked
        Where to write the copy with the wrong cells marked, if any cell is wrong.
    progress
        Called with the rows kept so far and all there are, from the moment they are read.

    Raises
    ------
    Refused
        With every problem of every cell, ``row_of_another`` and ``filing_period_unclear``.
    ProblemsFound
        If the file is no workbook that can be opened safely; those of
        `shuangkong.records.office.Filings.file`.
    """
    office = open_office(workspace)
    type_ = office.desk.type(delivery.type_id)
    on = office.desk.day(signature.at)
    person, directory = office.desk.actor(signature)
    filer = delivery.filer_code or filer_of(person, type_)
    found = examined(workspace, delivery, type_, on)
    problems = Collector()
    problems.extend(found.problems)
    unread = {each.where for each in problems if each.severity == "error"}
    own = check_rows_own(type_, filer, found.rows, directory, found.place)
    problems.extend(each for each in own if each.where not in unread)  # an unreadable cell is nobody's
    period = delivery.period or _period(office, delivery, type_, found.rows, problems) or f"{on:%Y-%m}"
    if problems.has_errors:
        if marked is not None:
            mark(delivery.path, tuple(problems), marked)
        raise Refused(problems, marked)
    told: Callable[[int], None] | None = None
    if progress is not None:
        told = partial(_tell, progress, len(found.rows))
        told(0)
    standing = office.filings.file(
        Submission(
            type_id=type_.id,
            filer_code=filer,
            period=period,
            rows=found.rows,
            round_id=delivery.round_id,
            document_number=delivery.document_number or _text(found.header, "document_number"),
            issued_on=delivery.issued_on,
            is_synthetic=delivery.is_synthetic,
        ),
        signature,
        progress=told,
    )
    return Collected(standing, len(found.rows), tuple(problems))


def _tell(progress: Callable[[int, int], None], total: int, done: int) -> None:
    progress(done, total)


def _period(
    office: Office, delivery: Delivery, type_: RegisterType, rows: Sequence[Row], problems: Collector
) -> str:
    """Return the period a filing is for; nothing where its rows speak of none."""
    if delivery.round_id is not None:
        return office.rounds.rows(delivery.round_id).round.period
    if "period" not in type_.table.column_names:
        return ""
    periods = sorted({str(row["period"]) for row in rows if row["period"] is not None})
    if len(periods) == 1:
        return periods[0]
    if rows:
        problems.add("filing_period_unclear", delivery.path.name, found=", ".join(periods) or "—")
    return ""


def _text(header: Mapping[str, Cell], name: str) -> str | None:
    cell = header.get(name)
    return None if cell is None else str(cell)
