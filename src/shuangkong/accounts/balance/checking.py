"""Checks of a balance (平衡关系检查): each identity at its own level, for each product and basis.

A row that fails is reported where it fails, not at the bottom line: every row against its components,
every of-which line against its row, the balance rows against each other, every group of products
against its members, every row against the sign it prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, product

from shuangkong.accounts.balance.balance import Balance
from shuangkong.accounts.balance.cause import likely_cause
from shuangkong.accounts.balance.structure import Flow
from shuangkong.accounts.observation import plain
from shuangkong.errors import Collector, Problem
from shuangkong.quantity import EnergyBasis, find_unit

__all__ = ["BalanceCheck", "check_balance"]

_ZERO = Decimal(0)


@dataclass(frozen=True)
class BalanceCheck:
    """What a check found (检查结果).

    Attributes
    ----------
    problems
        One problem for each identity that does not hold.
    tested, untested
        Identities that could be tested, and those whose row or every component is absent.
    """

    problems: tuple[Problem, ...]
    tested: int
    untested: int

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


@dataclass(frozen=True)
class _Term:
    """One term of a sum: its flow or product, what it adds, and whether it may be left out."""

    name: str
    value: Decimal | None
    is_optional: bool = False


@dataclass
class _Check:
    """One run over a balance."""

    balance: Balance
    tolerance: Decimal
    problems: Collector = field(default_factory=Collector)
    tested: int = 0
    untested: int = 0

    def place(self, product_id: str, flow: str, basis: EnergyBasis | None) -> str:
        parts = [self.balance.division, self.balance.period.text, product_id, flow]
        return " ".join([*parts, basis] if basis else parts)

    def names(self, product_id: str, flow: str, basis: EnergyBasis | None) -> dict[str, object]:
        label = self.balance.label(product_id, flow, basis)
        return {
            "label_zh": label.zh,
            "label_en": label.en,
            "unit": self.balance.unit(product_id, basis),
            "tolerance": plain(self.tolerance),
        }

    def close(
        self,
        row: tuple[str, str, EnergyBasis | None],
        letter: str,
        terms: Sequence[_Term],
        variants: Variants,
    ) -> None:
        """Test one row against the sums it may equal."""
        found = self.balance.quantity(*row)
        if found is None or all(term.value is None for term in terms):
            self.untested += 1
            return
        self.tested += 1
        expected = min(variants, key=lambda each: abs(found - each))
        gap = found - expected
        if abs(gap) <= self.tolerance:
            return
        present = {self._name(term.name): term.value for term in terms if term.value is not None}
        cause = likely_cause(gap, found, present, self.tolerance)
        details = {
            "identity": letter,
            "found": plain(found),
            "expected": plain(expected),
            "gap": plain(gap),
            "cause_zh": cause.label.zh,
            "cause_en": cause.label.en,
            "cause": cause.code,
            **self.names(*row),
        }
        absent = [self._name(term.name) for term in terms if term.value is None and not term.is_optional]
        if absent:
            details["absent"] = ", ".join(absent)
            self.problems.add("balance_identity_open", self.place(*row), "warning", **details)
        else:
            self.problems.add("balance_identity", self.place(*row), **details)

    def _name(self, name: str) -> str:
        structure = self.balance.structure
        return (structure.flows.get(name) or structure.products[name]).label.zh


Variants = Sequence[Decimal]


def check_balance(balance: Balance, *, tolerance: Decimal) -> BalanceCheck:
    """Test every identity of a balance at every level (逐级检查平衡关系).

    Parameters
    ----------
    tolerance
        What sums of rounded figures may miss by [unit of each column]; a layout declares it.

    Returns
    -------
    BalanceCheck
        Problems ``balance_identity`` (a row does not equal its sum), ``balance_identity_open`` (it does not,
        and components are absent; a warning), ``balance_of_which`` (a part exceeds its row) and
        ``balance_sign`` (an outflow printed positive), each with division, product, row, found, expected and
        size; ``details["identity"]`` is the letter of the identity, ``p`` for a sum of products.

    Notes
    -----
    A component is expected where its row stands anywhere in the table; one that is printed as its own
    components is replaced by them. An optional line is accepted with or without.
    """
    run = _Check(balance, tolerance)
    for product_id, basis in balance.columns:
        for flow in balance.structure.flows.values():
            _check_components(run, product_id, flow, basis)
            _check_equations(run, product_id, flow, basis)
            _check_parts(run, product_id, flow, basis)
            _check_sign(run, product_id, flow, basis)
            _check_products(run, product_id, flow, basis)
    return BalanceCheck(tuple(run.problems), run.tested, run.untested)


def _check_components(run: _Check, product_id: str, flow: Flow, basis: EnergyBasis | None) -> None:
    terms = tuple(_terms(run.balance, product_id, flow.id, basis))
    if terms:
        run.close((product_id, flow.id, basis), flow.identity, terms, _sums(terms))


def _terms(
    balance: Balance, product_id: str, flow: str, basis: EnergyBasis | None, weight: int = 1
) -> Iterator[_Term]:
    """Yield what a row consists of in this table, each with its weight applied."""
    for member in balance.structure.members(flow):
        if member.id in balance.flows:
            value = balance.quantity(product_id, member.id, basis)
            signed = None if value is None else value * weight * member.weight
            yield _Term(member.id, signed, member.kind == "optional")
        else:
            yield from _terms(balance, product_id, member.id, basis, weight * member.weight)


def _sums(terms: Sequence[_Term]) -> Variants:
    """Return the sums a row may equal: every optional term in or out."""
    fixed = sum((term.value for term in terms if term.value is not None and not term.is_optional), _ZERO)
    optional = [(_ZERO, term.value) for term in terms if term.is_optional and term.value is not None]
    return [fixed + sum(chosen, _ZERO) for chosen in product(*optional)]


def _check_equations(run: _Check, product_id: str, flow: Flow, basis: EnergyBasis | None) -> None:
    quantity = "physical" if basis is None else "standard"
    for equation in flow.equations:
        if equation.quantity not in ("any", quantity):
            continue
        terms = [
            _Term(name, _weighted(run.balance.quantity(product_id, name, basis), weight))
            for name, weight in equation.terms
        ]
        variants = _sums(terms)
        if equation.inputs_of is not None:
            taken, more = _inputs(run, product_id, equation.inputs_of, basis)
            variants = [base + each for base in variants for each in more]
            terms += taken
        run.close((product_id, flow.id, basis), flow.identity, terms, variants)


def _weighted(value: Decimal | None, weight: int) -> Decimal | None:
    return None if value is None else value * weight


def _inputs(
    run: _Check, product_id: str, flow: str, basis: EnergyBasis | None
) -> tuple[list[_Term], Variants]:
    """Return what processes took in, and its sums: optional lines in or out, or net for a group."""
    taken = [
        _Term(term.name, max(-term.value, _ZERO), term.is_optional)
        for term in _terms(run.balance, product_id, flow, basis)
        if term.value is not None
    ]
    net = run.balance.quantity(product_id, flow, basis)
    is_group = run.balance.structure.products[product_id].carrier == "group"
    return taken, [*_sums(taken), *([-net] if net is not None and is_group else [])]


def _check_parts(run: _Check, product_id: str, flow: Flow, basis: EnergyBasis | None) -> None:
    whole = run.balance.quantity(product_id, flow.id, basis)
    for part in run.balance.structure.of_which(flow.id):
        value = run.balance.quantity(product_id, part.id, basis)
        if value is None or whole is None:
            run.untested += int(part.id in run.balance.flows)
            continue
        run.tested += 1
        if value - whole > run.tolerance:
            run.problems.add(
                "balance_of_which",
                run.place(product_id, part.id, basis),
                found=plain(value),
                whole=plain(whole),
                gap=plain(value - whole),
                row_zh=flow.label.zh,
                row_en=flow.label.en,
                **run.names(product_id, part.id, basis),
            )


def _check_sign(run: _Check, product_id: str, flow: Flow, basis: EnergyBasis | None) -> None:
    value = run.balance.quantity(product_id, flow.id, basis)
    if value is None or flow.sign == "any":
        return
    run.tested += 1
    wrong = value if flow.sign == "nonpositive" else -value
    if wrong > run.tolerance:
        names = run.names(product_id, flow.id, basis)
        bound = "≤ 0" if flow.sign == "nonpositive" else "≥ 0"
        place = run.place(product_id, flow.id, basis)
        run.problems.add("balance_sign", place, found=plain(value), expected=bound, **names)


def _check_products(run: _Check, product_id: str, flow: Flow, basis: EnergyBasis | None) -> None:
    balance = run.balance
    if flow.adds_over_products not in ("any", "physical" if basis is None else "standard"):
        return
    held = {column for column, own in balance.columns if own == basis}
    parts = [part for part in balance.structure.parts(product_id) if part.id in held]
    if not parts or (basis is None and not _same_dimension(balance, product_id)):
        return
    terms = [_Term(part.id, balance.quantity(part.id, flow.id, basis)) for part in parts]
    if flow.id in balance.flows:
        run.close((product_id, flow.id, basis), "p", terms, _sums(terms))


def _same_dimension(balance: Balance, product_id: str) -> bool:
    """Whether a group and its members are measured alike, so that a physical sum means something."""
    products = chain([balance.structure.products[product_id]], balance.structure.parts(product_id))
    units = [find_unit(each.unit) for each in products]
    return len({None if unit is None else unit.dimension for unit in units}) == 1
