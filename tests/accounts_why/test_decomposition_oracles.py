"""Published decompositions, read from their files: chained LMDI-II indices and additive LMDI-I."""

import csv
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise

import pytest

from shuangkong.accounts.decomposition import Driver, Part, State, additive, indices
from shuangkong.quantity import Period
from shuangkong.trace import Label


def rows(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def drivers(*names):
    return tuple(Driver(name, Label(name, name)) for name in names)


TRANSPORT = drivers("activity", "structure", "intensity")
BUILDINGS = drivers(
    "d_pop_per_floor",
    "d_floor_per_tertiary",
    "d_gdp_per_cap",
    "d_tertiary_share",
    "d_energy_per_floor",
    "d_co2_per_energy",
)


def transport(group, year):
    """One year of a transport group: energy as activity × structure × intensity."""
    whole = sum(Decimal(row["activity"]) for row in group)
    parts = []
    for row in group:
        energy, activity = Decimal(row["energy_TBtu"]), Decimal(row["activity"])
        factors = {"activity": whole, "structure": activity / whole, "intensity": energy / activity}
        parts.append(Part((row["component"],), energy, factors))
    return State(Period.parse(year), "1", TRANSPORT, tuple(parts))


@pytest.fixture(scope="module")
def transport_states(shared):
    years = defaultdict(lambda: defaultdict(list))
    for row in rows(shared / "data/validation/01_lmdi_doe_inputs.csv"):
        years[row["case_id"]][row["year"]].append(row)
    return {
        case: [transport(group, year) for year, group in by_year.items()] for case, by_year in years.items()
    }


def test_chained_lmdi_2_reproduces_the_published_transport_indices(shared, transport_states):
    expected = rows(shared / "data/validation/01_lmdi_doe_expected.csv")
    found = {
        case: indices(states, base=Period.parse("1985"), method="lmdi_2", manner="chained")
        for case, states in transport_states.items()
    }
    assert len(expected) == 96 and set(found) == {row["case_id"] for row in expected}
    for row in expected:
        period = Period.parse(row["year"])
        for name in ("activity", "structure", "intensity"):
            published = Decimal(row[f"{name}_index"])
            value = found[row["case_id"]].index(name, period).value
            assert abs(value / published - 1) <= Decimal("1e-8"), (row, name, value)
        published = Decimal(row["energy_index"])
        assert abs(found[row["case_id"]].total(period).value / published - 1) <= Decimal("1e-8"), row


@pytest.mark.parametrize(("method", "manner"), [("lmdi_1", "chained"), ("lmdi_2", "end_point")])
def test_the_published_indices_tell_the_variants_apart(shared, transport_states, method, manner):
    found = {
        case: indices(states, base=Period.parse("1985"), method=method, manner=manner)
        for case, states in transport_states.items()
    }
    gaps = []
    for row in rows(shared / "data/validation/01_lmdi_doe_expected.csv"):
        value = found[row["case_id"]].index("structure", Period.parse(row["year"])).value
        gaps.append(abs(value / Decimal(row["structure_index"]) - 1))
    assert max(gaps) > Decimal("1e-6")


def building(row):
    """One year of one region: carbon per floor area as a product of six ratios."""
    carbon, energy, floor, people, gdp, tertiary = (
        Decimal(row[name])
        for name in ("co2_Mt", "energy_Mtce", "floor_1e8m2", "pop_million", "gdp_bnCNY", "tertiary_va_bnCNY")
    )
    factors = (
        people / floor,
        floor / tertiary,
        gdp / people,
        tertiary / gdp,
        energy / floor,
        carbon / energy,
    )
    named = {driver.id: factor for driver, factor in zip(BUILDINGS, factors, strict=True)}
    return State(Period.parse(row["year"]), "1", BUILDINGS, (Part((), carbon / floor, named),))


def test_additive_lmdi_1_reproduces_the_published_carbon_of_buildings(shared):
    folder = shared / "data/validation/check_only"
    by_region = defaultdict(list)
    for row in rows(folder / "02_lmdi_cn_provinces_inputs.csv"):
        by_region[row["region"]].append(building(row))
    expected = {
        (row["region"], row["year"]): row for row in rows(folder / "02_lmdi_cn_provinces_expected.csv")
    }
    assert len(expected) == 272
    for region, states in by_region.items():
        for before, after in pairwise(states):
            row = expected.pop((region, str(after.period)))
            found = additive([before, after])
            for driver, effect in found.effects().items():
                assert abs(effect.value - Decimal(row[driver])) <= Decimal("1e-10"), (row, driver)
            assert abs(found.change().value - Decimal(row["d_total"])) <= Decimal("1e-10")
    assert not expected
