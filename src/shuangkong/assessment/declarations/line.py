"""Lines (行的去向): what became of each row a declaration is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from shuangkong.assessment.declarations.scope import Source
from shuangkong.expression import Expression, Scalar, Value
from shuangkong.schema import Row
from shuangkong.trace import Label, RowReference

__all__ = ["Line", "Lines", "both"]


@dataclass(frozen=True)
class Line:
    """One row and what was decided of it (行的去向).

    Parameters
    ----------
    is_about
        Whether the declaration is about it; None where a missing cell leaves that open.
    is_counted
        Whether it fulfils the condition in time; None where that is open.
    cause
        Why it is open, or does not count.
    day
        The date that counts; None where none is declared or the row has none.
    """

    source: Source
    row: Row
    cells: dict[str, Scalar]
    is_about: bool | None
    is_counted: bool | None
    cause: Label | None = None
    day: date | None = None

    @property
    def is_taken(self) -> bool | None:
        """Whether the row is one that counts; None where that is open."""
        return both(self.is_about, self.is_counted)

    @cached_property
    def reference(self) -> RowReference:
        """Which row it is."""
        return self.source.reference(self.row)

    def value(self, expression: Expression) -> Value:
        """Return the value of an expression for the row."""
        return expression.value(self.cells)


@dataclass(frozen=True)
class Lines:
    """The rows of a register, decided (行的去向): those it is about, and those set aside.

    Parameters
    ----------
    held
        Rows the declaration is or may be about, every object once where it says so.
    repeated
        Rows of an object that another row already counts.
    read
        How many rows of the register lie within the division at all.
    unlocated
        Rows of the other register of a distance that have no coordinates or are open themselves.
    """

    held: tuple[Line, ...]
    repeated: tuple[Line, ...] = ()
    read: int = 0
    unlocated: tuple[RowReference, ...] = ()


def both(one: bool | None, other: bool | None) -> bool | None:
    """Return whether both hold (且), three-valued.

    Examples
    --------
    >>> both(True, None) is None, both(False, None), both(True, True)
    (True, False, True)
    """
    if one is False or other is False:
        return False
    return None if one is None or other is None else True
