"""Issuing (印发): a verdict signed and kept with its trace, and asked again whenever somebody doubts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

import shuangkong
from shuangkong.assessment import Verdict
from shuangkong.assessment.issued import (
    Act,
    ask_again,
    changed_cells,
    issued_row,
    packs_hash,
    question_of,
)
from shuangkong.errors import Collector, Problem
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.reports import check_official
from shuangkong.schema import Row
from shuangkong.snapshot import CellChange, Snapshot, VerdictChange, alone, keep_document, read_document
from shuangkong.workspace.folder import Workspace

__all__ = ["Act", "Recheck", "issue", "issued", "recheck", "recheck_all"]

_LAST_DAY = date(9999, 12, 30)  # everything that was ever kept is known by then


def issue(
    workspace: Workspace, verdict: Verdict, act: Act, *, snapshot: Snapshot, recorded_at: datetime
) -> Row:
    """Keep a verdict as issued (印发结论): value, opened trace, snapshot, packs, release, signatures.

    A verdict on synthetic rows may be issued as a demonstration, which its row says; a real one has to pass
    `check_official`. Issuing the same again changes nothing.

    Raises
    ------
    ProblemsFound
        ``issue_one_person``, ``issue_exists``, the errors of `check_official`, and those of keeping a row.
    """
    problems = Collector()
    if act.first[0] == act.second[0]:
        problems.add("issue_one_person", act.verdict_id, person=act.first[0])
    if not verdict.is_synthetic:
        problems.extend(each for each in check_official([verdict]) if each.severity == "error")
    problems.raise_errors()
    with alone(workspace.folder):
        row = issued_row(
            verdict,
            act,
            snapshot=snapshot.id,
            packs=workspace.packs,
            release=shuangkong.__version__,
            trace=keep_document(workspace.folder, verdict.as_json()),
        )
        if issued(workspace).get(act.verdict_id, row) != row:
            problems.add("issue_exists", act.verdict_id, verdict=act.verdict_id)
            problems.raise_errors()
        workspace.records.keep(
            "issued_verdict", [row], author=act.first[0], reason=act.reason, recorded_at=recorded_at
        )
    return row


def issued(workspace: Workspace) -> Mapping[str, Row]:
    """Return every verdict ever issued in the workspace by its id (印发结论)."""
    rows = workspace.records.known("issued_verdict", _LAST_DAY)
    return {str(row["verdict_id"]): row for row in rows}


@dataclass(frozen=True)
class Recheck:
    """An issued verdict asked again (复核印发结论).

    Attributes
    ----------
    is_same
        Whether the answer is the issued one with every line of its trace; on another snapshot than its own,
        whether nothing a reader sees differs.
    notes
        What limits the comparison, such as packs that were changed since.
    """

    row: Row
    is_same: bool
    cells: tuple[CellChange, ...]
    notes: tuple[Problem, ...] = ()

    def as_change(self) -> VerdictChange | None:
        """Return what would differ, None where nothing does."""
        return VerdictChange(str(self.row["verdict_id"]), self.cells) if self.cells else None

    def as_json(self) -> dict[str, object]:
        """Return the outcome as plain data."""
        cells = VerdictChange(str(self.row["verdict_id"]), self.cells).as_json()["cells"]
        return {
            "verdict": self.row["verdict_id"],
            "issued": self.row["verdict_value"],
            "is_same": self.is_same,
            "cells": cells,
            "notes": [each.as_json() for each in self.notes],
        }


def recheck(workspace: Workspace, row: Row, on: Snapshot | None = None) -> Recheck:
    """Ask the question of an issued verdict again (复核) on its own snapshot, or on another.

    On another snapshot the question is put as of that snapshot's day. The issued verdict stands either way.

    Raises
    ------
    ProblemsFound
        ``snapshot_unknown``, ``document_missing``, ``document_changed`` and the problems of the frozen files.
    """
    snapshot = on or workspace.snapshot(str(row["snapshot_id"]))
    question = question_of(row)
    is_own = snapshot.id == row["snapshot_id"]
    if not is_own:
        question = replace(question, known_on=snapshot.manifest.known_on)
    before = cast(Mapping[str, object], read_document(workspace.folder, str(row["trace_sha256"])))
    targets = reviewed_targets(workspace.packs)
    synthetic = row["is_synthetic"] is True
    verdict = ask_again(question, targets, snapshot, workspace.packs, synthetic=synthetic)
    after = None if verdict is None else verdict.as_json()
    cells = changed_cells(before, after)
    is_same = before == after if is_own else not cells
    return Recheck(row, is_same, cells, tuple(_notes(workspace, row)))


def _notes(workspace: Workspace, row: Row) -> Collector:
    notes = Collector()
    if row["packs_hash"] != packs_hash(workspace.packs.references):
        verdict, known = row["verdict_id"], row["packs_hash"]
        notes.add("issue_packs_changed", str(verdict), "warning", verdict=verdict, hash=known)
    return notes


def recheck_all(workspace: Workspace, on: Snapshot) -> tuple[Recheck, ...]:
    """Ask the questions of all issued verdicts again on one snapshot (全部复核)."""
    return tuple(recheck(workspace, row, on) for row in issued(workspace).values())
