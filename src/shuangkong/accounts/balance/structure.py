"""Structure (平衡表结构): the flows and products of a balance, who is part of whom, and what must add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from shuangkong.errors import Collector
from shuangkong.packs import Packs
from shuangkong.packs.plain import Plain
from shuangkong.trace import Label

__all__ = ["Equation", "Flow", "Product", "Structure", "read_structure"]

FlowKind = Literal["balance", "component", "optional", "of_which"]
Sign = Literal["any", "nonnegative", "nonpositive", "stock"]
Quantity = Literal["any", "physical", "standard"]
Carrier = Literal["group", "fuel", "electricity", "heat"]
Entry = Mapping[str, Plain]


@dataclass(frozen=True)
class Equation:
    """What a row has to equal (平衡关系): a weighted sum of other rows.

    Attributes
    ----------
    inputs_of
        A flow whose components add what they took in (their negative entries, without the sign).
    """

    quantity: Quantity
    terms: tuple[tuple[str, int], ...]
    inputs_of: str | None = None


@dataclass(frozen=True)
class Flow:
    """A row of the balance (平衡表行)."""

    id: str
    label: Label
    parent: str | None = None
    kind: FlowKind = "component"
    sign: Sign = "any"
    weight: int = 1
    identity: str = ""
    equations: tuple[Equation, ...] = ()
    adds_over_products: Quantity = "any"


@dataclass(frozen=True)
class Product:
    """A column of the balance (能源品种) [unit: its usual physical unit]."""

    id: str
    label: Label
    parent: str | None
    carrier: Carrier
    unit: str
    standard: str = ""


@dataclass(frozen=True)
class Structure:
    """Flows and products by id, in the order of the published tables (平衡表结构)."""

    flows: Mapping[str, Flow]
    products: Mapping[str, Product]

    def members(self, flow: str) -> tuple[Flow, ...]:
        """Return the rows that enter the sum of a row (构成项), optional ones included."""
        return tuple(
            each
            for each in self.flows.values()
            if each.parent == flow and each.kind in ("component", "optional")
        )

    def of_which(self, flow: str) -> tuple[Flow, ...]:
        """Return the rows that show a part of a row without being added (其中项)."""
        return tuple(each for each in self.flows.values() if each.parent == flow and each.kind == "of_which")

    def parts(self, product: str) -> tuple[Product, ...]:
        """Return the products directly in a group (组成品种)."""
        return tuple(each for each in self.products.values() if each.parent == product)

    def single_products(self, product: str) -> tuple[Product, ...]:
        """Return the products, groups opened, that a group is made of (单一品种)."""
        parts = self.parts(product)
        if not parts:
            return (self.products[product],)
        return tuple(single for part in parts for single in self.single_products(part.id))

    @property
    def whole(self) -> Product:
        """The group that holds everything (能源合计); its unit is that of standard quantities."""
        return next(
            each for each in self.products.values() if each.parent is None and each.carrier == "group"
        )


def read_structure(packs: Packs) -> Structure:
    """Return the structure a stack of packs declares (读取平衡表结构).

    Raises
    ------
    ProblemsFound
        ``balance_reference_unknown`` for a parent or term that is not listed, ``balance_parent_cycle``.

    Examples
    --------
    >>> from shuangkong.packs import load_packs
    >>> structure = read_structure(load_packs("cn"))
    >>> [flow.id for flow in structure.of_which("industry")]
    ['feedstock', 'own_use']
    >>> len(structure.single_products("oil_total")), structure.whole.unit
    (8, '万吨标准煤')
    """
    flows = [_flow(entry) for entry in packs.entries("flows")]
    products = [_product(entry) for entry in packs.entries("products")]
    structure = Structure({each.id: each for each in flows}, {each.id: each for each in products})
    problems = Collector()
    for flow in flows:
        named = {flow.parent} | {name for each in flow.equations for name, _ in each.terms}
        named |= {each.inputs_of for each in flow.equations}
        for name in sorted(each for each in named if each is not None and each not in structure.flows):
            problems.add("balance_reference_unknown", f"flows.yaml [{flow.id}]", found=name)
    for product in products:
        if product.parent is not None and product.parent not in structure.products:
            problems.add("balance_reference_unknown", f"products.yaml [{product.id}]", found=product.parent)
    _check_cycles(flows, "flows.yaml", problems)
    _check_cycles(products, "products.yaml", problems)
    problems.raise_errors()
    return structure


def _check_cycles(entries: Iterable[Flow | Product], where: str, problems: Collector) -> None:
    parents = {each.id: each.parent for each in entries}
    for name in parents:
        path, at = [name], parents[name]
        while at is not None and at in parents and at not in path:
            path.append(at)
            at = parents[at]
        if at == name:
            problems.add("balance_parent_cycle", f"{where} [{name}]", path=" → ".join([*path, name]))


def _flow(entry: Entry) -> Flow:
    return Flow(
        id=str(entry["id"]),
        label=_label(entry),
        parent=cast(str | None, entry["parent"]),
        kind=cast(FlowKind, entry["kind"]),
        sign=cast(Sign, entry["sign"]),
        weight=cast(int, entry["weight"]),
        identity=str(entry["identity"] or ""),
        equations=tuple(_equation(each) for each in cast(tuple[Entry, ...], entry["equals"])),
        adds_over_products=cast(Quantity, entry["adds_over_products"]),
    )


def _equation(entry: Entry) -> Equation:
    return Equation(
        quantity=cast(Quantity, entry["quantity"]),
        terms=tuple(cast(Mapping[str, int], entry["terms"]).items()),
        inputs_of=cast(str | None, entry["inputs_of"]),
    )


def _product(entry: Entry) -> Product:
    return Product(
        id=str(entry["id"]),
        label=_label(entry),
        parent=cast(str | None, entry["parent"]),
        carrier=cast(Carrier, entry["carrier"]),
        unit=str(entry["unit"]),
        standard=str(entry["standard"] or ""),
    )


def _label(entry: Entry) -> Label:
    return Label(str(entry["zh"]), str(entry["en"]))
