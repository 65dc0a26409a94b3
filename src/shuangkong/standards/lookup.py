"""The one lookup (参数查询): exactly one value, or the problem that says what there is instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.quantity import EnergyBasis
from shuangkong.standards.tables import entries
from shuangkong.standards.value import Entry, StandardValue

__all__ = ["lookup", "matches"]

_LISTED = 12  # a message lists so many choices and counts the rest


def lookup(
    metric: str,
    subject: str,
    *,
    on: date,
    energy_basis: EnergyBasis | None = None,
    edition: str | None = None,
    **conditions: str,
) -> StandardValue:
    """Return the one value a standard gives (查询标准参数).

    Parameters
    ----------
    metric
        ``tce_factor``, ``lower_heating_value``, ``carbon_content``, ``oxidation``, ``fuel_emission_factor``,
        ``heat_factor``, ``grid_factor``, ``efficiency_level``, ``energy_limit``, ``emission_limit``,
        ``tiered_price``.
    subject
        Id or Chinese name of the fuel, medium, grid or product; a grid is named by division code too.
    on
        Day the value is needed for; it chooses among the editions that are dated.
    edition
        Id of an edition. Editions that are one sector's convention, one of several factor sets, or not dated
        answer only when named.
    conditions
        Any of the value's conditions: ``variant``, ``year``, ``process``, ``level``, ``pollutant`` …

    Raises
    ------
    ProblemsFound
        ``standard_metric_unknown``, ``standard_subject_unknown``, ``standard_condition_unknown``,
        ``standard_no_match`` (never another edition instead), ``standard_ambiguous`` with the choices,
        ``standard_set_each_year`` (the coal-equivalent factor of electricity is a dated input) or
        ``standard_without_number``.

    Examples
    --------
    >>> factor = lookup("tce_factor", "raw_coal", on=date(2022, 6, 1))
    >>> str(factor.value), factor.unit, factor.edition, factor.status
    ('0.7143', 'kgce/kg', 'GB/T 2589-2020', 'secondary')
    >>> gas = lookup("tce_factor", "天然气", on=date(2022, 6, 1))
    >>> str(gas.value), str(gas.value_max), gas.is_interval
    ('1.1000', '1.3300', True)
    """
    found = _matching(metric, subject, _Asked(on, energy_basis, edition, conditions))
    where = f"{metric} {subject}"
    if len(found) > 1:
        choices = _listing(str(entry.value) for entry in found)
        raise ProblemsFound([Problem("standard_ambiguous", where, {"count": len(found), "choices": choices})])
    entry = found[0]
    if entry.value.value is None:
        code = "standard_set_each_year" if entry.is_set_each_year else "standard_without_number"
        details = {"edition": entry.edition.id, "unit": entry.value.unit, "note": entry.value.note or "–"}
        raise ProblemsFound([Problem(code, where, details)])
    return entry.value


def matches(
    metric: str,
    subject: str,
    *,
    on: date,
    energy_basis: EnergyBasis | None = None,
    edition: str | None = None,
    **conditions: str,
) -> tuple[StandardValue, ...]:
    """Return every value that fits (全部匹配), such as the steps of a price ladder, numberless ones included.

    Raises
    ------
    ProblemsFound
        As `lookup`, where nothing fits.

    Examples
    --------
    >>> ladder = matches("tiered_price", "电解铝", on=date(2015, 1, 1), edition="AL-2013")
    >>> [str(step.value) for step in ladder]
    ['0', '0.02', '0.08']
    """
    asked = _Asked(on, energy_basis, edition, conditions)
    return tuple(entry.value for entry in _matching(metric, subject, asked))


@dataclass(frozen=True)
class _Asked:
    on: date
    energy_basis: EnergyBasis | None
    edition: str | None
    conditions: Mapping[str, str]

    def fits(self, entry: Entry) -> bool:
        named = not entry.edition.named_only if self.edition is None else entry.edition.id == self.edition
        return (
            named
            and entry.edition.holds(self.on)
            and (self.energy_basis is None or entry.value.energy_basis in (None, self.energy_basis))
            and all(entry.value.conditions.get(name) == said for name, said in self.conditions.items())
        )

    def __str__(self) -> str:
        said = {"on": self.on, "edition": self.edition, "energy_basis": self.energy_basis, **self.conditions}
        return ", ".join(f"{name}={each}" for name, each in said.items() if each is not None)


def _matching(metric: str, subject: str, asked: _Asked) -> tuple[Entry, ...]:
    of_subject = _of_subject(metric, subject, asked.conditions)
    found = tuple(entry for entry in of_subject if asked.fits(entry))
    if not found:
        available = _listing(f"{entry.value} {_dates(entry)}".rstrip() for entry in of_subject)
        details = {"asked": asked, "available": available}
        raise ProblemsFound([Problem("standard_no_match", f"{metric} {subject}", details)])
    return found


def _of_subject(metric: str, subject: str, conditions: Mapping[str, str]) -> tuple[Entry, ...]:
    where = f"{metric} {subject}"
    of_metric = [entry for entry in entries() if entry.value.metric == metric]
    if not of_metric:
        known = ", ".join(sorted({entry.value.metric for entry in entries()}))
        raise ProblemsFound([Problem("standard_metric_unknown", where, {"known": known})])
    names = {name for entry in of_metric for name in entry.value.conditions}
    if unknown := sorted(conditions.keys() - names):
        details = {"condition": ", ".join(unknown), "known": ", ".join(sorted(names)) or "–"}
        raise ProblemsFound([Problem("standard_condition_unknown", where, details)])
    of_subject = tuple(entry for entry in of_metric if subject in entry.names)
    if not of_subject:
        available = _listing(dict.fromkeys(entry.value.subject for entry in of_metric))
        raise ProblemsFound([Problem("standard_subject_unknown", where, {"available": available})])
    return of_subject


def _dates(entry: Entry) -> str:
    edition = entry.edition
    if edition.valid_from or edition.valid_to:
        return f"{edition.valid_from or ''}–{edition.valid_to or ''}"
    return f"from {edition.not_before.year}" if edition.not_before else ""


def _listing(choices: Iterable[str]) -> str:
    listed = list(choices)
    rest = f"; … (+{len(listed) - _LISTED})" if len(listed) > _LISTED else ""
    return "; ".join(listed[:_LISTED]) + rest
