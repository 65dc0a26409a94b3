"""The dictionary with its registers (含台账的数据字典): the schema's tables and those that types bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from shuangkong import schema
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.packs import Packs
from shuangkong.registers.type import RegisterType
from shuangkong.registers.types import register_types
from shuangkong.schema import Table

__all__ = ["Dictionary", "dictionary"]


@dataclass(frozen=True)
class Dictionary:
    """Tables by name (数据字典): those of the schema, and one for each type that has its own columns."""

    types: Mapping[str, RegisterType]

    def table(self, name: str) -> Table:
        """Return one table (数据表).

        Raises
        ------
        ProblemsFound
            If neither the schema nor a type has it (``table_unknown``).
        """
        if name not in self._by_name:
            raise ProblemsFound([Problem("table_unknown", name, {"known": ", ".join(self._by_name)})])
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> Mapping[str, Table]:
        return {table.name: table for table in self.tables()}

    def tables(self) -> tuple[Table, ...]:
        """Return every table (全部数据表), the schema's first."""
        shared = schema.tables()
        names = {table.name for table in shared}
        own = (type_.table for type_ in self.types.values())
        return (*shared, *(table for table in own if table.name not in names))


def dictionary(packs: Packs) -> Dictionary:
    """Return the dictionary of a stack of packs (某组规则包的数据字典).

    Examples
    --------
    >>> from shuangkong.packs import load_packs
    >>> found = dictionary(load_packs("cn"))
    >>> found.table("observation").name
    'observation'
    """
    return Dictionary(register_types(packs))
