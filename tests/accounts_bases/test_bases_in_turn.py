"""Which basis answers: by day of knowledge, by name, and all in turn."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shuangkong.accounts import Question, printed
from shuangkong.accounts.bases import Basis, bases_in_turn, basis_for, by_product, side_by_side, state, yearly
from shuangkong.errors import ProblemsFound
from shuangkong.packs import Packs
from shuangkong.quantity import Period
from shuangkong.trace import Label

B1310, B803, B1258, B113 = "basis-1310@2021", "basis-803@2022", "basis-1258@2022", "basis-113@2024"


def asked(year: str, known_on: date, *rule: str) -> Question:
    return Question("150000", Period.parse(year), known_on, rule, "coal_equivalent", "T")


@pytest.mark.parametrize(
    ("year", "known_on", "names"),
    [
        ("2019", date(2026, 1, 1), ()),
        ("2021", date(2021, 9, 10), ()),
        ("2021", date(2021, 9, 11), (B1310,)),
        ("2021", date(2022, 11, 1), (B1310, B803)),
        ("2023", date(2023, 12, 31), (B1310, B803, B1258)),
        ("2023", date(2024, 1, 27), (B1310, B803, B113)),
        ("2020", date(2024, 6, 1), ()),
        ("2024", date(2023, 12, 31), (B1310, B803)),
        ("2024", date(2024, 6, 1), (B1310, B803, B113)),
        ("2021-2025", date(2026, 1, 1), (B1310, B803, B113)),
    ],
)
def test_the_day_of_knowledge_chooses_the_editions(
    packs: Packs, year: str, known_on: date, names: tuple[str, ...]
) -> None:
    assert basis_for(asked(year, known_on), packs).names == names


def test_what_the_asker_names_wins(packs: Packs) -> None:
    day = date(2026, 1, 1)
    assert basis_for(asked("2025", day, B1258), packs).names == (B1258,)
    assert basis_for(asked("2025", day, "basis-803", "barometer-901"), packs).names == (B803,)
    assert basis_for(asked("2025", day, "barometer-901"), packs).names == (B1310, B803, B113)
    with pytest.raises(ProblemsFound) as caught:
        basis_for(asked("2025", date(2022, 1, 1), "basis-803"), packs)
    assert [each.code for each in caught.value.problems] == ["rule_not_in_force"]


def test_four_bases_followed_each_other(packs: Packs) -> None:
    assert [basis.names for basis in bases_in_turn(packs)] == [
        (B1310,),
        (B1310, B803),
        (B1310, B803, B1258),
        (B1310, B803, B113),
    ]
    assert str(Basis(())) == "base rule"
    assert Basis(()).label.zh == "基本规则（不扣减）"


def test_one_region_under_four_bases(
    inquire: Callable[..., Any], region: list[Any], filed: list[Any]
) -> None:
    found = side_by_side(inquire(region, filed))
    assert [printed(each.intensity_change.value) for each in found] == [
        "-11.24",
        "-20.01",
        "-20.01",
        "-28.59",
    ]
    assert [each.total.assessed.figure.value for each in found] == [29000, 23000, 20700, 18200]
    assert [each.total_base.assessed.figure.value for each in found] == [25000, 22000, 22000, 19500]


def test_the_verdict_before_and_its_restatement_both_answer(
    inquire: Callable[..., Any], series: Callable[..., Any], record: Callable[..., Any]
) -> None:
    observations = series({2022: 1000, 2023: 1050}, {2022: 500, 2023: 530})
    deductions = [
        record("F2", 2022, "feedstock", "100"),
        record("F3", 2023, "feedstock", "110"),
        record("N2", 2022, "renewable_power", "80"),
        record("N3", 2023, "renewable_power", "120"),
    ]
    before = state(inquire(observations, deductions, period="2023", known_on=date(2023, 12, 31)))
    after = state(before.inquiry.asked(known_on=date(2024, 6, 1)))
    # 900 → 940, of which 40 are new renewable power: the total alone leaves them out.
    assert (before.total.assessed.figure.value, before.intensity.assessed.figure.value) == (900, 940)
    assert (after.total.assessed.figure.value, after.intensity.assessed.figure.value) == (820, 820)
    assert (after.total_base.assessed.figure.value, before.total_base.assessed.figure.value) == (820, 900)
    assert printed(before.intensity_change.value) == "-1.47"  # (940/530)/(900/500) − 1
    assert printed(after.intensity_change.value) == "-5.66"  # 500/530 − 1
    again = state(after.inquiry.asked(rule=before.basis.names))
    assert again.intensity_change == before.intensity_change


def test_single_years_multiply_to_the_period(
    inquire: Callable[..., Any], series: Callable[..., Any], record: Callable[..., Any]
) -> None:
    observations = series({2020: 100, 2021: 104, 2022: 106}, {2020: 50, 2021: 54, 2022: 57})
    deductions = [record(f"F{year}", year, "feedstock", str(year - 2010)) for year in (2020, 2021, 2022)]
    inquiry = inquire(observations, deductions, period="2021-2022")
    along = by_product(yearly(inquiry), Label("累计", "cumulative"))
    whole = state(inquiry).intensity_change
    assert along.value is not None
    assert whole.value is not None
    assert abs(along.value - whole.value) < Decimal("1e-20")
    summed = sum(each.intensity_change.value or 0 for each in yearly(inquiry))
    assert printed(along.value) != printed(summed)


def test_a_missing_year_leaves_the_product_absent(
    inquire: Callable[..., Any], series: Callable[..., Any]
) -> None:
    inquiry = inquire(series({2020: 100, 2022: 106}, {2020: 50, 2022: 57}), [], period="2021-2022")
    along = by_product(yearly(inquiry), Label("累计", "cumulative"))
    assert along.absence is not None
    assert along.absence.code == "not_published"
    assert state(inquiry).intensity_change.value is not None
