"""The demo's round (演示调度): filed by workbook, reviewed, countersigned, approved, published, corrected.

It goes the way the single commands go, on days before today, with invented figures and people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import cast

import openpyxl

import shuangkong
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.records.office import Attendance, Office, Round, Signature, Standing
from shuangkong.registers.workbook import TemplateOptions, write_template
from shuangkong.schema import Row
from shuangkong.snapshot import Snapshot
from shuangkong.synthetic.office import (
    APPROVER,
    COUNTERSIGNERS,
    DISPATCHER,
    filer_id,
    reviewer_id,
    synthetic_people,
)
from shuangkong.synthetic.totals import ENERGY, LABEL
from shuangkong.workspace import Workspace, publish
from shuangkong.workspace.collecting import Delivery, collect, examined, open_office

__all__ = ["DAYS_BACK", "DemoRound", "Outcome", "is_filed"]

DAYS_BACK = 70  # the round was opened this many days before today
TYPE = "annual_energy_statistic"
# Days after the opening.
_REFUSED, _FILED, _RETURNED, _DUE, _LATE, _REMINDED, _DECIDED, _PUBLISHED, _CORRECTED = (
    4,
    5,
    6,
    7,
    9,
    10,
    12,
    13,
    43,
)
_SHOWN = (_REFUSED, _REMINDED, _PUBLISHED, _CORRECTED)
_SLIP = Decimal("1.25")  # what the first figure of one filer is too high by, until it is corrected
_HEADER, _FIRST_LINE = 3, 6  # lines of the template
_HEADS = {
    "地区": "区划代码",
    "年份": "年份",
    "能耗": "能源消费总量",
    "阶段": "数据阶段",
    "版本": "数据版本",
    "来源": "来源",
}


def is_filed(row: Row, year: int, region: str) -> bool:
    """Whether a synthetic row comes in through the round, and is not kept beforehand (经报送入库的行)."""
    is_energy = row.get("indicator_id") == ENERGY and row.get("period") == str(year)
    return is_energy and row["division_code"] != region


@dataclass(frozen=True)
class Outcome:
    """What came of the round (调度结果)."""

    attendance: Attendance
    refused: Path
    problems: tuple[Problem, ...]
    marked: Path
    returned: str
    corrected: str
    snapshots: tuple[Snapshot, ...]


@dataclass(frozen=True)
class DemoRound:
    """One round of the demo (演示调度).

    Parameters
    ----------
    rows
        The synthetic rows that the divisions file, one for each that files at all.
    opened_at
        Moment of its opening; everything else follows from it.
    """

    workspace: Workspace
    year: int
    rows: Sequence[Row]
    opened_at: datetime

    @property
    def round_id(self) -> str:
        """Id of the round."""
        return f"demo-{self.year}"

    @cached_property
    def office(self) -> Office:
        """The office of the workspace."""
        return open_office(self.workspace)

    @cached_property
    def folder(self) -> Path:
        """Where the workbooks lie."""
        folder = self.workspace.folder / "filings"
        folder.mkdir(exist_ok=True)
        return folder

    def outcome(self) -> Outcome:
        """Run it from the opening to the correction a month later, once, and return what came of it."""
        found = {each.round_id: each for each in self.office.rounds.all()}.get(self.round_id)
        if found is None:
            self._run()
            return self.outcome()
        day = {number: found.opened_on + timedelta(days=number) for number in (0, *_SHOWN)}
        snapshots = {each.manifest.known_on: each for each in self.workspace.snapshots()}
        _, refused, returned, corrected = self._parts
        delivery = self._delivery(self._refused_path(refused), in_round=True)
        type_ = self.workspace.types[TYPE]
        return Outcome(
            attendance=self.office.rounds.attendance(self.round_id, day[_REMINDED]),
            refused=delivery.path,
            problems=examined(self.workspace, delivery, type_, day[_REFUSED]).problems,
            marked=_marked(delivery.path),
            returned=returned,
            corrected=corrected,
            snapshots=tuple(snapshots[day[number]] for number in (0, _PUBLISHED, _CORRECTED)),
        )

    @property
    def _parts(self) -> tuple[str, str, str, str]:
        """Who is late, whose workbook is refused, whose filing is returned, whose figure is corrected."""
        late, refused, returned, corrected = sorted(str(row["division_code"]) for row in self.rows)[:4]
        return late, refused, returned, corrected

    def _run(self) -> None:
        publish(self.workspace, self._day(0))
        self._open()
        by_code = {str(row["division_code"]): row for row in self.rows}
        late, refused, returned, corrected = self._parts
        self._refused_first(by_code[refused])
        slip = {**by_code[corrected], "value": _slipped(by_code[corrected])}
        in_time = {code: row for code, row in (by_code | {corrected: slip}).items() if code != late}
        filed = {code: self._file(code, row, _FILED) for code, row in in_time.items()}
        self._sign(filed[returned], "returned", reviewer_id(returned), _RETURNED, "请核对后重新报送")
        filed[late] = self._file(late, by_code[late], _LATE)
        filed[returned] = self._file(returned, by_code[returned], _LATE, note="已核对")
        self._file_again(late, filed[late])
        self.office.rounds.remind(self.round_id, self._signed(DISPATCHER, _REMINDED, "催报"))
        for code, standing in filed.items():
            self._decide(standing, code)
        publish(self.workspace, self._day(_PUBLISHED))
        correction = self._file(corrected, by_code[corrected], _CORRECTED, note="更正", in_round=False)
        self._decide(correction, corrected, _CORRECTED)
        publish(self.workspace, self._day(_CORRECTED))

    def _open(self) -> None:
        on = self._day(0)
        territory = self.workspace.territory
        below = territory.children(self.workspace.division, on)
        people = synthetic_people(territory.division(self.workspace.division, on), below)
        self.office.register_persons(people, self._signed(DISPATCHER, 0, f"{LABEL.zh} {LABEL.en}"))
        opened = Round(
            self.round_id, TYPE, str(self.year), on, self._day(_DUE), True, f"{LABEL.zh} {LABEL.en}"
        )
        signed = self._signed(DISPATCHER, 0, "年度调度")
        self.office.rounds.open(opened, [division.code for division in below], signed)

    def _refused_first(self, row: Row) -> None:
        """File a workbook with wrong cells: nothing of it is kept, and a copy shows what is wrong."""
        code = str(row["division_code"])
        path = self._refused_path(code)
        self._workbook(path.name, row, {"地区": "不存在的盟", "能耗": f"{row['value']}万吨"})
        with suppress(ProblemsFound):
            self._deliver(path, code, _REFUSED, in_round=True, marked=_marked(path))

    def _refused_path(self, code: str) -> Path:
        return self.folder / f"{code}-有误.xlsx"

    def _file(self, code: str, row: Row, day: int, *, note: str = "", in_round: bool = True) -> Standing:
        path = self._workbook(f"{code}{f'-{note}' if note else ''}.xlsx", row)
        return self._deliver(path, code, day, in_round=in_round)

    def _file_again(self, code: str, standing: Standing) -> None:
        """File the same workbook once more, which changes nothing (重复报送不变)."""
        if self._deliver(self.folder / f"{code}.xlsx", code, _LATE, in_round=True) != standing:
            raise AssertionError("the same workbook filed again changed something")

    def _deliver(
        self, path: Path, code: str, day: int, *, in_round: bool, marked: Path | None = None
    ) -> Standing:
        delivery = self._delivery(path, in_round=in_round)
        signed = self._signed(filer_id(code), day, "年报" if in_round else "核定后更正")
        return collect(self.workspace, delivery, signed, marked=marked).standing

    def _delivery(self, path: Path, *, in_round: bool) -> Delivery:
        round_id = self.round_id if in_round else None
        return Delivery(path, TYPE, period=str(self.year), round_id=round_id, is_synthetic=True)

    def _decide(self, standing: Standing, code: str, day: int = _DECIDED) -> None:
        steps = [("prefecture_reviewed", reviewer_id(code))]
        steps += [("countersigned", person) for person in COUNTERSIGNERS]
        for step, person in (*steps, ("approved", APPROVER)):
            self._sign(standing, step, person, day, "同意")

    def _sign(self, standing: Standing, step: str, person: str, day: int, opinion: str) -> None:
        self.office.filings.step(standing.filing.filing_id, step, self._signed(person, day, opinion))

    def _workbook(self, name: str, row: Row, wrong: Mapping[str, str] | None = None) -> Path:
        """Write the template and fill one line of it, as a filer would."""
        path = self.folder / name
        division = self.workspace.territory.division(str(row["division_code"]), self._day(0))
        write_template(
            self.workspace.types[TYPE],
            path,
            TemplateOptions(divisions=[division], release=shuangkong.__version__),
        )
        line: dict[str, str | float] = {
            "地区": division.name.zh,
            "年份": str(row["period"]),
            "能耗": float(cast(Decimal, row["value"])),
            "阶段": str(row["stage"]),
            "版本": str(row["vintage"]),
            "来源": str(row["source"]),
        }
        line.update(wrong or {})
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        for number, head in enumerate(sheet[_HEADER], 1):
            for field, word in _HEADS.items():
                if str(head.value).startswith(word):
                    sheet.cell(_FIRST_LINE, number).value = line[field]
        book.save(path)
        return path

    def _signed(self, person: str, day: int, reason: str) -> Signature:
        return Signature(person, reason, self.opened_at + timedelta(days=day))

    def _day(self, day: int) -> date:
        return self.office.desk.day(self.opened_at + timedelta(days=day))


def _marked(path: Path) -> Path:
    return path.with_name(f"{path.stem}.标注.xlsx")


def _slipped(row: Row) -> Decimal:
    return (cast(Decimal, row["value"]) * _SLIP).quantize(Decimal("0.01"))
