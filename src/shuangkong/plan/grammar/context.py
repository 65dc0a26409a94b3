"""Context (上下文): what earlier words of a paragraph still say about the number at hand."""

from __future__ import annotations

from dataclasses import dataclass

from shuangkong.plan.draft import Direction, Modality, Operator, TargetDraft

__all__ = ["Context", "Due", "Plan"]


@dataclass(frozen=True)
class Due:
    """When a goal is due (目标年): the year, whether it is written, and the period it closes."""

    year: int | None = None
    is_stated: bool = False
    first_year: int | None = None


@dataclass(frozen=True)
class Plan:
    """What the document says of itself (文件信息): the period in its title."""

    title: str | None = None
    first_year: int | None = None
    last_year: int | None = None


@dataclass
class Context:
    """Running state of one paragraph (段落状态)."""

    plan: Plan
    due: Due = Due()
    later_due: Due = Due()
    suspended: Due = Due()
    is_past: bool = False
    head: str = ""
    listed: tuple[str, ...] = ()
    run_names: tuple[tuple[str, str | None], ...] = ()
    many_years: tuple[int, ...] = ()
    sentence_start: int = 0
    piece_operator: Operator | None = None
    piece_direction: Direction | None = None
    label_operator: Operator | None = None
    label_direction: Direction | None = None
    label_unit: str | None = None
    is_past_here: bool = False
    bracket_direction: Direction | None = None
    bracket_base: int | None = None
    lead_base: int | None = None
    last_base: int | None = None
    modality: Modality = "firm"
    subject: str = ""
    previous: TargetDraft | None = None

    def begin_sentence(self) -> None:
        """Forget what reaches no further than its sentence."""
        self.lead_base = self.last_base = None
        self.modality = "firm"
        self.head = ""
        self.listed = ()
        self.run_names = ()
        self.many_years = ()
        self.label_operator = self.label_direction = self.label_unit = None
        self.is_past_here = False
        self.bracket_direction, self.bracket_base = None, None
        self.subject = ""

    def begin_part(self) -> None:
        """Forget what reaches no further than a semicolon."""
        self.last_base = self.bracket_base = None
        self.bracket_direction = None
        self.modality = "firm"
        self.subject = ""
        if self.suspended.year and not self.due.year:
            self.due, self.suspended = self.suspended, Due()
