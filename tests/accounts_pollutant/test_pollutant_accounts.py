"""Pollutant accounts: formulas, what counts of a line, both duties, the measured cross-check, bad lines."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangkong.accounts import Account, Series
from shuangkong.accounts.pollutant import (
    FORMULAS,
    check_lines,
    count_line,
    cross_check,
    measured_emission,
    read_lines,
    reduction_account,
    reduction_by_formula,
    reduction_duties,
    sum_reductions,
    terms_in_force,
    with_evidence,
)
from shuangkong.errors import ProblemsFound
from shuangkong.packs import load_packs
from shuangkong.quantity import Period
from shuangkong.schema import read_csv, table, write_csv
from shuangkong.snapshot import freeze
from shuangkong.trace import Figure, Label, Trace

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases/pollutant.yaml").read_text(encoding="utf-8")
)
PACKS = load_packs("cn-15-14fyp")
ON = date(2026, 1, 1)
TERMS = {year: terms_in_force(PACKS, on=ON, year=year) for year in range(2021, 2026)}
PRACTICE = PACKS.rule("reduction-practice", on=ON)
YEAR = Period.parse("2021")
BASIC = {"is_synthetic": False, "status": "official", "source": "constructed for a test", "note": None}


def tonnes(value):
    return None if value is None else Decimal(value)


def line(project="P1", verified="100", *, reported=None, planned="120", offset="0", **cells):
    return (
        BASIC
        | {
            "project_id": project,
            "division_code": "150100",
            "facility": f"设施{project}",
            "pollutant": "NOx",
            "reduction_category": "air_structural_upgrading",
            "reduction_year": 2021,
            "planned_t": tonnes(planned),
            "reported_t": tonnes(verified if reported is None else reported),
            "verified_t": tonnes(verified),
            "stable_operation_on": date(2020, 6, 1),
            "counting_start": date(2020, 8, 1),
            "in_base": True,
            "offset_t": tonnes(offset),
            "verification_note": None,
            "evidence": "验收〔2020〕1号",
            "guide_edition": "reduction-guide@2021",
        }
        | cells
    )


def cut(reason, amount, project="P1", **cells):
    return (
        BASIC
        | {
            "project_id": project,
            "division_code": "150100",
            "pollutant": "NOx",
            "reduction_year": 2021,
            "cut_reason": reason,
            "cut_t": tonnes(amount),
        }
        | cells
    )


def offset_use(name, amount, project="P1", **cells):
    return (
        BASIC
        | {
            "offset_id": name,
            "project_id": project,
            "division_code": "150100",
            "pollutant": "NOx",
            "reduction_year": 2021,
            "offset_t": tonnes(amount),
            "used_by": "新建项目甲",
            "evidence": "替代方案1号",
        }
        | cells
    )


def duty(form, value, unit, *, period="2021", pollutant="NOx", **cells):
    return (
        BASIC
        | {
            "division_code": "150000",
            "pollutant": pollutant,
            "period": period,
            "duty_form": form,
            "value": tonnes(value),
            "unit": unit,
            "base_year": 2020 if unit == "%" else None,
        }
        | cells
    )


def divisions(*codes):
    found = [("150000", "region", "100000"), *((code, "prefecture", "150000") for code in codes)]
    known = {"name_en": None, "valid_from": None, "valid_to": None}
    return [
        {"division_code": code, "name_zh": code, "level": level, "parent_code": parent} | known
        for code, level, parent in found
    ]


@pytest.fixture
def held(frozen):
    def make(*lines, codes=("150100",), **tables):
        return frozen(reduction_project_line=list(lines), division=divisions(*codes), **tables)

    return make


def account_of(rows, pollutant="NOx", *, division="150000", period=YEAR, synthetic=False):
    return reduction_account(rows, division, pollutant, period, TERMS, synthetic=synthetic)


def codes(error):
    for problem in error.value.problems:
        assert problem.text("zh") and problem.text("en")
    return sorted(problem.code for problem in error.value.problems)


def run_formula(given_, held, observed):
    inputs = {name: Decimal(value) for name, value in given_["inputs"].items()}
    found = reduction_by_formula(given_["formula"], inputs, rule=PRACTICE)
    absence = None if found.absence is None else found.absence.code
    return {"value": found.value, "status": found.status, "absence": absence}


def run_domestic_load(given_, held, observed):
    guide = PACKS.rule("reduction-guide", on=ON, year=2008)
    load = guide.decimal("domestic_cod_g_per_person_day")
    inputs = {name: Decimal(value) for name, value in given_.items()} | {"load": load}
    found = reduction_by_formula("domestic_load", inputs, rule=PRACTICE)
    return {"value": found.value, "load": load, "rule_status": guide.status}


def run_duties(given_, held, observed):
    pollutant = given_["pollutant"]
    lines = [
        line(f"P{number}", each["verified"], offset=each["offset"], pollutant=pollutant)
        | {"in_base": each.get("in_base", True)}
        for number, each in enumerate(given_["lines"])
    ]
    filed = []
    if "share_pct" in given_:
        filed.append(duty("percentage_of_base", given_["share_pct"], "%", pollutant=pollutant))
    if "assigned_t" in given_:
        filed.append(duty("tonnes_of_engineering", given_["assigned_t"], "吨", pollutant=pollutant))
    base = []
    if "base_t" in given_:
        base.append(observed("150000", "nox_emission", "2020", given_["base_t"], unit="吨"))
    rows = held(*lines, reduction_duty=filed, observation=base)
    account = account_of(rows, pollutant)
    both = reduction_duties(rows, account, TERMS[2021].pollutant(pollutant))
    return {each.form: rated(each) for each in both} | {
        "counted": account.counted.figure.value,
        "left_out": [each.counted.absence.code for each in account.left_out],
    }


def rated(found):
    return {
        "required": found.required.value,
        "completion": found.completion.value,
        "is_met": found.is_met,
        "not_rated": None if found.not_rated is None else found.not_rated.code,
    }


def run_counting_start(given_, held, observed):
    return {"first_month": TERMS[given_["year"]].first_counted_month(given_["stable_on"])}


def check(found, expected):
    for name, said in expected.items():
        held = found[name]
        if isinstance(said, dict):
            check(held, said)
        elif isinstance(held, Decimal):
            assert held == Decimal(said), name
        else:
            assert held == said, name


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, held, observed):
    assert set(case) == {"name", "pollutant", "question", "input", "expected", "status", "source"}
    check(globals()[f"run_{case['pollutant']}"](case["input"], held, observed), case["expected"])


def test_the_guides_are_dated_editions_and_terms_name_the_rule_that_states_them():
    old, new = terms_in_force(PACKS, on=ON, year=2013), TERMS[2021]
    assert (old.edition, new.edition) == ("reduction-guide@12fyp", "reduction-guide@2021")
    assert set(old.pollutants) == {"COD", "NH3-N", "SO2", "NOx"}
    assert set(new.pollutants) == {"COD", "NH3-N", "NOx", "VOCs"}
    assert (old.are_offsets_deducted, new.are_offsets_deducted) == (False, True)
    assert old.stated_by["base_membership"].edition == "12fyp"
    assert new.stated_by["base_membership"].key == "reduction-practice"
    assert new.stated_by["offsets"].edition == "2021"
    assert (old.status, new.status) == ("secondary", "constructed")
    with pytest.raises(ProblemsFound) as error:
        terms_in_force(PACKS, on=ON, year=2018)
    assert codes(error) == ["rule_not_in_force"]


def test_every_formula_is_listed_and_its_trace_says_constructed():
    assert set(PRACTICE.parameters["formulas"]) == set(FORMULAS)
    for name, formula in FORMULAS.items():
        inputs = {each: Decimal("0.5") for each in formula.inputs}
        found = reduction_by_formula(name, inputs, rule=PRACTICE)
        assert found.trace.status == "constructed"
        assert found.trace.rule.key == "reduction-practice"
        assert found.trace.notes[0].zh.startswith("非官方公式")


def test_formulas_by_hand():
    def value(name, **inputs):
        return reduction_by_formula(
            name, {key: Decimal(each) for key, each in inputs.items()}, rule=PRACTICE
        ).value

    assert value("reclaimed_water", flow="10000", days="300", c_out="40") == 120
    assert (
        value("nox_by_activity", activity="1000", factor="5", efficiency_old="0.5", efficiency_new="0.9") == 2
    )
    assert value("nox_by_gas", gas="1000000000", c_old="200", c_new="50") == 150
    substitution = {"solvent": "100", "voc_old": "0.6", "voc_new": "0.1", "collection": "0.5"}
    assert value("vocs_substitution", destruction="0.4", **substitution) == 40
    assert value("shutdown", last_verified="80", actual="15") == 65


def test_inputs_out_of_range_are_all_named():
    inputs = {"flow": "-1", "days": "365", "c_in": "300", "verification": "1.2", "speed": "3"}
    with pytest.raises(ProblemsFound) as error:
        reduction_by_formula(
            "sewage_new_volume", {name: Decimal(each) for name, each in inputs.items()}, rule=PRACTICE
        )
    assert codes(error) == ["reduction_formula_input"] * 4
    assert {problem.details["name"] for problem in error.value.problems} == {
        "flow",
        "c_out",
        "verification",
        "speed",
    }


def test_a_formula_no_rule_lists_counts_nothing():
    guide = PACKS.rule("reduction-guide", on=ON, year=2021)
    with pytest.raises(ProblemsFound) as error:
        reduction_by_formula("shutdown", {}, rule=guide)
    assert codes(error) == ["reduction_formula_unknown"]


def test_the_account_goes_from_planned_to_counted_by_reasons(held):
    rows = held(
        line("P1", "70", reported="100", planned="110", offset="20"),
        line("P2", "30", planned=None, in_base=False),
        line("P3", None, reported="50"),
        codes=("150100", "150200"),
        reduction_cut=[cut("load_below_design", "25"), cut("evidence_insufficient", "5")],
        reduction_offset_use=[offset_use("O1", "20")],
    )
    found = account_of(rows)
    values = [each.value for each in (found.planned, found.reported, found.verified, found.offsets)]
    assert values == [Decimal(230), Decimal(180), Decimal(100), Decimal(20)]
    assert {reason: each.value for reason, each in found.cuts.items()} == {
        "evidence_insufficient": 5,
        "load_below_design": 25,
    }
    assert found.counted.figure.value == 50
    assert [each.line.project for each in found.left_out] == ["P2"]
    assert found.divisions.absent == ("150200",)
    assert found.lines.absent == ("P3",)
    assert not found.is_complete
    assert found.planned.trace.coverage.absent == ("P2",)
    assert {row.table for row in found.counted.figure.trace.rows} == {
        "reduction_project_line",
        "reduction_cut",
        "reduction_offset_use",
    }
    assert [note.en.split()[0] for note in found.counted.figure.trace.notes] == ["P2", "P3"]
    assert found.counted.figure.status == "constructed"


def test_projects_of_counties_belong_to_their_prefecture(frozen):
    county = {"division_code": "150102", "level": "county", "parent_code": "150100"}
    tree = [*divisions("150100", "150200"), county | {"valid_from": None, "valid_to": None}]
    rows = frozen(division=tree, reduction_project_line=[line(division_code="150102")])
    assert account_of(rows).divisions.absent == ("150200",)
    assert account_of(rows, division="150100").counted.figure.value == 100
    assert account_of(rows, division="150100").is_complete
    assert account_of(rows, division="150200").counted.figure.absence.code == "not_filed"


def test_years_of_a_period_add_up(held):
    rows = held(line(), line(verified="40", reduction_year=2022))
    assert account_of(rows, period=Period.parse("2021-2025")).counted.figure.value == 140
    assert account_of(rows, period=Period.parse("2022")).counted.figure.value == 40


def test_a_period_over_two_editions_is_refused(held):
    terms = {year: terms_in_force(PACKS, on=ON, year=year) for year in (2015, 2021)}
    odd = Period(date(2015, 1, 1), date(2015, 12, 31), "2015")
    assert reduction_account(held(), "150000", "NOx", odd, terms).counted.figure.absence.code == "not_filed"
    terms |= {2014: terms[2021]}
    with pytest.raises(ProblemsFound) as error:
        reduction_account(held(), "150000", "NOx", Period.parse("2014-2015"), terms)
    assert codes(error) == ["reduction_two_guides"]


def test_lines_before_their_counting_start_and_unverified_lines_do_not_count(held):
    later = line("P2", None, reported="5", stable_operation_on=date(2021, 11, 15))
    rows = held(line("P1", None, reported="9"), later | {"counting_start": date(2022, 1, 1)})
    found = account_of(rows)
    assert [each.counted.absence.code for each in found.outcomes] == ["not_verified", "before_counting_start"]
    assert found.counted.figure.value == 0
    assert account_of(held(line("P1", None, reported="9"))).counted.figure.absence.code == "not_verified"


BAD = [
    ({"pollutant": "dust"}, "reduction_pollutant_unknown"),
    ({"guide_edition": "reduction-guide@12fyp"}, "reduction_guide_differs"),
    ({"verified_t": Decimal(101)}, "reduction_verified_above_reported"),
    ({"verified_t": Decimal(99)}, "reduction_cut_unexplained"),
    ({"evidence": None}, "reduction_without_evidence"),
    (
        {"stable_operation_on": date(2020, 6, 30), "counting_start": date(2020, 7, 1)},
        "reduction_before_start",
    ),
    ({"stable_operation_on": None, "counting_start": date(2022, 1, 1)}, "reduction_before_start"),
    ({"planned_t": Decimal(-1)}, "reduction_negative"),
    ({"offset_t": Decimal("100.000001")}, "reduction_double_use"),
]


@pytest.mark.parametrize(("cells", "code"), BAD)
def test_a_bad_line_is_refused_by_name(held, cells, code):
    with pytest.raises(ProblemsFound) as error:
        account_of(held(line(**cells)))
    assert codes(error) == [code]
    assert error.value.problems[0].where.startswith("P1 ")


def test_everything_wrong_with_the_list_is_said_at_once(held):
    rows = held(*(line(f"P{number}", **cells) for number, (cells, _) in enumerate(BAD)))
    with pytest.raises(ProblemsFound) as error:
        account_of(rows)
    assert codes(error) == sorted(code for _, code in BAD)


def test_a_stated_reason_lets_a_verification_differ(held):
    more = line(verified="110", reported="100", verification_note="在线监测复核后调增")
    assert account_of(held(more)).counted.figure.value == 110


def test_an_offset_record_beyond_the_lines_offset_is_a_double_use(held):
    rows = held(
        line(offset="20"), reduction_offset_use=[offset_use("O1", "20"), offset_use("O2", "0.000001")]
    )
    with pytest.raises(ProblemsFound) as error:
        account_of(rows)
    assert codes(error) == ["reduction_double_use"]
    assert "O1" in error.value.problems[0].text("en") and "O2" in error.value.problems[0].text("en")


def test_bad_lines_of_other_divisions_and_years_do_not_stop_the_account(held):
    rows = held(line(), line("P2", division_code="110100", evidence=None), line("P3", reduction_year=2024))
    rows.tables["division"].append(divisions("110100")[1] | {"parent_code": "110000"})
    assert account_of(rows).counted.figure.value == 100


def test_nothing_falls_out_of_every_account_unsaid(held):
    rows = held(
        line(),
        line("P2", division_code="159900"),
        reduction_cut=[cut("other", "1", "P9"), cut("other", "1", "P9", division_code="159900")],
        reduction_offset_use=[offset_use("O1", "1", reduction_year=2021, pollutant="COD")],
    )
    with pytest.raises(ProblemsFound) as error:
        account_of(rows)
    assert codes(error) == ["reduction_division_unknown", *["reduction_record_without_line"] * 3]


def test_the_checks_of_lines_alone_return_their_problems(held):
    (one,) = read_lines(held(line(evidence=None)), [2021])
    (problem,) = check_lines([one], TERMS)
    assert problem.code == "reduction_without_evidence"


def test_an_unknown_pollutant_is_never_an_empty_account(held):
    with pytest.raises(ProblemsFound) as error:
        account_of(held(line()), "SO2")
    assert codes(error) == ["reduction_pollutant_unknown"]


def test_duties_are_rated_only_when_due_and_complete(held):
    five = Period.parse("2021-2025")
    rows = held(
        line(),
        codes=("150100", "150200"),
        reduction_duty=[
            duty("tonnes_of_engineering", "150", "吨"),
            duty("tonnes_of_engineering", "90", "吨", period="2021-2025"),
        ],
    )
    account, nox = account_of(rows), TERMS[2021].pollutant("NOx")
    assert reduction_duties(rows, account, nox)[1].not_rated.code == "partial_coverage"
    early = reduction_duties(rows, account, nox, due=five)[1]
    assert (early.is_met, early.not_rated) == (True, None)
    late = account_of(rows, period=Period.parse("2022"))
    assert reduction_duties(rows, late, nox, due=five)[1].not_rated.code == "not_filed"
    more = held(line(reduction_year=2022), reduction_duty=[duty("tonnes_of_engineering", "90", "吨")])
    assert (
        reduction_duties(more, account_of(more, period=Period.parse("2022")), nox, due=YEAR)[1].not_rated.code
        == "period_differs"
    )
    short = held(line(), reduction_duty=[duty("tonnes_of_engineering", "150", "吨", period="2021-2025")])
    assert reduction_duties(short, account_of(short), nox, due=five)[1].not_rated.code == "not_yet_due"


def test_a_base_in_two_vintages_is_not_chosen_between(held, observed):
    base = [
        observed("150000", "nox_emission", "2020", value, unit="万吨", vintage=vintage)
        for value, vintage in (("40", "a"), ("41", "b"))
    ]
    rows = held(line(), observation=base, reduction_duty=[duty("percentage_of_base", "10", "%")])
    share, _ = reduction_duties(rows, account_of(rows), TERMS[2021].pollutant("NOx"))
    assert share.not_rated.code == "several_series"
    rows = held(line(), observation=base[:1], reduction_duty=[duty("percentage_of_base", "10", "%")])
    share, _ = reduction_duties(rows, account_of(rows), TERMS[2021].pollutant("NOx"))
    assert (share.required.value, share.is_met) == (Decimal(40000), False)


def measured(observed, division, year, value, **cells):
    return observed(division, "nox_emission_measured", str(year), value, unit="吨", **cells)


def test_measured_emission_is_a_cross_check_with_named_absentees(held, observed):
    rows = held(
        line(),
        line("P2", "60", division_code="150200"),
        codes=("150100", "150200", "150300"),
        observation=[
            measured(observed, "150100", 2020, "900"),
            measured(observed, "150100", 2021, "950"),
            measured(observed, "150200", 2020, "0.05") | {"unit": "万吨"},
            measured(observed, "150200", 2021, "400"),
            measured(observed, "150300", 2021, "10"),
        ],
    )
    with pytest.raises(ProblemsFound) as error:
        cross_check(rows, "150000", TERMS[2021].pollutant("NOx"), 2021, TERMS[2021])
    assert codes(error) == ["account_two_units"]
    rows.tables["observation"][2] |= {"unit": "吨", "value": Decimal(500)}
    found = cross_check(rows, "150000", TERMS[2021].pollutant("NOx"), 2021, TERMS[2021])
    assert [each.fall.value for each in found.rows] == [Decimal(-50), Decimal(100), None]
    assert [each.counted.value for each in found.rows] == [Decimal(100), Decimal(60), None]
    assert [each.rose_although_counted for each in found.rows] == [True, False, False]
    assert found.coverage.absent == ("150300",)
    assert found.rows[2].fall.absence.code == "not_measured"


def test_measured_emission_is_never_added(held, observed):
    rows = held(line(), observation=[measured(observed, "150100", 2021, "950")])
    counted = account_of(rows, division="150100").counted
    emission = measured_emission(rows, "150100", TERMS[2021].pollutant("NOx"), 2021)
    label = Label("合计", "sum")
    with pytest.raises(ProblemsFound) as error:
        sum_reductions({"150100": counted, "measured": emission}, label=label)
    assert codes(error) == ["reduction_measured_added"]
    assert sum_reductions({"150100": counted, "150200": None}, label=label).value == 100
    assert sum_reductions({"150200": None}, label=label).absence.code == "not_filed"


def test_a_measured_emission_is_evidence_that_changes_no_tonne(held, observed):
    rows = held(line(), observation=[measured(observed, "150100", 2021, "950")])
    outcome = count_line(read_lines(rows, [2021])[0], TERMS[2021])
    emission = measured_emission(rows, "150100", TERMS[2021].pollutant("NOx"), 2021)
    found = with_evidence(outcome, emission)
    assert found.counted.value == outcome.counted.value
    assert found.counted.trace.inputs()[-1].rows[0].table == "observation"


def test_sums_mix_neither_pollutants_nor_editions_nor_synthetic_and_real(held):
    rows = held(line(), line("P2", pollutant="COD"), line("P3", is_synthetic=True))
    nox, cod = account_of(rows).counted, account_of(rows, "COD").counted
    made_up = account_of(rows, synthetic=True).counted
    assert made_up.figure.is_synthetic
    with pytest.raises(ProblemsFound) as error:
        sum_reductions({"a": nox, "b": cod, "c": made_up}, label=Label("合计", "sum"))
    assert codes(error) == ["account_synthetic_beside_real", "reduction_two_pollutants"]
    old_terms = {2013: terms_in_force(PACKS, on=ON, year=2013)}
    old_rows = held(line(reduction_year=2013, guide_edition="reduction-guide@12fyp", counting_start=None))
    old = reduction_account(old_rows, "150000", "NOx", Period.parse("2013"), old_terms).counted
    with pytest.raises(ProblemsFound) as error:
        sum_reductions({"a": nox, "b": old}, label=Label("合计", "sum"))
    assert codes(error) == ["reduction_two_guides"]


def test_anything_else_with_tonnes_is_no_reduction():
    figure = Figure(Decimal(1), "吨", Trace(Label("", ""), ""))
    other = Account("150100", "nox_emission", YEAR, figure, Series())
    with pytest.raises(ProblemsFound) as error:
        sum_reductions({"a": other}, label=Label("合计", "sum"))
    assert codes(error) == ["reduction_measured_added"]


def test_offsets_are_taken_off_only_where_the_guide_says_so(held):
    old = terms_in_force(PACKS, on=ON, year=2013)
    (one,) = read_lines(held(line(offset="20")), [2021])
    assert count_line(one, TERMS[2021]).counted.value == 80
    assert count_line(one, old).counted.value == 100


def test_a_frozen_snapshot_gives_the_same_account(held, tmp_path):
    lines, cuts = [line(offset="20", reported="130")], [cut("load_below_design", "30")]
    tree = [
        {column: row.get(column) for column in table("division").column_names}
        | {"name_zh": row["division_code"], "status": "constructed", "source": "test"}
        for row in divisions("150100", "150200")
    ]
    tables = {
        "reduction_project_line": lines,
        "reduction_cut": cuts,
        "reduction_offset_use": [offset_use("O1", "20")],
        "division": tree,
    }
    snapshot = freeze(tmp_path, tables, known_on=ON, packs=[], release="test")
    found = account_of(snapshot)
    assert found.counted.figure.value == 80
    assert found.divisions.absent == ("150200",)
    assert found.counted.figure.trace.rows[0].table_hash == snapshot.table_hash("reduction_project_line")


MICRO = st.integers(0, 10**12).map(lambda number: Decimal(number).scaleb(-6))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(MICRO, MICRO, MICRO, st.booleans()), min_size=1, max_size=8))
def test_reported_less_cuts_less_left_out_less_offsets_is_counted(frozen, drawn):
    """The bridge closes to the last gram, and prefectures add up to the region."""
    lines, cuts = [], []
    for number, (rest, taken, offset, is_in_base) in enumerate(drawn):
        code = f"150{number % 3 + 1}00"
        verified = rest + offset
        lines.append(
            line(f"P{number}", verified, reported=verified + taken, offset=offset, in_base=is_in_base)
            | {"division_code": code}
        )
        cuts.append(cut("load_below_design", taken, f"P{number}"))
    rows = frozen(
        division=divisions("150100", "150200", "150300"), reduction_project_line=lines, reduction_cut=cuts
    )
    found = account_of(rows)
    left_out = sum((each.line.verified for each in found.left_out), Decimal(0))
    offsets = sum((each.line.offset for each in found.outcomes if each.line.is_in_base), Decimal(0))
    cut_off = sum((each.value for each in found.cuts.values()), Decimal(0))
    assert found.reported.value - cut_off == found.verified.value
    assert found.verified.value - left_out - offsets == found.counted.figure.value
    parts = {code: account_of(rows, division=code).counted for code in ("150100", "150200", "150300")}
    assert sum_reductions(parts, label=Label("合计", "sum")).value == found.counted.figure.value


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("reduction_project_line", line()),
        ("reduction_cut", cut("other", "1")),
        ("reduction_offset_use", offset_use("O1", "1")),
        ("reduction_duty", duty("percentage_of_base", "10", "%")),
    ],
)
def test_the_tables_read_and_write_back(name, row):
    layout = table(name)
    assert read_csv(write_csv([row], layout), layout, f"{name}.csv") == (row,)
