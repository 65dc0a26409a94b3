"""Refused command lines (无法识别的命令行): the parser's findings as problems of the catalogue."""

from __future__ import annotations

from cyclopts import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from shuangkong.errors import Problem

__all__ = ["refusals"]


def refusals(error: CycloptsError) -> tuple[Problem, ...]:
    """Return what the parser refused (解析器拒绝的内容) as problems."""
    where = " ".join(("shuangkong", *(error.command_chain or ())))
    argument = error.argument.name if error.argument else ""
    unused = error.unused_tokens or [""]
    match error:
        case UnknownCommandError():
            return (Problem("command_unknown", where, {"found": unused[0]}),)
        case UnknownOptionError():
            return (Problem("option_unknown", where, {"found": error.token.keyword or error.token.value}),)
        case UnusedCliTokensError():
            return (Problem("argument_unknown", where, {"found": " ".join(unused)}),)
        case MissingArgumentError():
            return (Problem("argument_missing", where, {"argument": argument}),)
        case CoercionError():
            found = error.token.value if error.token else ""
            return (Problem("argument_unreadable", where, {"argument": argument, "found": found}),)
        case _:
            return (Problem("command_unreadable", where, {"reason": str(error)}),)
