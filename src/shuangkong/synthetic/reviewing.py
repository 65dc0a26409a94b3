"""Scoring the review of energy reports (对照预埋错误评审查): one report of one user is right or wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from shuangkong.assessment.energy_report import RULES, Terms, review
from shuangkong.packs import Packs
from shuangkong.registers import dictionary
from shuangkong.schema import Row
from shuangkong.snapshot import freeze
from shuangkong.synthetic.region import Planted, Region
from shuangkong.synthetic.scoring import Score
from shuangkong.synthetic.users import synthetic_facility_rows

__all__ = ["DOUBTS", "review_score"]

DOUBTS = frozenset(f"energy_report_{rule}" for rule in RULES)
"""What the review finds and no rule of a register is meant to."""


def review_score(
    packs: Packs, region: Region, rows: Mapping[str, Sequence[Row]], planted: Sequence[Planted]
) -> Score:
    """Return how well the review finds what was planted in the reports of the last year (审查评分).

    The one meter of the region that is off by 10⁴ is wrong on purpose as well.
    """
    year = region.years[-1]
    known_on = date(year + 1, 11, 1)
    users, meters = synthetic_facility_rows(region)
    tables = {**rows, "key_energy_user": users, "facility_energy": meters}
    tables["division"] = packs.table("division")
    with TemporaryDirectory() as folder:
        frozen = freeze(
            Path(folder),
            tables,
            known_on=known_on,
            packs=packs.references,
            release="0",
            dictionary=dictionary(packs).table,
        )
        found = review(
            frozen,
            Terms.of(packs, known_on),
            year,
            known_on=known_on,
            synthetic=True,
        )
    told = {(each.facility, each.problem.code) for each in found.doubts}
    wrong = {each.key[0] for each in planted} | {region.facilities[0].id}
    missed = tuple(each for each in planted if (each.key[0], each.rule) not in told)
    flagged = {facility: rule for facility, rule in told if facility not in wrong}
    right = len(planted) - len(missed)
    return Score(
        planted=len(planted),
        found=right,
        by_rule=right,
        clean=len(region.facilities) - len(wrong),
        flagged=len(flagged),
        missed=missed,
        false=tuple(("energy_report", rule, (facility,)) for facility, rule in sorted(flagged.items())),
    )
