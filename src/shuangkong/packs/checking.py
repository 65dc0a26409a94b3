"""Checking entries (校验条目): each against its model, every fault as a problem with file and key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from shuangkong.errors import Collector
from shuangkong.packs.declaration import DECLARATION_KINDS
from shuangkong.packs.declaration_entries import DECLARATION_KEYS, DeclarationEntry
from shuangkong.packs.entries import RuleEntry
from shuangkong.packs.metering_parameters import METERING_PARAMETERS
from shuangkong.packs.parameters import PARAMETERS, Strict
from shuangkong.packs.plain import plain
from shuangkong.packs.project_parameters import PROJECT_PARAMETERS
from shuangkong.packs.reading import entry_name
from shuangkong.packs.rule import RULE_KINDS, RuleEdition
from shuangkong.trace import Label

__all__ = ["check_declarations", "check_entries", "check_entry", "check_rules"]

_MODELS = {**PARAMETERS, **PROJECT_PARAMETERS, **METERING_PARAMETERS}
Entry = TypeVar("Entry", bound=Strict)


def check_entry(entry: object, model: type[Entry], where: str, problems: Collector) -> Entry | None:
    """Return an entry in its model (校验单条), or note what is wrong with it.

    Problems noted: ``pack_unknown_key``, ``pack_missing_key``, ``pack_status``, ``rule_kind``,
    ``rule_without_source``, ``rule_parameter``, ``pack_value``.
    """
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _note(detail, f"{where} {_key(detail)}".rstrip(), model, problems)
        return None


def check_entries(
    entries: list[object], model: type[Entry], where: str, problems: Collector
) -> tuple[Entry, ...]:
    """Return the entries of a file that follow their model (校验条目列表)."""
    checked = (
        check_entry(entry, model, f"{where} {entry_name(entry, number)}", problems)
        for number, entry in enumerate(entries, start=1)
    )
    return tuple(entry for entry in checked if entry is not None)


def check_rules(
    entries: list[object], where: str, problems: Collector
) -> tuple[tuple[str, RuleEdition], ...]:
    """Return rule editions with their place (校验规则), parameters checked by the model of their kind."""
    checked = []
    for number, entry in enumerate(entries, start=1):
        place = f"{where} {entry_name(entry, number)}"
        rule = check_entry(entry, RuleEntry, place, problems)
        if rule is None:
            continue
        parameters = check_entry(rule.parameters, _MODELS[rule.kind], f"{place} parameters", problems)
        if parameters is not None:
            checked.append((place, _edition(rule, parameters)))
    return tuple(checked)


def check_declarations(
    entries: list[object], where: str, problems: Collector
) -> tuple[tuple[str, DeclarationEntry], ...]:
    """Return declarations with their place (校验指标口径), each with the keys its kind needs and no others.

    Problems noted: those of `check_entry`, ``declaration_kind``, ``declaration_key_missing`` and
    ``declaration_key_unused``.
    """
    checked = []
    for number, entry in enumerate(entries, start=1):
        place = f"{where} {entry_name(entry, number)}"
        declaration = check_entry(entry, DeclarationEntry, place, problems)
        if declaration is not None and _has_its_keys(declaration, place, problems):
            checked.append((place, declaration))
    return tuple(checked)


def _has_its_keys(declaration: DeclarationEntry, place: str, problems: Collector) -> bool:
    needed, allowed = DECLARATION_KEYS[declaration.kind]
    given = {name for name, value in declaration.model_dump(by_alias=True).items() if value}
    special = set().union(*(set(each) for keys in DECLARATION_KEYS.values() for each in keys))
    before = len(problems)
    for key in needed:
        if key not in given:
            problems.add("declaration_key_missing", place, kind=declaration.kind, key=key)
    for key in sorted((given & special) - {*needed, *allowed, "unit"}):
        known = ", ".join((*needed, *allowed))
        problems.add("declaration_key_unused", place, kind=declaration.kind, key=key, known=known)
    return len(problems) == before


def _edition(rule: RuleEntry, parameters: Strict) -> RuleEdition:
    values = plain(parameters.model_dump())
    assert isinstance(values, Mapping)
    return RuleEdition(
        key=rule.key,
        edition=rule.edition,
        kind=rule.kind,
        document=rule.document,
        section=rule.section,
        issued_on=None,
        in_force_from=rule.in_force_from,
        in_force_to=rule.in_force_to,
        applies_from=rule.applies_from,
        applies_to=rule.applies_to,
        base_year_treatment=rule.base_year_treatment,
        restates=rule.restates,
        supersedes=tuple(rule.supersedes),
        status=rule.status,
        title=Label(rule.title.zh, rule.title.en),
        parameters=values,
        note=rule.note,
    )


def _key(detail: ErrorDetails) -> str:
    key = ""
    for part in detail["loc"]:
        key += f"[{part}]" if isinstance(part, int) else f".{part}"
    return key.removeprefix(".")


def _note(detail: ErrorDetails, where: str, model: type[Strict], problems: Collector) -> None:
    last = detail["loc"][-1] if detail["loc"] else ""
    found = detail["input"]
    if detail["type"] == "extra_forbidden":
        problems.add("pack_unknown_key", where, key=last)
    elif last == "document" and model is RuleEntry and not (isinstance(found, str) and found.strip()):
        problems.add("rule_without_source", where)
    elif detail["type"] == "missing":
        problems.add("pack_missing_key", where, key=last)
    elif last == "status":
        problems.add("pack_status", where, found=found)
    elif last == "kind" and model is RuleEntry:
        problems.add("rule_kind", where, found=found, known=", ".join(RULE_KINDS))
    elif last == "kind" and model is DeclarationEntry:
        problems.add("declaration_kind", where, found=found, known=", ".join(DECLARATION_KINDS))
    else:
        code = "rule_parameter" if model in _MODELS.values() else "pack_value"
        expected = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
        problems.add(code, where, found=_shown(found), expected=expected)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
