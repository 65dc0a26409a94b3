"""A territory (区划体系): every division of the rows given, answered for a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.territory.division import LEVELS, Division, Level, Succession

__all__ = ["Territory"]


class Territory:
    """The divisions (行政区划) that rows state, and how their codes followed each other.

    Parameters
    ----------
    division_rows
        Rows of the table ``division``.
    succession_rows
        Rows of the table ``division_succession``.

    Raises
    ------
    ProblemsFound
        With every ``division_parent_unknown``, ``division_level_order``, ``division_overlap`` and
        ``succession_code_unknown``.

    Examples
    --------
    >>> def row(code, level, parent, start=None, end=None):
    ...     return {"division_code": code, "name_zh": code, "name_en": None, "level": level,
    ...             "parent_code": parent, "valid_from": start, "valid_to": end, "status": "constructed",
    ...             "source": "示例"}
    >>> territory = Territory(
    ...     [row("990000", "region", None), row("992100", "prefecture", "990000", None, date(2001, 12, 30)),
    ...      row("990700", "prefecture", "990000", date(2001, 12, 31))],
    ...     [{"old_code": "992100", "new_code": "990700", "kind": "recode", "note": None,
    ...       "effective_on": date(2001, 12, 31), "status": "constructed", "source": "示例"}])
    >>> [division.code for division in territory.children("990000", date(2000, 1, 1))]
    ['992100']
    >>> [division.code for division in territory.resolve("992100", date(2020, 1, 1))]
    ['990700']
    """

    def __init__(
        self,
        division_rows: Iterable[Mapping[str, object]],
        succession_rows: Iterable[Mapping[str, object]] = (),
    ) -> None:
        self._editions: dict[str, list[Division]] = {}
        for division in map(Division.from_row, division_rows):
            self._editions.setdefault(division.code, []).append(division)
        self._successions = tuple(map(Succession.from_row, succession_rows))
        self._check()

    def _check(self) -> None:
        problems = Collector()
        for code, editions in self._editions.items():
            editions.sort(key=lambda division: division.valid_from or date.min)
            for earlier, later in pairwise(editions):
                if (later.valid_from or date.min) <= (earlier.valid_to or date.max):
                    problems.add("division_overlap", code, first=earlier.source, second=later.source)
            for division in editions:
                self._check_parent(division, problems)
        for succession in self._successions:
            for code in (succession.old_code, succession.new_code):
                if code not in self._editions:
                    problems.add(
                        "succession_code_unknown", f"{succession.old_code}→{succession.new_code}", code=code
                    )
        problems.raise_errors()

    def _check_parent(self, division: Division, problems: Collector) -> None:
        if division.parent_code is None:
            return
        parents = self._editions.get(division.parent_code, [])
        if not parents:
            problems.add("division_parent_unknown", division.code, parent=division.parent_code)
        for parent in parents:
            if LEVELS.index(parent.level) >= LEVELS.index(division.level):
                problems.add(
                    "division_level_order",
                    division.code,
                    level=division.level,
                    parent=parent.code,
                    parent_level=parent.level,
                )

    @property
    def codes(self) -> frozenset[str]:
        """Every code that ever stood, for checking what a file names."""
        return frozenset(self._editions)

    def division(self, code: str, on: date) -> Division:
        """Return the division under a code on a day.

        Raises
        ------
        ProblemsFound
            ``division_unknown`` if no row has the code; ``division_not_valid`` if none holds on the day, with
            the codes that follow or precede it.
        """
        self._known(code)
        found = self._on(code, on)
        if found is None:
            others = ", ".join(division.code for division in self.resolve(code, on)) or "–"
            raise ProblemsFound([Problem("division_not_valid", code, {"on": on, "others": others})])
        return found

    def _known(self, code: str) -> None:
        if code not in self._editions:
            raise ProblemsFound([Problem("division_unknown", code)])

    def _on(self, code: str, on: date) -> Division | None:
        """Return the edition of a code on a day; it stands only on days on which its parent does."""
        for division in self._editions.get(code, ()):
            if division.holds(on) and (
                division.parent_code is None or self._on(division.parent_code, on) is not None
            ):
                return division
        return None

    def children(self, code: str, on: date) -> tuple[Division, ...]:
        """Return the divisions directly below one on a day (下级区划), by code."""
        self.division(code, on)
        return tuple(division for division in self._standing(on) if division.parent_code == code)

    def at_level(self, level: Level, on: date, *, within: str | None = None) -> tuple[Division, ...]:
        """Return the divisions of a level on a day, by code; only those below ``within`` if given."""
        return tuple(
            division
            for division in self._standing(on)
            if division.level == level
            and (within is None or within in (above.code for above in self.path(division.code, on)))
        )

    def path(self, code: str, on: date) -> tuple[Division, ...]:
        """Return a division and what stands above it (所属路径), the top first."""
        division = self.division(code, on)
        above = () if division.parent_code is None else self.path(division.parent_code, on)
        return (*above, division)

    def named(self, name: str, on: date) -> tuple[Division, ...]:
        """Return the divisions of a name, Chinese or English, on a day; several places may share one."""
        return tuple(
            division for division in self._standing(on) if name in (division.name.zh, division.name.en)
        )

    def _standing(self, on: date) -> tuple[Division, ...]:
        found = (self._on(code, on) for code in sorted(self._editions))
        return tuple(division for division in found if division is not None)

    def resolve(self, code: str, on: date) -> tuple[Division, ...]:
        """Return what a code of any time stands for on a day (代码换算), by code.

        An old code gives what followed it, a new code gives what it followed. More than one division answers
        after a split, before a merger, and while an old and a new code of one place are both in use; none if
        the rows say of no day that early or late.

        Raises
        ------
        ProblemsFound
            ``division_unknown`` if no row has the code.
        """
        self._known(code)
        reached = {code}
        for links in (self._later(on), self._earlier(on)):
            waiting = [code]
            while waiting:
                fresh = links.get(waiting.pop(), set()) - reached
                reached |= fresh
                waiting.extend(fresh)
        found = (self._on(each, on) for each in sorted(reached))
        return tuple(division for division in found if division is not None)

    def _later(self, on: date) -> dict[str, set[str]]:
        links: dict[str, set[str]] = {}
        for succession in self._successions:
            if succession.effective_on <= on:
                links.setdefault(succession.old_code, set()).add(succession.new_code)
        return links

    def _earlier(self, on: date) -> dict[str, set[str]]:
        """Link new codes to old ones: before the change, and while both stand for one place recoded."""
        links: dict[str, set[str]] = {}
        for succession in self._successions:
            if succession.effective_on > on or succession.kind == "recode":
                links.setdefault(succession.new_code, set()).add(succession.old_code)
        return links
