"""Types (台账与报表类型): those of the packs by id, checked once for as long as none changes."""

from __future__ import annotations

import json
from collections.abc import Mapping

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.packs import Packs
from shuangkong.packs.cache import cached
from shuangkong.registers.type import Count, FormColumn, Lifecycle, RegisterType, Rule
from shuangkong.schema import Column, Table
from shuangkong.trace import Label

__all__ = ["register_type", "register_types"]

_CLASSES = (Column, Count, FormColumn, Label, Lifecycle, RegisterType, Rule, Table)


def register_types(packs: Packs) -> Mapping[str, RegisterType]:
    """Return every register type of the packs by id (台账与报表类型).

    Raises
    ------
    ProblemsFound
        With every problem of every file: ``type_repeated``, ``type_id``, ``type_table``, ``type_of``,
        ``type_column_unknown``, ``type_column_repeated``, those of the entries (``pack_unknown_key`` …), of
        typed cells (``cell_code_unknown`` …), ``indicator_unknown``, and those of `check_completeness` and
        `check_rules`.

    Examples
    --------
    >>> from shuangkong.packs import load_packs
    >>> register_types(load_packs("cn"))["annual_energy_statistic"].table.name
    'observation'
    """

    def read() -> Mapping[str, RegisterType]:
        from shuangkong.registers.loading import read_types  # what checks is not needed for what was checked

        return read_types(packs)

    written = json.dumps(packs.forms("registers"), ensure_ascii=False, default=repr)
    return cached("types", [repr(packs.references), written], read, classes=_CLASSES)


def register_type(packs: Packs, name: str) -> RegisterType:
    """Return one register type (台账类型).

    Raises
    ------
    ProblemsFound
        If the packs hold no such type (``type_unknown``), or one of them is faulty.
    """
    found = register_types(packs)
    if name not in found:
        raise ProblemsFound([Problem("type_unknown", name, {"known": ", ".join(sorted(found))})])
    return found[name]
