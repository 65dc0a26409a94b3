"""Following: every item becomes a reading of its point or is counted; the place survives a restart."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from shuangkong.monitoring.evidence import Record, Segments
from shuangkong.monitoring.following import Follower, PointList, PointOf, Spool, read_spool
from shuangkong.monitoring.following.turning import fixed_point, seconds_of
from shuangkong.monitoring.gateway import Device, DeviceList
from shuangkong.monitoring.hj212 import Envelope, Profile, build_frame
from shuangkong.monitoring.reading import Point, Readings, kinds, qualities

MN = "010000A8900016F000169DC0"
OFFSET = 8 * 3600
DEVICES = DeviceList([Device(MN, Profile(MN, "123456"))])
POINTS = PointList(
    [
        PointOf(MN, "a21026", Point(7, "so2", "F1", "150000", "a21026", "mg/m3", 2, "concentration")),
        PointOf(
            MN,
            "a21026",
            Point(8, "so2 folded", "F1", "150000", "a21026", "mg/m3", 2, "concentration"),
            "ZsAvg",
        ),
        PointOf(MN, "ele01", Point(9, "meter", "F1", "150000", "electricity", "kWh", 1, "register")),
    ]
)


def received(text: str) -> int:
    """Microseconds of UTC for a time of the workspace's clock."""
    seconds = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()
    return (int(seconds) - OFFSET) * 1_000_000


def record(content: str, cn: str = "2061", at: str = "20260101120500", **changed: object) -> Record:
    sent = Envelope(f"{at}000", "31", cn, "123456", MN, 4)._replace(**changed)  # type: ignore[arg-type]
    return Record(received(at), "10.0.0.1:1", "", build_frame(sent, content)[:-2])


def followed(tmp_path: Path, *records: Record) -> tuple[Follower, list[tuple[str, Readings]]]:
    kept: list[tuple[str, Readings]] = []
    with Segments(tmp_path / "frames") as segments:
        segments.append(records)
    follower = Follower(
        tmp_path / "frames",
        tmp_path / "following.json",
        DEVICES,
        POINTS,
        lambda name, readings: kept.append((name, readings)),
        OFFSET,
    )
    while follower.step():
        pass
    return follower, kept


def rows(kept: list[tuple[str, Readings]]) -> list[tuple[int, ...]]:
    return [
        tuple(int(readings.columns[name][place]) for name in ("point", "kind", "time", "value", "quality"))
        for _, readings in kept
        for place in range(len(readings))
    ]


def test_items_become_readings_with_their_kind_and_quality(tmp_path: Path) -> None:
    at = seconds_of("20260101110000")
    assert at is not None
    follower, kept = followed(
        tmp_path,
        record(
            "DataTime=20260101110000;a21026-Avg=12.345,a21026-ZsAvg=20,a21026-Max=1e5,a21026-Flag=D"
            ";a99999-Avg=1,a99999-Flag=N;a21026-ZsMin=3"
        ),
        record("DataTime=20260101120459;ele01-Rtd=10.5", "2011"),
        record("ele01-Rtd=10.6,ele01-Flag=Z", "2011"),
        record("DataTime=20260101130000;a21026-Avg=1,a21026-Flag=N", "2061"),
        record("DataTime=2026;a21026-Avg=1", "2061"),
    )
    kind, quality = kinds(), qualities()
    assert rows(kept) == [
        (7, kind["hour_avg"].number, at, 1235, quality["fault"].number),
        (7, kind["hour_avg"].number, at + 7200, 100, quality["future"].number),
        (7, kind["hour_max"].number, at, 0, quality["unparsable"].number),
        (8, kind["hour_avg"].number, at, 2000, quality["fault"].number),
        (9, kind["register"].number, at + 3899, 105, quality["unflagged"].number),
        (9, kind["register"].number, at + 3900, 106, quality["unknown_flag"].number),
    ]
    assert dict(follower.turner.unknown) == {(MN, "a99999", "Avg"): 1, (MN, "a21026", "ZsMin"): 1}
    assert dict(follower.turner.untimed) == {MN: 1}
    follower.report()
    text = follower.findings.read_text(encoding="utf-8")
    told = json.loads(text)
    assert {"mn": MN, "factor": "a99999", "field": "Avg", "times": 1} in told["without_point"]
    assert "123456" not in text


def test_a_restart_goes_on_where_it_stopped_and_spools_nothing_twice(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")

    def follower() -> Follower:
        return Follower(tmp_path / "frames", tmp_path / "f.json", DEVICES, POINTS, spool, OFFSET)

    with Segments(tmp_path / "frames", largest=700) as segments:
        first = follower()
        assert first.step() == 0
        for hour in range(10):
            segments.append([record(f"DataTime=202601010{hour}0000;a21026-Avg={hour}")])
            assert first.step() == 1
        second = follower()
        assert second.step() == 0
        segments.append([record("DataTime=20260101100000;a21026-Avg=10")])
        assert (second.step(), first.step()) == (1, 1)  # the same batch under the same name
    files = sorted((tmp_path / "spool").iterdir())
    assert len(files) == 11
    assert [int(read_spool(file).value[0]) for file in files] == [hour * 100 for hour in range(11)]


def test_missing_late_and_split_data_and_clocks_are_noted(tmp_path: Path) -> None:
    hours = [record(f"DataTime=202601010{hour}0000;a21026-Avg=1") for hour in (1, 2, 6, 4)]
    split = [
        record("DataTime=20260101080000;a21026-Min=1", "2051", flag=6, pnum=3, pno=number)
        for number in (3, 1)
    ]
    wrong = record("DataTime=20260101110000;a21026-Avg=1", qn="20260101130000000")
    asks = record("PolId=w01018", "1013")
    attendance = followed(tmp_path, *hours, *split, wrong, asks)[0].attendance
    begin = seconds_of("20260101030000")
    assert begin is not None
    spans = [(gap.begin - begin, gap.end - begin) for gap in attendance.gaps() if gap.end < begin + 4 * 3600]
    assert spans == [(0, 0), (2 * 3600, 2 * 3600)]  # 3 and 5 o'clock: 4 came late
    assert dict(attendance.late) == {MN: 1}
    now = seconds_of("20260101120500")
    assert now is not None
    assert list(attendance.unfinished(now + 1300).values()) == [[1, 3]]
    assert attendance.asking == {MN: "31"}
    assert attendance.skewed == {}  # the frame after it was right again
    alone = followed(tmp_path / "alone", wrong)[0].attendance
    assert alone.skewed == {MN: 3300}


@given(st.text(max_size=30) | st.from_regex(r"-?\d{1,20}(\.\d{1,20})?"), st.integers(0, 6))
def test_values_are_decimal_numbers_or_nothing(text: str, decimals: int) -> None:
    value = fixed_point(text, decimals)
    if value is not None:
        assert abs(value / 10**decimals - float(text)) <= 0.51 / 10**decimals * max(
            1, abs(float(text)) * 1e-9
        )
