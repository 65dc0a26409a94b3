"""Published results (公布的结果): tallies of announced warning levels, and grades against their targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shuangkong.errors import Collector, Problem
from shuangkong.packs import RuleEdition
from shuangkong.schema import Row

__all__ = ["contradiction", "tally_levels"]


def tally_levels(rows: Sequence[Row], period: str, dimension: str) -> Mapping[int, tuple[str, ...]]:
    """Return who stands in which announced warning level (预警等级名单).

    Parameters
    ----------
    rows
        Rows of the table ``warning_level``.

    Returns
    -------
    Mapping
        Level → division codes in order. A division without a level stands in none.

    Raises
    ------
    ProblemsFound
        If a division stands in two levels of one list (``warning_in_two_levels``), one problem for each.
    """
    problems, held = Collector(), dict[str, int]()
    for row in rows:
        division, level = str(row["division_code"]), row["warning_level"]
        if (row["period"], row["dimension"]) != (period, dimension) or level is None:
            continue
        number = int(str(level))
        if division in held and held[division] != number:
            problems.add(
                "warning_in_two_levels", division, period=period, found=f"{held[division]} / {number}"
            )
        held[division] = number
    problems.raise_errors()
    return {
        level: tuple(sorted(code for code, number in held.items() if number == level))
        for level in sorted(set(held.values()))
    }


def contradiction(grade: str, *, is_met: bool, rule: RuleEdition, where: str) -> Problem | None:
    """Return what is wrong between a grade and its target (等次与目标的矛盾), or None.

    A missed target vetoes: its grade is the one the edition names. A met target never has that grade, though
    it does not fix which other one.
    """
    veto = rule.text("if_target_missed")
    if (grade == veto) != is_met:
        return None
    outcome = {"met_zh": "完成" if is_met else "未完成", "met_en": "met" if is_met else "missed"}
    return Problem("grade_contradicts_target", where, {"grade": grade, "veto": veto, **outcome})
