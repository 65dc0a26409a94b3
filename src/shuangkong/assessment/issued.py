"""Issued verdicts (印发结论): what a verdict was issued as, and the same question asked again.

An issued verdict is never replaced. Asked again on the snapshot it was issued on, its question gives the same
verdict to the last figure; on a newer one it may give another, and the difference is shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shuangkong.accounts import FrozenRows, Question, adopted
from shuangkong.assessment.assess import assess
from shuangkong.assessment.verdict import Verdict
from shuangkong.packs import PackReference, Packs
from shuangkong.plan import Target
from shuangkong.quantity import Period
from shuangkong.schema import Row
from shuangkong.snapshot import CellChange

__all__ = ["Act", "ask_again", "changed_cells", "issued_row", "packs_hash", "question_of"]

_SHOWN = (
    "stance",
    "yardstick",
    "unit",
    "actual",
    "duty",
    "margin",
    "warning",
    "progress",
    "over_fulfilment",
    "required_pace",
    "reason",
    "rules",
    "status",
    "is_synthetic",
)


@dataclass(frozen=True)
class Act:
    """The act of issuing (印发): id, who signed when, why, under which document number.

    Parameters
    ----------
    first, second
        Person id and day of the two signatures.
    supersedes
        Id of the verdict this new decision takes the place of; that one stays as it was issued.
    """

    verdict_id: str
    first: tuple[str, date]
    second: tuple[str, date]
    reason: str
    document: str | None = None
    supersedes: str | None = None


def packs_hash(references: Iterable[PackReference]) -> str:
    """Return one hash of a stack of packs (规则包哈希): SHA-256 over id, edition and hash of each."""
    plain = [[each.id, each.edition, each.hash] for each in references]
    return hashlib.sha256(_json(plain).encode()).hexdigest()


def issued_row(verdict: Verdict, act: Act, *, snapshot: str, packs: Packs, release: str, trace: str) -> Row:
    """Return the row of the table ``issued_verdict`` (印发结论行).

    Parameters
    ----------
    snapshot
        Id of the snapshot the verdict was computed from.
    trace
        Hash of the verdict with its opened trace, as kept.
    """
    question = verdict.question
    return {
        "verdict_id": act.verdict_id,
        "division_code": question.division,
        "verdict_subject": verdict.target.id,
        "period": question.period.text,
        "verdict_value": verdict.sentence().zh,
        "question_json": _json(_plain_question(verdict)),
        "rule_editions": ";".join(f"{rule.key}@{rule.edition}" for rule in verdict.conventions),
        "snapshot_id": snapshot,
        "packs_hash": packs_hash(packs.references),
        "release": release,
        "trace_sha256": trace,
        "verdict_document": act.document,
        "first_officer": act.first[0],
        "first_signed_on": act.first[1],
        "second_person": act.second[0],
        "second_signed_on": act.second[1],
        "supersedes_verdict": act.supersedes,
        "decision_reason": act.reason,
        "is_synthetic": verdict.is_synthetic,
    }


def _plain_question(verdict: Verdict) -> Mapping[str, object]:
    question = verdict.question
    return {
        "division": question.division,
        "period": question.period.text,
        "known_on": question.known_on.isoformat(),
        "rule": list(question.rule),
        "energy_basis": question.energy_basis,
        "subject": verdict.target.id,
    }


def question_of(row: Row) -> Question:
    """Return the question an issued verdict answered (原问题)."""
    plain = json.loads(str(row["question_json"]))
    return Question(
        division=plain["division"],
        period=Period.parse(plain["period"]),
        known_on=date.fromisoformat(plain["known_on"]),
        rule=tuple(plain["rule"]),
        energy_basis=plain["energy_basis"],
        subject=plain["subject"],
    )


def ask_again(
    question: Question, targets: Sequence[Target], rows: FrozenRows, packs: Packs, *, synthetic: bool
) -> Verdict | None:
    """Return the verdict a question has on other frozen rows (重新提问); None where its target is gone.

    Sign-offs frozen with the rows hold, as they did when the verdict was made.
    """
    target = next((each for each in targets if each.id == question.subject), None)
    if target is None:
        return None
    held = adopted(packs, rows, question.known_on)
    return assess(question, target, rows, held, synthetic=synthetic)


def changed_cells(before: Mapping[str, object], after: Mapping[str, object] | None) -> tuple[CellChange, ...]:
    """Return what two verdicts as plain data differ in (结论差异); after None the target is gone.

    Examples
    --------
    >>> changed_cells({"stance": "met", "margin": "0.10"}, {"stance": "missed", "margin": "0.10"})
    (CellChange(column='stance', before='met', after='missed'),)
    """
    held = {} if after is None else after
    pairs = ((name, _text(before.get(name)), _text(held.get(name))) for name in _SHOWN)
    return tuple(CellChange(name, left, right) for name, left, right in pairs if left != right)


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
