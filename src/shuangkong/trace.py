"""Trace (溯源): how a figure came about, down to rows, rule and clause.

A computed result is a `Figure`: a value or a reason for its absence, a status, and a lazy `Trace`. The
trace's inputs are built only when somebody opens them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

__all__ = [
    "STATUSES",
    "Absence",
    "Cited",
    "Coverage",
    "Figure",
    "Label",
    "RowReference",
    "RuleReference",
    "SignOff",
    "Status",
    "Trace",
    "worst",
]

Status = Literal["official", "secondary", "constructed", "unverified"]
_ORDER: tuple[Status, ...] = ("official", "secondary", "constructed", "unverified")


def worst(statuses: Iterable[Status]) -> Status:
    """Return the worst status (最差状态): one weak input makes the result weak.

    Examples
    --------
    >>> worst(["official", "constructed", "secondary"])
    'constructed'
    """
    return _ORDER[max((_ORDER.index(status) for status in statuses), default=0)]


@dataclass(frozen=True)
class Label:
    """A text in both languages (双语标签)."""

    zh: str
    en: str

    def text(self, language: Literal["zh", "en"] = "zh") -> str:
        """Return the text in one language."""
        return self.zh if language == "zh" else self.en


STATUSES: Mapping[Status, Label] = {
    "official": Label("官方原文", "official"),
    "secondary": Label("转引", "secondary"),
    "constructed": Label("推定", "constructed"),
    "unverified": Label("未核实", "unverified"),
}


class Cited(Protocol):
    """What a trace needs of a citation (引文): document, section and a short quote."""

    @property
    def document(self) -> str: ...
    @property
    def section(self) -> str: ...
    @property
    def quote(self) -> str: ...


@dataclass(frozen=True)
class RowReference:
    """Points at one frozen row (数据行): table, key and the table's canonical hash."""

    table: str
    key: tuple[str, ...]
    table_hash: str


@dataclass(frozen=True)
class SignOff:
    """Who confirmed a value against which text (参数核定): two different persons, document and page.

    Attributes
    ----------
    confirmed
        What was confirmed: a column of a row, a parameter of a rule, or ``*`` for a whole rule edition.
    signed_on
        Day the later of the two signed; from then on the value stands as confirmed.
    """

    confirmed: str
    value: str
    confirmed_as: Status
    document: str
    page: str
    persons: tuple[str, str]
    signed_on: date

    @property
    def text(self) -> Label:
        """What a trace says of it (核定说明)."""
        first, second = self.persons
        shown = "" if self.confirmed == "*" else f" {self.confirmed} = {self.value}"
        zh = f"{first}、{second} {self.signed_on} 核定{shown}，依据 {self.document} 第 {self.page} 页"
        text = f"{self.document}, page {self.page}"
        en = f"signed off{shown} by {first} and {second} on {self.signed_on}: {text}"
        return Label(zh, en)

    def as_json(self) -> dict[str, object]:
        """Return the sign-off as plain data."""
        return {**vars(self), "persons": list(self.persons), "signed_on": self.signed_on.isoformat()}


@dataclass(frozen=True)
class RuleReference:
    """Points at a rule edition (规则版本): key, edition, document, its status and who signed it off."""

    key: str
    edition: str
    document: str
    status: Status
    sign_offs: tuple[SignOff, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the reference as plain data."""
        return {**vars(self), "sign_offs": [each.as_json() for each in self.sign_offs]}


@dataclass(frozen=True)
class Coverage:
    """What share of what was expected is in a total (覆盖率), and who is absent.

    Examples
    --------
    >>> Coverage(expected=12, present=11, absent=("150300",)).is_full
    False
    """

    expected: int
    present: int
    absent: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        """Whether nobody is absent."""
        return self.expected == self.present


@dataclass(frozen=True)
class Absence:
    """Why there is no value (缺失原因): missing is never zero.

    ``code`` is a short stable word (``not_published``, ``undefined_ratio``, ``not_yet_due``, ``no_base`` …).
    """

    code: str
    reason: Label


def _no_inputs() -> tuple[Trace, ...]:
    return ()


@dataclass(frozen=True)
class Trace:
    """One node of the explanation (溯源节点); ``inputs`` is called only when the node is opened."""

    label: Label
    value: str
    formula: str = ""
    rule: RuleReference | None = None
    citation: Cited | None = None
    rows: tuple[RowReference, ...] = ()
    status: Status = "official"
    is_synthetic: bool = False
    coverage: Coverage | None = None
    notes: tuple[Label, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    inputs: Callable[[], tuple[Trace, ...]] = field(default=_no_inputs, compare=False, repr=False)

    def as_json(self) -> dict[str, object]:
        """Return the opened tree as plain data."""
        citation = self.citation
        return {
            "label": {"zh": self.label.zh, "en": self.label.en},
            "value": self.value,
            "formula": self.formula or None,
            "rule": None if self.rule is None else self.rule.as_json(),
            "clause": None
            if citation is None
            else {"document": citation.document, "section": citation.section, "quote": citation.quote},
            "rows": [{"table": row.table, "key": list(row.key), "hash": row.table_hash} for row in self.rows],
            "status": self.status,
            "is_synthetic": self.is_synthetic,
            "coverage": None
            if self.coverage is None
            else {
                "expected": self.coverage.expected,
                "present": self.coverage.present,
                "absent": list(self.coverage.absent),
            },
            "notes": [{"zh": note.zh, "en": note.en} for note in self.notes],
            "sign_offs": [each.as_json() for each in self.sign_offs],
            "inputs": [node.as_json() for node in self.inputs()],
        }


@dataclass(frozen=True)
class Figure:
    """A computed figure (计算结果): a value with its unit, or an absence with its reason; never both.

    Raises
    ------
    ValueError
        If both a value and an absence are given, or neither.
    """

    value: Decimal | None
    unit: str
    trace: Trace
    absence: Absence | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.absence is None):
            raise ValueError("a figure has either a value or an absence")

    @property
    def status(self) -> Status:
        """Worst status of everything below."""
        return self.trace.status

    @property
    def is_synthetic(self) -> bool:
        """Whether any row below is synthetic (演示数据)."""
        return self.trace.is_synthetic
