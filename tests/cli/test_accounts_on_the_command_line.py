"""Balance, carbon, pollutants, reconciliation and Kaya from the command line, on the demo's rows."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shuangkong.cli import run
from shuangkong.cli.screen import Screen
from shuangkong.schema import Row
from shuangkong.synthetic.demo import synthetic_demo_rows
from shuangkong.trace import Label
from shuangkong.workspace import Workspace

REGION, KNOWN_ON = "150000", date(2026, 6, 1)
KEPT = datetime(2026, 5, 1, tzinfo=UTC)
SET = ("--carbon", "provincial-inventory-2025", "--grid-year", "2023")
KAYA = ("why", "--kaya", "provincial-inventory-2025", "--grid-year", "2023", "--period", "2021-2025")


def keep(workspace: Workspace, table: str, rows: Sequence[Row]) -> None:
    workspace.records.keep(table, rows, author="王敏", reason="演示", recorded_at=KEPT)


def made(folder: Path, tables: dict[str, tuple[Row, ...]]) -> Workspace:
    workspace = Workspace.create(folder, name="示例", division=REGION, packs=("cn-15-14fyp",))
    keep(workspace, "division", workspace.packs.table("division"))
    for table, rows in tables.items():
        keep(workspace, table, rows)
    workspace.freeze(KNOWN_ON)
    return workspace


@pytest.fixture(scope="module")
def invented() -> dict[str, tuple[Row, ...]]:
    from shuangkong.packs import load_packs

    return synthetic_demo_rows(load_packs("cn-15-14fyp"), REGION, seed=7, known_on=KNOWN_ON)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, invented: dict[str, tuple[Row, ...]]) -> Path:
    return made(tmp_path_factory.mktemp("accounts") / "own", invented).folder


def told(folder: Path, *arguments: str, code: int = 0) -> str:
    with redirect_stdout(io.StringIO()) as shown:
        assert run([*arguments, "--workspace", str(folder)]) == code
    return shown.getvalue()


def plain(folder: Path, *arguments: str) -> Any:
    return json.loads(told(folder, *arguments, "--json"))


def listed(folder: Path, *arguments: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(told(folder, *arguments, "--csv"))))


def codes(folder: Path, *arguments: str) -> list[str]:
    found = json.loads(told(folder, *arguments, "--json", code=1))
    return [problem["code"] for problem in found["problems"]]


def number(figure: dict[str, Any]) -> Decimal:
    return Decimal(figure["value"])


def test_a_balance_stands_under_both_bases_with_its_transfers(folder: Path) -> None:
    (found,) = plain(folder, "account", "--balance", "--period", "2025")["balances"]
    assert found["is_synthetic"]
    calorific, equivalent = found["totals"]["calorific"], found["totals"]["coal_equivalent"]
    for total in (calorific, equivalent):
        assert number(total["by_use"]) == number(total["by_supply"]) > 0
        assert total["printed"]["reason"]["code"] == "not_published"
    moved = sum(Decimal(each["loss_moved"]) for each in found["transfers"])
    assert moved < 0, "a region that sells power leaves its generation loss with the user"
    assert number(equivalent["by_use"]) < number(calorific["by_use"])
    power = next(each for each in found["transfers"] if each["product"] == "electricity")
    assert number(power["calorific"]) == number(power["physical"]) * Decimal("1.229")
    assert found["identities"]["tested"] > 300
    assert found["identities"]["problems"] == []
    rows = listed(folder, "account", "--balance", "--period", "2025")
    assert len(rows) == len(found["cells"]) > 330
    groups = [row for row in rows if row["product"] == "energy_total" and row["flow"] == "final"]
    assert [row["quantity"] for row in groups] == [""], "tonnes and kilowatt-hours are not added"


def test_a_balance_is_read_as_a_table(folder: Path) -> None:
    text = told(folder, "account", "--balance", "--period", "2025", "--lang", "zh")
    for words in (
        "【演示数据】内蒙古自治区2025年能源平衡表",
        "当量值",
        "等价值",
        "终端消费量",
        "随电热转移的损失",
    ):
        assert words in text
    assert re.search(r"【演示数据】.*平衡关系：检查 \d+ 项.*全部成立", text)
    assert "energy_balance_cell(" not in text
    opened = told(folder, "account", "--balance", "--period", "2025", "--lang", "zh", "--open")
    assert "energy_balance_cell(150000, 2025, electricity, final" in opened
    assert "balance_factor(150000, 2025, electricity" in opened


def test_an_identity_that_does_not_hold_is_named_with_its_size(
    tmp_path: Path, invented: dict[str, tuple[Row, ...]]
) -> None:
    cells = [
        {**row, "quantity": Decimal(str(row["quantity"])) + 5}
        if (row["product_id"], row["flow_id"]) == ("raw_coal", "final")
        else row
        for row in invented["energy_balance_cell"]
    ]
    workspace = made(tmp_path / "own", {**invented, "energy_balance_cell": tuple(cells)})
    (found,) = plain(workspace.folder, "account", "--balance", "--period", "2025")["balances"]
    broken = found["identities"]["problems"]
    assert {each["code"] for each in broken} >= {"balance_identity"}
    assert any(each["where"].startswith("150000 2025 raw_coal final") for each in broken)
    assert {abs(Decimal(each["details"]["gap"])) for each in broken} == {Decimal(5)}
    text = told(workspace.folder, "account", "--balance", "--period", "2025", "--lang", "zh")
    assert "不成立" in text


def test_carbon_has_two_views_under_one_named_set(folder: Path) -> None:
    found = plain(folder, "account", *SET, "--against", "industry-calculator")["accounts"]
    real, synthetic = found
    assert {figure["value"] for figure in real["figures"]} == {None}
    held = {figure["item"]: figure for figure in synthetic["figures"]}
    value = {item: number(figure) for item, figure in held.items()}
    assert value["production"] == value["fuel_combustion"] + value["process"]
    moved = (
        value["electricity_import"]
        - value["electricity_export"]
        + value["heat_import"]
        - value["heat_export"]
    )
    assert value["consumption"] == value["production"] + moved
    assert synthetic["factors"] == "provincial-inventory-2025 + provincial-average 2023"
    assert held["production_intensity"]["price_base_year"] == 2020
    assert value["production_intensity"] > value["consumption_intensity"]
    other = plain(folder, "account", "--carbon", "industry-calculator", "--grid-year", "2023")["accounts"][1]
    restated = {figure["item"]: number(figure) for figure in other["figures"]}
    assert value["production_restated"] == restated["production"] - value["production"] != 0
    rows = listed(folder, "account", *SET)
    assert {row["factors"] for row in rows if row["item"] == "production"} == {synthetic["factors"]}


def test_a_carbon_account_uses_what_it_names_and_nothing_else(folder: Path) -> None:
    assert set(codes(folder, "account", "--carbon", "none", "--grid-year", "2023")) == {
        "carbon_factor_missing"
    }
    assert set(codes(folder, "account", *SET[:2], "--period", "2025")) == {"carbon_factor_missing"}
    text = told(folder, "account", *SET, "--lang", "zh", "--open")
    assert "carbon_activity(150000, 2025, fuel_combustion" in text
    assert "LHV × CC × OX/100 × 44/12 / 1000" in text
    assert "150000 2025" not in text


def test_reductions_go_from_planned_to_counted(folder: Path) -> None:
    real, found = plain(folder, "account", "--pollutant", "NOx")["accounts"]
    assert real["counted"]["reason"]["code"] == "not_filed"
    assert found["period"] == "2021-2025", "reductions count from the start of the plan"
    cuts = sum(number(each) for each in found["cuts"].values())
    open_lines = [line for line in found["lines"] if not line["verified_t"]]
    assert [line["left_out"] for line in open_lines] == ["not_verified"]
    unverified = Decimal(open_lines[0]["reported_t"])
    assert number(found["verified"]) == number(found["reported"]) - cuts - unverified
    assert number(found["counted"]) == number(found["verified"]) - number(found["offsets"])
    share, tonnes = found["duties"]
    assert (share["form"], share["not_rated"]["code"]) == ("percentage_of_base", "no_base")
    assert tonnes["is_met"] is True
    assert len(found["divisions_absent"]) == len(found["measured"]["absent"]) == 9
    rows = listed(folder, "account", "--pollutant", "NOx", "--period", "2024")
    assert {row["year"] for row in rows} == {"2024"}


def test_reductions_are_read_as_tables(folder: Path) -> None:
    text = told(folder, "account", "--pollutant", "NOx", "--lang", "zh")
    for words in (
        "核减：负荷不足",
        "不予评定：2020 年排放基数未公布",
        "尚未核查认定",
        "交叉核对（吨，不相加）",
    ):
        assert words in text.replace("\n", "")
    assert "load_below_design" not in text
    opened = told(folder, "account", "--pollutant", "NOx", "--lang", "zh", "--open")
    assert "内蒙古自治区2021–2025年 NOx 重点工程减排量" in opened
    assert "reduction_project_line(SYN-P-150100-2021-1" in opened
    assert codes(folder, "account", "--pollutant", "smell") == ["reduction_pollutant_unknown"]
    assert codes(folder, "account", "--pollutant", "NOx", "--period", "1999") == ["rule_not_in_force"]


def test_kaya_effects_sum_to_the_change(folder: Path) -> None:
    found = plain(folder, *KAYA)
    assert found["subject"] == "co2"
    assert found["factors"].endswith("provincial-average 2023, production")
    real, synthetic = found["answers"]
    assert real["reason"]["code"] == "not_published"
    (whole,) = synthetic["divisions"]
    effects = sum(number(each) for each in whole["effects"].values())
    assert abs(effects - number(whole["change"])) < Decimal("0.00001")
    assert list(whole["effects"]) == ["population", "gdp_per_head", "energy_intensity", "carbon_per_energy"]
    other = plain(folder, *KAYA, "--view", "consumption")["answers"][1]["divisions"][0]
    assert number(other["change"]) != number(whole["change"])
    text = told(folder, *KAYA, "--lang", "zh")
    assert "碳排放变化原因（比2020年" in text
    assert "人均地区生产总值" in text
    assert listed(folder, *KAYA)[0]["item"] == "change"


def test_reconciliation_shows_rest_change_coverage_and_who_is_absent(folder: Path) -> None:
    real, found = plain(folder, "reconcile", "--period", "2024-2025")["reconciliations"]
    assert [real["is_synthetic"], found["is_synthetic"]] == [False, True]
    gdp = [line for line in found["below"] if line["indicator"] == "gdp_constant"]
    assert [line["period"] for line in gdp] == ["2023", "2024", "2025"]
    for line in gdp:
        whole, parts, rest = (Decimal(line[name]["value"]) for name in ("whole", "parts", "residual"))
        assert whole == parts + rest
    rests = [Decimal(line["residual"]["value"]) for line in gdp]
    assert [Decimal(line["change"]["value"]) for line in gdp[1:]] == [
        rests[1] - rests[0],
        rests[2] - rests[1],
    ]
    energy = next(
        line
        for line in found["below"]
        if (line["indicator"], line["period"]) == ("energy_consumption", "2025")
    )
    assert energy["residual"]["value"] is None
    assert len(energy["coverage"]["absent"]) == 1
    silent = {line["period"]: line["coverage"]["absent"] for line in found["facilities"]}
    (expected,) = {line["coverage"]["expected"] for line in found["facilities"] if line["period"] == "2025"}
    assert expected > 1_000
    assert silent["2025"] == [f"SYN-F{expected:04d}"]
    slips = {
        tuple(sorted((line["period"], line["ten_thousand_slips"]) for _ in "x"))
        for line in found["reporters"]
    }
    assert (("2025", 1),) in slips
    rows = listed(folder, "reconcile", "--period", "2024-2025")
    assert {row["part"] for row in rows} == {"below", "facilities", "reporters"}


def test_reconciliation_is_read_as_tables(folder: Path) -> None:
    text = told(folder, "reconcile", "--period", "2025", "--lang", "zh")
    for words in (
        "没有可以相互核对的公布数据",
        "下级合计与本级",
        "填报、电网、计量两两核对",
        "疑差一万倍 1 家",
        "等价值",
    ):
        assert words in text
    assert "【演示数据】内蒙古自治区2025年：数据差错：未发现" in text
    assert "150000" not in text
    english = told(folder, "reconcile", "--period", "2025", "--lang", "en")
    assert "【SYNTHETIC】Inner Mongolia, 2025: figures that do not fit: none found" in english


def test_a_published_error_is_found_with_its_cause_and_exits_zero(
    tmp_path: Path, observed: Callable[..., Any]
) -> None:
    """An increment of −7.91 万吨 printed as −7.91 %, on a level of 979.38 after it."""
    known = {"energy_basis": "coal_equivalent", "price_base_year": 2015}
    rows = (
        observed(REGION, "energy_consumption_growth", "2016", "-7.91", energy_basis="coal_equivalent"),
        observed(REGION, "intensity_change", "2016", "-8.42", **known),
        observed(REGION, "gdp_real_growth", "2016", "8.3", price_base_year=2015),
        observed(
            REGION, "energy_consumption", "2016", "979.38", unit="万吨标准煤",
            energy_basis="coal_equivalent",
        ),
    )  # fmt: skip
    workspace = made(tmp_path / "own", {"observation": rows})
    (found,) = plain(workspace.folder, "reconcile", "--period", "2016")["reconciliations"]
    (error,) = found["findings"]
    assert (error["check"], error["cause"]) == ("identity", "unit_slip_percent")
    assert error["code"] == "reconciliation_identity"
    text = told(workspace.folder, "reconcile", "--period", "2016", "--lang", "zh")
    assert "增量被印成百分数" in text.replace("\n", "").replace("│", "").replace(" ", "")
    (row,) = listed(workspace.folder, "reconcile", "--period", "2016")
    assert (row["part"], row["cause"]) == ("findings", "unit_slip_percent")


def test_one_command_answers_with_one_account(folder: Path) -> None:
    assert codes(folder, "account") == ["account_kind_missing"]
    assert codes(folder, "account", "energy_consumption", "--balance") == ["account_kinds_several"]
    assert codes(folder, "account", "--balance", "--against", "x") == ["option_alone"]
    assert codes(folder, "account", *SET, "--vintage", "x") == ["option_alone"]
    assert codes(folder, "account", "--balance", "--grid-year", "2023", "--grid-of", "100000") == [
        "option_alone",
        "option_alone",
    ]
    assert codes(folder, "why", "--view", "consumption", "--grid", "x") == ["option_alone", "option_alone"]
    assert codes(folder, "account", "--balance", "--layout", "none") == ["balance_layout_unknown"]
    assert codes(folder, "account", "--balance", "--period", "1999") == ["balance_not_found"]


def test_an_indicator_as_rows(folder: Path) -> None:
    rows = listed(folder, "account", "energy_consumption", "--period", "2025")
    synthetic = {row["item"]: row for row in rows if row["is_synthetic"] == "true"}
    assert synthetic["sum_below"]["present"] == "11"
    assert len(synthetic["sum_below"]["absent"].split()) == 1
    assert any(row["reason"] == "not_published" for row in rows if row["is_synthetic"] == "false")


def test_traces_of_a_bridge_name_places_never_codes(folder: Path) -> None:
    found = plain(folder, "bridge", "--period", "2021-2025", "--rule", "basis-113")["statements"]

    def labels(node: dict[str, Any]) -> list[str]:
        own = [node["label"]["zh"], node["label"]["en"], *(each["zh"] for each in node["notes"])]
        return own + [text for each in node["inputs"] for text in labels(each)]

    def traces(held: object) -> list[dict[str, Any]]:
        if isinstance(held, dict):
            own = [held["trace"]] if "trace" in held else []
            return own + [each for value in held.values() for each in traces(value)]
        return [each for value in held for each in traces(value)] if isinstance(held, list) else []

    said = [text for statement in found for trace in traces(statement) for text in labels(trace)]
    assert any("内蒙古自治区" in text for text in said)
    assert not [text for text in said if re.search(r"(?<!\S)15\d{4}(?!\d)", text)]
    text = told(folder, "bridge", "--period", "2021-2025", "--rule", "basis-113", "--lang", "zh")
    assert "150000 20" not in text


EVERY = (
    ("assess", "--period", "2025"),
    ("explain", "IND-2-01", "--period", "2025"),
    ("account", "energy_consumption"),
    ("account", "--balance", "--open"),
    ("account", *SET, "--open"),
    ("account", "--pollutant", "NOx", "--open"),
    ("bridge", "--period", "2021-2025"),
    ("why", "--period", "2021-2025"),
    KAYA,
    ("reconcile", "--period", "2025"),
    ("report",),
    ("snapshot", "list"),
)


@pytest.mark.parametrize("arguments", EVERY, ids=" ".join)
def test_no_line_title_or_header_is_blank_in_english(
    folder: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Label] = []
    line, show_table = Screen.line, Screen.show_table

    def lined(screen: Screen, label: Label, style: str = "") -> None:
        said.append(label)
        line(screen, label, style)

    def tabled(screen: Screen, title: Label, headers: Sequence[Label], rows: Any, **marked: bool) -> None:
        said.extend((title, *headers))
        show_table(screen, title, headers, rows, **marked)

    monkeypatch.setattr(Screen, "line", lined)
    monkeypatch.setattr(Screen, "show_table", tabled)
    text = told(folder, *arguments, "--lang", "en")
    assert not re.search(r"\n\s*\n", text)
    assert all(label.en.strip() for label in said)


def test_the_next_commands_are_printed_in_english(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from shuangkong.cli.asking import inquire
    from shuangkong.cli.next import commands, show_next
    from shuangkong.cli.selectors import Selectors

    inquiry = inquire(Selectors(workspace=folder).selection())
    show_next(Screen("en"), inquiry, folder)
    shown = capsys.readouterr().out
    assert all(command in shown for command in commands(inquiry, folder))
    assert any(command.startswith("reconcile") for command in commands(inquiry, folder))
