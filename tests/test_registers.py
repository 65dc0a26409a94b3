"""The generated pages say what the packs say now."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_registers", DOCS / "generate_registers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages(script: ModuleType) -> dict[str, str]:
    found: dict[str, str] = script.pages()
    return found


@pytest.mark.parametrize("name", ["rules.md", "coverage.md", "data.md"])
def test_a_generated_page_is_current(name: str, pages: dict[str, str]) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages[name], "run make docs"


def cells(page: str, beginning: str) -> list[str]:
    (line,) = [line for line in page.splitlines() if line.startswith(f"| {beginning} |")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_register_counts_every_target_and_measure(pages: dict[str, str]) -> None:
    page = pages["coverage.md"]
    by_clause = page.partition("## By clause")[2].partition("## By target")[0]
    rows = [line.strip("|").split("|") for line in by_clause.splitlines() if line.startswith("| ")][2:]
    counts = [[int(cell) for cell in row[1:6]] for row in rows]
    targets, *states, measures = (sum(column) for column in zip(*counts, strict=True))
    assert (targets, measures, sum(states)) == (62, 329, 62)
    assert all(targets == complete + partial + none for targets, complete, partial, none, _ in counts)
    assert cells(page, "二")[6] == "partial"
    assert cells(page, "四(九)")[6] == "none"


def test_a_rule_stands_with_document_days_and_status(pages: dict[str, str]) -> None:
    found = cells(pages["rules.md"], "`barometer-901@2020`")
    assert found[2:] == ["发改办环资〔2020〕901号", "2020-10-01 –", "all", "official"]
