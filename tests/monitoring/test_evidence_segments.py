"""Evidence: what was appended stands, a torn tail goes, a changed byte is found."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.errors import ProblemsFound
from shuangkong.monitoring.evidence import Broken, Record, Segments, read_records, verify


def records(number: int) -> list[Record]:
    return [Record(1_000 + each, f"10.0.0.{each}:1", "", b"##%04d" % each * 9) for each in range(number)]


def test_records_come_back_in_order_over_segments(tmp_path: Path) -> None:
    with Segments(tmp_path, largest=900) as kept:
        for record in records(40):
            kept.append([record])
    assert len(list(tmp_path.glob("*.seg"))) > 3
    assert list(read_records(tmp_path)) == records(40)
    assert list(read_records(tmp_path, after=38)) == records(40)[38:]
    assert verify(tmp_path) == (40, None)


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with Segments(tmp_path), pytest.raises(BlockingIOError):
        Segments(tmp_path)


@given(cut=st.integers(1, 400))
def test_a_torn_tail_is_cut_and_the_rest_goes_on(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    folder = tmp_path_factory.mktemp("evidence")
    with Segments(folder) as kept:
        kept.append(records(10))
    (segment,) = folder.glob("*.seg")
    data = segment.read_bytes()
    segment.write_bytes(data[:-cut])
    held, broken = verify(folder)
    assert held < 10 and (broken is None or broken.is_tail)
    with Segments(folder) as kept:
        kept.append(records(1))
    assert list(read_records(folder)) == records(10)[:held] + records(1)
    assert verify(folder) == (held + 1, None)


@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_a_changed_byte_is_found(tmp_path_factory: pytest.TempPathFactory, place: int, change: int) -> None:
    folder = tmp_path_factory.mktemp("evidence")
    with Segments(folder, largest=500) as kept:
        for record in records(20):
            kept.append([record])
    segments = sorted(folder.glob("*.seg"))
    segment = segments[place % (len(segments) - 1)]
    data = bytearray(segment.read_bytes())
    data[place % len(data)] ^= change
    segment.write_bytes(data)
    held, broken = verify(folder)
    assert held < 20
    assert isinstance(broken, Broken) and not broken.is_tail


def test_a_segment_taken_away_is_found(tmp_path: Path) -> None:
    with Segments(tmp_path, largest=300) as kept:
        for record in records(20):
            kept.append([record])
    sorted(tmp_path.glob("*.seg"))[1].unlink()
    held, broken = verify(tmp_path)
    assert held < 20 and broken is not None


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Segments(tmp_path) as kept:
        kept.append(records(3))
        write, calls = os.write, []

        def full(descriptor: int, data: bytes) -> int:
            calls.append(descriptor)
            if len(calls) > 1:
                raise OSError(errno.ENOSPC, "no space")
            return write(descriptor, data[:20])

        monkeypatch.setattr(os, "write", full)
        with pytest.raises(OSError, match="no space"):
            kept.append(records(5))
        monkeypatch.undo()
        kept.append(records(1))
    assert list(read_records(tmp_path)) == records(3) + records(1)
    assert verify(tmp_path) == (4, None)


def test_nothing_is_written_behind_a_segment_that_is_none(tmp_path: Path) -> None:
    with Segments(tmp_path) as kept:
        kept.append(records(3))
    (segment,) = tmp_path.glob("*.seg")
    segment.write_bytes(b"x" * 200)
    with pytest.raises(ProblemsFound) as found:
        Segments(tmp_path)
    assert [problem.code for problem in found.value.problems] == ["evidence_broken"]
    assert segment.read_bytes() == b"x" * 200
