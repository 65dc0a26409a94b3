"""``shuangkong energy-report`` (报告审查): review all yearly reports, hold them to their limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

import shuangkong
from shuangkong.accounts import signed
from shuangkong.accounts.division_tree import tree_on
from shuangkong.assessment.energy_report import ACTIONS, LEVELS, Review, Terms
from shuangkong.assessment.energy_report import review as reviewed
from shuangkong.cli.asking import Inquiry, inquire
from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import ANYTHING, Selectors
from shuangkong.cli.steps import rows_counted
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.quantity import Period
from shuangkong.reports import word
from shuangkong.reports.content import Facts
from shuangkong.reports.energy_lists import Sheet, limit_sheets, review_sheets, sheet_csv, workbook
from shuangkong.reports.energy_review import opinion
from shuangkong.snapshot import replacing
from shuangkong.trace import Label

__all__ = ["limits", "review"]

_SHOWN = 20  # doubts in a terminal; the lists hold all
_HEADERS = (
    Label("序号", "rank"),
    Label("单位", "facility"),
    Label("位置", "place"),
    Label("疑点", "doubt"),
    Label("吨标准煤", "tce"),
    Label("处理", "action"),
)
_COUNTS = (
    Label("产品", "product"),
    Label("标准", "standard"),
    Label("户数", "users"),
    Label("1级", "level 1"),
    Label("2级", "level 2"),
    Label("3级", "level 3"),
    Label("超限额", "above"),
    Label("无法对标", "not judged"),
)
_YEAR = Parameter(help="报告年度 · year of the reports")
_OUT = Parameter(help="审查意见和清单写入此文件夹 · write opinions and lists into this folder")


def review(
    *,
    year: Annotated[int | None, _YEAR] = None,
    out: Annotated[Path | None, _OUT] = None,
    selectors: Selectors = ANYTHING,
) -> None:
    """审查能源利用状况报告 · Review the yearly energy reports: doubts in order, opinions, lists.

    With --out one opinion in Word for each user with doubts, and the lists as a workbook and as CSV.
    """
    run = _Run.of(selectors, year)
    found = run.reviews()
    screen = run.screen
    files = [path for each in found for path in _write(each, run, out)] if out is not None else []
    if screen.is_json:
        screen.show_json(
            {
                "snapshot": run.inquiry.snapshot.id,
                "rule": f"{found[0].terms.rule.key}@{found[0].terms.rule.edition}",
                "reviews": [_plain(each) for each in found],
                "files": [str(path) for path in files],
            }
        )
    elif screen.is_csv:
        sheets = [review_sheets(each, run.place)[0] for each in found]
        screen.show_csv(_names(sheets[0]), [row for sheet in sheets for row in sheet.marked])
    else:
        for each in found:
            _show(each, run)
        for path in files[:1]:
            screen.line(
                Label(f"已写入 {len(files)} 个文件：{path.parent}", f"{len(files)} files written"), "green"
            )


def limits(
    *,
    year: Annotated[int | None, _YEAR] = None,
    out: Annotated[Path | None, _OUT] = None,
    selectors: Selectors = ANYTHING,
) -> None:
    """能耗限额标准执行情况 · Hold every reported product against its limit; counts per product."""
    run = _Run.of(selectors, year)
    found = run.reviews()
    screen = run.screen
    held = [limit_sheets(each.limits, each.name, run.place, is_synthetic=each.is_synthetic) for each in found]
    if out is not None:
        for each, sheets in zip(found, held, strict=True):
            _write_lists(sheets, _folder(out, each), run)
    if screen.is_json:
        plain = [[dict(zip(_names(s), row, strict=True)) for row in s.marked] for h in held for s in h]
        keys = [f"{sheet.name}{'-synthetic' if sheet.is_synthetic else ''}" for h in held for sheet in h]
        screen.show_json({"snapshot": run.inquiry.snapshot.id, **dict(zip(keys, plain, strict=True))})
    elif screen.is_csv:
        lines = [row for sheets in held for row in sheets[0].marked]
        screen.show_csv(_names(held[0][0]), lines)
    else:
        for each in found:
            _show_limits(each, screen)


@dataclass(frozen=True)
class _Run:
    """One command: what is asked, and of which year."""

    inquiry: Inquiry
    screen: Screen
    year: int
    division: str | None

    @classmethod
    def of(cls, selectors: Selectors, year: int | None) -> _Run:
        selection = selectors.selection()
        inquiry = inquire(selection)
        asked = year or (selection.period or inquiry.latest_period()).end.year
        return cls(inquiry, selection.screen, asked, selection.division)

    def reviews(self) -> list[Review]:
        """Return the review of real rows and that of synthetic ones, whichever there are."""
        terms = Terms.of(self.inquiry.packs, self.inquiry.known_on)
        found: list[Review] = []
        refused: list[Problem] = []
        for synthetic in (False, True):
            label = Label("审查报告", "review reports")
            try:
                with rows_counted(self.screen, label) as told:
                    held = reviewed(
                        self.inquiry.snapshot,
                        terms,
                        self.year,
                        known_on=self.inquiry.known_on,
                        synthetic=synthetic,
                        step=told or (lambda _done, _of: None),
                    )
            except ProblemsFound as problems:
                refused += problems.problems
                continue
            found.append(self._within(held))
        if not found:
            raise ProblemsFound(refused[:1])
        return found

    def _within(self, found: Review) -> Review:
        if self.division is None:
            return found
        tree = tree_on(self.inquiry.snapshot, Period.parse(str(self.year)).end)
        wanted = self.division
        return found.within(lambda code: wanted in tree.upwards(code))

    def place(self, code: str) -> Label:
        return self.inquiry.names.division(code)

    @property
    def basis(self) -> Facts:
        packs = "、".join(f"{each.id}@{each.edition}" for each in self.inquiry.packs.references)
        return (
            (Label("快照", "snapshot"), self.inquiry.snapshot.id),
            (Label("规则包", "packs"), packs),
            (Label("程序版本", "release"), f"shuangkong {shuangkong.__version__}"),
        )


def _folder(out: Path, found: Review) -> Path:
    """Return where the files of a review go: invented ones never among real ones."""
    return out / f"{found.year}{'-synthetic' if found.is_synthetic else ''}"


def _write(found: Review, run: _Run, out: Path) -> list[Path]:
    folder = _folder(out, found)
    paths = _write_lists(review_sheets(found, run.place), folder, run)
    facilities = list(dict.fromkeys(each.facility for each in found.doubts))
    with rows_counted(run.screen, Label("写审查意见", "write opinions")) as told:
        for done, facility in enumerate(facilities, start=1):
            division = run.place(found.of(facility)[0].division)
            content = opinion(found, facility, division=division, basis=run.basis)
            path = folder / "opinions" / f"{_safe(facility)}.docx"
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as temporary:
                temporary.write_bytes(word(content, dated=run.inquiry.known_on))
            paths.append(path)
            if told is not None:
                told(done, len(facilities))
    return paths


def _safe(name: str) -> str:
    """Return a facility's id as a file name.

    Examples
    --------
    >>> _safe("../A 1")
    '___A_1'
    """
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name)


def _write_lists(sheets: Sequence[Sheet], folder: Path, run: _Run) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    book = folder / ("lists.xlsx" if len(sheets) > 2 else "limits.xlsx")
    with replacing(book) as temporary:
        temporary.write_bytes(workbook(sheets, dated=run.inquiry.known_on))
    paths = [book]
    for sheet in sheets:
        path = folder / f"{sheet.name}.csv"
        with replacing(path) as temporary:
            temporary.write_text(sheet_csv(sheet), encoding="utf-8-sig")
        paths.append(path)
    return paths


def _plain(found: Review) -> dict[str, object]:
    coverage = found.coverage
    return {
        "year": found.year,
        "due": found.due.isoformat(),
        "is_synthetic": found.is_synthetic,
        "users": coverage.expected,
        "reports": len(found.reports),
        "absent": [each.facility for each in found.absent],
        "late": [each.facility for each in found.late],
        "sent_back": list(found.sent_back),
        "inspections": list(found.inspections),
        "doubts": [each.as_json() for each in found.doubts],
    }


def _show(found: Review, run: _Run) -> None:
    screen = run.screen
    counts = Label(
        f"{found.year} 年度：应报 {found.coverage.expected}，已报 {len(found.reports)}，"
        f"未报 {len(found.absent)}，迟报 {len(found.late)}，疑点 {len(found.doubts)}，"
        f"退回 {len(found.sent_back)}，现场核查 {len(found.inspections)}",
        f"{found.year}: {found.coverage.expected} due, {len(found.reports)} filed, {len(found.absent)} "
        f"absent, {len(found.late)} late, {len(found.doubts)} doubts, {len(found.sent_back)} sent back, "
        f"{len(found.inspections)} to inspect",
    )
    screen.lines(screen.marked(counts) if found.is_synthetic else counts, "bold")
    shown = found.doubts[:_SHOWN]
    title = Label(f"疑点前 {len(shown)} 项", f"first {len(shown)} doubts")
    rows = [
        (
            str(each.rank),
            f"{found.name(each.facility)}\n{each.facility}",
            each.place,
            screen.brief(each.label),
            signed(each.size),
            screen.brief(ACTIONS[each.action]),
        )
        for each in shown
    ]
    screen.show_table(title, _HEADERS, rows, is_synthetic=found.is_synthetic)


def _show_limits(found: Review, screen: Screen) -> None:
    lines = found.limits.lines
    above = sum(each.level == "above" for each in lines)
    title = Label(
        f"{found.year} 年限额标准执行情况：{len(lines)} 项产品，超限额 {above} 项",
        f"limits {found.year}: {len(lines)} products, {above} above the limit",
    )
    rows = [
        (
            f"{each.product} {each.metric}",
            each.standard,
            str(each.total),
            *(str(each.reached.get(level, 0)) for level in LEVELS),
            str(each.not_judged),
        )
        for each in found.limits.products
    ]
    screen.show_table(title, _COUNTS, rows, is_synthetic=found.is_synthetic)


def _names(sheet: Sheet) -> list[str]:
    return [*(each.en for each in sheet.headers), "is_synthetic"]
