"""Fuzzing: whatever comes, nothing breaks, hangs or grows, and good frames behind it are still read.

``make fuzz`` runs ten million inputs; the suite a hundred thousand. Hypothesis draws a seed, a seed makes
hundreds of inputs out of good frames, so that each is cheap and a failure names the seed that repeats it.
"""

from __future__ import annotations

import os
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangkong.monitoring.evidence.record import unpacked
from shuangkong.monitoring.following import PointList, PointOf, Turner
from shuangkong.monitoring.gateway import Device, DeviceList
from shuangkong.monitoring.gateway.taking import Refused, take
from shuangkong.monitoring.hj212 import Envelope, Framer, Profile, answer, build_frame, pieces, read_frame
from shuangkong.monitoring.reading import Point, Readings

INPUTS = int(os.environ.get("SHUANGKONG_FUZZ", "100000"))
EACH = 200
KEY = bytes(range(16))
MN = "010000A8900016F000169DC0"
SEALED = "K" * 24
KNOWN = DeviceList([Device(MN, Profile(MN)), Device(SEALED, Profile(SEALED, key=KEY))])
POINT = Point(1, "p", "F", "150000", "a21026", "mg/m3", 2, "concentration")
POINTS = PointList([PointOf(MN, "a21026", POINT), PointOf(SEALED, "a21026", POINT)])
CONTENT = "DataTime=20260101110000;a21026-Avg=12.3,a21026-Flag=N;a21002-Avg=-1e5;i1-Info=正常"
SENT = Envelope("20260101120000123", "31", "2061", "123456", MN, 5)
GOOD = [
    build_frame(SENT, CONTENT),
    build_frame(SENT._replace(mn="88888880000001", flag=1, qn=""), CONTENT, dialect="modbus"),
    build_frame(SENT._replace(flag=7, pnum=2, pno=1), CONTENT, dialect="modbus-swapped"),
    build_frame(SENT._replace(mn=SEALED, flag=9, is_resent=True), CONTENT, key=KEY),
    build_frame(SENT._replace(cn="9014", flag=4)),
]
HOSTILE = (
    b"##",
    b"##9999",
    b"##0000",
    b"\r\n##0101",
    b"&&",
    b"CP=&&",
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"QN=",
    b"=;,",
    b"\xff\xfe",
    "中文".encode("gbk"),
    b"{0xE4,0x3E}",
    b"\x00" * 40,
    b"9" * 400,
    b"-" * 60,
)
SETTINGS = settings(
    max_examples=max(1, INPUTS // 4 // EACH),
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
seeds = st.integers(0, 2**64 - 1)


def spoiled(chance: random.Random, raw: bytes) -> bytes:
    """Return a frame with some of it changed, cut, doubled or strewn with what hurts."""
    data = bytearray(raw)
    for _ in range(chance.randrange(1, 5)):
        place = chance.randrange(len(data) + 1)
        kind = chance.randrange(5)
        if kind == 0 and place < len(data):
            data[place] = chance.randrange(256)
        elif kind == 1:
            del data[place : place + chance.randrange(1, 30)]
        elif kind == 2:
            data[place:place] = chance.choice(HOSTILE)
        elif kind == 3:
            data[place:place] = data[place : place + chance.randrange(1, 60)]
        else:
            data[place:place] = chance.randbytes(chance.randrange(1, 12))
    return bytes(data)


@SETTINGS
@given(seeds)
def test_codec(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(EACH):
        raw = spoiled(chance, chance.choice(GOOD))
        frame = read_frame(raw, Profile(key=KEY) if chance.random() < 0.2 else Profile())
        frame.as_json()
        if frame.refusal is not None:
            assert answer(frame) is None


@SETTINGS
@given(seeds)
def test_framer(seed: int) -> None:
    chance = random.Random(seed)
    framer = Framer(1024)
    for _ in range(EACH):
        for piece in framer.feed(spoiled(chance, chance.choice(GOOD))):
            assert len(piece.raw) <= 1024 + 4096
        assert framer.waiting <= 1024 + 700
    # Behind all that, a good frame is read once what waits has been given up.
    list(framer.flush())
    assert [piece.raw for piece in framer.feed(GOOD[0])] == [GOOD[0][:-2]]


@SETTINGS
@given(seeds)
def test_taking_and_turning(seed: int) -> None:
    chance = random.Random(seed)
    turner = Turner(POINTS)
    for _ in range(EACH):
        raw = spoiled(chance, chance.choice(GOOD)).rstrip(b"\r\n")
        taken = take(raw, KNOWN)
        if isinstance(taken, Refused):
            continue
        frame = read_frame(raw, taken.device.profile)
        assert frame.ok  # what the quick way takes, the careful one takes
        if taken.reply is not None:
            assert read_frame(taken.reply[:-2]).envelope.cn in {"9013", "9014"}
        rows = sorted(turner.rows(frame, 1_767_268_800))
        Readings.of(*zip(*rows, strict=True)) if rows else None


@SETTINGS
@given(seeds)
def test_evidence_and_lone_bytes(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(EACH):
        data = chance.randbytes(chance.randrange(80))
        assert unpacked(data, 0, bytes(16)) is None
        for piece in pieces(data):
            read_frame(piece.raw)


def test_a_frame_that_never_ends_costs_no_time_without_end() -> None:
    framer = Framer()
    for _ in range(3000):  # byte by byte
        list(framer.feed(b"#"))
    for _ in range(20_000):
        list(framer.feed(b"##9999a"))
        assert framer.waiting <= 10_100


def test_good_frames_survive_any_neighbour() -> None:
    for hostile in HOSTILE:
        found = [piece.raw for piece in pieces(hostile + b"\r\n" + GOOD[0] + hostile + b"\r\n" + GOOD[1])]
        assert GOOD[0][:-2] in found and GOOD[1][:-2] in found, hostile
