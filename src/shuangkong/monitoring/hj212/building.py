"""Building frames of HJ 212 (组包): what a device uploads and a platform answers, edition by edition.

There is no negative answer to data: a frame that cannot be taken is met with silence, and the sender repeats.
"""

from __future__ import annotations

from collections.abc import Sequence

from shuangkong.monitoring.hj212.crc import Dialect, written_crc
from shuangkong.monitoring.hj212.envelope import Envelope
from shuangkong.monitoring.hj212.frame import Frame
from shuangkong.monitoring.hj212.profile import VERSIONS, Version
from shuangkong.monitoring.hj212.secrecy import encrypted

__all__ = ["answer", "build_frame", "flag_of", "segment_of", "split_content"]

_INTERACTION = "91"
_CONTENT_LIMIT = {"2005": 960, "2017": 950, "2025": 950}
_DATA_ANSWER, _NOTICE_ANSWER = "9014", "9013"
_NOTICES = frozenset({"1013", "9015"})  # met with 9013, as notices are


def flag_of(version: Version, *, wants_answer: bool = False, is_split: bool = False) -> int:
    """Return the Flag of an edition (标志位): version bits, then split, then answer.

    Source: HJ 212-2017 table 3.

    Examples
    --------
    >>> flag_of("2005"), flag_of("2017", wants_answer=True), flag_of("2025", is_split=True)
    (0, 5, 10)
    """
    return VERSIONS.index(version) << 2 | is_split << 1 | wants_answer


def segment_of(sent: Envelope, content: str) -> bytes:
    """Return the data segment of a frame (数据段)."""
    parts = [f"QN={sent.qn}"] if sent.qn else []
    parts += [f"ST={sent.st}", f"CN={sent.cn}", f"PW={sent.pw}", f"MN={sent.mn}"]
    if sent.flag is not None:
        parts.append(f"Flag={sent.flag}")
    if sent.pnum is not None:
        parts += [f"PNUM={sent.pnum}", f"PNO={sent.pno}"]
    if sent.is_resent:
        parts.append("RF=1")
    return f"{';'.join(parts)};CP=&&{content}&&".encode()


def build_frame(sent: Envelope, content: str = "", *, dialect: Dialect = "hj", key: bytes = b"") -> bytes:
    """Return a frame from ``##`` to CR LF (组包).

    Parameters
    ----------
    key
        SM4 key: then the content is encrypted after the checksum is taken over the plain text.

    Examples
    --------
    >>> sent = Envelope("20260101000000001", "91", "9015", "123456", "010000A8900016F000169DC0", 9)
    >>> build_frame(sent)[-8:]
    b'&&2340\\r\\n'
    """
    plain = segment_of(sent, content)
    digits = written_crc(plain, dialect)
    segment = plain
    if key:
        start = plain.index(b"CP=&&") + 5
        segment = plain[:start] + encrypted(plain[start:-2], key) + b"&&"
    return b"##%04d" % len(segment) + segment + digits + b"\r\n"


def answer(frame: Frame, *, dialect: Dialect | None = None) -> bytes | None:
    """Return what a platform answers once the frame is durable (应答): 9014, or 9013 for a notice.

    Returns
    -------
    bytes or None
        None where no answer is due: none was asked for, the frame is an answer itself, or it is not taken.

    Source: HJ 212-2017 C.48, C.50; HJ/T 212-2005 pp. 20–22 (QN and CN within the content).

    Examples
    --------
    >>> from shuangkong.monitoring.hj212.frame import read_frame
    >>> sent = Envelope("20260101120000123", "31", "2051", "123456", "88888880000001", 1)
    >>> answer(read_frame(build_frame(sent)[:-2]))[6:-6]
    b'ST=91;CN=9014;PW=123456;MN=88888880000001;Flag=0;CP=&&QN=20260101120000123;CN=2051&&'
    """
    if not frame.ok or not frame.wants_answer:
        return None
    sent = frame.envelope
    cn = _NOTICE_ANSWER if sent.cn in _NOTICES else _DATA_ANSWER
    own = dialect or (frame.dialect if frame.dialect != "none" else "hj")
    flag = flag_of(frame.version)
    if frame.version != "2005":
        return build_frame(Envelope(sent.qn, _INTERACTION, cn, sent.pw, sent.mn, flag), "", dialect=own)
    parts = [f"QN={sent.qn}"] if sent.qn else []
    if cn == _DATA_ANSWER:
        parts.append(f"CN={sent.cn}")
        if sent.pnum is not None:
            parts += [f"PNO={sent.pno}", f"PNUM={sent.pnum}"]
    return build_frame(Envelope("", _INTERACTION, cn, sent.pw, sent.mn, flag), ";".join(parts), dialect=own)


def split_content(head: str, items: Sequence[str], version: Version) -> tuple[str, ...]:
    """Return contents for as many packets as whole items need (分包), each with the head repeated.

    Parameters
    ----------
    head
        What every packet repeats, such as ``DataTime=20260101110000``.
    items
        Whole items, fields joined by commas.

    Raises
    ------
    ValueError
        If one item alone is longer than a packet.

    Examples
    --------
    >>> [len(each) for each in split_content("DataTime=20260101110000", ["a" * 400] * 3, "2017")]
    [825, 424]
    """
    limit = _CONTENT_LIMIT[version]
    packets: list[str] = []
    current = head
    for item in items:
        if len(f"{head};{item}".encode()) > limit:
            raise ValueError(f"an item of {len(item)} characters fits no packet of {limit} bytes")
        longer = f"{current};{item}"
        if len(longer.encode()) > limit:
            packets.append(current)
            longer = f"{head};{item}"
        current = longer
    return (*packets, current)
