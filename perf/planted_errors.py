"""Planted errors (预埋错误): how many the checks find and how many clean rows they flag, by the answer key.

Run ``python perf/planted_errors.py [--seeds N N] [--one-in N] [--missed]``. Every register of the invented
region is filled and checked, for the seed of the demo and for one the rules were not tuned on; by theme and
in all. Bar: at least 95 % found, at most 2 % of the clean rows flagged. Ends with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from shuangkong.packs import load_packs
from shuangkong.registers import register_types
from shuangkong.synthetic.region import Region, region_of
from shuangkong.synthetic.reviewing import DOUBTS, review_score
from shuangkong.synthetic.scoring import Score, scores
from shuangkong.synthetic.themes import THEMES

TUNED, UNSEEN = 20260101, 20270707
RECALL, FALSE = 95, 2
_SHOWN = 20


def region(seed: int, one_in: int) -> Region:
    """Return the invented region of the newest plan's years, whole or thinned."""
    packs = load_packs("cn-15-14fyp")
    plan = max(packs.plans, key=lambda each: each.last_year)
    years = range(plan.base_year, plan.last_year + 1)
    return region_of(packs, packs.labels.division or "", seed=seed, years=years).thinned(one_in)


def show(name: str, score: Score) -> None:
    """Print one line of the table."""
    recall, false = ("—" if each is None else f"{each:.2f}" for each in (score.recall, score.false_share))
    cells = (name, score.planted, score.found, score.by_rule, recall, score.clean, score.flagged, false)
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def run(seed: int, one_in: int, *, is_telling: bool) -> bool:
    """Fill, check and score one region; return whether it holds the bars."""
    begun = time.perf_counter()
    packs = load_packs("cn-15-14fyp")
    types = register_types(packs)
    place = region(seed, one_in)
    found = dict(scores(types, place, THEMES, lambda each: each.rule in DOUBTS))
    filled = THEMES["energy_reports"](place)
    doubted = [each for each in filled.planted if each.rule in DOUBTS]
    found["review of the reports"] = review_score(packs, place, filled.rows, doubted)
    whole = sum(found.values(), Score())
    print(f"\nseed {seed}{'' if one_in == 1 else f', one user in {one_in}'}: "
          f"{time.perf_counter() - begun:.1f} s\n")  # fmt: skip
    print("| theme | planted | found | by the rule meant | recall % | clean | flagged | flagged % |")
    print("|---|---|---|---|---|---|---|---|")
    for theme, score in found.items():
        show(theme, score)
    show("all", whole)
    if is_telling:
        tell(whole)
    is_held = whole.recall is not None and whole.recall >= RECALL
    return is_held and (whole.false_share or 0) <= FALSE


def tell(whole: Score) -> None:
    """Print what was missed and what was flagged wrongly, by table and rule."""
    missed = Counter((each.table, each.rule, each.column) for each in whole.missed)
    false = Counter((table, rule) for table, rule, _ in whole.false)
    for title, counted in (("missed", missed), ("flagged though clean", false)):
        print(f"\n{title}:")
        for what, count in counted.most_common(_SHOWN):
            print(f"  {count} × {' '.join(what)}")


def main() -> None:
    """Print a table for each seed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[TUNED, UNSEEN])
    parser.add_argument("--one-in", type=int, default=1)
    parser.add_argument("--missed", action="store_true")
    given = parser.parse_args()
    held = [run(seed, given.one_in, is_telling=given.missed) for seed in given.seeds]
    print(f"\nbar (recall ≥ {RECALL} %, flagged ≤ {FALSE} %): {'held' if all(held) else 'missed'}")
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
