"""The registers of the demo (演示台账): filled, examined, filed, reviewed, approved and published.

Every act is one the office offers, signed by invented people on days before today; only the workbooks are
left out: rows are examined as those of a workbook are, and what has an error is kept out and told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from shuangkong.errors import Problem
from shuangkong.records.office import Office, Presence, Round, Signature, Submission
from shuangkong.schema import Row
from shuangkong.synthetic.handing_in import Portion, officers, portions
from shuangkong.synthetic.office import DISPATCHER, LEADING, filer_id, reviewer_id
from shuangkong.synthetic.region import Filled, Region
from shuangkong.synthetic.scoring import Finding, findings, key_texts
from shuangkong.synthetic.totals import LABEL
from shuangkong.workspace import Workspace, publish
from shuangkong.workspace.collecting import open_office

__all__ = ["DemoRegisters", "RegisterOutcome", "Told"]

Told = Callable[[int, int], None]
# Days after the opening of the demo's first round; events are filed when their things stand.
_OPENED, _PUBLISHED = 45, 60
_THINGS, _EVENTS = (46, 49, 51), (53, 56, 58)  # filed, filed late, decided
_DUE = {False: 47, True: 54}


@dataclass(frozen=True)
class RegisterOutcome:
    """What came of a register (台账报送结果).

    Attributes
    ----------
    refused
        What was kept out: the key of each row and the problem.
    warned
        How many rows were kept with a warning.
    """

    type_id: str
    counts: Mapping[Presence, int]
    absent: tuple[str, ...]
    kept: int
    warned: int
    refused: tuple[tuple[tuple[str, ...], str, Problem], ...]

    @property
    def by_rule(self) -> Counter[str]:
        """How many rows were refused by which rule."""
        return Counter(rule for _, rule, _ in self.refused)


@dataclass
class _Tally:
    kept: int = 0
    warned: int = 0
    refused: list[tuple[tuple[str, ...], str, Problem]] = field(default_factory=list)


@dataclass(frozen=True)
class DemoRegisters:
    """The registers of one year, by their rounds (演示台账报送).

    Parameters
    ----------
    opened_at
        Moment of the opening of the demo's first round; everything follows it.
    """

    workspace: Workspace
    year: int
    region: Region
    filled: Filled
    opened_at: datetime

    @cached_property
    def office(self) -> Office:
        """The office of the workspace."""
        return open_office(self.workspace)

    @cached_property
    def planned(self) -> tuple[Portion, ...]:
        """Who hands in what."""
        return portions(self.workspace.types, self.filled, self.region)

    def outcomes(self, told: Told) -> tuple[RegisterOutcome, ...]:
        """Run every register from the opening to publishing, once, and return what came of each."""
        if not self.planned:
            return ()
        rounds = self.office.rounds.all()
        is_done = any(each.round_id.startswith(_round_id("")) for each in rounds)
        with self.workspace.records.within():  # all of it or nothing: stopped half way it begins anew
            if not is_done:
                self._open()
            tallies = self._run(told, is_done=is_done)
        if not is_done:
            publish(self.workspace, self._day(_PUBLISHED))
        return tuple(self._outcome(type_id, tally) for type_id, tally in tallies.items())

    def _run(self, told: Told, *, is_done: bool) -> Mapping[str, _Tally]:
        """Examine, file and decide what is planned, in two waves; of what is done already, only examine."""
        tallies: dict[str, _Tally] = {}
        done = 0
        for are_events, (filed, late, decided) in ((False, _THINGS), (True, _EVENTS)):
            wave = [each for each in self.planned if bool(self._type_of(each)) == are_events]
            ids: list[tuple[str, Portion]] = []
            for stance, day in (("filed", filed), ("late", late)):
                for portion in [each for each in wave if each.stance == stance]:
                    rows = self._examined(portion, day, tallies.setdefault(portion.type_id, _Tally()))
                    if rows and not is_done:
                        ids.append((self._file(portion, rows, day), portion))
                    done += 1
                    told(done, len(self.planned))
            done += sum(each.stance == "missing" for each in wave)
            told(done, len(self.planned))
            for filing_id, portion in ids:
                self._decide(filing_id, portion, decided)
        return tallies

    def _type_of(self, portion: Portion) -> str:
        return self.workspace.types[portion.type_id].of

    def _open(self) -> None:
        types = self.workspace.types
        signed = self._signed(DISPATCHER, _OPENED, f"{LABEL.zh} {LABEL.en}")
        self.office.register_persons(officers(types, self.planned, self.region), signed)
        for type_id in dict.fromkeys(each.type_id for each in self.planned):
            due = self._day(_DUE[bool(types[type_id].of)])
            note = f"{LABEL.zh} {LABEL.en}"
            opened = Round(_round_id(type_id), type_id, str(self.year), self._day(_OPENED), due, True, note)
            filers = [each.filer_code for each in self.planned if each.type_id == type_id]
            self.office.rounds.open(opened, filers, signed)

        tables = {type_.table.name for type_ in types.values()}
        for table, rows in self.filled.rows.items():
            if table not in tables:  # no register: kept as the other invented rows of the demo
                self.workspace.records.keep(
                    table, rows, author=DISPATCHER, reason=signed.reason, recorded_at=signed.at
                )

    def _examined(self, portion: Portion, day: int, tally: _Tally) -> list[Row]:
        """Return the rows that may be filed; those with an error are taken out until none is left."""
        type_ = self.workspace.types[portion.type_id]
        things = None
        if type_.of:
            things = self._things(type_.of, day)
        rows = list(portion.rows)
        while rows:
            found = list(findings(rows, type_, things))
            wrong: dict[int, Finding] = {}
            for each in found:
                if each.problem.severity == "error":
                    wrong.setdefault(each.index, each)
            if not wrong:
                tally.warned += len({each.index for each in found})
                break
            for index, each in wrong.items():
                tally.refused.append((key_texts(rows[index], type_.table.key), each.rule, each.problem))
            rows = [row for index, row in enumerate(rows) if index not in wrong]
        tally.kept += len(rows)
        return rows

    def _things(self, type_id: str, day: int) -> Sequence[Row]:
        asked = type_id, day
        if asked not in self._known:
            table = self.workspace.types[type_id].table.name
            self._known[asked] = self.workspace.records.known(table, self._day(day))
        return self._known[asked]

    @cached_property
    def _known(self) -> dict[tuple[str, int], Sequence[Row]]:
        return {}

    def _file(self, portion: Portion, rows: Sequence[Row], day: int) -> str:
        submission = Submission(
            type_id=portion.type_id,
            filer_code=portion.filer_code,
            period=str(self.year),
            rows=rows,
            round_id=_round_id(portion.type_id),
            is_synthetic=True,
        )
        signed = self._signed(filer_id(portion.home, portion.department), day, "台账报送")
        return self.office.filings.file(submission, signed).filing.filing_id

    def _decide(self, filing_id: str, portion: Portion, day: int) -> None:
        type_ = self.workspace.types[portion.type_id]
        steps: list[tuple[str, str]] = []
        if portion.home != self.region.code:
            steps.append(("prefecture_reviewed", reviewer_id(portion.home, portion.department)))
        steps += [("countersigned", f"demo-countersign-{each}") for each in type_.countersigned_by]
        steps.append(("approved", f"demo-approve-{(type_.approved_by or (LEADING,))[0]}"))
        for step, person in steps:
            self.office.filings.step(filing_id, step, self._signed(person, day, "同意"))

    def _outcome(self, type_id: str, tally: _Tally) -> RegisterOutcome:
        found = self.office.rounds.attendance(_round_id(type_id), self._day(_PUBLISHED))
        absent = tuple(line.filer_code for line in found.lines if line.presence == "missing")
        return RegisterOutcome(type_id, found.counts, absent, tally.kept, tally.warned, tuple(tally.refused))

    def _signed(self, person: str, day: int, reason: str) -> Signature:
        return Signature(person, reason, self.opened_at + timedelta(days=day))

    def _day(self, day: int) -> date:
        return self.office.desk.day(self.opened_at + timedelta(days=day))


def _round_id(type_id: str) -> str:
    return f"demo-register-{type_id}"
