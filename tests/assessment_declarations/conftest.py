"""A pack of an invented region, with the declarations that a test gives it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.accounts import Asker, FrozenRows, Naming, Question
from shuangkong.assessment.declarations import Measurement, Scope, declared, evaluate
from shuangkong.errors import Collector
from shuangkong.packs import Packs, load_packs
from shuangkong.quantity import Period
from shuangkong.registers import Dictionary, dictionary
from shuangkong.schema import Row, Table, read_cell

SAMPLE = Path(__file__).parent / "sample"
REGION, PREFECTURES = "990000", ("990100", "990200", "990300")
FILLED = {"is_synthetic": "false", "status": "official", "source": "made for a case"}
Given = Mapping[str, Any]


def pack_with(folder: Path, declarations: Sequence[object], targets: Sequence[object] = ()) -> Packs:
    """Load the sample pack with declarations and targets of a test."""
    shutil.copytree(SAMPLE, folder / "sample")
    (folder / "sample" / "declarations").mkdir()
    for name, entries in (("declarations/case.yaml", declarations), ("targets.yaml", targets)):
        (folder / "sample" / name).write_text(yaml.safe_dump(list(entries), allow_unicode=True), "utf-8")
    return load_packs("sample", root=folder)


def typed(table: Table, rows: Sequence[Given]) -> list[Row]:
    """Return rows with every cell typed as its column is; a cell not given is missing."""
    problems = Collector()
    found = []
    for given in rows:
        cells = {**{k: v for k, v in FILLED.items() if k in table.column_names}, **given}
        assert set(cells) <= set(table.column_names), set(cells) - set(table.column_names)
        row: dict[str, Any] = dict.fromkeys(table.column_names)
        for name, text in cells.items():
            if text is not None:
                row[name] = read_cell(str(text), table.column(name), problems, name)
        found.append(row)
    problems.raise_errors()
    return found


_DICTIONARIES: dict[object, Dictionary] = {}


def dictionary_of(packs: Packs) -> Dictionary:
    """Return the dictionary of the packs, made once."""
    if packs.references not in _DICTIONARIES:
        _DICTIONARIES[packs.references] = dictionary(packs)
    return _DICTIONARIES[packs.references]


def frozen_rows(
    frozen: Callable[..., Any], packs: Packs, tables: Mapping[str, Sequence[Given]]
) -> FrozenRows:
    """Return frozen rows of tables, with the divisions of the sample region."""
    region = [{"division_code": REGION, "name_zh": "示例区", "level": "region"}]
    below = [
        {"division_code": code, "name_zh": f"示例{code[3]}市", "level": "prefecture", "parent_code": REGION}
        for code in PREFECTURES
    ]
    known = dictionary_of(packs)
    held = {"division": [*region, *below], **tables}
    rows: FrozenRows = frozen(**{name: typed(known.table(name), given) for name, given in held.items()})
    return rows


def scope_of(
    packs: Packs, rows: FrozenRows, *, division: str = REGION, period: str = "2025", base: int | None = 2020
) -> Scope:
    """Return the scope of a question about the sample region."""
    question = Question(division, Period.parse(period), date(2026, 6, 1), (), "coal_equivalent", "T")
    asker = Asker(question, rows, names=Naming.of(rows, packs))
    return Scope(asker, packs, declared(packs), base, "T")


@dataclass(frozen=True)
class Sample:
    """The sample region in the hands of a test."""

    folder: Path
    frozen: Callable[..., Any]

    def packs(self, declarations: Sequence[object], targets: Sequence[object] = ()) -> Packs:
        """Load the sample pack with declarations and targets."""
        return pack_with(self.folder / str(len(list(self.folder.iterdir()))), declarations, targets)

    def rows(self, packs: Packs, tables: Mapping[str, Sequence[Given]]) -> FrozenRows:
        """Return frozen rows, those of divisions with them."""
        return frozen_rows(self.frozen, packs, tables)

    def scope(self, packs: Packs, tables: Mapping[str, Sequence[Given]], **asked: Any) -> Scope:
        """Return the scope of a question about rows."""
        return scope_of(packs, self.rows(packs, tables), **asked)

    def measured(
        self, declarations: Sequence[Given], tables: Mapping[str, Sequence[Given]], **asked: Any
    ) -> Measurement:
        """Evaluate the first of some declarations on rows."""
        scope = self.scope(self.packs(declarations), tables, **asked)
        return evaluate(scope.declared.by_id[declarations[0]["id"]], scope)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, frozen: Callable[..., Any]) -> Sample:
    return Sample(tmp_path_factory.mktemp("sample"), frozen)
