"""Every mistake in an expression is refused with its own message, at its place, before any row is seen."""

import pytest

from shuangkong.errors import ProblemsFound
from shuangkong.expression import DATE, OPEN, PERIOD, TEXT, TRUTH, Type, number, parse

SYNTAX = [
    ("", "expression_empty", 1),
    ("  ", "expression_empty", 1),
    ("a + ", "expression_unexpected", 5),
    ("(a", "expression_unexpected", 3),
    ("a b", "expression_unexpected", 3),
    ("a, b", "expression_unexpected", 2),
    ("a not b", "expression_unexpected", 7),
    ("a in (b)", "expression_unexpected", 7),
    ("a in (-'x')", "expression_unexpected", 11),
    ("a in ()", "expression_unexpected", 7),
    ("min(a,)", "expression_unexpected", 7),
    ("and", "expression_unexpected", 1),
    ("a # b", "expression_character", 3),
    ("a ＋ b", "expression_character", 3),
    ("a = 'x", "expression_text_open", 5),
    ("1.", "expression_number", 1),
    ("1.2.3", "expression_number", 1),
    ("3abc", "expression_number", 1),
    ("9" * 39, "expression_number", 1),
    ("a < b < c", "expression_chained", 7),
    ("date '2024-2-1' < a", "expression_date", 6),
    ("date '2024-02-30' < a", "expression_date", 6),
    ("eval('1')", "expression_function", 1),
    ("abs(a, b)", "expression_arguments", 1),
    ("if(a, b)", "expression_arguments", 1),
    ("sum()", "expression_arguments", 1),
    ("(" * 40 + "a" + ")" * 40, "expression_limit", 31),
    ("+".join(["a"] * 200), "expression_limit", 202),
    ("min(" + ",".join(["a+a"] * 20) + ")" + "+ min(" + ",".join(["a+a*a"] * 20) + ")" * 1, None, 0),
    ("a" * 2001, "expression_limit", 2001),
]
TYPES: dict[str, Type] = {
    "mass": number("吨"),
    "energy": number("吨标准煤"),
    "output": number("万元"),
    "rate": number("吨标准煤/万元"),
    "pure": number(),
    "open": OPEN,
    "name": TEXT,
    "is_open": TRUTH,
    "day": DATE,
    "period": PERIOD,
}
KINDS = [
    ("missing_name > 1", "expression_name_unknown"),
    ("name + 1", "expression_type"),
    ("name < 'x'", "expression_type"),
    ("is_open > 1", "expression_type"),
    ("pure and is_open", "expression_type"),
    ("not pure", "expression_type"),
    ("-name", "expression_type"),
    ("day = 'x'", "expression_type"),
    ("name in (1)", "expression_type"),
    ("if(pure, 1, 2)", "expression_type"),
    ("if(is_open, 1, 'x')", "expression_type"),
    ("round(pure, pure) > 1", "expression_type"),
    ("round(pure, 13) > 1", "expression_type"),
    ("round(pure, 0.5) > 1", "expression_type"),
    ("year(name)", "expression_type"),
    ("length(pure)", "expression_type"),
    ("ends(pure, 'x')", "expression_type"),
    ("min(pure, name)", "expression_type"),
    ("mass + energy", "expression_units"),
    ("mass > energy", "expression_units"),
    ("mass > 10", "expression_units"),
    ("mass > 10 万吨", "expression_units"),
    ("min(mass, energy)", "expression_units"),
    ("if(is_open, mass, energy)", "expression_units"),
    ("mass in (1, 2)", "expression_units"),
    ("energy / output > energy", "expression_units"),
    ("convert(mass, '千克', '吨') > 0", "expression_units"),
    ("convert(mass, '吨', '吨标准煤') > 0", "expression_conversion"),
    ("convert(mass, '吨', name) > 0", "expression_conversion"),
    ("sum(pure) > 1", "expression_group_only"),
    ("pure + 1", "expression_result"),
]
SOUND = [
    "mass > 0",
    "mass + mass > 10 吨",
    "energy / output = rate",
    "rate * output = energy",
    "energy / output > 0.5 吨标准煤/万元",
    "mass / mass < 1.5",
    "open > 10 and open > 10 吨 and open + mass > 0",
    "energy * 2 > 10 吨标准煤",
    "convert(mass, '吨', '万吨') <= 10 万吨",
    "period = '2021' and year(period) = 2021",
    "period in ('2021', '2022')",
    "max(day, date '2020-01-01') > date '2021-01-01'",
    "min(mass, 5 吨) > 0",
    "if(is_open, mass, 0) >= 0",
    "missing(name) or length(name) = 3",
    "abs(mass - 3 吨) <= round(mass, 2)",
]


@pytest.mark.parametrize(("text", "code", "place"), SYNTAX)
def test_syntax(text: str, code: str | None, place: int) -> None:
    if code is None:
        assert parse(text).names == {"a"}
        return
    with pytest.raises(ProblemsFound) as caught:
        parse(text, "rule")
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == (code, f"rule:{place}")
    assert "{" not in problem.text("zh")
    assert "{" not in problem.text("en")


@pytest.mark.parametrize(("text", "code"), KINDS)
def test_types_and_units(text: str, code: str) -> None:
    problems = parse(text, "rule").check(TYPES, wanted="truth")
    assert {problem.code for problem in problems} == {code}
    assert all(problem.where.startswith("rule") for problem in problems)


@pytest.mark.parametrize("text", SOUND)
def test_what_fits_together(text: str) -> None:
    assert parse(text).check(TYPES, wanted="truth") == ()


def test_every_fault_is_told_at_once() -> None:
    problems = parse("nobody > 1 and mass > 3 and name + 1 > 2").check(TYPES)
    assert [problem.code for problem in problems] == [
        "expression_name_unknown",
        "expression_units",
        "expression_type",
    ]
    assert [problem.where for problem in problems] == ["expression:1", "expression:16", "expression:29"]


def test_outside_a_function_a_group_speaks_of_what_its_rows_share() -> None:
    (problem,) = parse("sum(pure) > open").check(TYPES, per=("name",))
    assert (problem.code, problem.where) == ("expression_outside_group", "expression:13")
    assert parse("name = 'x' or sum(pure) > 1").check(TYPES, per=("name",)) == ()
    (nested,) = parse("sum(sum(pure)) > 1").check(TYPES, per=())
    assert nested.code == "expression_group_only"


def test_the_type_of_a_group_keeps_its_unit() -> None:
    assert parse("sum(mass)").type_of(TYPES, per=()) == number("吨")
    assert parse("count(is_open)").type_of(TYPES, per=()) == number()
    assert (
        parse("only(energy, is_open) / only(output, is_open)").type_of(TYPES, per=()).unit == "吨标准煤/万元"
    )
    with pytest.raises(ProblemsFound):
        parse("sum(name)").type_of(TYPES, per=())


def test_no_node_more_than_allowed() -> None:
    many = " and ".join(["(" + "+".join(["a"] * 40) + " > 1)"] * 8)
    with pytest.raises(ProblemsFound) as caught:
        parse(many)
    assert caught.value.problems[0].code == "expression_limit"
    assert "300" in caught.value.problems[0].text("en")
