"""``shuangkong why`` (变化原因): what activity, structure and intensity brought, division by division."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal, TypedDict

from cyclopts import Parameter

from shuangkong.accounts import Account, Asker, Question, printed
from shuangkong.accounts.carbon import FactorSet, carbon_account
from shuangkong.accounts.decomposition import (
    MANNERS,
    Decomposition,
    Manner,
    Path,
    why_carbon,
    why_energy,
)
from shuangkong.cli.asking import Inquiry, inquire
from shuangkong.cli.carbon import ONE_GRID, Grid
from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import ANYTHING, Selectors
from shuangkong.cli.shown import plain_figure
from shuangkong.errors import Collector, ProblemsFound
from shuangkong.quantity import EnergyBasis, Period
from shuangkong.trace import STATUSES, Absence, Figure, Label

__all__ = ["why"]

_WHOLE, _REST = Label("下级合计", "sum below"), Label("未分解（本级）", "unallocated")
_CHANGE = Label("变化量", "change")
_CSV = ("division", "item", "label_zh", "label_en", "value", "unit", "manner", "status", "is_synthetic")


@Parameter(name="*")
@dataclass(frozen=True)
class Carbon:
    """Whether carbon is asked about, and under which factors (碳排放变化)."""

    kaya: Annotated[
        str | None,
        Parameter(
            help="按 Kaya 恒等式分解碳排放，写明燃料因子集 · carbon in the Kaya view, by fuel factor set"
        ),
    ] = None
    view: Annotated[
        Literal["production", "consumption"], Parameter(help="生产侧或消费侧 · view of the carbon")
    ] = "production"
    grid: Grid = ONE_GRID

    def check(self) -> None:
        """Refuse options of carbon where energy is asked about.

        Raises
        ------
        ProblemsFound
            Every ``option_alone``.
        """
        problems = Collector()
        if self.kaya is None:
            self.grid.refuse("--kaya", problems)
        if self.kaya is None and self.view != "production":
            problems.add("option_alone", "--view", option="--view", needed="--kaya")
        problems.raise_errors()

    @property
    def factors(self) -> FactorSet | None:
        """The factor set, None where energy is asked about."""
        return None if self.kaya is None else self.grid.factors(self.kaya)

    @property
    def what(self) -> Label:
        """What changed, in words."""
        return Label("能耗", "energy") if self.kaya is None else Label("碳排放", "carbon")


ENERGY_ONLY = Carbon()


@dataclass(frozen=True)
class _Way:
    """How a change is split (分解方式)."""

    manner: Manner
    price_base_year: int | None
    carbon: Carbon

    def why(self, asker: Asker) -> Decomposition | Absence:
        since, factors = asker.question.period.start.year - 1, self.carbon.factors
        how: _How = {"manner": self.manner, "price_base_year": self.price_base_year}
        if factors is None:
            return why_energy(asker, since, **how)
        years = range(since, asker.question.year + 1)
        found = {year: self._carbon(asker, year, factors) for year in years}
        held = {year: each for year, each in found.items() if each.figure.value is not None}
        return why_carbon(asker, held, since, **how)

    def _carbon(self, asker: Asker, year: int, factors: FactorSet) -> Account:
        question = replace(asker.question, period=Period.parse(str(year)))
        account = carbon_account(
            asker.rows, question, factors, synthetic=asker.is_synthetic, names=asker.names
        )
        return account.production if self.carbon.view == "production" else account.consumption


class _How(TypedDict):
    manner: Manner
    price_base_year: int | None


@dataclass(frozen=True)
class _Answer:
    """Why, on real rows or on synthetic ones."""

    found: Decomposition | Absence
    is_synthetic: bool


def why(
    *,
    manner: Annotated[Manner, Parameter(help="逐期链式或首末两期 · chained or end_point")] = "chained",
    price_base_year: Annotated[int | None, Parameter(help="可比价基年 · year of the constant prices")] = None,
    energy_basis: Annotated[
        EnergyBasis, Parameter(help="当量值或等价值 · calorific or coal_equivalent")
    ] = "coal_equivalent",
    carbon: Carbon = ENERGY_ONLY,
    selectors: Selectors = ANYTHING,
) -> None:
    """为什么变化 · Split a change of energy by driver and division, or of carbon in the Kaya view."""
    selection = selectors.selection()
    carbon.check()
    inquiry = inquire(selection)
    division = selection.division or inquiry.workspace.division
    period = selection.period or inquiry.latest_period()
    question = Question(
        division, period, inquiry.known_on, selection.rule, energy_basis, "energy_consumption"
    )
    way = _Way(manner, price_base_year, carbon)
    answers = _answers(question, inquiry, way)
    screen = selection.screen
    if screen.is_json:
        factors = None if carbon.factors is None else f"{carbon.factors}, {carbon.view}"
        about = {"division": division, "period": period.text, "since": period.start.year - 1}
        about |= {"subject": "energy" if factors is None else "co2", "factors": factors}
        plain = [_plain(each) for each in answers]
        screen.show_json({"snapshot": inquiry.snapshot.id, **about, "answers": plain})
        return
    if screen.is_csv:
        screen.show_csv(_CSV, [row for each in answers for row in _cells(each)])
        return
    for each in answers:
        _show(each, question, inquiry, screen, carbon)


def _answers(question: Question, inquiry: Inquiry, way: _Way) -> tuple[_Answer, ...]:
    problems, answers = Collector(), []
    for is_synthetic in (False, True):
        asker = Asker(question, inquiry.snapshot, is_synthetic, names=inquiry.names)
        try:
            found = way.why(asker)
        except ProblemsFound as refused:
            problems.extend(refused.problems)
            continue
        if not is_synthetic or isinstance(found, Decomposition):
            answers.append(_Answer(found, is_synthetic))
    problems.raise_errors()
    return tuple(answers)


def _lines(found: Decomposition) -> Iterator[tuple[str, Figure, dict[str, Figure]]]:
    """Divisions below with change and effects, then all of them."""
    paths: Sequence[Path] = (*found.below(), ())
    for path in paths:
        yield "/".join(path), found.change(path), found.effects(path)


def _show(answer: _Answer, question: Question, inquiry: Inquiry, screen: Screen, carbon: Carbon) -> None:
    found, place = answer.found, inquiry.names.place(question.division, question.period)
    since = question.period.start.year - 1
    if isinstance(found, Absence):
        title = Label(f"{place.zh}{carbon.what.zh}变化原因", f"why {carbon.what.en} changed, {place.en}")
        reason = (screen.brief(_CHANGE), found.reason.text(screen.languages[0]))
        screen.show_table(title, (Label("项目", "item"), Label("数值", "value")), [reason])
        return
    how = MANNERS[found.manner]
    title = Label(
        f"{place.zh}{carbon.what.zh}变化原因（比{since}年，{how.zh}，{found.unit}）",
        f"why {carbon.what.en} changed, {place.en}, against {since}, {how.en} ({found.unit})",
    )
    headers = (
        Label("地区", "division"),
        _CHANGE,
        *(each.label for each in found.drivers),
        Label("状态", "status"),
    )
    whole = _WHOLE if found.below() else inquiry.names.division(question.division)
    rows = [_row(line, whole, inquiry, screen) for line in _lines(found)]
    if found.unexplained is not None:
        blank = [""] * len(found.drivers)
        status = STATUSES[found.unexplained.status].text(screen.languages[0])
        rows.append((screen.brief(_REST), _number(found.unexplained), *blank, status))
    screen.show_table(title, headers, rows, is_synthetic=answer.is_synthetic)
    coverage = found.states[-1].coverage
    if coverage is not None and coverage.absent:
        names = [inquiry.names.division(code) for code in coverage.absent]
        zh, en = "、".join(each.zh for each in names), ", ".join(each.en for each in names)
        share = f"{coverage.present}/{coverage.expected}"
        line = Label(f"覆盖 {share}，缺 {zh}", f"coverage {share}, absent: {en}")
        screen.line(screen.marked(line) if answer.is_synthetic else line)


def _row(
    line: tuple[str, Figure, dict[str, Figure]], whole: Label, inquiry: Inquiry, screen: Screen
) -> tuple[str, ...]:
    code, change, effects = line
    name = inquiry.names.division(code) if code else whole
    status = STATUSES[change.status].text(screen.languages[0])
    return (screen.brief(name), *map(_number, (change, *effects.values())), status)


def _number(figure: Figure) -> str:
    return "—" if figure.value is None else printed(figure.value, 2).replace("-", "−", 1)


def _cells(answer: _Answer) -> Iterator[tuple[str, ...]]:
    found = answer.found
    if isinstance(found, Absence):
        return
    labels = {each.id: each.label for each in found.drivers}

    def cells(code: str, item: str, label: Label, figure: Figure) -> tuple[str, ...]:
        value = "" if figure.value is None else printed(figure.value, 6)
        kind = "true" if answer.is_synthetic else "false"
        return code, item, label.zh, label.en, value, figure.unit, found.manner, figure.status, kind

    for code, change, effects in _lines(found):
        yield cells(code, "change", _CHANGE, change)
        for driver, effect in effects.items():
            yield cells(code, driver, labels[driver], effect)
    if found.unexplained is not None:
        yield cells("", "unallocated", _REST, found.unexplained)


def _plain(answer: _Answer) -> dict[str, object]:
    found = answer.found
    if isinstance(found, Absence):
        reason = {"code": found.code, **vars(found.reason)}
        return {"is_synthetic": answer.is_synthetic, "reason": reason, "divisions": []}
    coverage, rest = found.states[-1].coverage, found.unexplained
    return {
        "is_synthetic": answer.is_synthetic,
        "reason": None,
        "manner": found.manner,
        "unit": found.unit,
        "drivers": {each.id: vars(each.label) for each in found.drivers},
        "divisions": [
            {
                "division": code or None,
                "change": plain_figure(change),
                "effects": {name: plain_figure(effect) for name, effect in effects.items()},
            }
            for code, change, effects in _lines(found)
        ],
        "unallocated": None if rest is None else plain_figure(rest),
        "absent": [] if coverage is None else list(coverage.absent),
    }
