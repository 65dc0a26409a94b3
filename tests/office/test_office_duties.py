"""Persons and duties: who may act is decided by type, department, place and role; four eyes."""

from dataclasses import replace
from datetime import date

import pytest

from shuangkong.errors import ProblemsFound
from shuangkong.records.office import Directory, state_of
from shuangkong.records.office.duties import (
    check_filer,
    check_role,
    check_rows_own,
    check_step,
    filers,
    signers,
)
from shuangkong.records.office.person import check_persons
from shuangkong.records.office.state import Waiting

ON = date(2024, 3, 5)


@pytest.fixture
def directory(people, territory) -> Directory:
    return Directory(people, territory, "990000", ON)


def ids(persons) -> list[str]:
    return [person.person_id for person in persons]


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


def test_a_person_is_found_by_id_or_by_a_name_of_its_own(directory) -> None:
    assert directory.person("clerk") == directory.person("甲一")


def test_an_unknown_person_is_refused(directory) -> None:
    with pytest.raises(ProblemsFound, match="no such person") as raised:
        directory.person("nobody")
    assert codes(raised.value.problems) == ["person_unknown"]


def test_a_name_two_persons_bear_is_refused_with_their_ids(directory) -> None:
    with pytest.raises(ProblemsFound) as raised:
        directory.person("重名")
    (problem,) = raised.value.problems
    assert problem.code == "person_ambiguous"
    assert "namesake-1、namesake-2" in problem.text("zh")


def test_one_who_left_serves_no_longer_from_that_day(people, territory) -> None:
    left = replace(people[0], left_on=date(2024, 3, 5))
    rows = [vars(left)]
    assert Directory.of_rows(rows, territory, "990000", date(2024, 3, 4)).persons == (left,)
    assert Directory.of_rows(rows, territory, "990000", date(2024, 3, 5)).persons == ()


def test_persons_to_be_kept_have_known_roles_and_places(people, territory) -> None:
    assert not len(check_persons(people, territory))
    wrong = replace(people[0], roles="file;king", division_code="110000")
    problems = list(check_persons([wrong], territory))
    assert codes(problems) == ["role_unknown", "person_division_unknown"]
    assert "king" in problems[0].text("zh")


def test_officials_of_the_type_file_for_their_own_division(directory, statistic) -> None:
    assert ids(filers(statistic, "990100", directory)) == ["clerk"]
    assert ids(filers(replace(statistic, filed_by=()), "990100", directory)) == ["clerk", "namesake-1"]


def test_a_representative_files_for_the_facility_and_not_for_its_county(directory, statistic) -> None:
    assert ids(filers(statistic, "plant-7", directory)) == ["plant"]
    assert "plant" not in ids(filers(statistic, "990101", directory))


def test_a_refused_filer_is_told_who_could(directory, statistic) -> None:
    (problem,) = check_filer(directory.person("energy"), statistic, "990100", directory, "x")
    assert problem.code == "duty_not_entitled"
    assert "区二（能源局，示范区）不能填报" in problem.text("zh")
    assert "甲一（统计局，甲市）" in problem.text("zh")
    (nobody,) = check_filer(directory.person("energy"), statistic, "990300", directory, "x")
    assert "：—；" in nobody.text("zh")


@pytest.mark.parametrize(
    ("filer", "waiting", "expected"),
    [
        ("990101", Waiting("county_reviewed"), ["county-clerk", "county-head"]),
        ("990101", Waiting("prefecture_reviewed"), ["reviewer"]),
        ("990100", Waiting("county_reviewed"), []),
        ("990200", Waiting("prefecture_reviewed"), ["other-clerk"]),
        ("plant-7", Waiting("prefecture_reviewed"), ["reviewer"]),
        ("990100", Waiting("countersigned", "能源局"), ["energy"]),
        ("990100", Waiting("countersigned", "发展和改革委员会"), ["planner"]),
        ("990100", Waiting("approved"), ["head", "deputy"]),
        ("990100", Waiting("filed"), []),
    ],
)
def test_who_may_sign_what(directory, statistic, filing, filer, waiting, expected) -> None:
    assert ids(signers(waiting, filing(filer), statistic, directory)) == expected


def test_a_representative_reviews_nobody(directory, statistic, filing) -> None:
    plant = replace(directory.person("plant"), department="统计局", roles="file;review")
    everybody = replace(directory, persons=(*directory.persons, plant))
    assert ids(signers(Waiting("county_reviewed"), filing("990101"), statistic, everybody)) == [
        "county-clerk",
        "county-head",
    ]


def test_nobody_approves_a_filing_of_their_own(directory, statistic, filing, steps_taken) -> None:
    own = filing("990000", filer_person="head")
    assert ids(signers(Waiting("approved"), own, statistic, directory)) == ["deputy"]
    taken = [("filed", None), ("countersigned", "能源局"), ("countersigned", "发展和改革委员会")]
    state = state_of(own, steps_taken(own, *taken), statistic, ("region",))
    (problem,) = check_step(
        "approved",
        directory.person("head"),
        "",
        state=state,
        register_type=statistic,
        directory=directory,
    )
    assert problem.code == "step_own_filing"
    assert "区四（统计局，示范区）" in problem.text("zh")


@pytest.mark.parametrize(
    ("filer", "division", "others"),
    [
        ("990100", "990100", []),
        ("990100", "990101", []),
        ("990000", "990200", []),
        ("990101", "990100", ["990100"]),
        ("990100", "990200", ["990200"]),
        ("plant-7", "990101", []),
        ("plant-7", "990100", ["990100"]),
        ("990100", "999999", ["999999"]),
        ("990100", None, ["—"]),
    ],
)
def test_a_filer_files_for_itself_and_those_below(
    directory, statistic, grade, filer, division, others
) -> None:
    rows = [grade(division), grade(division, period="2022")]
    problems = list(check_rows_own(statistic, filer, rows, directory))
    assert codes(problems) == ["row_of_another"] * len(others)
    assert [problem.details["found"] for problem in problems] == others


def test_rows_of_a_type_without_a_filers_column_are_the_filers(directory, statistic, grade) -> None:
    free = replace(statistic, filer_column="facility_id")
    assert not len(check_rows_own(free, "990100", [grade("990200")], directory))


def test_running_rounds_needs_the_role_at_the_own_division(directory) -> None:
    assert not len(check_role(directory.person("planner"), "dispatch", directory, "r"))
    (problem,) = check_role(directory.person("clerk"), "dispatch", directory, "r")
    assert problem.code == "duty_not_entitled"
    assert "区一" in problem.text("zh")
    assert "may not run rounds" in problem.text("en")
