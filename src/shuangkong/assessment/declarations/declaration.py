"""Declarations of indicators (指标口径): how a figure is made of rows, its expressions parsed.

What is counted, from which date on, whether one object counts once and what a later closure does are data of
a pack; only the kinds of making a figure are known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shuangkong.expression import Expression
from shuangkong.packs import DeclarationKind
from shuangkong.sources import Citation
from shuangkong.trace import Label, Status

__all__ = ["Closed", "Dated", "Declaration", "Side", "Within"]


@dataclass(frozen=True)
class Dated:
    """Which date counts (计入时点), and from when on.

    Parameters
    ----------
    since
        ``start`` any time, ``base`` after the base year, ``year`` within the year asked about.
    is_period
        The column holds a period; its last day is the date, and no row is left out for another period.
    """

    column: str
    since: Literal["start", "base", "year"]
    is_period: bool = False


@dataclass(frozen=True)
class Closed:
    """What a later closure does (关停处理): the row ``leaves`` numerator and denominator, or ``stays``."""

    column: str
    then: Literal["leaves", "stays"]


@dataclass(frozen=True)
class Within:
    """Only rows within a distance of some row of another register (距离范围) [km]."""

    register: str
    among: Expression | None
    kilometres: Expression


@dataclass(frozen=True)
class Side:
    """One side of a quotient (分子或分母): rows of a register, or another indicator."""

    register: str = ""
    among: Expression | None = None
    value: Expression | None = None
    indicator: str = ""


@dataclass(frozen=True)
class Declaration:
    """An indicator as a pack declares it (指标口径).

    Parameters
    ----------
    place
        Where it stands: file and id.
    unit
        Unit of the value; empty where it has none.
    among, counted
        Row expressions: which rows it is about, and which of them count; None for all.
    value, weight
        What a row brings to a sum, an extreme or a coverage.
    part, whole
        Sides of a share (row expressions of one register) or of a quotient of two.
    of
        The declaration or indicator it is made of; of an extreme ``largest`` or ``smallest``.
    order
        Classes from the best to the worst.
    every
        What a frequency counts: ``times`` in the period, or the ``years_apart`` of two.
    each
        ``division`` or a column: the worst group is the value.
    thresholds
        Name → (value, unit) of the target it stands for.
    """

    id: str
    place: str
    label: Label
    kind: DeclarationKind
    unit: str = ""
    wanted: Literal["up", "down"] | None = None
    register: str = ""
    among: Expression | None = None
    counted: Expression | None = None
    value: Expression | None = None
    weight: Expression | None = None
    part: Side | None = None
    whole: Side | None = None
    of: str = ""
    class_column: str = ""
    order: tuple[str, ...] = ()
    every: Literal["times", "years_apart"] = "times"
    dated: Dated | None = None
    once: tuple[str, ...] = ()
    closed: Closed | None = None
    each: str = ""
    within: Within | None = None
    thresholds: Mapping[str, str] = field(default_factory=dict)
    reading_of: str = ""
    reading: Label | None = None
    citation: Citation | None = None
    status: Status = "constructed"
    note: str = ""

    @property
    def made_of(self) -> tuple[str, ...]:
        """Ids of the declarations or indicators it is made of."""
        sides = tuple(side.indicator for side in (self.part, self.whole) if side and side.indicator)
        return (self.of, *sides) if self.kind in ("change", "points", "statistic") else sides
