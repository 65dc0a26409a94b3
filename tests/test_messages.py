"""Every message of the catalogue is provoked by a test, and says the same in both languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from shuangkong.errors import Problem, catalogue

TESTS = Path(__file__).resolve().parent
PARTS = ("what", "why", "remedy")


@cache
def words_of_the_suite() -> frozenset[str]:
    files = [
        file
        for file in TESTS.rglob("*")
        if file.suffix in {".py", ".yaml", ".toml"} and file != Path(__file__)
    ]
    return frozenset(
        word
        for file in files
        for word in re.findall(r"\w+", file.read_text(encoding="utf-8", errors="ignore"))
    )


def placeholders(code: str, language: str) -> set[str]:
    message = catalogue()[code][language]
    return {name for part in PARTS for _, name, _, _ in Formatter().parse(message[part]) if name is not None}


def details(code: str) -> set[str]:
    """Details both languages need; one given in each language (label_zh, label_en) is one detail."""
    zh = {name.removesuffix("_zh") for name in placeholders(code, "zh")}
    assert {name.removesuffix("_en") for name in placeholders(code, "en")} == zh
    return zh


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_a_test_provokes_the_message(code: str) -> None:
    assert code in words_of_the_suite(), f"no test mentions {code}"


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_both_languages_need_the_same_details(code: str) -> None:
    needed = details(code)
    assert all(name.isidentifier() for name in needed)
    given = {name: f"<{name}>" for name in needed} | {
        f"{name}_{x}": f"<{name}>" for name in needed for x in ("zh", "en")
    }
    problem = Problem(code, "where", given)
    for language in ("zh", "en"):
        text = problem.text(language)
        assert all(f"<{name}>" in text for name in needed)
        assert "{" not in text
