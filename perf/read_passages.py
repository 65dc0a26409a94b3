"""Score the plan reader (识别评分) on labelled passages: a table per field, and the traps it fell into.

Run ``python perf/read_passages.py FOLDER`` where FOLDER holds passages.jsonl, gold.jsonl and traps.jsonl.
A predicted target with a written value matches a labelled row when spans overlap and values are equal.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from shuangkong.plan import TargetDraft, read_plan

Row: TypeAlias = dict[str, object]
FIELDS = ("value_max", "unit", "operator", "direction", "base_year", "target_year", "modality")
STRICT = ("unit", "operator", "direction", "base_year", "target_year")


@dataclass
class Score:
    """What a run found: matches, misses, false hits, per-field agreement."""

    gold: int = 0
    predicted: int = 0
    matched: int = 0
    strict: int = 0
    traps: int = 0
    trapped: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def f1(self, hits: int) -> float:
        """Return the F1 of so many hits."""
        return 2 * hits / (self.gold + self.predicted) if self.gold + self.predicted else 0.0


def _overlap(first: tuple[int, int], second: tuple[int, int]) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def agrees(row: Row, draft: TargetDraft, name: str) -> bool:
    """Return whether a draft agrees with a labelled row in one field."""
    comparator, bound = row["comparator"], row["bound"]
    is_change = comparator in ("decrease_by", "increase_by")
    if name == "operator":
        wanted = (bound or "=") if is_change else comparator
        return draft.operator in (wanted, *row["comparator_alt"])  # type: ignore[misc]
    if name == "direction":
        wanted = {"decrease_by": "decrease", "increase_by": "increase"}.get(str(comparator))
        return draft.direction == wanted
    if name in ("base_year", "target_year"):
        said, implied = row[name], row[f"{name}_implied"]
        found = getattr(draft, name)
        return found == said or (said is None and found == implied)
    if name == "value_max":
        return (None if draft.value_max is None else float(draft.value_max)) == row["value_max"]
    return getattr(draft, name) == row[name]


def score(folder: Path) -> Score:
    """Read every passage and compare."""
    load = lambda name: [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]  # noqa: E731
    gold, traps = defaultdict(list), defaultdict(list)
    for row in load("gold.jsonl"):
        gold[row["passage_id"]].append(row)
    for row in load("traps.jsonl"):
        traps[row["passage_id"]].append(row)
    total = Score()
    for passage in load("passages.jsonl"):
        _passage(total, passage, gold[passage["id"]], traps[passage["id"]])
    return total


def _passage(total: Score, passage: Row, gold: list[Row], traps: list[Row]) -> None:
    drafts = [
        d
        for d in read_plan(str(passage["text"])).targets
        if d.value_origin == "written" and d.value is not None
    ]
    open_drafts = list(drafts)
    total.gold += len(gold)
    total.predicted += len(drafts)
    for row in gold:
        span = (int(str(row["start"])), int(str(row["end"])))
        found = [
            d
            for d in open_drafts
            if _overlap(d.span, span) and float(d.value or 0) == float(str(row["value"]))
        ]
        if not found:
            total.notes.append(f"MISS  {passage['id']} {row['span']} {row['indicator']}")
            continue
        best = max(
            found,
            key=lambda d: (sum(agrees(row, d, name) for name in FIELDS), d.indicator == row["indicator"]),
        )
        open_drafts.remove(best)
        total.matched += 1
        right = {name: agrees(row, best, name) for name in FIELDS}
        total.fields.update(name for name, ok in right.items() if ok)
        total.fields["indicator"] += best.indicator == row["indicator"]
        total.strict += all(right[name] for name in STRICT)
        for name in FIELDS:
            if not right[name]:
                total.notes.append(
                    f"FIELD {passage['id']} {row['span']} {name}: {getattr(best, name)!r} for "
                    f"{row.get(name, (row['comparator'], row['bound']))!r}"
                )
        if best.indicator != row["indicator"]:
            total.notes.append(
                f"NAME  {passage['id']} {row['span']}: {best.indicator!r} for {row['indicator']!r}"
            )
    total.notes.extend(f"FALSE {passage['id']} {d.value} {d.unit} {d.clause!r}" for d in open_drafts)
    total.traps += len(traps)
    for trap in traps:
        span = (int(str(trap["start"])), int(str(trap["end"])))
        if any(_overlap(d.span, span) for d in open_drafts):
            total.trapped += 1
            total.notes.append(f"TRAP  {passage['id']} {trap['span']} ({trap['why']})")


def table(total: Score) -> str:
    """Return the table per field as text."""
    lines = [
        f"labelled rows {total.gold}, predicted {total.predicted}, matched {total.matched}",
        f"F1 span+value            {total.f1(total.matched):.4f}",
        f"F1 with {', '.join(STRICT)} {total.f1(total.strict):.4f}",
        f"traps taken for targets  {total.trapped} of {total.traps}",
    ]
    lines += [f"  {name:12} {total.fields[name]:4} of {total.matched}" for name in (*FIELDS, "indicator")]
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notes", action="store_true", help="list every miss, false hit and wrong field")
    options = parser.parse_args()
    result = score(options.folder)
    print(table(result))
    if options.notes:
        print("\n".join(result.notes))
