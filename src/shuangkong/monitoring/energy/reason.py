"""Reasons (标记原因): why the use of an hour is not simply the difference of two readings on its edges."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray

from shuangkong.monitoring.reading import qualities
from shuangkong.trace import Label

__all__ = ["REASONS", "Reason", "quality_of"]


class Reason(IntFlag):
    """Why an hour is flagged (标记原因); several may hold at once."""

    SPLIT = 1
    GAP = 2
    STUCK = 4
    SPIKE = 8
    RESET = 16
    ROLLED_OVER = 32
    REPLACED = 64
    STRAIGHT_LINE = 128
    JUMP = 256
    UNBOUNDED = 512
    UNCALIBRATED = 1024
    MULTIPLIER_CHANGED = 2048
    INTEGRATED = 4096
    PARTIAL = 8192


REASONS: Mapping[Reason, Label] = {
    Reason.SPLIT: Label("整点无读数，按时间分摊", "no reading on the hour: split by time"),
    Reason.GAP: Label(
        "缺数，总量由前后读数确定", "nothing received: the total is that of the readings around"
    ),
    Reason.STUCK: Label("读数长时间不变", "register unchanged too long"),
    Reason.SPIKE: Label("剔除异常跳变读数", "a reading was rejected: the register came back"),
    Reason.RESET: Label("表计归零，损失量有界", "register set back: what was lost is bounded"),
    Reason.ROLLED_OVER: Label("表计翻转", "register rolled over"),
    Reason.REPLACED: Label("换表", "meter replaced"),
    Reason.STRAIGHT_LINE: Label(
        "匀速直线后补齐，疑似编造", "a straight line, then trued up: perhaps made up"
    ),
    Reason.JUMP: Label(
        "增量超过表计上限，按前期分摊", "more than the meter can pass: spread over the time before"
    ),
    Reason.UNBOUNDED: Label("上限未知", "nothing tells the most it can have been"),
    Reason.UNCALIBRATED: Label("不在检定有效期内", "outside the validity of the calibration"),
    Reason.MULTIPLIER_CHANGED: Label("倍率变更", "the multiplier changed between two readings"),
    Reason.INTEGRATED: Label("由瞬时值积分", "integrated from an instantaneous value"),
    Reason.PARTIAL: Label("只覆盖该时段的一部分", "only a part of the hour is covered"),
}
_ORDER: tuple[tuple[Reason, str], ...] = (
    (Reason.STRAIGHT_LINE | Reason.JUMP | Reason.UNCALIBRATED, "suspect"),
    (Reason.STUCK, "stuck"),
    (Reason.RESET, "reset"),
    (Reason.REPLACED | Reason.MULTIPLIER_CHANGED, "replaced"),
    (Reason.ROLLED_OVER, "rolled_over"),
    (Reason.GAP, "gap"),
    (Reason.SPIKE, "spike"),
    (Reason.SPLIT | Reason.PARTIAL | Reason.INTEGRATED | Reason.UNBOUNDED, "estimated"),
)


def quality_of(why: NDArray[np.int16]) -> NDArray[np.int8]:
    """Return the one quality a reading keeps for its reasons (数据标记): the gravest.

    Examples
    --------
    >>> names = {each.number: name for name, each in qualities().items()}
    >>> [names[q] for q in quality_of(np.array([0, Reason.GAP | Reason.SPLIT], dtype=np.int16)).tolist()]
    ['good', 'gap']
    """
    found = np.zeros(len(why), dtype=np.int8)
    for reasons, name in reversed(_ORDER):
        found[(why & np.int16(reasons)) != 0] = qualities()[name].number
    return found
