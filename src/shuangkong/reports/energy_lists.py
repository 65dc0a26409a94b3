"""Lists of the review (审查清单): doubts, send-back, late and absent, inspections, limits."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

from shuangkong.accounts import signed
from shuangkong.assessment.energy_report import ACTIONS, LEVELS, Compliance, Doubt, LimitLine, Review
from shuangkong.quantity import quantise
from shuangkong.reports.notes import BANNER
from shuangkong.trace import STATUSES, Label

__all__ = ["Sheet", "limit_sheets", "review_sheets", "sheet_csv", "workbook"]

Place = Callable[[str], Label]
"""Division code → what it is called."""
Line = tuple[str | Decimal | int, ...]
_CENT = Decimal("0.01")
_ID, _NAME = Label("单位标识", "facility"), Label("单位名称", "name")
_PLACE, _TCE = Label("地区", "division"), Label("涉及能耗（吨标准煤）", "energy concerned (tce)")
_REQUEST = Label("要求", "request")
_WIDTH = 60  # no column grows wider [characters]


@dataclass(frozen=True)
class Sheet:
    """One list (清单): short name, headers, rows of texts and numbers."""

    name: str
    label: Label
    headers: tuple[Label, ...]
    rows: tuple[Line, ...]
    is_synthetic: bool

    @property
    def marked(self) -> list[list[str]]:
        """The rows as texts, each saying whether it tells of invented data."""
        mark = "true" if self.is_synthetic else "false"
        return [[*map(_written, row), mark] for row in self.rows]


def review_sheets(review: Review, place: Place) -> tuple[Sheet, ...]:
    """Return the lists of a review (审查清单): doubts, send-back, late and absent, inspections, limits."""
    return (
        _doubts(review, place),
        _sheet(review, "send-back", Label("退回清单", "send back"), _SENT_BACK, _sent_back(review, place)),
        _sheet(review, "late-absent", Label("迟报未报", "late and absent"), _LATE, _late(review, place)),
        _sheet(
            review, "inspections", Label("现场核查", "inspections"), _INSPECTIONS, _inspections(review, place)
        ),
        *limit_sheets(review.limits, review.name, place, is_synthetic=review.is_synthetic),
    )


def _sheet(
    review: Review,
    name: str,
    label: Label,
    headers: tuple[Label, ...],
    rows: Iterable[Line],
) -> Sheet:
    return Sheet(name, label, headers, tuple(rows), review.is_synthetic)


def _doubts(review: Review, place: Place) -> Sheet:
    headers = (
        Label("序号", "rank"),
        _ID,
        _NAME,
        _PLACE,
        Label("位置", "place"),
        Label("疑点", "doubt"),
        Label("情况", "finding"),
        Label("理由", "why"),
        _REQUEST,
        _TCE,
        Label("严重程度", "severity"),
        Label("处理", "action"),
    )
    rows = (
        (
            each.rank,
            each.facility,
            review.name(each.facility),
            place(each.division).zh,
            each.place,
            each.label.zh,
            each.part("what").zh,
            each.part("why").zh,
            each.part("remedy").zh,
            _number(each.size),
            each.severity,
            ACTIONS[each.action].zh,
        )
        for each in review.doubts
    )
    return _sheet(review, "doubts", Label("疑点清单", "doubts"), headers, rows)


_SENT_BACK = (_ID, _NAME, _PLACE, Label("退回理由", "reasons"), _REQUEST)
_LATE = (_ID, _NAME, _PLACE, Label("情形", "case"), Label("情况", "finding"), _TCE)
_INSPECTIONS = (_ID, _NAME, _PLACE, _TCE, Label("疑点数", "doubts"), Label("核查要点", "what to look at"))


def _sent_back(review: Review, place: Place) -> Iterator[Line]:
    for facility in review.sent_back:
        found = [each for each in review.of(facility) if each.action == "return"]
        yield (*_who(review, found[0], place), _listed(found, "what"), _listed(found, "remedy"))


def _late(review: Review, place: Place) -> Iterator[Line]:
    for each in (*review.absent, *review.late):
        yield (*_who(review, each, place), each.label.zh, each.part("what").zh, _number(each.size))


def _inspections(review: Review, place: Place) -> Iterator[Line]:
    for facility in review.inspections:
        found = review.of(facility)
        in_doubt = _number(review.in_doubt(facility))
        yield (*_who(review, found[0], place), in_doubt, len(found), _listed(found, "what"))


def _who(review: Review, doubt: Doubt, place: Place) -> tuple[str, str, str]:
    return doubt.facility, review.name(doubt.facility), place(doubt.division).zh


def _listed(doubts: Sequence[Doubt], part: str) -> str:
    texts = (each.part("what" if part == "what" else "remedy").zh for each in doubts)
    numbered = (f"{number}. {text}" for number, text in enumerate(dict.fromkeys(texts), start=1))
    return "；".join(numbered)


def limit_sheets(
    limits: Compliance, name: Callable[[str], str], place: Place, *, is_synthetic: bool
) -> tuple[Sheet, Sheet]:
    """Return every product against its limit, and the counts per product (限额标准执行情况)."""
    headers = (
        _ID,
        _NAME,
        _PLACE,
        Label("产品", "product"),
        Label("指标", "metric"),
        Label("标准", "standard"),
        Label("单位能耗", "energy per unit"),
        Label("单位", "unit"),
        *(Label(f"{level}级", f"level {level}") for level in ("1", "2", "3")),
        Label("结论", "level reached"),
        Label("超出部分（吨标准煤）", "excess (tce)"),
        Label("标准的修正条件", "correction in the standard"),
        Label("数据状态", "status"),
    )
    rows = tuple(_limit(each, name, place) for each in limits.lines)
    counts: tuple[Line, ...] = tuple(
        (
            each.product,
            each.metric,
            each.standard,
            each.total,
            *(each.reached.get(level, 0) for level in LEVELS),
            each.not_judged,
        )
        for each in limits.products
    )
    counted = (
        Label("产品", "product"),
        Label("指标", "metric"),
        Label("标准", "standard"),
        Label("户数", "users"),
        *LEVELS.values(),
        Label("无法对标", "not judged"),
    )
    return (
        Sheet("limits", Label("限额对标", "limits"), headers, rows, is_synthetic),
        Sheet("limit-counts", Label("限额分产品", "limits by product"), counted, counts, is_synthetic),
    )


def _limit(found: LimitLine, name: Callable[[str], str], place: Place) -> Line:
    if found.level is not None:
        said = LEVELS[found.level].zh
    else:
        said = "" if found.reason is None else f"无法对标：{found.reason.reason.zh}"
    levels = (found.levels.get(level) for level in ("1", "2", "3"))
    return (
        found.facility,
        name(found.facility),
        place(found.division).zh,
        found.line.limit_product or found.line.product,
        found.line.metric,
        found.standard,
        _number(found.value),
        found.line.unit_energy_unit,
        *("" if level is None else level for level in levels),
        said,
        _number(found.excess_tce),
        found.correction,
        STATUSES[found.status].zh,
    )


def _number(value: Decimal | None) -> str | Decimal:
    return "" if value is None else quantise(value, _CENT)


def sheet_csv(sheet: Sheet) -> str:
    """Return a list as CSV (逗号分隔文本), headed in both languages."""
    target = StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([*(f"{each.zh} {each.en}" for each in sheet.headers), "是否演示 is_synthetic"])
    writer.writerows(sheet.marked)
    return target.getvalue()


def _written(cell: str | Decimal | int) -> str:
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def workbook(sheets: Sequence[Sheet], *, dated: date) -> bytes:
    """Return lists as one workbook (Excel 清单), a sheet each; equal lists and dates give equal bytes."""
    import xlsxwriter  # loaded where a workbook is written

    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": datetime(dated.year, dated.month, dated.day)})  # noqa: DTZ001 - no zone there
        head = book.add_format({"bold": True, "bg_color": "#DDE8F3", "border": 1, "text_wrap": True})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        warning = book.add_format({"bold": True, "font_color": "#7A1610"})
        for sheet in sheets:
            written = book.add_worksheet(sheet.label.zh[:31])
            top = 1 if sheet.is_synthetic else 0
            if sheet.is_synthetic:
                written.write_string(0, 0, f"{BANNER.zh} {BANNER.en}", warning)
            for column, header in enumerate(sheet.headers):
                written.write_string(top, column, f"{header.zh}\n{header.en}", head)
                written.set_column(column, column, _width(sheet, column), text)
            for place, row in enumerate(sheet.rows, start=top + 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        written.write_string(place, column, cell)
                    else:
                        written.write_number(place, column, cell)
            written.freeze_panes(top + 1, 2)
            written.autofilter(top, 0, top + max(1, len(sheet.rows)), len(sheet.headers) - 1)
    return target.getvalue()


def _width(sheet: Sheet, column: int) -> int:
    longest = max((len(_shown(row[column])) for row in sheet.rows), default=0)
    return min(_WIDTH, max(8, 2 * len(sheet.headers[column].zh), longest + 4))


def _shown(cell: str | Decimal | int) -> str:
    return signed(cell) if isinstance(cell, Decimal) else str(cell)
