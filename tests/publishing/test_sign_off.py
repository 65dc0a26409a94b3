"""Sign-offs: what they raise, what they leave, and who is named with it."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.accounts import adopted, signed_off
from shuangkong.accounts.balance import find_factors
from shuangkong.accounts.balance.structure import read_structure
from shuangkong.accounts.carbon import FactorSet, grid_factor
from shuangkong.accounts.facility.factor import Factors
from shuangkong.packs import adopt, check_adoptions, load_packs, written_parameter
from shuangkong.reports import check_official
from shuangkong.schema import table
from shuangkong.snapshot import check_rows, freeze
from shuangkong.standards import Adoption, adoptions, confirmed, lookup
from shuangkong.standards.adoption import values_of
from shuangkong.standards.tables import entries
from shuangkong.trace import Figure, Label, SignOff, Trace, worst

CASES = yaml.safe_load((Path(__file__).resolve().parents[2] / "cases" / "sign_off.yaml").read_text("utf-8"))
PACKS = load_packs("cn-15-14fyp")
RULE = ("comparison-default", "2026")
DAY = date(2022, 6, 1)
WATER = ("standard_energy", '["2020", "新水"]', "coef_min", "0.2571")


def cell_row(adopted_row, of=WATER, **cells):
    name, key, column, value = of
    given = {
        "adopted_kind": "table",
        "adopted_name": name,
        "adopted_key": key,
        "adopted_column": column,
        "adopted_value": value,
    }
    return adopted_row(**{**given, **cells})


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case, adopted_row, persons) -> None:
    rows = []
    for number, signed in enumerate(case["input"]["sign_offs"]):
        cells = {
            "adopted_as": signed["as"],
            "first_officer": signed["first"],
            "second_person": signed["second"],
            "second_signed_on": None if signed["second"] is None else DAY,
            "confirmed_document": signed["document"],
            "document_page": signed["page"],
            "is_synthetic": signed.get("synthetic", False),
        }
        value = {"adopted_value": signed["value"]} if "value" in signed else {}
        rows.append(adopted_row(f"A-{number}", path=signed["path"], **cells, **value))
    held = adoptions(rows, persons, on=case["input"].get("asked_on", DAY))
    rule = adopt(PACKS, held).rule_edition(*RULE)
    trace = Trace(Label("差额", "margin"), "0.12", rule=rule.reference, status=rule.status)
    found = check_official([Figure(Decimal("0.12"), "%", trace)], PACKS)
    expected = case["expected"]
    assert rule.status == expected["status"]
    assert [each.code for each in found if each.severity == "error"] == expected["refused"]
    assert [each.code for each in found if each.severity == "note"] == expected.get("noted", [])
    signers = {name for each in trace.as_json()["rule"]["sign_offs"] for name in each["persons"]}
    assert signers == set(expected["persons"])


def test_rows_follow_their_table_and_a_snapshot_decides(tmp_path, adopted_row, persons) -> None:
    rows = [adopted_row(), cell_row(adopted_row, adoption_id="A-2")]
    assert check_rows(rows, table("adoption")) == ()
    assert check_rows(persons, table("person")) == ()
    tables = {"adoption": rows, "person": persons}
    frozen = freeze(tmp_path, tables, known_on=DAY, packs=PACKS.references, release="1")
    before = freeze(tmp_path, {"division": []}, known_on=DAY, packs=PACKS.references, release="1")
    assert adopted(PACKS, frozen, DAY).rule_edition(*RULE).status == "official"
    assert adopted(PACKS, before, DAY) is PACKS  # frozen before there were sign-offs
    assert signed_off(frozen, date(2022, 5, 31)) == ()
    assert [each.id for each in signed_off(frozen)] == ["A-1", "A-2"]


def test_the_packs_keep_their_references_and_every_other_rule(adopted_row, persons) -> None:
    after = adopt(PACKS, adoptions([adopted_row()], persons, on=DAY))
    assert after.references == PACKS.references
    changed = [
        new.key for old, new in zip(PACKS.editions, after.editions, strict=True) if old.status != new.status
    ]
    assert changed == ["comparison-default"]
    assert PACKS.rule_edition(*RULE).status == "constructed"


def test_a_parameter_with_a_status_of_its_own_takes_it_alone(adopted_row, persons) -> None:
    name = "needed_saving"
    rule = next(
        each for each in PACKS.rules("accounting_basis") if isinstance(each.parameters.get(name), dict)
    )
    held = adoptions([adopted_row(rule=f"{rule.key}@{rule.edition}", path=name)], persons, on=DAY)
    after = adopt(PACKS, held).rule_edition(rule.key, rule.edition)
    assert rule.parameters[name]["status"] == "constructed"
    assert after.parameters[name] == {**rule.parameters[name], "status": "official"}
    assert after.status == rule.status
    assert [each.confirmed for each in after.reference.sign_offs] == [name]
    whole = adoptions([adopted_row(rule=f"{rule.key}@{rule.edition}")], persons, on=DAY)
    assert adopt(PACKS, whole).rule_edition(rule.key, rule.edition).parameters == rule.parameters


@given(st.sampled_from([(rule.key, rule.edition) for rule in PACKS.editions]), st.booleans())
def test_a_sign_off_never_makes_a_status_worse(named, is_official) -> None:
    rule = PACKS.rule_edition(*named)
    value = written_parameter(rule, "*")
    assert value is not None
    accepted = "official" if is_official else "secondary"
    sign_off = SignOff("*", value, accepted, "文", "1", ("甲", "乙"), DAY)
    after = adopt(PACKS, [Adoption("A", "rule", "@".join(named), "*", sign_off)]).rule_edition(*named)
    assert worst([rule.status, after.status]) == rule.status
    assert worst([accepted, after.status]) == accepted


def test_written_parameters() -> None:
    rule = PACKS.rule_edition("barometer-901", "2020")
    assert written_parameter(rule, "red_gap_ratio") == "0.10"
    assert written_parameter(rule, "is_met_first") == "true"
    assert written_parameter(rule, "exclusion_reason.zh") == "国家统计局未提供数据"
    assert written_parameter(rule, "excluded_divisions") == '["540000"]'
    assert written_parameter(rule, "level_if_rose") is None
    assert written_parameter(rule, "nothing") is None


def test_every_shipped_figure_can_be_signed_off_by_what_it_was_read_from(adopted_row, persons) -> None:
    known = [each.value for each in entries() if each.value.value is not None]
    weak = [value for value in known if value.status in ("unverified", "constructed")]
    assert weak
    for value in weak:
        rows = [
            cell_row(adopted_row, (value.table, json.dumps(list(value.key)), column, written))
            for column, written in values_of(value).items()
        ]
        assert codes(check_adoptions(rows, PACKS)) == []
        after = confirmed(value, adoptions(rows, persons, on=DAY))
        assert after.status == "official"
        assert all(each.persons == ("张三", "李四") for each in after.sign_offs)
        assert (after.value, after.value_max, after.source) == (value.value, value.value_max, value.source)


def test_an_interval_needs_both_its_bounds(adopted_row, persons) -> None:
    gas = lookup("tce_factor", "天然气", on=DAY)
    low = ("standard_energy", '["2020", "天然气"]', "coef_min", "1.1")
    high = ("standard_energy", '["2020", "天然气"]', "coef_max", "1.33")
    half = [cell_row(adopted_row, low)]
    assert confirmed(gas, adoptions(half, persons, on=DAY)) == gas
    both = [*half, cell_row(adopted_row, high, adopted_as="secondary")]
    assert confirmed(gas, adoptions(both, persons, on=DAY)).status == "secondary"


def test_the_accounts_use_what_is_signed_off(adopted_row, persons) -> None:
    held = adoptions([cell_row(adopted_row)], persons, on=DAY)
    plain = Factors("calorific", DAY)
    water, signed = (each._standard("新水") for each in (plain, Factors("calorific", DAY, {}, held)))
    assert [value.status for value in water] == ["unverified"]
    assert [value.status for value in signed] == ["official"]
    grid = ("standard_carbon", '["national-average", "全国电力平均", "全国", "2021"]', "ef_value", "0.5568")
    of_grid = adoptions([cell_row(adopted_row, grid)], persons, on=DAY)
    before, after = (
        grid_factor(
            "全国", FactorSet("x", "national-average", signed_off=each), year=2021, on=date(2025, 1, 1)
        )
        for each in ((), of_grid)
    )
    assert (before.status, after.status) == ("unverified", "official")
    assert codes(check_official([before])) == ["official_unverified"]
    assert codes(check_official([after])) == []
    (node,) = after.trace.inputs()
    assert "张三、李四 2022-06-01 核定" in node.sign_offs[0].text.zh
    assert "内发改环资字〔2022〕99号" in node.as_json()["sign_offs"][0]["document"]


def test_a_balance_is_converted_with_what_is_signed_off(adopted_row, persons) -> None:
    structure, end = read_structure(PACKS), date(2022, 12, 31)
    weak = next(
        (product, basis)
        for (product, basis, _), factor in find_factors(structure, on=end).held.items()
        if factor.status == "secondary"
    )
    before = find_factors(structure, on=end).of(*weak)
    value = next(
        each.value
        for each in entries()
        if each.value.table == "standard_energy"
        and each.value.metric == "tce_factor"
        and each.value.subject == structure.products[weak[0]].standard
        and each.value.valid_to is None
        and each.value.value == before.value
    )
    key = json.dumps(list(value.key))
    rows = [cell_row(adopted_row, ("standard_energy", key, value.columns[0], f"{value.value.normalize():f}"))]
    after = find_factors(structure, on=end, signed_off=adoptions(rows, persons, on=DAY)).of(*weak)
    assert (before.status, after.status) == ("secondary", "official")
    assert after.trace.sign_offs[0].persons == ("张三", "李四")


def test_why_a_sign_off_confirms_nothing(adopted_row) -> None:
    rows = [
        adopted_row(rule="comparison-default@2026", path="nothing", adopted_value="1"),
        adopted_row(adopted_name="no-such@1", adopted_value="1"),
        cell_row(adopted_row, ("standard_energy", '["2020", "无此物"]', "coef_min", "1")),
        cell_row(adopted_row, ("standard_energy", "not json", "coef_min", "1")),
        cell_row(adopted_row, ("standard_energy", '["2020", "新水"]', "name_en", "1")),
        cell_row(adopted_row, (*WATER[:3], "0.26")),
        adopted_row(second_person="zhang"),
        adopted_row(second_person=None, second_signed_on=None),
    ]
    problems = check_adoptions(rows, PACKS)
    assert codes(problems) == [
        "adoption_rule_unknown",
        "adoption_rule_unknown",
        "adoption_cell_unknown",
        "adoption_cell_unknown",
        "adoption_cell_unknown",
        "adoption_value_differs",
        "adoption_one_person",
        "adoption_half_signed",
    ]
    assert [each.severity for each in problems][-1] == "note"
    assert all(each.text(language) for each in problems for language in ("zh", "en"))
