"""The plan's own text against the reviewed list of its targets and measures, field by field."""

from __future__ import annotations

import csv
import re
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

import pytest
import yaml

from shuangkong.packs import load_packs
from shuangkong.plan import MeasureDraft, Reading, TargetDraft, read_plan
from shuangkong.plan.reviewed import reviewed_measures, reviewed_targets

FIELDS = ("value", "value_max", "unit", "operator", "form", "base_year", "target_year", "scope", "duties")
WORDS = yaml.safe_load(Path(__file__).with_name("gold_words.yaml").read_text(encoding="utf-8"))
Row = dict[str, str]
MOST_EXTRA_QUALITATIVE = 6


@cache
def _text(shared: Path) -> str:
    return next((shared / "seeds").glob("*.txt")).read_text(encoding="utf-8")


@cache
def _reading(shared: Path) -> Reading:
    return read_plan(_text(shared))


@cache
def _listed(shared: Path, name: str) -> tuple[Row, ...]:
    with (shared / "data" / "plan" / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _expected(row: Row) -> dict[str, object]:
    unit: str | None = WORDS["unit"].get(row["unit"], row["unit"])
    if row["value_origin"] == "derived" and row["unit"].startswith("%"):
        unit = "%"
    elif unit not in ("pp",) and (not unit or unit not in row["clause_text"]):
        unit = None
    scope: str | None = re.sub(r"\([^()]*\)$", "", row["scope"]).strip().removeprefix("全区")
    scope = WORDS["scope"].get(scope, scope.replace(";", "、")) if scope else None
    return {
        "value": _number(row["value"]),
        "value_max": _number(row["value_max"]),
        "unit": unit,
        "operator": WORDS["comparator"].get(row["comparator"], row["comparator"]),
        "form": row["form"],
        "base_year": _year(row, "base_year"),
        "target_year": _year(row, "target_year"),
        "scope": scope or None,
        "duties": _duties_listed(row),
    }


def _year(row: Row, name: str) -> tuple[int | None, bool]:
    return (int(row[name]) if row[name] else None, row[f"{name}_basis"] == "stated")


def _duties_listed(row: Row) -> tuple[object, ...]:
    named = tuple(filter(None, row["lead_departments"].split(";")))
    others = tuple(filter(None, row["participating_departments"].split(";")))
    is_sole = row["responsibility_mode"].startswith("sole")
    mode = "sole" if is_sole else "lead" if named else "by_mandate" if others else None
    return (() if is_sole else named, others, named if is_sole else (), mode, row["open_list"] == "yes")


def _duties(draft: TargetDraft | MeasureDraft) -> tuple[object, ...]:
    return (draft.lead, draft.participating, draft.sole, draft.responsibility, draft.is_open_list)


def _found(draft: TargetDraft) -> dict[str, object]:
    has_base, has_due = draft.base_year is not None, draft.target_year is not None
    return {
        **{
            name: getattr(draft, name) for name in ("value", "value_max", "unit", "operator", "form", "scope")
        },
        "base_year": (draft.base_year, has_base and draft.base_year_stated),
        "target_year": (draft.target_year, has_due and draft.target_year_stated),
        "duties": _duties(draft),
    }


def _paired(shared: Path) -> tuple[list[tuple[Row, TargetDraft | None]], list[TargetDraft]]:
    """Pair each row with one draft by place and value; return the drafts left over, too."""
    text, reading = _text(shared), _reading(shared)
    body = text.index(reading.title or "")
    left = [*reading.targets, *reading.thresholds]
    pairs: list[tuple[Row, TargetDraft | None]] = []
    for row in _listed(shared, "indicators.csv"):
        start = text.index(row["clause_text"], body)
        near = [
            d
            for d in left
            if d.span[0] < start + len(row["clause_text"])
            and start < d.span[1]
            and d.value == _number(row["value"])
        ]
        wanted = _expected(row)
        best = max(near, key=lambda d: sum(_found(d)[n] == wanted[n] for n in FIELDS), default=None)
        if best is not None:
            left.pop(next(i for i, d in enumerate(left) if d is best))
        pairs.append((row, best))
    return pairs, left


def test_every_listed_target_comes_out_of_the_text(shared, capsys):
    pairs, _ = _paired(shared)
    assert len(pairs) == 62
    wrong, right = [], dict.fromkeys(FIELDS, 0)
    for row, draft in pairs:
        if draft is None:
            wrong.append(f"{row['id']} is missing: {row['clause_text']}")
            continue
        wanted, found = _expected(row), _found(draft)
        for name in FIELDS:
            if found[name] == wanted[name]:
                right[name] += 1
            else:
                wrong.append(f"{row['id']} {name}: {found[name]!r}, the list has {wanted[name]!r}")
    with capsys.disabled():
        print("\nfield        right of 62")
        for name, count in right.items():
            print(f"{name:12} {count:5}")
    assert not wrong, "\n".join(wrong)


def test_nothing_else_with_a_number_comes_out(shared):
    _, left = _paired(shared)
    numbers = [(d.clause, d.value) for d in left if d.value is not None and d.form != "threshold"]
    assert numbers == []
    selecting = [d.clause for d in left if d.form == "threshold"]
    assert all(re.search("65蒸吨/小时及以上|10千伏及以上", clause) for clause in selecting)
    assert sum(d.form == "qualitative" for d in left) <= MOST_EXTRA_QUALITATIVE


def test_a_report_before_the_text_is_not_counted_twice(shared):
    shares = [d for d in _reading(shared).targets if "75%" in d.clause]
    assert len(shares) == 1
    assert shares[0].section == "三(八)"


def test_measures_have_their_duties(shared):
    def bare(text: str) -> str:
        return re.sub(r"[，。\s]", "", text)

    drafts = [(bare(draft.clause), draft) for draft in _reading(shared).measures]
    rows = _listed(shared, "measures.csv")
    missing, wrong = [], []
    for row in rows:
        words = bare(row["text_fragment"])
        same = [d for t, d in drafts if t == words] or [d for t, d in drafts if words in t or t in words]
        same = [d for d in same if d.section == row["section"]]
        if not same:
            missing.append(row["text_fragment"])
        elif _duties(same[0]) != _duties_listed(row):
            wrong.append(row["id"])
    assert len(rows) == 329
    assert len(missing) + len(wrong) <= 0.05 * len(rows), (missing, wrong)
    assert not wrong


def test_local_governments_have_a_standing_duty(shared):
    in_sections = [d for d in _reading(shared).measures if d.section.startswith(("三", "四"))]
    assert all(draft.has_local_duty for draft in in_sections)


def test_the_pack_holds_what_was_read(shared):
    packs = load_packs("cn-15-14fyp")
    targets = {target.id: target for target in reviewed_targets(packs)}
    pairs, _ = _paired(shared)
    assert len(targets) == len(pairs)
    for row, draft in pairs:
        target = targets[row["id"]]
        assert draft is not None
        for name in ("value", "value_max", "unit", "operator", "form", "base_year", "target_year", "scope"):
            assert getattr(target, name) == getattr(draft, name), (row["id"], name)
        assert target.citation.quote == draft.clause
        assert target.duties.participating == draft.participating
        assert (target.duties.lead, target.duties.sole) == (draft.lead, draft.sole)
    measures = reviewed_measures(packs)
    assert [measure.id for measure in measures] == [row["id"] for row in _listed(shared, "measures.csv")]


def test_stable_targets_are_tested_every_year():
    kept = [t.id for t in reviewed_targets(load_packs("cn-15-14fyp")) if t.is_tested_every_year]
    assert kept == ["IND-3.5-02"]


@pytest.mark.parametrize("name", ["targets", "measures"])
def test_linked_entries_exist(name):
    packs = load_packs("cn-15-14fyp")
    ids = {target.id for target in reviewed_targets(packs)}
    for measure in reviewed_measures(packs):
        assert set(measure.linked_targets) <= ids, measure.id
