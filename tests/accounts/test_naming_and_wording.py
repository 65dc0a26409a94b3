"""Words for people: names instead of codes, points instead of per cent, spans instead of lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from shuangkong.accounts import CODES, Naming, amount, period_label, points, signed, year_spans
from shuangkong.packs import load_packs
from shuangkong.quantity import Period

NAMES = (
    {"division_code": "990000", "name_zh": "甲盟", "name_en": "Jia League", "valid_to": date(2001, 12, 30)},
    {"division_code": "990000", "name_zh": "甲市", "name_en": None, "valid_to": None},
)


@pytest.fixture
def names(frozen) -> Naming:
    return Naming.of(frozen(division=NAMES), load_packs("cn"))


def test_a_figure_is_called_by_the_names_of_its_time(names: Naming) -> None:
    figure = names.figure("990000", Period.parse("2020"), "energy_consumption")
    assert (figure.zh, figure.en) == ("甲市2020年能源消费总量", "total energy consumption, 甲市, 2020")
    assert names.figure("990000", Period.parse("2000"), "energy_consumption").zh == "甲盟2000年能源消费总量"


def test_what_has_no_name_keeps_its_code(names: Naming) -> None:
    assert names.figure("880000", Period.parse("2020"), "no_such").zh == "880000 2020年no_such"
    assert CODES.division("880000").en == "880000"


def test_without_frozen_divisions_the_packs_give_the_names(frozen) -> None:
    names = Naming.of(frozen(), load_packs("cn-15"))
    assert names.division("150000").zh == "内蒙古自治区"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("2020", "2020年", "2020"),
        ("2021H1", "2021年上半年", "first half of 2021"),
        ("2021H2", "2021年下半年", "second half of 2021"),
        ("2020Q1-Q3", "2020年前三季度", "Q1-Q3 of 2020"),
        ("2020Q1", "2020年第一季度", "Q1 of 2020"),
        ("2020Q2-Q3", "2020年第二至三季度", "Q2-Q3 of 2020"),
        ("2021-07", "2021年7月", "2021-07"),
        ("2016-2020", "2016–2020年", "2016–2020"),
    ],
)
def test_periods_in_words(text: str, zh: str, en: str) -> None:
    found = period_label(Period.parse(text))
    assert (found.zh, found.en) == (zh, en)


def test_differences_of_rates_are_points_and_others_keep_their_unit() -> None:
    assert points(Decimal("-30.926"), "%").zh == "−30.93 个百分点"
    assert points(Decimal("-30.926"), "pp").en == "−30.93 percentage points"
    assert points(Decimal("-0.79"), "亿吨标准煤").zh == "−0.79 亿吨标准煤"
    assert amount(Decimal(5), "蒸吨").en == "5.00 蒸吨"
    assert "-" not in signed(Decimal("-1"))


def test_years_in_a_row_are_one_span() -> None:
    assert year_spans([2025, 2021, 2022]) == "2021–2022、2025"
    assert year_spans([]) == ""
