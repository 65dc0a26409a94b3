"""Workspaces (工作区): one region's folder, what is published from it and the verdicts issued on it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from shuangkong.workspace.folder import SETTINGS, Workspace

if TYPE_CHECKING:
    from shuangkong.workspace.issuing import Act, Recheck, issue, issued, recheck, recheck_all
    from shuangkong.workspace.publishing import compare, preview, prune, publish

__all__ = [
    "SETTINGS",
    "Act",
    "Recheck",
    "Workspace",
    "compare",
    "issue",
    "issued",
    "preview",
    "prune",
    "publish",
    "recheck",
    "recheck_all",
]

# Verdicts bring the accounts and their engine along, which whoever files a workbook does not wait for.
_LATER = {
    **dict.fromkeys(("Act", "Recheck", "issue", "issued", "recheck", "recheck_all"), "issuing"),
    **dict.fromkeys(("compare", "preview", "prune", "publish"), "publishing"),
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
