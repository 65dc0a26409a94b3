"""The frame of the command line: selectors, refusals, problems in both languages, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import pytest

from shuangkong import __version__
from shuangkong.cli import application, run
from shuangkong.cli.selectors import TERMINAL, Author, Output, Selectors
from shuangkong.errors import ProblemsFound


def codes(found: pytest.ExceptionInfo[ProblemsFound]) -> list[str]:
    return [problem.code for problem in found.value.problems]


@pytest.fixture(autouse=True)
def ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the frame one command of the test's own."""
    app = application.frame()

    @app.command
    def ask(metric: str, subject: str, /, *, output: Output = TERMINAL) -> None:
        output.screen().show_json({"metric": metric, "subject": subject})

    monkeypatch.setattr(application, "application", lambda **_: app)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["aks"], "command_unknown"),
        (["ask", "a", "b", "--colour"], "option_unknown"),
        (["ask", "a", "b", "more"], "argument_unknown"),
        (["ask", "a"], "argument_missing"),
        (["ask", "a", "b", "--lang", "fr"], "argument_unreadable"),
        (["ask", "a", "b", "--json=perhaps"], "argument_unreadable"),
        (["ask", "a", "b", "--lang", "en", "--lang", "en"], "command_unreadable"),
    ],
)
def test_a_command_line_that_cannot_be_read(
    arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem["code"] == code
    assert run(arguments) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert problem["en"] in printed.err.splitlines()
    assert "Traceback" not in printed.err


def test_problems_are_said_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["aks"]) == 1
    chinese, english = capsys.readouterr().err.splitlines()
    assert "处理办法" in chinese
    assert "What to do" in english


def test_an_answer_is_plain_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "折标系数", "原煤", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"metric": "折标系数", "subject": "原煤"}


def test_one_language_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["nothing", "--lang", "en"]) == 1
    english = capsys.readouterr().err
    assert english.isascii()
    assert run(["nothing", "--lang=zh"]) == 1
    assert "处理办法" in capsys.readouterr().err


def test_all_selectors_that_cannot_be_read_are_named_at_once() -> None:
    with pytest.raises(ProblemsFound) as found:
        Selectors(period="20x9", as_of="tomorrow", known_on="2022-13-01").selection()
    assert codes(found) == ["selector_period", "selector_date", "selector_date"]


def test_as_of_sets_both_dates_and_contradicts_another() -> None:
    selection = Selectors(as_of="2022-06-01").selection()
    assert selection.known_on == date(2022, 6, 1)
    with pytest.raises(ProblemsFound) as found:
        Selectors(as_of="2022-06-01", known_on="2022-06-02").selection()
    assert codes(found) == ["selector_twice"]


def test_one_plain_form_at_a_time() -> None:
    with pytest.raises(ProblemsFound) as found:
        Output(json=True, csv=True).screen()
    assert codes(found) == ["output_twice"]


def test_nothing_is_kept_without_person_and_reason() -> None:
    with pytest.raises(ProblemsFound) as found:
        Author(" ", None).signed()
    assert codes(found) == ["author_missing", "reason_missing"]


def test_module_and_script_are_one_program() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "shuangkong", "--version"], capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == __version__


def test_what_the_system_refuses_and_what_has_no_code_of_its_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "workspace")

    monkeypatch.setattr(application, "application", lambda **_: refuse)
    assert run(["lookup", "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["code"], problem["where"]) == ("system_refused", "workspace")
