"""Packs (规则包): dated, cited rules, targets and public data of a place, stacked and read strictly.

A pack is a folder of data: ``pack.yaml``, ``documents.yaml``, ``rules/*.yaml``, lists of entries,
``registers/*.yaml``, ``layouts/*.yaml`` and ``data/<table>[-part].csv``. Packs stack: a region's plan
extends the region, which extends the nation.
"""

from shuangkong.packs.adoption import WHOLE, adopt, check_adoptions, written_parameter
from shuangkong.packs.declaration import DeclarationKind
from shuangkong.packs.loading import load_packs
from shuangkong.packs.pack import Extent, Labels, PackReference, Packs, PlanPeriod
from shuangkong.packs.plain import Plain
from shuangkong.packs.rule import BaseYearTreatment, RuleEdition, RuleKind

__all__ = [
    "WHOLE",
    "BaseYearTreatment",
    "DeclarationKind",
    "Extent",
    "Labels",
    "PackReference",
    "Packs",
    "Plain",
    "PlanPeriod",
    "RuleEdition",
    "RuleKind",
    "adopt",
    "check_adoptions",
    "load_packs",
    "written_parameter",
]
