"""Invented key energy users of a prefecture (演示重点用能单位): what they do, where, and what they use.

Profiles and industries are read from `profiles.yaml`; the dice decide, in whole numbers, so that every
machine invents the same. Their energy never exceeds what industry uses in their prefecture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from random import Random
from typing import TypedDict, cast

import yaml

__all__ = ["Industry", "Profile", "industries", "invented_energy", "mix_of", "profiles", "size_of", "spot"]

_LEAST = 5_000  # what makes a facility a key user [tce]
_SIZES = (
    (60, (10, 30)),
    (25, (30, 80)),
    (12, (80, 200)),
    (3, (200, 600)),
)  # parts, relative size: a heavy tail
_SWAY = (94, 106)  # a facility's share of a year against its usual one [%]
_SCATTER = 150_000  # how far things stand from the middle of their county [millionths of a degree]
_MILLION = 10**6


class _IndustryData(TypedDict):
    zh: str
    classes: list[str]
    size: int


class _ProfileData(TypedDict):
    industrial: list[int]
    mix: dict[str, int]


class _Data(TypedDict):
    industries: dict[str, _IndustryData]
    everywhere: dict[str, int]
    profiles: dict[str, _ProfileData]


@dataclass(frozen=True)
class Industry:
    """What facilities do (行业): its word, classes of GB/T 4754-2017 and relative size."""

    id: str
    zh: str
    classes: tuple[str, ...]
    size: int


@dataclass(frozen=True)
class Profile:
    """A mix of industries (产业结构): parts by industry, and bounds of industry's share in all energy [%]."""

    id: str
    industrial: tuple[int, int]
    mix: Mapping[str, int]


@cache
def industries() -> Mapping[str, Industry]:
    """Return the industries by their word (行业表)."""
    return {
        name: Industry(name, each["zh"], tuple(each["classes"]), each["size"])
        for name, each in _data()["industries"].items()
    }


@cache
def profiles() -> tuple[Profile, ...]:
    """Return the profiles (产业结构表), each with what is everywhere."""
    data = _data()
    everywhere = data["everywhere"]
    return tuple(
        Profile(
            name,
            (each["industrial"][0], each["industrial"][1]),
            {
                word: everywhere.get(word, 0) + each["mix"].get(word, 0)
                for word in data["industries"]
                if word in everywhere or word in each["mix"]
            },
        )
        for name, each in data["profiles"].items()
    )


def _data() -> _Data:
    text = (resources.files("shuangkong.synthetic") / "profiles.yaml").read_text(encoding="utf-8")
    return cast(_Data, yaml.safe_load(text))


def mix_of(profile: Profile, number: int, dice: Random) -> tuple[str, ...]:
    """Return what each of a number of facilities does (行业分布): whole parts first, the rest by the dice.

    Examples
    --------
    >>> mix_of(Profile("p", (50, 60), {"steel": 3, "food": 1}), 4, Random(1))
    ('steel', 'steel', 'steel', 'food')
    """
    parts = sum(profile.mix.values())
    found = [word for word, part in profile.mix.items() for _ in range(number * part // parts)]
    rest = dice.choices(list(profile.mix), list(profile.mix.values()), k=number - len(found))
    return (*found, *rest)


def size_of(industry: Industry, dice: Random) -> int:
    """Return the relative size of a facility (规模), most of them small."""
    ((low, high),) = dice.choices([each for _, each in _SIZES], [parts for parts, _ in _SIZES])
    return industry.size * dice.randint(low, high)


def spot(middle: tuple[Decimal, Decimal], dice: Random) -> tuple[Decimal, Decimal]:
    """Return longitude and latitude near the middle of a county [degrees] (位置); most stand close to it."""
    away = (dice.randint(-_SCATTER, _SCATTER) * dice.randint(10, 100) // 100 for _ in middle)
    longitude, latitude = (each + Decimal(far) / _MILLION for each, far in zip(middle, away, strict=True))
    return longitude, latitude


def invented_energy(
    sizes: Sequence[int], within: Mapping[int, Decimal], dice: Random
) -> Iterator[Mapping[int, Decimal]]:
    """Divide each year's energy among facilities by size (能耗分摊) [tce].

    Parameters
    ----------
    within
        Year → what all of them use together [tce]; they use no more, and less by rounding only.

    Examples
    --------
    >>> shared = list(invented_energy([1, 3], {2024: Decimal(50_000)}, Random(1)))
    >>> [str(each[2024]) for each in shared]
    ['14481', '35518']
    """
    years: dict[int, list[int]] = {}
    for year, total in within.items():
        weights = [size * dice.randint(*_SWAY) for size in sizes]
        least = min(_LEAST, int(total) // max(1, len(sizes)))
        left, whole = int(total) - least * len(sizes), sum(weights)
        years[year] = [least + left * weight // whole for weight in weights]
    for place in range(len(sizes)):
        yield {year: Decimal(each[place]) for year, each in years.items()}
