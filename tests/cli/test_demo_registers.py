"""Registers of the demo go the way every filing goes: examined, filed, decided, published; errors out."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from itertools import product
from pathlib import Path

import pytest
from rich.console import Console

from shuangkong.cli.demo_registers import DemoRegisters, RegisterOutcome
from shuangkong.cli.register_outcome import show_registers
from shuangkong.cli.screen import Screen
from shuangkong.schema import Cell, Row
from shuangkong.synthetic.handing_in import portions
from shuangkong.synthetic.office import DISPATCHER, synthetic_people
from shuangkong.synthetic.region import Filled, Region, region_of
from shuangkong.workspace import Workspace
from shuangkong.workspace.collecting import open_office

UNIT, RETROFIT = "coal_power_unit", "coal_power_retrofit"
LATER = date(2099, 1, 1)
BEGUN = datetime.now(UTC).replace(microsecond=0) - timedelta(days=70)
WRONG = "U-150200-1"


@dataclass(frozen=True)
class Run:
    """The registers run once, with what came of them and how often they told of progress."""

    registers: DemoRegisters
    outcomes: tuple[RegisterOutcome, ...]
    told: list[tuple[int, int]]


def filled(region: Region, workspace: Workspace) -> Filled:
    """Return two units and a retrofit each for every prefecture; that of a wrong unit befalls nothing."""

    def row(type_id: str, cells: dict[str, Cell]) -> Row:
        marked = region.marked(cells)
        return {name: marked.get(name) for name in workspace.types[type_id].table.column_names}

    units, retrofits = [], []
    for code, number in product([each.code for each in region.prefectures], "12"):
        name = f"{code}-{number}"
        thing: dict[str, Cell] = {"generating_unit_id": f"U-{name}", "division_code": code}
        units.append(
            row(UNIT, thing | {
                "plant_name": "示例电厂", "unit_name": number, "generating_state": "operating",
                "capacity_10k_kw": Decimal("-1.00" if f"U-{name}" == WRONG else "30.00"),
                "commissioned_on": date(2010, 1, 1), "is_heat_supplying": False, "is_chp": False,
            })
        )  # fmt: skip
        retrofits.append(
            row(RETROFIT, thing | {
                "retrofit_id": f"R-{name}", "retrofit_kind": "flexibility",
                "retrofit_state": "planned", "retrofit_capacity_10k_kw": Decimal("30.00"),
            })
        )  # fmt: skip
    return Filled({UNIT: units, RETROFIT: retrofits})


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("registers") / "w"
    workspace = Workspace.create(folder, name="w", division="150000", packs=("cn-15-14fyp",))
    region = region_of(workspace.packs, "150000", seed=1, years=range(2020, 2026)).thinned(100)
    office, on = open_office(workspace), BEGUN.date()
    top = workspace.territory.division("150000", on)
    people = synthetic_people(top, workspace.territory.children("150000", on))
    registers = DemoRegisters(workspace, 2025, region, filled(region, workspace), BEGUN)
    signed = registers._signed(DISPATCHER, 0, "r")
    office.register_persons(people, signed)
    told: list[tuple[int, int]] = []
    return Run(registers, registers.outcomes(lambda n, of: told.append((n, of))), told)


def known(done: Run, table: str) -> set[str]:
    workspace = done.registers.workspace
    key = workspace.types[table].table.key[0]
    return {str(row[key]) for row in workspace.records.known(table, LATER)}


def test_rows_stand_once_approved_and_wrong_ones_are_kept_out_and_told(done: Run) -> None:
    unit, retrofit = done.outcomes
    assert [each.type_id for each in done.outcomes] == [UNIT, RETROFIT]
    assert dict(unit.by_rule) == {"capacity_positive": 1}
    ((key, _, problem),) = unit.refused
    assert key == (WRONG,)
    assert "容量必须大于零" in problem.text("zh")
    assert dict(retrofit.by_rule) == {"row_thing_unknown": 1}, "the unit it befalls was kept out"
    assert unit.kept == len(known(done, UNIT)) == 23
    assert retrofit.kept == len(known(done, RETROFIT))
    assert WRONG not in known(done, UNIT)


def test_who_is_late_or_missing_is_planned_and_told_by_attendance(done: Run) -> None:
    workspace, region = done.registers.workspace, done.registers.region
    planned = portions(workspace.types, done.registers.filled, region)
    for outcome in done.outcomes:
        mine = [each for each in planned if each.type_id == outcome.type_id]
        for stance in ("filed", "late", "missing"):
            assert outcome.counts[stance] == sum(each.stance == stance for each in mine), stance
        assert set(outcome.absent) == {each.filer_code for each in mine if each.stance == "missing"}
    assert sum(each.counts["late"] for each in done.outcomes) >= 1


def test_every_filing_goes_through_every_step_signed_by_different_people(done: Run) -> None:
    office = open_office(done.registers.workspace)
    standings = office.filings.all()
    assert len(standings) == sum(each.stance != "missing" for each in done.registers.planned)
    for each in standings:
        steps = [step.step for step in each.state.history]
        signers = [step.person for step in each.state.history]
        asked = done.registers.workspace.types[each.filing.type_id]
        countersigned = ["countersigned"] * len(asked.countersigned_by)
        assert steps == ["filed", "prefecture_reviewed", *countersigned, "approved"]
        assert len(set(signers)) == len(signers)
        assert each.filing.is_synthetic
    done.registers.workspace.records.verify_chain()


def test_what_was_approved_is_published_on_its_day(done: Run) -> None:
    (snapshot,) = done.registers.workspace.snapshots()
    assert snapshot.manifest.known_on == done.registers._day(60)
    assert {str(row["generating_unit_id"]) for row in snapshot.rows(UNIT)} == known(done, UNIT)


def test_progress_is_told_to_the_end(done: Run) -> None:
    total = len(done.registers.planned)
    assert done.told[-1] == (total, total)
    assert [n for n, _ in done.told] == sorted(n for n, _ in done.told)


def test_run_again_nothing_is_kept_and_the_same_is_told(done: Run) -> None:
    head = done.registers.workspace.records.head
    again = replace(done.registers).outcomes(lambda _n, _of: None)
    assert done.registers.workspace.records.head == head
    assert again == done.outcomes


def test_a_line_for_each_register_and_a_list_of_every_refused_row(done: Run) -> None:
    out = StringIO()
    screen = Screen("both", out=Console(file=out, width=100))
    show_registers(screen, done.registers.workspace, done.outcomes)
    shown = out.getvalue()
    assert "【演示数据 / SYNTHETIC】" in shown
    assert "煤电机组台账" in shown
    assert "23 / 0 / 1" in shown
    assert "2 条规则拒收 2 行" in shown
    path = done.registers.workspace.folder / "filings" / "台账拒收清单.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["台账"], row["行"], row["规则"]) for row in rows] == [
        (UNIT, WRONG, "capacity_positive"),
        (RETROFIT, "R-150200-1", "row_thing_unknown"),
    ]


def test_a_region_without_rows_has_no_outcome(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "w", name="w", division="150000", packs=("cn-15-14fyp",))
    region = Region("150000", (), (), range(2020, 2026), 1)
    assert DemoRegisters(workspace, 2025, region, Filled({}), BEGUN).outcomes(lambda _n, _of: None) == ()
    assert workspace.snapshots() == ()
