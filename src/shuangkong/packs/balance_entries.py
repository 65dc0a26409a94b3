"""Entries of energy balances (能源平衡表条目): flows, products and the layouts of published tables."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shuangkong.packs.parameters import DecimalText, Strict, Text
from shuangkong.quantity import EnergyBasis
from shuangkong.trace import Status

__all__ = ["BalanceLayoutEntry", "FlowEntry", "ProductEntry"]

FlowKind = Literal["balance", "component", "optional", "of_which"]
Sign = Literal["any", "nonnegative", "nonpositive", "stock"]


class EquationEntry(Strict):
    """What a row has to equal: a weighted sum of other rows."""

    quantity: Literal["any", "physical", "standard"] = "any"
    terms: dict[Text, Literal[1, -1]]
    inputs_of: Text | None = None


class FlowEntry(Strict):
    """An entry of ``flows.yaml``."""

    id: Text
    zh: Text
    en: Text
    parent: Text | None = None
    kind: FlowKind = "component"
    sign: Sign = "any"
    weight: Literal[1, -1] = 1
    identity: Text | None = None
    equals: list[EquationEntry] = Field(default_factory=list)
    adds_over_products: Literal["any", "standard"] = "any"


class ProductEntry(Strict):
    """An entry of ``products.yaml``."""

    id: Text
    zh: Text
    en: Text
    parent: Text | None = None
    carrier: Literal["group", "fuel", "electricity", "heat"]
    unit: Text
    standard: Text | None = None


class HeaderEntry(Strict):
    """Where the head of a sheet stands."""

    item: Text
    product_rows: Literal[1, 2, 3] = 1
    unit_row: bool = False


class LayoutRowEntry(Strict):
    """A printed row."""

    flow: Text
    labels: list[Text]
    printed_sign: Literal[1, -1] = 1


class LayoutColumnEntry(Strict):
    """A printed column."""

    product: Text
    labels: list[Text]
    energy_basis: EnergyBasis | None = None


class BalanceLayoutEntry(Strict):
    """An entry of ``balance_layouts.yaml``."""

    id: Text
    zh: Text
    en: Text
    status: Status
    source: Text
    header: HeaderEntry
    footnotes: list[Text] = Field(default_factory=list)
    unit: Text | None = None
    units: dict[Text, Text] = Field(default_factory=dict)
    blank_is_zero: bool
    round_to: DecimalText | None = None
    tolerance: DecimalText
    rows: list[LayoutRowEntry]
    columns: list[LayoutColumnEntry]
