"""Entries (待核定条目): drafts written as the entries of a pack, for a person to review."""

from __future__ import annotations

from collections.abc import Sequence

from shuangkong.plan.draft import MeasureDraft, TargetDraft

__all__ = ["Entry", "entry_lines", "measure_entry", "target_entry"]

Plain = str | bool | int | None | list[str] | dict[str, "Plain"]
Entry = dict[str, Plain]


def target_entry(draft: TargetDraft, entry_id: str, document: str) -> Entry:
    """Return a target or threshold draft as a pack entry (目标条目).

    What the draft leaves open stays out; a reviewer fills it, or the loader refuses the entry.

    Examples
    --------
    >>> draft = TargetDraft("能耗强度", "level", ">=", "能耗强度达到1以上", (0, 9), target_year=2025)
    >>> target_entry(draft, "T-1", "plan")["citation"]
    {'document': 'plan', 'section': '', 'quote': '能耗强度达到1以上'}
    """
    entry: Entry = {
        "id": entry_id,
        "indicator": draft.indicator,
        "form": draft.form,
        "operator": draft.operator,
        "value": None if draft.value is None else str(draft.value),
        "value_max": None if draft.value_max is None else str(draft.value_max),
        "value_origin": draft.value_origin,
        "unit": draft.unit,
        "direction": draft.direction,
        "base_year": draft.base_year,
        "base_year_stated": None if draft.base_year is None else draft.base_year_stated,
        "target_year": draft.target_year,
        "target_year_stated": None if draft.target_year is None else draft.target_year_stated,
        "is_standing": True if draft.target_year is None else None,
        "scope": draft.scope,
        "strength": draft.strength,
        "nature": draft.nature,
        "modality": None if draft.modality == "firm" else draft.modality,
        "ordinal": draft.ordinal,
        "is_tested_every_year": draft.is_tested_every_year or None,
    }
    return _finished(entry, draft, document)


def measure_entry(draft: MeasureDraft, entry_id: str, document: str) -> Entry:
    """Return a measure draft as a pack entry (任务条目)."""
    entry: Entry = {
        "id": entry_id,
        "kind": draft.kind,
        "verb": draft.verb,
        "object": draft.object,
        "actor": draft.actor,
    }
    return _finished(entry, draft, document)


def _finished(entry: Entry, draft: TargetDraft | MeasureDraft, document: str) -> Entry:
    duties: Entry = {
        "lead": list(draft.lead),
        "participating": list(draft.participating),
        "sole": list(draft.sole),
        "responsibility": draft.responsibility,
        "is_open_list": draft.is_open_list or None,
        "has_local_duty": draft.has_local_duty or None,
    }
    finished: Entry = {key: value for key, value in entry.items() if value is not None}
    named: Entry = {key: value for key, value in duties.items() if value}
    if named:
        finished["duties"] = named
    finished["citation"] = {"document": document, "section": draft.section, "quote": draft.clause}
    finished["status"] = "unverified"
    return finished


def entry_lines(entries: Sequence[Entry]) -> str:
    """Return entries as YAML (条目文本), one a line; equal duties are written once and referred to.

    Examples
    --------
    >>> print(entry_lines([{"id": "T-1", "value": "15", "unit": "%"}]))
    - {id: T-1, value: "15", unit: "%"}
    """
    anchors: dict[str, str] = {}
    lines = []
    for entry in entries:
        parts = []
        for key, value in entry.items():
            text = _flow(value)
            if key == "duties":
                if text in anchors:
                    text = f"*{anchors[text]}"
                else:
                    anchors[text] = f"d{len(anchors) + 1}"
                    text = f"&{anchors[text]} {text}"
            parts.append(f"{key}: {text}")
        lines.append("- {" + ", ".join(parts) + "}")
    return "\n".join(lines)


_BARE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"


def _flow(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    is_bare = value[:1] in _BARE and all(c.isalnum() or c in "-_." for c in value) and value.isascii()
    is_chinese = all("\u4e00" <= c <= "\u9fff" for c in value) and bool(value)
    return value if is_bare or is_chinese else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
