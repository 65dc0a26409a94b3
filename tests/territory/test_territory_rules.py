"""A territory on constructed rows: days, levels, succession, and every refusal."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.errors import ProblemsFound
from shuangkong.territory import Territory

Cells = dict[str, object]


def division(
    code: str, level: str, parent: str | None, start: date | None = None, end: date | None = None
) -> Cells:
    return {
        "division_code": code,
        "name_zh": f"名{code}",
        "name_en": None,
        "level": level,
        "parent_code": parent,
        "valid_from": start,
        "valid_to": end,
        "status": "constructed",
        "source": f"示例 {code}",
    }


def change(old: str, new: str, kind: str, on: date) -> Cells:
    return {
        "old_code": old,
        "new_code": new,
        "kind": kind,
        "effective_on": on,
        "note": None,
        "status": "constructed",
        "source": "示例",
    }


CHANGE = date(2003, 12, 31)
LAST = date(2004, 3, 31)
RECODED = Territory(
    [
        division("990000", "region", None),
        division("992600", "prefecture", "990000", None, LAST),
        division("990900", "prefecture", "990000", CHANGE),
        division("990921", "county", "990900"),
    ],
    [change("992600", "990900", "recode", CHANGE)],
)


def codes(territory: Territory, code: str, on: date) -> list[str]:
    return [each.code for each in territory.resolve(code, on)]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2003, 12, 30), ["992600"]),
        (CHANGE, ["990900", "992600"]),
        (LAST, ["990900", "992600"]),
        (date(2004, 4, 1), ["990900"]),
    ],
)
@pytest.mark.parametrize("asked", ["992600", "990900"])
def test_old_and_new_code_both_answer_while_they_coexist(asked: str, on: date, expected: list[str]) -> None:
    assert codes(RECODED, asked, on) == expected


@given(st.integers(-4000, 8000))
def test_recoding_leaves_no_day_without_an_answer_and_is_symmetric(days: int) -> None:
    on = CHANGE + timedelta(days)
    assert codes(RECODED, "992600", on) == codes(RECODED, "990900", on) != []


def test_a_split_and_a_merger_are_followed_in_both_directions() -> None:
    day = date(2010, 1, 1)
    before, after = day - timedelta(1), day
    territory = Territory(
        [
            division("990000", "region", None),
            division("990100", "prefecture", "990000"),
            division("990200", "prefecture", "990000", day),
            division("990300", "prefecture", "990000", None, before),
            division("990400", "prefecture", "990000"),
        ],
        [change("990100", "990200", "split", day), change("990300", "990400", "merge", day)],
    )
    assert codes(territory, "990100", before) == ["990100"]
    assert codes(territory, "990100", after) == ["990100", "990200"]
    assert codes(territory, "990200", before) == ["990100"]
    assert codes(territory, "990200", after) == ["990200"]
    assert codes(territory, "990300", after) == ["990400"]
    assert codes(territory, "990400", after) == ["990400"]
    assert codes(territory, "990400", before) == ["990300", "990400"]


def test_chained_recodes_are_followed_to_the_end() -> None:
    territory = Territory(
        [
            division("990100", "region", None, None, date(1999, 12, 31)),
            division("990200", "region", None, date(2000, 1, 1), date(2009, 12, 31)),
            division("990300", "region", None, date(2010, 1, 1)),
        ],
        [
            change("990100", "990200", "recode", date(2000, 1, 1)),
            change("990200", "990300", "recode", date(2010, 1, 1)),
        ],
    )
    for asked in ("990100", "990200", "990300"):
        assert codes(territory, asked, date(1990, 1, 1)) == ["990100"]
        assert codes(territory, asked, date(2005, 1, 1)) == ["990200"]
        assert codes(territory, asked, date(2015, 1, 1)) == ["990300"]


def test_levels_children_path_and_names_are_those_of_the_day() -> None:
    assert [each.code for each in RECODED.at_level("prefecture", date(2000, 1, 1))] == ["992600"]
    assert RECODED.at_level("county", date(2000, 1, 1)) == ()  # its parent does not stand yet
    late = date(2020, 1, 1)
    assert [each.code for each in RECODED.at_level("county", late, within="990000")] == ["990921"]
    assert RECODED.at_level("county", late, within="992600") == ()
    assert [each.code for each in RECODED.path("990921", late)] == ["990000", "990900", "990921"]
    assert [each.code for each in RECODED.children("990900", late)] == ["990921"]
    assert [each.code for each in RECODED.named("名990900", late)] == ["990900"]
    assert RECODED.named("名990900", date(2000, 1, 1)) == ()
    assert RECODED.division("990900", late).name.en == "名990900"


def problems_of(error: pytest.ExceptionInfo[ProblemsFound]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in error.value.problems]


def test_division_unknown() -> None:
    for ask in (RECODED.division, RECODED.resolve, RECODED.children, RECODED.path):
        with pytest.raises(ProblemsFound) as found:
            ask("123456", LAST)
        assert problems_of(found) == [("division_unknown", "123456")]


def test_division_not_valid_names_what_stands_that_day() -> None:
    with pytest.raises(ProblemsFound, match="990900") as found:
        RECODED.division("992600", date(2020, 1, 1))
    assert problems_of(found) == [("division_not_valid", "992600")]


def test_every_fault_of_the_rows_is_reported_at_once() -> None:
    with pytest.raises(ProblemsFound) as found:
        Territory(
            [
                division("990000", "region", None),
                division("990100", "prefecture", "980000"),
                division("990200", "region", "990000"),
                division("990300", "prefecture", "990000", None, LAST),
                division("990300", "prefecture", "990000", LAST),
            ],
            [change("990300", "999999", "merge", LAST)],
        )
    assert problems_of(found) == [
        ("division_parent_unknown", "990100"),
        ("division_level_order", "990200"),
        ("division_overlap", "990300"),
        ("succession_code_unknown", "990300→999999"),
    ]
