"""Problems and errors (问题与错误): what a user did or met, said once and all together.

::

    ShuangkongError            catch this to catch everything the product raises on purpose
    └── ProblemsFound          input that cannot be accepted; carries every Problem at once

A `Problem` names a message of the catalogue (``messages/*.toml``), the place it stands at, and the
figures the message needs. The text exists in 中文 and English from that one catalogue and always says
what is wrong, why it matters and what to do.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Literal

__all__ = ["Collector", "Language", "Problem", "ProblemsFound", "Severity", "ShuangkongError", "catalogue"]

Language = Literal["zh", "en"]
Severity = Literal["error", "warning", "note"]
_PARTS = ("what", "why", "remedy")


class ShuangkongError(Exception):
    """Base of every error the product raises on purpose."""


@cache
def catalogue() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the message catalogue (消息目录): code → language → what, why, remedy.

    Raises
    ------
    ValueError
        If two files define one code, or a message lacks a language or a part.
    """
    messages: dict[str, Mapping[str, Mapping[str, str]]] = {}
    folder = resources.files("shuangkong") / "messages"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for code, message in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if code in messages:
                raise ValueError(f"message {code} stands twice; second time in {file.name}")
            for language in ("zh", "en"):
                for part in _PARTS:
                    if not message.get(language, {}).get(part):
                        raise ValueError(f"message {code} in {file.name} lacks {language}.{part}")
            messages[code] = message
    return messages


@dataclass(frozen=True)
class Problem:
    """One thing wrong (问题): a catalogue code, where it stands, and the figures its text needs.

    Examples
    --------
    >>> problem = Problem("file_empty", "plan.txt")
    >>> problem.text("en").startswith("plan.txt: ")
    True
    """

    code: str
    where: str
    details: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = "error"

    def text(self, language: Language = "zh") -> str:
        """Return the message: where, what, why, and what to do."""
        message = catalogue()[self.code][language]
        what, why, remedy = (message[part].format(**self.details) for part in _PARTS)
        if language == "zh":
            return f"{self.where}：{what}。{why}。处理办法：{remedy}。"
        return f"{self.where}: {what}. {why[:1].upper()}{why[1:]}. What to do: {remedy}."

    def as_json(self) -> dict[str, object]:
        """Return the problem as plain data, texts in both languages included."""
        return {
            "code": self.code,
            "severity": self.severity,
            "where": self.where,
            "details": {key: str(value) for key, value in self.details.items()},
            "zh": self.text("zh"),
            "en": self.text("en"),
        }


class ProblemsFound(ShuangkongError):
    """Input that cannot be accepted (输入有误), with every problem in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.text("en") for problem in self.problems))


class Collector:
    """Gathers problems (收集问题) so that they are shown together, never one at a time.

    Examples
    --------
    >>> problems = Collector()
    >>> problems.add("file_empty", "plan.txt")
    >>> len(problems)
    1
    """

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def __len__(self) -> int:
        return len(self._problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._problems)

    def add(self, code: str, where: str, severity: Severity = "error", /, **details: object) -> None:
        """Note one problem."""
        self._problems.append(Problem(code, where, details, severity))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note the problems another check found."""
        self._problems.extend(problems)

    @property
    def has_errors(self) -> bool:
        """Whether any problem is an error (warnings and notes do not stop anything)."""
        return any(problem.severity == "error" for problem in self._problems)

    def raise_errors(self) -> None:
        """Raise `ProblemsFound` with everything gathered if any of it is an error."""
        if self.has_errors:
            raise ProblemsFound(self._problems)
