"""Verdicts by form of target, on constructed rows under the rules of the packs."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.accounts import Question
from shuangkong.assessment import Comparison, Test, assess, assess_all, is_met
from shuangkong.packs import load_packs
from shuangkong.plan import Target
from shuangkong.quantity import Period
from shuangkong.sources import Citation

PACKS = load_packs("cn")
D = Decimal
KNOWN_ON = date(2026, 6, 1)
ENERGY = {"unit": "万吨标准煤", "energy_basis": "coal_equivalent"}
GDP = {"unit": "亿元", "price_base_year": 2020}
OPEN = {"valid_from": None, "valid_to": None}
CODES = ("150100", "150200", "150300")


def ask(period, division="150000", rule=()):
    return Question(division, Period.parse(period), KNOWN_ON, rule, "coal_equivalent", "T")


def target(form="change_rate", value="15", **fields):
    written = {"operator": "=", "unit": "%", "target_year": 2025, "indicator_id": "energy_intensity"}
    if form == "change_rate":
        written |= {"direction": "decrease", "base_year": 2020}
    number = None if value is None else D(value)
    cited = {"citation": Citation("方案", "二", "原文"), "status": "official", "indicator": "指标"}
    return Target(**({"id": "T", "form": form, "value": number} | cited | written | fields))


def level(**fields):
    return target("level", fields.pop("value", "18"), indicator_id="non_fossil_share", **fields)


@pytest.fixture
def changes(frozen, observed):
    """Rows of yearly intensity changes from 2021 on."""

    def make(*values, **cells):
        rows = [
            observed("150000", "intensity_change", str(2021 + step), value, **cells)
            for step, value in enumerate(values)
        ]
        return frozen(observation=rows)

    return make


@pytest.fixture
def share(frozen, observed):
    """Rows of the non-fossil share by year."""
    return lambda **values: frozen(
        observation=[
            observed("150000", "non_fossil_share", year[1:], value) for year, value in values.items()
        ]
    )


def test_a_five_year_target_is_late_before_its_last_year(changes):
    verdict = assess(ask("2022"), target(), changes("-1", "-1"), PACKS)
    assert (verdict.stance, verdict.yardstick) == ("missed", "schedule")
    assert verdict.warning.colour == "yellow"
    assert verdict.margin < 0


def test_exceeding_the_schedule_is_met_and_still_tells_the_pace_left(changes):
    verdict = assess(ask("2022"), target(), changes("-5", "-5"), PACKS)
    assert verdict.stance == "met"
    assert verdict.warning.colour == "green"
    assert D(0) < verdict.measured.required_pace < D("3.2")


def test_negative_progress_is_shown_as_negative(changes):
    verdict = assess(ask("2021"), target(), changes("5"), PACKS)
    assert verdict.measured.progress < 0
    assert verdict.as_json()["progress"].startswith("-")


def test_the_comparison_is_at_a_hundredth_of_a_point(changes):
    span = {"base_year": 2020, "target_year": 2021}
    assert assess(ask("2021"), target(value="3", **span), changes("-2.996"), PACKS).stance == "met"
    assert assess(ask("2021"), target(value="3", **span), changes("-2.994"), PACKS).stance == "missed"


def test_over_fulfilment_only_at_the_end(changes):
    rows = changes("-4", "-4", "-4", "-4", "-4")
    assert assess(ask("2025"), target(), rows, PACKS).measured.over_fulfilment > 0
    assert assess(ask("2024"), target(), rows, PACKS).measured.over_fulfilment is None


def test_a_target_of_zero_is_not_replaced_by_a_small_number(changes):
    verdict = assess(ask("2025"), target(value="0"), changes("1", "0", "0", "0", "0"), PACKS)
    assert verdict.stance == "missed"
    assert verdict.measured.progress is None


def test_two_series_are_not_mixed_to_fill_a_gap(frozen, observed):
    rows = frozen(
        observation=[
            observed("150000", "intensity_change", "2021", "-3"),
            observed("150000", "intensity_change", "2022", "-3", vintage="v2"),
        ]
    )
    verdict = assess(ask("2022"), target(), rows, PACKS)
    assert (verdict.stance, verdict.reason.code) == ("not_rated", "mixed_series")
    assert len(verdict.actual.trace.inputs()) == 2


def test_two_complete_series_leave_the_choice_to_the_asker(frozen, observed):
    rows = frozen(
        observation=[
            observed("150000", "intensity_change", "2021", "-3"),
            observed("150000", "intensity_change", "2021", "-4", vintage="v2"),
        ]
    )
    assert assess(ask("2021"), target(), rows, PACKS).reason.code == "several_series"


def test_a_growth_target_is_measured_along_growth(frozen, observed):
    rows = frozen(observation=[observed("150000", "gdp_real_growth", "2021", "12")])
    growth = target(
        value="10", direction="increase", operator="~", indicator_id="gdp_constant", target_year=2021
    )
    verdict = assess(ask("2021"), growth, rows, PACKS)
    assert (verdict.stance, verdict.actual.value) == ("met", 12)
    assert any("approximate-default" in note.en for note in verdict.trace.notes)


@pytest.mark.parametrize(("actual", "stance"), [("17.1", "met"), ("17.09", "missed"), ("25", "met")])
def test_approximately_is_read_with_the_tolerance_of_the_pack(share, actual, stance):
    verdict = assess(ask("2025"), level(operator="~"), share(y2025=actual), PACKS)
    assert verdict.stance == stance
    assert "approximate-default" in [rule.key for rule in verdict.conventions]


@pytest.mark.parametrize(
    ("operator", "actual", "stance"),
    [
        ("=", "18", "met"),
        ("=", "19", "met"),
        ("=", "17.9", "missed"),
        (">", "18", "missed"),
        (">", "18.01", "met"),
        ("<=", "18", "met"),
        ("<=", "18.01", "missed"),
        ("<", "18", "missed"),
    ],
)
def test_operators_are_read_as_written(share, operator, actual, stance):
    assert assess(ask("2025"), level(operator=operator), share(y2025=actual), PACKS).stance == stance


def test_a_range_is_met_from_its_lower_bound(share):
    verdict = assess(ask("2025"), level(operator="range", value_max=D(20)), share(y2025="18"), PACKS)
    assert verdict.stance == "met"


def test_a_level_follows_the_line_from_its_base(share):
    verdict = assess(ask("2022"), level(base_year=2020), share(y2020="11.2", y2022="13"), PACKS)
    assert verdict.duty == D("13.92")
    assert verdict.stance == "missed"


def test_a_level_without_base_is_not_yet_due(share):
    verdict = assess(ask("2022"), level(), share(y2022="13"), PACKS)
    assert (verdict.stance, verdict.reason.code) == ("not_yet_due", "no_base")
    assert verdict.actual.value == 13


def test_a_level_to_be_kept_is_tested_every_year(share):
    verdict = assess(ask("2022"), level(is_tested_every_year=True), share(y2022="18"), PACKS)
    assert (verdict.stance, verdict.yardstick) == ("met", "every_year")


def test_a_total_is_compared_in_the_unit_of_its_target(frozen, observed):
    rows = frozen(observation=[observed("150000", "energy_consumption", "2025", "22501", **ENERGY)])
    cap = target(
        "level", "2.25", unit="亿吨标准煤", operator="<=", direction=None, indicator_id="energy_consumption"
    )
    verdict = assess(ask("2025"), cap, rows, PACKS)
    assert (verdict.stance, verdict.actual.value) == ("missed", D("2.2501"))


def test_a_figure_in_another_kind_of_unit_is_not_rated(frozen, observed):
    rows = frozen(observation=[observed("150000", "non_fossil_share", "2025", "18", unit="万吨")])
    assert assess(ask("2025"), level(), rows, PACKS).reason.code == "unit_differs"


def test_a_cumulative_target_grows_in_a_straight_line_and_is_not_summed_as_periods(frozen, observed):
    rows = frozen(
        observation=[
            observed("150000", "coal_unit_saving_retrofit", year, value, unit="万千瓦")
            for year, value in (("2021", "500"), ("2022", "900"))
        ]
    )
    retrofit = target(
        "cumulative", "2000", unit="万千瓦", base_year=2020, indicator_id="coal_unit_saving_retrofit"
    )
    verdict = assess(ask("2022"), retrofit, rows, PACKS)
    assert (verdict.actual.value, verdict.duty, verdict.stance) == (900, 800, "met")


@pytest.mark.parametrize(
    ("made", "period", "stance", "code"),
    [
        (lambda: target("qualitative", None, operator="none"), "2023", "not_yet_due", "not_yet_due"),
        (lambda: target("qualitative", None, operator="none"), "2025", "declared", "declared"),
        (lambda: target("ordinal_class", None, ordinal="Ⅱ"), "2025", "declared", "declared"),
        (lambda: target("threshold", "65"), "2025", "not_rated", "threshold"),
        (lambda: target(indicator_id=None), "2025", "not_rated", "no_account"),
        (lambda: target(), "2026", "not_rated", "past_due"),
        (lambda: target(), "2020", "not_rated", "before_base"),
        (lambda: target("count_range", "1", value_max=D(2), operator="range"), "2023", "not_yet_due", None),
    ],
)
def test_what_is_not_rated_says_why(frozen, made, period, stance, code):
    verdict = assess(ask(period), made(), frozen(), PACKS)
    assert verdict.stance == stance
    assert verdict.reason is not None
    assert code is None or verdict.reason.code == code
    assert verdict.reason.reason.zh in verdict.sentence().zh


def test_real_and_synthetic_rows_give_two_verdicts(frozen, observed):
    real = [observed("150000", "intensity_change", "2024", "-3.0")]
    made = [
        observed("150000", "intensity_change", str(year), "-3.5", is_synthetic=True, status="constructed")
        for year in range(2021, 2025)
    ]
    verdicts = assess_all([ask("2024")], [target()], frozen(observation=real + made), PACKS)
    assert [(each.stance, each.is_synthetic) for each in verdicts] == [("not_rated", False), ("met", True)]
    assert "演示数据" in verdicts[1].sentence().zh
    assert "演示数据" not in verdicts[0].sentence().zh
    keys = [{row.key[-1] for row in each.trace.rows} for each in verdicts]
    assert keys == [{"false"}, {"true"}]


def prefectures(observed, silent=()):
    rows = []
    for code in CODES:
        for year, energy, gdp in (("2020", "1000", "1000"), ("2025", "1020", "1300")):
            rows.append(observed(code, "gdp_constant", year, gdp, is_synthetic=True, **GDP))
            if code not in silent or year == "2020":
                rows.append(observed(code, "energy_consumption", year, energy, is_synthetic=True, **ENERGY))
    below = [
        {"division_code": code, "name_zh": f"甲{code}", "name_en": None, "parent_code": "150000"} | OPEN
        for code in CODES
    ]
    return {"observation": rows, "division": below}


def test_the_region_is_assessed_from_the_sum_of_its_prefectures(frozen, observed):
    verdict = assess(ask("2025"), target(), frozen(**prefectures(observed)), PACKS, synthetic=True)
    assert verdict.stance == "met"
    assert abs(verdict.actual.value - D("21.538")) < D("0.001")
    assert verdict.is_synthetic
    assert verdict.coverage.is_full


def test_a_silent_prefecture_leaves_the_region_unrated_and_the_others_rated(frozen, observed):
    rows = frozen(**prefectures(observed, silent=("150300",)))
    region = assess(ask("2025"), target(), rows, PACKS, synthetic=True)
    assert (region.stance, region.reason.code) == ("not_rated", "partial_coverage")
    assert region.coverage.absent == ("150300",)
    stances = [assess(ask("2025", code), target(), rows, PACKS, synthetic=True).stance for code in CODES]
    assert stances == ["met", "met", "not_rated"]


def test_the_trace_opens_to_value_formula_inputs_rule_clause_rows_status_and_coverage(changes):
    verdict = assess(ask("2022"), target(), changes("-1", "-1"), PACKS)
    tree = verdict.as_json()["trace"]
    actual, due, warning = tree["inputs"]
    assert tree["rule"]["key"] == "comparison-default"
    assert tree["clause"]["quote"] == "原文"
    assert tree["coverage"] == {"expected": 2, "present": 2, "absent": []}
    assert tree["status"] == "constructed", "the default conventions are readings of ours"
    assert actual["formula"].startswith("100 ×")
    assert [leaf["rows"][0]["key"][2] for leaf in actual["inputs"]] == ["2021", "2022"]
    assert actual["inputs"][0]["rows"][0]["hash"] == "hash-of-observation"
    assert due["rule"]["key"] == "schedule-default"
    assert (warning["value"], warning["rule"]["key"]) == ("2 yellow", "barometer-629")
    assert due["formula"] == "1 − (1 − T)^(k/n)"


def test_the_sentence_says_rise_for_a_negative_fall(changes):
    verdict = assess(ask("2021"), target(), changes("5"), PACKS)
    assert verdict.sentence().zh == "未达标：实际上升 5.00 %，应下降 3.20 %，差额 −8.20 个百分点"
    assert (
        verdict.sentence().en == "missed: actual rise 5.00 %, due fall 3.20 %, margin −8.20 percentage points"
    )


def test_the_same_question_gets_the_same_answer(changes):
    rows = changes("-1", "-1")
    first, second = (assess(ask("2022"), target(), rows, PACKS).as_json() for _ in range(2))
    assert first == second


values = st.decimals("-50", "50", places=4)


@given(values, values, values, st.sampled_from([1, -1]), st.booleans())
def test_a_better_figure_never_turns_met_into_missed(one, other, due, sign, is_strict):
    test, step = Test(sign, is_strict, D(0)), Comparison(D("0.01"), "half_up")
    worse, better = sorted((one, other), key=lambda value: value * sign)
    if is_met(test, step, worse, due, unit="%"):
        assert is_met(test, step, better, due, unit="%")


def test_outside_the_plan_of_its_document_a_target_is_not_rated(frozen):
    packs = load_packs("cn-15-14fyp")
    cited = {"citation": Citation("内政发〔2022〕17号", "二", "原文")}
    found = {
        year: assess(ask(year), target(**cited), frozen(), packs).reason.code for year in ("2020", "2026")
    }
    assert found == {"2020": "outside_plan", "2026": "outside_plan"}
    assert assess(ask("2021"), target(**cited), frozen(), packs).reason.code == "not_published"


def test_a_silent_part_is_named_by_place_and_indicator(frozen, observed):
    rows = frozen(**prefectures(observed, silent=("150300",)))
    silent = assess(ask("2025", "150300"), target(), rows, PACKS, synthetic=True)
    assert silent.is_synthetic
    assert silent.reason.reason.zh == "演示数据中没有甲1503002025年能源消费总量".replace(
        "1503002025", "150300 2025"
    )
    real = assess(ask("2025", "150300"), target(), rows, PACKS)
    assert real.reason.reason.zh == "2021–2025 年数据未公布"


def test_the_years_after_the_base_alone_say_nothing_of_parts(frozen, observed):
    rows = frozen(observation=[observed("150000", "energy_consumption", "2025", "1", **ENERGY)])
    assert assess(ask("2025"), target(), rows, PACKS).reason.reason.zh == "2021–2025 年数据未公布"
