"""The invented region (演示区域): its facilities and where they stand, shared by all registers.

A register's rows are invented by one function of the shape `Fill`; what it makes wrong on purpose it writes
into the answer key, and nothing else is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import isqrt
from random import Random
from typing import Literal

from shuangkong.packs import Packs
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.schema import Cell, Row
from shuangkong.synthetic.facilities import industries, invented_energy, mix_of, profiles, size_of, spot
from shuangkong.synthetic.totals import ENERGY, GENERATOR, LABEL, synthetic_prefecture_rows

__all__ = ["PATCH", "Facility", "Fault", "Fill", "Filled", "Planted", "Prefecture", "Region", "region_of"]

PATCH = Decimal(
    "0.9"
)  # how far a prefecture reaches east and west of its middle, twice as far as north and south
_MARGIN = Decimal("0.3")  # kept free of the middles of counties, so that what stands around them is inside
_DEGREE = Decimal("0.000001")
_EACH = 96  # key users of a prefecture, on average
_TCE = 10_000  # tonnes in 万吨标准煤
_KEY_SHARE = (80, 92)  # invented [%]
_CARRIED = 97  # what goes on in a year nobody speaks of, against the year before [%]

Fault = Literal["missing", "wrong", "contradictory", "late"]


@dataclass(frozen=True)
class Prefecture:
    """A prefecture of the invented region (地市): its counties, and where its things stand [degrees].

    Attributes
    ----------
    longitude, latitude
        The middle of its patch, which reaches `PATCH` to either side.
    profile
        Its mix of industries, drawn by the dice.
    energy
        Year → its energy [tce, coal_equivalent]; a year it is silent about is absent.
    industrial
        Year → what its industry uses of that [tce].
    key_share
        What its key users use of the industry's energy [%].
    middles
        County → longitude and latitude of the middle of its patch.
    """

    code: str
    name: str
    counties: tuple[str, ...]
    longitude: Decimal
    latitude: Decimal
    profile: str = ""
    energy: Mapping[int, Decimal] = field(default_factory=dict)
    industrial: Mapping[int, Decimal] = field(default_factory=dict)
    key_share: int = 0
    middles: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)


@dataclass(frozen=True)
class Facility:
    """A key energy user (重点用能单位), invented.

    Attributes
    ----------
    industry
        One word for what it does, such as ``steel`` (the words are those of `profiles.yaml`);
        ``industry_class`` is the class of GB/T 4754-2017.
    energy
        Year → comprehensive energy consumption [tce, coal_equivalent].
    """

    id: str
    name: str
    prefecture: str
    county: str
    industry: str
    industry_class: str
    longitude: Decimal
    latitude: Decimal
    energy: Mapping[int, Decimal]


@dataclass(frozen=True)
class Planted:
    """One row that is wrong on purpose (预埋错误): the answer key of what checks must find.

    Attributes
    ----------
    key
        Key of the row in its table, as texts.
    column
        Cell that was spoiled; empty where a whole row is missing or late.
    rule
        Rule or check meant to find it.
    """

    table: str
    key: tuple[str, ...]
    column: str
    fault: Fault
    rule: str


@dataclass(frozen=True)
class Filled:
    """Rows by table, and what was made wrong among them (演示台账)."""

    rows: Mapping[str, Sequence[Row]]
    planted: Sequence[Planted] = ()


@dataclass(frozen=True)
class Region:
    """Where rows are invented for (演示区域).

    Attributes
    ----------
    items
        Dispatch items of its plans.
    goals
        Targets of its plans that no number decides: a person judges them.
    """

    code: str
    prefectures: tuple[Prefecture, ...]
    facilities: tuple[Facility, ...]
    years: range
    seed: int
    items: tuple[Row, ...] = ()
    goals: tuple[str, ...] = ()

    def dice(self, name: str) -> Random:
        """Return the generator of one register (随机数); registers do not disturb each other."""
        return Random(f"{self.seed}/{name}")

    def thinned(self, one_in: int) -> Region:
        """Return the region with one in so many of its key users (抽取), for a quick look."""
        return replace(self, facilities=self.facilities[::one_in])

    def marked(self, cells: Mapping[str, Cell]) -> Row:
        """Return a row that says it is invented (标明演示)."""
        return {
            **cells,
            "is_synthetic": True,
            "status": "constructed",
            "source": f"{LABEL.zh} {LABEL.en}: generator {GENERATOR}, seed {self.seed}",
            "note": "虚构数值 invented",
        }


Fill = Callable[[Region], Filled]


def region_of(packs: Packs, code: str, *, seed: int, years: range) -> Region:
    """Return the invented region below a division (演示区域), the same for the same seed.

    Places are drawn on a grid of whole degrees: they are no real places. About 96 key users stand in each
    prefecture, more where more energy is used; with the synthetic totals of the same seed and years
    (`synthetic_prefecture_rows`) they never use more than the industry of their prefecture.
    """
    standing = [row for row in packs.table("division") if row["valid_to"] is None]
    below = sorted(str(row["division_code"]) for row in standing if row["parent_code"] == code)
    names = {str(row["division_code"]): str(row["name_zh"]) for row in standing}
    bare = [
        Prefecture(
            code=each,
            name=names[each],
            counties=tuple(
                sorted(str(row["division_code"]) for row in standing if row["parent_code"] == each)
            ),
            longitude=Decimal(100 + 2 * place),
            latitude=Decimal(40 + place % 3),
        )
        for place, each in enumerate(below)
    ]
    goals = tuple(
        each.id for each in reviewed_targets(packs) if each.value is None and each.form != "ordinal_class"
    )
    region = Region(code, tuple(bare), (), years, seed, packs.table("dispatch_item"), goals)
    return _peopled(replace(region, prefectures=tuple(_profiled(region))))


def _profiled(region: Region) -> Iterator[Prefecture]:
    """Give the prefectures profiles, energy and the patches of their counties."""
    dice = region.dice("profiles")
    drawn = [profiles()[place % len(profiles())] for place in range(len(region.prefectures))]
    dice.shuffle(drawn)
    if not drawn:
        return
    codes = [each.code for each in region.prefectures]
    observed = synthetic_prefecture_rows(codes, region.code, seed=region.seed, years=region.years)
    for prefecture, profile in zip(region.prefectures, drawn, strict=True):
        energy = {
            int(str(row["period"])): Decimal(str(row["value"])) * _TCE
            for row in observed
            if row["division_code"] == prefecture.code and row["indicator_id"] == ENERGY
        }
        industrial = dice.randint(*profile.industrial)
        yield replace(
            prefecture,
            profile=profile.id,
            energy=energy,
            industrial={year: tce * industrial / 100 for year, tce in energy.items()},
            key_share=dice.randint(*_KEY_SHARE),
            middles=_middles(prefecture),
        )


def _middles(prefecture: Prefecture) -> Mapping[str, tuple[Decimal, Decimal]]:
    """Return county → the middle of its cell in the prefecture's patch, cells side by side."""
    counties = prefecture.counties or (prefecture.code,)
    columns = isqrt(len(counties) - 1) + 1
    rows = -(-len(counties) // columns)
    room = PATCH - _MARGIN

    def along(place: int, cells: int) -> Decimal:
        return (room * (2 * place + 1 - cells) / cells).quantize(_DEGREE)

    return {
        county: (
            prefecture.longitude + along(place % columns, columns),
            prefecture.latitude + along(place // columns, rows) / 2,
        )
        for place, county in enumerate(counties)
    }


def _peopled(region: Region) -> Region:
    """Give a region its facilities, numbered through all prefectures."""
    found: list[Facility] = []
    for prefecture, number in _numbers(region):
        found.extend(_facilities(region, prefecture, range(len(found), len(found) + number)))
    return replace(region, facilities=tuple(found))


def _numbers(region: Region) -> Iterator[tuple[Prefecture, int]]:
    """Divide the key users among the prefectures: half of them evenly, half by energy."""
    first = region.years[0]
    whole = sum(each.energy[first] for each in region.prefectures)
    for each in region.prefectures:
        by_energy = _EACH * len(region.prefectures) * each.energy[first] / whole if whole else _EACH
        yield each, (_EACH + int(by_energy)) // 2


def _facilities(region: Region, prefecture: Prefecture, places: range) -> Iterator[Facility]:
    dice = region.dice(f"facilities {prefecture.code}")
    (profile,) = (each for each in profiles() if each.id == prefecture.profile)
    words = mix_of(profile, len(places), dice)
    sizes = [size_of(industries()[word], dice) for word in words]
    energies = invented_energy(sizes, _key_energy(region, prefecture), dice)
    for place, word, energy in zip(places, words, energies, strict=True):
        industry, county = industries()[word], dice.choice(list(prefecture.middles))
        longitude, latitude = spot(prefecture.middles[county], dice)
        yield Facility(
            id=f"SYN-F{place + 1:04d}",
            name=f"示例{industry.zh}第{place + 1:04d}号",
            prefecture=prefecture.code,
            county=county,
            industry=word,
            industry_class=dice.choice(industry.classes),
            longitude=longitude,
            latitude=latitude,
            energy=energy,
        )


def _key_energy(region: Region, prefecture: Prefecture) -> Mapping[int, Decimal]:
    """Return year → what the key users of a prefecture use [tce]; they go on where it is silent."""
    found: dict[int, Decimal] = {}
    for year in region.years:
        if year in prefecture.industrial:
            found[year] = prefecture.industrial[year] * prefecture.key_share / 100
        else:
            found[year] = found[year - 1] * _CARRIED / 100
    return found
