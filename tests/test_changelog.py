"""Changelog fragments have the keys that their README promises."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "changelog"
KINDS = {"added", "changed", "fixed", "removed", "results"}


def documented_keys() -> list[str]:
    return re.findall(r"^\| `(\w+)`", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_fragment_is_complete(file: Path) -> None:
    fragment = tomllib.loads(file.read_text(encoding="utf-8"))
    assert list(fragment) == documented_keys()
    assert fragment["kind"] in KINDS
    assert fragment["who_must_act"]
    assert fragment["kind"] != "results" or fragment["affected_periods"]
