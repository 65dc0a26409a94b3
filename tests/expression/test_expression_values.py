"""What expressions come to: arithmetic, three-valued logic, functions of rows and of groups, traces."""

from datetime import date
from decimal import Decimal

import pytest

from shuangkong.errors import ProblemsFound
from shuangkong.expression import DATE, parse
from shuangkong.trace import Absence

CELLS = {
    "a": Decimal(6),
    "b": Decimal(4),
    "count_of": 3,
    "zero": Decimal(0),
    "gone": None,
    "name": "甲",
    "day": date(2024, 3, 15),
    "period": "2021Q1-Q3",
    "is_open": True,
}
GROUP = (
    {"v": Decimal(1), "kind": "x", "flag": True},
    {"v": Decimal(2), "kind": "y", "flag": False},
    {"v": Decimal(3), "kind": "y", "flag": False},
)
WITH_GAP = (*GROUP, {"v": None, "kind": "z", "flag": None})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * 2", Decimal(14)),
        ("(a + b) * 2", Decimal(20)),
        ("a - b - 1", Decimal(1)),
        ("a / b / 3", Decimal("0.5")),
        ("-a + 1", Decimal(-5)),
        ("- - a", Decimal(6)),
        ("0.1 + 0.2 = 0.3", True),
        ("count_of + 1", Decimal(4)),
        ("a > b and b >= 4", True),
        ("a < b or not is_open", False),
        ("not a = b", True),
        ("a != b", True),
        ("true or false and false", True),
        ("name in ('甲', '乙')", True),
        ("name not in ('甲', '乙')", False),
        ("a in (-6, 6)", True),
        ("'it''s' = 'it''s'", True),
        ("day >= date '2024-03-15'", True),
        ("abs(b - a)", Decimal(2)),
        ("min(a, b, 5)", Decimal(4)),
        ("max(a, b, 5)", Decimal(6)),
        ("round(2.345, 2)", Decimal("2.35")),
        ("round(-2.345, 2)", Decimal("-2.35")),
        ("round(2.5, 0)", Decimal(3)),
        ("if(a > b, 'more', 'less')", "more"),
        ("year(day) + month(day)", Decimal(2027)),
        ("month(period)", Decimal(9)),
        ("length(name)", Decimal(1)),
        ("ends('150000', '0000')", True),
        ("convert(a, '万吨标准煤', '吨标准煤')", Decimal(60000)),
        ("convert(1, '兆瓦', '万千瓦')", Decimal("0.1")),
        ("missing(gone) and present(a)", True),
        ("missing(never_given)", True),
    ],
)
def test_value_of_a_row(text: str, expected: object) -> None:
    found = parse(text).value(CELLS)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gone + 1", "missing"),
        ("1 - gone", "missing"),
        ("-gone", "missing"),
        ("gone = 0", "missing"),
        ("0 = gone", "missing"),
        ("gone < a", "missing"),
        ("not gone = 1", "missing"),
        ("gone in (0)", "missing"),
        ("gone not in (0)", "missing"),
        ("gone = 1 and true", "missing"),
        ("true and gone = 1", "missing"),
        ("gone = 1 or false", "missing"),
        ("if(gone = 1, 1, 2)", "missing"),
        ("min(a, gone)", "missing"),
        ("round(gone, 1)", "missing"),
        ("a / zero", "undefined_ratio"),
        ("zero / zero", "undefined_ratio"),
        ("a / zero > 1", "undefined_ratio"),
        ("year(name)", "no_period"),
    ],
)
def test_what_is_missing_or_undefined_is_never_a_number(text: str, code: str) -> None:
    found = parse(text).value(CELLS)
    assert isinstance(found, Absence)
    assert found.code == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("false and gone = 1", False),
        ("gone = 1 and false", False),
        ("true or gone = 1", True),
        ("gone = 1 or true", True),
        ("if(true, 1, gone)", Decimal(1)),
        ("present(a / zero)", False),
        ("false and a / zero > 1", False),
    ],
)
def test_what_is_decided_without_the_missing_part(text: str, expected: object) -> None:
    assert parse(text).value(CELLS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum(v)", Decimal(6)),
        ("sum(if(kind = 'y', v, 0))", Decimal(5)),
        ("count()", Decimal(3)),
        ("count(kind = 'y')", Decimal(2)),
        ("any(v > 2)", True),
        ("all(v > 2)", False),
        ("all(v > 0)", True),
        ("any(v > 3)", False),
        ("only(v, kind = 'x')", Decimal(1)),
        ("only(kind, v > 1)", "y"),
        ("sum(v) / count() = 2", True),
    ],
)
def test_value_of_a_group(text: str, expected: object) -> None:
    assert parse(text).value({}, GROUP) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sum(v)", "missing"),
        ("count(v > 1)", "missing"),
        ("all(v > 0)", "missing"),
        ("any(v > 3)", "missing"),
        ("only(v, kind = 'q')", "none_fits"),
        ("only(v, kind = 'y')", "several"),
        ("only(v, kind = 'z')", "missing"),
    ],
)
def test_a_row_with_a_gap_leaves_the_group_undecided(text: str, code: str) -> None:
    found = parse(text).value({}, WITH_GAP)
    assert isinstance(found, Absence)
    assert found.code == code


def test_a_group_is_decided_by_the_rows_that_are_there() -> None:
    assert parse("any(v > 2)").value({}, WITH_GAP) is True
    assert parse("all(v > 2)").value({}, WITH_GAP) is False


def test_no_rows_sum_to_nothing_rather_than_zero() -> None:
    found = parse("sum(v)").value({}, ())
    assert isinstance(found, Absence)
    assert found.code == "no_rows"
    assert parse("count()").value({}, ()) == 0


def test_a_figure_beyond_reach_is_absent() -> None:
    found = parse("a * a").value({"a": Decimal("1E999999")})
    assert isinstance(found, Absence)
    assert found.code == "overflow"
    not_a_number = parse("a > 1").value({"a": Decimal("NaN")})
    assert isinstance(not_a_number, Absence)


def test_a_cell_of_another_type_is_refused() -> None:
    for text in ("name + 1", "name > 1", "not name", "a and true", "abs(name)", "length(a)", "year(a)"):
        with pytest.raises(ProblemsFound) as caught:
            parse(text, "rule").value(CELLS)
        assert [problem.code for problem in caught.value.problems] == ["expression_cell"]


def test_names_are_those_the_value_depends_on() -> None:
    found = parse("if(a > 0, previous.a / b, sum(c)) in (1, 2)")
    assert found.names == {"a", "previous.a", "b", "c"}
    assert found.is_of_group
    assert not parse("a + b").is_of_group


def test_the_trace_opens_part_by_part() -> None:
    trace = parse("a / (b + gone) > 1 or a > b").trace(CELLS)
    assert trace.value == "true"
    left, right = trace.inputs()
    assert (left.label.zh, right.label.zh) == ("a / (b + gone) > 1", "a > b")
    assert "gone is missing" in left.value
    assert [(node.label.en, node.value) for node in right.inputs()] == [("a", "6"), ("b", "4")]
    (ratio,) = left.inputs()
    assert [node.label.en for node in ratio.inputs()] == ["a", "b + gone"]


def test_the_trace_of_a_group_says_how_many_rows() -> None:
    trace = parse("sum(v) + 1").trace({}, GROUP)
    (total,) = trace.inputs()
    assert (total.value, total.inputs()[0].value) == ("6", "3")


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2022-06-15", "2025-06-15", "3"),
        ("2022-06-15", "2025-06-14", "2.997260273973"),
        ("2022-06-15", "2025-06-16", "3.002739726027"),
        ("2025-06-15", "2022-06-15", "-3"),
        ("2024-02-29", "2027-02-28", "3"),
        ("2024-03-01", "2024-03-01", "0"),
    ],
)
def test_years_are_whole_at_the_anniversary(start: str, end: str, years: str) -> None:
    found = parse("round(years(a, b), 12)").value(
        {"a": date.fromisoformat(start), "b": date.fromisoformat(end)}
    )
    assert found == Decimal(years)
    assert parse("years(a, b) <= 3 年").check({"a": DATE, "b": DATE}) == ()
    assert parse("years(a, 1)").check({"a": DATE}) != ()
