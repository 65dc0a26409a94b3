"""Taking a frame (收帧): who sends it, is its checksum right, what answers it; the rest is read later."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import NamedTuple

from shuangkong.monitoring.gateway.device import Device, Devices
from shuangkong.monitoring.gateway.recent import Identity
from shuangkong.monitoring.hj212 import Frame, answer, hj_digits, read_frame

__all__ = ["Refused", "Taken", "take"]

_HEAD = re.compile(
    rb"##(\d{4})QN=(\d{17});ST=(\w{2});CN=(\d{4});PW=([^;]*);MN=([^;]*);Flag=(\d{1,3});"
    rb"(?:PNUM=\d+;PNO=(\d+);)?(?:RF=1;)?CP=&&"
)
_ANSWERS = frozenset({b"9011", b"9012", b"9013", b"9014"})
_NOTICES = frozenset({b"1013", b"9015"})


class Taken(NamedTuple):
    """A frame that is taken (已收帧)."""

    device: Device
    identity: Identity
    digest: bytes
    reply: bytes | None
    frame: Frame | None
    """Read in full already, because it was not as it should be."""


class Refused(NamedTuple):
    """A frame that is not (拒收帧), and why; nobody answers it."""

    reason: str


def take(raw: bytes, devices: Devices, *, ends: bool = True) -> Taken | Refused:
    """Return a frame taken, or why it is not (收帧).

    The usual frame is known by its head and its checksum alone; any other is read in full.
    """
    match = _HEAD.match(raw) if ends else None
    if match is not None:
        told, qn, st, cn, pw, mn, flag, pno = match.groups()
        device = devices.find(mn.decode("utf-8", "replace"))
        if device is None:
            return Refused("unknown_device")
        profile = device.profile
        segment = raw[6:-4]
        if not profile.key and int(told) == len(segment) and "hj" in profile.dialects:
            if profile.password and profile.password.encode() != pw:
                return Refused("other_device")
            number = int(flag)
            if raw[-4:] == hj_digits(segment) and number >> 2 in (1, 2):
                reply = None
                if number & 1 and cn not in _ANSWERS:
                    reply = _reply(qn, cn, pw, mn, number)
                digest = blake2b(raw, digest_size=8).digest()
                return Taken(device, (mn, st, cn, qn, pno), digest, reply, None)
    return _careful(raw, devices, ends)


def _reply(qn: bytes, cn: bytes, pw: bytes, mn: bytes, flag: int) -> bytes:
    segment = b"QN=%b;ST=91;CN=%b;PW=%b;MN=%b;Flag=%d;CP=&&&&" % (
        qn,
        b"9013" if cn in _NOTICES else b"9014",
        pw,
        mn,
        flag & 0xFC,
    )
    return b"##%04d%b%b\r\n" % (len(segment), segment, hj_digits(segment))


def _careful(raw: bytes, devices: Devices, ends: bool) -> Taken | Refused:
    known = read_frame(raw, ends=ends)
    device = devices.find(known.envelope.mn)
    if not known.envelope.mn:
        return Refused(known.refusal or "no_device")
    if device is None:
        return Refused("unknown_device")
    frame = read_frame(raw, device.profile, ends=ends)
    if frame.refusal is not None:
        return Refused(frame.refusal)
    sent = frame.envelope
    identity = (
        sent.mn.encode(),
        sent.st.encode(),
        sent.cn.encode(),
        sent.qn.encode(),
        None if sent.pno is None else b"%d" % sent.pno,
    )
    return Taken(device, identity, blake2b(raw, digest_size=8).digest(), answer(frame), frame)
