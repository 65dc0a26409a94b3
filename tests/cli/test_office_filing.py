"""From the empty workbook to the approved filing, by the right persons and not by others."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest

FILING = "annual_energy_statistic-2023-150100-v1"


def test_the_types_and_their_templates(desk: Any) -> None:
    found = {each["type"]: each for each in desk.json("filing", "types")["types"]}
    assert found["annual_energy_statistic"]["filed_by"] == "统计局"
    rows = list(csv.DictReader(io.StringIO(desk.says("filing", "types", "--csv"))))
    assert {row["type"] for row in rows} == set(found)
    assert "类型" not in desk.says("filing", "types", "--lang", "en")
    assert desk.refused("filing", "types", "--csv") == ["output_twice"]
    out = desk.work / "t.xlsx"
    made = desk.json("template", "annual_energy_statistic", "--division", "150100", "--out", str(out))
    assert made == {"type": "annual_energy_statistic", "version": 1, "file": str(out)}
    listed = {cell.value for cell in openpyxl.load_workbook(out)["选项"]["A"]}
    assert "呼和浩特市" in listed
    assert "包头市" not in listed
    assert "written" in desk.says("template", "annual_energy_statistic", "--out", str(out), "--lang", "en")
    assert desk.refused("template", "nothing") == ["type_unknown"]
    assert desk.refused("template", "quarterly_gdp", "--division", "999999") == ["division_unknown"]


def test_a_filing_from_workbook_to_approval(desk: Any, good_line: Any) -> None:
    path = desk.fill(good_line)
    filed = desk.file(path, "--document", "呼统〔2024〕3号", "--issued-on", "2024-03-01")
    assert (filed["filing_id"], filed["state"], filed["rows"]) == (FILING, "filed", 3)
    assert filed["filing"]["document_number"] == "呼统〔2024〕3号"
    assert [each["code"] for each in filed["problems"]] == ["filing_example_skipped"]
    assert desk.file(path, "--document", "呼统〔2024〕3号", "--issued-on", "2024-03-01") == filed

    assert desk.refused_by("hh-clerk", "filing", "review", FILING) == ["step_own_filing"]
    assert desk.refused_by("bt-clerk", "filing", "review", FILING) == ["duty_not_entitled"]
    assert desk.refused_by("head", "filing", "approve", FILING) == ["step_out_of_order"]
    assert desk.refused_by("nobody", "filing", "review", FILING) == ["person_unknown"]
    assert desk.refused("filing", "approve", FILING) == ["author_missing", "reason_missing"]
    assert desk.refused_by("head", "filing", "approve", "none") == ["filing_unknown"]

    assert desk.by("hh-reviewer", "filing", "review", FILING)["state"] == "prefecture_reviewed"
    assert desk.refused_by("hh-reviewer", "filing", "review", FILING) == ["step_out_of_order"]
    half = desk.by("planner", "filing", "countersign", FILING)
    assert half["waiting_for"] == [{"step": "countersigned", "department": "能源局"}]
    assert desk.refused_by("planner", "filing", "countersign", FILING) == ["duty_not_entitled"]
    assert desk.by("energy", "filing", "countersign", FILING)["state"] == "countersigned"
    done = desk.by("head", "filing", "approve", FILING)
    assert (done["state"], done["waiting_for"], done["is_confirmed"]) == ("approved", [], False)
    assert desk.refused_by("head", "filing", "return", FILING) == ["step_final"]


def test_what_is_shown_of_filings(desk: Any, good_line: Any) -> None:
    path = desk.fill(good_line)
    told = desk.says("file", "annual_energy_statistic", str(path), "--as", "hh-clerk", "--reason", "年报")
    assert "已报送 3 行" in told
    assert FILING in told
    shown = desk.json("filing", "show", FILING)
    row = next(each for each in shown["rows"] if each["indicator_id"] == "energy_consumption")
    assert (row["value"], row["parts_absent"], row["price_base_year"], row["note"]) == (
        "1800.000000",
        False,
        None,  # energy has no price base, whatever the line says of its rates
        None,
    )
    again = desk.work / "again.csv"
    again.write_text(desk.says("filing", "show", FILING, "--csv"), encoding="utf-8")
    assert desk.json("load", "observation", str(again), "--as", "设立", "--reason", "核对")["new"] == 3
    english = desk.says("filing", "show", FILING, "--lang", "en")
    assert "waits for" in english
    assert "地级" not in english
    assert [each["filing_id"] for each in desk.json("filing", "list")["filings"]] == [FILING]
    line = next(csv.DictReader(io.StringIO(desk.says("filing", "list", "--csv"))))
    assert (line["state"], line["waiting_for"], line["is_confirmed"]) == (
        "filed",
        "prefecture_reviewed",
        "false",
    )
    assert "待办" in desk.says("filing", "list")
    assert desk.json("filing", "list", "--round", "none") == {"filings": []}
    assert desk.refused("filing", "show", "none") == ["filing_unknown"]


@pytest.mark.parametrize("step", ["return", "refuse"])
def test_a_filing_sent_back_is_filed_again(desk: Any, good_line: Any, step: str) -> None:
    first = desk.fill(good_line)
    desk.file(first)
    desk.by("hh-reviewer", "filing", "review", FILING)
    sent_back = desk.by("planner", "filing", step, FILING, reason="与公报不一致")
    assert sent_back["state"] == "returned"
    assert sent_back["history"][-1]["opinion"] == "与公报不一致"
    corrected = desk.fill([*good_line[:2], 1790, *good_line[3:]], name="again.xlsx")
    second = desk.file(corrected)
    assert second["filing_id"] == FILING.replace("-v1", "-v2")
    assert second["filing"]["supersedes_filing"] == FILING
    other = desk.fill([*good_line[:2], 1780, *good_line[3:]], name="third.xlsx")
    arguments = ("file", "annual_energy_statistic", str(other))
    assert desk.refused_by("hh-clerk", *arguments) == ["filing_in_progress"]


def test_who_may_file_what(desk: Any, good_line: Any) -> None:
    path = desk.fill(good_line)
    arguments = ("file", "annual_energy_statistic", str(path))
    before = desk.contents()
    assert desk.refused(*arguments) == ["author_missing", "reason_missing"]
    assert desk.refused_by("bt-clerk", *arguments) == ["row_of_another"]
    assert desk.refused_by("bt-clerk", *arguments, "--filer", "150100") == ["duty_not_entitled"]
    assert desk.refused_by("power", *arguments) == ["duty_not_entitled"]
    assert desk.refused_by("gone", *arguments) == ["person_unknown"]
    assert desk.refused_by("hh-clerk", "file", "nothing", str(path)) == ["type_unknown"]
    absent = ("file", "annual_energy_statistic", str(desk.work / "none.xlsx"))
    assert desk.refused_by("hh-clerk", *absent, "--issued-on", "昨天") == ["selector_date", "file_missing"]
    assert desk.refused_by("hh-clerk", *arguments, "--period", "去年") == ["selector_period"]
    assert desk.contents() == before


def test_a_bad_workbook_is_refused_whole_and_marked(desk: Any, good_line: Any) -> None:
    bad = desk.fill(
        good_line,
        ["没有的市", "2023", 1, 2, 3, 2020, "final", "v1", "统计年鉴"],
        ["包头市", "2023", "约1800", 5.1, -2.5, 2020, "终", "v1", None],
    )
    before = desk.contents()
    bytes_before = bad.read_bytes()
    arguments = ("file", "annual_energy_statistic", str(bad))
    assert sorted(desk.refused_by("hh-clerk", *arguments)) == [
        "cell_code_unknown",
        "cell_required",
        "cell_value_invalid",
        "entry_division_unknown",
        "row_of_another",
    ]
    marked = bad.with_name("filled.标注.xlsx")
    book = openpyxl.load_workbook(marked)
    assert book["填报"]["B7"].comment is not None
    assert book["填报"]["B6"].comment is None
    assert "问题清单" in book.sheetnames
    assert desk.contents() == before
    assert bad.read_bytes() == bytes_before
    marked.unlink()
    elsewhere = desk.work / "copy.xlsx"
    signed = ("--as", "hh-clerk", "--reason", "年报")
    told = desk.says(*arguments, "--marked", str(elsewhere), *signed, "--lang", "en", code=1)
    assert str(elsewhere) in told
    assert elsewhere.is_file()
    assert not marked.exists()
    # A copy of an earlier attempt is not spoken of when the cells are not what is wrong.
    fine = desk.fill(good_line)
    marked.write_bytes(elsewhere.read_bytes())
    refused = ("--as", "power", "--reason", "年报")
    assert "标注" not in desk.says("file", "annual_energy_statistic", str(fine), *refused, code=1)


def test_the_period_of_a_filing(desk: Any, good_line: Any) -> None:
    two = desk.fill(good_line, [good_line[0], "2022", *good_line[2:]])
    arguments = ("file", "annual_energy_statistic", str(two))
    assert desk.refused_by("hh-clerk", *arguments) == ["filing_period_unclear"]
    assert desk.file(two, "--period", "2023")["rows"] == 6


def test_prints_and_stamped_scans(desk: Any, good_line: Any) -> None:
    desk.file(desk.fill(good_line))
    printed = desk.json("filing", "print", FILING)
    assert printed["code"] in desk.says("filing", "print", FILING, "--lang", "en")
    scan = desk.scan()
    attach = ("filing", "attach", FILING, str(scan), "--code")
    assert desk.refused_by("hh-clerk", *attach, "0000-0000-0000-0000") == ["scan_other_version"]
    assert desk.refused_by("bt-clerk", *attach, printed["code"]) == ["duty_not_entitled"]
    letter = desk.work / "letter.txt"
    letter.write_text("不是扫描件", encoding="utf-8")
    wrong = ("filing", "attach", FILING, str(letter), "--code", printed["code"])
    assert desk.refused_by("hh-clerk", *wrong) == ["scan_format"]
    assert desk.json("filing", "show", FILING)["is_confirmed"] is False
    assert desk.by("hh-clerk", *attach, printed["code"])["is_confirmed"] is True
    assert desk.json("filing", "show", FILING)["is_confirmed"] is True
