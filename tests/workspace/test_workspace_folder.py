"""A workspace: made once, opened strictly, frozen as known on a day."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import shuangkong
from shuangkong.errors import ProblemsFound
from shuangkong.schema import Row, tables
from shuangkong.snapshot import diff
from shuangkong.workspace import SETTINGS, Workspace

GOOD = 'name = "甲"\ndivision = "110000"\npacks = ["cn"]\noffset = "+08:00"\n'


def make(folder: Path) -> Workspace:
    return Workspace.create(folder, name="示例“甲”\\", division="110000", packs=["cn"])


def level(period: str = "2020", note: str | None = None) -> Row:
    return {
        "division_code": "110000",
        "period": period,
        "dimension": "intensity",
        "yardstick": "示例",
        "warning_level": 1,
        "note": note,
        "status": "constructed",
        "source": "示例",
    }


def codes(raised) -> list[str]:
    return [problem.code for problem in raised.value.problems]


def keep(workspace: Workspace, row: Row, day: int, hour: int = 0) -> None:
    at = datetime(2024, 1, day, hour, tzinfo=UTC)
    workspace.records.keep("warning_level", [row], author="甲", reason="入库", recorded_at=at)


def test_created_opens_to_the_same(tmp_path: Path) -> None:
    made = make(tmp_path / "new" / "place")
    opened = Workspace.open(tmp_path / "new" / "place")
    assert opened == made
    assert (opened.name, opened.division, opened.pack_ids) == ("示例“甲”\\", "110000", ("cn",))
    assert opened.offset == made.packs.labels.offset
    names = {path.name for path in opened.folder.iterdir()}
    assert {SETTINGS, "objects", "snapshots", "results", "reports", "records.sqlite"} <= names
    assert opened.results.is_dir()
    assert opened.reports.is_dir()


def test_freezing_takes_what_was_known(tmp_path: Path) -> None:
    workspace = make(tmp_path)
    keep(workspace, level(), 1)
    early = workspace.freeze(date(2024, 1, 1))
    keep(workspace, level(note="更正"), 9)
    assert workspace.freeze(date(2024, 1, 1)).id == workspace.freeze(date(2024, 1, 1)).id == early.id
    late = workspace.freeze(date(2024, 1, 9))
    assert early.rows("warning_level") == (level(),)
    assert late.rows("warning_level") == (level(note="更正"),)
    assert diff(early, late).tables["warning_level"].changed == ((level(), level(note="更正")),)
    assert [snapshot.id for snapshot in workspace.snapshots()] == [early.id, late.id]
    assert workspace.snapshot(early.id[:10]).id == early.id


def test_snapshot_holds_every_table_and_the_packs(tmp_path: Path) -> None:
    workspace = make(tmp_path)
    manifest = workspace.freeze(date(2024, 1, 1)).manifest
    assert set(manifest.tables) == {table.name for table in workspace.dictionary.tables()}
    assert set(manifest.tables) > {table.name for table in tables()}
    assert manifest.packs == workspace.packs.references
    assert manifest.release == shuangkong.__version__


def test_a_day_is_the_workspace_day(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text(GOOD, encoding="utf-8")
    workspace = Workspace.open(tmp_path)
    keep(workspace, level(), 1, hour=16)
    assert workspace.freeze(date(2024, 1, 1)).rows("warning_level") == ()
    assert workspace.freeze(date(2024, 1, 2)).rows("warning_level") == (level(),)


def test_two_workspaces_in_one_process(tmp_path: Path) -> None:
    one, two = make(tmp_path / "a"), make(tmp_path / "b")
    keep(one, level(), 1)
    assert one.freeze(date(2024, 1, 1)).rows("warning_level") == (level(),)
    assert two.freeze(date(2024, 1, 1)).rows("warning_level") == ()


def test_second_creation_is_refused(tmp_path: Path) -> None:
    make(tmp_path)
    with pytest.raises(ProblemsFound) as raised:
        make(tmp_path)
    assert codes(raised) == ["workspace_exists"]


def test_place_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ProblemsFound) as raised:
        make(tmp_path / "file")
    assert codes(raised) == ["workspace_unusable"]


def test_nothing_is_left_of_a_refused_creation(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as raised:
        Workspace.create(tmp_path / "a", name="", division="", packs=["cn"])
    assert codes(raised) == ["workspace_key_invalid", "workspace_key_invalid"]
    assert not (tmp_path / "a").exists()


def test_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as raised:
        Workspace.open(tmp_path)
    assert codes(raised) == ["workspace_missing"]


@pytest.mark.parametrize("text", ["name = ", "name = '\udcff'"])
def test_settings_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    (tmp_path / SETTINGS).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ProblemsFound) as raised:
        Workspace.open(tmp_path)
    assert codes(raised) == ["workspace_malformed"]


def test_records_in_a_database_by_url(tmp_path: Path, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr("shuangkong.records.kept.open_database", lambda place: asked.append(place) or "none")
    url = "postgresql://office@127.0.0.1/region"
    (tmp_path / SETTINGS).write_text(f'{GOOD}storage = "{url}"\n', encoding="utf-8")
    assert Workspace.open(tmp_path).records.place == url
    (tmp_path / SETTINGS).write_text(GOOD, encoding="utf-8")
    assert Workspace.open(tmp_path).records.place == tmp_path / "records.sqlite"
    assert asked == [url, tmp_path / "records.sqlite"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD + 'storage = "mysql://office@127.0.0.1/region"\n', ["workspace_key_invalid"]),
        (GOOD + "engin = 1\nother = 2\n", ["workspace_key_unknown"] * 2),
        ("", ["workspace_key_missing"] * 4),
        (GOOD.replace('"甲"', "3").replace("+08:00", "8"), ["workspace_key_invalid"] * 2),
        (GOOD.replace('["cn"]', "[]"), ["workspace_key_invalid"]),
        (GOOD.replace("+08:00", "+15:00"), ["workspace_key_invalid"]),
        (
            "name = 1\nnmae = 1\n",
            ["workspace_key_invalid", *["workspace_key_missing"] * 3, "workspace_key_unknown"],
        ),
    ],
)
def test_every_problem_of_the_settings_at_once(tmp_path: Path, text: str, expected: list[str]) -> None:
    (tmp_path / SETTINGS).write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsFound) as raised:
        Workspace.open(tmp_path)
    assert sorted(codes(raised)) == expected
