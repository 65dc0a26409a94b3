"""What the commands of the office share (办文命令): who acts now, and how a filing stands in words."""

from __future__ import annotations

from collections.abc import Sequence

from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import Author, now
from shuangkong.records.office import STATES, STEPS, Signature, Standing, Waiting
from shuangkong.trace import Label

__all__ = ["show_standing", "signature", "waiting_for"]


def signature(author: Author) -> Signature:
    """Return who acts now, and why."""
    person, reason = author.signed()
    return Signature(person, reason, now())


def waiting_for(waits: Sequence[Waiting]) -> Label:
    """Return what a filing waits for, in words (待办).

    Examples
    --------
    >>> waiting_for([Waiting("countersigned", "能源局")]).zh
    '会签（能源局）'
    """
    parts = [(STEPS[wait.step], f"（{wait.department}）" if wait.department else "") for wait in waits]
    zh = "、".join(f"{step.zh}{by}" for step, by in parts)
    return Label(zh or "—", ", ".join(f"{step.en}{by}" for step, by in parts) or "—")


def show_standing(screen: Screen, standing: Standing, done: Label) -> None:
    """Print how a filing stands after an act."""
    if screen.is_json:
        screen.show_json(standing.as_json())
        return
    confirmed = Label("已附盖章件", "stamped scan attached")
    if not standing.is_confirmed:
        confirmed = Label("未附盖章件：已报送，未确认", "no stamped scan: filed, not confirmed")
    screen.line(done, "green")
    screen.show_fields(
        [
            (Label("报表编号", "filing"), standing.filing.filing_id),
            (Label("状态", "state"), screen.say(STATES[standing.state.state])),
            (Label("待办", "waits for"), screen.say(waiting_for(standing.state.waiting_for))),
            (Label("确认", "confirmation"), screen.say(confirmed)),
        ]
    )
