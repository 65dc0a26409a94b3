"""Nested decomposition (多层分解): region → prefecture → sector → product, one identity for all levels.

Activity (value added) is known down to some level, energy down to the same level or further. The identity is

    E = G · G_r/G · G_rs/G_r · E_rs/G_rs · E_rsp/E_rs

and every ratio of it is a driver. What has no value added, such as households, is scaled by population
instead and joined to the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.accounts.account import Account, same_series
from shuangkong.accounts.arithmetic import exact_sum
from shuangkong.accounts.decomposition.part import Driver, Part, Path, State, quotient, written
from shuangkong.errors import Collector
from shuangkong.trace import Coverage, Figure, Label

__all__ = ["POPULATION", "VALUE_ADDED", "Scale", "nested"]


@dataclass(frozen=True)
class Scale:
    """What a quantity grows with (规模): its driver, that of use per unit of it, a prefix of the others."""

    activity: Driver
    intensity: Driver
    prefix: str = ""


VALUE_ADDED = Scale(
    Driver("activity", Label("经济规模", "activity")), Driver("intensity", Label("单耗强度", "intensity"))
)
POPULATION = Scale(
    Driver("population", Label("人口规模", "population")),
    Driver("per_head", Label("人均用量", "use per head")),
    "population_",
)
_LEVELS: Mapping[str, Label] = {
    "region": Label("省域", "region"),
    "prefecture": Label("地区", "prefecture"),
    "county": Label("县域", "county"),
    "sector": Label("行业", "sector"),
    "product": Label("品种", "product"),
}


def nested(
    quantity: Mapping[Path, Account],
    activity: Mapping[Path, Account],
    *,
    levels: Sequence[str],
    by: Scale = VALUE_ADDED,
    residual: Figure | None = None,
    coverage: Coverage | None = None,
) -> State:
    """Return the state of a quantity over nested levels (多层分解的一个时点).

    Drivers: ``activity``; ``structure_<level>`` for each level the activity is known at; ``intensity``;
    ``mix_<level>`` for each level only the quantity is known at.

    Parameters
    ----------
    quantity
        Path → energy or carbon of one period. A part that is not there is not zero: state the zero.
    activity
        Shorter or equal path → value added at constant prices, or population.
    levels
        What each step of a quantity's path is, e.g. ``("prefecture", "sector", "product")``.
    by
        What the activity is; the drivers are called after it.
    residual
        What the region holds beyond these parts.

    Raises
    ------
    ProblemsFound
        If series, units or paths do not fit: the ``account_two_…`` problems, ``decomposition_value_absent``
        for a figure without a value, ``decomposition_path_length``, ``decomposition_activity_absent`` where a
        part has no activity above it, ``decomposition_quantity_absent`` where an activity has no part below,
        ``decomposition_nothing`` where there is no part at all.
    """
    where = str(next(iter(quantity.values())).period) if quantity else "—"
    depth = _check(quantity, activity, levels, where)
    same_series(quantity.values(), f"{where} 数量")
    same_series(activity.values(), f"{where} 规模")
    sums, amounts = _sums(activity), _sums(quantity)
    drivers = _drivers(levels, depth, by)
    names = [driver.id for driver in drivers]
    parts = []
    for path, account in quantity.items():
        chain = [sums[path[:step]] for step in range(depth + 1)]
        chain += [amounts[path[:step]] for step in range(depth, len(path) + 1)]
        factors: dict[str, Decimal | None] = {names[0]: chain[0]}
        for name, below, above in zip(names[1:], chain, chain[1:], strict=False):
            factors[name] = quotient(above, below)
        inputs = (account.figure, activity[path[:depth]].figure)
        parts.append(Part(path, amounts[path], factors, inputs))
    first = next(iter(quantity.values()))
    return State(first.period, first.figure.unit, drivers, tuple(parts), residual, first.series, coverage)


def _check(
    quantity: Mapping[Path, Account], activity: Mapping[Path, Account], levels: Sequence[str], where: str
) -> int:
    """Return how deep the activity goes, or raise everything that does not fit."""
    problems = Collector()
    depths = {len(path) for path in activity}
    depth = max(depths, default=0)
    for path in quantity:
        if len(path) != len(levels):
            expected = "/".join(levels) or "Σ"
            problems.add("decomposition_path_length", f"{where} {written(path)}", expected=expected)
        elif path[:depth] not in activity:
            problems.add("decomposition_activity_absent", f"{where} {written(path)}")
    used = {path[:depth] for path in quantity}
    for path in activity.keys() - used if len(depths) == 1 else ():
        problems.add("decomposition_quantity_absent", f"{where} {written(path)}")
    if len(depths) > 1:
        for path in (path for path in activity if len(path) != depth):
            expected = "/".join(levels[:depth])
            problems.add("decomposition_path_length", f"{where} {written(path)}", expected=expected)
    for path, account in (*quantity.items(), *activity.items()):
        if account.figure.absence is not None:
            reason = account.figure.absence.reason
            place = f"{account} {written(path)}"
            problems.add("decomposition_value_absent", place, reason_zh=reason.zh, reason_en=reason.en)
    if not quantity:
        problems.add("decomposition_nothing", where)
    problems.raise_errors()
    return depth


def _sums(accounts: Mapping[Path, Account]) -> dict[Path, Decimal]:
    """Return the sum under every prefix of the paths (逐级合计)."""
    under: dict[Path, list[Decimal]] = {}
    for path, account in accounts.items():
        if account.figure.value is not None:
            for step in range(len(path) + 1):
                under.setdefault(path[:step], []).append(account.figure.value)
    return {path: exact_sum(values) for path, values in under.items()}


def _drivers(levels: Sequence[str], depth: int, by: Scale) -> tuple[Driver, ...]:
    structure = [_driver("structure", level, by, Label("结构", "structure")) for level in levels[:depth]]
    mix = [_driver("mix", level, by, Label("构成", "mix")) for level in levels[depth:]]
    return (by.activity, *structure, by.intensity, *mix)


def _driver(kind: str, level: str, by: Scale, word: Label) -> Driver:
    of = _LEVELS.get(level, Label(level, level))
    zh, en = f"{of.zh}{word.zh}", f"{of.en} {word.en}"
    if by.prefix:
        zh, en = f"{by.activity.label.zh}—{zh}", f"{en} of {by.activity.label.en}"
    return Driver(f"{by.prefix}{kind}_{level}", Label(zh, en))
