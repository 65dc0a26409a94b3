"""Faults of synthetic reports (演示报告预埋错误): one kind for every doubt the review knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from shuangkong.schema import Cell
from shuangkong.synthetic.energy_report_draft import Habits, Recipe
from shuangkong.synthetic.region import Fault, Planted

__all__ = ["KINDS", "Kind", "Said", "Spoiler"]

Cells = dict[str, Cell]
Located = tuple[str, Cells]
_ENOUGH = 8  # users of one product before one of them stands out
_BASIC, _USE, _PRODUCT = "energy_report_basic", "energy_report_consumption", "energy_report_product"
_MONTH = "monthly_energy_report"
_KEYS = {
    _BASIC: ("facility_id", "period"),
    _USE: ("facility_id", "period", "energy_product"),
    _PRODUCT: ("facility_id", "period", "output_product", "reported_process", "reported_metric"),
    _MONTH: ("facility_id", "period"),
}


@dataclass(frozen=True)
class Kind:
    """A kind of fault: where it can happen."""

    needs_limit: bool = False
    needs_energy: bool = False
    needs_peers: bool = False
    needs_stock: bool = False

    def fits(self, recipe: Recipe, peers: int) -> bool:
        """Whether a user of an industry can have it."""
        return (
            (bool(recipe.standard) or not self.needs_limit)
            and (not recipe.unit_energy_unit.startswith("kWh") or not self.needs_energy)
            and (peers >= _ENOUGH or not self.needs_peers)
            and ("raw_coal" in recipe.shares or "coke" in recipe.shares or not self.needs_stock)
        )


_PLAIN, _WITH_LIMIT = Kind(), Kind(needs_limit=True, needs_energy=True)
KINDS: Mapping[str, Kind] = {
    "missing": _PLAIN,
    "late": _PLAIN,
    "unlisted": _PLAIN,
    "no_lines": _PLAIN,
    "blank": _PLAIN,
    "balance": _PLAIN,
    "uses": _PLAIN,
    "carry": Kind(needs_stock=True),
    "factor": _PLAIN,
    "factor_unit": _PLAIN,
    "line_tce": _PLAIN,
    "total": _PLAIN,
    "product_energy": Kind(needs_energy=True),
    "unit_energy": Kind(needs_energy=True),
    "last_year": _PLAIN,
    "limit": _WITH_LIMIT,
    "limit_stated": Kind(needs_limit=True),
    "limit_unknown": Kind(needs_limit=True),
    "jump_total": _PLAIN,
    "jump_product": Kind(needs_energy=True),
    "peers": Kind(needs_energy=True, needs_peers=True),
    "online": _PLAIN,
    "monthly": _PLAIN,
    "months": _PLAIN,
}
"""Doubt → where it can be planted."""


@dataclass(frozen=True)
class Said:
    """What a user draws its report from."""

    habits: Habits
    energy: Decimal


@dataclass
class Spoiler:
    """Makes one thing wrong in a user's reports and notes it (预埋); without a kind it changes nothing."""

    kind: str
    dice: Random
    planted: list[Planted] = field(default_factory=list)

    def before(self, habits: Habits, energy: Decimal, *, is_last: bool) -> Said:
        """Return what the report is drawn from; a false factor or a jump goes through the whole of it."""
        if is_last and self.kind == "factor":
            factors = {**habits.factors, "electricity": Decimal("0.1429")}
            return Said(replace(habits, factors=factors), energy)
        if is_last and self.kind == "jump_total":
            return Said(habits, energy * self.between("1.6", "3"))
        if is_last and self.kind == "online":
            return Said(habits, energy * self.between("0.7", "0.93"))
        return Said(habits, energy)

    def after(self, rows: Sequence[Located], year: str) -> Iterator[Located]:
        """Yield the rows as the fault leaves them."""
        found = list(rows)
        if self.kind:
            found = _SPOILS[self.kind](self, found, year)
        yield from found

    def between(self, low: str, high: str) -> Decimal:
        """Return a factor between two, drawn anew each time."""
        step = Decimal(self.dice.randint(0, 100)) / 100
        return Decimal(low) + (Decimal(high) - Decimal(low)) * step

    def note(self, row: Located, column: str, fault: Fault) -> None:
        """Write a fault into the answer key."""
        table, cells = row
        key = *(_written(cells[name]) for name in _KEYS[table]), "true"
        self.planted.append(Planted(table, key, column, fault, f"energy_report_{self.kind}"))


def _written(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _of(rows: Sequence[Located], table: str, year: str) -> Located:
    """Return the row of a table and year a fault goes to: of table 2 the first line."""
    return next(row for row in rows if row[0] == table and str(row[1].get("period", "")).startswith(year))


def _number(cells: Cells, name: str) -> Decimal:
    found = cells[name]
    assert isinstance(found, Decimal)
    return found


def _scaled(table: str, column: str, *by: str) -> Callable[[Spoiler, list[Located], str], list[Located]]:
    """Return what multiplies one cell by something between two factors."""

    def spoil(self: Spoiler, rows: list[Located], year: str) -> list[Located]:
        row = _of(rows, table, year)
        row[1][column] = (_number(row[1], column) * self.between(*by)).quantize(Decimal("0.01"))
        self.note(row, column, "contradictory")
        return rows

    return spoil


def _set(
    table: str, column: str, value: Cell, fault: Fault
) -> Callable[[Spoiler, list[Located], str], list[Located]]:
    """Return what sets one cell."""

    def spoil(self: Spoiler, rows: list[Located], year: str) -> list[Located]:
        row = _of(rows, table, year)
        row[1][column] = value
        self.note(row, column, fault)
        return rows

    return spoil


def _drop(*tables: str) -> Callable[[Spoiler, list[Located], str], list[Located]]:
    """Return what leaves rows of the year out; the first table's row is noted."""

    def spoil(self: Spoiler, rows: list[Located], year: str) -> list[Located]:
        gone = [row for row in rows if row[0] in tables and str(row[1]["period"]).startswith(year)]
        self.note(next(row for row in gone if row[0] == tables[0]), "", "missing")
        return [row for row in rows if row not in gone]

    return spoil


def _unlisted(self: Spoiler, rows: list[Located], year: str) -> list[Located]:
    """Add a report under an id that nobody listed."""
    table, cells = _of(rows, _BASIC, year)
    line = _of(rows, _USE, year)[1]
    stranger = f"{cells['facility_id']}-X"
    row: Located = (table, {**cells, "facility_id": stranger})
    for basis in ("", "_equivalent"):
        row[1][f"report_total{basis}_tce"] = line[f"consumption_tce{basis}"]
    self.note(row, "facility_id", "wrong")
    return [*rows, row, (_USE, {**line, "facility_id": stranger})]


def _late(self: Spoiler, rows: list[Located], year: str) -> list[Located]:
    row = _of(rows, _BASIC, year)
    row[1]["report_submitted_on"] = date(int(year) + 1, 4, 1) + timedelta(days=self.dice.randint(0, 90))
    self.note(row, "report_submitted_on", "late")
    return rows


def _drawn(self: Spoiler, rows: list[Located], year: str) -> list[Located]:
    """Note a fault that the whole report was drawn from."""
    if self.kind == "factor":
        lines = [each for each in rows if each[0] == _USE and each[1]["period"] == year]
        row = next(each for each in lines if each[1]["energy_product"] == "electricity")
        self.note(row, "consumption_factor", "wrong")
    else:
        self.note(_of(rows, _BASIC, year), "report_total_equivalent_tce", "wrong")
    return rows


def _carry(self: Spoiler, rows: list[Located], year: str) -> list[Located]:
    lines = [each for each in rows if each[0] == _USE and each[1]["period"] == year]
    row = max(lines, key=lambda each: _number(each[1], "consumption_opening"))
    moved = (_number(row[1], "consumption_used") / 10).quantize(Decimal("0.0001"))
    row[1]["consumption_opening"] = _number(row[1], "consumption_opening") + moved
    row[1]["consumption_purchased"] = _number(row[1], "consumption_purchased") - moved
    self.note(row, "consumption_opening", "contradictory")
    return rows


def _remade(*by: str, every_year: bool = False) -> Callable[[Spoiler, list[Located], str], list[Located]]:
    """Return what claims another output for the same energy."""

    def spoil(self: Spoiler, rows: list[Located], year: str) -> list[Located]:
        factor = self.between(*by)
        for row in rows:
            if row[0] == _PRODUCT and (every_year or row[1]["period"] == year):
                _remake(row[1], factor, before=every_year)
        self.note(_of(rows, _PRODUCT, year), "reported_unit_energy", "wrong")
        return rows

    return spoil


def _remake(cells: Cells, by: Decimal, *, before: bool = False) -> None:
    said = _number(cells, "reported_unit_energy")
    cells["reported_unit_energy"] = (said * by).quantize(Decimal("0.0001"))
    output = _number(cells, "output_quantity") * said / _number(cells, "reported_unit_energy")
    cells["output_quantity"] = output.quantize(Decimal("0.0001"))
    if before:
        earlier = _number(cells, "reported_unit_energy_before") * by
        cells["reported_unit_energy_before"] = earlier.quantize(Decimal("0.0001"))


def _limit(self: Spoiler, rows: list[Located], year: str) -> list[Located]:
    row = _of(rows, _PRODUCT, year)
    if row[1]["reported_limit"] is None:  # the limit does not hold yet
        return rows
    wanted = _number(row[1], "reported_limit") * self.between("1.01", "1.15")
    _remake(row[1], wanted / _number(row[1], "reported_unit_energy"))
    self.note(row, "reported_unit_energy", "wrong")
    return rows


def _more_energy(self: Spoiler, rows: list[Located], year: str) -> list[Located]:
    row = _of(rows, _PRODUCT, year)
    more = self.between("1.25", "2")
    for column in ("reported_energy_tce", "output_quantity"):
        row[1][column] = (_number(row[1], column) * more).quantize(Decimal("0.0001"))
    row[1]["reported_energy_tce"] = _number(row[1], "reported_energy_tce").quantize(Decimal("0.01"))
    self.note(row, "reported_energy_tce", "contradictory")
    return rows


def _month_too_many(self: Spoiler, rows: list[Located], year: str) -> list[Located]:
    row = _of(rows, _MONTH, f"{year}-06")
    more = _number(row[1], "monthly_energy_tce") * Decimal("1.6")
    row[1]["monthly_energy_tce"] = more.quantize(Decimal("0.01"))
    self.note(row, "monthly_energy_tce", "contradictory")
    return rows


def _months_gone(self: Spoiler, rows: list[Located], year: str) -> list[Located]:
    row = _of(rows, _MONTH, f"{year}-09")
    self.note(row, "", "missing")
    return [each for each in rows if each is not row]


_SPOILS: Mapping[str, Callable[[Spoiler, list[Located], str], list[Located]]] = {
    "missing": _drop(_BASIC, _USE, _PRODUCT),
    "late": _late,
    "unlisted": _unlisted,
    "no_lines": _drop(_USE),
    "blank": _set(_USE, "consumption_closing", None, "missing"),
    "balance": _scaled(_USE, "consumption_purchased", "1.01", "1.3"),
    "uses": _scaled(_USE, "consumption_production", "0.5", "0.98"),
    "carry": _carry,
    "factor": _drawn,
    "factor_unit": _set(_USE, "factor_unit", "kgce/MJ", "wrong"),
    "line_tce": _scaled(_USE, "consumption_tce", "1.005", "1.3"),
    "total": _scaled(_BASIC, "report_total_tce", "1.003", "1.2"),
    "product_energy": _more_energy,
    "unit_energy": _scaled(_PRODUCT, "reported_unit_energy", "0.8", "0.99"),
    "last_year": _scaled(_PRODUCT, "reported_unit_energy_before", "1.02", "1.3"),
    "limit": _limit,
    "limit_stated": _scaled(_PRODUCT, "reported_limit", "1.05", "1.2"),
    "limit_unknown": _set(_PRODUCT, "reported_limit_standard", "GB 00000-2000", "wrong"),
    "jump_total": _drawn,
    "jump_product": _remade("0.4", "0.62"),
    "peers": _remade("0.2", "0.35", every_year=True),
    "online": _drawn,
    "monthly": _month_too_many,
    "months": _months_gone,
}
