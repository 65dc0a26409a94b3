"""Explaining (口径说明): how a declaration counts, in words and in formula, and the trace of its figure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shuangkong.accounts.wording import amount
from shuangkong.assessment.declarations.declaration import Declaration
from shuangkong.assessment.declarations.line import Line, Lines
from shuangkong.assessment.declarations.names import threshold_of
from shuangkong.assessment.declarations.reckoned import Interval, Reckoned
from shuangkong.assessment.declarations.scope import Scope
from shuangkong.expression import Expression
from shuangkong.trace import Absence, Label, Status, Trace, worst

__all__ = [
    "bound",
    "counting_rules",
    "formula",
    "interval_note",
    "row_trace",
    "shown",
    "trace_of_rows",
    "valued",
]

_SINCE = {
    "start": Label("截至期末", "up to the end of the period"),
    "base": Label("基期之后至期末", "after the base year, up to the end of the period"),
    "year": Label("当年", "within the year"),
}
_CLOSED = {
    "leaves": Label("期末前关停的不计入分子和分母", "what closed by then is on neither side"),
    "stays": Label("关停的仍计入", "what closed later still counts"),
}


def formula(declaration: Declaration) -> str:
    """Return how the value is made (计算式)."""
    among = _text(declaration.among, "all rows")
    counted = _text(declaration.counted, "")
    where = f"{among} and {counted}" if counted else among
    weight, value = _text(declaration.weight, "1"), _text(declaration.value, "")
    sides = [_side(declaration, key) for key in ("part", "whole")]
    written = {
        "sum": f"Σ {value} [{where}]",
        "count": f"n [{where}]",
        "coverage": f"Σ {weight} [{where}] ÷ Σ {weight} [{among}] × 100",
        "share": f"Σ {sides[0]} ÷ Σ {sides[1]} × 100 [{where}]",
        "per": f"{sides[0]} ÷ {sides[1]}",
        "change": f"({declaration.of} ÷ {declaration.of} in the base year − 1) × 100",
        "points": f"{declaration.of} − {declaration.of} in the base year",
        "class": f"worst {declaration.class_column} of {' < '.join(declaration.order)} [{where}]",
        "selected": f"[{where}]",
        "extreme": f"{declaration.of} {value} [{where}]",
        "frequency": f"n [{where}]" if declaration.every == "times" else f"years ÷ n [{where}]",
    }
    return written.get(declaration.kind, declaration.kind)


def _text(expression: Expression | None, otherwise: str) -> str:
    return otherwise if expression is None else expression.text


def _side(declaration: Declaration, key: str) -> str:
    side = getattr(declaration, key)
    if side is None:
        return ""
    if side.indicator:
        return str(side.indicator)
    where = f" [{side.register}: {_text(side.among, 'all rows')}]" if side.register else ""
    return _text(side.value, "") + where


def counting_rules(declaration: Declaration, scope: Scope) -> tuple[Label, ...]:
    """Return the counting rules of a declaration in words (计数规则)."""
    table = scope.declared.types[declaration.register].table if declaration.register else None

    def name(column: str) -> Label:
        return Label(column, column) if table is None else table.column(column).label

    found: list[Label] = []
    if declaration.dated is not None:
        column, since = name(declaration.dated.column), _SINCE[declaration.dated.since]
        found.append(Label(f"以{column.zh}为准，{since.zh}", f"by its {column.en}, {since.en}"))
    if declaration.once:
        names = [name(column) for column in declaration.once]
        zh, en = "、".join(each.zh for each in names), ", ".join(each.en for each in names)
        found.append(Label(f"同一{zh}只计一次", f"counted once for each {en}"))
    if declaration.closed is not None:
        found.append(_CLOSED[declaration.closed.then])
    if declaration.within is not None:
        other = scope.declared.types[declaration.within.register].title
        limit = declaration.within.kilometres.text
        if target := declaration.thresholds.get(limit.removeprefix("threshold.")):
            limit = f"{threshold_of(target, scope.packs)[0]:f}"
        found.append(Label(f"距{other.zh}所列对象 {limit} 公里以内", f"within {limit} km of {other.en}"))
    if declaration.each:
        column = Label("地区", "division") if declaration.each == "division" else name(declaration.each)
        found.append(Label(f"按{column.zh}分别计算，取最差", f"each {column.en} by itself: the worst"))
    if declaration.note:
        found.append(Label(declaration.note, declaration.note))
    return tuple(found)


def interval_note(interval: Interval, declaration: Declaration, count: int) -> Label:
    """Return what rows left open do to a value (未定行的影响)."""
    low, high = (bound(end, declaration) for end in (interval.lower, interval.upper))
    return Label(
        f"{count} 项（行或地区）未定，数值在 {low.zh} 与 {high.zh} 之间",
        f"{count} rows or divisions are open: the value lies between {low.en} and {high.en}",
    )


def trace_of_rows(lines: Lines, found: Reckoned) -> tuple[Trace, ...]:
    """Return what became of the rows (数据行去向); an open row has a node of its own, with its cause."""
    chosen = {id(line.row) for line in found.chosen}
    undecided = {id(line.row) for line in found.undecided}
    others = [line for line in lines.held if id(line.row) not in chosen | undecided]
    parts = [
        row_trace(Label("计入", "counted"), found.chosen),
        row_trace(Label("不计入", "not counted"), others),
        row_trace(Label("重复，不再计", "the same object again"), lines.repeated),
        *(
            row_trace(Label("未定", "open"), [line], () if line.cause is None else (line.cause,))
            for line in found.undecided
        ),
    ]
    if lines.unlocated:
        note = Label("位置不明，可能在范围内", "where it stands is not known: it may be near")
        unlocated = Label("参照对象", "objects to be near to")
        parts.append(Trace(unlocated, str(len(lines.unlocated)), rows=lines.unlocated, notes=(note,)))
    return tuple(part for part in parts if part.rows)


def row_trace(label: Label, lines: Sequence[Line], notes: tuple[Label, ...] = ()) -> Trace:
    """Return one node for rows that fared alike (同类数据行)."""
    return Trace(
        label=label,
        value=str(len(lines)),
        rows=tuple(line.reference for line in lines),
        status=worst(statuses(lines)),
        is_synthetic=any(line.row.get("is_synthetic") is True for line in lines),
        notes=notes,
    )


def statuses(lines: Sequence[Line]) -> list[Status]:
    """Return the statuses of rows (数据状态)."""
    return [line.row["status"] for line in lines if line.row.get("status") is not None]  # type: ignore[misc]


def shown(value: Decimal | Absence, declaration: Declaration) -> Label:
    """Return a value as people read it (显示值): a class by its name."""
    return valued(None if isinstance(value, Absence) else value, declaration)


def bound(end: Decimal | None, declaration: Declaration) -> Label:
    """Return an end of an interval as people read it (区间端点)."""
    return Label("（无界）", "(no bound)") if end is None else valued(end, declaration)


def valued(value: Decimal | None, declaration: Declaration) -> Label:
    """Return a number of a declaration as people read it (显示值): a class by its name, objects whole."""
    if value is not None and declaration.kind == "class":
        name = declaration.order[int(value) - 1]
        return Label(f"{name}类", f"class {name}")
    if value is not None and declaration.kind == "selected":
        return Label(f"{value:f} 个对象", f"{value:f} objects")
    return amount(value, declaration.unit)
