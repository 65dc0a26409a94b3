"""Results (考核结果): all that a short report is written from, gathered beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shuangkong.accounts import Naming
from shuangkong.assessment import Verdict
from shuangkong.packs import Packs
from shuangkong.schema import Row
from shuangkong.sources import Document
from shuangkong.trace import Figure, Label

__all__ = ["PlanResult", "Results", "YearResult"]


@dataclass(frozen=True)
class YearResult:
    """One year of a rate target (逐年结果): the change within the year, and the verdict up to its end."""

    change: Figure
    verdict: Verdict

    @property
    def year(self) -> int:
        """The year."""
        return self.verdict.question.year


@dataclass(frozen=True)
class PlanResult:
    """What a plan comes to (规划期结果).

    Attributes
    ----------
    verdicts
        Verdicts on the plan's targets in the last year known.
    years
        The rate target of energy intensity, year by year.
    below
        Division below → its verdict on that target.
    """

    first_year: int
    last_year: int
    year: int
    document: Document
    verdicts: tuple[Verdict, ...]
    years: tuple[YearResult, ...] = ()
    below: Mapping[str, Verdict] | None = None

    @property
    def is_synthetic(self) -> bool:
        """Whether the verdicts rest on demonstration rows (演示数据)."""
        return any(verdict.is_synthetic for verdict in self.verdicts)

    @property
    def rate(self) -> Verdict | None:
        """The verdict on the target that ``years`` follows."""
        followed = {each.verdict.target.id for each in self.years}
        return next((verdict for verdict in self.verdicts if verdict.target.id in followed), None)


@dataclass(frozen=True)
class Results:
    """Everything a short report says, before it is worded (简报素材).

    Attributes
    ----------
    levels, grades
        Rows of ``warning_level`` and ``assessment_grade`` that were published about the division.
    published, invented
        Results by plan on real rows, and on synthetic ones.
    """

    division: Label
    names: Naming
    known_on: date
    packs: Packs
    snapshot: str
    release: str
    levels: tuple[Row, ...]
    grades: tuple[Row, ...]
    published: tuple[PlanResult, ...]
    invented: tuple[PlanResult, ...] = ()

    def document_name(self, name: str) -> str:
        """Return a document's number, else its title (文件名称); a name the packs lack stands as it is."""
        document = self.packs.document(name)
        return name if document is None else document.number or document.title
