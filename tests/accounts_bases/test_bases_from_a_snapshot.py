"""A statement from a frozen snapshot: the same figures, cited with the hashes of its tables."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shuangkong.accounts import printed
from shuangkong.accounts.bases import Inquiry, state
from shuangkong.errors import ProblemsFound
from shuangkong.packs import Packs
from shuangkong.snapshot import Snapshot, freeze


def frozen_with(folder: Path, packs: Packs, **tables: Any) -> Snapshot:
    given = {"division": packs.table("division"), **tables}
    return freeze(folder, given, known_on=date(2026, 6, 1), packs=packs.references, release="0")


def test_a_snapshot_answers_with_its_own_hashes(
    tmp_path: Path, packs: Packs, inquire: Callable[..., Any], region: list[Any], filed: list[Any]
) -> None:
    snapshot = frozen_with(tmp_path, packs, observation=region, deduction=filed)
    found = state(Inquiry.of(inquire(region, filed).question, snapshot, packs))
    assert printed(found.intensity_change.value) == "-28.59"
    rows = found.intensity_change.trace.rows
    assert {row.table_hash for row in rows if row.table == "deduction"} == {snapshot.table_hash("deduction")}
    assert {row.key[0] for row in rows if row.table == "deduction"} == {"F0", "F5", "N0", "N5"}


def test_a_snapshot_without_deductions_is_not_taken_for_one_with_none(
    tmp_path: Path, packs: Packs, inquire: Callable[..., Any], region: list[Any]
) -> None:
    snapshot = frozen_with(tmp_path, packs, observation=region)
    with pytest.raises(ProblemsFound) as caught:
        Inquiry.of(inquire(region, []).question, snapshot, packs)
    assert [problem.code for problem in caught.value.problems] == ["snapshot_table_unknown"]
