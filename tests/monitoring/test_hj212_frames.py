"""HJ 212: frames as published, as built, and as no one should send them."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.cli import run
from shuangkong.monitoring.hj212 import (
    DEVIATIONS,
    DIALECTS,
    Dialect,
    Envelope,
    Framer,
    Profile,
    Version,
    answer,
    build_frame,
    command,
    commands,
    crc_hj,
    crc_modbus,
    dialect_of,
    factor_of_old,
    factors_of,
    flag_of,
    pieces,
    read_frame,
    reply,
    split_content,
    written_crc,
)
from shuangkong.monitoring.hj212.content import read_content
from shuangkong.monitoring.hj212.secrecy import decrypted, encrypted

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases" / "hj212.yaml").read_text(encoding="utf-8")
)
MN = "010000A8900016F000169DC0"
SENT = Envelope("20260101120000123", "31", "2051", "123456", MN, 5)
CONTENT = "DataTime=20260101110000;a21026-Avg=12.3,a21026-Flag=N;a21002-Avg=80.1,a21002-Flag=N"
Published = list[tuple[dict[str, str], bytes]]


@pytest.fixture(scope="module")
def published(shared: Path) -> Published:
    with (shared / "data/protocols/frames.csv").open(encoding="utf-8", newline="") as file:
        return [(row, row["frame"].encode(row["encoding"])) for row in csv.DictReader(file)]


def bitwise(data: bytes) -> int:
    """The register as the standard's annex walks it, bit by bit."""
    register = 0xFFFF
    for byte in data:
        register = (register >> 8) ^ byte
        for _ in range(8):
            lowest = register & 1
            register >>= 1
            if lowest:
                register ^= 0xA001
    return register


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, dict[str, str]]) -> None:
    data = case["input"]["text"].encode()
    if "hex" in case["expected"]:
        key = bytes.fromhex(case["input"]["key"])
        assert encrypted(data, key).hex() == case["expected"]["hex"]
        assert decrypted(encrypted(data, key), key) == data
        return
    assert f"{crc_hj(data):04X}" == case["expected"]["hj"]
    assert f"{crc_modbus(data):04X}" == case["expected"]["modbus"]


@given(st.binary(max_size=1500))
def test_checksum_is_the_one_of_the_annex(data: bytes) -> None:
    assert crc_hj(data) == bitwise(data)


@given(st.binary(min_size=1, max_size=200), st.sampled_from(DIALECTS))
def test_dialect_of_a_written_checksum_is_known_again(data: bytes, dialect: Dialect) -> None:
    digits = written_crc(data, dialect)
    assert dialect_of(data, digits) in {dialect, "hj", "modbus"}
    assert dialect_of(data, digits.lower()) == dialect_of(data, digits)


def test_published_frames_are_judged_as_labelled(published: Published) -> None:
    for row, raw in published:
        frame = read_frame(raw)
        found = (frame.crc_ok, frame.length_ok, frame.dialect, frame.envelope.cn)
        assert found == (row["expected_crc_ok"] == "1", row["len_ok"] == "1", row["crc_profile"], row["cn"])
        assert frame.raw == raw
        assert set(frame.deviations) <= set(DEVIATIONS)


def test_published_frames_as_one_stream(published: Published) -> None:
    stream = b"".join(raw + b"\r\n" for _, raw in published)
    assert [piece.raw for piece in pieces(stream)] == [raw for _, raw in published]


@pytest.mark.parametrize("slip", [-7, -1, 1, 2, 5, 200, 9000])
def test_a_wrong_length_costs_no_other_frame(published: Published, slip: int) -> None:
    frames = [raw for _, raw in published[:40]]
    told = min(9999, int(frames[0][2:6]) + slip)
    damaged = b"##%04d" % told + frames[0][6:]
    framer, found = Framer(), []
    stream = b"".join(raw + b"\r\n" for raw in [damaged, *frames[1:]])
    for start in range(0, len(stream), 97):
        found += framer.feed(stream[start : start + 97])
    found += framer.flush()
    assert [piece.raw for piece in found] == [damaged, *frames[1:]]
    first = read_frame(found[0].raw)
    assert first.ok and "length_differs" in first.deviations  # its checksum still holds


@given(st.lists(st.integers(1, 400), min_size=1, max_size=60), st.integers(0, 3))
def test_cuts_of_the_stream_change_nothing(cuts: list[int], junk: int) -> None:
    stream = (
        b"GET / HTTP/1.1\r\n" * junk + build_frame(SENT, CONTENT) + b"#\r\n" + build_frame(SENT, CONTENT)
    ) * 2
    framer, found, place = Framer(), [], 0
    for cut in [*cuts, len(stream)]:
        found += framer.feed(stream[place : place + cut])
        place += cut
    found += framer.flush()
    frames = [piece.raw for piece in found if piece.kind == "frame"]
    assert frames == [build_frame(SENT, CONTENT)[:-2]] * 4
    said = b"".join(piece.raw for piece in found)
    assert stream.translate(None, b"\r\n#") == said.translate(None, b"\r\n#")  # nothing is dropped


def test_a_frame_that_never_ends_is_bounded() -> None:
    framer, kept = Framer(longest=1024), []
    for _ in range(1000):
        kept += framer.feed(b"##1024" + b"x" * 90)
        assert framer.waiting <= 1024 + 200
    assert kept


@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for piece in pieces(data):
        read_frame(piece.raw, ends=piece.ends).as_json()
    read_frame(b"##" + data)
    read_frame(b"##%04d" % (len(data) % 10000) + data + written_crc(data, "hj"))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "a21026-", "011-", "-", "b-c-", "=", ";", ",", "&"]),
            st.sampled_from(["Avg", "Flag", "Rtd", "", "DataTime", "x"]),
            st.sampled_from(["=", "", "=="]),
            st.sampled_from(["1.5", "", "1e5", "N", "-3", "١", "20260101110000", ",", "&", "中"]),
            st.sampled_from([";", ",", "", ";;"]),
        ),
        max_size=12,
    )
)
def test_quick_and_careful_reading_of_contents_agree(parts: list[tuple[str, ...]]) -> None:
    text = "".join("".join(part) for part in parts)
    pattern = re.compile(r"(?:([^=,;&\-]+)-)?([^=,;&]+)=([^,;&]*)")
    noted: list[str] = []
    fields = read_content(text, "2017", noted)
    if "cp_form" not in noted:
        assert fields == tuple(pattern.findall(text))
    assert [name for _, name, _ in fields] == [name for _, name, _ in pattern.findall(text)]


def test_commands_factors_and_replies_are_data_with_their_source(shared: Path) -> None:
    weak = {"secondary", "unverified"}
    assert {each.status for each in commands().values() if each.edition == "2025"} <= weak
    assert command("2005", "3014") != command("2017", "3014")
    assert command("2025", "9015") and command("2017", "9015") is None
    with (shared / "data/protocols/factors.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = {(each.name, each.unit, each.source) for each in factors_of(row["code"])}
            assert ((row["name"], row["unit"], row["source"]) in found) == (row["status"] == "official")
    assert factor_of_old("011") is factors_of("w01018")[0]
    assert {reply("QnRtn", str(code)) is None for code in (*range(1, 10), 100)} == {False}


@pytest.mark.parametrize("version", ["2005", "2017", "2025"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_built_is_read_again(version: Version, dialect: Dialect) -> None:
    mn = "88888880000001" if version == "2005" else MN
    sent = SENT._replace(mn=mn, flag=flag_of(version, wants_answer=True))
    frame = read_frame(build_frame(sent, CONTENT, dialect=dialect)[:-2])
    assert (frame.envelope, frame.version, frame.dialect, frame.refusal) == (sent, version, dialect, None)
    assert frame.items["a21002"] == {"Avg": "80.1", "Flag": "N"}
    replied = answer(frame)
    assert replied is not None
    back = read_frame(replied[:-2])
    assert (back.envelope.cn, back.dialect, back.wants_answer) == ("9014", dialect, False)
    assert back.deviations == (() if dialect == "hj" else (f"crc_{dialect.replace('-', '_')}",))


def test_answers_are_silent_where_the_standard_is() -> None:
    frame = read_frame(build_frame(SENT._replace(cn="9014", flag=5))[:-2])
    assert frame.ok and answer(frame) is None and "answer_answered" in frame.deviations
    assert answer(read_frame(build_frame(SENT._replace(flag=4), CONTENT)[:-2])) is None
    broken = build_frame(SENT, CONTENT)[:-6] + b"0000"
    assert read_frame(broken).refusal == "crc" and answer(read_frame(broken)) is None
    heartbeat = read_frame(build_frame(SENT._replace(cn="9015", st="91", flag=9))[:-2])
    assert b"CN=9013" in (answer(heartbeat) or b"")


def test_profile_decides_what_is_taken() -> None:
    modbus = build_frame(SENT, CONTENT, dialect="modbus")[:-2]
    assert read_frame(modbus).ok
    assert read_frame(modbus, Profile(dialects=("hj",))).refusal == "crc"
    assert read_frame(modbus, Profile(mn="other")).refusal == "other_device"
    assert read_frame(modbus, Profile(password="000000")).refusal == "other_device"
    assert read_frame(modbus, Profile(longest=20)).refusal == "too_long"
    assert read_frame(b"##0000").refusal == "too_short"
    assert read_frame(b"##00x0000000").refusal == "no_header"
    assert read_frame(build_frame(SENT._replace(mn=""))[:-2]).refusal == "no_device"


DEVIANT: dict[str, bytes] = {
    "length_differs": b"##0001" + build_frame(SENT, CONTENT)[6:-2],
    "segment_long": build_frame(SENT, "a=" + "1" * 1024)[:-2],
    "crc_modbus": build_frame(SENT, CONTENT, dialect="modbus")[:-2],
    "crc_modbus_swapped": build_frame(SENT, CONTENT, dialect="modbus-swapped")[:-2],
    "qn_missing": build_frame(SENT._replace(qn=""), CONTENT)[:-2],
    "qn_form": build_frame(SENT._replace(qn="1617937097417"), CONTENT)[:-2],
    "st_form": build_frame(SENT._replace(st="131"), CONTENT)[:-2],
    "pw_form": build_frame(SENT._replace(pw="BF470F88957588DE902D1A52"), CONTENT)[:-2],
    "mn_form": build_frame(SENT._replace(mn="DXCBZ000000005"), CONTENT)[:-2],
    "flag_missing": build_frame(SENT._replace(flag=None), CONTENT)[:-2],
    "flag_form": build_frame(SENT._replace(flag=999), CONTENT)[:-2],
    "version_unknown": build_frame(SENT._replace(flag=61), CONTENT)[:-2],
    "split_flag": build_frame(SENT._replace(pnum=2, pno=1), CONTENT)[:-2],
    "split_number": build_frame(SENT._replace(flag=7, pnum=2, pno=3), CONTENT)[:-2],
    "item_repeated": build_frame(SENT, "a21026-Avg=1;a21026-Avg=2")[:-2],
    "value_unparsable": build_frame(SENT, "a21026-Avg=1e5")[:-2],
    "factor_old": build_frame(SENT, "011-Rtd=1.0")[:-2],
    "data_time_form": build_frame(SENT, "DataTime=20260101110000000")[:-2],
    "cp_form": build_frame(SENT, "a21026-Avg=1;;x")[:-2],
    "command_unknown": build_frame(SENT._replace(cn="1001"), CONTENT)[:-2],
    "answer_answered": build_frame(SENT._replace(cn="9014"))[:-2],
}


def framed(segment: bytes) -> bytes:
    return b"##%04d" % len(segment) + segment + written_crc(segment, "hj")


DEVIANT |= {
    "crc_lower_case": build_frame(SENT, CONTENT, dialect="modbus")[:-6]
    + build_frame(SENT, CONTENT, dialect="modbus")[-6:-2].lower(),
    "field_order": framed(f"QN={SENT.qn};ST=31;CN=2051;MN={MN};PW=123456;Flag=4;CP=&&&&".encode()),
    "field_unknown": framed(f"QN={SENT.qn};ST=31;CN=2051;PW=123456;MN={MN};Flag=4;XX=1;CP=&&&&".encode()),
    "text_gb18030": framed(
        f"QN={SENT.qn};ST=31;CN=3020;PW=123456;MN={MN};Flag=4;CP=&&i1-Info=正常&&".encode("gb18030")
    ),
    "text_undecodable": framed(
        f"QN={SENT.qn};ST=31;CN=3020;PW=123456;MN={MN};Flag=4;CP=&&i1-Info=".encode() + b"\xff\xff&&"
    ),
    "cipher_written_out": framed(
        f"QN={SENT.qn};ST=31;CN=2051;PW=123456;MN={MN};Flag=8;CP=&&{{0xE4,0x3E}}&&".encode()
    ),
}


@pytest.mark.parametrize("code", sorted(set(DEVIATIONS) - {"line_end_missing"}))
def test_every_deviation_is_noted_and_the_frame_still_told(code: str) -> None:
    frame = read_frame(DEVIANT[code])
    assert code in frame.deviations
    assert frame.envelope.mn
    assert DEVIATIONS[code].zh and DEVIATIONS[code].en


def test_a_missing_line_end_is_noted() -> None:
    (piece,) = pieces(build_frame(SENT, CONTENT)[:-2])
    assert "line_end_missing" in read_frame(piece.raw, ends=piece.ends).deviations


def test_a_conforming_frame_has_no_deviation() -> None:
    assert read_frame(build_frame(SENT, CONTENT)[:-2]).deviations == ()


def test_encrypted_frames_open_with_their_key() -> None:
    key = bytes(range(16))
    sent = SENT._replace(flag=flag_of("2025"))
    raw = build_frame(sent, CONTENT, key=key)
    framer = Framer(encrypted=True)
    (piece,) = framer.feed(raw)
    frame = read_frame(piece.raw, Profile(key=key))
    assert frame.ok and frame.length_ok and frame.items["a21026"]["Avg"] == "12.3"
    assert read_frame(piece.raw).refusal == "crc"  # nobody without the key can check it


@given(st.integers(0, 2**128 - 1), st.binary(max_size=80))
def test_ciphertext_that_looks_like_the_end_is_framed_by_length(number: int, tail: bytes) -> None:
    key = number.to_bytes(16, "big")
    hostile = decrypted(b"&&\r\n##0001&&\r\n##", key) + tail  # encrypts to what a framer might trip over
    segment = SENT._replace(flag=8)
    body = f"QN={segment.qn};ST=31;CN=2051;PW=123456;MN={MN};Flag=8;CP=&&".encode()
    plain = body + hostile + b"&&"
    sealed = body + encrypted(hostile, key) + b"&&"
    raw = b"##%04d" % len(sealed) + sealed + written_crc(plain, "hj")
    assert b"\r\n##" in raw
    found = [piece.raw for piece in pieces(raw + b"\r\n" + raw + b"\r\n", encrypted=True)]
    assert found == [raw, raw]
    assert read_frame(raw, Profile(key=key)).ok


def test_packets_hold_whole_items_within_the_limit() -> None:
    items = [f"a{number:05d}-Avg=1.{number},a{number:05d}-Flag=N" for number in range(200)]
    packets = split_content("DataTime=20260101110000", items, "2017")
    assert all(len(packet) <= 950 and packet.startswith("DataTime=20260101110000;") for packet in packets)
    assert [item for packet in packets for item in packet.split(";")[1:]] == items
    with pytest.raises(ValueError, match="fits no packet"):
        split_content("", ["x" * 951], "2017")


def test_passwords_are_not_shown() -> None:
    frame = read_frame(build_frame(SENT._replace(pw="secret"), CONTENT)[:-2])
    assert "secret" not in repr(frame.envelope) + json.dumps(frame.as_json())
    assert "secret" not in repr(Profile(password="secret", key=b"secretsecretsecr"))


def test_decode_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = build_frame(SENT, CONTENT) + b"GET / HTTP/1.1\r\n" + build_frame(SENT, dialect="modbus")

    class Standard:
        buffer = io.BytesIO(stream)

    monkeypatch.setattr("sys.stdin", Standard())
    assert run(["hj212", "decode"]) == 0
    first, junk, last = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["ok"] and first["version"] == "2017" and first["items"][1]["fields"]["Avg"] == "12.3"
    assert (junk["ok"], junk["version"], junk["mn"], junk["dialect"]) == (False, None, None, "none")
    assert (last["crc_ok"], last["dialect"], last["ok"]) == (False, "modbus", True)


def test_a_key_of_another_length_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["hj212", "decode", "--key", "12"]) == 1
    assert "SM4 密钥不是 32 位十六进制数" in capsys.readouterr().err  # sm4_key


def test_corruption_is_nearly_always_seen() -> None:
    chance, seen = random.Random(212), 0
    good = build_frame(SENT, CONTENT)[:-2]
    for _ in range(2000):
        place = chance.randrange(6, len(good) - 4)
        bad = good[:place] + bytes([good[place] ^ chance.randrange(1, 256)]) + good[place + 1 :]
        seen += not read_frame(bad, Profile(dialects=("hj",))).ok
    assert seen == 2000  # one changed byte is always caught
