"""The application (命令行程序): which commands there are, and what happens when one cannot go on.

Commands are named by import path, so that ``shuangkong lookup`` does not load what ``shuangkong report``
needs. Whatever goes wrong on purpose ends as problems in both languages and exit code 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from cyclopts import App, CycloptsError

from shuangkong import __version__
from shuangkong.cli.refusal import refusals
from shuangkong.cli.screen import Screen
from shuangkong.errors import Problem, ProblemsFound

__all__ = ["application", "frame", "run"]

_HELP = "双控：从规划原文到可追溯的评价结论。From a plan's own text to a verdict that explains itself."
_ROOM = "shuangkong.cli"
_COMMANDS = {
    "demo": f"{_ROOM}.demo:demo",
    "init": f"{_ROOM}.starting:init",
    "load": f"{_ROOM}.keeping:load",
    "load-public": f"{_ROOM}.keeping:load_public",
    "lookup": f"{_ROOM}.lookup:lookup",
    "account": f"{_ROOM}.account:account",
    "bridge": f"{_ROOM}.bridge:bridge",
    "why": f"{_ROOM}.why:why",
    "reconcile": f"{_ROOM}.reconcile:reconcile",
    "assess": f"{_ROOM}.assess:assess",
    "explain": f"{_ROOM}.assess:explain",
    "coverage": f"{_ROOM}.coverage:coverage",
    "report": f"{_ROOM}.report:report",
    "gateway": f"{_ROOM}.gateway:gateway",
    "simulate": f"{_ROOM}.simulate:simulate",
    "template": f"{_ROOM}.filing:template",
    "file": f"{_ROOM}.filing:file",
    "publish": f"{_ROOM}.publishing:publish",
    "issue": f"{_ROOM}.publishing:issue",
    "verify": f"{_ROOM}.publishing:verify",
}
_GROUPS = {
    "evidence": (
        "原始数据留痕：校验、跟读、重放拒收帧 · Evidence: check, read in full, judge refused frames anew.",
        {
            "check": f"{_ROOM}.evidence:check",
            "follow": f"{_ROOM}.evidence:follow",
            "replay": f"{_ROOM}.evidence:replay_refused",
        },
    ),
    "hj212": (
        "HJ 212 数据包 · Frames of HJ 212.",
        {"decode": f"{_ROOM}.hj212:decode"},
    ),
    "readings": (
        "读数库：导入、显示、校验、清理 · Readings: load, show, verify, compact.",
        {
            "load": f"{_ROOM}.readings:load",
            "show": f"{_ROOM}.readings:show",
            "verify": f"{_ROOM}.readings:verify",
            "compact": f"{_ROOM}.readings:compact",
        },
    ),
    "plan": (
        "读取、检查规划 · Read and check plans.",
        {
            "read": f"{_ROOM}.plans:read",
            "check": f"{_ROOM}.doubts:check",
            "conflicts": f"{_ROOM}.conflicts:conflicts",
            "entries": f"{_ROOM}.plans:entries",
        },
    ),
    "filing": (
        "报表：查看、审核、会签、批准、盖章件 · Filings: show, review, countersign, approve, scans.",
        {
            "types": f"{_ROOM}.filing:types",
            "list": f"{_ROOM}.filing:listing",
            "show": f"{_ROOM}.filing:show",
            "review": f"{_ROOM}.handling:review",
            "countersign": f"{_ROOM}.handling:countersign",
            "refuse": f"{_ROOM}.handling:refuse",
            "return": f"{_ROOM}.handling:return_",
            "approve": f"{_ROOM}.handling:approve",
            "print": f"{_ROOM}.handling:printed",
            "attach": f"{_ROOM}.handling:attach",
        },
    ),
    "round": (
        "调度轮次：开放、报送情况、催报、免报、锁定 · Rounds: open, attendance, reminders, locking.",
        {
            "open": f"{_ROOM}.rounds:open_round",
            "show": f"{_ROOM}.rounds:attendance",
            "remind": f"{_ROOM}.rounds:remind",
            "exempt": f"{_ROOM}.rounds:exempt",
            "lock": f"{_ROOM}.rounds:lock",
            "reopen": f"{_ROOM}.rounds:reopen",
        },
    ),
    "person": (
        "人员与职责 · Persons and their duties.",
        {"register": f"{_ROOM}.signing:register", "list": f"{_ROOM}.signing:people"},
    ),
    "adopt": (
        "参数核定：两人对照正式文本 · Sign values off against the official text, two persons.",
        {
            "propose": f"{_ROOM}.signing:propose",
            "confirm": f"{_ROOM}.signing:confirm",
            "list": f"{_ROOM}.signing:adoptions",
        },
    ),
    "period": (
        "期间关账与重新开放 · Close periods and open them again.",
        {"close": f"{_ROOM}.signing:close", "reopen": f"{_ROOM}.signing:reopen"},
    ),
    "layout": (
        "现有台账的版式：拟定、确认、查看 · Layouts of an office's own workbooks.",
        {
            "list": f"{_ROOM}.layouts:listing",
            "propose": f"{_ROOM}.layouts:draft",
            "confirm": f"{_ROOM}.layouts:confirm",
        },
    ),
    "project": (
        "“两高”项目：台账、现状、变化、拟建评估 · Two-high projects: list, standing, changes, assessment.",
        {
            "list": f"{_ROOM}.projects:listing",
            "show": f"{_ROOM}.projects:show",
            "changes": f"{_ROOM}.projects:changes",
            "assess": f"{_ROOM}.project_assess:assess",
        },
    ),
    "energy-report": (
        "能源利用状况报告：审查、限额对标 · Yearly energy reports: review them, hold them to limits.",
        {
            "review": f"{_ROOM}.energy_reports:review",
            "limits": f"{_ROOM}.energy_reports:limits",
        },
    ),
    "snapshot": (
        "冻结、查看、校验、比对快照 · Freeze, show, verify and compare snapshots.",
        {
            "freeze": f"{_ROOM}.keeping:freeze",
            "list": f"{_ROOM}.snapshots:listing",
            "show": f"{_ROOM}.snapshots:show",
            "verify": f"{_ROOM}.snapshots:verify",
            "diff": f"{_ROOM}.snapshots:compare",
        },
    ),
}
_INTERRUPTED = 130  # what a shell expects after Ctrl-C


def frame() -> App:
    """Return the program without its commands (程序框架)."""
    return App(
        name="shuangkong",
        help=_HELP,
        version=__version__,
        result_action="return_value",
        print_error=False,
        exit_on_error=False,
        help_format="plaintext",
        suppress_keyboard_interrupt=False,
    )


def application(*, loaded: bool = False) -> App:
    """Return the command tree (命令树).

    Parameters
    ----------
    loaded
        Import every command now, so that a list of them can say what each does.
    """
    app = frame()
    for name, path in _COMMANDS.items():
        app.command(_function(path) if loaded else path, name=name)
    for group, (about, commands) in _GROUPS.items():
        below = App(name=group, help=about)
        for name, path in commands.items():
            below.command(_function(path) if loaded else path, name=name)
        app.command(below)
    return app


def _function(path: str) -> Callable[..., None]:
    module, _, name = path.partition(":")
    function: Callable[..., None] = getattr(import_module(module), name)
    return function


def _asks_for_a_list(arguments: Sequence[str]) -> bool:
    """Whether a command line asks what commands there are, of the program or of a group."""
    if "--version" in arguments:
        return False
    words = [argument for argument in arguments if not argument.startswith("-")]
    return not words or (len(words) == 1 and words[0] in _GROUPS)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code: 0, or 1 after printing every problem.

    Examples
    --------
    >>> run(["--version"])
    0.1.0
    0
    """
    problems: Sequence[Problem]
    try:
        application(loaded=_asks_for_a_list(arguments))(list(arguments))
    except ProblemsFound as found:
        problems = found.problems
    except CycloptsError as error:
        problems = refusals(error)
    except BrokenPipeError:  # the reader (head, less) has seen enough
        return 0
    except OSError as error:
        where = str(error.filename or "shuangkong")
        problems = (Problem("system_refused", where, {"reason": error.strerror or str(error)}),)
    except KeyboardInterrupt:
        return _INTERRUPTED
    else:
        return 0
    Screen.for_arguments(arguments).show_problems(problems)
    return 1
