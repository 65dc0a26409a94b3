"""Many filings: an act reads what is kept of its own filing, however many others there are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shuangkong.records.office import Office, Signature, Submission
from shuangkong.records.reading import RowReader
from shuangkong.schema import Row

STEPS = (("prefecture_reviewed", "reviewer"), ("countersigned", "energy"), ("countersigned", "planner"))


def test_an_act_reads_no_more_rows_where_there_are_more_filings(
    office: Office,
    grade: Callable[..., Row],
    sign: Callable[..., Signature],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []
    rows = RowReader.rows

    def counted(reader: RowReader, kept, problems):  # type: ignore[no-untyped-def]
        read.extend([reader.table.name] * len(kept))
        return rows(reader, kept, problems)

    monkeypatch.setattr(RowReader, "rows", counted)

    def whole(period: int) -> dict[str, int]:
        """Return how many rows of each table it takes to bring one filing to its approval."""
        read.clear()
        made = grade("990100", "-3.50", str(period))
        submission = Submission("statistic", "990100", str(period), [made], None, is_synthetic=True)
        filed = office.filings.file(submission, sign("clerk", reason="年报")).filing.filing_id
        for step, who in (*STEPS, ("approved", "head")):
            office.filings.step(filed, step, sign(who, reason="同意"))
        return {table: read.count(table) for table in sorted(set(read))}

    whole(2000)  # the directory is read once
    counts = [whole(2001 + place) for place in range(12)]
    assert counts[0] == counts[-1], "what an act reads grows with what others filed"
    assert "person" not in counts[0]
    assert len(office.filings.all()) == 13


def test_a_person_who_left_or_came_is_known_at_the_next_act(
    office: Office, grade: Callable[..., Row], sign: Callable[..., Signature]
) -> None:
    before = office.desk.directory(office.desk.day(sign("head").at))
    assert office.desk.directory(before.on) is before
    clerk = before.person("clerk")
    newcomer = type(clerk)("new-clerk", "甲三", "统计局", "990100", "file", None, None, None)
    office.register_persons([newcomer], sign("planner", reason="调入"))
    assert office.desk.directory(before.on).person("new-clerk") == newcomer
