"""Workspaces (工作区): one region's folder, what is published from it and the verdicts issued on it."""

from shuangkong.workspace.folder import SETTINGS, Workspace
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
