"""The sample plan as read (示例规划): one target of each kind that the reader tells apart."""

from __future__ import annotations

from shuangkong.cli.figures import target_figure
from shuangkong.cli.screen import Screen
from shuangkong.plan import Reading, TargetDraft
from shuangkong.trace import Label

__all__ = ["show_sample"]

_SHOWN = 8
_HEADERS = (
    Label("指标", "indicator"),
    Label("目标值", "target"),
    Label("基期—目标年", "base–due"),
    Label("原文", "clause"),
)


def show_sample(screen: Screen, sample: Reading) -> None:
    """Print some of what the reader makes of the sample plan."""
    kinds: dict[tuple[str, ...], TargetDraft] = {}
    for draft in sample.targets:
        if draft.value is not None or draft.ordinal:
            kinds.setdefault((draft.form, draft.operator, draft.direction or ""), draft)
    rows = [
        (draft.indicator, target_figure(draft), _years(draft), draft.clause)
        for draft in list(kinds.values())[:_SHOWN]
    ]
    counts = [len(sample.targets), len(sample.thresholds), len(sample.measures)]
    zh = "目标 {} 项、门槛 {} 项、任务 {} 项".format(*counts)
    en = "{} targets, {} thresholds, {} measures".format(*counts)
    title = Label(
        f"自拟示例规划的识别结果：{zh}，列出 {len(rows)} 种", f"our own sample plan: {en}; {len(rows)} kinds"
    )
    screen.show_table(title, _HEADERS, rows)


def _years(draft: TargetDraft) -> str:
    base = "" if draft.base_year is None else str(draft.base_year)
    return f"{base}–{draft.target_year}" if draft.target_year else base
