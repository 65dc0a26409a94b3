"""Packs (规则包): a loaded stack, its references for manifests, and the lookups the later rooms use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.packs.plain import Plain
from shuangkong.packs.rule import RuleEdition, RuleKind
from shuangkong.schema import Row
from shuangkong.sources import Document
from shuangkong.trace import Label, Status

__all__ = ["Extent", "Labels", "PackReference", "Packs", "PlanPeriod"]


@dataclass(frozen=True)
class PackReference:
    """What a manifest keeps of a pack (规则包引用): id, edition and content hash.

    Examples
    --------
    >>> str(PackReference("cn", "2026.1", "ab" * 32))
    'cn@2026.1 (abababababab)'
    """

    id: str
    edition: str
    hash: str

    def __str__(self) -> str:
        return f"{self.id}@{self.edition} ({self.hash[:12]})"


@dataclass(frozen=True)
class PlanPeriod:
    """The years a plan covers (规划期), and its sections in order: number → title.

    Examples
    --------
    >>> PlanPeriod("p", "d", 2020, 2021, 2025).covers(2020)
    False
    """

    pack: str
    document: str
    base_year: int
    first_year: int
    last_year: int
    sections: Mapping[str, str] = field(default_factory=dict)

    def covers(self, year: int) -> bool:
        """Whether a year belongs to the plan; its base year does not."""
        return self.first_year <= year <= self.last_year


@dataclass(frozen=True)
class Extent:
    """Between which meridians and parallels all of a place lies (四至) [degrees]; no boundary.

    Examples
    --------
    >>> Extent(Decimal("97.2"), Decimal("126.07"), Decimal("37.4"), Decimal("53.39"), "secondary", "").west
    Decimal('97.2')
    """

    west: Decimal
    east: Decimal
    south: Decimal
    north: Decimal
    status: Status
    source: str


@dataclass(frozen=True)
class Labels:
    """What the stack calls its places (地方名称); a later pack of the stack overrides an earlier one.

    Parameters
    ----------
    division
        Code of the division the stack is for; None where it is for no single one.
    offset
        The one offset from UTC that times are kept in.
    levels
        Level → what it is called there.
    tiles
        Division code → (column, row) of the schematic tile map, counted from the north-west.
    extent
        Where the place lies; None where no pack of the stack says.
    """

    title: Label
    division: str | None = None
    offset: str | None = None
    levels: Mapping[str, Label] = field(default_factory=dict)
    tiles: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    tiles_note: Label | None = None
    extent: Extent | None = None


@dataclass(frozen=True)
class Packs:
    """A loaded stack of packs (规则包组), base first."""

    references: tuple[PackReference, ...]
    labels: Labels
    plans: tuple[PlanPeriod, ...]
    documents: Mapping[str, Document]
    editions: tuple[RuleEdition, ...] = field(repr=False)
    _entries: Mapping[str, tuple[Mapping[str, Plain], ...]] = field(repr=False)
    _tables: Mapping[str, tuple[Row, ...]] = field(repr=False)
    _forms: Mapping[str, Mapping[str, Mapping[str, object]]] = field(default_factory=dict, repr=False)

    def rules(self, kind: RuleKind) -> tuple[RuleEdition, ...]:
        """Return every edition of a kind (某类规则), in the order of the stack."""
        return tuple(rule for rule in self.editions if rule.kind == kind)

    def rule(self, key: str, *, on: date, year: int | None = None) -> RuleEdition:
        """Return the edition of a rule in force on a day (某日施行的规则版本).

        Parameters
        ----------
        year
            Accounting year; needed only where two editions are in force for different years.

        Raises
        ------
        ProblemsFound
            If the key is unknown (``rule_unknown``), no edition is in force (``rule_not_in_force``), or more
            than one is and no year tells which (``rule_needs_year``).
        """
        editions = self._of_key(key)
        found = [
            rule for rule in editions if rule.is_in_force(on) and (year is None or rule.applies_to_year(year))
        ]
        if not found:
            spans = ", ".join(f"{rule.edition} ({rule.in_force_from}–)" for rule in editions)
            details = {"on": on, "year": "—" if year is None else year, "known": spans}
            raise ProblemsFound([Problem("rule_not_in_force", key, details)])
        if len(found) > 1:
            names = ", ".join(rule.edition for rule in found)
            raise ProblemsFound([Problem("rule_needs_year", key, {"on": on, "known": names})])
        return found[0]

    def rule_edition(self, key: str, edition: str) -> RuleEdition:
        """Return one named edition (指定版本).

        Raises
        ------
        ProblemsFound
            If the key (``rule_unknown``) or its edition (``rule_edition_unknown``) is not in the stack.
        """
        editions = self._of_key(key)
        for rule in editions:
            if rule.edition == edition:
                return rule
        known = ", ".join(rule.edition for rule in editions)
        raise ProblemsFound([Problem("rule_edition_unknown", key, {"found": edition, "known": known})])

    def _of_key(self, key: str) -> list[RuleEdition]:
        editions = [rule for rule in self.editions if rule.key == key]
        if not editions:
            known = ", ".join(dict.fromkeys(rule.key for rule in self.editions))
            raise ProblemsFound([Problem("rule_unknown", key, {"known": known})])
        return editions

    def table(self, name: str) -> tuple[Row, ...]:
        """Return the rows of a table from all packs of the stack (数据行); none where no pack holds it."""
        return self._tables.get(name, ())

    def entries(self, name: str) -> tuple[Mapping[str, Plain], ...]:
        """Return a list of checked entries (条目) — targets, measures, indicators, declarations …"""
        return self._entries.get(name, ())

    def forms(self, folder: str) -> Mapping[str, Mapping[str, object]]:
        """Return the files of a folder as written (台账类型、版式、指标口径): place → mapping.

        A later room checks what they say.

        Parameters
        ----------
        folder
            ``registers``, ``layouts``, or ``declarations``, which gives every single entry at its place.
        """
        return self._forms.get(folder, {})

    def plan_of(self, document: str) -> PlanPeriod | None:
        """Return the plan that a document, named by id, number or title, is (所属规划), or None."""
        found = self.document(document)
        if found is None:
            return None
        return next((plan for plan in self.plans if self.document(plan.document) == found), None)

    def document(self, name: str) -> Document | None:
        """Return a document by id, number or title (文件), or None."""
        if name in self.documents:
            return self.documents[name]
        return next((found for found in self.documents.values() if name in (found.number, found.title)), None)
