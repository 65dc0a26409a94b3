"""``shuangkong energy-report``: the review and the limits on the command line, with the files they write."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from python_calamine import CalamineWorkbook

from shuangkong.cli import run
from shuangkong.snapshot import freeze
from shuangkong.synthetic.energy_reports import fill
from shuangkong.synthetic.region import Facility, Region
from shuangkong.synthetic.users import synthetic_facility_rows
from shuangkong.workspace import Workspace

DAY = date(2026, 11, 1)
Says = Callable[..., str]


def facility(number: int) -> Facility:
    tce = Decimal(50_000 + 1_000 * number)
    place = "150100" if number % 2 else "150200"
    codes = ("C3011", "C2521", "C3216", "C1310")
    return Facility(
        f"F{number:03d}",
        f"示例单位{number:03d}",
        place,
        f"{place[:4]}02",
        "示例",
        codes[number % 4],
        Decimal(110),
        Decimal(40),
        {2024: tce, 2025: tce},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("reports") / "workspace"
    workspace = Workspace.create(place, name="示例", division="150000", packs=["cn-15"])
    region = Region("150000", (), tuple(map(facility, range(40))), range(2020, 2026), 5)
    users, meters = synthetic_facility_rows(region)
    listed = {"key_energy_user": users, "facility_energy": meters}
    tables: Mapping[str, Any] = {**fill(region).rows, **listed, "division": workspace.packs.table("division")}
    references = workspace.packs.references
    freeze(
        place,
        tables,
        known_on=DAY,
        packs=references,
        release="test",
        dictionary=workspace.dictionary.table,
    )
    return place


@pytest.fixture
def says(folder: Path, capsys: pytest.CaptureFixture[str]) -> Says:
    def command(*arguments: str, code: int = 0) -> str:
        found = run(["energy-report", *arguments, "--workspace", str(folder)])
        told = capsys.readouterr()
        assert found == code, told.out + told.err
        return told.out + told.err

    return command


def plain(text: str) -> Any:
    return json.loads(text)


def test_the_review_says_who_and_what_and_that_it_is_invented(says: Says) -> None:
    told = says("review", "--year", "2025")
    assert "【演示数据 / SYNTHETIC】" in told
    assert "应报" in told
    assert "doubts" in told


def test_the_review_as_plain_data_holds_every_doubt(says: Says) -> None:
    found = plain(says("review", "--year", "2025", "--json"))
    (review,) = found["reviews"]
    assert found["rule"] == "energy-report-review@2026"
    assert review["is_synthetic"] is True
    assert review["due"] == "2026-03-31"
    assert [each["rank"] for each in review["doubts"]] == list(range(1, len(review["doubts"]) + 1))
    assert all(each["zh"] and each["en"] for each in review["doubts"])
    # Fifteen in a hundred of forty, and the one whose meter is off by 10⁴.
    assert len({each["facility"] for each in review["doubts"]}) == 7


def test_a_division_is_told_its_own_users_alone(says: Says) -> None:
    whole = plain(says("review", "--year", "2025", "--json"))["reviews"][0]
    part = plain(says("review", "--year", "2025", "--division", "150100", "--json"))["reviews"][0]
    assert part["doubts"] == [each for each in whole["doubts"] if each["division"] == "150100"]
    assert 0 < part["users"] < whole["users"]


def test_opinions_and_lists_are_written_apart_from_real_ones(says: Says, tmp_path: Path) -> None:
    found = plain(says("review", "--year", "2025", "--out", str(tmp_path), "--json"))
    doubts = found["reviews"][0]["doubts"]
    place = tmp_path / "2025-synthetic"
    opinions = {path.stem: path for path in (place / "opinions").iterdir()}
    assert set(opinions) == {each["facility"] for each in doubts}
    first = doubts[0]
    text = "\n".join(each.text for each in docx.Document(str(opinions[first["facility"]])).paragraphs)
    assert "年度能源利用状况报告审查意见" in text
    assert "演示数据" in text
    assert re.search(r"^1\. 表\d", text, re.MULTILINE)
    assert text.count("要求：") == sum(each["facility"] == first["facility"] for each in doubts)
    book = CalamineWorkbook.from_filelike(BytesIO((place / "lists.xlsx").read_bytes()))
    assert book.sheet_names == ["疑点清单", "退回清单", "迟报未报", "现场核查", "限额对标", "限额分产品"]
    rows = book.get_sheet_by_name("疑点清单").to_python()
    assert "SYNTHETIC" in str(rows[0][0])
    assert len(rows) == 2 + len(doubts)
    lines = (place / "inspections.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].endswith("is_synthetic")
    assert len(lines) == 1 + len(found["reviews"][0]["inspections"])
    again = {path: path.read_bytes() for path in place.rglob("*.*")}
    says("review", "--year", "2025", "--out", str(tmp_path))
    assert again == {path: path.read_bytes() for path in place.rglob("*.*")}


def test_the_review_as_rows(says: Says) -> None:
    head, *rows = says("review", "--year", "2025", "--csv").splitlines()
    assert head.startswith("rank,facility,name")
    assert all(row.endswith(",true") for row in rows)


def test_the_limits_are_counted_per_product(says: Says, tmp_path: Path) -> None:
    assert "水泥熟料" in says("limits", "--year", "2025")
    found = plain(says("limits", "--year", "2025", "--json", "--out", str(tmp_path)))
    counts = {each["product"]: each for each in found["limit-counts-synthetic"]}
    assert set(counts) == {"水泥熟料", "焦炭(捣固焦炉)", "电解铝"}
    lines = found["limits-synthetic"]
    assert sum(int(each["users"]) for each in counts.values()) == len(lines)
    assert (tmp_path / "2025-synthetic" / "limits.xlsx").is_file()
    assert len(says("limits", "--year", "2025", "--csv").splitlines()) == 1 + len(lines)


def test_a_year_nobody_reported_for_is_said(says: Says) -> None:
    told = says("review", "--year", "1999", code=1)
    assert "没有重点用能单位名录" in told
    (problem,) = plain(says("review", "--year", "1999", "--json", code=1))["problems"]
    assert problem["code"] == "energy_report_none"
