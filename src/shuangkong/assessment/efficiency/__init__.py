"""Efficiency (能效水平): the class of a product line by the dated tables, and the limits of its standard."""

from shuangkong.assessment.efficiency.classing import (
    CLASSES,
    EfficiencyClass,
    LineClass,
    class_of,
    classify,
)
from shuangkong.assessment.efficiency.levels import FieldGroup, Levels, ProductLine, levels_of
from shuangkong.assessment.efficiency.limits import (
    Limit,
    LimitLevel,
    limit_level,
    limits_of,
    read_conditions,
)

__all__ = [
    "CLASSES",
    "EfficiencyClass",
    "FieldGroup",
    "Levels",
    "Limit",
    "LimitLevel",
    "LineClass",
    "ProductLine",
    "class_of",
    "classify",
    "levels_of",
    "limit_level",
    "limits_of",
    "read_conditions",
]
