"""Checking declarations (校验指标口径): against their registers, each other and the targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shuangkong.assessment.declarations.declaration import Declaration, Side
from shuangkong.assessment.declarations.names import context_types, own_types, row_types, threshold_of
from shuangkong.assessment.declarations.units import unit_factor
from shuangkong.errors import Collector
from shuangkong.expression import Expression, Kind, Type
from shuangkong.expression.kind import unit_ratio
from shuangkong.packs import Packs
from shuangkong.registers import RegisterType

__all__ = ["FORMS", "Checking", "is_of_a_time"]

_NUMBERS = ("sum", "count", "coverage", "share", "per", "extreme", "declared", "statistic", "frequency")
_ANY = (*_NUMBERS, "change", "points", "class", "selected", "judged")
FORMS: Mapping[str, tuple[str, ...]] = {
    "change_rate": ("change", "declared", "statistic"),
    "absolute_change": ("points", "declared", "statistic"),
    "percentage_points": ("points", "declared", "statistic"),
    "level": _NUMBERS,
    "cumulative": _NUMBERS,
    "coverage": _NUMBERS,
    "count_range": _NUMBERS,
    "ordinal_class": ("class", "judged"),
    "deadline": (*_NUMBERS, "judged"),
    "threshold": ("selected",),
    "qualitative": _ANY,
}
"""Form of a target → the kinds of declarations that can measure it."""
_FIXED_UNITS = {"coverage": ("%",), "share": ("%",), "change": ("%",), "points": ("pp",)}
_COORDINATES = ("longitude", "latitude")
_EVERY_ROW = ("division_code", "is_synthetic")


@dataclass(frozen=True)
class Checking:
    """One check of all declarations of a stack (校验).

    Codes: ``declaration_register``, ``declaration_column``, ``declaration_column_type``,
    ``declaration_threshold``, ``declaration_unit``, ``declaration_wanted``, ``declaration_class``,
    ``declaration_side``, ``declaration_of_extreme``, ``declaration_undated``, ``declaration_cycle``,
    ``declaration_form``, ``declaration_reading``, and those of expressions.
    """

    packs: Packs
    types: Mapping[str, RegisterType]
    by_id: Mapping[str, Declaration]
    problems: Collector

    def check(self, declaration: Declaration) -> None:
        """Note what is wrong with one declaration."""
        self._check_thresholds(declaration)
        self._check_cycle(declaration)
        self._check_reading(declaration)
        fixed = _FIXED_UNITS.get(declaration.kind)
        if fixed and declaration.unit not in fixed:
            self._note("declaration_unit", declaration, "unit", found=declaration.unit, expected=fixed[0])
        if declaration.each and declaration.wanted is None:
            self._note("declaration_wanted", declaration, "wanted")
        if declaration.kind in ("change", "points"):
            self._check_past(declaration)
        if declaration.kind == "per":
            self._check_quotient(declaration)
        if declaration.register:
            type_ = self._type(declaration, declaration.register, "register")
            if type_ is not None:
                self._check_rows(declaration, type_)

    def _note(self, code: str, declaration: Declaration, key: str, /, **details: object) -> None:
        self.problems.add(code, f"{declaration.place} {key}".rstrip(), **details)

    def _type(self, declaration: Declaration, name: str, key: str) -> RegisterType | None:
        type_ = self.types.get(name)
        if type_ is None:
            known = ", ".join(sorted(self.types))
            self._note("declaration_register", declaration, key, found=name, known=known)
            return None
        self._check_columns(declaration, type_, key, _EVERY_ROW)
        return type_

    def _check_columns(
        self, declaration: Declaration, type_: RegisterType, key: str, names: Iterable[str]
    ) -> bool:
        known = type_.table.column_names
        missing = [name for name in names if name not in known]
        for name in missing:
            details = {"found": name, "register": type_.id, "known": ", ".join(known)}
            self._note("declaration_column", declaration, key, **details)
        return not missing

    def _check_rows(self, declaration: Declaration, type_: RegisterType) -> None:
        """Note columns and expressions of a row that its register cannot answer."""
        types = row_types(type_, self.types) | context_types(declaration, self.packs)
        self._expect(declaration.among, types, "truth")
        self._expect(declaration.counted, types, "truth")
        self._expect(declaration.weight, types, "number")
        self._check_dates(declaration, type_)
        self._check_columns(declaration, type_, "once", declaration.once)
        if declaration.each and declaration.each != "division":
            self._check_columns(declaration, type_, "each", [declaration.each])
        self._check_class(declaration, type_)
        self._check_value(declaration, types)
        if declaration.within is not None:
            self._check_within(declaration, type_)

    def _expect(self, expression: Expression | None, types: Mapping[str, Type], wanted: Kind) -> Type | None:
        """Return the type of an expression that must be of a kind; where it is not, note it: None."""
        if expression is None:
            return None
        found = expression.check(types, wanted=wanted)
        self.problems.extend(found)
        return None if found else expression.type_of(types)

    def _check_dates(self, declaration: Declaration, type_: RegisterType) -> None:
        kinds = {column.name: column.type for column in type_.table.columns}
        dated, closed = declaration.dated, declaration.closed
        asked: list[tuple[str, str, tuple[str, ...]]] = []
        if dated is not None:
            asked.append(("dated", dated.column, ("date", "period")))
        if closed is not None:
            asked.append(("closed", closed.column, ("date",)))
        for key, name, wanted in asked:
            if self._check_columns(declaration, type_, key, [name]) and kinds[name] not in wanted:
                details = {"column": name, "found": kinds[name], "expected": "/".join(wanted)}
                self._note("declaration_column_type", declaration, key, **details)

    def _check_class(self, declaration: Declaration, type_: RegisterType) -> None:
        if declaration.kind != "class":
            return
        if not self._check_columns(declaration, type_, "class", [declaration.class_column]):
            return
        allowed = type_.table.column(declaration.class_column).allowed
        wrong = sorted(set(allowed) - set(declaration.order)) if allowed else []
        repeated = len(set(declaration.order)) != len(declaration.order)
        if wrong or repeated:
            details = {"found": ", ".join(declaration.order), "allowed": ", ".join(allowed)}
            self._note("declaration_class", declaration, "order", **details)

    def _check_value(self, declaration: Declaration, types: Mapping[str, Type]) -> None:
        if declaration.kind == "extreme" and declaration.of not in ("largest", "smallest"):
            self._note("declaration_of_extreme", declaration, "of", found=declaration.of)
        if declaration.kind in ("sum", "extreme"):
            found = self._expect(declaration.value, types, "number")
            if found is not None and found.unit is not None:
                self._check_unit(declaration, found.unit)
        if declaration.kind == "share":
            sides = [self._share_side(declaration, side, types) for side in ("part", "whole")]
            units = [side.unit for side in sides if side is not None and side.unit is not None]
            if len(units) == 2 and unit_factor(units[0], units[1]) is None:
                self._note("declaration_unit", declaration, "part", found=units[0], expected=units[1])

    def _share_side(self, declaration: Declaration, key: str, types: Mapping[str, Type]) -> Type | None:
        side: Side | None = getattr(declaration, key)
        if side is None or side.register or side.indicator:
            self._note("declaration_side", declaration, key, kind=declaration.kind)
            return None
        return self._expect(side.value, types, "number")

    def _check_unit(self, declaration: Declaration, held: str) -> None:
        if unit_factor(held, declaration.unit) is None:
            self._note("declaration_unit", declaration, "unit", found=declaration.unit, expected=held or "1")

    def _check_within(self, declaration: Declaration, type_: RegisterType) -> None:
        within = declaration.within
        if within is None:
            return
        shared = context_types(declaration, self.packs)
        self._check_columns(declaration, type_, "within", _COORDINATES)
        self._expect(within.kilometres, shared, "number")
        other = self._type(declaration, within.register, "within.register")
        if other is not None:
            self._check_columns(declaration, other, "within.register", _COORDINATES)
            self._expect(within.among, own_types(other) | shared, "truth")

    def _check_thresholds(self, declaration: Declaration) -> None:
        for name, target in declaration.thresholds.items():
            if threshold_of(target, self.packs)[0] is None:
                self._note("declaration_threshold", declaration, f"thresholds {name}", found=target)

    def _check_quotient(self, declaration: Declaration) -> None:
        units = [self._side_unit(declaration, key) for key in ("part", "whole")]
        if None not in units:
            self._check_unit(declaration, unit_ratio(str(units[0]), str(units[1])))

    def _side_unit(self, declaration: Declaration, key: str) -> str | None:
        """Return the unit of one side of a quotient; None where it has none that is known."""
        side: Side | None = getattr(declaration, key)
        is_sound = side is not None and (
            bool(side.indicator) != bool(side.register) and bool(side.register) == bool(side.value)
        )
        if side is None or not is_sound:
            self._note("declaration_side", declaration, key, kind=declaration.kind)
            return None
        if side.indicator:
            return self._unit_of(side.indicator)
        type_ = self._type(declaration, side.register, f"{key}.register")
        if type_ is None:
            return None
        types = row_types(type_, self.types) | context_types(declaration, self.packs)
        self._expect(side.among, types, "truth")
        found = self._expect(side.value, types, "number")
        return None if found is None else found.unit

    def _unit_of(self, indicator: str) -> str | None:
        if indicator in self.by_id:
            return self.by_id[indicator].unit
        entries = self.packs.entries("indicators")
        return next((str(entry["unit"]) for entry in entries if entry["id"] == indicator), None)

    def _check_past(self, declaration: Declaration) -> None:
        """Note a change of what says nothing of the past: it would never change."""
        for name in declaration.made_of:
            made_of = self.by_id.get(name)
            if made_of is not None and not is_of_a_time(made_of, self.types, self.by_id):
                self._note("declaration_undated", declaration, "of", found=name)

    def _check_cycle(self, declaration: Declaration) -> None:
        path = [declaration.id]
        waiting = [(declaration.id, each) for each in declaration.made_of]
        seen: set[str] = set()
        while waiting:
            _, name = waiting.pop()
            if name == declaration.id:
                self._note("declaration_cycle", declaration, "of", path=" → ".join([*path, name]))
                return
            if name in seen or name not in self.by_id:
                continue
            seen.add(name)
            path.append(name)
            waiting += [(name, each) for each in self.by_id[name].made_of]

    def _check_reading(self, declaration: Declaration) -> None:
        of = self.by_id.get(declaration.reading_of)
        if of is not None and (of.reading_of or of.id == declaration.id):
            self._note("declaration_reading", declaration, "reading_of", found=of.id)

    def check_targets(self) -> None:
        """Note targets whose form their declaration cannot measure."""
        for entry in self.packs.entries("targets"):
            declaration = self.by_id.get(str(entry["indicator_id"]))
            if declaration is not None and declaration.kind not in FORMS[str(entry["form"])]:
                details = {"target": entry["id"], "form": entry["form"], "kind": declaration.kind}
                self._note("declaration_form", declaration, "kind", **details)


def is_of_a_time(
    declaration: Declaration, types: Mapping[str, RegisterType], by_id: Mapping[str, Declaration]
) -> bool:
    """Whether a declaration can be answered for a year gone by (能否回溯): by a date or by its periods."""
    waiting, seen = [declaration], set[str]()
    while waiting:
        each = waiting.pop()
        if each.id in seen:
            continue
        seen.add(each.id)
        if not _says_when(each, types):
            return False
        waiting += [by_id[name] for name in each.made_of if name in by_id]
    return True


def _says_when(declaration: Declaration, types: Mapping[str, RegisterType]) -> bool:
    registers = {declaration.register}
    registers |= {side.register for side in (declaration.part, declaration.whole) if side is not None}
    return declaration.dated is not None or all(
        name in types and "period" in types[name].table.column_names for name in registers - {""}
    )
