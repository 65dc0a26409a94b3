"""Filings (报表): one version of what one filer files for one period, and the steps it went through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shuangkong.trace import Label

__all__ = ["STEPS", "Filing", "FilingStep", "StepName", "versions_of"]

StepName = Literal[
    "filed", "county_reviewed", "prefecture_reviewed", "countersigned", "refused", "returned", "approved"
]
STEPS: Mapping[StepName, Label] = {
    "filed": Label("填报", "file"),
    "county_reviewed": Label("县级审核", "review at county level"),
    "prefecture_reviewed": Label("地级审核", "review at prefecture level"),
    "countersigned": Label("会签", "countersign"),
    "refused": Label("不同意会签", "refuse to countersign"),
    "returned": Label("退回", "return"),
    "approved": Label("批准", "approve"),
}


@dataclass(frozen=True)
class Filing:
    """One version of a filing (报表): a row of the table ``filing``.

    Parameters
    ----------
    content_hash
        SHA-256 of what the rows say, whatever their order: equal for versions that say the same.
    version_no
        Counted from 1 for one type, filer and period.
    supersedes_filing
        Filing that this one replaces after a return or as a correction.
    """

    filing_id: str
    type_id: str
    type_version: int
    round_id: str | None
    filer_code: str
    period: str
    filer_person: str
    document_number: str | None
    issued_on: date | None
    content_hash: str
    is_synthetic: bool
    filed_on: date
    version_no: int
    supersedes_filing: str | None


@dataclass(frozen=True)
class FilingStep:
    """One step of a filing (办理步骤): a row of the table ``filing_step``."""

    filing_id: str
    step_no: int
    step: StepName
    department: str | None
    person: str
    opinion: str | None
    signed_on: date


def versions_of(filings: Sequence[Filing], type_id: str, filer_code: str, period: str) -> tuple[Filing, ...]:
    """Return the versions of one filing (各版), the first first."""
    mine = (
        filing
        for filing in filings
        if (filing.type_id, filing.filer_code, filing.period) == (type_id, filer_code, period)
    )
    return tuple(sorted(mine, key=lambda filing: filing.version_no))
