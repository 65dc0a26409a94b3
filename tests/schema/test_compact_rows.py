"""Compact rows say what dicts of the same cells say."""

from hypothesis import given
from hypothesis import strategies as st

from shuangkong.schema import CompactRow, columns_of

NAMES = ("a", "b", "c")
PLACES = {name: place for place, name in enumerate(NAMES)}
CELLS = st.tuples(*[st.none() | st.text() | st.integers() | st.dates() | st.decimals(allow_nan=False)] * 3)


@given(CELLS)
def test_a_compact_row_is_the_mapping_of_its_cells(cells):
    row, plain = CompactRow(PLACES, cells), dict(zip(NAMES, cells, strict=True))
    assert row == plain
    assert plain == row
    assert {**row} == row.plain() == plain
    assert [row.get(name, "none") for name in (*NAMES, "d")] == [*cells, "none"]
    assert (list(row), len(row), "d" in row) == (list(NAMES), 3, False)


@given(st.lists(st.tuples(CELLS, st.integers(0, 2)), max_size=6))
def test_columns_are_taken_from_rows_of_any_making(made):
    other = dict(reversed(PLACES.items()))
    makers = (
        lambda cells: CompactRow(PLACES, cells),
        lambda cells: CompactRow({name: place for place, name in enumerate(other)}, cells[::-1]),
        lambda cells: dict(zip(NAMES, cells, strict=True)),
    )
    rows = [makers[kind](cells) for cells, kind in made]
    wanted = ("c", "a")
    found = [list(column) for column in columns_of(rows, wanted)]
    assert found == [[row[name] for row in rows] for name in wanted]
