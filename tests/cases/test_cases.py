"""The cases an official can read: every case of ``cases/*.yaml`` is one test."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.accounts import Question, average_rate, cumulative, identity, printed
from shuangkong.accounts.arithmetic import ratio
from shuangkong.assessment import (
    Comparison,
    Test,
    adjusted_total,
    assess,
    barometer,
    contradiction,
    is_met,
    log_progress,
    over_fulfilment,
    required_pace,
    schedule,
    span_total,
    tally_levels,
    yearly_total,
)
from shuangkong.assessment.dispatch import item_of, progress_of
from shuangkong.errors import Collector
from shuangkong.packs import load_packs
from shuangkong.plan import Target
from shuangkong.quantity import Period
from shuangkong.registers import check, register_types
from shuangkong.schema import Row, Table, read_cell
from shuangkong.sources import Citation
from shuangkong.trace import Absence

CASES = Path(__file__).resolve().parents[2] / "cases"
PACKS = load_packs("cn-15")
PLAN = load_packs("cn-15-14fyp")
TYPES = register_types(PACKS)
KEYS = {"name", "calculation", "question", "input", "expected", "status", "source"}
Case = Mapping[str, Any]
HUNDRED = Decimal(100)


def fraction(text: str) -> Decimal:
    return Decimal(text) / HUNDRED


def in_percent(value: Decimal | Absence, name: str) -> dict[str, object]:
    return {"absence": value.code} if isinstance(value, Absence) else {name: value * HUNDRED}


def run_log_progress(given: Case) -> dict[str, object]:
    value = log_progress(fraction(given["reduction_pct"]), fraction(given["target_pct"]))
    return in_percent(value, "progress_pct")


def run_over_fulfilment(given: Case) -> dict[str, object]:
    value = over_fulfilment(fraction(given["reduction_pct"]), fraction(given["target_pct"]))
    return in_percent(value, "over_fulfilment_pct")


def run_average_rate(given: Case) -> dict[str, object]:
    return in_percent(average_rate(fraction(given["target_pct"]), given["years"]), "rate_pct")


def run_cumulative(given: Case) -> dict[str, object]:
    return {"cumulative_pct": cumulative([fraction(rate) for rate in given["rates_pct"]]) * HUNDRED}


def run_reduction(given: Case) -> dict[str, object]:
    """From the intensities of two years at one price base."""
    quotient = ratio(Decimal(given["last"]), Decimal(given["base"]))
    assert isinstance(quotient, Decimal)
    return {"reduction_pct": (1 - quotient) * HUNDRED}


def run_required_pace(given: Case) -> dict[str, object]:
    target, reduction = fraction(given["target_pct"]), fraction(given["reduction_pct"])
    pace = in_percent(required_pace(target, reduction, given["remaining"]), "pace_pct")
    return pace | in_percent(log_progress(reduction, target), "progress_pct")


def run_schedule(given: Case) -> dict[str, object]:
    shares = [Decimal(share) for share in given.get("shares", ())]
    dues = schedule(fraction(given["target_pct"]), given["years"], given["shape"], shares=shares)
    return {"due_pct": [due * HUNDRED for due in dues]}


def run_yearly_total(given: Case) -> dict[str, object]:
    rates = (fraction(given[name]) for name in ("growth_pct", "reduction_pct"))
    return {"total": yearly_total(Decimal(given["previous"]), *rates)}


def run_adjusted_total(given: Case) -> dict[str, object]:
    previous = Decimal(given["previous"])
    planned, actual, cut = (fraction(given[name]) for name in ("planned_pct", "actual_pct", "reduction_pct"))
    total = adjusted_total(previous, planned, actual, cut)
    return {"total": total, "more": total - yearly_total(previous, planned, cut)}


def run_span_total(given: Case) -> dict[str, object]:
    growths = [fraction(growth) for growth in given["growths_pct"]]
    return {"total": span_total(Decimal(given["base"]), growths, fraction(given["target_pct"]))}


def run_identity(given: Case) -> dict[str, object]:
    rule = next(rule for rule in PACKS.rules("identity"))
    rates = (Decimal(given[name]) for name in ("energy_growth", "intensity_change", "gdp_growth"))
    level = Decimal(given["level"]) if "level" in given else None
    check = identity(*rates, tolerance=rule.decimal("tolerance_pp"), level=level)
    slip = check.slip
    return {
        "holds": check.holds,
        "implied": check.implied,
        "slip_growth": None if slip is None else slip.energy_growth,
        "slip_gdp": None if slip is None else slip.gdp_growth,
    }


def run_barometer(given: Case) -> dict[str, object]:
    (rule,) = (rule for rule in PACKS.rules("barometer") if rule.key == given["rule"])
    actual = None if given["actual"] is None else Decimal(given["actual"])
    found = barometer(rule, Decimal(given["target"]), actual, given["kind"], division=given.get("division"))
    return {
        "level": found.level,
        "colour": found.colour,
        "gap": found.gap,
        "margin": found.margin,
        "reason": None if found.reason is None else found.reason.code,
    }


def run_warning_counts(given: Case) -> dict[str, object]:
    tally = tally_levels(PACKS.table("warning_level"), str(given["period"]), given["dimension"])
    everyone = [code for codes in tally.values() for code in codes]
    assert len(everyone) == len(set(everyone)) == 30, "thirty regions, each in exactly one level"
    return {
        "counts": [len(tally[level]) for level in (1, 2, 3)],
        "level_of_150000": next(level for level, codes in tally.items() if "150000" in codes),
    }


def run_grade(given: Case) -> dict[str, object]:
    (rule,) = PACKS.rules("grades")
    (comparison,) = (rule for rule in PACKS.rules("comparison") if rule.key == "comparison-default")
    test = Test(1, is_strict=False, tolerance=Decimal(0))
    sides = (Decimal(given["actual"]), Decimal(given["target"]))
    met = is_met(test, Comparison.of(comparison), *sides, unit="%")
    found = contradiction(given["grade"], is_met=met, rule=rule, where="2007")
    return {"is_met": met, "contradiction": None if found is None else found.code}


def run_verdict(given: Case, frozen: Callable[..., Any]) -> dict[str, object]:
    rows = frozen(observation=PACKS.table("observation"), division=PACKS.table("division"))
    written = dict(given["target"])
    target = Target(
        id="T",
        indicator="单位地区生产总值能耗",
        indicator_id="energy_intensity",
        citation=Citation("案例", "", "见案例所列来源"),
        status="secondary",
        **(written | {"value": Decimal(written["value"])}),
    )
    period = Period.parse(str(given["period"]))
    question = Question(given["division"], period, given["known_on"], (), "coal_equivalent", "T")
    verdict = assess(question, target, rows, PACKS)
    json = verdict.as_json()
    known = verdict.actual.trace.inputs()
    return {
        "stance": verdict.stance,
        "yardstick": verdict.yardstick,
        "actual": verdict.actual.value,
        "duty": verdict.duty,
        "margin": verdict.margin,
        "level": None if verdict.warning is None else verdict.warning.level,
        "colour": None if verdict.warning is None else verdict.warning.colour,
        "rule": None if verdict.warning is None else verdict.warning.rule.key,
        "reason": None if verdict.reason is None else verdict.reason.code,
        "absent": list(verdict.coverage.absent) if verdict.coverage else [],
        "known": known[-1].value.split()[0] if known else None,
        "source_rows": len(json["trace"]["rows"]),
        "required_pace": verdict.measured.required_pace,
        "progress": verdict.measured.progress,
    }


def typed_rows(given: Case, part: str, table: Table) -> list[Row]:
    problems = Collector()
    rows: list[Row] = [
        {
            column.name: read_cell(cells[column.name], column, problems, part)
            if column.name in cells
            else None
            for column in table.columns
        }
        for cells in given.get(part, [])
    ]
    assert not list(problems)
    assert all(set(cells) <= set(table.column_names) for cells in given.get(part, []))
    return rows


def run_register_rule(given: Case) -> dict[str, object]:
    type_ = TYPES[given["type"]]
    found = check(
        typed_rows(given, "rows", type_.table),
        typed_rows(given, "existing", type_.table),
        type_,
        lambda index, _column: str(index + 1),
        things=typed_rows(given, "things", TYPES[type_.of].table) if type_.of else None,
    )
    return {
        "problems": [
            f"{problem.severity} {problem.details.get('rule', problem.code)} {problem.where}"
            for problem in found
        ]
    }


def run_dispatch(given: Case) -> dict[str, object]:
    items = PLAN.table("dispatch_item")
    rows = typed_rows(given, "reported", register_types(PLAN)["dispatch_progress"].table)
    period = Period.parse(given["period"])
    found = {each.item: each for each in progress_of(items, rows, period, division=given["division"])}
    each = found[item_of(items)[given["measure"]]]
    assert given["measure"] in each.measures
    return vars(each) | {"measures": len(each.measures)}


def test_every_rule_of_the_registers_is_broken_by_a_case() -> None:
    broken = {
        (case["input"]["type"], problem.split()[1])
        for case in ALL
        if case["calculation"] == "register_rule"
        for problem in case["expected"]["problems"]
    }
    assert {(type_.id, rule.id) for type_ in TYPES.values() for rule in type_.rules} <= broken


RUNNERS = {
    name.removeprefix("run_"): each for name, each in list(globals().items()) if name.startswith("run_")
}


def load() -> list[Case]:
    cases = []
    for file in sorted(CASES.glob("*.yaml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        cases += [case for case in content if "calculation" in case]
    return cases


ALL = load()


def as_expected(found: object, expected: object, tolerance: Decimal | None) -> bool:
    if isinstance(expected, list):
        assert isinstance(found, list)
        return len(found) == len(expected) and all(
            as_expected(one, other, tolerance) for one, other in zip(found, expected, strict=True)
        )
    if isinstance(found, Decimal) and isinstance(expected, str):
        if tolerance is not None:
            return abs(found - Decimal(expected)) <= tolerance
        return printed(found, -Decimal(expected).as_tuple().exponent) == expected
    return found == expected


@pytest.mark.parametrize("case", ALL, ids=[case["name"] for case in ALL])
def test_case(case: Case, frozen: Callable[..., Any]) -> None:
    assert set(case) - {"note"} == KEYS
    run = RUNNERS[case["calculation"]]
    found = run(case["input"], frozen) if case["calculation"] == "verdict" else run(case["input"])
    expected = dict(case["expected"])
    tolerance = expected.pop("tolerance", None)
    step = None if tolerance is None else Decimal(tolerance)
    wrong = {
        name: (str(found.get(name)), value)
        for name, value in expected.items()
        if not as_expected(found.get(name), value, step)
    }
    assert not wrong, f"found and expected: {wrong}"


def test_every_calculation_has_a_case_and_every_name_stands_once() -> None:
    assert {case["calculation"] for case in ALL} == set(RUNNERS)
    names = [case["name"] for case in ALL]
    assert len(names) == len(set(names))
