"""The page of commands is what the program says of itself, and the program is one however it is called."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from cyclopts import App

from shuangkong.cli import run
from shuangkong.cli.application import application

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_commands", DOCS / "generate_commands.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commands(app: App, *path: str) -> Iterator[tuple[tuple[str, ...], App]]:
    for name in app:
        if name.startswith("-"):
            continue
        below = app[name]
        if any(not each.startswith("-") for each in below):
            yield from commands(below, *path, name)
        else:
            yield (*path, name), below


def test_the_page_is_up_to_date(script: ModuleType) -> None:
    assert script.PAGE.read_text(encoding="utf-8") == script.page(), "run make docs"


def test_every_command_option_and_argument_is_documented(script: ModuleType) -> None:
    text = script.PAGE.read_text(encoding="utf-8")
    found = list(commands(application(loaded=True)))
    assert len(found) == 69
    for path, command in found:
        assert f"## shuangkong {' '.join(path)}\n" in text
        assert command.help
        for argument in command.assemble_argument_collection():
            if argument.show:
                assert argument.parameter.help, f"{path}: {argument.name} has no help"


def test_a_list_of_commands_says_what_each_does(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, words in (
        (["--help"], "考核目标"),
        (["plan", "--help"], "比对规划目标"),
        ([], "新建工作区"),
    ):
        assert run(arguments) == 0
        assert words in capsys.readouterr().out


def test_the_module_is_the_script() -> None:
    script = Path(sys.executable).with_name("shuangkong")
    if not script.exists():
        pytest.skip("the script is not installed beside this Python")
    question = ["lookup", "tce_factor", "raw_coal", "--on", "2022-06-01", "--json"]
    answers = [
        subprocess.run([*program, *question], capture_output=True, text=True, check=True).stdout
        for program in ([sys.executable, "-m", "shuangkong"], [str(script)])
    ]
    assert answers[0] == answers[1]
