"""``shuangkong filing`` (办理): reviewed, countersigned, returned, approved; printed, the scan attached."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.offices import HERE, Workplace, show_standing, signature
from shuangkong.cli.selectors import NOBODY, Author
from shuangkong.records.office import STEPS, StepName
from shuangkong.trace import Label
from shuangkong.workspace.collecting import open_office

__all__ = ["FilingId", "approve", "attach", "countersign", "printed", "refuse", "return_", "review"]

FilingId = Annotated[str, Parameter(help="报表编号 · id of the filing")]
_REVIEWS: tuple[StepName, ...] = ("county_reviewed", "prefecture_reviewed")


def review(filing_id: FilingId, /, *, author: Author = NOBODY, at: Workplace = HERE) -> None:
    """审核：县级或地级，依次办理 · Review at the level whose turn it is."""
    office = open_office(at.open())
    waits = office.filings.standing(filing_id).state.waiting_for
    awaited = [wait.step for wait in waits if wait.step in _REVIEWS]
    _take(filing_id, awaited[0] if awaited else _REVIEWS[-1], author, at)


def countersign(filing_id: FilingId, /, *, author: Author = NOBODY, at: Workplace = HERE) -> None:
    """会签：事由即会签意见 · Countersign for one's department; the reason is the opinion."""
    _take(filing_id, "countersigned", author, at)


def refuse(filing_id: FilingId, /, *, author: Author = NOBODY, at: Workplace = HERE) -> None:
    """会签不同意，报表退回 · Refuse to countersign: the filing goes back."""
    _take(filing_id, "refused", author, at)


def return_(filing_id: FilingId, /, *, author: Author = NOBODY, at: Workplace = HERE) -> None:
    """退回填报单位，须写明意见 · Return a filing to its filer, with what is wrong."""
    _take(filing_id, "returned", author, at)


def approve(filing_id: FilingId, /, *, author: Author = NOBODY, at: Workplace = HERE) -> None:
    """批准：此后数据生效 · Approve a filing: from now on its rows hold."""
    _take(filing_id, "approved", author, at)


def _take(filing_id: str, step: StepName, author: Author, at: Workplace) -> None:
    signed = signature(author)
    workspace = at.open()
    standing = open_office(workspace).filings.step(filing_id, step, signed)
    done = Label(f"{STEPS[step].zh}：{signed.person}", f"{STEPS[step].en}: {signed.person}")
    show_standing(at.screen, workspace, standing, done)


def printed(filing_id: FilingId, /, *, at: Workplace = HERE) -> None:
    """显示打印件识别栏 · Show what the print of a filing bears at its foot: id and code."""
    found = open_office(at.open()).filings.printed(filing_id)
    if at.screen.is_json:
        text = {"zh": found.text.zh, "en": found.text.en}
        at.screen.show_json({"filing_id": filing_id, "code": found.code, "hash": found.hash, "text": text})
        return
    at.screen.lines(found.text)


def attach(
    filing_id: FilingId,
    scan: Annotated[Path, Parameter(help="盖章件扫描件 · stamped scan: PDF, PNG, JPEG, TIFF")],
    /,
    *,
    code: Annotated[str, Parameter(help="扫描件上的校验码 · the code read off the scan")],
    author: Author = NOBODY,
    at: Workplace = HERE,
) -> None:
    """挂接盖章件 · Attach the stamped scan of exactly this version."""
    workspace = at.open()
    office = open_office(workspace)
    kept = office.filings.attach(filing_id, scan, code, signature(author))
    done = Label(
        f"已挂接 {kept.file_name}（{kept.pages} 页）", f"{kept.file_name} attached, {kept.pages} pages"
    )
    show_standing(at.screen, workspace, office.filings.standing(filing_id), done)
