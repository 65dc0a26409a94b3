"""Effects (因素效应): what each driver brought, for the whole and for every part, as figures with traces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from shuangkong.accounts.account import Series
from shuangkong.accounts.arithmetic import difference, exact_sum, printed
from shuangkong.accounts.decomposition.part import Driver, Path, State, written
from shuangkong.quantity import Period
from shuangkong.trace import Figure, Label, Trace, worst

__all__ = ["MANNERS", "Decomposition", "Manner", "state_trace"]

Manner = Literal["chained", "end_point"]
MANNERS: Mapping[Manner, Label] = {
    "chained": Label("逐期链式分解", "chained from period to period"),
    "end_point": Label("首末两期分解", "first and last period only"),
}
_ZEROS = Label("含零值，按解析极限处理", "holds zeros, taken by their analytical limits")
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Decomposition:
    """Why a quantity changed (变化原因): effects of its drivers [unit], for the whole and for every part.

    The effects of the drivers sum to the change; the effects below a path sum to the effect of that path.
    Chained and end-point effects differ, so ``manner`` says which they are.
    """

    states: tuple[State, ...]
    manner: Manner
    _effects: Mapping[Path, Mapping[str, Decimal]] = field(repr=False)

    @property
    def drivers(self) -> tuple[Driver, ...]:
        """The drivers, in the order of the identity."""
        return self.states[0].drivers

    @property
    def unit(self) -> str:
        """Unit of every effect."""
        return self.states[0].unit

    @property
    def series(self) -> Series:
        """Series of the quantity decomposed."""
        return self.states[0].series

    @property
    def periods(self) -> tuple[Period, ...]:
        """Periods that enter, in order."""
        return tuple(state.period for state in self.states)

    def below(self, path: Path = ()) -> tuple[Path, ...]:
        """Return the paths one level below a path (下一级)."""
        depth = len(path)
        longer = (each for each in self._effects if len(each) > depth and each[:depth] == path)
        return tuple(dict.fromkeys(each[: depth + 1] for each in longer))

    def effect(self, driver: str, path: Path = ()) -> Figure:
        """Return what a driver brought under a path (因素效应) [unit].

        Raises
        ------
        KeyError
            If there is no such driver or path.
        """
        label = next((each.label for each in self.drivers if each.id == driver), None)
        under = [each for each in self._effects if each[: len(path)] == path]
        if label is None or not under:
            raise KeyError((driver, path))
        value = exact_sum(self._effects[each].get(driver, _ZERO) for each in under)
        trace = state_trace(
            self.states,
            path,
            label=Label(f"{label.zh}效应", f"effect of {label.en}"),
            value=f"{printed(value, 4)} {self.unit}",
            formula="Σ_i L(V_i^T, V_i^0) · ln(x_i^T / x_i^0)",
            manner=self.manner,
            inputs=lambda: self._opened(driver, path),
        )
        return Figure(value, self.unit, trace)

    def effects(self, path: Path = ()) -> dict[str, Figure]:
        """Return the effect of every driver under a path (各因素效应), in the order of the identity."""
        return {driver.id: self.effect(driver.id, path) for driver in self.drivers}

    def change(self, path: Path = ()) -> Figure:
        """Return the change of the parts under a path (变化量) [unit]; the whole without its residual."""
        first, last = (exact_sum(part.value for part in self.states[end].under(path)) for end in (0, -1))
        value = difference(last, first)
        trace = state_trace(
            self.states,
            path,
            label=Label("变化量", "change"),
            value=f"{printed(value, 4)} {self.unit}",
            formula="V^T − V^0",
            manner=self.manner,
            inputs=lambda: tuple(each.trace for each in self.effects(path).values()),
        )
        return Figure(value, self.unit, trace)

    @property
    def unexplained(self) -> Figure | None:
        """Change of what stands in no part (未分解部分的变化) [unit]; None where there is no such rest."""
        first, last = self.states[0].residual, self.states[-1].residual
        if first is None or last is None:
            return None
        absence = first.absence or last.absence
        value = None
        if first.value is not None and last.value is not None:
            value = difference(last.value, first.value)
        trace = Trace(
            label=Label("未分解部分的变化", "change of the unallocated rest"),
            value="—" if value is None else f"{printed(value, 4)} {self.unit}",
            formula="R^T − R^0",
            rows=tuple(dict.fromkeys(first.trace.rows + last.trace.rows)),
            status=worst((first.status, last.status)),
            is_synthetic=first.is_synthetic or last.is_synthetic,
            coverage=last.trace.coverage,
            inputs=lambda: (first.trace, last.trace),
        )
        return Figure(value, self.unit, trace, absence)

    def _opened(self, driver: str, path: Path) -> tuple[Trace, ...]:
        if below := self.below(path):
            return tuple(self.effect(driver, each).trace for each in below)
        parts = (part for state in self.states for part in state.under(path))
        return tuple(each.trace for part in parts for each in part.inputs)


def state_trace(
    states: tuple[State, ...],
    path: Path,
    *,
    label: Label,
    value: str,
    formula: str,
    manner: Manner,
    inputs: Callable[[], tuple[Trace, ...]],
) -> Trace:
    """Return the trace of a figure computed from states (溯源): rows, worst status, coverage, manner."""
    parts = [part for state in states for part in state.under(path)]
    figures = [figure for part in parts for figure in part.inputs]
    notes = (MANNERS[manner], _ZEROS) if any(part.value == 0 for part in parts) else (MANNERS[manner],)
    where = f"{written(path)} {states[0].period}–{states[-1].period}"
    return Trace(
        label=Label(f"{where} {label.zh}", f"{label.en}, {where}"),
        value=value,
        formula=formula,
        rows=tuple(dict.fromkeys(row for figure in figures for row in figure.trace.rows)),
        status=worst(figure.status for figure in figures),
        is_synthetic=any(figure.is_synthetic for figure in figures),
        coverage=states[-1].coverage if not path else None,
        notes=notes,
        inputs=inputs,
    )
