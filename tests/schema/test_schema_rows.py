"""Rows of the dictionary: typed values, canonical bytes, writing and reading back."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.errors import Collector, ProblemsFound
from shuangkong.packs import load_packs
from shuangkong.registers import dictionary
from shuangkong.schema import (
    Cell,
    Column,
    ColumnEntry,
    Row,
    Table,
    canonical,
    columns,
    read_cell,
    read_csv,
    table,
    tables,
    write_cell,
    write_csv,
)

OBSERVATION = (
    "division_code,indicator_id,period,value,unit,energy_basis,price_base_year,vintage,stage,"
    "parts_absent,is_synthetic,status,source,note\n"
    "150000,intensity_change,2019,4.5,%,,2015,2020,final,true,false,secondary,公报,\n"
)


def test_a_row_is_typed_and_a_blank_is_none() -> None:
    (row,) = read_csv("\ufeff" + OBSERVATION, table("observation"), "o.csv")
    assert row["value"] == Decimal("4.500000")
    assert row["price_base_year"] == 2015
    assert row["parts_absent"] is True
    assert row["energy_basis"] is None
    assert row["note"] is None


def test_line_numbers_count_the_lines_of_the_file() -> None:
    text = OBSERVATION + "\n" + OBSERVATION.splitlines()[1].replace("4.5", "x").replace("2019", "2018") + "\n"
    with pytest.raises(ProblemsFound) as found:
        read_csv(text, table("observation"), "o.csv")
    assert [problem.where for problem in found.value.problems] == ["o.csv:4:value"]


def test_equal_keys_in_adjoining_periods_are_two_rows() -> None:
    text = (
        "division_code,name_zh,name_en,level,parent_code,valid_from,valid_to,status,source\n"
        "990100,甲盟,,prefecture,990000,,2001-12-30,constructed,示例\n"
        "990100,甲市,,prefecture,990000,2001-12-31,,constructed,示例\n"
    )
    rows = read_csv(text, table("division"), "d.csv")
    assert [row["valid_to"] for row in rows] == [date(2001, 12, 30), None]


@pytest.mark.parametrize("written", ["7.1", "7.10", "7.100000"])
def test_the_way_a_number_is_written_does_not_change_the_bytes(written: str) -> None:
    (row,) = read_csv(OBSERVATION.replace("4.5", written), table("observation"), "o.csv")
    assert canonical(row, table("observation")).decode() == (
        '["150000","intensity_change","2019","7.100000","%",null,"2015","2020","final","true","false",'
        '"secondary","公报",null]'
    )


def test_canonical_refuses_a_row_of_another_shape() -> None:
    (row,) = read_csv(OBSERVATION, table("observation"), "o.csv")
    with pytest.raises(ValueError, match="note"):
        canonical({name: cell for name, cell in row.items() if name != "note"}, table("observation"))
    with pytest.raises(ValueError, match="extra"):
        canonical({**row, "extra": 1}, table("observation"))


def test_writing_never_rounds() -> None:
    with pytest.raises(ValueError, match="decimals"):
        write_cell(Decimal("0.0000001"), columns()["value"])


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**30), max_value=10**30))
def test_a_decimal_comes_back_as_it_was_written(value: Decimal) -> None:
    problems = Collector()
    assert read_cell(write_cell(value, columns()["value"]), columns()["value"], problems, "x") == value
    assert not len(problems)


_TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1).filter(
    lambda text: text == text.strip()
)


def _cells(column: Column) -> st.SearchStrategy[Cell]:
    if column.allowed:
        values: st.SearchStrategy[Cell] = st.sampled_from(column.allowed)
        if column.type == "integer":
            values = values.map(lambda text: int(str(text)))
    else:
        values = {
            "text": _TEXT,
            "integer": st.integers(1 - 2**63, 2**63 - 1),
            "decimal": st.decimals(-(10**20), 10**20, allow_nan=False, places=6),
            "date": st.dates(),
            "boolean": st.booleans(),
            "period": st.sampled_from(["2019", "2021H1", "2020Q1-Q3", "2016-2020", "2021-07"]),
            "division": st.from_regex(r"[0-9]{6}", fullmatch=True),
            "unit": st.sampled_from(["%", "万吨标准煤"]),
            "status": st.sampled_from(["official", "secondary"]),
        }[column.type]
    return values if column.required else st.none() | values


@given(st.data())
def test_rows_survive_writing_and_reading(data: st.DataObject) -> None:
    described: Table = data.draw(st.sampled_from([each for each in tables() if each.validity is None]))
    row: Row = data.draw(st.fixed_dictionaries({column.name: _cells(column) for column in described.columns}))
    (again,) = read_csv(write_csv([row], described), described, "x.csv")
    assert again == row
    assert canonical(again, described) == canonical(row, described)


def test_every_column_is_used_and_labelled_in_both_languages() -> None:
    every = dictionary(load_packs("cn")).tables()
    used = {column.name for each in every for column in each.columns}
    assert set(columns()) <= used  # a type may define columns of its own
    for column in columns().values():
        assert all((column.label.zh, column.label.en, column.description.zh, column.description.en)), (
            column.name
        )
        assert (column.quantum is None) or column.type == "decimal"


# What the office itself does: its source is the record, which says who kept it, when and why.
ACTS = {
    "person", "filing", "filing_step", "round", "round_event", "round_duty", "exemption", "scan", "adoption",
    "closing", "issued_verdict",
}  # fmt: skip


def test_every_table_of_statements_carries_status_and_source() -> None:
    assert {each.name for each in tables()} > ACTS
    for each in tables():
        if each.name in ACTS:
            continue
        assert {"status", "source"} <= set(each.column_names), each.name


def test_every_closed_list_speaks_for_itself_or_has_a_label_for_each_value() -> None:
    for column in columns().values():
        labels = list(column.choices.values())
        assert len({label.zh for label in labels}) == len({label.en for label in labels}) == len(labels)
        for code, label in column.choices.items():
            assert column.code_of(label.zh) == column.code_of(label.en) == column.code_of(code) == code
        if column.allowed and not column.allowed_labels:
            is_plain = all(re.search(r"[一-鿿<>=/]", value) for value in column.allowed)
            assert is_plain, f"{column.name}: codes without labels"


def test_a_list_with_one_label_for_two_values_is_refused() -> None:
    same = {"a": {"zh": "甲", "en": "a"}, "b": {"zh": "甲", "en": "b"}}
    entry = {"type": "text", "zh": "列", "en": "c", "about_zh": "列", "about_en": "c"}
    assert ColumnEntry.model_validate(entry | {"allowed": ["a", "b"]}).column("c").allowed == ("a", "b")
    with pytest.raises(ValueError, match="share a label"):
        ColumnEntry.model_validate(entry | {"allowed": same}).column("c")


@pytest.mark.parametrize("text", ["9" * 39, "-1" + "0" * 300, "1" * 250 + ".5"])
@pytest.mark.parametrize("quantum", [Decimal("0.01"), None])
def test_numbers_beyond_every_measure_are_too_large(text: str, quantum: Decimal | None) -> None:
    problems = Collector()
    column = replace(columns()["value"], quantum=quantum)
    assert read_cell(text, column, problems, "a") is None
    assert [problem.code for problem in problems] == ["cell_too_large"]


def test_integers_of_the_engines_have_eighteen_digits() -> None:
    problems = Collector()
    column = columns()["document_version"]
    assert read_cell("9" * 18, column, problems, "a") == 10**18 - 1
    assert read_cell(str(2**63), column, problems, "a") is None
    assert [problem.code for problem in problems] == ["cell_too_large"]
