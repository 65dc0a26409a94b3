"""The cases of ``cases/facility.yaml``."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from shuangkong.accounts import printed
from shuangkong.accounts.facility import EnergyFactor, Factors, Line, comprehensive_energy
from shuangkong.quantity import Period

FILE = Path(__file__).resolve().parents[2] / "cases" / "facility.yaml"
CASES = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def line(number, flow, product, quantity, unit, measured=None, factor_unit="", conversion=""):
    factor = None if measured is None else Decimal(measured)
    return Line(flow, product, Decimal(quantity), unit, factor, factor_unit, conversion, number)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_facility_case(case):
    assert set(case) == {"name", "question", "input", "expected", "source"}
    given, expected = case["input"], dict(case["expected"])
    dated = {
        product: EnergyFactor(product, Decimal(value), unit, "pack")
        for product, (value, unit) in given.get("dated", {}).items()
    }
    lines = [line(number, *written) for number, written in enumerate(given["lines"], 1)]
    factors = Factors(given["energy_basis"], date(2022, 12, 31), dated)
    found = comprehensive_energy("甲厂", Period.parse("2022"), lines, factors)
    if absence := expected.pop("absence", None):
        assert found.total.value is None and found.total.absence.code == absence
        assert list(found.total.trace.coverage.absent) == expected.pop("absent")
    figures = {name: getattr(found, name).value for name in expected}
    shown = {
        name: printed(value, -Decimal(expected[name]).as_tuple().exponent) for name, value in figures.items()
    }
    assert shown == expected
