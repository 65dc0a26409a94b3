"""The database behind the records: PostgreSQL beside SQLite, guarded, migrated, problems told apart."""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from shuangkong.errors import ProblemsFound
from shuangkong.records import Head, Records
from shuangkong.records.database import shown
from shuangkong.schema import Row
from shuangkong.snapshot import freeze

TABLE = "assessment_grade"
OLD_RECORDS = """
CREATE TABLE django_migrations (id integer PRIMARY KEY AUTOINCREMENT, app varchar(255) NOT NULL,
  name varchar(255) NOT NULL, applied datetime NOT NULL);
INSERT INTO django_migrations (app, name, applied) VALUES ('records', '0001_initial', '2024-01-01');
CREATE TABLE records_record (seq bigint NOT NULL PRIMARY KEY, "table" text NOT NULL, key_json text NOT NULL,
  cells_json text NOT NULL, valid_from date NULL, valid_to date NULL, recorded_at datetime NOT NULL,
  author text NOT NULL, reason text NOT NULL, state text NOT NULL,
  previous_hash varchar(64) NOT NULL UNIQUE, hash varchar(64) NOT NULL UNIQUE);
CREATE INDEX record_by_key ON records_record ("table", key_json, seq);
CREATE TRIGGER record_never_updated BEFORE UPDATE ON records_record BEGIN SELECT RAISE(ABORT, 'no'); END;
CREATE TRIGGER record_never_deleted BEFORE DELETE ON records_record BEGIN SELECT RAISE(ABORT, 'no'); END;
CREATE TRIGGER record_only_appended BEFORE INSERT ON records_record
  WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM records_record) BEGIN SELECT RAISE(ABORT, 'no'); END;
"""
# One record as the first release kept it, with the hash that release gave it.
OLD_ROW = (
    1,
    "division_succession",
    '["110001","110002"]',
    '{"effective_on":"2001-12-31","kind":"recode","new_code":"110002","note":null,"old_code":"110001",'
    '"source":"示例","status":"constructed"}',
    None,
    None,
    "2024-01-02 03:04:05",
    "甲",
    "首次",
    "approved",
    "0" * 64,
    "8bd5c83f673c7f31accef926a796469f4ddd143014adfc831f80cac912f03f5a",
)


def grade(division: str = "990100", **cells) -> Row:
    return {
        "division_code": division,
        "period": "2024",
        "target_intensity_change_pct": Decimal("-3.20"),
        "actual_intensity_change_pct": Decimal("-3.50"),
        "energy_increment_10k_tce": None,
        "grade": "完成",
        "note": "含“引号”\t与\\反斜线",
        "status": "constructed",
        "source": "示例",
    } | cells


def at(day: int) -> datetime:
    return datetime(2024, 1, day, 7, 30, tzinfo=UTC)


def keep(records: Records, rows, day: int = 1) -> None:
    records.keep(TABLE, rows, author="甲", reason="录入", recorded_at=at(day))


def codes(raised) -> list[str]:
    return [problem.code for problem in raised.value.problems]


def test_old_records_keep_their_hashes_and_still_verify(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    with sqlite3.connect(path) as old:
        old.executescript(OLD_RECORDS)
        old.execute(f"INSERT INTO records_record VALUES ({', '.join('?' * len(OLD_ROW))})", OLD_ROW)
    old.close()
    with Records(path) as records:
        assert records.verify_chain() == Head(1, OLD_ROW[-1])
        assert len(records.known("division_succession", date(2024, 1, 2))) == 1
        keep(records, [grade()], day=3)
        assert records.verify_chain(Head(1, OLD_ROW[-1])).seq == 2
    with sqlite3.connect(path) as raw:
        for statement in ("UPDATE records_record SET kind = 'x'", "DELETE FROM records_record"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(statement)
        raw.execute("DROP TRIGGER record_never_updated")
        raw.execute("UPDATE records_record SET filing = 'F' WHERE seq = 1")
    raw.close()
    with Records(path) as records, pytest.raises(ProblemsFound) as raised:
        records.verify_chain()
    assert codes(raised) == ["chain_content"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_record SET author = 'b'",
        "DELETE FROM records_record WHERE seq = 2",
        "TRUNCATE records_record",
        "INSERT INTO records_record SELECT * FROM records_record WHERE seq = 1 "
        "ON CONFLICT (seq) DO UPDATE SET author = 'b'",
        "CREATE TEMP TABLE one AS SELECT * FROM records_record WHERE seq = 1; "
        "UPDATE one SET seq = 9; INSERT INTO records_record SELECT * FROM one",
    ],
)
def test_postgresql_refuses_edits(new_database: Callable[[], str], statement: str) -> None:
    import psycopg

    url = new_database()
    with Records(url) as records:
        keep(records, [grade(), grade("990200")])
        with (
            psycopg.connect(url) as connection,
            pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append-only"),
        ):
            connection.execute(statement)
        assert records.verify_chain().seq == 2


def test_postgresql_owner_has_no_right_to_edit(new_database: Callable[[], str]) -> None:
    import psycopg

    url = new_database()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP ROLE IF EXISTS clerk")
        server.execute("CREATE ROLE clerk LOGIN")
        server.execute("GRANT ALL ON SCHEMA public TO clerk")
    with Records(url.replace("office@", "clerk@")) as records:
        keep(records, [grade()])
        with psycopg.connect(url.replace("office@", "clerk@")) as connection:
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                asked = "SELECT has_table_privilege('records_record', %s)"
                assert connection.execute(asked, [right]).fetchone() == (False,)
        assert records.verify_chain().seq == 1
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP OWNED BY clerk")
        server.execute("DROP ROLE clerk")


def test_chain_on_postgresql_shows_what_its_owner_changed(new_database: Callable[[], str]) -> None:
    import psycopg

    url = new_database()
    with Records(url) as records:
        keep(records, [grade(), grade("990200"), grade("990300")])
        head = records.head
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("ALTER TABLE records_record DISABLE TRIGGER USER")
            owner.execute("UPDATE records_record SET author = 'b' WHERE seq = 1")
            owner.execute("DELETE FROM records_record WHERE seq = 3")
        with pytest.raises(ProblemsFound) as raised:
            records.verify_chain(head)
        assert [problem.code for problem in raised.value.problems] == ["chain_content", "chain_head"]
        assert raised.value.problems[0].where.endswith("#1")


def test_both_databases_give_one_snapshot(tmp_path: Path, new_database: Callable[[], str]) -> None:
    ids = []
    for number, place in enumerate((tmp_path / "records.sqlite", new_database())):
        with Records(place) as records:
            keep(records, [grade(str(990100 + step)) for step in range(40)])
            header = {"filer_code": "990000", "period": "2024", "filer_person": "甲", "is_synthetic": True}
            blank = {"round_id": None, "document_number": None, "issued_on": None}
            rows = [grade("990100", note="更正"), grade("990999", energy_increment_10k_tce=Decimal("0.1"))]
            filed = records.file(
                "g", 1, TABLE, rows, header=header | blank, author="甲", reason="报送", recorded_at=at(2)
            )
            records.step(filed.filing, "approved", author="乙", opinion="同意", recorded_at=at(3))
            records.withdraw(TABLE, [grade("990105")], author="甲", reason="撤", recorded_at=at(4))
            names = (TABLE, "filing", "filing_step")
            tables = {name: records.known(name, date(2024, 1, 4)) for name in names}
            head = records.verify_chain()
        folder = tmp_path / str(number)
        snapshot = freeze(folder, tables, known_on=date(2024, 1, 4), packs=(), release="0")
        ids.append((snapshot.id, head, tables))
    assert len(ids[0][2][TABLE]) == 40
    assert ids[0] == ids[1]


def test_driver_that_is_not_installed(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ProblemsFound) as raised:
        Records("postgresql://office:secret@127.0.0.1/records")
    assert codes(raised) == ["postgres_missing"]
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mysql://office@127.0.0.1/records", "records_url"),
        ("postgresql://office@127.0.0.1", "records_url"),
        ("postgresql://office@127.0.0.1/records?colour=red", "records_url"),
        ("postgresql://office:secret@127.0.0.1:1/records", "records_unreadable"),
    ],
)
def test_address_that_leads_nowhere(url: str, code: str) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(ProblemsFound) as raised:
        Records(url)
    assert codes(raised) == [code]
    assert "secret" not in str(raised.value)


def test_password_is_never_shown() -> None:
    assert shown("postgresql://a:b@h:1/d?password=c") == "postgresql://a@h:1/d"
    assert shown("postgresql://h/d") == "postgresql://h/d"


def test_records_that_stay_busy(place: Path | str, monkeypatch) -> None:
    monkeypatch.setattr("shuangkong.records.database.WAIT_SECONDS", 1)
    with Records(place) as records:
        inside, done = threading.Event(), threading.Event()

        def hold() -> None:
            with Records(place) as other, other.within():
                inside.set()
                done.wait(30)

        holder = threading.Thread(target=hold)
        holder.start()
        try:
            assert inside.wait(30)
            assert records.known(TABLE, date(2024, 1, 1)) == ()  # who only reads does not wait
            with pytest.raises(ProblemsFound) as raised:
                keep(records, [grade()])
        finally:
            done.set()
            holder.join()
        assert codes(raised) == ["records_busy"]
        keep(records, [grade()])
