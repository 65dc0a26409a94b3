"""An office's own workbook comes in through a layout that was drafted, read over and confirmed."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.cli import run
from shuangkong.schema import table, write_csv
from shuangkong.workspace import Workspace

UGLY = Path(__file__).resolve().parents[1] / "registers" / "ugly"
NAMES = {"990000": "示例省", "990100": "甲市", "990200": "乙市", "990300": "丙盟"}
FIGURES = {
    "energy_10k_tce": ("综合能耗", "万吨标准煤"),
    "electricity_100m_kwh": ("用电量", "亿千瓦时"),
    "growth_pct": ("增加值增速", "%"),
    "cement_10k_t": ("水泥产量", "万吨"),
}
PEOPLE = """person_id,name_zh,department,division_code,roles,represents_code,left_on,note
clerk,省一,统计局,990000,file;dispatch,,,
head,省二,统计局,990000,approve,,,
"""


def industry_energy() -> dict[str, Any]:
    """The register type of the ugly workbook, as a pack declares one."""
    defines: dict[str, Any] = {}
    for name, (zh, unit) in FIGURES.items():
        about = {"zh": zh, "en": name, "about_zh": zh, "about_en": name, "required": False}
        defines[name] = {"type": "decimal", "unit": unit, "quantum": "0.000001", **about}
    names = ["division_code", "period", "industry", *defines, "note"]
    return {
        "id": "industry_energy",
        "version": 1,
        "kind": "statistic",
        "title": {"zh": "规模以上工业能源消费", "en": "industry energy"},
        "description": {"zh": "示例", "en": "example"},
        "status": "constructed",
        "source": "made for a test",
        "defines": defines,
        "columns": names,
        "key": ["division_code", "period", "industry"],
        "form": [{"column": name} for name in names],
        "filed_by": ["统计局"],
        "steps": ["approved"],
    }


def division(code: str) -> dict[str, Any]:
    level = "region" if code == "990000" else "prefecture"
    return {
        "division_code": code,
        "name_zh": NAMES[code],
        "name_en": None,
        "level": level,
        "parent_code": None if level == "region" else "990000",
        "valid_from": None,
        "valid_to": None,
        "status": "constructed",
        "source": "示例",
    }


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "ugly"
    pack = folder / "packs" / "ugly"
    (pack / "data").mkdir(parents=True)
    (pack / "registers").mkdir()
    title = {"zh": "示例", "en": "example"}
    plain = {"id": "ugly", "edition": "1", "extends": "cn", "title": title}
    (pack / "pack.yaml").write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8")
    rows = write_csv([division(code) for code in NAMES], table("division"))
    (pack / "data" / "division.csv").write_text(rows, encoding="utf-8")
    written = yaml.safe_dump(industry_energy(), allow_unicode=True, sort_keys=False)
    (pack / "registers" / "industry_energy.yaml").write_text(written, encoding="utf-8")
    Workspace.create(folder, name="示例", division="990000", packs=["ugly"])
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    signed = ("--as", "设立", "--reason", "登记", "--workspace", str(folder))
    assert run(["person", "register", str(people), *signed]) == 0
    return folder


@pytest.mark.parametrize("name", ["industries.xls", "industries.et", "industries.ods"])
def test_an_ugly_workbook_comes_in(desk: Any, office: Path, name: str) -> None:
    ugly = type(desk)(office, desk.work, desk.screen)
    file = desk.work / name
    shutil.copy(UGLY / name, file)
    drafted = ugly.json("layout", "propose", "draft", str(file))
    assert drafted["type"] == "industry_energy"
    assert drafted["doubts"]
    assert ugly.refused("layout", "propose", "draft", str(file)) == ["layout_exists"]
    unread = ("file", "industry_energy", str(file), "--layout", "draft")
    assert "layout_unconfirmed" in ugly.refused_by("clerk", *unread)
    assert ugly.refused_by("clerk", *unread[:-1], "none") == ["layout_unknown"]
    # The officer reads the draft over: here the layout made by hand takes its place.
    settled = yaml.safe_load((UGLY / "layouts" / "industries.yaml").read_text(encoding="utf-8"))
    settled.pop("confirmed_by")
    settled.pop("confirmed_on")
    own = office / "layouts" / "industries.yaml"
    own.write_text(yaml.safe_dump(settled, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert ugly.refused_by("stranger", "layout", "confirm", "industries") == ["person_unknown"]
    assert ugly.by("clerk", "layout", "confirm", "industries")["confirmed_by"] == "clerk"
    listed = list(csv.DictReader(io.StringIO(ugly.says("layout", "list", "--csv"))))
    assert {each["layout"]: each["confirmed_by"] for each in listed} == {"draft": "", "industries": "clerk"}
    assert "layouts" in ugly.says("layout", "list", "--lang", "en")
    filed = ugly.by("clerk", "file", "industry_energy", str(file), "--layout", "industries")
    assert filed["rows"] > 5
    assert ugly.by("head", "filing", "approve", filed["filing_id"])["state"] == "approved"
    assert ugly.json("publish")["moved"]["industry_energy"] == filed["rows"]
