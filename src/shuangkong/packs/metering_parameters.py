"""Parameters of rules on metering (计量规则参数): registers, valid means, which hourly value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from shuangkong.packs.parameters import DecimalText, Strict, Text
from shuangkong.packs.rule import RuleKind

__all__ = ["METERING_PARAMETERS"]

Count = Annotated[int, Field(ge=1)]


class Metering(Strict):
    """由表计到能量: what may be read, and from where on a register is remarked."""

    usable_qualities: list[Text]
    gap_multiple: DecimalText
    spike_longest: Count
    stuck_seconds: Count
    straight_seconds: Count
    look_back_seconds: Count
    roll_over_share: DecimalText


class MonitoringAverage(Strict):
    """有效均值: how many samples, minutes and hours a mean needs, and what counts as one."""

    valid_qualities: list[Text]
    sample_seconds_apart: Count
    samples_a_minute: Count
    minutes_an_hour: Count
    hours_a_day: Count
    oxygen_of_air_pct: DecimalText
    gaps: list[Text] = Field(default_factory=list)


class HourlySource(Strict):
    """小时值取数: which of two values of one hour an account takes."""

    takes: Literal["computed", "reported"]
    otherwise: Literal["reported", "computed", "absent"]


METERING_PARAMETERS: Mapping[RuleKind, type[Strict]] = {
    "hourly_source": HourlySource,
    "metering": Metering,
    "monitoring_average": MonitoringAverage,
}
