"""The tables that ship: refused without source or status, equal to what they were taken from, and frozen."""

import csv
from pathlib import Path

import pytest

from shuangkong.errors import ProblemsFound
from shuangkong.schema import table
from shuangkong.standards.tables import entries, read_entries
from shuangkong.standards.value import Entry

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "src/shuangkong/standards/tables"
RESOLVED = Path(__file__).parent / "resolved.txt"
FILES = {
    "standard_energy": "gbt2589",
    "standard_carbon": "co2_factors",
    "standard_efficiency": "efficiency_levels",
    "standard_limit": "gb_energy_limits",
    "standard_price": "tiered_price",
    "standard_emission": "emission_limits",
}


def line(entry: Entry) -> str:
    value = entry.value
    day = "named" if entry.edition.named_only else f"{value.valid_from or ''}–{value.valid_to or ''}"
    return " | ".join((value.metric, str(value), value.status, day))


def test_every_resolved_value_is_the_committed_one() -> None:
    """An edit of a table shows here what it changes; after review, write the new lines to resolved.txt."""
    found = "".join(f"{line(entry)}\n" for entry in entries())
    assert found == RESOLVED.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
def test_figures_statuses_and_sources_are_those_of_the_tables_they_were_taken_from(
    name: str, shared: Path
) -> None:
    with (shared / f"data/standards/{FILES[name]}.csv").open(encoding="utf-8") as file:
        taken = list(csv.DictReader(file))
    with (TABLES / f"{name}.csv").open(encoding="utf-8") as file:
        shipped = list(csv.DictReader(file))
    common = [
        column for column in taken[0] if column in shipped[0] and column not in ("jurisdiction", "note")
    ]
    assert {"status", "source"} <= set(common)
    assert [[row[column] for column in common] for row in taken] == [
        [row[column] for column in common] for row in shipped
    ]


def first_row(name: str, **changed: str) -> str:
    with (TABLES / f"{name}.csv").open(encoding="utf-8") as file:
        row = next(csv.DictReader(file))
    cells = [{**row, **changed}[column] for column in table(name).column_names]
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    return ",".join(table(name).column_names) + "\n" + quoted + "\n"


@pytest.mark.parametrize(
    ("name", "changed", "code"),
    [
        ("standard_energy", {"source": ""}, "cell_required"),
        ("standard_energy", {"status": "hearsay"}, "cell_value_invalid"),
        ("standard_energy", {"coef_status": ""}, "standard_value_without_status"),
        ("standard_energy", {"lhv_status": ""}, "standard_value_without_status"),
        ("standard_energy", {"edition": "2032"}, "standard_edition_unlisted"),
        ("standard_carbon", {"factor_set": "best guess"}, "standard_edition_unlisted"),
        ("standard_price", {"effective_from": "from 2022"}, "standard_date_invalid"),
        ("standard_price", {"effective_from": "2022-13"}, "standard_date_invalid"),
        ("standard_limit", {"source": ""}, "cell_required"),
    ],
)
def test_loading_refuses(name: str, changed: dict[str, str], code: str) -> None:
    assert read_entries(name, first_row(name), "good.csv")
    with pytest.raises(ProblemsFound) as found:
        read_entries(name, first_row(name, **changed), "bad.csv")
    assert [problem.code for problem in found.value.problems] == [code]
    assert "{" not in found.value.problems[0].text("zh")
