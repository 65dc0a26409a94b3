"""Properties: an expression comes to what a naive reading of its tree comes to; no text breaks the parser."""

from __future__ import annotations

import operator
from decimal import Context, Decimal

from hypothesis import given
from hypothesis import strategies as st

from shuangkong.errors import ProblemsFound
from shuangkong.expression import Type, number, parse
from shuangkong.trace import Absence

EXACT = Context(prec=60)
JOINS = {"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply}
COMPARISONS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
NAMES = ("a", "b", "c")
TYPES: dict[str, Type] = dict.fromkeys(NAMES, number())
cells = st.fixed_dictionaries(
    dict.fromkeys(NAMES, st.none() | st.integers(-3, 3).map(Decimal)),
)
leaves = st.sampled_from([*NAMES, "0", "1", "2.5"])


def joined(parts: st.SearchStrategy[tuple[object, ...]]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.tuples(st.sampled_from("+-*/"), parts, parts)


numbers = st.recursive(leaves, joined, max_leaves=6)
comparisons = st.tuples(st.sampled_from(list(COMPARISONS)), numbers, numbers)
truths = st.recursive(
    comparisons,
    lambda parts: st.one_of(
        st.tuples(st.sampled_from(["and", "or"]), parts, parts), st.tuples(st.just("not"), parts)
    ),
    max_leaves=6,
)


def text_of(tree: object) -> str:
    if isinstance(tree, str):
        return tree
    assert isinstance(tree, tuple)
    if len(tree) == 2:
        return f"(not {text_of(tree[1])})"
    return f"({text_of(tree[1])} {tree[0]} {text_of(tree[2])})"


def naive(tree: object, row: dict[str, Decimal | None]) -> Decimal | bool | None:
    """Read a tree the plain way; None is what cannot be decided."""
    if isinstance(tree, str):
        return row[tree] if tree in row else Decimal(tree)
    assert isinstance(tree, tuple)
    sign, *parts = tree
    values = [naive(part, row) for part in parts]
    if sign in {"and", "or"}:
        decisive = sign == "or"
        if decisive in values:
            return decisive
        return None if None in values else not decisive
    if None in values:
        return None
    if sign == "not":
        return not values[0]
    if sign == "/":
        return EXACT.divide(*values) if values[1] else None
    return JOINS[sign](*values) if sign in JOINS else COMPARISONS[sign](*values)


@given(truths, cells)
def test_the_value_is_the_naive_one(tree: object, row: dict[str, Decimal | None]) -> None:
    found = parse(text_of(tree))
    assert found.check(TYPES, wanted="truth") == ()
    value = found.value(row)
    assert (None if isinstance(value, Absence) else value) == naive(tree, row)


@given(truths, st.lists(cells, min_size=1, max_size=4))
def test_many_rows_at_once_are_true_where_each_is(
    tree: object, rows: list[dict[str, Decimal | None]]
) -> None:
    found = parse(text_of(tree))
    columns = {name: [row[name] for row in rows] for name in NAMES}
    values = [found.value(row) for row in rows]
    decided = found.is_true_throughout(columns, len(rows))
    assert not decided or all(value is True for value in values)
    if all(cell is not None for row in rows for cell in row.values()) and "/" not in found.text:
        assert decided == all(value is True for value in values)


@given(numbers, cells)
def test_a_number_is_the_naive_one_and_its_trace_says_it(
    tree: object, row: dict[str, Decimal | None]
) -> None:
    found = parse(text_of(tree))
    value = found.value(row)
    expected = naive(tree, row)
    assert (None if isinstance(value, Absence) else value) == expected
    trace = found.trace(row)
    if expected is not None:
        assert Decimal(trace.value) == expected


@given(numbers, numbers, cells)
def test_operators_bind_as_written_without_parentheses(
    one: object, other: object, row: dict[str, Decimal | None]
) -> None:
    left, right = text_of(one), text_of(other)
    bare = parse(f"{left} + {right} * {left} > {right} - {left} - {right}").value(row)
    full = parse(f"({left} + ({right} * {left})) > (({right} - {left}) - {right})").value(row)
    assert (isinstance(bare, Absence) and isinstance(full, Absence)) or bare == full


words = st.lists(
    st.sampled_from(
        [
            "a",
            "b",
            "(",
            ")",
            "+",
            "-",
            "*",
            "/",
            "<",
            "=",
            "and",
            "or",
            "not",
            "in",
            ",",
            "'x'",
            "1",
            "10 吨",
            "%",
            "if",
            "sum",
            "min",
            "date",
            "'2024-01-01'",
            "true",
            "missing",
            ".",
        ]
    ),
    max_size=25,
).map(" ".join)


@given(st.text(max_size=60) | words)
def test_no_text_raises_anything_but_problems(text: str) -> None:
    try:
        found = parse(text)
    except ProblemsFound as error:
        assert [problem.where.split(":")[0] for problem in error.problems] == ["expression"]
        return
    if found.check(TYPES) == ():
        found.value({"a": Decimal(1), "b": None})
