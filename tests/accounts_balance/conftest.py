"""What the tests of energy balances share."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from shuangkong.accounts.balance import Structure, balance_of, read_structure, sample_balance
from shuangkong.accounts.balance.balance import Balance
from shuangkong.packs import Packs, load_packs
from shuangkong.quantity import Period
from shuangkong.schema import Cell, Row

PERIOD = Period.parse("2023")


@pytest.fixture(scope="session")
def packs() -> Packs:
    return load_packs("cn")


@pytest.fixture(scope="session")
def structure(packs: Packs) -> Structure:
    return read_structure(packs)


@pytest.fixture(scope="session")
def sample_rows(packs: Packs) -> tuple[Row, ...]:
    return sample_balance(packs, "000000", PERIOD).rows


@pytest.fixture(scope="session")
def sample(sample_rows: tuple[Row, ...], structure: Structure) -> Balance:
    return balance_of(sample_rows, structure, table_hash="hash")


@pytest.fixture(scope="session")
def cell(structure: Structure) -> Callable[..., dict[str, Cell]]:
    """Make one row: ``cell("coke", "industry", "77")``."""

    def make(product: str | None, flow: str, quantity: str, **cells: Cell) -> dict[str, Cell]:
        known = structure.products.get(product or "")
        row: dict[str, Cell] = {
            "division_code": "000000",
            "period": "2023",
            "product_id": product,
            "flow_id": flow,
            "quantity": Decimal(quantity),
            "unit": known.unit if known else "万吨",
            "energy_basis": None,
            "vintage": "v1",
            "is_synthetic": False,
            "status": "official",
            "source": "constructed for a test",
            "note": None,
        }
        return row | cells

    return make
