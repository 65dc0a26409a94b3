"""Parsing (语法分析): the text of an expression into its tree, by precedence, within limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from shuangkong.expression.functions import FUNCTIONS
from shuangkong.expression.lexing import Token, fault, tokens
from shuangkong.expression.node import Binary, Call, Constant, Membership, Name, Node, Operator, Unary

__all__ = ["LONGEST", "tree"]

LONGEST = 2000
_DEEPEST = 30
_MOST_NODES = 300
_CHAIN = 100  # operands joined one after the other: each is one level deeper for whoever walks the tree
_LEVELS: Mapping[str, int] = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "in", "not"), 4),
    **dict.fromkeys("+-", 5),
    **dict.fromkeys("*/", 6),
}
_NOT, _COMPARISON, _SIGNED = 3, 4, 7
_KEYWORDS = frozenset({"and", "or", "not", "in"})
_TRUTHS = {"true": True, "false": False}


def tree(text: str, where: str) -> Node:
    """Return the tree of an expression (语法树).

    Raises
    ------
    ProblemsFound
        ``expression_limit``, ``expression_empty``, ``expression_unexpected``, ``expression_chained``,
        ``expression_date``, ``expression_function``, ``expression_arguments`` and those of `tokens`.
    """
    if len(text) > LONGEST:
        raise fault("expression_limit", where, LONGEST, kind_zh="长度", kind_en="characters", allowed=LONGEST)
    if not text.strip():
        raise fault("expression_empty", where, 0)
    parser = _Parser(tokens(text, where), where)
    found = parser.binary(1)
    parser.expect_end()
    return found


class _Parser:
    """Reads words one by one; `_LEVELS` says which operator binds closer."""

    def __init__(self, words: list[Token], where: str) -> None:
        self._words = words
        self._where = where
        self._place = 0
        self._depth = 0
        self._nodes = 0

    @property
    def _next(self) -> Token:
        return self._words[self._place]

    def _take(self) -> Token:
        word = self._next
        self._place += 1
        return word

    def _is(self, *texts: str) -> bool:
        return self._next.kind in {"sign", "name"} and self._next.text in texts

    def _unexpected(self, zh: str, en: str) -> Exception:
        word = self._next
        details = {"expected_zh": zh, "expected_en": en, "found_zh": word.shown, "found_en": word.shown}
        if word.kind == "end":
            details |= {"found_zh": "结尾", "found_en": "the end"}
        return fault("expression_unexpected", self._where, word.start, **details)

    def _expect(self, sign: str) -> Token:
        if self._next.kind != "sign" or self._next.text != sign:
            raise self._unexpected(sign, sign)
        return self._take()

    def expect_end(self) -> None:
        if self._next.kind != "end":
            raise self._unexpected("运算符或结尾", "an operator or the end")

    def _limit(self, zh: str, en: str, allowed: int) -> Exception:
        return fault(
            "expression_limit", self._where, self._next.start, kind_zh=zh, kind_en=en, allowed=allowed
        )

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            raise self._limit("节点数", "nodes", _MOST_NODES)

    def binary(self, lowest: int) -> Node:
        """Read operands joined by operators that bind at least as close as ``lowest``."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._limit("嵌套层数", "levels of nesting", _DEEPEST)
        left = self._operand()
        compared = False
        joined = 0
        while self._level() >= lowest:
            self._count()
            joined += 1
            if joined > _CHAIN:
                raise self._limit("连续运算数", "operands in a row", _CHAIN)
            level = self._level()
            if level == _COMPARISON:
                if compared:
                    raise fault("expression_chained", self._where, self._next.start)
                compared = True
            if self._is("in", "not"):
                left = self._membership(left)
                continue
            operator = cast("Operator", self._take().text)
            right = self.binary(level + 1)
            left = Binary(left.start, right.end, operator, left, right)
        self._depth -= 1
        return left

    def _level(self) -> int:
        return _LEVELS.get(self._next.text, 0) if self._next.kind in {"sign", "name"} else 0

    def _membership(self, operand: Node) -> Node:
        is_negated = self._is("not")
        if is_negated:
            self._take()
        if not self._is("in"):
            raise self._unexpected("in", "in")
        self._take()
        self._expect("(")
        options = [self._constant()]
        while self._is(","):
            self._take()
            options.append(self._constant())
        end = self._expect(")").end
        return Membership(operand.start, end, operand, tuple(options), is_negated)

    def _constant(self) -> Constant:
        self._count()
        if self._is("-"):
            sign = self._take()
            found = self._written()
            if isinstance(found, Constant) and isinstance(found.value, Decimal):
                return Constant(sign.start, found.end, found.value.copy_negate(), found.unit)
        else:
            found = self._written()
            if found is not None:
                return found
        raise self._unexpected("常量", "a constant")

    def _operand(self) -> Node:
        self._count()
        if self._is("not"):
            start = self._take().start
            operand = self.binary(_NOT)
            return Unary(start, operand.end, "not", operand)
        if self._is("-"):
            start = self._take().start
            operand = self.binary(_SIGNED)
            return Unary(start, operand.end, "-", operand)
        if self._is("("):
            self._take()
            inner = self.binary(1)
            self._expect(")")
            return inner
        written = self._written()
        if written is not None:
            return written
        if self._next.kind != "name" or self._next.text in _KEYWORDS:
            raise self._unexpected("数值、名称或括号", "a value, a name or a parenthesis")
        word = self._take()
        if self._is("("):
            return self._call(word)
        return Name(word.start, word.end, word.text)

    def _written(self) -> Constant | None:
        """Read a constant, if one stands here."""
        word = self._next
        if word.kind == "number":
            self._take()
            return Constant(word.start, word.end, Decimal(word.text), word.unit)
        if word.kind == "text":
            self._take()
            return Constant(word.start, word.end, word.text)
        if word.kind == "name" and word.text in _TRUTHS:
            self._take()
            return Constant(word.start, word.end, _TRUTHS[word.text])
        if word.kind == "name" and word.text == "date" and self._words[self._place + 1].kind == "text":
            self._take()
            return self._day(word.start)
        return None

    def _day(self, start: int) -> Constant:
        word = self._take()
        try:
            day = date.fromisoformat(word.text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != word.text:
            raise fault("expression_date", self._where, word.start, found=word.text)
        return Constant(start, word.end, day)

    def _call(self, word: Token) -> Call:
        function = FUNCTIONS.get(word.text)
        if function is None:
            raise fault(
                "expression_function", self._where, word.start, found=word.text, known=", ".join(FUNCTIONS)
            )
        self._take()
        arguments: list[Node] = []
        while not self._is(")"):
            if arguments:
                self._expect(",")
            arguments.append(self.binary(1))
        end = self._take().end
        if not function.fewest <= len(arguments) <= function.most:
            needed = f"{function.fewest}–{function.most}"
            if function.fewest == function.most:
                needed = str(function.most)
            raise fault(
                "expression_arguments",
                self._where,
                word.start,
                function=word.text,
                found=len(arguments),
                needed=needed,
            )
        return Call(word.start, end, word.text, tuple(arguments))
