"""A column of the line that does not speak of one of the line's values."""

from dataclasses import replace

from shuangkong.errors import Collector
from shuangkong.packs import load_packs
from shuangkong.registers import register_type
from shuangkong.registers.completeness import check_completeness


def test_a_column_set_to_nothing_does_not_speak_of_the_value():
    statistic = register_type(load_packs("cn"), "annual_energy_statistic")
    energy = next(each for each in statistic.form if each.sets.get("indicator_id") == "energy_consumption")
    assert energy.sets["price_base_year"] is None
    assert "price_base_year" in {each.column for each in statistic.form if not each.sets}
    stated = replace(energy, sets={**energy.sets, "price_base_year": 2020})
    form = tuple(stated if each is energy else each for each in statistic.form)
    problems = Collector()
    check_completeness(replace(statistic, form=form), "x", problems)
    assert [problem.code for problem in problems] == ["type_column_repeated"]
