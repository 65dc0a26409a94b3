"""HJ 212 (污染物在线监控数据传输): frames read and built without any network; three editions, one codec."""

from shuangkong.monitoring.hj212.building import answer, build_frame, flag_of, split_content
from shuangkong.monitoring.hj212.crc import (
    DIALECTS,
    Dialect,
    crc_hj,
    crc_modbus,
    dialect_of,
    hj_digits,
    written_crc,
)
from shuangkong.monitoring.hj212.deviations import DEVIATIONS
from shuangkong.monitoring.hj212.dictionary import (
    Command,
    Factor,
    Reply,
    command,
    commands,
    factor_of_old,
    factors_of,
    reply,
)
from shuangkong.monitoring.hj212.envelope import Envelope
from shuangkong.monitoring.hj212.frame import Frame, Refusal, read_frame
from shuangkong.monitoring.hj212.framing import MAXIMUM, Framer, Piece, pieces
from shuangkong.monitoring.hj212.profile import TOLERANT, VERSIONS, Profile, Version

__all__ = [
    "DEVIATIONS",
    "DIALECTS",
    "MAXIMUM",
    "TOLERANT",
    "VERSIONS",
    "Command",
    "Dialect",
    "Envelope",
    "Factor",
    "Frame",
    "Framer",
    "Piece",
    "Profile",
    "Refusal",
    "Reply",
    "Version",
    "answer",
    "build_frame",
    "command",
    "commands",
    "crc_hj",
    "crc_modbus",
    "dialect_of",
    "factor_of_old",
    "factors_of",
    "flag_of",
    "hj_digits",
    "pieces",
    "read_frame",
    "reply",
    "split_content",
    "written_crc",
]
