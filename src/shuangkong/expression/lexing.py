"""Words of an expression (词法): numbers with their unit, 'texts', names and signs, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.quantity import known_units

__all__ = ["Token", "fault", "tokens"]

_BLANK = re.compile(r"\s*")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?")
_TEXT = re.compile(r"'((?:[^']|'')*)'")
_SIGN = re.compile(r"!=|<=|>=|[-+*/=<>(),]")
_DIGITS = 38  # what a fixed-point column holds


@dataclass(frozen=True)
class Token:
    """One word (词): its kind, its text (unit and quotes apart) and where it stands, counted from 0."""

    kind: Literal["number", "text", "name", "sign", "end"]
    text: str
    start: int
    end: int
    unit: str = ""

    @property
    def shown(self) -> str:
        """How a problem names the word."""
        return f"'{self.text}'" if self.kind == "text" else self.text


def fault(code: str, where: str, start: int, /, **details: object) -> ProblemsFound:
    """Return the refusal of an expression (表达式有误) at a place of its text, shown counted from 1."""
    return ProblemsFound([Problem(code, f"{where}:{start + 1}", details)])


def tokens(text: str, where: str) -> list[Token]:
    """Return the words of an expression, an end mark last (词法分析).

    Raises
    ------
    ProblemsFound
        ``expression_character``, ``expression_text_open`` or ``expression_number``.

    Examples
    --------
    >>> [(token.kind, token.text, token.unit) for token in tokens("10 万千瓦 < x", "rule")][:2]
    [('number', '10', '万千瓦'), ('sign', '<', '')]
    """
    found: list[Token] = []
    place = _skip(text, 0)
    while place < len(text):
        token = _token(text, place, where)
        found.append(token)
        place = _skip(text, token.end)
    return [*found, Token("end", "", len(text), len(text))]


def _skip(text: str, place: int) -> int:
    match = _BLANK.match(text, place)
    return match.end() if match else place


def _token(text: str, place: int, where: str) -> Token:
    if match := _NUMBER.match(text, place):
        return _number(text, match, where)
    if match := _NAME.match(text, place):
        return Token("name", match[0], place, match.end())
    if match := _SIGN.match(text, place):
        return Token("sign", match[0], place, match.end())
    if match := _TEXT.match(text, place):
        return Token("text", match[1].replace("''", "'"), place, match.end())
    if text[place] == "'":
        raise fault("expression_text_open", where, place)
    raise fault("expression_character", where, place, found=text[place])


def _number(text: str, match: re.Match[str], where: str) -> Token:
    end = match.end()
    if len(match[0]) > _DIGITS or text[end : end + 1] == ".":
        raise fault("expression_number", where, match.start(), found=match[0], digits=_DIGITS)
    after = _skip(text, end)
    for symbol in _units():
        last = after + len(symbol)
        if text.startswith(symbol, after) and not (_is_word(symbol[-1]) and _is_word(text[last : last + 1])):
            return Token("number", match[0], match.start(), last, symbol)
    if _is_word(text[end : end + 1]):
        raise fault(
            "expression_number", where, match.start(), found=text[match.start() : end + 1], digits=_DIGITS
        )
    return Token("number", match[0], match.start(), end)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


@cache
def _units() -> tuple[str, ...]:
    """Return the units a number may bear, longest first; the pure number needs none."""
    return tuple(sorted((symbol for symbol in known_units() if symbol != "1"), key=len, reverse=True))
