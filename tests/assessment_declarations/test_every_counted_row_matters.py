"""Every declaration that is shipped: a counted row that is taken out or blanked is seen in its figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest

from shuangkong.accounts import Asker, Question
from shuangkong.assessment.declarations import Declaration, Measurement, Scope, declared, evaluate
from shuangkong.packs import load_packs
from shuangkong.quantity import Period
from shuangkong.schema import Row, write_cell
from shuangkong.synthetic.region import region_of
from shuangkong.synthetic.themes import THEMES
from shuangkong.trace import RowReference, Trace

PACKS = load_packs("cn-15-14fyp")
DECLARED = declared(PACKS)
NAMES = sorted(name for name, each in DECLARED.by_id.items() if each.kind != "judged")
TABLES = {type_.table.name: type_.table for type_ in DECLARED.types.values()}
SAMPLED = 3  # rows of each declaration
PLACE = ("division_code", "period", "is_synthetic")
Frozen = Callable[..., Any]
Tables = Mapping[str, Sequence[Row]]


@cache
def tables() -> Tables:
    region = region_of(PACKS, "150000", seed=42, years=range(2020, 2026)).thinned(4)
    made: dict[str, Sequence[Row]] = {"division": PACKS.table("division")}
    for name, fill in THEMES.items():
        if name != "energy_reports":  # no declaration reads them
            made |= fill(region).rows
    return made


def measured(name: str, rows: Tables, frozen: Frozen) -> Measurement:
    question = Question("150000", Period.parse("2025"), date(2026, 12, 1), (), "coal_equivalent", "")
    asker = Asker(question, frozen(**rows), is_synthetic=True)
    return evaluate(DECLARED.by_id[name], Scope(asker, PACKS, DECLARED, 2020))


def seen(found: Measurement) -> tuple[object, ...]:
    coverage = found.coverage
    counted = None if coverage is None else (coverage.expected, coverage.present, coverage.absent)
    groups = tuple((name, figure.value) for name, figure in found.groups)
    return found.figure.value, counted, found.interval, groups, found.is_confirmed


def counted(trace: Trace) -> Iterator[RowReference]:
    """Yield the rows a figure rests on, those of the figures it is made of included."""
    if trace.label.en == "counted" or (trace.rows and not trace.inputs()):
        yield from trace.rows
    for each in trace.inputs():
        if each.label.en not in ("not counted", "the same object again", "open"):
            yield from counted(each)


def made_of(declaration: Declaration) -> Iterator[Declaration]:
    """Yield a declaration and those it is made of."""
    yield declaration
    for side in (declaration, declaration.part, declaration.whole):
        name = getattr(side, "of", "") or getattr(side, "indicator", "")
        if name in DECLARED.by_id and name != declaration.id:
            yield from made_of(DECLARED.by_id[name])


def spoken_of(name: str) -> set[str]:
    """Return the columns that a declaration, or one it is made of, reads of a row."""
    found = {"value"}  # of what a department declares
    for each in made_of(DECLARED.by_id[name]):
        sides = [each, each.part, each.whole]
        texts = [
            getattr(side, key, None) for side in sides for key in ("among", "counted", "value", "weight")
        ]
        found |= set().union(*(text.names for text in texts if text is not None and hasattr(text, "names")))
        found |= {each.class_column} | ({each.dated.column} if each.dated is not None else set())
    return found - set(PLACE)


def cells_of(row: Row, table: str) -> tuple[str, ...]:
    return tuple(write_cell(row[name], TABLES[table].column(name)) for name in TABLES[table].key)


def befallen(name: str, reference: RowReference) -> list[int]:
    """Return which rows are the object a reference stands for: those that count only once together."""
    held = tables()[reference.table]
    (place,) = (n for n, row in enumerate(held) if cells_of(row, reference.table) == reference.key)
    once = next((each.once for each in made_of(DECLARED.by_id[name]) if each.once), ())
    if not once:
        return [place]
    mine = [held[place][column] for column in once]
    return [n for n, row in enumerate(held) if [row[column] for column in once] == mine]


@pytest.mark.parametrize("name", NAMES)
def test_a_counted_row_taken_out_or_blanked_is_seen(name: str, frozen: Frozen) -> None:
    whole = measured(name, tables(), frozen)
    references = sorted(set(counted(whole.figure.trace)), key=lambda each: (each.table, each.key))
    assert references, "the invented region shows it"
    dice = Random(name)
    for reference in dice.sample(references, min(SAMPLED, len(references))):
        held, mine = tables()[reference.table], set(befallen(name, reference))
        without = [row for n, row in enumerate(held) if n not in mine]
        assert seen(measured(name, {**tables(), reference.table: without}, frozen)) != seen(whole), reference
        blank = spoken_of(name) - set(TABLES[reference.table].key)
        blanked = [
            {**row, **dict.fromkeys(blank & set(row))} if n in mine else row for n, row in enumerate(held)
        ]
        assert seen(measured(name, {**tables(), reference.table: blanked}, frozen)) != seen(whole), reference
