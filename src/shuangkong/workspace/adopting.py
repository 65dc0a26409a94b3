"""Signing parameters off (参数核定): what is confirmed is checked against what the packs and tables hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shuangkong.packs import WHOLE, check_adoptions, written_parameter
from shuangkong.records.office import AdoptedValue
from shuangkong.records.office.adoption import check_first, signed_first
from shuangkong.records.office.rows import write_row
from shuangkong.workspace.folder import Workspace

__all__ = ["fitted"]

_NOBODY = ""


def fitted(workspace: Workspace, value: AdoptedValue) -> AdoptedValue:
    """Return what is to be signed off (待核定参数) if it is what the packs or tables hold.

    All parameters of an edition together (``*``) are written as one hash that nobody reads off a page: left
    out, it is that of the edition as shipped. A single value has to be given as the official text has it.

    Raises
    ------
    ProblemsFound
        With all of ``adoption_incomplete``, ``adoption_rule_unknown``, ``adoption_cell_unknown``,
        ``adoption_value_differs``.
    """
    if value.kind == "rule" and value.key == WHOLE and not value.value:
        value = replace(value, value=_whole(workspace, value.name))
    unsigned = signed_first(value, _NOBODY, date.min)
    problems = check_first(unsigned, (unsigned.scan_sha256,))  # whether the page is kept is asked later
    lacking = () if value.value else ("adoption_value_differs",)
    found = check_adoptions([write_row(unsigned)], workspace.packs)
    problems.extend(each for each in found if each.severity == "error" and each.code not in lacking)
    problems.raise_errors()
    return value


def _whole(workspace: Workspace, name: str) -> str:
    rule = next((each for each in workspace.packs.editions if f"{each.key}@{each.edition}" == name), None)
    return "" if rule is None else written_parameter(rule, WHOLE) or ""
