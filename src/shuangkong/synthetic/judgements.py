"""Synthetic judgements (演示研判): what invented people judge of the targets that no number decides."""

from __future__ import annotations

from datetime import date

from shuangkong.schema import Row
from shuangkong.synthetic.region import Filled, Region
from shuangkong.synthetic.slips import Slip, spoiled

__all__ = ["fill"]

_SILENT_IN = 4  # one target in so many is left without a judgement
_OUTCOMES = ("met", "met", "basically_met", "not_met")
_JUDGES = ("示例研判人甲", "示例研判人乙", "示例研判人丙")


def fill(region: Region) -> Filled:
    """Invent judgements of the last year (演示研判); a few targets stay without, one judgement is wrong.

    Examples
    --------
    >>> region = Region("990000", (), (), range(2020, 2026), 1, goals=("T-1", "T-2", "T-3", "T-4"))
    >>> len(fill(region).rows["judgement"]), len(fill(region).planted)
    (3, 1)
    """
    if not region.goals:
        return Filled({})
    dice = region.dice("judgement")
    silent = dice.sample(region.goals, len(region.goals) // _SILENT_IN)
    rows = [_judgement(region, goal) for goal in region.goals if goal not in silent]
    key = ("judged_target", "division_code", "period", "is_synthetic")
    return spoiled("judgement", key, rows, _SLIPS, region.dice("judgement/slips"))


def _judgement(region: Region, goal: str) -> Row:
    dice, year = region.dice(f"judgement/{goal}"), region.years[-1]
    return region.marked(
        {
            "judged_target": goal,
            "division_code": region.code,
            "period": str(year),
            "judged_outcome": dice.choice(_OUTCOMES),
            "judged_grounds": "示例理由：对照条文逐项核对台账和佐证材料",
            "judged_by": dice.choice(_JUDGES),
            "department": "示例部门",
            "judged_on": date(year + 1, dice.randint(1, 3), dice.randint(1, 28)),
            "evidence_document": f"示例研判报告{year + 1}-{dice.randint(1, 99):02d}",
        }
    )


_SLIPS = (Slip("evidence_document", "missing", "evidence_named", lambda _row: {"evidence_document": None}),)
