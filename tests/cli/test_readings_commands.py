"""``shuangkong readings`` from a register and a file to the rows of a point."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from shuangkong.cli.application import run
from shuangkong.schema import Row
from shuangkong.workspace import Workspace


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    workspace = Workspace.create(folder, name="示例", division="150000", packs=["cn"])
    row: Row = {
        "point_id": "P1",
        "point_number": 7,
        "facility_id": "F1",
        "division_code": "150100",
        "point_quantity": "electricity",
        "unit": "千瓦时",
        "point_decimals": 2,
        "point_nature": "register",
        "point_capacity": Decimal("1000000.000000"),
        "point_interval": 900,
        "point_hourly_limit": None,
        "built_on": None,
        "closed_on": None,
        "is_synthetic": True,
        "status": "constructed",
        "source": "made for a test",
        "note": None,
    }
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    workspace.records.keep("monitoring_point", [row], author="a", reason="b", recorded_at=moment)
    workspace.records.close()
    (tmp_path / "a.csv").write_text("point,time,value\n表一,2026-01-31 00:00,1\n表一,2026-01-31 00:15,1.25\n")
    (tmp_path / "codes.csv").write_text("code,point_id\n表一,P1\n")
    return tmp_path


def asked(place: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = run(["readings", *words, "--workspace", str(place / "w")])
    return code, capsys.readouterr().out


def test_a_file_is_loaded_shown_verified_and_tidied(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("load", str(place / "a.csv"), "--codes", str(place / "codes.csv"), "--json")
    code, out = asked(place, capsys, *words)
    assert (code, json.loads(out)["new"], json.loads(out)["months"]) == (0, 2, ["2026-01"])
    assert json.loads(asked(place, capsys, *words)[1])["is_known"] is True
    code, out = asked(
        place, capsys, "show", "P1", "--from", "2026-01-31T00:15", "--to", "2026-02-01", "--csv"
    )
    assert out.splitlines()[1:] == ["P1,register,2026-01-31 00:15:00,1.25,千瓦时,unflagged,0"]
    code, out = asked(place, capsys, "show", "P1", "--json")
    assert [row["value"] for row in json.loads(out)["readings"]] == ["1.00", "1.25"]
    assert "1.25" in asked(place, capsys, "show", "P1")[1]
    assert json.loads(asked(place, capsys, "verify", "--json")[1]) == {"readings": 2, "files": 1}
    (place / "w" / "readings" / "2026-01.9.parquet").write_text("left by a crash")
    assert json.loads(asked(place, capsys, "compact", "--json")[1])["removed"] == ["2026-01.9.parquet"]
    assert asked(place, capsys, "verify", "--lang", "en") == (0, "1 files are sound, 2 readings\n")


def test_what_cannot_be_done_is_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(place, capsys, "load", str(place / "a.csv"))[0] == 1
    code, out = asked(place, capsys, "show", "P9", "--json")
    assert (code, json.loads(out)["problems"][0]["code"]) == (1, "readings_point_missing")
    code, out = asked(place, capsys, "show", "P1", "--from", "2026-13-01", "--json")
    assert (code, json.loads(out)["problems"][0]["code"]) == (1, "readings_time")
    (place / "codes.csv").write_text("code,point_id\n表一,P1\n表一,P1\n表二,\n")
    words = ("load", str(place / "a.csv"), "--codes", str(place / "codes.csv"), "--json")
    code, out = asked(place, capsys, *words)
    assert [each["code"] for each in json.loads(out)["problems"]] == ["readings_code"] * 2
