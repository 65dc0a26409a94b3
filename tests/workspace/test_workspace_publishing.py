"""Publishing a workspace, and verdicts issued on it: what is issued stands, what moves is shown first."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from shuangkong.accounts import Question, adopted
from shuangkong.assessment import Verdict, assess
from shuangkong.errors import ProblemsFound
from shuangkong.packs import written_parameter
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.quantity import Period
from shuangkong.records import Records
from shuangkong.schema import Row
from shuangkong.snapshot import Snapshot, read_document
from shuangkong.workspace import (
    Act,
    Workspace,
    compare,
    issue,
    issued,
    preview,
    prune,
    publish,
    recheck,
    recheck_all,
)

DAY = date(2022, 6, 1)
PERSONS = {"zhang": "张三", "li": "李四"}
RULES = ("comparison-default@2026", "schedule-default@2026")
ACT = Act("V-2022-1", ("zhang", DAY), ("li", DAY), "年度评价", "内发改〔2022〕1号")


@pytest.fixture
def workspace(tmp_path: Path, observed) -> Workspace:
    """A workspace with one year's change of intensity, and the rules it needs signed off."""
    made = Workspace.create(tmp_path, name="示例", division="150000", packs=["cn-15-14fyp"])
    keep(made, "observation", [observed("150000", "intensity_change", "2021", "-4")], 1)
    keep(made, "person", [person(name) for name in PERSONS], 1)
    keep(made, "adoption", [adoption(made, number, rule) for number, rule in enumerate(RULES)], 1)
    return made


def keep(workspace: Workspace, table: str, rows: list[Row], day: int, month: int = 6) -> None:
    at = datetime(2022, month, day, 4, tzinfo=UTC)
    workspace.records.keep(table, rows, author="甲", reason="入库", recorded_at=at)


def person(name: str) -> Row:
    return {
        "person_id": name,
        "name_zh": PERSONS[name],
        "department": "发展改革委",
        "division_code": "150000",
        "roles": "adopt;issue",
        "represents_code": None,
        "left_on": None,
        "note": None,
    }


def adoption(workspace: Workspace, number: int, rule: str) -> Row:
    return {
        "adoption_id": f"A-{number}",
        "adopted_kind": "rule",
        "adopted_name": rule,
        "adopted_key": "*",
        "adopted_column": None,
        "adopted_value": written_parameter(workspace.packs.rule_edition(*rule.split("@")), "*"),
        "adopted_as": "official",
        "confirmed_document": "内发改环资字〔2022〕99号",
        "document_page": "3",
        "scan_sha256": "ab" * 32,
        "first_officer": "zhang",
        "first_signed_on": DAY,
        "second_person": "li",
        "second_signed_on": DAY,
        "is_synthetic": False,
        "note": None,
    }


def verdict_on(workspace: Workspace, snapshot: Snapshot, *, synthetic: bool = False) -> Verdict:
    target = next(each for each in reviewed_targets(workspace.packs) if each.id == "IND-2-01")
    known_on = snapshot.manifest.known_on
    question = Question("150000", Period.parse("2021"), known_on, (), "coal_equivalent", target.id)
    held = adopted(workspace.packs, snapshot, known_on)
    return assess(question, target, snapshot, held, synthetic=synthetic)


def issued_on(workspace: Workspace, snapshot: Snapshot, act: Act = ACT) -> Row:
    at = datetime(2022, 6, 2, 4, tzinfo=UTC)
    return issue(workspace, verdict_on(workspace, snapshot), act, snapshot=snapshot, recorded_at=at)


def files(folder: Path) -> dict[str, int]:
    found = (path for place in ("objects", "snapshots") for path in (folder / place).rglob("*"))
    return {str(path): path.stat().st_mtime_ns for path in found if path.name != ".lock"}


def codes(raised) -> list[str]:
    return [problem.code for problem in raised.value.problems]


def test_a_preview_shows_what_publishing_then_does(workspace: Workspace, observed) -> None:
    whole = preview(workspace, DAY)
    assert sorted(whole.tables) == ["adoption", "observation", "person"]
    assert len(whole.tables["person"].added) == 2
    assert files(workspace.folder) == {}
    first = publish(workspace, DAY)
    assert preview(workspace, DAY).is_same
    before = files(workspace.folder)
    assert publish(workspace, DAY).id == first.id
    assert files(workspace.folder) == before
    keep(workspace, "observation", [observed("150000", "intensity_change", "2021", "-1")], 9)
    assert preview(workspace, DAY).is_same
    later = date(2022, 6, 9)
    seen = preview(workspace, later)
    assert not seen.is_same
    (change,) = seen.tables["observation"].rows()
    (cell,) = change.cells
    assert (change.key["period"], cell.column) == ("2021", "value")
    assert (cell.before, cell.after) == (Decimal("-4"), Decimal("-1"))
    assert files(workspace.folder) == before
    second = publish(workspace, later)
    assert compare(workspace, first, second).as_json() == seen.as_json()


def test_publishing_reads_only_tables_that_records_bear_on(
    workspace: Workspace, observed, monkeypatch
) -> None:
    read: list[str] = []
    known = Records.known

    def watched(self: Records, table: str, on: date) -> tuple[Row, ...]:
        read.append(table)
        return known(self, table, on)

    monkeypatch.setattr(Records, "known", watched)
    first = publish(workspace, DAY)
    assert {"observation", "person", "division"} <= set(read)
    read.clear()
    publish(workspace, date(2022, 6, 3))
    assert read == []
    keep(workspace, "observation", [observed("150000", "intensity_change", "2022", "-2")], 9)
    third = publish(workspace, date(2022, 6, 9))
    assert read == ["observation"]
    assert len(third.rows("observation")) == 2
    read.clear()
    assert publish(workspace, DAY).id == first.id
    assert read == ["observation"]
    read.clear()
    (workspace.folder / "snapshots" / "fingerprints.json").unlink()
    assert publish(workspace, DAY).id == first.id
    assert {"observation", "person", "division"} <= set(read)


def test_fingerprints_of_other_records_are_worth_nothing(
    workspace: Workspace, tmp_path: Path, observed
) -> None:
    publish(workspace, DAY)
    other = Workspace.create(tmp_path / "b", name="另一", division="150000", packs=["cn-15-14fyp"])
    for number in range(3):
        row = observed("150000", "intensity_change", str(2021 + number), f"-{number}.5")
        keep(other, "observation", [row], 1)
    cache = workspace.folder / "snapshots" / "fingerprints.json"
    (other.folder / "snapshots" / "fingerprints.json").write_bytes(cache.read_bytes())
    assert len(publish(other, DAY).rows("observation")) == 3


def test_an_issued_verdict_answers_for_ever(workspace: Workspace, observed) -> None:
    first = publish(workspace, DAY)
    row = issued_on(workspace, first)
    assert row["snapshot_id"] == first.id
    assert str(row["verdict_value"]).startswith("达标")
    trace = read_document(workspace.folder, str(row["trace_sha256"]))
    assert all(name in str(trace) for name in PERSONS.values())
    same = recheck(workspace, row)
    assert (same.is_same, same.cells, same.notes, same.as_change()) == (True, (), (), None)
    keep(workspace, "observation", [observed("150000", "intensity_change", "2021", "-1")], 9)
    moved = preview(workspace, date(2022, 6, 9))
    second = publish(workspace, date(2022, 6, 9))
    found = compare(workspace, first, second)
    assert moved.verdicts == found.verdicts
    (change,) = found.verdicts
    assert change.verdict == "V-2022-1"
    cells = {cell.column: (cell.before, cell.after) for cell in change.cells}
    assert cells["stance"] == ("met", "missed")
    assert cells["actual"] == ("4.00", "1.00")
    assert found.as_json()["verdicts"][0]["key"] == {"verdict": "V-2022-1"}
    (again,) = recheck_all(workspace, second)
    assert not again.is_same
    assert again.as_json()["issued"] == row["verdict_value"]
    assert issued(workspace) == {"V-2022-1": row}
    assert recheck(workspace, row).is_same


def test_what_was_issued_is_never_replaced(workspace: Workspace, observed) -> None:
    first = publish(workspace, DAY)
    row = issued_on(workspace, first)
    assert issued_on(workspace, first) == row
    keep(workspace, "observation", [observed("150000", "intensity_change", "2021", "-1")], 3)
    second = publish(workspace, date(2022, 6, 3))
    at = datetime(2022, 6, 4, tzinfo=UTC)
    with pytest.raises(ProblemsFound) as raised:
        issue(workspace, verdict_on(workspace, second), ACT, snapshot=second, recorded_at=at)
    assert codes(raised) == ["issue_exists"]
    anew = replace(ACT, verdict_id="V-2022-2", supersedes="V-2022-1", reason="数据更正后重新评价")
    issue(workspace, verdict_on(workspace, second), anew, snapshot=second, recorded_at=at)
    assert list(issued(workspace)) == ["V-2022-1", "V-2022-2"]
    assert issued(workspace)["V-2022-1"] == row


def test_issuing_needs_two_persons_and_confirmed_inputs(tmp_path: Path, observed) -> None:
    made = Workspace.create(tmp_path, name="示例", division="150000", packs=["cn-15-14fyp"])
    keep(made, "observation", [observed("150000", "intensity_change", "2021", "-4")], 1)
    snapshot = publish(made, DAY)
    with pytest.raises(ProblemsFound) as raised:
        issued_on(made, snapshot, replace(ACT, second=("zhang", DAY)))
    assert codes(raised) == ["issue_one_person", "official_constructed", "official_constructed"]
    assert issued(made) == {}


def test_a_synthetic_verdict_is_issued_as_what_it_is(tmp_path: Path, observed) -> None:
    made = Workspace.create(tmp_path, name="示例", division="150000", packs=["cn-15-14fyp"])
    row = observed("150000", "intensity_change", "2021", "-4", is_synthetic=True)
    keep(made, "observation", [row], 1)
    snapshot = publish(made, DAY)
    verdict = verdict_on(made, snapshot, synthetic=True)
    at = datetime(2022, 6, 2, tzinfo=UTC)
    kept = issue(made, verdict, ACT, snapshot=snapshot, recorded_at=at)
    assert kept["is_synthetic"] is True
    assert recheck(made, kept).is_same


def test_other_packs_are_told(workspace: Workspace) -> None:
    row = issued_on(workspace, publish(workspace, DAY))
    (note,) = recheck(workspace, {**row, "packs_hash": "0" * 64}).notes
    assert (note.code, note.severity) == ("issue_packs_changed", "warning")
    assert recheck(workspace, {**row, "packs_hash": "0" * 64}).as_json()["notes"]


def test_a_target_that_is_gone_changes_everything_a_reader_sees(workspace: Workspace) -> None:
    row = issued_on(workspace, publish(workspace, DAY))
    question = str(row["question_json"]).replace("IND-2-01", "IND-GONE")
    gone = recheck(workspace, {**row, "question_json": question})
    assert not gone.is_same
    assert {cell.after for cell in gone.cells} == {None}


def test_pruning_keeps_what_snapshots_and_issued_verdicts_name(workspace: Workspace) -> None:
    snapshot = publish(workspace, DAY)
    row = issued_on(workspace, snapshot)
    (workspace.folder / "objects" / f"{'0' * 64}.json").write_text("{}")
    outcome = prune(workspace)
    assert outcome.removed == (f"objects/{'0' * 64}.json",)
    snapshot.verify()
    assert recheck(workspace, row).is_same
