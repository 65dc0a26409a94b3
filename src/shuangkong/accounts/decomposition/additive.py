"""Additive decomposition (加法分解, LMDI-I): how many tonnes each driver brought."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from shuangkong.accounts.arithmetic import exact_sum
from shuangkong.accounts.decomposition.effects import Decomposition, Manner
from shuangkong.accounts.decomposition.mean import fixed, split
from shuangkong.accounts.decomposition.part import Path, State, check_states

__all__ = ["additive"]


def additive(states: Sequence[State], *, manner: Manner = "end_point") -> Decomposition:
    """Return the effects of the drivers by LMDI-I (加法分解) [unit of the states].

    Formula: ΔV_k = Σ_i L(V_i^T, V_i^0) · ln(x_ki^T / x_ki^0); chained, the sum of it over consecutive
    periods. Σ_k ΔV_k is the change of V, without residue.

    Parameters
    ----------
    states
        The periods in order. End-point effects use the first and the last only.

    Raises
    ------
    ProblemsFound
        As `check_states`: negative values, parts that stand in one period only, factors that do not make
        their part, two units or series.

    References
    ----------
    Ang, B. W. (2005), Energy Policy 33: 867–871; Ang, B. W. (2015), Energy Policy 86: 233–238.

    Examples
    --------
    A region doubles its GDP at half the intensity: the effects cancel, and both are there.

    >>> from shuangkong.accounts.decomposition.part import Driver, Part
    >>> from shuangkong.quantity import Period
    >>> from shuangkong.trace import Label
    >>> drivers = tuple(Driver(name, Label(name, name)) for name in ("activity", "intensity"))
    >>> def at(year, activity, intensity):
    ...     factors = {"activity": Decimal(activity), "intensity": Decimal(intensity)}
    ...     part = Part((), Decimal(100), factors)
    ...     return State(Period.parse(year), "吨标准煤", drivers, (part,))
    >>> found = additive([at("2020", 10, 10), at("2021", 20, 5)])
    >>> [round(effect.value, 1) for effect in found.effects().values()], found.change().value
    ([Decimal('69.3'), Decimal('-69.3')], Decimal('0'))
    """
    check_states(states)
    used = tuple(states) if manner == "chained" else (states[0], states[-1])
    effects: dict[Path, dict[str, Decimal]] = {}
    for before, after in pairwise(used):
        for path, found in _one_step(before, after).items():
            held = effects.setdefault(path, {})
            for driver, value in found.items():
                held[driver] = exact_sum((held.get(driver, Decimal(0)), value))
    return Decomposition(used, manner, effects)


def _one_step(before: State, after: State) -> dict[Path, dict[str, Decimal]]:
    later = {part.path: part for part in after.parts}
    effects = {}
    for old in before.parts:
        new = later[old.path]
        names = tuple(old.factors)
        values = split(
            old.value, new.value, [old.factor(name) for name in names], [new.factor(name) for name in names]
        )
        effects[old.path] = dict(zip(names, map(fixed, values), strict=True))
    return effects
