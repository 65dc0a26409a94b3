"""The reader's words (词表), loaded once from ``lexicon.toml`` and made into patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources

__all__ = ["alternatives", "words"]


@cache
def _lexicon() -> dict[str, dict[str, list[str]]]:
    text = (resources.files("shuangkong.plan.grammar") / "lexicon.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def words(room: str, *names: str) -> tuple[str, ...]:
    """Return the words of one or more lists of a room, longest first.

    Examples
    --------
    >>> words("change", "down")[:3]
    ('下降', '降低', '减少')
    """
    found = [word for name in names for word in _lexicon()[room][name]]
    return tuple(sorted(found, key=len, reverse=True))


def alternatives(found: Iterable[str]) -> str:
    """Return a pattern that matches any of the words, longest first."""
    return _alternatives(tuple(found))


@cache
def _alternatives(found: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(found, key=len, reverse=True))
