"""Drafts (草稿): what a plan's text says, gaps allowed; each keeps the words that made it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Literal

__all__ = [
    "Direction",
    "Doubt",
    "Form",
    "MeasureDraft",
    "MeasureKind",
    "Modality",
    "Nature",
    "Operator",
    "Reading",
    "Responsibility",
    "TargetDraft",
    "ValueOrigin",
]

Form = Literal[
    "change_rate",
    "absolute_change",
    "level",
    "percentage_points",
    "cumulative",
    "coverage",
    "ordinal_class",
    "count_range",
    "deadline",
    "threshold",
    "qualitative",
]
Operator = Literal[">=", "<=", ">", "<", "=", "~", "range", "none"]
Direction = Literal["increase", "decrease"]
Nature = Literal["binding", "anticipatory"]
Modality = Literal["firm", "stretch", "ensure"]
ValueOrigin = Literal["written", "derived"]
Responsibility = Literal["lead", "by_mandate", "sole"]
MeasureKind = Literal["action", "rule", "outcome"]
Json = str | int | float | bool | list[str] | list[int] | None


@dataclass(frozen=True)
class TargetDraft:
    """A target as written (目标草稿), or a threshold (门槛) when ``form`` is ``threshold``.

    Attributes
    ----------
    indicator
        The indicator's words, completed from the clause (化学需氧量排放总量).
    value, value_max
        The number as written (1.3亿千瓦 → 1.3); ``value_max`` closes a range.
    unit
        As written; 百分点 is ``pp``.
    direction
        For changes only; a level has none.
    base_year, base_year_stated
        The year compared with; ``stated`` is False where period or document imply it.
    is_tested_every_year
        稳定在: to be kept up, not only reached.
    strength
        Word that strengthens or weakens (以上, 左右, 基本, 力争); joined by ``;``.
    span
        Start and end in the text given.
    clause
        The clause's own words, not the paragraph.
    """

    indicator: str
    form: Form
    operator: Operator
    clause: str
    span: tuple[int, int]
    value: Decimal | None = None
    value_max: Decimal | None = None
    value_origin: ValueOrigin | None = None
    unit: str | None = None
    direction: Direction | None = None
    base_year: int | None = None
    base_year_stated: bool = False
    target_year: int | None = None
    target_year_stated: bool = False
    scope: str | None = None
    strength: str | None = None
    nature: Nature | None = None
    modality: Modality = "firm"
    ordinal: str | None = None
    is_tested_every_year: bool = False
    section: str = ""
    lead: tuple[str, ...] = ()
    participating: tuple[str, ...] = ()
    sole: tuple[str, ...] = ()
    responsibility: Responsibility | None = None
    is_open_list: bool = False
    has_local_duty: bool = False

    def as_json(self) -> dict[str, Json]:
        """Return the draft as plain data, numbers as numbers."""
        return _plain(asdict(self))


@dataclass(frozen=True)
class MeasureDraft:
    """A measure as written (任务草稿): an action, a rule, or an outcome without a number."""

    kind: MeasureKind
    verb: str | None
    object: str | None
    actor: str | None
    clause: str
    span: tuple[int, int]
    section: str = ""
    lead: tuple[str, ...] = ()
    participating: tuple[str, ...] = ()
    sole: tuple[str, ...] = ()
    responsibility: Responsibility | None = None
    is_open_list: bool = False
    has_local_duty: bool = False

    def as_json(self) -> dict[str, Json]:
        """Return the draft as plain data."""
        return _plain(asdict(self))


@dataclass(frozen=True)
class Doubt:
    """What the text leaves open (存疑): a catalogue code, the field it touches and the words."""

    code: str
    field: str
    clause: str
    span: tuple[int, int]

    def as_json(self) -> dict[str, Json]:
        """Return the doubt as plain data."""
        return _plain(asdict(self))


@dataclass(frozen=True)
class Reading:
    """All that a text was read into (识别结果); ``sections`` pairs numbers with headings."""

    title: str | None
    targets: tuple[TargetDraft, ...]
    thresholds: tuple[TargetDraft, ...]
    measures: tuple[MeasureDraft, ...]
    doubts: tuple[Doubt, ...]
    sections: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return everything as plain data."""
        return {
            "title": self.title,
            "sections": dict(self.sections),
            "targets": [draft.as_json() for draft in self.targets],
            "thresholds": [draft.as_json() for draft in self.thresholds],
            "measures": [draft.as_json() for draft in self.measures],
            "doubts": [doubt.as_json() for doubt in self.doubts],
        }


def _plain(fields: dict[str, object]) -> dict[str, Json]:
    plain: dict[str, Json] = {}
    for name, value in fields.items():
        if isinstance(value, Decimal):
            plain[name] = int(value) if value == value.to_integral_value() else float(value)
        elif isinstance(value, tuple):
            plain[name] = list(value)
        elif value is None or isinstance(value, str | int | bool):
            plain[name] = value
        else:
            raise TypeError(f"{name} cannot be written as JSON")
    return plain
