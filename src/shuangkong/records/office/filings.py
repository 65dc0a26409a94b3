"""Acts on filings (报送与办理): filed, reviewed, countersigned, returned, approved; scans attached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.records.office.closing import Closing, check_period_open
from shuangkong.records.office.desk import Desk, Signature
from shuangkong.records.office.duties import check_filer, check_step
from shuangkong.records.office.filing import (
    STEPS,
    Filing,
    FilingStep,
    StepName,
    content_hash,
    filing_id,
    versions_of,
)
from shuangkong.records.office.person import Directory, Person
from shuangkong.records.office.printed import (
    Scan,
    check_printed,
    is_confirmed,
    keep_evidence,
    media_type_of,
    page_count,
)
from shuangkong.records.office.round import check_into_round
from shuangkong.records.office.rounds import Rounds
from shuangkong.records.office.state import STATES, FilingState, state_of
from shuangkong.schema import Row

__all__ = ["Filings", "Standing", "Submission"]


@dataclass(frozen=True)
class Submission:
    """What is filed (报送内容): rows of a type, for a filer and a period.

    Parameters
    ----------
    period
        For a type without a grain, the month it is filed in.
    round_id
        Round it is filed in; None outside rounds.
    document_number, issued_on
        The official letter it comes with, if any.
    """

    type_id: str
    filer_code: str
    period: str
    rows: Sequence[Row]
    round_id: str | None = None
    document_number: str | None = None
    issued_on: date | None = None
    is_synthetic: bool = False


@dataclass(frozen=True)
class Standing:
    """A filing as it stands now (报表现状)."""

    filing: Filing
    state: FilingState
    scans: tuple[Scan, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether its stamped scan is attached (是否确认)."""
        return is_confirmed(self.filing, self.scans)

    def as_json(self) -> dict[str, object]:
        """Return all of it as plain data."""
        filing = {name: str(cell) if isinstance(cell, date) else cell for name, cell in vars(self.filing).items()}
        return {"filing": filing, **self.state.as_json(), "is_confirmed": self.is_confirmed}
