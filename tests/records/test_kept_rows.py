"""Records: appended, never overwritten, known as of a day, chained."""

import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangkong.errors import ProblemsFound
from shuangkong.records import FIRST_HASH, Head, Kept, Records
from shuangkong.schema import Row, table
from shuangkong.trace import Label

TABLE = "assessment_grade"


def grade(period: str = "2019", change: str = "-3.50", **cells) -> Row:
    return {
        "division_code": "110000",
        "period": period,
        "target_intensity_change_pct": Decimal("-3.20"),
        "actual_intensity_change_pct": Decimal(change),
        "energy_increment_10k_tce": None,
        "grade": "完成",
        "note": None,
        "status": "constructed",
        "source": "示例",
    } | cells


def keep(records: Records, rows, day: int = 1, hour: int = 0, **signature) -> Kept:
    at = datetime(2024, 1, day, hour, tzinfo=UTC)
    signed = {"author": "甲", "reason": "首次入库", "recorded_at": at} | signature
    return records.keep(TABLE, rows, **signed)


def codes(raised) -> list[str]:
    return [problem.code for problem in raised.value.problems]


@pytest.fixture
def records(tmp_path: Path):
    with Records(tmp_path / "records.sqlite") as opened:
        yield opened


def test_kept_rows_come_back_equal(records: Records) -> None:
    rows = [grade("2018"), grade("2019", note="含“引号”, 逗号"), grade("2020Q1-Q3", "0.00")]
    assert keep(records, rows) == Kept(new=3, unchanged=0)
    assert list(records.known(TABLE, date(2024, 1, 1))) == rows
    assert records.known("warning_level", date(2024, 1, 1)) == ()


def test_keeping_again_changes_nothing(records: Records) -> None:
    keep(records, [grade()])
    head = records.head
    assert keep(records, [grade(change="-3.5")], day=2, author="乙") == Kept(new=0, unchanged=1)
    assert records.head == head


def test_late_correction_is_a_new_version(records: Records) -> None:
    keep(records, [grade(), grade("2018")], day=1)
    assert keep(records, [grade(change="-2.90"), grade("2018")], day=20) == Kept(new=1, unchanged=1)
    assert records.known(TABLE, date(2023, 12, 31)) == ()
    assert records.known(TABLE, date(2024, 1, 19)) == (grade("2018"), grade())
    assert records.known(TABLE, date(2024, 1, 20)) == (grade("2018"), grade(change="-2.90"))


def test_value_may_return_to_what_it_was(records: Records) -> None:
    for day, change in enumerate(("1.00", "2.00", "1.00"), 1):
        assert keep(records, [grade(change=change)], day=day).new == 1
    assert records.known(TABLE, date(2024, 1, 3)) == (grade(change="1.00"),)


def test_withdrawn_row_is_known_no_longer_but_was(records: Records) -> None:
    keep(records, [grade(), grade("2018")])
    at = datetime(2024, 1, 5, tzinfo=UTC)
    signed = {"author": "甲", "reason": "归属有误", "recorded_at": at}
    assert records.withdraw(TABLE, [grade(), grade("1999")], **signed) == Kept(new=1, unchanged=1)
    assert records.known(TABLE, date(2024, 1, 4)) == (grade("2018"), grade())
    assert records.known(TABLE, date(2024, 1, 5)) == (grade("2018"),)
    assert keep(records, [grade()], day=6).new == 1
    assert records.known(TABLE, date(2024, 1, 6)) == (grade("2018"), grade())
    records.verify_chain()


def test_day_ends_at_the_workspace_midnight(tmp_path: Path) -> None:
    with Records(tmp_path / "a.sqlite", offset=timedelta(hours=8)) as east:
        keep(east, [grade()], day=1, hour=15)  # 23:00 there
        keep(east, [grade("2020")], day=1, hour=16)  # midnight there: the next day
        assert len(east.known(TABLE, date(2024, 1, 1))) == 1
        assert len(east.known(TABLE, date(2024, 1, 2))) == 2
    with Records(tmp_path / "a.sqlite") as universal:
        assert len(universal.known(TABLE, date(2024, 1, 1))) == 2


def test_time_of_any_offset_is_one_moment(records: Records) -> None:
    keep(records, [grade()], recorded_at=datetime(2024, 1, 2, 7, tzinfo=timezone(timedelta(hours=8))))
    assert records.known(TABLE, date(2024, 1, 1)) == (grade(),)
    records.verify_chain()
    with pytest.raises(ValueError, match="offset"):
        keep(records, [grade("2020")], recorded_at=datetime(2024, 2, 1))  # noqa: DTZ001 - the mistake itself


def test_back_dating_is_refused_unless_nothing_is_new(records: Records) -> None:
    keep(records, [grade()], day=5)
    assert keep(records, [grade()], day=1) == Kept(new=0, unchanged=1)
    with pytest.raises(ProblemsFound) as raised:
        keep(records, [grade("2020")], day=4)
    assert codes(raised) == ["record_backdated"]
    assert keep(records, [grade("2020")], day=5).new == 1


def test_unsigned_is_refused(records: Records) -> None:
    for signature in ({"author": " "}, {"reason": ""}):
        with pytest.raises(ProblemsFound) as raised:
            keep(records, [grade()], **signature)
        assert codes(raised) == ["record_unsigned"]


def test_all_rows_or_none(records: Records) -> None:
    with pytest.raises(ProblemsFound) as raised:
        keep(records, [grade("2018"), grade(division_code="x"), grade(note=""), grade("2018")])
    assert codes(raised) == ["cell_value_invalid", "row_cell_blank", "row_key_repeated"]
    assert records.head == Head(0, FIRST_HASH)


def test_failure_while_writing_keeps_nothing(records: Records, monkeypatch) -> None:
    keep(records, [grade()])
    monkeypatch.setattr("shuangkong.records.kept._CHUNK", 2)
    done = []

    def stop(number: int) -> None:
        done.append(number)
        if number == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep(records, [grade(str(year)) for year in range(2000, 2006)], day=2, progress=stop)
    assert done == [2, 4]
    assert len(records.known(TABLE, date(2024, 1, 3))) == 1
    assert records.verify_chain().seq == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(st.integers(2015, 2019), st.integers(-9, 9)), max_size=4), max_size=5))
def test_known_is_what_a_plain_replay_gives(tmp_path_factory, days) -> None:
    folder = tmp_path_factory.mktemp("replay")
    standing: dict[str, Row] = {}
    expected = []
    with Records(folder / "r.sqlite") as records:
        for day, pairs in enumerate(days, 1):
            rows = {str(year): grade(str(year), f"{change}.00") for year, change in pairs}
            keep(records, list(rows.values()), day=day)
            standing |= rows
            expected.append([standing[period] for period in sorted(standing)])
        for day, rows in enumerate(expected, 1):
            assert list(records.known(TABLE, date(2024, 1, day))) == rows
        records.verify_chain()


def raw(records: Records, *statements: str) -> None:
    records.close()
    with sqlite3.connect(records.place) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_record SET author = '乙' WHERE seq = 1",
        "DELETE FROM records_record WHERE seq = 2",
        "INSERT OR REPLACE INTO records_record SELECT * FROM records_record WHERE seq = 1",
        'INSERT INTO records_record (seq, design, kind, type_version, filing, "table", key_json, cells_json, '
        "recorded_at, author, reason, state, previous_hash, hash) SELECT seq + 9, design, kind, "
        "type_version, filing, \"table\", key_json, cells_json, recorded_at, author, reason, state, 'x', 'y' "
        "FROM records_record WHERE seq = 1",
    ],
)
def test_triggers_refuse_edits(records: Records, statement: str) -> None:
    keep(records, [grade(), grade("2018")])
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw(records, statement)
    assert records.verify_chain().seq == 2


OPEN = (
    "DROP TRIGGER record_never_updated",
    "DROP TRIGGER record_never_deleted",
    "DROP TRIGGER record_only_appended",
)


@pytest.mark.parametrize(
    "change",
    [
        "cells_json = replace(cells_json, '-3.50', '-9.50')",
        "key_json = '[]'",
        "\"table\" = 'division'",
        "author = '乙'",
        "reason = ''",
        "state = 'withdrawn'",
        "recorded_at = '2023-01-01 00:00:00'",
        "valid_to = NULL",
    ],
)
def test_chain_notices_a_changed_row(records: Records, change: str) -> None:
    keep(records, [grade("2018"), grade(), grade("2020")])
    raw(records, *OPEN, f"UPDATE records_record SET {change} WHERE seq = 2")
    with pytest.raises(ProblemsFound) as raised:
        records.verify_chain()
    assert [(problem.code, problem.where) for problem in raised.value.problems] == [
        ("chain_content", "records.sqlite#2")
    ]


def test_chain_notices_a_removed_row(records: Records) -> None:
    keep(records, [grade("2018"), grade(), grade("2020")])
    raw(records, *OPEN, "DELETE FROM records_record WHERE seq = 2")
    with pytest.raises(ProblemsFound) as raised:
        records.verify_chain()
    assert codes(raised) == ["chain_gap"]


def test_chain_notices_a_row_that_was_hashed_anew(records: Records) -> None:
    keep(records, [grade("2018"), grade(), grade("2020")])
    from shuangkong.records.chain import Entry

    entry = next(iter(records._links()))[0]
    forged = Entry(**{**vars(entry), "author": "乙"})
    raw(records, *OPEN, f"UPDATE records_record SET author = '乙', hash = '{forged.hash}' WHERE seq = 1")
    with pytest.raises(ProblemsFound) as raised:
        records.verify_chain()
    assert codes(raised) == ["chain_link"]


def test_only_a_published_head_shows_a_cut_tail(records: Records) -> None:
    keep(records, [grade("2018")])
    early = records.head
    keep(records, [grade()], day=2)
    late = records.head
    assert records.verify_chain(early) == records.verify_chain(late) == late
    raw(records, *OPEN, "DELETE FROM records_record WHERE seq = 2")
    assert records.verify_chain() == records.verify_chain(early) == early
    with pytest.raises(ProblemsFound) as raised:
        records.verify_chain(late)
    assert codes(raised) == ["chain_head"]


def test_several_files_live_side_by_side(tmp_path: Path) -> None:
    with Records(tmp_path / "a.sqlite") as one, Records(tmp_path / "b.sqlite") as two:
        keep(one, [grade()])
        keep(two, [grade("2018")])
        assert one.known(TABLE, date(2024, 1, 1)) == (grade(),)
        assert two.known(TABLE, date(2024, 1, 1)) == (grade("2018"),)
        with Records(tmp_path / "a.sqlite") as again:
            assert again.known(TABLE, date(2024, 1, 1)) == (grade(),)


def test_writers_in_threads_build_one_chain(records: Records) -> None:
    def write(number: int) -> None:
        keep(records, [grade(str(2000 + number))])
        records.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert records.verify_chain().seq == 6


def test_durable_settings_of_the_file(records: Records) -> None:
    from django.db import connections

    with connections[records._name].cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    path.write_bytes(b"not a database at all, " * 100)
    with pytest.raises(ProblemsFound) as raised:
        Records(path)
    assert codes(raised) == ["records_unreadable"]
    with pytest.raises(ProblemsFound) as raised:
        Records(tmp_path / "absent" / "records.sqlite")
    assert codes(raised) == ["records_unreadable"]


def test_row_kept_under_an_older_dictionary(records: Records) -> None:
    keep(records, [grade()])
    old = table(TABLE)
    added = type(old.columns[0])("added", "text", Label("新增", "added"), Label("", ""), required=False)
    wider = type(old)(old.name, old.label, (*old.columns, added), old.key)
    with Records(records.place, dictionary=lambda name: wider) as later:
        assert later.known(TABLE, date(2024, 1, 1)) == ({**grade(), "added": None},)


def test_row_of_an_older_type_is_read_through_its_renames(records: Records) -> None:
    keep(records, [grade(note="旧名")], type_version=1)
    keep(records, [grade("2020", note="新名")], type_version=2)
    old = table(TABLE)
    remark = type(old.columns[0])("remark", "text", Label("备注", "remark"), Label("", ""), required=False)
    columns = tuple(remark if column.name == "note" else column for column in old.columns)
    renamed = type(old)(old.name, old.label, columns, old.key)

    def renames(name: str, version: int) -> dict[str, str]:
        return {"note": "remark"} if (name, version) == (TABLE, 1) else {}

    with Records(records.place, dictionary=lambda name: renamed, renames=renames) as later:
        assert [row["remark"] for row in later.known(TABLE, date(2024, 1, 1))] == ["旧名", None]


def python(code: str) -> str:
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return run.stdout.strip()


@pytest.mark.parametrize("module", ["records", "workspace", "snapshot"])
def test_importing_loads_no_django(module: str) -> None:
    assert python(f"import sys, shuangkong.{module}; print('django' in sys.modules)") == "False"


def test_site_without_the_records_is_told(tmp_path: Path) -> None:
    code = (
        "from django.conf import settings; settings.configure(INSTALLED_APPS=[])\n"
        "from pathlib import Path; from shuangkong.errors import ProblemsFound\n"
        "from shuangkong.records import Records\n"
        f"try: Records(Path({str(tmp_path / 'a.sqlite')!r}))\n"
        "except ProblemsFound as found: print(found.problems[0].code)"
    )
    assert python(code) == "records_other_django"


def test_model_and_migration_agree(records: Records) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "records", check=True, dry_run=True, verbosity=0)
