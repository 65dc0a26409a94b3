"""Kinds made of rows (由台账行计算的口径): sum, count, coverage, share, extreme, class, frequency, selected.

Missing is never zero and an empty population is undefined. A row that is open, or whose figure is missing, is
left out of the value and moves the ends of its interval.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from shuangkong.accounts.arithmetic import HUNDRED, WIDE, compound, exact_sum, ratio
from shuangkong.assessment.declarations.declaration import Declaration, Side
from shuangkong.assessment.declarations.line import Line
from shuangkong.assessment.declarations.reckoned import ALL_OPEN, ASSUMED, EMPTY, Interval, Reckoned
from shuangkong.assessment.declarations.scope import Scope
from shuangkong.expression import Expression
from shuangkong.packs import DeclarationKind
from shuangkong.trace import Absence, Label

__all__ = ["ROW_KINDS", "sum_of"]

ZERO = Decimal(0)
_PERCENT = Interval(ZERO, HUNDRED)
_NEGATIVE = Label("数值小于零", "its figure is below zero")
_NO_EVENT = Absence("no_event", Label("期内没有发生", "it has not happened in the time asked about"))

Kind = Callable[[Declaration, Sequence[Line], Scope], Reckoned]


def sum_of(lines: Sequence[Line], value: Expression) -> Reckoned:
    """Return Σ value over the rows that count (合计) [unit of the value]."""
    known: list[tuple[Line, Decimal]] = []
    undecided: list[Line] = []
    low, high = ZERO, ZERO
    is_bounded = True
    for line in lines:
        taken = line.is_taken
        if taken is False:
            continue
        figure = line.value(value)
        if isinstance(figure, Decimal) and taken:
            known.append((line, figure))
            continue
        undecided.append(_open(line, figure))
        if isinstance(figure, Decimal):
            low, high = exact_sum((low, min(ZERO, figure))), exact_sum((high, max(ZERO, figure)))
        else:
            is_bounded = False
    total = exact_sum(figure for _, figure in known)
    are_all_open = len(undecided) == len(lines) > 0
    lower: Decimal | None = exact_sum((total, low))
    if not is_bounded and any(figure < 0 for _, figure in known):
        lower = None
    return Reckoned(
        value=ALL_OPEN if are_all_open else total,
        interval=Interval(lower, exact_sum((total, high)) if is_bounded else None),
        chosen=tuple(line for line, _ in known),
        undecided=tuple(undecided),
        notes=() if is_bounded else (ASSUMED,),
    )


def _open(line: Line, figure: object) -> Line:
    """Return a line that is open, with the figure it lacks as the cause where nothing else is."""
    cause = figure.reason if isinstance(figure, Absence) and line.is_taken else line.cause
    return replace(line, cause=cause)


def _sum(declaration: Declaration, lines: Sequence[Line], _scope: Scope) -> Reckoned:
    return sum_of(lines, _needed(declaration.value))


def _count(_declaration: Declaration, lines: Sequence[Line], _scope: Scope) -> Reckoned:
    taken = tuple(line for line in lines if line.is_taken)
    undecided = tuple(line for line in lines if line.is_taken is None)
    number, are_all_open = Decimal(len(taken)), len(undecided) == len(lines) > 0
    interval = Interval(number, number + len(undecided))
    return Reckoned(ALL_OPEN if are_all_open else number, interval, taken, undecided)


def _coverage(declaration: Declaration, lines: Sequence[Line], _scope: Scope) -> Reckoned:
    """Return Σ weight of counted / Σ weight of those it is about × 100 [%]."""
    counted: list[tuple[Line, Decimal]] = []
    others: list[Decimal] = []
    undecided: list[Line] = []
    may_count, may_not = [ZERO], [ZERO]
    is_bounded = True
    for line in lines:
        weight = Decimal(1) if declaration.weight is None else line.value(declaration.weight)
        if isinstance(weight, Decimal) and weight >= 0 and line.is_about and line.is_counted is not None:
            if line.is_counted:
                counted.append((line, weight))
            else:
                others.append(weight)
            continue
        if not isinstance(weight, Decimal) or weight < 0:
            cause = weight.reason if isinstance(weight, Absence) else _NEGATIVE
            undecided.append(replace(line, cause=cause))
            is_bounded = False
            continue
        undecided.append(line)
        if line.is_counted is not False:
            may_count.append(weight)
        if line.is_counted is not True:
            may_not.append(weight)
    done, rest = exact_sum(weight for _, weight in counted), exact_sum(others)
    value = _share_of(done, rest)
    low = _share_of(done, exact_sum((rest, *may_not)))
    high = _share_of(exact_sum((done, *may_count)), rest)
    interval = _PERCENT if undecided else Interval.at(value)
    if is_bounded and undecided:
        interval = Interval(_known(low, ZERO), _known(high, HUNDRED))
    return Reckoned(value, interval, tuple(line for line, _ in counted), tuple(undecided))


def _share_of(part: Decimal, rest: Decimal) -> Decimal | Absence:
    found = ratio(compound((part, HUNDRED)), exact_sum((part, rest)))
    return EMPTY if isinstance(found, Absence) else found


def _known(value: Decimal | Absence, otherwise: Decimal) -> Decimal:
    return otherwise if isinstance(value, Absence) else value


def _share(declaration: Declaration, lines: Sequence[Line], _scope: Scope) -> Reckoned:
    """Return Σ part / Σ whole × 100 over the rows that count [%]."""
    part, whole = _side(declaration.part), _side(declaration.whole)
    known: list[tuple[Line, Decimal, Decimal]] = []
    optional: list[tuple[Decimal, Decimal]] = []
    undecided: list[Line] = []
    is_bounded = True
    for line in lines:
        if line.is_taken is False:
            continue
        above, below = line.value(part), line.value(whole)
        are_known = isinstance(above, Decimal) and isinstance(below, Decimal)
        if line.is_taken and isinstance(above, Decimal) and isinstance(below, Decimal):
            known.append((line, above, below))
            continue
        undecided.append(_open(line, above if isinstance(above, Absence) else below))
        if isinstance(above, Decimal) and isinstance(below, Decimal):
            optional.append((above, below))
        is_bounded = is_bounded and are_known
    sides = [(above, below) for _, above, below in known]
    is_part = all(0 <= above <= below for above, below in [*sides, *optional])
    value = _quotient(sides)
    interval = Interval.at(value)
    if undecided:
        bounds = Interval(_reach(sides, optional, -1), _reach(sides, optional, 1))
        interval = bounds if is_bounded and is_part else _PERCENT if is_part else Interval(None, None)
    return Reckoned(value, interval, tuple(line for line, _, _ in known), tuple(undecided))


def _quotient(sides: Sequence[tuple[Decimal, Decimal]]) -> Decimal | Absence:
    above, below = exact_sum(side for side, _ in sides), exact_sum(side for _, side in sides)
    found = ratio(compound((above, HUNDRED)), below)
    return EMPTY if isinstance(found, Absence) and not sides else found


def _reach(
    sides: Sequence[tuple[Decimal, Decimal]], optional: Sequence[tuple[Decimal, Decimal]], sign: int
) -> Decimal | None:
    """Return the farthest a share gets to one side when any of the optional rows may be in it."""
    held = list(sides)
    best = _quotient(held)
    for above, below in sorted(
        (each for each in optional if each[1] > 0), key=lambda each: WIDE.divide(*each) * -sign
    ):
        moved = _quotient([*held, (above, below)])
        if isinstance(moved, Decimal) and (isinstance(best, Absence) or (moved - best) * sign > 0):
            best, held = moved, [*held, (above, below)]
    return None if isinstance(best, Absence) else best


def _extreme(declaration: Declaration, lines: Sequence[Line], _scope: Scope) -> Reckoned:
    """Return the largest or smallest figure of the rows that count (最大、最小)."""
    is_largest = declaration.of == "largest"
    pick: Callable[..., Decimal] = max if is_largest else min
    known: list[tuple[Line, Decimal]] = []
    undecided: list[Line] = []
    reach: list[Decimal | None] = []
    for line in lines:
        if line.is_taken is False:
            continue
        figure = line.value(_needed(declaration.value))
        if line.is_taken and isinstance(figure, Decimal):
            known.append((line, figure))
            continue
        undecided.append(_open(line, figure))
        reach.append(figure if isinstance(figure, Decimal) else None)
    if not known:
        return Reckoned(EMPTY, Interval(None, None), undecided=tuple(undecided))
    worst = pick(figure for _, figure in known)
    known_reach = [each for each in reach if each is not None]
    far = None if len(known_reach) < len(reach) else pick([worst, *known_reach])
    interval = Interval(worst, far) if is_largest else Interval(far, worst)
    at_worst = tuple(line for line, figure in known if figure == worst)
    # Every row was looked at; those at the end itself stand first.
    others = tuple(line for line, figure in known if figure != worst)
    return Reckoned(worst, interval, (*at_worst, *others), tuple(undecided))


def _class(declaration: Declaration, lines: Sequence[Line], _scope: Scope) -> Reckoned:
    """Return the rank of the worst class of the rows that count (最差类别), 1 for the best."""
    ranks = {name: Decimal(rank) for rank, name in enumerate(declaration.order, start=1)}
    known: list[tuple[Line, Decimal]] = []
    undecided: list[tuple[Line, Decimal]] = []
    for line in lines:
        if line.is_taken is False:
            continue
        cell = line.row.get(declaration.class_column)
        rank = ranks.get(str(cell))
        if line.is_taken and rank is not None:
            known.append((line, rank))
            continue
        cause = Label(f"类别为 {cell or '空'}", f"its class is {cell or 'blank'}")
        worst = Decimal(len(ranks)) if rank is None else rank
        undecided.append((replace(line, cause=cause) if rank is None else line, worst))
    if not known:
        return Reckoned(EMPTY, Interval(None, None), undecided=tuple(line for line, _ in undecided))
    worst = max(rank for _, rank in known)
    far = max([worst, *(rank for _, rank in undecided)])
    chosen = tuple(line for line, _ in sorted(known, key=lambda each: -each[1]))
    return Reckoned(worst, Interval(worst, far), chosen, tuple(line for line, _ in undecided))


def _frequency(declaration: Declaration, lines: Sequence[Line], scope: Scope) -> Reckoned:
    """Return how often it happened (次数), or how many years lie between two times (间隔) [年]."""
    counted = _count(declaration, lines, scope)
    if declaration.every == "times":
        return counted
    first = scope.period.start.year
    if declaration.dated is not None and declaration.dated.since == "base" and scope.base_year is not None:
        first = scope.base_year + 1
    years = Decimal(scope.period.end.year - first + 1)
    times, most = counted.value, counted.interval.upper
    value = ratio(years, times) if isinstance(times, Decimal) else times
    shortest = None if most is None else ratio(years, most)
    return replace(
        counted,
        value=_NO_EVENT if isinstance(value, Absence) else value,
        interval=Interval(
            shortest if isinstance(shortest, Decimal) else None,
            value if isinstance(value, Decimal) else None,
        ),
    )


def _needed(expression: Expression | None) -> Expression:
    if expression is None:
        raise ValueError("a declaration was checked to have what its kind needs")
    return expression


def _side(side: Side | None) -> Expression:
    return _needed(None if side is None else side.value)


ROW_KINDS: Mapping[DeclarationKind, Kind] = {
    "sum": _sum,
    "count": _count,
    "coverage": _coverage,
    "share": _share,
    "extreme": _extreme,
    "class": _class,
    "frequency": _frequency,
    "selected": _count,
}
"""Kind → how a value is made of the rows of one register."""
