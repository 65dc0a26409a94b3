"""Homes (条款去处): which register, declaration or dispatch item every clause of a plan is followed by.

A clause is what a target or a measure quotes. It has a home when each of its targets leads over a
declaration of an indicator, or an indicator of an account, to a register, and each of its measures over a
dispatch item to the register of its progress, and when a public case names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from shuangkong.errors import Collector
from shuangkong.packs import Packs, Plain, PlanPeriod
from shuangkong.plan import Measure, Target
from shuangkong.plan.reviewed import reviewed_measures, reviewed_targets
from shuangkong.registers import RegisterType

__all__ = ["Cases", "Clause", "Gap", "Home", "check_homes", "clauses_of", "read_cases"]

Gap = Literal["declaration", "register", "case"]
Cases = Mapping[str, frozenset[str]]
"""Title of a case → what it names."""
_PROGRESS = "dispatch_progress"  # the register that measures are followed in
_STATISTICS = "observation"  # the table of the statistics, which is no register
_OF_KIND = {
    "declared": "declared_figure",
    "judged": "judgement",
}  # registers a kind reads without naming them
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[-.][A-Za-z0-9_]+)*")


@dataclass(frozen=True)
class Home:
    """Where one target or measure is followed (目标或任务的去处).

    Parameters
    ----------
    follows
        Declaration, indicator or dispatch item; empty where there is none.
    kind
        Kind of the declaration; ``account`` for an indicator of an account, ``dispatch`` for an item.
    registers
        Registers its rows come from.
    unknown
        Registers it speaks of that the packs do not have.
    cases
        Public cases that name it; None where no cases were looked at.
    """

    id: str
    title: str
    is_measure: bool
    section: str
    quote: str
    follows: str
    kind: str
    registers: tuple[str, ...]
    unknown: tuple[str, ...]
    cases: tuple[str, ...] | None

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing."""
        found: list[Gap] = [] if self.follows else ["declaration"]
        if self.unknown or not self.registers:
            found.append("register")
        if self.cases is not None and not self.cases:
            found.append("case")
        return tuple(found)


@dataclass(frozen=True)
class Clause:
    """One clause of a plan (条款) with all that was made of it."""

    section: str
    quote: str
    homes: tuple[Home, ...]

    @property
    def has_home(self) -> bool:
        """Whether nothing of it is missing."""
        return bool(self.homes) and not any(home.gaps for home in self.homes)


def read_cases(folder: Path) -> Cases:
    """Return what every public case of a folder names (案例所及): ids of targets, indicators, items."""
    found = {}
    for file in sorted(folder.glob("*.yaml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for case in content if isinstance(content, list) else ():
            if isinstance(case, Mapping):
                title = str(case.get("name") or case.get("question") or "")
                found[f"{file.name}: {title}"] = frozenset(_names(list(case.values())))
    return found


def _names(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from _NAME.findall(value)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _names(each)
    elif isinstance(value, list):
        for each in value:
            yield from _names(each)


def clauses_of(
    plan: PlanPeriod, packs: Packs, types: Mapping[str, RegisterType], cases: Cases | None = None
) -> tuple[Clause, ...]:
    """Return every clause of a plan with its homes (规划条款), in the order of its sections.

    Parameters
    ----------
    cases
        What the public cases name; None leaves cases out of account.
    """
    search = _Search(packs, types, cases)
    document = packs.document(plan.document)
    names = {plan.document} if document is None else {document.number, document.title}
    made: list[Target | Measure] = [*reviewed_targets(packs), *reviewed_measures(packs)]
    found: dict[tuple[str, str], list[Home]] = {}
    for item in made:
        if item.citation.document in names:
            key = item.citation.section, item.citation.quote
            found.setdefault(key, []).append(search.home(item))
    order = {section: number for number, section in enumerate(plan.sections)}
    keys = sorted(found, key=lambda key: order.get(key[0], len(order)))
    return tuple(Clause(section, quote, tuple(found[section, quote])) for section, quote in keys)


def check_homes(clauses: Iterable[Clause], problems: Collector) -> None:
    """Note every target and measure that lacks something (去处检查).

    Codes: ``clause_homeless``.
    """
    for clause in clauses:
        for home in clause.homes:
            if home.gaps:
                labels = [_GAPS[gap] for gap in home.gaps]
                zh, en = "、".join(each[0] for each in labels), ", ".join(each[1] for each in labels)
                where = f"{clause.section} {home.id} “{clause.quote}”"
                problems.add("clause_homeless", where, gaps_zh=zh, gaps_en=en)


_GAPS: Mapping[Gap, tuple[str, str]] = {
    "declaration": ("指标口径或调度事项", "declaration or dispatch item"),
    "register": ("台账", "register"),
    "case": ("案例", "case"),
}


class _Search:
    """Finds where targets and measures are followed, in one stack of packs."""

    def __init__(self, packs: Packs, types: Mapping[str, RegisterType], cases: Cases | None) -> None:
        self._types = types
        self._declarations = {str(entry["id"]): entry for entry in packs.entries("declarations")}
        self._indicators = {str(entry["id"]) for entry in packs.entries("indicators")}
        self._items = {
            measure: str(row["dispatch_item_id"])
            for row in packs.table("dispatch_item")
            for measure in str(row["measure_ids"]).split(";")
        }
        self._cases: dict[str, list[str]] | None = None
        if cases is not None:
            self._cases = {}
            for title, names in cases.items():
                for name in names:
                    self._cases.setdefault(name, []).append(title)

    def home(self, item: Target | Measure) -> Home:
        """Return where a target or a measure is followed."""
        kind, registers = "", tuple[str, ...]()
        if isinstance(item, Measure):
            title = f"{item.verb or ''}{item.object or ''}"
            follows = self._items.get(item.id, "")
            if follows:
                kind, registers = "dispatch", (_PROGRESS,)
        else:
            title, follows = item.indicator, item.indicator_id or ""
            kind, registers = self._followed(follows)
            follows = follows if kind else ""
        return Home(
            id=item.id,
            title=title,
            is_measure=isinstance(item, Measure),
            section=item.citation.section,
            quote=item.citation.quote,
            follows=follows,
            kind=kind,
            registers=registers,
            unknown=tuple(name for name in registers if name not in {_STATISTICS, *self._types}),
            cases=self._cases_of(item.id, follows),
        )

    def _cases_of(self, *names: str) -> tuple[str, ...] | None:
        if self._cases is None:
            return None
        return tuple(dict.fromkeys(title for name in names for title in self._cases.get(name, ())))

    def _followed(self, name: str) -> tuple[str, tuple[str, ...]]:
        """Return the kind of an indicator and the registers it is read from."""
        entry = self._declarations.get(name)
        if entry is not None:
            return str(entry["kind"]), tuple(dict.fromkeys(self._read(entry, seen={name})))
        return ("account", (_STATISTICS,)) if name in self._indicators else ("", ())

    def _read(self, entry: Mapping[str, Plain], seen: set[str]) -> Iterator[str]:
        """Yield the registers a declaration reads, those of what it is made of included."""
        if entry["kind"] in _OF_KIND:
            yield _OF_KIND[str(entry["kind"])]
            return  # what it is `of` stands in that register
        sides = [entry, *(entry.get(key) for key in ("part", "whole", "within"))]
        for side in sides:
            if isinstance(side, Mapping):
                register = side.get("register_id") or side.get("register")
                if register:
                    yield str(register)
                yield from self._made_of([side.get("of"), side.get("indicator")], seen)

    def _made_of(self, names: Sequence[Plain], seen: set[str]) -> Iterator[str]:
        for name in names:
            if not isinstance(name, str) or name in seen:
                continue
            seen.add(name)
            if name in self._declarations:
                yield from self._read(self._declarations[name], seen)
            elif name in self._indicators:
                yield _STATISTICS
