"""``shuangkong account --carbon`` (碳排放核算): two views under one factor set, intensity, restatement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from cyclopts import Parameter

from shuangkong.accounts import Account, Asker, Question, observed_in, printed
from shuangkong.accounts.carbon import (
    ACTIVITIES,
    CarbonAccount,
    FactorSet,
    carbon_account,
    carbon_intensity,
    restatement,
)
from shuangkong.accounts.change import GDP
from shuangkong.cli.asking import Inquiry
from shuangkong.cli.screen import Screen
from shuangkong.cli.shown import Shown, plain_figure
from shuangkong.errors import Collector
from shuangkong.trace import Figure, Label

__all__ = ["ONE_GRID", "Grid", "account_carbon"]

_HEADERS = (
    Label("项目", "item"),
    Label("数值", "value"),
    Label("单位", "unit"),
    Label("覆盖", "coverage"),
    Label("未填报", "not filed"),
    Label("状态", "status"),
)
_VIEWS = {
    "production": Label("生产侧排放量", "production view"),
    "consumption": Label("消费侧排放量", "consumption view"),
}
_INTENSITY = Label("碳排放强度", "carbon intensity")
_CSV = ("item", "value", "unit", "factors", "price_base_year", "expected", "present", "absent", "status")


@Parameter(name="*")
@dataclass(frozen=True)
class Grid:
    """Which electricity factors are taken (电力因子口径)."""

    grid: Annotated[str, Parameter(help="电力因子口径 · calibre of the electricity factors")] = (
        "provincial-average"
    )
    grid_year: Annotated[
        int | None,
        Parameter(help="电力因子年份，缺省为核算年 · year of the factors, else the accounting year"),
    ] = None
    grid_of: Annotated[str | None, Parameter(help="全部电力取该电网因子 · one grid for all electricity")] = (
        None
    )

    def refuse(self, needed: str, problems: Collector) -> None:
        """Note every option said although no electricity factor is asked for (``option_alone``)."""
        usual = Grid()
        for name in ("grid", "grid_year", "grid_of"):
            if getattr(self, name) != getattr(usual, name):
                option = f"--{name.replace('_', '-')}"
                problems.add("option_alone", option, option=option, needed=needed)

    def factors(self, fuels: str) -> FactorSet:
        """Return the factor set an account is computed with."""
        return FactorSet(fuels, self.grid, self.grid_year, self.grid_of)


ONE_GRID = Grid()


@dataclass(frozen=True)
class _Line:
    """One line of the account: its id, name and figure, with the factors it rests on."""

    id: str
    name: Label
    figure: Figure
    factors: str
    price_base_year: int | None = None


def account_carbon(
    inquiry: Inquiry, screen: Screen, question: Question, factors: FactorSet, *, against: FactorSet | None
) -> tuple[Figure, ...]:
    """Print the carbon account of a division and period (碳排放核算), real and synthetic rows apart.

    Parameters
    ----------
    against
        Another factor set: the same activities restated under it, both accounts staying as they are.

    Raises
    ------
    ProblemsFound
        ``carbon_factor_missing`` and the other problems of `carbon_account`.
    """
    found = {kind: tuple(_lines(inquiry, question, factors, against, kind)) for kind in (False, True)}
    shown = {kind: lines for kind, lines in found.items() if not kind or _has_value(lines)}
    if screen.is_json:
        plain = [
            {"is_synthetic": kind, "factors": str(factors), "figures": [_plain(each) for each in lines]}
            for kind, lines in shown.items()
        ]
        about = {"division": question.division, "period": question.period.text}
        screen.show_json({"snapshot": inquiry.snapshot.id, **about, "accounts": plain})
    elif screen.is_csv:
        rows = [(*_cells(each), str(kind).lower()) for kind, lines in shown.items() for each in lines]
        screen.show_csv((*_CSV, "is_synthetic"), rows)
    else:
        _show(shown, inquiry, screen, question, factors)
        return tuple(each.figure for lines in shown.values() for each in lines if each.id in _VIEWS)
    return ()


def _has_value(lines: tuple[_Line, ...]) -> bool:
    return any(line.figure.value is not None for line in lines)


def _lines(
    inquiry: Inquiry, question: Question, factors: FactorSet, against: FactorSet | None, synthetic: bool
) -> Iterator[_Line]:
    account = _account(inquiry, question, factors, synthetic)
    for activity, part in account.parts.items():
        yield _Line(activity, ACTIVITIES[activity], part.figure, str(part.series))
    for view, name in _VIEWS.items():
        yield _Line(view, name, _view(account, view).figure, str(factors))
    asker = Asker(question, inquiry.snapshot, synthetic, names=inquiry.names)
    for gdp in observed_in(asker.observed(GDP), question.period.text):
        for view in _VIEWS if gdp.series.price_base_year is not None else ():
            rate, year = carbon_intensity(_view(account, view), gdp), gdp.series.price_base_year
            name = Label(
                f"{_INTENSITY.zh}（{_VIEWS[view].zh[:3]}，{year}年价）",
                f"{_INTENSITY.en} ({view}, {year} prices)",
            )
            yield _Line(f"{view}_intensity", name, rate.figure, str(factors), year)
    if against is not None:
        other = _account(inquiry, question, against, synthetic)
        for view, name in _VIEWS.items():
            figure = restatement(_view(account, view), _view(other, view))
            text = Label(f"{name.zh}重述差异", f"{name.en} restated")
            yield _Line(f"{view}_restated", text, figure, f"{factors} → {against}")


def _account(inquiry: Inquiry, question: Question, factors: FactorSet, synthetic: bool) -> CarbonAccount:
    return carbon_account(inquiry.snapshot, question, factors, synthetic=synthetic, names=inquiry.names)


def _view(account: CarbonAccount, view: str) -> Account:
    return account.production if view == "production" else account.consumption


def _show(
    shown: Mapping[bool, tuple[_Line, ...]],
    inquiry: Inquiry,
    screen: Screen,
    question: Question,
    factors: FactorSet,
) -> None:
    place, cells = inquiry.names.place(question.division, question.period), Shown(screen, inquiry.names)
    title = Label(f"{place.zh}碳排放（{factors}）", f"carbon account, {place.en} ({factors})")
    for kind, lines in shown.items():
        rows = [_row(each, replace(cells, decimals=4 if each.price_base_year else 2)) for each in lines]
        screen.show_table(title, _HEADERS, rows, is_synthetic=kind)


def _row(line: _Line, shown: Shown) -> tuple[str, ...]:
    coverage = line.figure.trace.coverage
    language = shown.screen.languages[0]
    labels: dict[str, str] = {name: label.text(language) for name, label in ACTIVITIES.items()}
    absent = "" if coverage is None else "、".join(labels.get(name, name) for name in coverage.absent)
    return (
        shown.screen.brief(line.name),
        shown.number(line.figure),
        line.figure.unit,
        shown.share(coverage),
        absent,
        shown.status(line.figure),
    )


def _cells(line: _Line) -> tuple[str, ...]:
    figure, coverage = line.figure, line.figure.trace.coverage
    counts = ("", "", "")
    if coverage is not None:
        counts = (str(coverage.expected), str(coverage.present), " ".join(coverage.absent))
    value = "" if figure.value is None else printed(figure.value, 6)
    year = "" if line.price_base_year is None else str(line.price_base_year)
    return (line.id, value, figure.unit, line.factors, year, *counts, figure.status)


def _plain(line: _Line) -> dict[str, object]:
    about = {"item": line.id, "factors": line.factors, "price_base_year": line.price_base_year}
    return about | plain_figure(line.figure)
