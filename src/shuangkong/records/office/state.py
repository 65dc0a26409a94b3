"""The state of a filing (办理状态), read off its steps.

::

    draft → filed → county_reviewed → prefecture_reviewed → countersigned → approved
                 ╰──────────── returned (with an opinion; a refusal returns it) ────╯

Reviews apply where the type asks for them and the filer stands at or below that level. A filing that was
returned is filed again as a new version; an approved one is replaced only by a correction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from shuangkong.records.office.filing import Filing, FilingStep, StepName
from shuangkong.registers.type import RegisterType
from shuangkong.territory import LEVELS, Level
from shuangkong.trace import Label

__all__ = ["STATES", "FilingState", "State", "Waiting", "planned_steps", "state_of"]

State = Literal[
    "draft", "filed", "county_reviewed", "prefecture_reviewed", "countersigned", "approved", "returned"
]
STATES: Mapping[State, Label] = {
    "draft": Label("草稿", "draft"),
    "filed": Label("已报送", "filed"),
    "county_reviewed": Label("县级已审核", "reviewed at county level"),
    "prefecture_reviewed": Label("地级已审核", "reviewed at prefecture level"),
    "countersigned": Label("已会签", "countersigned"),
    "approved": Label("已批准", "approved"),
    "returned": Label("已退回", "returned"),
}
_REVIEWS: Mapping[StepName, Level] = {"county_reviewed": "county", "prefecture_reviewed": "prefecture"}


@dataclass(frozen=True)
class Waiting:
    """What a filing waits for (待办): a step, and the department that must take it where it is named."""

    step: StepName
    department: str | None = None


@dataclass(frozen=True)
class FilingState:
    """Where a filing stands (办理状态), what it waits for and the steps it went through, in order."""

    filing: Filing
    state: State
    waiting_for: tuple[Waiting, ...]
    history: tuple[FilingStep, ...]

    @property
    def is_approved(self) -> bool:
        """Whether its rows hold."""
        return self.state == "approved"

    def as_json(self) -> dict[str, object]:
        """Return the state as plain data."""
        return {
            "filing_id": self.filing.filing_id,
            "state": self.state,
            "waiting_for": [vars(waiting) for waiting in self.waiting_for],
            "history": [vars(step) | {"signed_on": step.signed_on.isoformat()} for step in self.history],
        }


def planned_steps(register_type: RegisterType, levels: Collection[Level] = LEVELS) -> tuple[Waiting, ...]:
    """Return every step a filing of a type must take after it was filed (应办步骤).

    Parameters
    ----------
    levels
        Levels the filer stands at or below; a review of any other level does not apply.

    Notes
    -----
    Departments that countersign do so whether or not the type lists the step; approval always comes last.
    """
    reviews = [Waiting(step) for step in register_type.steps if step in _REVIEWS and _REVIEWS[step] in levels]
    signatures = [Waiting("countersigned", department) for department in register_type.countersigned_by]
    return (*reviews, *signatures, Waiting("approved"))


def state_of(
    filing: Filing,
    steps: Iterable[FilingStep],
    register_type: RegisterType,
    levels: Collection[Level] = LEVELS,
) -> FilingState:
    """Return where a filing stands (办理状态): nothing but its steps decides it.

    Parameters
    ----------
    steps
        Rows of ``filing_step``; those of other filings are left out.
    levels
        As for `planned_steps`.
    """
    mine = (step for step in steps if step.filing_id == filing.filing_id)
    history = tuple(sorted(mine, key=lambda step: step.step_no))
    taken = {step.step for step in history}
    if "approved" in taken:
        return FilingState(filing, "approved", (), history)
    if taken & {"returned", "refused"}:
        return FilingState(filing, "returned", (), history)
    if "filed" not in taken:
        return FilingState(filing, "draft", (Waiting("filed"),), history)
    done = {Waiting(step.step, step.department if step.step == "countersigned" else None) for step in history}
    planned = planned_steps(register_type, levels)
    missing = [waiting for waiting in planned if waiting not in done]
    following = missing[0].step
    waiting_for = tuple(waiting for waiting in missing if waiting.step == following)
    return FilingState(filing, _reached(planned, following), waiting_for, history)


def _reached(planned: Iterable[Waiting], following: StepName) -> State:
    """Return the last state wholly reached before a step that is still awaited."""
    reached: State = "filed"
    for waiting in planned:
        if waiting.step == following:
            break
        if waiting.step in ("county_reviewed", "prefecture_reviewed", "countersigned"):
            reached = waiting.step
    return reached
