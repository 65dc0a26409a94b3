"""Files come in whole or not at all, with everything wrong in them told at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from shuangkong.engine.duck import reading
from shuangkong.errors import ProblemsFound
from shuangkong.monitoring.reading import Point, kinds, qualities
from shuangkong.monitoring.store import PointList, ReadingStore, clock, load_file, read_file

NOW = datetime.fromisoformat("2026-02-01")
POINTS = PointList(
    (
        Point(9, "P1", "F1", "150100", "electricity", "千瓦时", decimals=2),
        Point(4, "P2", "F1", "150100", "a21026", "毫克/立方米", decimals=3, nature="concentration"),
        Point(5, "P3", "F1", "150100", "coal", "吨", decimals=0, nature="amount"),
    )
)


def written(folder: Path, *lines: str, encoding: str = "utf-8", name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def problems(path: Path, **options: object) -> list[tuple[str, object]]:
    with pytest.raises(ProblemsFound) as found:
        read_file(path, POINTS, **options)  # type: ignore[arg-type]
    return [
        (each.code, each.details.get("found", each.details.get("point"))) for each in found.value.problems
    ]


def test_values_are_kept_exactly_as_whole_numbers_of_the_last_decimal(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "point,time,value,kind,quality",
        "P1,2026-01-31 00:15,0.1,register,N",
        "P1,2026-01-31 00:00:00,-12.340,register,",
        "P1,2026/1/31 8:05,90071992547409.93,register,D",
        "P2,2026-01-31T24:00:00,.5,hour_avg,stuck",
        "P2,2026-01-31,7,小时均值,正常",
    )
    found = read_file(path, POINTS).readings
    assert found.point.tolist() == [4, 4, 9, 9, 9]
    assert found.value.tolist() == [7000, 500, -1234, 10, 9007199254740993]
    times = [
        "2026-01-31 00:00",
        "2026-02-01 00:00",
        "2026-01-31 00:00",
        "2026-01-31 00:15",
        "2026-01-31 08:05",
    ]
    assert [str(clock(time))[:16] for time in found.time.tolist()] == times
    numbers = [qualities()[name].number for name in ("good", "stuck", "unflagged", "good", "fault")]
    assert found.quality.tolist() == numbers


def test_a_file_of_an_office_in_gb18030_with_chinese_names_and_codes_of_its_own(tmp_path: Path) -> None:
    path = written(tmp_path, "测点;时间;数值", "一号表;2026-01-31 00:00;1.5", encoding="gb18030")
    found = read_file(path, POINTS, codes={"一号表": "P1"})
    assert (found.readings.point.tolist(), found.readings.value.tolist()) == ([9], [150])
    assert found.readings.kind.tolist() == [kinds()["register"].number]


def test_what_is_blank_is_no_reading_and_what_is_said_twice_stands_once(tmp_path: Path) -> None:
    lines = ["P1,2026-01-31 00:00,1", "P1,2026-01-31 00:00,1.00", "P1,2026-01-31 00:15,"]
    found = read_file(written(tmp_path, "point,time,value", *lines), POINTS)
    assert (len(found.readings), found.repeated, found.blank) == (1, 1, 1)


def test_every_problem_is_told_at_once_and_nothing_comes_in(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "point,time,value,kind,quality",
        "P9,2026-01-31 00:00,1,register,N",
        "P9,2026-01-31 00:15,1,register,N",
        "P1 ,2026-01-31 00:00,1,register,N",
        "P1,2026-01-31 00:00+08,1,register,N",
        "P1,2026-01-31 00:00-05,1,register,N",
        "P1,2026-02-30 00:00,1e5,register,N",
        "P1,2026-01-31 00:15,1.2.3,registers,N",
        "P1,2026-01-31 00:30,缺,register,X",
    )
    store = ReadingStore(tmp_path / "readings")
    with pytest.raises(ProblemsFound) as found:
        load_file(store, path, POINTS, NOW)
    assert [(each.code, each.details["found"]) for each in found.value.problems] == [
        ("readings_point_unknown", "P9"),
        ("readings_point_unknown", "P1 "),
        ("readings_kind_unknown", "registers"),
        ("readings_quality_unknown", "X"),
        ("readings_time", "2026-01-31 00:00+08"),
        ("readings_time", "2026-01-31 00:00-05"),
        ("readings_time", "2026-02-30 00:00"),
        ("readings_value", "1e5"),
        ("readings_value", "1.2.3"),
        ("readings_value", "缺"),
    ]
    assert found.value.problems[0].details["count"] == 2
    assert found.value.problems[-1].where == f"{path}:9"
    assert len(store.scan()) == 0


def test_what_cannot_be_kept_exactly_is_refused_and_never_rounded(tmp_path: Path) -> None:
    lines = [
        "P1,2026-01-31 00:00,1.005",
        "P1,2026-01-31 00:15,999999999999999999",
        "P1,2026-01-31 00:30,1.050",
    ]
    found = problems(written(tmp_path, "point,time,value", *lines))
    assert found == [("readings_too_fine", "P1"), ("readings_too_fine", "P1")]


def test_two_values_under_one_key_are_told(tmp_path: Path) -> None:
    lines = ["P1,2026-01-31 00:00,1", "P1,2026-01-31 00:00:00,2"]
    assert problems(written(tmp_path, "point,time,value", *lines)) == [("readings_contradiction", "P1")]


def test_a_point_that_reads_amounts_needs_a_kind(tmp_path: Path) -> None:
    path = written(tmp_path, "point,time,value", "P3,2026-01-31 00:00,1")
    assert problems(path) == [("readings_kind_unknown", "—")]
    path = written(tmp_path, "point,time,value,kind", "P3,2026-01-31 00:00,1,hour_cou")
    assert read_file(path, POINTS).readings.kind.tolist() == [kinds()["hour_cou"].number]


def test_only_so_many_of_a_sort_are_told_and_the_rest_is_counted(tmp_path: Path) -> None:
    for value, code in (("x", "readings_value"), ("0.001", "readings_too_fine")):
        lines = [f"P1,2026-01-{day:02d} {hour:02d}:00,{value}" for day in range(1, 6) for hour in range(24)]
        with pytest.raises(ProblemsFound) as found:
            read_file(written(tmp_path, "point,time,value", *lines), POINTS)
        assert [each.code for each in found.value.problems] == [code] * 100 + ["readings_more"]
        assert found.value.problems[-1].details["count"] == 20


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["point,time", "P1,2026-01-31"], [("readings_column", "value ?")]),
        (["point,time,value,volt", "P1,2026-01-31,1,2"], [("readings_column", "volt")]),
        (["point,time,value"], [("readings_none", None)]),
        (["point,time,value", "P1,2026-01-31"], None),
    ],
)
def test_a_file_that_is_not_as_it_should_be(
    tmp_path: Path, lines: list[str], expected: list[tuple[str, object]] | None
) -> None:
    found = problems(written(tmp_path, *lines))
    assert found == expected if expected else [code for code, _ in found] == ["readings_file_unreadable"]


def test_a_file_that_is_missing_or_only_called_parquet(tmp_path: Path) -> None:
    assert [code for code, _ in problems(tmp_path / "none.csv")] == ["file_missing"]
    path = written(tmp_path, "no", name="a.parquet")
    assert [code for code, _ in problems(path)] == ["readings_file_unreadable"]


def test_parquet_comes_in_like_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with reading() as connection:
        connection.execute(
            "COPY (SELECT 'P1' AS point, TIMESTAMP '2026-01-31 00:00:00' + INTERVAL (n * 15) MINUTE AS time,"
            f" CAST(n AS DECIMAL(9, 2)) AS value FROM range(4) AS t(n)) TO '{path}' (FORMAT parquet)"
        )
    assert read_file(path, POINTS).readings.value.tolist() == [0, 100, 200, 300]


def test_the_same_file_once_more_changes_nothing_and_a_correction_becomes_a_version(tmp_path: Path) -> None:
    store = ReadingStore(tmp_path / "readings")
    first = written(tmp_path, "point,time,value", "P1,2026-01-31 00:00,1", "P1,2026-01-31 00:15,2")
    assert load_file(store, first, POINTS, NOW)[1].new == 2
    again = load_file(store, first, POINTS, NOW.replace(hour=1))[1]
    assert (again.is_known, again.new, again.equal) == (True, 0, 2)
    better = written(tmp_path, "point,time,value", "P1,2026-01-31 00:15,3", name="b.csv")
    assert load_file(store, better, POINTS, NOW.replace(hour=2))[1].replaced == 1
    assert store.scan().value.tolist() == [100, 300]
    assert store.superseded([9]).readings.value.tolist() == [200]
