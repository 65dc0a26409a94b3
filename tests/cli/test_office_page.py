"""Every command of the page on filing runs, in its order, on files an office would have."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from shuangkong.cli import run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "filing.md"


def commands() -> list[list[str]]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]


def data(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert run([*arguments, "--workspace", "office", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_page_is_true(
    desk: Any, good_line: Any, furnished: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    desk.fill(good_line)
    desk.scan()
    shutil.copy(furnished.parent / "people.csv", desk.work)
    monkeypatch.chdir(desk.work)
    said = commands()
    assert len(said) > 25
    for words in said:
        given = dict.fromkeys(words)
        if "CODE" in words:
            filing = words[words.index("attach") + 1]
            given["CODE"] = data(capsys, "filing", "print", filing)["code"]
        if {"FIRST", "SECOND"} & given.keys():
            waits = [each for each in data(capsys, "adopt", "list")["adoptions"] if not each["is_complete"]]
            given["FIRST"] = given["SECOND"] = waits[0]["adoption_id"]
        assert run([given[word] or word for word in words]) == 0, words
    issued = data(capsys, "snapshot", "list")["snapshots"]
    assert issued
    assert list((desk.work / "office" / "reports").glob("official-*"))
