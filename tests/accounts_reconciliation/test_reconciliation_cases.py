"""The cases of ``cases/reconciliation.yaml``, and the messages of what they find."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.accounts import Account, Series, identity, printed
from shuangkong.accounts.reconciliation import (
    CAUSES,
    Finding,
    ReconciliationRules,
    cause_label,
    check_components,
    check_cumulative,
    check_growth,
    check_level,
    check_lists,
    check_sources,
    check_years,
    judge_identity,
)
from shuangkong.packs import load_packs
from shuangkong.quantity import Period
from shuangkong.trace import Absence, Figure, Label, RowReference, Trace

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases" / "reconciliation.yaml").read_text(encoding="utf-8")
)
RULES = ReconciliationRules.of(load_packs("cn"), date(2026, 1, 1))
RULE = RULES.tolerances
Given = Mapping[str, Any]


class Named:
    """Names a part by its number, as a sheet would."""

    def figure(self, division: str, period: Period, indicator_id: str) -> Label:
        return Label(indicator_id, indicator_id)


def account(value: str, *, year: str = "2016", vintage: str = "v1", name: str = "x") -> Account:
    row = RowReference("observation", ("990000", name, year), "hash")
    figure = Figure(Decimal(value), "万吨标准煤", Trace(Label(name, name), value, rows=(row,)))
    names: Any = Named()
    return Account("990000", name, Period.parse(year), figure, Series(vintage=vintage), names)


def run_identity(said: Given) -> list[Finding | None]:
    rates = (Decimal(said[name]) for name in ("energy_growth", "intensity_change", "gdp_growth"))
    level = Decimal(said["level"]) if "level" in said else None
    check = identity(*rates, tolerance=RULES.identity.decimal("tolerance_pp"), level=level)
    return [judge_identity(check, "case")]


def run_growth(said: Given) -> list[Finding | None]:
    levels = (
        account(said["before"], vintage=said["vintage_before"]),
        account(said["after"], year="2017", vintage=said["vintage_after"]),
    )
    growth = account(said["growth"], year="2017")
    return [check_growth(levels, growth, RULE, current_prices=said["current_prices"])]


def run_lists(said: Given) -> list[Finding | None]:
    return list(check_lists(said["lists"], said["everyone"], "case"))


def run_cumulative(said: Given) -> list[Finding | None]:
    return [check_cumulative([account(each) for each in said["yearly"]], account(said["published"]), RULE)]


def run_level(said: Given) -> list[Finding | None]:
    return [check_level(account(said["before"]), account(said["after"], year="2017"), RULE)]


def run_components(said: Given) -> list[Finding | None]:
    parts = [account(each, name=f"分项{number}") for number, each in enumerate(said["parts"], 1)]
    return [check_components(account(said["whole"]), parts, RULE)]


def run_sources(said: Given) -> list[Finding | None]:
    return [check_sources(account(said["one"], vintage="a"), account(said["other"], vintage="b"), RULE)]


def run_years(said: Given) -> list[Finding | None]:
    claimed, official = (
        {(code, year): Decimal(v) for year, column in said[name].items() for code, v in column.items()}
        for name in ("claimed", "official")
    )
    return list(check_years(claimed, official, RULE, "case"))


RUNNERS = {name.removeprefix("run_"): run for name, run in list(globals().items()) if name.startswith("run_")}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: Given) -> None:
    assert set(case) == {"name", "asks", "question", "input", "expected", "source"}
    found = [each for each in RUNNERS[case["asks"]](case["input"]) if each is not None]
    expected = case["expected"]
    if expected is None:
        assert found == []
        return
    expected = dict(expected)
    more = expected.pop("more", [])
    assert [list(each.named) for each in found[1:]] == more
    for name, value in expected.items():
        got = getattr(found[0], name)
        if isinstance(got, Decimal):
            got = printed(got, max(0, -int(str(Decimal(value).as_tuple().exponent))))
        assert (list(got) if isinstance(got, tuple) else got) == value, name
    for each in found:
        assert each.problem().severity == "warning"
        for language in ("zh", "en"):
            label = cause_label(each.cause)
            assert label.text(language) in each.problem().text(language)  # type: ignore[arg-type]
        assert each.as_json()["code"] == f"reconciliation_{each.check}"


def test_every_check_has_cases_that_find_and_that_do_not() -> None:
    """Codes provoked here: reconciliation_identity, reconciliation_growth, reconciliation_lists,
    reconciliation_cumulative, reconciliation_level, reconciliation_components, reconciliation_sources,
    reconciliation_years."""
    assert {case["asks"] for case in CASES} == set(RUNNERS)
    clean = {case["asks"] for case in CASES if case["expected"] is None}
    assert clean >= set(RUNNERS) - {"lists", "years"}
    assert {case["expected"]["cause"] for case in CASES if case["expected"]} == set(CAUSES)


def test_a_finding_cites_every_row_it_is_made_of() -> None:
    (found,) = run_growth(next(case for case in CASES if case["asks"] == "growth")["input"])
    assert found is not None
    assert {row.key[2] for row in found.rows} == {"2016", "2017"}
    assert len(found.rows) == 3


def test_nothing_is_found_where_a_figure_is_missing() -> None:
    held = account("1")
    silent = replace(
        held, figure=Figure(None, "万吨标准煤", held.figure.trace, Absence("not_published", Label("", "")))
    )
    assert check_growth((silent, held), held, RULE, current_prices=False) is None
    assert check_level(silent, held, RULE) is None
    assert check_components(held, [held, silent], RULE) is None
    assert check_sources(held, silent, RULE) is None
    assert check_cumulative([silent], held, RULE) is None
    assert check_lists({"1": ["a"], "2": ["b"]}, ["a", "b"], "x") == ()


def test_zero_is_no_slip() -> None:
    assert check_level(account("0"), account("5"), RULE) is None
    assert check_level(account("5"), account("0"), RULE) is None


def test_a_table_under_its_own_years_is_clean() -> None:
    official = {(f"{n}", year): Decimal(n * year) for n in range(5) for year in (2019, 2020)}
    assert check_years(official, official, RULE, "x") == ()
