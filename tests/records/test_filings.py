"""Filings among the records, on SQLite and on PostgreSQL: kept whole, standing once approved."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from shuangkong.errors import ProblemsFound
from shuangkong.records import FIRST_HASH, Filed, Head, Kept, Records
from shuangkong.records.fingerprints import fingerprints
from shuangkong.schema import Row

TABLE = "assessment_grade"
YEAR = "2024"


def grade(division: str = "990100", change: str = "-3.50", **cells) -> Row:
    return {
        "division_code": division,
        "period": YEAR,
        "target_intensity_change_pct": Decimal("-3.20"),
        "actual_intensity_change_pct": Decimal(change),
        "energy_increment_10k_tce": None,
        "grade": "完成",
        "note": None,
        "status": "constructed",
        "source": "示例",
    } | cells


HEADER: Row = {
    "filer_code": "990000",
    "period": YEAR,
    "filer_person": "甲",
    "round_id": None,
    "document_number": None,
    "issued_on": None,
    "is_synthetic": True,
}


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2024, 1, day, hour, tzinfo=UTC)


def file(records: Records, rows, day: int = 1, **header) -> Filed:
    return records.file(
        "grades", 1, TABLE, rows, header=HEADER | header, author="甲", reason="报送", recorded_at=at(day)
    )


def step(records: Records, filing: str, state: str, day: int, **signature) -> int:
    return records.step(
        filing, state, **{"author": "乙", "opinion": None, "recorded_at": at(day)} | signature
    )


def keep(records: Records, rows, day: int) -> Kept:
    return records.keep(TABLE, rows, author="丙", reason="录入", recorded_at=at(day))


def changes(records: Records, day: int) -> list[str]:
    return [f"{row['actual_intensity_change_pct']:.2f}" for row in records.known(TABLE, date(2024, 1, day))]


def codes(raised) -> list[str]:
    return [problem.code for problem in raised.value.problems]


@pytest.fixture
def records(place: Path | str) -> Iterator[Records]:
    with Records(place) as opened:
        yield opened


def test_filing_stands_once_approved_and_not_before(records: Records) -> None:
    filed = file(records, [grade(), grade("990200")], day=1)
    assert filed == Filed("grades-2024-990000-v1", new=2, unchanged=0)
    assert records.filed_rows(filed.filing) == (grade(), grade("990200"))
    assert step(records, filed.filing, "prefecture_reviewed", 2) == 1
    assert step(records, filed.filing, "countersigned", 3, department="统计局") == 2
    assert step(records, filed.filing, "approved", 5) == 3
    assert [len(changes(records, day)) for day in (1, 4, 5)] == [0, 0, 2]
    header = records.known("filing", date(2024, 1, 1))[0]
    assert (header["filing_id"], header["version_no"], header["type_id"]) == (filed.filing, 1, "grades")
    assert (header["filed_on"], header["supersedes_filing"]) == (date(2024, 1, 1), None)
    steps = records.known("filing_step", date(2024, 1, 4))
    assert [(row["step_no"], row["step"], row["department"]) for row in steps] == [
        (1, "prefecture_reviewed", None),
        (2, "countersigned", "统计局"),
    ]
    assert records.verify_chain().seq == 6


def test_same_rows_filed_again_change_nothing(records: Records) -> None:
    first = file(records, [grade(), grade("990200")])
    head = records.head
    again = file(records, [grade("990200", "-3.5"), grade()], day=2, document_number="示例〔2024〕1号")
    assert again == Filed(first.filing, new=0, unchanged=2)
    assert records.head == head


def test_filers_are_told_apart_by_case(records: Records) -> None:
    assert file(records, [grade()], filer_code="a_1").filing == "grades-2024-a_1-v1"
    assert file(records, [grade()], filer_code="A_1") == Filed("grades-2024-A_1-v1", 1, 0)
    assert file(records, [grade()], filer_code="ab1") == Filed("grades-2024-ab1-v1", 1, 0)


def test_same_rows_may_be_filed_again_after_a_return(records: Records) -> None:
    first = file(records, [grade()])
    step(records, first.filing, "returned", 2, opinion="缺说明")
    assert file(records, [grade()], day=3) == Filed("grades-2024-990000-v2", new=1, unchanged=0)
    header = records.known("filing", date(2024, 1, 3))[1]
    assert header["supersedes_filing"] == first.filing


def test_returned_filing_never_shows(records: Records) -> None:
    filed = file(records, [grade()])
    step(records, filed.filing, "returned", 2, opinion="数字有误")
    assert changes(records, 9) == []
    other = file(records, [grade(change="-1.00")], day=3)
    step(records, other.filing, "approved", 4)
    step(records, other.filing, "returned", 6, opinion="批准有误")
    assert [changes(records, day) for day in (3, 4, 5, 6)] == [[], ["-1.00"], ["-1.00"], []]


def test_versions_follow_each_other_as_they_were_approved(records: Records) -> None:
    first = file(records, [grade(change="-1.00")], day=1)
    second = file(records, [grade(change="-2.00")], day=2)
    step(records, second.filing, "approved", 3)
    step(records, first.filing, "approved", 5)  # the older filing, approved last
    assert [changes(records, day) for day in (2, 3, 4, 5)] == [[], ["-2.00"], ["-2.00"], ["-1.00"]]


def test_officers_row_and_filed_row_under_one_key(records: Records) -> None:
    keep(records, [grade(change="-9.00")], day=1)
    filed = file(records, [grade(change="-1.00")], day=2)
    keep(records, [grade(change="-8.00")], day=3)
    step(records, filed.filing, "approved", 4)
    assert [changes(records, day) for day in (1, 3, 4)] == [["-9.00"], ["-8.00"], ["-1.00"]]
    assert keep(records, [grade(change="-1.00")], day=5) == Kept(new=0, unchanged=1)
    assert keep(records, [grade(change="-8.00")], day=6) == Kept(new=1, unchanged=0)
    assert changes(records, 6) == ["-8.00"]


def test_approved_row_is_withdrawn_and_one_that_does_not_stand_is_not(records: Records) -> None:
    filed = file(records, [grade()])
    signed = {"author": "丙", "reason": "归属有误"}
    assert records.withdraw(TABLE, [grade()], **signed, recorded_at=at(2)) == Kept(0, 1)
    step(records, filed.filing, "approved", 3)
    assert records.withdraw(TABLE, [grade()], **signed, recorded_at=at(4)) == Kept(1, 0)
    assert [len(changes(records, day)) for day in (2, 3, 4)] == [0, 1, 0]


def test_history_tells_every_version(records: Records) -> None:
    keep(records, [grade(change="-9.00"), grade("990200")], day=1)
    filed = file(records, [grade(change="-1.00")], day=2)
    step(records, filed.filing, "approved", 4)
    pending = file(records, [grade(change="-2.00")], day=5)
    history = records.history(TABLE, {"division_code": "990100", "period": YEAR})
    told = [
        (version.row["actual_intensity_change_pct"], version.state, version.filing) for version in history
    ]
    assert told == [
        (Decimal("-9.00"), "approved", ""),
        (Decimal("-1.00"), "filed", filed.filing),
        (Decimal("-2.00"), "filed", pending.filing),
    ]
    assert [version.approved_at for version in history] == [at(1), at(4), None]
    assert [(version.author, version.reason, version.recorded_at) for version in history[:2]] == [
        ("丙", "录入", at(1)),
        ("甲", "报送", at(2)),
    ]
    assert records.history(TABLE, grade("990900")) == ()


def test_filing_without_rows_is_a_report_of_nothing(records: Records) -> None:
    other = file(records, [grade()])
    empty = file(records, [], filer_code="990001")
    assert empty == Filed("grades-2024-990001-v1", 0, 0)
    assert records.filed_rows(empty.filing) == ()
    assert records.filed_rows(other.filing) == (grade(),)


def test_filer_may_name_the_filing_and_its_content(records: Records) -> None:
    own = {"filing_id": "F-1", "content_hash": "abc", "version_no": 7}
    assert file(records, [grade()], **own).filing == "F-1"
    assert file(records, [grade()], day=2, **own) == Filed("F-1", 0, 1)
    with pytest.raises(ProblemsFound) as raised:
        file(records, [grade(change="0.00")], day=2, filing_id="F-1")
    assert codes(raised) == ["filing_exists"]


def test_what_cannot_be_filed(records: Records) -> None:
    with pytest.raises(ProblemsFound) as raised:
        file(records, [grade(), grade(note=" "), grade(grade=None)])
    assert codes(raised) == ["cell_stray_blank", "row_key_repeated", "row_key_repeated"]
    with pytest.raises(ProblemsFound) as raised:
        file(records, [grade()], letter="x")
    assert codes(raised) == ["row_columns"]
    with pytest.raises(ProblemsFound) as raised:
        file(records, [grade()], filer_code=None)
    assert codes(raised) == ["cell_required"]
    for call in (lambda: step(records, "无", "approved", 1), lambda: records.filed_rows("无")):
        with pytest.raises(ProblemsFound) as raised:
            call()
        assert codes(raised) == ["filing_unknown"]
    with pytest.raises(ProblemsFound) as raised:
        records.file("t", 1, TABLE, [], header=HEADER, author="", reason="x", recorded_at=at(1))
    assert codes(raised) == ["record_unsigned"]
    assert records.head == Head(0, FIRST_HASH)


def test_step_by_hand_is_refused(records: Records) -> None:
    filed = file(records, [grade()])
    step(records, filed.filing, "countersigned", 2)
    rows = records.known("filing_step", date(2024, 1, 2))
    with pytest.raises(ProblemsFound) as raised:
        records.keep(
            "filing_step", [rows[0] | {"step": "approved"}], author="a", reason="b", recorded_at=at(3)
        )
    assert codes(raised) == ["step_by_hand"]
    for name in ("filing", "filing_step"):
        with pytest.raises(ProblemsFound) as raised:
            records.file("t", 1, name, [], header=HEADER, author="a", reason="b", recorded_at=at(3))
        assert codes(raised) == ["step_by_hand"]
    with pytest.raises(ProblemsFound) as raised:
        step(records, filed.filing, "pending", 3)
    assert codes(raised) == ["cell_code_unknown"]


def test_several_keeps_within_one(records: Records) -> None:
    keep(records, [grade(change="0.00")], day=1)
    with pytest.raises(RuntimeError), records.within():
        filed = file(records, [grade()], day=2)
        step(records, filed.filing, "approved", 2)
        raise RuntimeError
    assert records.verify_chain().seq == 1
    with records.within():
        filed = file(records, [grade()], day=2)
        file(records, [grade()], day=2)
        step(records, filed.filing, "approved", 2)
    assert records.verify_chain().seq == 4
    assert changes(records, 2) == ["-3.50"]


def test_what_changed_since_names_the_tables(records: Records) -> None:
    keep(records, [grade("990900")], day=1)
    filed = file(records, [grade()], day=2)
    head = records.head_on(date(2024, 1, 2))
    assert head == records.head
    assert records.head_on(date(2023, 1, 1)) == Head(0, FIRST_HASH)
    assert records.changed_since(head.seq) == ()
    step(records, filed.filing, "approved", 4)
    assert records.changed_since(head.seq) == (TABLE, "filing_step")
    assert records.changed_since(head.seq, until=date(2024, 1, 3)) == ()
    assert records.changed_since(1) == (TABLE, "filing", "filing_step")
    assert records.changed_since(1, until=date(2024, 1, 3)) == ("filing",)  # filed rows do not stand yet
    assert records.changed_since(0, until=date(2024, 1, 1)) == (TABLE,)


def test_writer_that_waited_its_turn_is_kept_after_the_others(records: Records) -> None:
    keep(records, [grade()], day=2)
    late = at(2) - timedelta(seconds=100)
    kept = records.keep(TABLE, [grade("990200")], author="a", reason="b", recorded_at=late)
    assert kept == Kept(1, 0)
    assert records.history(TABLE, grade("990200"))[0].recorded_at == at(2)
    with pytest.raises(ProblemsFound) as raised:
        keep(records, [grade("990300")], day=1)
    assert codes(raised) == ["record_backdated"]


def test_head_for_the_foot_of_a_report(records: Records) -> None:
    keep(records, [grade()], day=1)
    printed = records.head.label
    assert records.head.text in printed.zh
    assert records.head.text in printed.en
    read = Head.read(f"第 3 页 {printed.zh}")
    keep(records, [grade("990200")], day=2)
    assert records.verify_chain(read).seq == 2
    with pytest.raises(ProblemsFound) as raised:
        records.verify_chain(Head(1, "0" * 16))
    assert codes(raised) == ["chain_head"]
    with pytest.raises(ValueError, match="no head"):
        Head.read("报告末页")


def test_chain_names_every_broken_row_the_first_first(records: Records) -> None:
    if not isinstance(records.place, Path):
        pytest.skip("the file is changed by hand")
    filed = file(records, [grade(str(990100 + number)) for number in range(6)])
    records.close()
    with sqlite3.connect(records.place) as connection:
        for name in ("updated", "deleted"):
            connection.execute(f"DROP TRIGGER record_never_{name}")
        connection.execute("UPDATE records_record SET filing = '' WHERE seq = 2")
        connection.execute("UPDATE records_record SET kind = 'other', design = 1 WHERE seq = 4")
        connection.execute("DELETE FROM records_record WHERE seq = 6")
    connection.close()
    assert len(records.known(TABLE, date(2024, 1, 1))) == 1  # made to stand behind the program's back
    with pytest.raises(ProblemsFound) as raised:
        records.verify_chain()
    assert [(problem.code, problem.where) for problem in raised.value.problems] == [
        ("chain_content", "records.sqlite#2"),
        ("chain_content", "records.sqlite#4"),
        ("chain_gap", "records.sqlite#7"),
    ]
    assert filed.new == 6


def test_progress_is_told(records: Records, monkeypatch) -> None:
    monkeypatch.setattr("shuangkong.records.kept._CHUNK", 2)
    told: list[int] = []
    rows = [grade(str(990100 + number)) for number in range(5)]
    records.file(
        "t", 1, TABLE, rows, header=HEADER, author="a", reason="b", recorded_at=at(1), progress=told.append
    )
    assert told[:3] == [2, 4, 5]
    assert len(records.filed_rows("t-2024-990000-v1")) == 5


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_records_open_by_a_path_in_words(records: Records) -> None:
    with Records(os.fspath(records.place)) as same:
        assert same.place == records.place


def test_a_tables_mark_moves_when_what_is_filed_is_approved_and_not_before(records: Records) -> None:
    def marked(day: int, earlier: dict[str, str] | None = None) -> dict[str, str]:
        return fingerprints(records, [TABLE, "warning_level"], earlier or {}, on=date(2024, 1, day))

    first = marked(1)
    filed = file(records, [grade()], day=2).filing
    assert marked(2, first) == first, "what is filed stands nowhere yet"
    step(records, filed, "approved", 3)
    approved = marked(3, first)
    assert approved[TABLE] != first[TABLE]
    assert approved["warning_level"] == first["warning_level"]
    assert marked(2, approved)[TABLE] == marked(2)[TABLE], "a mark of a later day counts for nothing"
    others = {TABLE: "1:" + "ab" * 32}
    assert marked(3, others)[TABLE] == marked(3)[TABLE], "nor does one of other records"


def test_known_rows_under_the_beginning_of_a_key_are_those_and_no_others(records: Records) -> None:
    duties: list[Row] = [
        {"round_id": round_id, "filer_code": filer, "note": None}
        for round_id, filer in (("r", "1"), ("r1", "1"), ("r1", "12"), ('r"', "1"), ("地", "1"), ("R1", "1"))
    ]
    records.keep("round_duty", duties, author="甲", reason="调度", recorded_at=at(1))

    def under(*texts: str, day: int = 1) -> list[tuple[object, object]]:
        found = records.known("round_duty", date(2024, 1, day), under=texts)
        return [(row["round_id"], row["filer_code"]) for row in found]

    assert under("r") == [("r", "1")]
    assert under("r1") == [("r1", "1"), ("r1", "12")]
    assert under("r1", "1") == [("r1", "1")]
    assert under('r"') == [('r"', "1")]
    assert under("地") == [("地", "1")]
    assert under("x") == []
    records.withdraw("round_duty", duties[:2], author="甲", reason="撤回", recorded_at=at(2))
    assert under("r1", day=2) == [("r1", "12")]
    assert under("r1", day=1) == [("r1", "1"), ("r1", "12")]


def test_filed_rows_under_a_key_stand_once_approved(records: Records) -> None:
    filed = file(records, [grade(), grade("990200")])
    assert records.known(TABLE, date(2024, 1, 1), under=("990100",)) == ()
    step(records, filed.filing, "approved", 2)
    assert [row["division_code"] for row in records.known(TABLE, date(2024, 1, 2), under=("990100",))] == [
        "990100"
    ]


def test_versions_filed_are_told_in_order_and_of_one_filer_alone(records: Records) -> None:
    first = file(records, [grade()])
    step(records, first.filing, "returned", 2)
    second = file(records, [grade(change="-4.00")], day=3)
    file(records, [grade("990200")], day=4, filer_code="990001")
    assert records.versions_filed("grades", "990000", YEAR) == (first.filing, second.filing)
    assert records.versions_filed("grades", "990000", "2023") == ()


def test_the_last_record_of_a_table_tells_of_news(records: Records) -> None:
    assert records.last_of(TABLE) == 0
    keep(records, [grade()], 1)
    last = records.last_of(TABLE)
    keep(records, [grade()], 2)
    assert records.last_of(TABLE) == last > 0
    keep(records, [grade("990200")], 3)
    assert records.last_of(TABLE) == records.head.seq > last


def test_many_steps_of_one_filing_are_all_counted(records: Records) -> None:
    filed = file(records, [grade()])
    numbers = [step(records, filed.filing, "countersigned", 2) for _ in range(19)]
    assert numbers == list(range(1, 20))
    assert step(records, filed.filing, "approved", 3) == 20
    assert len(changes(records, 3)) == 1
