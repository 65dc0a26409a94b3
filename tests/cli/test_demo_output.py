"""What the demo prints: in order, readable at 100 columns, and real and synthetic never in one place."""

from __future__ import annotations

import csv
import json
import shlex
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text

from shuangkong.accounts import points
from shuangkong.assessment import Verdict
from shuangkong.cli import next as after
from shuangkong.cli import run
from shuangkong.cli.asking import Inquiry, inquire
from shuangkong.cli.outcome import real_verdicts, synthetic_verdicts
from shuangkong.cli.screen import Cell, Screen
from shuangkong.cli.selectors import Selectors
from shuangkong.quantity import Period
from shuangkong.trace import Label
from shuangkong.workspace.collecting import open_office

MARK = "演示数据"


@dataclass(frozen=True)
class Printed:
    """One table or line: its texts, and whether it was marked as synthetic."""

    texts: tuple[str, ...]
    is_synthetic: bool


@dataclass(frozen=True)
class Run:
    """One run of the demo."""

    folder: Path
    text: str
    parts: tuple[Printed, ...]
    inquiry: Inquiry


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder, parts = tmp_path_factory.mktemp("shown") / "demo", []
    show_table, line = Screen.show_table, Screen.line

    def tabled(
        screen: Screen,
        title: Label,
        headers: Sequence[Label],
        rows: Sequence[Sequence[Cell]],
        *,
        is_synthetic: bool = False,
    ) -> None:
        held = [list(row) for row in rows]
        cells = [cell.plain if isinstance(cell, Text) else cell for row in held for cell in row]
        parts.append(Printed((screen.say(title), *cells), is_synthetic))
        show_table(screen, title, headers, held, is_synthetic=is_synthetic)

    def lined(screen: Screen, label: Label, style: str = "") -> None:
        parts.append(Printed((screen.say(label),), MARK in label.zh))
        line(screen, label, style)

    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as shown:
        patch.setenv("COLUMNS", "100")
        patch.setattr(Screen, "show_table", tabled)
        patch.setattr(Screen, "line", lined)
        assert run(["demo", "--folder", str(folder)]) == 0
    yield Run(folder, shown.getvalue(), tuple(parts), inquire(Selectors(workspace=folder).selection()))


def figures(verdict: Verdict) -> set[str]:
    """What only this verdict says: its margin, or the reason why it has none."""
    if verdict.reason is not None:
        return {verdict.reason.reason.zh}
    return {points(verdict.margin, verdict.unit).zh}


def test_no_table_or_line_mixes_real_and_synthetic(demo: Run) -> None:
    inquiry = demo.inquiry
    real = [v for plan in inquiry.packs.plans for v in real_verdicts(inquiry, plan)]
    invented = synthetic_verdicts(inquiry)
    assert not any(verdict.is_synthetic for verdict in real)
    assert all(verdict.is_synthetic for verdict in invented)
    said = {False: set().union(*map(figures, real)), True: set().union(*map(figures, invented))}
    assert said[False].isdisjoint(said[True])
    seen = {False: 0, True: 0}
    for part in demo.parts:
        for text in part.texts:
            assert not any(words in text for words in said[not part.is_synthetic]), (part, text)
            seen[part.is_synthetic] += any(words in text for words in said[part.is_synthetic])
    assert min(seen.values()) > 0, "both kinds are shown"
    assert all(any(words in text for p in demo.parts for text in p.texts) for words in said[True])


def test_only_what_is_marked_speaks_of_synthetic_data(demo: Run) -> None:
    marked = [part for part in demo.parts if part.is_synthetic]
    # attendance, refused workbook, verdicts that move; registers, who is missing, refused; divisions; behind
    assert len(marked) == 8
    for part in demo.parts:
        assert part.is_synthetic or not any(MARK in text for text in part.texts)
    silent = [text for part in marked for text in part.texts if text.startswith("不予评定：")]
    assert silent == ["不予评定：演示数据中没有兴安盟2025年能源消费总量"]


def test_the_order_of_what_is_shown(demo: Run) -> None:
    order = [
        "规划：",
        "合计 total",
        "自拟示例规划的识别结果",
        "晴雨表（国家公布的预警等级）",
        "2016–2020 年规划：按公布数据核算",
        "2021–2025 年规划：公布数据不足",
        "【演示数据 / SYNTHETIC】",
        "落后于进度（公布数据）",
        "【演示数据 / SYNTHETIC】落后于进度",
        "简报 report",
        "接下来可以输入",
    ]
    at = [demo.text.index(words) for words in order]
    assert at == sorted(at)


def test_the_plan_stands_by_section_in_its_own_order_with_totals(demo: Run) -> None:
    (plan,) = (part.texts[1:] for part in demo.parts if "合计 total" in part.texts)
    rows = [plan[start : start + 4] for start in range(0, len(plan), 4)]
    numbers = [row[0] for row in rows]
    assert numbers[:2] == ["二", "三(一)"]
    assert numbers.index("三(九)") == numbers.index("三(八)") + 1
    assert all(row[1] for row in rows[:-1])
    assert rows[-1] == ("合计 total", "", "62", "329")


def test_the_region_is_red_for_the_thirteenth_plan_and_unrated_for_the_fourteenth(demo: Run) -> None:
    cells = [part.texts for part in demo.parts if not part.is_synthetic]
    assert any({"+16.93 %", "−14.00 %", "−30.93 个百分点", "一级预警（红）"} <= set(texts) for texts in cells)
    assert any("不予评定：2021–2023 年数据未公布；已知 2024 年 −3.00 %" in texts for texts in cells)
    announced = next(texts for texts in cells if "发改办环资〔2020〕901号" in texts)
    assert {"2020年前三季度", "一级（红）", "2021年上半年"} <= set(announced)


def test_nothing_is_wider_than_a_page_but_paths_and_commands(demo: Run) -> None:
    last = demo.text.index("简报 report")
    assert max(cell_len(line) for line in demo.text[:last].splitlines()) <= 100
    names = [
        cell for line in demo.text[:last].splitlines() if line.startswith("│") for cell in line.split("│")
    ]
    assert all(
        len(cell.strip()) != 1 or cell.strip() in "—二。）”%" or cell.strip().isdigit() for cell in names
    )


def test_raw_ids_of_divisions_and_indicators_are_not_for_people(demo: Run) -> None:
    shown = demo.text[: demo.text.index("简报 report")]
    assert "150000" not in shown
    assert "energy_consumption" not in shown


def test_every_command_to_type_next_works(demo: Run, capsys: pytest.CaptureFixture[str]) -> None:
    commands = after.commands(demo.inquiry, demo.folder)
    assert any(command.startswith("explain 13FYP-INTENSITY") for command in commands)
    for command in commands:
        assert f"{after.program()} {command}" in demo.text
        assert run(shlex.split(command)) == 0, command
        assert capsys.readouterr().out


def test_the_program_is_named_as_it_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / ".venv" / "bin" / "shuangkong"
    script.parent.mkdir(parents=True)
    script.touch()
    monkeypatch.setattr(after.sys, "executable", str(script.with_name("python")))
    monkeypatch.setattr(after.shutil, "which", lambda _: None)
    monkeypatch.chdir(tmp_path)
    assert after.program() == ".venv/bin/shuangkong"
    script.unlink()
    assert after.program().endswith("-m shuangkong")
    script.touch()
    monkeypatch.setattr(after.shutil, "which", lambda _: str(script))
    assert after.program() == "shuangkong"


def explained(demo: Run, division: str, known_on: str) -> dict[str, object]:
    arguments = ["explain", "IND-2-01", "--division", division, "--period", "2025", "--known-on", known_on]
    with redirect_stdout(StringIO()) as shown:
        assert run([*arguments, "--workspace", str(demo.folder), "--json"]) == 0
    return json.loads(shown.getvalue())


def test_what_the_divisions_filed_moves_the_verdicts_and_each_still_answers(demo: Run) -> None:
    """Filed, reviewed, countersigned, approved, published; corrected and published a month later."""
    workspace = demo.inquiry.workspace
    office = open_office(workspace)
    attendance = office.rounds.attendance("demo-2025", date.max)
    stands = {line.filer_code: line for line in attendance.lines}
    assert len(stands) == 12
    assert {name: count for name, count in attendance.counts.items() if count} == {
        "filed": 10,
        "late": 1,
        "missing": 1,
    }
    late, refused, returned, corrected = sorted(code for code in stands if code != "152200")[:4]
    assert stands[late].days_late == 2
    assert stands[refused].version_no == 1, "the workbook with wrong cells became no version"
    assert (demo.folder / "filings" / f"{refused}-有误.标注.xlsx").is_file()
    assert stands[returned].version_no == 2
    filings = {each.filing.filing_id: each for each in office.filings.all()}
    versions = [
        each
        for each in filings.values()
        if (each.filing.type_id, each.filing.filer_code) == ("annual_energy_statistic", corrected)
    ]
    assert [each.state.state for each in versions] == ["approved", "approved"]
    assert all(len(each.state.history) == 5 for each in versions)

    before, first, second, *later = (each.manifest.known_on for each in workspace.snapshots())
    assert before < first < second < later[0]
    assert later == sorted(later)
    told = {day: explained(demo, corrected, day.isoformat()) for day in (before, first, second)}
    verdicts = {day: found["verdicts"][-1] for day, found in told.items()}
    assert [each["is_synthetic"] for each in verdicts.values()] == [True] * 3
    assert [each["stance"] for each in verdicts.values()] == ["not_rated", "missed", "missed"]
    values = [each["actual"] for each in verdicts.values()]
    assert values[0] is None
    assert values[1] != values[2]
    assert [each["trace"]["is_synthetic"] for each in verdicts.values()] == [True] * 3
    assert verdicts[first]["trace"] != verdicts[second]["trace"]
    workspace.records.verify_chain()


def test_the_report_lists_all_targets_by_chapter_with_synthetic_values_apart(demo: Run) -> None:
    (page,) = (demo.folder / "reports").glob("assessment-*.html")
    text = page.read_text(encoding="utf-8")
    published, invented = text.split("至2025年全部目标一览（演示）")
    assert "至2025年全部目标一览" in published
    ids = {target.id for target in demo.inquiry.targets if target.id.startswith("IND-")}
    assert len(ids) == 62
    for part in (published, invented):
        assert not [name for name in ids if name not in part]
    assert "没有演示数据，见公布数据部分" in invented
    assert "没有演示数据，见公布数据部分" not in published


def test_goals_without_a_number_are_judged_in_the_demo_or_told_to_be_waiting(demo: Run) -> None:
    verdicts = demo.inquiry.verdicts("150000", Period.parse("2025"))
    goals = [each for each in verdicts if each.target.form == "qualitative"]
    judged = {each.target.id for each in goals if each.judgement is not None and each.is_synthetic}
    assert 4 <= len(judged) < len({each.target.id for each in goals})
    silent = [each for each in goals if each.target.id not in judged]
    assert all(each.reason is not None for each in silent)


def test_every_register_is_filed_approved_and_published_and_nothing_wrong_is_in_it(demo: Run) -> None:
    workspace = demo.inquiry.workspace
    office = open_office(workspace)
    rounds = [each.round_id for each in office.rounds.all() if each.round_id.startswith("demo-register-")]
    assert len(rounds) >= 80
    standings = [each for each in office.filings.all() if each.filing.round_id in rounds]
    assert len(standings) > 500
    assert {each.state.state for each in standings} == {"approved"}
    assert all(each.filing.is_synthetic for each in standings)
    assert "条规则拒收" in demo.text
    assert "逾期未报的地区和台账" in demo.text
    last = workspace.snapshots()[-1]
    tables = {workspace.types[each.removeprefix("demo-register-")].table.name for each in rounds}
    for table in tables:
        assert any(row["is_synthetic"] for row in last.rows(table)), table
    kept: dict[str, set[str]] = {}
    listed = (demo.folder / "filings" / "台账拒收清单.csv").read_text(encoding="utf-8-sig")
    refused = list(csv.DictReader(StringIO(listed)))
    assert len(refused) > 100
    for row in refused:
        table = workspace.types[row["台账"]].table
        if len(table.key) == 1 and "repeated" not in row["规则"]:
            rows = kept.setdefault(table.name, {str(each[table.key[0]]) for each in last.rows(table.name)})
            assert row["行"] not in rows, row
