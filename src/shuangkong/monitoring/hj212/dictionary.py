"""Dictionary of HJ 212 (代码表): commands by edition, factors, replies; data with its source.

A command's meaning depends on the edition: 1001 sets an alarm time in 2005 and uploads hardware numbers in
2025. Rows of 2025 are provisional: that edition is known here at second hand.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from shuangkong.monitoring.hj212.profile import Version
from shuangkong.trace import Label

__all__ = ["Command", "Factor", "Reply", "command", "commands", "factor_of_old", "factors_of", "reply"]

Direction = Literal["up", "down", "both"]


@dataclass(frozen=True)
class Command:
    """A command of one edition (命令编码); `status` is ``secondary`` where its row is provisional."""

    cn: str
    edition: Version
    direction: Direction
    label: Label
    status: str
    source: str


@dataclass(frozen=True)
class Factor:
    """A factor of the tables (监测因子).

    Attributes
    ----------
    unit
        The standard's default; what a device means is told by its point.
    old_code
        Its code of 2005; empty where it had none.
    data_type
        Digits before and behind the point, as in ``N5.2``.
    """

    code: str
    name: str
    unit: str
    medium: str
    emission_unit: str
    old_code: str
    data_type: str
    status: str
    source: str


@dataclass(frozen=True)
class Reply:
    """What a device says of a request (应答代码): ``QnRtn`` before, ``ExeRtn`` after it is carried out."""

    field: str
    code: str
    label: Label
    source: str


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("shuangkong.monitoring.hj212").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def commands() -> Mapping[tuple[Version, str], Command]:
    """Return the commands by edition and CN (命令编码表)."""
    editions: Mapping[str, Version] = {"2005": "2005", "2017": "2017", "2025": "2025"}
    ways: Mapping[str, Direction] = {"up": "up", "down": "down", "both": "both"}
    found = [
        Command(
            row["cn"],
            editions[row["edition"]],
            ways[row["direction"]],
            Label(row["zh"], row["en"]),
            row["status"],
            row["source"],
        )
        for row in _rows("commands.csv")
    ]
    return {(each.edition, each.cn): each for each in found}


def command(version: Version, cn: str) -> Command | None:
    """Return what a CN means in an edition (命令含义), None where it means nothing.

    Examples
    --------
    >>> command("2005", "1001").label.en, command("2025", "1001").label.en, command("2017", "1001")
    ('set the time of over-limit alarms', 'upload the hardware numbers of the logger', None)
    """
    return commands().get((version, cn))


@cache
def _factors() -> Mapping[str, tuple[Factor, ...]]:
    found: dict[str, tuple[Factor, ...]] = {}
    for row in _rows("factors.csv"):
        factor = Factor(**row)
        found[factor.code] = (*found.get(factor.code, ()), factor)
    return found


def factors_of(code: str) -> tuple[Factor, ...]:
    """Return what a code may stand for (因子含义): none if unknown, two where the standard gives it twice.

    Examples
    --------
    >>> [factor.name for factor in factors_of("w01018")], len(factors_of("e70103")), factors_of("zz")
    (['化学需氧量'], 2, ())
    """
    found = _factors()
    if code in found:
        return found[code]
    return found.get(f"{code[:-2]}xx", ()) if code[-2:].isdigit() else ()


@cache
def _old() -> Mapping[str, Factor]:
    return {factor.old_code: factor for each in _factors().values() for factor in each if factor.old_code}


def factor_of_old(code: str) -> Factor | None:
    """Return the factor a code of 2005 stands for (2005 年版代码对照).

    Examples
    --------
    >>> factor_of_old("011").code
    'w01018'
    """
    return _old().get(code)


@cache
def _replies() -> Mapping[tuple[str, str], Reply]:
    rows = _rows("replies.csv")
    return {
        (row["field"], row["code"]): Reply(
            row["field"], row["code"], Label(row["zh"], row["en"]), row["source"]
        )
        for row in rows
    }


def reply(field: str, code: str) -> Reply | None:
    """Return what a reply means (应答含义).

    Examples
    --------
    >>> reply("QnRtn", "9").label.en, reply("ExeRtn", "100").label.en, reply("ExeRtn", "77")
    ('wrong checksum', 'no data', None)
    """
    return _replies().get((field, code))
