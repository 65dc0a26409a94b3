"""Signed-off rules (规则核定): the packs as a workspace's sign-offs leave them.

The packs themselves stay as they are shipped; what a sign-off changes is a status and who is named with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

from shuangkong.errors import Collector
from shuangkong.packs.pack import Packs
from shuangkong.packs.plain import Plain
from shuangkong.packs.rule import RuleEdition
from shuangkong.schema import Row
from shuangkong.standards.adoption import Adoption, key_of, raised, values_of
from shuangkong.standards.tables import entries
from shuangkong.trace import SignOff, Status, worst

__all__ = ["WHOLE", "adopt", "check_adoptions", "written_parameter"]

WHOLE = "*"
"""Path that stands for all parameters of an edition."""


def adopt(packs: Packs, held: Iterable[Adoption]) -> Packs:
    """Return the packs with their signed-off rules (核定后的规则包).

    An edition takes the status it was confirmed as when all its parameters were, together (``*``) or one by
    one; a parameter that has a status of its own takes it alone.

    Examples
    --------
    >>> from shuangkong.packs import load_packs
    >>> packs = load_packs("cn")
    >>> adopt(packs, []) == packs
    True
    """
    by_rule: dict[str, list[Adoption]] = {}
    for each in held:
        if each.kind == "rule":
            by_rule.setdefault(each.name, []).append(each)
    if not by_rule:
        return packs
    editions = tuple(
        _adopted(rule, by_rule[name]) if (name := f"{rule.key}@{rule.edition}") in by_rule else rule
        for rule in packs.editions
    )
    return replace(packs, editions=editions)


def _adopted(rule: RuleEdition, held: Iterable[Adoption]) -> RuleEdition:
    fitting = {
        each.key: each.sign_off for each in held if written_parameter(rule, each.key) == each.sign_off.value
    }
    if not fitting:
        return rule
    parameters = {
        name: _own_status(value, fitting[name]) if name in fitting else value
        for name, value in rule.parameters.items()
    }
    signed = [fitting.get(name) for name in ([WHOLE] if WHOLE in fitting else _stated(rule))]
    accepted = [each.confirmed_as for each in signed if each is not None]
    status = raised(rule.status, worst(accepted)) if len(accepted) == len(signed) > 0 else rule.status
    return replace(rule, status=status, parameters=parameters, sign_offs=tuple(fitting.values()))


def _stated(rule: RuleEdition) -> list[str]:
    """The parameters an edition states: what its document leaves open cannot be confirmed."""
    return [name for name, value in rule.parameters.items() if value not in (None, (), {}) and name != "gaps"]


def _own_status(value: Plain, sign_off: SignOff) -> Plain:
    if not isinstance(value, Mapping) or "status" not in value:
        return value
    return {**value, "status": raised(cast(Status, value["status"]), sign_off.confirmed_as)}


def check_adoptions(rows: Iterable[Row], packs: Packs) -> Collector:
    """Return every reason why rows of the table ``adoption`` confirm nothing (检查核定).

    The problems are ``adoption_rule_unknown``, ``adoption_cell_unknown``, ``adoption_value_differs`` and
    ``adoption_one_person``; a sign-off that awaits its second person is a note, ``adoption_half_signed``.
    """
    problems = Collector()
    for row in rows:
        where = f"adoption {row['adoption_id']}"
        given, shipped = str(row["adopted_value"]), _shipped(row, packs, problems, where)
        if shipped is not None and shipped != given:
            problems.add("adoption_value_differs", where, given=given, shipped=shipped)
        if row["second_person"] is None or row["second_signed_on"] is None:
            problems.add("adoption_half_signed", where, "note", first=row["first_officer"])
        elif row["second_person"] == row["first_officer"]:
            problems.add("adoption_one_person", where, person=row["first_officer"])
    return problems


def _shipped(row: Row, packs: Packs, problems: Collector, where: str) -> str | None:
    name, key = str(row["adopted_name"]), str(row["adopted_key"])
    if row["adopted_kind"] == "table":
        cells = [
            values_of(entry.value)
            for entry in entries()
            if entry.value.table == name and entry.value.key == key_of(key)
        ]
        column = str(row["adopted_column"])
        found = next((each[column] for each in cells if column in each), None)
        if found is None:
            problems.add("adoption_cell_unknown", where, table=name, key=key, column=column)
        return found
    rule = next((each for each in packs.editions if f"{each.key}@{each.edition}" == name), None)
    found = None if rule is None else written_parameter(rule, key)
    if found is None:
        known = ", ".join((WHOLE, *(() if rule is None else _stated(rule))))
        problems.add("adoption_rule_unknown", where, rule=name, path=key, known=known)
    return found


def written_parameter(rule: RuleEdition, path: str) -> str | None:
    """Return the written form of a parameter as a sign-off names it (参数写法); None where there is none.

    Of the whole edition (``*``) it is the SHA-256 over all its parameters.

    Examples
    --------
    >>> from shuangkong.packs import load_packs
    >>> rule = load_packs("cn").rule_edition("barometer-901", "2020")
    >>> written_parameter(rule, "red_gap_ratio")
    '0.10'
    >>> len(written_parameter(rule, "*"))
    64
    """
    if path == WHOLE:
        return hashlib.sha256(_json(rule.parameters).encode()).hexdigest()
    value: Plain = rule.parameters
    for part in path.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    if isinstance(value, Mapping):
        return _json({name: each for name, each in value.items() if name != "status"})
    if value is None or isinstance(value, tuple):
        return None if value is None else _json(value)
    return _scalar(value)


def _json(value: Plain) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_jsonable)


def _jsonable(value: object) -> str:
    if isinstance(value, Decimal | date):
        return _scalar(value)
    raise TypeError(f"a pack holds no {type(value).__name__}")


def _scalar(value: str | int | Decimal | date) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)
