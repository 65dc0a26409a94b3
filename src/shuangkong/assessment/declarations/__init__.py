"""Declarations of indicators (指标口径): figures that packs declare, made of the rows of registers."""

from shuangkong.assessment.declarations.checking import is_of_a_time
from shuangkong.assessment.declarations.declaration import Declaration
from shuangkong.assessment.declarations.evaluating import evaluate
from shuangkong.assessment.declarations.explaining import bound, valued
from shuangkong.assessment.declarations.filed import Judgement, Outcome, judgement
from shuangkong.assessment.declarations.loading import Declared, declared, declares
from shuangkong.assessment.declarations.measurement import Measurement
from shuangkong.assessment.declarations.reckoned import Interval
from shuangkong.assessment.declarations.scope import Scope

__all__ = [
    "Declaration",
    "Declared",
    "Interval",
    "Judgement",
    "Measurement",
    "Outcome",
    "Scope",
    "bound",
    "declared",
    "declares",
    "evaluate",
    "is_of_a_time",
    "judgement",
    "valued",
]
