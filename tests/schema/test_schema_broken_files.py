"""One broken file per mistake, named by the problem it must give, in a folder named by its table."""

from pathlib import Path

import pytest

from shuangkong.errors import ProblemsFound, catalogue
from shuangkong.schema import read_csv, table

BROKEN = Path(__file__).parent / "broken"
PLACES = {
    "csv_empty": "csv_empty.csv",
    "csv_malformed": "csv_malformed.csv:3",
    "csv_column_missing": "csv_column_missing.csv:1",
    "csv_column_unknown": "csv_column_unknown.csv:1",
    "csv_column_repeated": "csv_column_repeated.csv:1",
    "csv_row_width": "csv_row_width.csv:3",
    "csv_key_repeated": "csv_key_repeated.csv:3",
    "csv_division_unknown": "csv_division_unknown.csv:3:division_code",
    "csv_validity_overlap": "csv_validity_overlap.csv:3",
    "csv_validity_reversed": "csv_validity_reversed.csv:2",
    "cell_required": "cell_required.csv:2:value",
    "cell_stray_blank": "cell_stray_blank.csv:2:vintage",
    "cell_unit_blank": "cell_unit_blank.csv:2:unit",
    "cell_unit_unknown": "cell_unit_unknown.csv:2:unit",
    "cell_code_unknown": "cell_code_unknown.csv:2:stage",
    "cell_value_invalid": "cell_value_invalid.csv:2:value",
    "cell_too_fine": "cell_too_fine.csv:2:value",
    "cell_too_large": "cell_too_large.csv:2:value",
}


@pytest.mark.parametrize("file", sorted(BROKEN.glob("*/*.csv")), ids=lambda file: file.stem)
def test_each_mistake_gives_its_one_problem_at_its_place(file: Path) -> None:
    with pytest.raises(ProblemsFound) as found:
        read_csv(
            file.read_text(encoding="utf-8"),
            table(file.parent.name),
            file.name,
            known_divisions={"110000", "120000", "150000"},
        )
    assert [(problem.code, problem.where) for problem in found.value.problems] == [
        (file.stem, PLACES[file.stem])
    ]
    for language in ("zh", "en"):
        assert "{" not in found.value.problems[0].text(language)


def test_every_message_of_the_room_has_a_broken_file_or_a_test_here() -> None:
    codes = {code for code in catalogue() if code.startswith(("csv_", "cell_"))}
    assert codes == set(PLACES) == {file.stem for file in BROKEN.glob("*/*.csv")}


def test_unknown_table_names_the_known_ones() -> None:
    with pytest.raises(ProblemsFound, match="observation") as found:
        table("observations")
    assert [problem.code for problem in found.value.problems] == ["table_unknown"]


def test_all_problems_come_at_once() -> None:
    text = (
        "division_code,period,dimension,yardstick,warning_level,note,status,source\n"
        "15000,2019,intensity,annual,4,,secondary,x\n"
        "150000,2019Q5,volume,annual ,1,,rumour,\n"
    )
    with pytest.raises(ProblemsFound) as found:
        read_csv(text, table("warning_level"), "w.csv")
    assert [(problem.where, problem.code) for problem in found.value.problems] == [
        ("w.csv:2:division_code", "cell_value_invalid"),
        ("w.csv:2:warning_level", "cell_code_unknown"),
        ("w.csv:3:period", "cell_value_invalid"),
        ("w.csv:3:dimension", "cell_code_unknown"),
        ("w.csv:3:yardstick", "cell_stray_blank"),
        ("w.csv:3:status", "cell_value_invalid"),
        ("w.csv:3:source", "cell_required"),
    ]
