"""Decomposition (因素分解): why energy or carbon changed, by driver and by part, without residue."""

from shuangkong.accounts.decomposition.additive import additive
from shuangkong.accounts.decomposition.effects import MANNERS, Decomposition, Manner
from shuangkong.accounts.decomposition.indices import Indices, Method, indices
from shuangkong.accounts.decomposition.kaya import KAYA_DRIVERS, kaya
from shuangkong.accounts.decomposition.mean import logarithmic_mean
from shuangkong.accounts.decomposition.nested import POPULATION, VALUE_ADDED, Scale, nested
from shuangkong.accounts.decomposition.part import Driver, Part, Path, State, joined, telescope
from shuangkong.accounts.decomposition.why import why_carbon, why_energy

__all__ = [
    "KAYA_DRIVERS",
    "MANNERS",
    "POPULATION",
    "VALUE_ADDED",
    "Decomposition",
    "Driver",
    "Indices",
    "Manner",
    "Method",
    "Part",
    "Path",
    "Scale",
    "State",
    "additive",
    "indices",
    "joined",
    "kaya",
    "logarithmic_mean",
    "nested",
    "telescope",
    "why_carbon",
    "why_energy",
]
