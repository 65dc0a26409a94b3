"""Rows of sign-offs and persons, as the office keeps them."""

from collections.abc import Callable
from datetime import date

import pytest

from shuangkong.packs import load_packs, written_parameter
from shuangkong.schema import Cell, Row

PACKS = load_packs("cn-15-14fyp")
NAMES = {"zhang": "张三", "li": "李四"}
Adopted = Callable[..., dict[str, Cell]]


@pytest.fixture(scope="session")
def persons() -> tuple[Row, ...]:
    """Two officers."""
    return tuple(
        {
            "person_id": person,
            "name_zh": name,
            "department": "省发展改革委",
            "division_code": "150000",
            "roles": "adopt;issue",
            "represents_code": None,
            "left_on": None,
            "note": None,
        }
        for person, name in NAMES.items()
    )


@pytest.fixture(scope="session")
def adopted_row() -> Adopted:
    """Make a row of ``adoption``: a rule's whole edition by default, signed by 张三 and 李四."""

    def make(name: str = "A-1", rule: str = "comparison-default@2026", path: str = "*", **cells: Cell):
        key, _, edition = rule.partition("@")
        value = (
            written_parameter(PACKS.rule_edition(key, edition), path) if "adopted_value" not in cells else ""
        )
        return {
            "adoption_id": name,
            "adopted_kind": "rule",
            "adopted_name": rule,
            "adopted_key": path,
            "adopted_column": None,
            "adopted_value": value,
            "adopted_as": "official",
            "confirmed_document": "内发改环资字〔2022〕99号",
            "document_page": "3",
            "scan_sha256": "ab" * 32,
            "first_officer": "zhang",
            "first_signed_on": date(2022, 6, 1),
            "second_person": "li",
            "second_signed_on": date(2022, 6, 1),
            "is_synthetic": False,
            "note": None,
        } | cells

    return make
