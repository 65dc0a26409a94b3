"""Trades of the invented two-high projects (演示行业设定): what each makes, and how large it is."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["INDUSTRY_NAMES", "TRADES", "WORDS", "Trade"]


@dataclass(frozen=True)
class Trade:
    """What a project of an industry may make (行业设定), invented.

    Attributes
    ----------
    products
        Product and process as the table of levels writes them.
    size
        Design energy [tce]; ``power`` is the share of electricity in it [%].
    """

    industry: str
    classes: str
    products: tuple[tuple[str, str], ...]
    size: tuple[int, int]
    power: tuple[int, int]


TRADES = (
    Trade("steel", "C3120", (("高炉工序", ""), ("转炉工序", "")), (200_000, 2_000_000), (8, 20)),
    Trade("steel", "C3140", (("硅铁", ""), ("锰硅合金", ""), ("高碳铬铁", "")), (20_000, 200_000), (45, 70)),
    Trade("coking", "C2521", (("煤制焦炭", "顶装焦炉"), ("煤制焦炭", "捣固焦炉")), (60_000, 400_000), (3, 9)),
    Trade("chemical", "C2613", (("电石", ""),), (40_000, 400_000), (40, 60)),
    Trade(
        "chemical",
        "C2612",
        (("烧碱", "离子膜法液碱>=30%"), ("烧碱", "离子膜法固碱>=98%"), ("纯碱", "氨碱法(轻质)")),
        (20_000, 200_000),
        (30, 60),
    ),
    Trade(
        "chemical", "C2621", (("合成氨", "优质无烟块煤"), ("合成氨", "天然气")), (80_000, 500_000), (6, 15)
    ),
    Trade(
        "coal_chemical",
        "C2523",
        (("煤制甲醇", "烟煤"), ("煤制烯烃", "乙烯和丙烯(MTO)"), ("煤制乙二醇", "合成气法")),
        (200_000, 3_000_000),
        (5, 14),
    ),
    Trade("building_materials", "C3011", (("水泥熟料", ""),), (30_000, 250_000), (8, 16)),
    Trade("building_materials", "C3041", (("平板玻璃", ">800 t/d"),), (20_000, 90_000), (8, 15)),
    Trade("nonferrous", "C3216", (("电解铝", ""),), (300_000, 2_500_000), (88, 96)),
    Trade(
        "nonferrous",
        "C3212",
        (("铅", "粗铅工艺"), ("锌", "湿法炼锌 电锌锌锭(有浸出渣火法处理)")),
        (15_000, 120_000),
        (30, 60),
    ),
    Trade("petrochemical", "C2511", (("炼油", ""),), (150_000, 900_000), (8, 15)),
    Trade("coal_power", "C4411", (), (300_000, 1_500_000), (0, 0)),
)
INDUSTRY_NAMES = {
    "steel": "钢铁",
    "coking": "焦化",
    "chemical": "化工",
    "coal_chemical": "煤化工",
    "building_materials": "建材",
    "nonferrous": "有色",
    "petrochemical": "石化",
    "coal_power": "煤电",
}
WORDS = {
    "steel": ("steel", "ferroalloy"),
    "coking": ("coking",),
    "chemical": ("calcium_carbide", "chlor_alkali", "fertiliser", "chemicals"),
    "coal_chemical": ("coal_chemistry",),
    "building_materials": ("cement", "glass", "ceramics", "lime"),
    "nonferrous": ("aluminium", "nonferrous", "silicon"),
    "petrochemical": ("refining",),
    "coal_power": ("coal_power", "chp"),
}
"""Industry of the register → the words key energy users are invented under."""
