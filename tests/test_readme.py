"""The READMEs show what the program does: every command runs, every shown line is printed, both agree."""

from __future__ import annotations

import doctest
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from shuangkong.cli import run
from shuangkong.schema import table, write_csv
from shuangkong.synthetic.totals import synthetic_prefecture_rows

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("README.md", "README.zh-CN.md")
SAMPLE = ROOT / "src" / "shuangkong" / "plan" / "sample_plan.txt"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(name: str, language: str) -> Iterator[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return (block for kind, block in FENCE.findall(text) if kind == language)


def shown(name: str) -> list[tuple[str, list[str]]]:
    """Return every command in order with the lines shown below it."""
    found: list[tuple[str, list[str]]] = []
    text = (ROOT / name).read_text(encoding="utf-8")
    for kind, block in FENCE.findall(text):
        if kind == "sh":
            found.extend((line, []) for line in block.splitlines())
        elif kind == "console":
            first, *rest = block.splitlines()
            found.append((first.removeprefix("$ "), rest))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a plan and rows of one's own."""
    plan = docx.Document()
    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        plan.add_paragraph(line)
    plan.save(str(tmp_path / "your-plan.docx"))
    rows = synthetic_prefecture_rows(["150100", "150200"], "150000", seed=1)
    (tmp_path / "rows.csv").write_text(write_csv(rows, table("observation")), encoding="utf-8")
    return tmp_path


def arguments(command: str) -> list[str]:
    """Return what a command line hands to the program; ``make demo`` is its demo."""
    words = shlex.split(command)
    if words[:2] == ["make", "demo"]:
        plans = [word.removeprefix("PLAN=") for word in words[2:]]
        # What the pages show of the demo is not its registers, whose minute is spent in its own test.
        return ["demo", "--without-registers", *(f"--plan={plan}" for plan in plans)]
    assert words[0] == "shuangkong"
    return words[1:]


def assert_printed(lines: list[str], printed: str) -> None:
    """Assert that the lines were printed in this order; … stands for what was left out."""
    rest = iter(line.rstrip() for line in printed.splitlines())
    for line in lines:
        if line.strip() != "…":
            pattern = re.compile(".*".join(map(re.escape, line.rstrip().split("…"))))
            assert any(pattern.fullmatch(each) for each in rest), f"not printed, or not here: {line}"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_runs_and_prints_what_is_shown(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")  # as wide as what the pages show
    commands = [each for each in shown(name) if each[0] != "make test"]
    assert len(commands) > 4
    if name != NAMES[0]:  # the commands are the same; what they print here may be in another language
        commands = [(command, lines) for command, lines in commands if lines]
    for command, lines in commands:
        capsys.readouterr()
        assert run(arguments(command)) == 0, command
        assert_printed(lines, capsys.readouterr().out)


@pytest.mark.parametrize("name", NAMES)
def test_the_notebook_session_is_true(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sessions = list(blocks(name, "python"))
    assert sessions
    for number, session in enumerate(sessions):
        test = doctest.DocTestParser().get_doctest(session, {}, name, name, number)
        assert test.examples
        report: list[str] = []
        result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=report.append)
        assert result.failed == 0, "".join(report)


def test_both_readmes_show_the_same() -> None:
    english, chinese = ([re.sub(r" --lang \w+", "", command) for command, _ in shown(name)] for name in NAMES)
    assert english == chinese
    assert list(blocks(NAMES[0], "python")) == list(blocks(NAMES[1], "python"))


@pytest.mark.parametrize("name", NAMES)
def test_every_page_linked_is_there(name: str) -> None:
    links = re.findall(r"\]\(([^)]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []
