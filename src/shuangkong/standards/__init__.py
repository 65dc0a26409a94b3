"""Standards (标准参数): dated, cited tables of factors, limits, levels and prices, and one lookup."""

from shuangkong.standards.adoption import Adoption, adoptions, confirmed
from shuangkong.standards.edition import Edition, editions
from shuangkong.standards.lookup import lookup, matches
from shuangkong.standards.value import StandardValue

__all__ = [
    "Adoption",
    "Edition",
    "StandardValue",
    "adoptions",
    "confirmed",
    "editions",
    "lookup",
    "matches",
]
