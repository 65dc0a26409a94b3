"""The reader on labelled passages of many plans: what it finds, how right, and what it falls for."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEAST_F1, LEAST_STRICT_F1, MOST_TRAPPED = 0.95, 0.92, 0.03


def _scorer():
    spec = importlib.util.spec_from_file_location("read_passages", ROOT / "perf" / "read_passages.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["read_passages"] = module
    spec.loader.exec_module(module)
    return module


def _check(folder: Path) -> None:
    scorer = _scorer()
    total = scorer.score(folder)
    report = scorer.table(total) + "\n" + "\n".join(total.notes)
    assert total.f1(total.matched) >= LEAST_F1, report
    assert total.f1(total.strict) >= LEAST_STRICT_F1, report
    assert total.trapped <= MOST_TRAPPED * total.traps, report


def test_labelled_passages(shared):
    _check(shared / "data" / "passages")


@pytest.mark.parametrize("name", ["heldout", "unseen"])
def test_passages_of_our_own(name):
    _check(Path(__file__).with_name(name))
