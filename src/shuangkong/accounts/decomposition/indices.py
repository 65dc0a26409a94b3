"""Index decomposition (乘法分解, 指数): how many times over each driver moved the quantity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext
from itertools import pairwise
from typing import Literal

from shuangkong.accounts.arithmetic import WIDE, exact_sum
from shuangkong.accounts.decomposition.effects import Manner, state_trace
from shuangkong.accounts.decomposition.mean import logarithmic_mean, split
from shuangkong.accounts.decomposition.part import Driver, Part, State, check_states, quotient
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.quantity import Period
from shuangkong.trace import Absence, Figure, Label, Trace

__all__ = ["Indices", "Method", "indices"]

Method = Literal["lmdi_1", "lmdi_2"]
_FORMULAS: Mapping[Method, str] = {
    "lmdi_1": "exp Σ_i [L(V_i^T, V_i^0) / L(V^T, V^0)] · ln(x_i^T / x_i^0)",
    "lmdi_2": "exp Σ_i [L(s_i^T, s_i^0) / Σ_j L(s_j^T, s_j^0)] · ln(x_i^T / x_i^0), s_i = V_i / V",
}
_Logarithms = Mapping[str, Decimal]
_ZERO = Decimal(0)
_SHOWN = Context(prec=40)  # guard digits beyond it hold the error of ln and exp, so a doubling is 2 again


@dataclass(frozen=True)
class Indices:
    """Index numbers of a quantity and its drivers (指数), 1 in the base period.

    The product of the drivers' indices is the index of the quantity. ``manner`` says whether each period is
    linked to the one before, or compared with the base directly.
    """

    states: tuple[State, ...]
    base: Period
    method: Method
    manner: Manner
    _logarithms: Mapping[Period, _Logarithms | None] = field(repr=False)

    @property
    def drivers(self) -> tuple[Driver, ...]:
        """The drivers, in the order of the identity."""
        return self.states[0].drivers

    @property
    def periods(self) -> tuple[Period, ...]:
        """Periods that have an index, in order."""
        return tuple(state.period for state in self.states)

    def index(self, driver: str, period: Period) -> Figure:
        """Return the index of a driver in a period (因素指数) [base = 1].

        Absent with ``undefined_ratio`` where, on the way, the whole is zero or no part lasts.

        Raises
        ------
        KeyError
            If there is no such driver or period.
        """
        label = {each.id: each.label for each in self.drivers}[driver]
        logarithms = self._logarithms[period]
        value = None
        if logarithms is not None:
            with localcontext(WIDE):
                value = _SHOWN.plus(logarithms.get(driver, _ZERO).exp())
        return self._figure(value, period, label, formula=_FORMULAS[self.method])

    def total(self, period: Period) -> Figure:
        """Return the index of the quantity itself in a period (总指数) [base = 1]."""
        wholes = {state.period: state.explained for state in self.states}
        value = None
        if self._logarithms[period] is not None:
            value = quotient(wholes[period], wholes[self.base])
        return self._figure(value, period, Label("总量", "the whole"), formula="V^T / V^0")

    def _figure(self, value: Decimal | None, period: Period, label: Label, *, formula: str) -> Figure:
        states = self._between(period)
        trace = state_trace(
            states,
            (),
            label=Label(f"{label.zh}指数（{self.base}=1）", f"index of {label.en} ({self.base} = 1)"),
            value="—" if value is None else f"{value:.7g}",
            formula=formula,
            manner=self.manner,
            inputs=lambda: _opened(states),
        )
        reason = Label(
            "总量为零或没有延续的分项，指数无定义",
            "the whole is zero or no part lasts: the index is undefined",
        )
        return Figure(value, "1", trace, Absence("undefined_ratio", reason) if value is None else None)

    def _between(self, period: Period) -> tuple[State, ...]:
        first, last = sorted((self.base, period))
        if self.manner == "chained":
            return tuple(state for state in self.states if first <= state.period <= last)
        return tuple(state for state in self.states if state.period in (first, last))


def indices(
    states: Sequence[State], *, base: Period, method: Method = "lmdi_2", manner: Manner = "chained"
) -> Indices:
    """Return index numbers of the drivers (乘法分解指数) [base = 1].

    Formula: between two periods D_k = exp Σ_i w_i · ln(x_ki^T / x_ki^0), where w_i is
    L(V_i^T, V_i^0)/L(V^T, V^0) in LMDI-I and, in LMDI-II, the logarithmic mean of the part's shares over the
    sum of these means. Chained, the D_k of consecutive periods are multiplied. Π_k D_k = V^T / V^0 always.

    Parameters
    ----------
    states
        The periods in order.
    base
        Period whose indices are 1.

    Raises
    ------
    ProblemsFound
        As `check_states`, and ``decomposition_base_absent`` if the base is none of the periods.

    References
    ----------
    Ang, B. W. (2015), Energy Policy 86: 233–238 (the eight models).

    Examples
    --------
    >>> from shuangkong.accounts.decomposition.part import Part
    >>> drivers = tuple(Driver(name, Label(name, name)) for name in ("activity", "intensity"))
    >>> def at(year, activity, intensity):
    ...     factors = {"activity": Decimal(activity), "intensity": Decimal(intensity)}
    ...     part = Part((), Decimal(activity * intensity), factors)
    ...     return State(Period.parse(year), "吨标准煤", drivers, (part,))
    >>> found = indices([at("2020", 10, 10), at("2021", 20, 6)], base=Period.parse("2020"))
    >>> [found.index(each, found.periods[1]).value.normalize() for each in ("activity", "intensity")]
    [Decimal('2'), Decimal('0.6')]
    """
    check_states(states)
    held = tuple(states)
    start = next((place for place, state in enumerate(held) if state.period == base), None)
    if start is None:
        known = ", ".join(str(state.period) for state in held)
        raise ProblemsFound([Problem("decomposition_base_absent", str(base), {"known": known})])
    found: dict[Period, _Logarithms | None] = {}
    steps = [_step(before, after, method) for before, after in pairwise(held)] if manner == "chained" else []
    for place, state in enumerate(held):
        if place == start:
            found[state.period] = None if state.explained == 0 else {}
        elif manner == "chained":
            between = steps[min(start, place) : max(start, place)]
            found[state.period] = _linked(between, is_forward=place > start)
        else:
            found[state.period] = _step(held[start], state, method)
    return Indices(held, base, method, manner, found)


def _step(before: State, after: State, method: Method) -> _Logarithms | None:
    """Return ln D of every driver between two states; None where a whole is zero or no part lasts."""
    wholes = before.explained, after.explained
    if 0 in wholes:
        return None
    later = {part.path: part for part in after.parts}
    pairs = [(part, later[part.path]) for part in before.parts]
    sums: dict[str, list[Decimal]] = {}
    weights = []
    for old, new in pairs:
        ends = _ends(old, new, wholes, method)
        weights.append(logarithmic_mean(*ends))
        names = tuple(old.factors)
        terms = split(*ends, [old.factor(name) for name in names], [new.factor(name) for name in names])
        for name, term in zip(names, terms, strict=True):
            sums.setdefault(name, []).append(term)
    scale = logarithmic_mean(*wholes) if method == "lmdi_1" else exact_sum(weights)
    if scale == 0:
        return None
    with localcontext(WIDE):
        return {name: exact_sum(terms) / scale for name, terms in sums.items()}


def _ends(old: Part, new: Part, wholes: tuple[Decimal, Decimal], method: Method) -> tuple[Decimal, Decimal]:
    if method == "lmdi_1":
        return old.value, new.value
    with localcontext(WIDE):
        return old.value / wholes[0], new.value / wholes[1]


def _linked(steps: Sequence[_Logarithms | None], *, is_forward: bool) -> _Logarithms | None:
    """Return the sum of the steps' logarithms, negative when going back; None across a gap."""
    held = [step for step in steps if step is not None]
    if len(held) < len(steps):
        return None
    names = dict.fromkeys(name for step in held for name in step)
    sums = {name: exact_sum(step.get(name, _ZERO) for step in held) for name in names}
    return {name: value if is_forward else value.copy_negate() for name, value in sums.items()}


def _opened(states: Sequence[State]) -> tuple[Trace, ...]:
    return tuple(each.trace for state in states for part in state.parts for each in part.inputs)
