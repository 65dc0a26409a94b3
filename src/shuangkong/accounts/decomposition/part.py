"""Parts and states (分项与时点): a quantity at one time as a sum of products of its drivers.

``V = Σ_i Π_k x_ik``. A part has a path (prefecture, sector, product) and a factor for each of its drivers; a
driver it does not name leaves it unmoved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from shuangkong.accounts.account import Account, Series, same_series
from shuangkong.accounts.arithmetic import ONE, WIDE, exact_sum
from shuangkong.errors import Collector
from shuangkong.quantity import Period, exact
from shuangkong.trace import Coverage, Figure, Label, Trace

__all__ = ["Driver", "Part", "Path", "State", "check_states", "joined", "telescope"]

Path = tuple[str, ...]
_AGREEMENT = exact("1e-20")  # relative; ratios rounded to the usual 28 digits still make their product


@dataclass(frozen=True)
class Driver:
    """What makes a quantity move (驱动因素): activity, structure, intensity, mix …"""

    id: str
    label: Label


@dataclass(frozen=True)
class Part:
    """One addend of a quantity (分项) [unit of the state], with its factors and the figures behind them.

    Attributes
    ----------
    factors
        Driver → factor; None where it is undefined because the part is zero. The product is the value.
    """

    path: Path
    value: Decimal
    factors: Mapping[str, Decimal | None]
    inputs: tuple[Figure, ...] = ()

    def factor(self, driver: str) -> Decimal | None:
        """Return a factor (因素值); 1 for a driver that does not move this part."""
        return self.factors.get(driver, ONE)


@dataclass(frozen=True)
class State:
    """A quantity at one time (时点): its parts, its drivers, and what could not be split.

    Attributes
    ----------
    residual
        What the whole holds beyond its parts (区本级、未分解); its change is stated, never explained.
    coverage
        Which of the parts expected are there, where somebody was expected.
    """

    period: Period
    unit: str
    drivers: tuple[Driver, ...]
    parts: tuple[Part, ...]
    residual: Figure | None = None
    series: Series = field(default_factory=Series)
    coverage: Coverage | None = None

    @property
    def explained(self) -> Decimal:
        """Sum of the parts [unit]."""
        return exact_sum(part.value for part in self.parts)

    def under(self, path: Path) -> tuple[Part, ...]:
        """Return the parts at or below a path (某路径下的分项)."""
        return tuple(part for part in self.parts if part.path[: len(path)] == path)


def telescope(path: Path, drivers: Sequence[str], levels: Sequence[Account]) -> Part:
    """Return a part whose factors lead from one level to the next (逐级比率).

    Formula: y_n = y_1 · (y_2/y_1) · … · (y_n/y_(n−1)). A ratio over zero is undefined, never 0.

    Parameters
    ----------
    drivers
        One id for each level.
    levels
        Figures with a value; the last one is the part itself.
    """
    values = [_value(level) for level in levels]
    factors: dict[str, Decimal | None] = {drivers[0]: values[0]}
    for name, below, above in zip(drivers[1:], values, values[1:], strict=False):
        factors[name] = quotient(above, below)
    return Part(path, values[-1], factors, tuple(level.figure for level in levels))


def quotient(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """Return a ratio in wide decimals (比率); None over zero."""
    if denominator == 0:
        return None
    with localcontext(WIDE):
        return numerator / denominator


def _value(account: Account) -> Decimal:
    if account.figure.value is None:
        raise ValueError(f"{account}: an absent figure has no place in a decomposition")
    return account.figure.value


def joined(*states: State) -> State:
    """Return two sets of parts of one quantity as one (合并), such as industry and households.

    Raises
    ------
    ProblemsFound
        If units or series differ, or a path stands twice.
    """
    same_series((_account(state) for state in states), str(states[0].period))
    drivers = {driver.id: driver for state in states for driver in state.drivers}
    parts = tuple(part for state in states for part in state.parts)
    residuals = [state.residual for state in states if state.residual is not None]
    if len(residuals) > 1 or len({state.period for state in states}) > 1:
        raise ValueError("states of one period, of which one at most has a residual, can be joined")
    whole = State(
        states[0].period,
        states[0].unit,
        tuple(drivers.values()),
        parts,
        residuals[0] if residuals else None,
        states[0].series,
        states[0].coverage,
    )
    problems = Collector()
    _check_parts(whole, problems)
    problems.raise_errors()
    return whole


def check_states(states: Sequence[State]) -> None:
    """Refuse states that cannot be decomposed (分解前检查), all problems at once.

    Raises
    ------
    ProblemsFound
        ``decomposition_one_period``, ``decomposition_negative``, ``decomposition_factor_absent``,
        ``decomposition_not_a_product``, ``decomposition_part_repeated``, ``decomposition_parts_differ``, or,
        first, units or series that differ between the periods.
    """
    problems = Collector()
    where = "–".join(dict.fromkeys(str(state.period) for state in (states[0], states[-1])))
    if len({state.period for state in states}) < max(2, len(states)):
        problems.add("decomposition_one_period", where, count=len(states))
    same_series((_account(state) for state in states), where)
    for state in states:
        _check_parts(state, problems)
    _check_same_paths(states, problems)
    problems.raise_errors()


def _account(state: State) -> Account:
    trace = Trace(
        Label("", ""), "", is_synthetic=any(each.is_synthetic for part in state.parts for each in part.inputs)
    )
    return Account("", "", state.period, Figure(state.explained, state.unit, trace), state.series)


def _check_parts(state: State, problems: Collector) -> None:
    seen: set[Path] = set()
    for part in state.parts:
        where = f"{state.period} {written(part.path)}"
        if part.path in seen:
            problems.add("decomposition_part_repeated", where)
        seen.add(part.path)
        _check_part(part, problems, where, state.unit)


def _check_part(part: Part, problems: Collector, where: str, unit: str) -> None:
    negative = {name: value for name, value in part.factors.items() if value is not None and value < 0}
    if part.value < 0 or negative:
        found = ", ".join(
            [f"{part.value} {unit}", *(f"{name} {value:.6g}" for name, value in negative.items())]
        )
        problems.add("decomposition_negative", where, found=found)
        return
    factors = part.factors.values()
    undefined = [name for name, value in part.factors.items() if value is None]
    if undefined and (part.value > 0 or 0 not in factors):
        problems.add("decomposition_factor_absent", where, drivers=", ".join(undefined), found=part.value)
        return
    with localcontext(WIDE):
        product = ONE
        for value in factors:
            product *= value or 0  # an undefined ratio stands only beside a zero, as checked above
        if abs(product - part.value) > _AGREEMENT * max(product, part.value):
            problems.add("decomposition_not_a_product", where, found=part.value, product=f"{product:.12g}")


def _check_same_paths(states: Sequence[State], problems: Collector) -> None:
    everything = {part.path for state in states for part in state.parts}
    for state in states:
        missing = everything - {part.path for part in state.parts}
        if missing:
            listed = ", ".join(written(path) for path in sorted(missing))
            problems.add("decomposition_parts_differ", str(state.period), missing=listed)


def written(path: Iterable[str]) -> str:
    """Return a path as a reader sees it (路径): its parts with slashes, the whole as a sum sign."""
    return "/".join(path) or "Σ"
